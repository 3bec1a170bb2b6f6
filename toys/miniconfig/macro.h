/* macro.h - $(...) of the current Kconfig dialect, and environment.
 */
#ifndef MINICONFIG_MACRO_H
#define MINICONFIG_MACRO_H

#include "text.h"
#include "tree.h"

/* *p is after a '$', in what ends at end; it goes past what is expanded, and
 * what comes of it to out. -1 with t->error. */
int macro_expand(struct tree *t, struct place at, const char **p,
	const char *end, struct text *out);

/* name = value; how is '=', ':' for := and '+' for +=. */
int macro_assign(struct tree *t, struct place at, const char *name, int how,
	const char *value);

/* What stands before the program's own environment, for $(NAME), for option env
 * and for the commands of $(shell). env_default: unless it was set. env_get:
 * NULL if it is nowhere. */
void env_set(struct tree *t, const char *name, const char *value);
void env_default(struct tree *t, const char *name, const char *value);
const char *env_get(struct tree *t, const char *name);

/* The environment for a command, ended by NULL; valid until the next env_set.
 */
char *const *env_list(struct tree *t);

#endif

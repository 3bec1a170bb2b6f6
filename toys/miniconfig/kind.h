/* kind.h - which program's tree a folder is, and how its build would
 * ask conf. */
#ifndef MINICONFIG_KIND_H
#define MINICONFIG_KIND_H

#include "text.h"
#include "tree.h"

/* The tree in dir, all read. word: NAME=VALUE as one would say to make. NULL,
 * after a message, if it can't be. */
struct tree *kind_open(const char *dir, char *const *word, int n);

/* The environment that Linux's Makefile gives to conf, but for what is set:
 * that is the command line's. */
void linux_environment(struct tree *t);

/* A file of BusyBox's, of which Config.in are made from the C sources. */
int busybox_read(struct tree *t, const char *name, struct text *x);

/* What a Makefile of the tree assigns to a variable, as it is written, or "".
 */
const char *kind_value(struct tree *t, const char *makefile, const char *name);

/* Does a file of the tree have this text? */
bool kind_says(struct tree *t, const char *file, const char *text);

/* Set the variable as, by default, to the version that a Makefile of the tree
 * says: these two, SUBLEVEL and EXTRAVERSION. */
void kind_version(struct tree *t, const char *makefile, const char *major,
	const char *minor, const char *as);

/* What begins with from is called to, anything else stays; NULL ends them. And
 * the same of the machine that this runs on. */
struct pair {
	const char *from, *to;
};
const char *kind_mapped(const struct pair *pair, const char *s);
const char *kind_machine(const struct pair *pair);

#endif

/* explain.h - why a symbol isn't what somebody wants. */
#ifndef MINICONFIG_EXPLAIN_H
#define MINICONFIG_EXPLAIN_H

#include "text.h"
#include "tree.h"

/* Why the user can't have s at want: nothing if the prompt isn't what it is. */
void explain_prompt(struct tree *t, struct sym *s, int want, struct text *out);

/* Does a select make more of s than its own dependencies allow? */
bool explain_is_forced(const struct sym *s);

/* "although it depends on ...": nothing if it isn't. */
void explain_forced(struct tree *t, struct sym *s, struct text *out);

#endif

/* explain.h - expressions and reasons in words. */
#ifndef MINICONFIG_EXPLAIN_H
#define MINICONFIG_EXPLAIN_H

#include "text.h"
#include "tree.h"

/* "A [y]". */
void explain_sym(struct tree *t, struct sym *s, struct text *out);

/* As Kconfig has it, and what each symbol is: "A [y] && (B [n] || C [m])". */
void explain_expr(struct tree *t, struct expr *e, struct text *out);

/* Those alternatives of e that are not n: "A [y], B [m] && C [y]". */
void explain_met(struct tree *t, struct expr *e, struct text *out);

/* Why the user can't have s at want: nothing if the prompt isn't what it is. */
void explain_prompt(struct tree *t, struct sym *s, int want, struct text *out);

/* Does a select make more of s than its own dependencies allow? */
bool explain_is_forced(const struct sym *s);

/* "although it depends on ...": nothing if it isn't. */
void explain_forced(struct tree *t, struct sym *s, struct text *out);

#endif

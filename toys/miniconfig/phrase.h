/* phrase.h - expressions in words. */
#ifndef MINICONFIG_PHRASE_H
#define MINICONFIG_PHRASE_H

#include "text.h"
#include "tree.h"

/* Where what is said goes to. sym: whose expression it is, or NULL; at: where
 * it stands, or NULL for what all of the symbol depends on. By these a constant
 * is known as what a macro gave: "$(MACRO) [n]". */
struct about {
	struct tree *t;
	struct text *out;
	const struct sym *sym;
	const struct place *at;
};

/* y, m, n, a number, or text in quotes. */
void phrase_value(const struct sym *s, struct text *out);

/* "A [y]". */
void phrase_sym(const struct about *x, struct sym *s);

/* As Kconfig has it, and what each symbol is: "A [y] && (B [n] || C [m])"; and
 * in parentheses if an expression of this kind is around it and needs them. */
void phrase_expr(const struct about *x, struct expr *e);
void phrase_part(const struct about *x, struct expr *e, enum op around);

/* Those alternatives of e that are not n: "A [y], B [m] && C [y]". */
void phrase_met(const struct about *x, struct expr *e);

/* Add what op joins in e to the n terms that there are, each once; gives how
 * many there are then. */
enum { MOST_TERMS = 64 };
int phrase_terms(struct expr *e, enum op op, struct expr **term, int n);

#endif

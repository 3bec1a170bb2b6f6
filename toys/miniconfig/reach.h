/* reach.h - what symbols can be, whatever lines there are. */
#ifndef MINICONFIG_REACH_H
#define MINICONFIG_REACH_H

#include "text.h"
#include "tree.h"

/* Find out for all, with the lines that are applied; it is kept in their marks.
 * What can't be is sure; what can might still need two things of which only one
 * can be had. */
void reach_note(struct tree *t);

/* Can the symbol, or the expression, be y; or else, can it be n? */
bool reach_sym(struct tree *t, struct sym *s, bool y);
bool reach_expr(struct tree *t, struct expr *e, bool y);

/* Of a symbol that can't be y, the way to what keeps it from that: "it needs A
 * [n], which has no prompt, and nothing sets it". */
void reach_explain(struct tree *t, struct sym *s, struct text *out);

#endif

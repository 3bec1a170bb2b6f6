/* expr.h - expressions, as they are written. */
#ifndef MINICONFIG_EXPR_H
#define MINICONFIG_EXPR_H

#include "scan.h"

/* At s->next, which goes on. NULL after an error in s->t. */
struct expr *expr_parse(struct scan *s);
struct sym *expr_parse_sym(struct scan *s);

/* Is the next token this word? Go past it, then? */
bool expr_is_word(const struct scan *s, const char *word);
bool expr_accept(struct scan *s, const char *word);

/* What is wrong with the statement, at the next token: -1. */
int expr_fail(struct scan *s, const char *what);

#endif

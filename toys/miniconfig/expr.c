/* expr.c - expressions, as they are written.
 *
 * Only symbols are compared, ! binds more than &&, and that more than ||. */
#include <string.h>

#include "expr.h"

enum { DEEPEST = 500 };

int expr_fail(struct scan *s, const char *what)
{
	const char *word = s->next->text;

	if (word)
		return tree_fail(s->t, s->at, "%s, at %s", what, word);
	return tree_fail(s->t, s->at, "%s%s", what,
		s->next->kind == TK_END ? ", at the end of the line" : "");
}

bool expr_is_word(const struct scan *s, const char *word)
{
	enum token_kind kind = s->t->old_words ? TK_WORD : TK_KEY;

	return s->next->kind == kind && !strcmp(s->next->text, word);
}

bool expr_accept(struct scan *s, const char *word)
{
	if (!expr_is_word(s, word))
		return false;
	s->next++;
	return true;
}

struct sym *expr_parse_sym(struct scan *s)
{
	const struct token *tok = s->next;

	if (tok->kind != TK_WORD && tok->kind != TK_QUOTED) {
		expr_fail(s, "a symbol is missing");
		return NULL;
	}
	s->next++;
	return tree_sym(s->t, tok->text, tok->kind == TK_QUOTED);
}

static struct expr *parse_or(struct scan *s);

static struct expr *parse_comparison(struct scan *s)
{
	static const enum op ops[] = {[TK_EQ] = OP_EQ,
		[TK_NE] = OP_NE,
		[TK_LT] = OP_LT,
		[TK_LE] = OP_LE,
		[TK_GT] = OP_GT,
		[TK_GE] = OP_GE};
	struct sym *a = expr_parse_sym(s), *b;
	enum token_kind kind = s->next->kind;

	if (!a)
		return NULL;
	if (kind < TK_EQ || kind > TK_GE)
		return expr_sym(s->t, a);
	s->next++;
	b = expr_parse_sym(s);
	return b ? expr_compare(s->t, ops[kind], a, b) : NULL;
}

static struct expr *parse_term(struct scan *s)
{
	struct expr *e = NULL;

	if (++s->depth > DEEPEST) {
		expr_fail(s, "the expression is nested too deep");
	} else if (s->next->kind == TK_NOT) {
		s->next++;
		e = parse_term(s);
		e = e ? expr_not(s->t, e) : NULL;
	} else if (s->next->kind == TK_OPEN) {
		s->next++;
		e = parse_or(s);
		if (e && s->next++->kind != TK_CLOSE) {
			s->next--;
			expr_fail(s, "a ) is missing");
		}
	} else {
		e = parse_comparison(s);
	}
	s->depth--;
	return e;
}

static struct expr *parse_and(struct scan *s)
{
	struct expr *e = parse_term(s);

	while (e && !*s->t->error && s->next->kind == TK_AND) {
		s->next++;
		e = expr_and(s->t, e, parse_term(s));
	}
	return e;
}

static struct expr *parse_or(struct scan *s)
{
	struct expr *e = parse_and(s);

	while (e && !*s->t->error && s->next->kind == TK_OR) {
		s->next++;
		e = expr_or(s->t, e, parse_and(s));
	}
	return e;
}

struct expr *expr_parse(struct scan *s)
{
	return parse_or(s);
}

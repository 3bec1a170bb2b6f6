/* reach.c - what symbols can be, whatever lines there are.
 *
 * A symbol can be y if one of the ways to that is open: a prompt, a default, a
 * select. These depend on other symbols, so it is asked of all of them until
 * nothing more is found. A circle doesn't open itself. */
#include "reach.h"
#include "value.h"
#include "phrase.h"

enum { CAN_BE_Y = 1, CAN_BE_N = 2, TOLD = 4 };

bool reach_sym(struct tree *t, struct sym *s, bool y)
{
	if (s->is_choice)
		return true; /* its members say what it needs */
	if (s->menu && is_tri(s))
		return s->mark & (y ? CAN_BE_Y : CAN_BE_N);
	value_of(t, s);
	return is_tri(s) ? s->val != (y ? NO : YES) : !y;
}

/* A number or a text that no line can change: a constant, or what has one for
 * its default and no prompt. */
static bool is_fixed(const struct sym *s)
{
	const struct prop *p = s->props;

	if (!s->menu)
		return true;
	if (is_tri(s) || !p || p->kind != DEFAULT || p->cond || !p->value ||
		p->value->op != OP_SYM || p->value->a->menu)
		return false;
	for (; p; p = p->next)
		if (p->kind == PROMPT)
			return false;
	return true;
}

/* To be compared with y or n is to be that; of all else that isn't known, it is
 * said that it can be. */
static bool can_compare(struct tree *t, struct expr *e, bool y)
{
	struct sym *a = e->a->menu ? e->a : e->b;
	struct sym *b = e->a->menu ? e->b : e->a;
	bool wants_y = (e->op == OP_EQ) == (b == t->yes);

	if (is_fixed(a) && is_fixed(b))
		return (expr_value(t, e) == YES) == y;
	if (!is_tri(a) || (e->op != OP_EQ && e->op != OP_NE) ||
		(b != t->yes && b != t->no))
		return true;
	return reach_sym(t, a, wants_y == y);
}

bool reach_expr(struct tree *t, struct expr *e, bool y)
{
	if (!e)
		return y;
	if (e->op == OP_SYM)
		return reach_sym(t, e->a, y);
	if (e->op == OP_NOT)
		return reach_expr(t, e->l, !y);
	if (e->op != OP_AND && e->op != OP_OR)
		return can_compare(t, e, y);
	if ((e->op == OP_AND) == y)
		return reach_expr(t, e->l, y) && reach_expr(t, e->r, y);
	return reach_expr(t, e->l, y) || reach_expr(t, e->r, y);
}

static bool can_be_y(struct tree *t, struct sym *s)
{
	value_of(t, s);
	if (s->val == YES || (s->rev_dep && reach_expr(t, s->rev_dep, true)) ||
		(s->implied && reach_expr(t, s->implied, true) &&
			reach_expr(t, s->dir_dep, true)))
		return true;
	for (struct prop *p = s->props; p; p = p->next)
		if ((p->kind == PROMPT ||
			    (p->kind == DEFAULT &&
				    reach_expr(t, p->value, true))) &&
			reach_expr(t, p->cond, true))
			return true;
	return false;
}

static bool can_be_n(struct tree *t, struct sym *s)
{
	if (s->val == NO || s->choice)
		return true;
	if (s->rev_dep && !reach_expr(t, s->rev_dep, false))
		return false;
	for (struct prop *p = s->props; p; p = p->next)
		if (p->kind == PROMPT && reach_expr(t, p->cond, true))
			return true;
	for (struct prop *p = s->props; p; p = p->next)
		if (p->kind == DEFAULT && !reach_expr(t, p->cond, false) &&
			!reach_expr(t, p->value, false))
			return false;
	return !s->implied || reach_expr(t, s->implied, false);
}

static bool note(struct tree *t, struct sym *s)
{
	unsigned was = s->mark;

	if (!s->menu || !is_tri(s))
		return false;
	if (!(s->mark & CAN_BE_Y) && can_be_y(t, s))
		s->mark |= CAN_BE_Y;
	if (!(s->mark & CAN_BE_N) && can_be_n(t, s))
		s->mark |= CAN_BE_N;
	return s->mark != was;
}

void reach_note(struct tree *t)
{
	bool more = true;

	for (struct sym *s = t->syms; s; s = s->next)
		s->mark = 0;
	while (more) {
		more = false;
		for (struct sym *s = t->syms; s; s = s->next)
			more |= note(t, s);
	}
}

/* ---- why one can't be y */

/* The first part of e that can't be. */
static struct expr *blocked_part(struct tree *t, struct expr *e)
{
	while (e && e->op == OP_AND)
		e = reach_expr(t, e->l, true) ? e->r : e->l;
	return e;
}

/* A prompt, or else a default: what would make it y, if it could. */
static struct prop *best_prop(const struct sym *s)
{
	struct prop *best = NULL;

	for (struct prop *p = s->props; p; p = p->next) {
		if (p->kind == PROMPT)
			return p;
		if (p->kind == DEFAULT && !best)
			best = p;
	}
	return best;
}

/* The part that keeps s from being y; or NULL, if all is said. */
static struct expr *put_blocked(struct tree *t, struct sym *s, struct text *out)
{
	struct prop *p = best_prop(s);
	struct about x = {t, out, s, p ? &p->at : NULL};
	bool cond = p && !reach_expr(t, p->cond, true);
	struct expr *part;

	if (!p || p->kind != PROMPT)
		text_puts(out, " has no prompt");
	if (!p && !s->rev_dep && !s->implied)
		text_puts(out, ", and nothing sets it");
	else if (!p || (!cond && s->rev_dep))
		text_puts(out, ", and none that select or imply it can be y");
	if (!p || (!cond && s->rev_dep))
		return NULL;
	part = blocked_part(t, cond ? p->cond : p->value);
	if (p->kind != PROMPT)
		text_puts(out,
			cond ? ", and its default" : ", and its default is");
	text_puts(out, cond ? " needs " : " ");
	phrase_part(&x, part, OP_AND);
	return part;
}

void reach_explain(struct tree *t, struct sym *s, struct text *out)
{
	text_puts(out, "it");
	for (;;) {
		struct expr *part = put_blocked(t, s, out);

		s->mark |= TOLD;
		if (!part || part->op != OP_SYM || !part->a->menu ||
			!is_tri(part->a) || part->a->mark & TOLD)
			return;
		text_puts(out, ", which");
		s = part->a;
	}
}

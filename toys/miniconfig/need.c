/* need.c - lines that make a symbol y.
 *
 * A symbol becomes y by a line about it, which takes a prompt that can be seen,
 * or by others: a default, a select. What these depend on is made so in turn.
 * Each step is tried on the tree itself, as expand would take it, and taken
 * back if it doesn't do. The first search goes one step deep, the next one two,
 * so that few lines are found; and only if that finds none, what mini makes y
 * may become n. */
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "need.h"
#include "plain.h"
#include "reach.h"
#include "value.h"

enum { DEEPEST = 12, MOST_STEPS = 20000 };

enum { BUSY = 1 << 8 }; /* in a mark, beside what reach.c keeps there */

struct need {
	struct tree *t;
	struct config *c;
	enum base base;
	size_t first;  /* of c's lines, that isn't mini's */
	bool may_undo; /* what mini makes y */
	bool cut;      /* was there anything deeper? */
	int steps;
};

static void keep(struct need *n, size_t lines)
{
	if (n->c->n == lines)
		return;
	n->c->n = lines;
	config_apply(n->t, n->c, n->base);
}

static void say(struct need *n, const struct sym *s, const char *value)
{
	struct text x = {0};

	if (!strcmp(value, "n"))
		text_printf(&x, "# %s%s is not set", n->t->prefix, s->name);
	else
		text_printf(&x, "%s%s=%s", n->t->prefix, s->name, value);
	if (config_parse(n->t, n->c, "need", x.s, x.len) == 0)
		config_apply(n->t, n->c, n->base);
	text_free(&x);
}

/* A choice is what its members are, so it need only be asked for. */
static bool is(struct need *n, struct sym *s, bool y)
{
	value_of(n->t, s);
	return s->is_choice && y ? s->visible != NO : s->val == (y ? YES : NO);
}

static bool make(struct need *n, struct expr *e, bool y, int depth);
static bool make_sym(struct need *n, struct sym *s, bool y, int depth);

/* One of those who select or imply it, e. To be implied takes dep. */
static bool get_selected(struct need *n, struct sym *s, struct expr *e,
	struct expr *dep, int depth)
{
	size_t lines = n->c->n;

	if (!e)
		return false;
	if (e->op == OP_OR)
		return get_selected(n, s, e->l, dep, depth) ||
		       get_selected(n, s, e->r, dep, depth);
	if (make(n, e, true, depth) && make(n, dep, true, depth) &&
		is(n, s, true))
		return true;
	keep(n, lines);
	return false;
}

static bool get_asked(struct need *n, struct sym *s, const char *value,
	struct prop *p, int depth)
{
	if (p->kind != PROMPT || !make(n, p->cond, true, depth))
		return false;
	if (!s->is_choice)
		say(n, s, value);
	return true;
}

static bool get_default(struct need *n, struct prop *p, int depth)
{
	return p->kind == DEFAULT && make(n, p->value, true, depth) &&
	       make(n, p->cond, true, depth);
}

static bool be_y(struct need *n, struct sym *s, int depth)
{
	size_t lines = n->c->n;

	for (struct prop *p = s->props; p; p = p->next) {
		if (get_asked(n, s, "y", p, depth) && is(n, s, true))
			return true;
		keep(n, lines);
	}
	if (get_selected(n, s, s->rev_dep, NULL, depth) ||
		get_selected(n, s, s->implied, s->dir_dep, depth))
		return true;
	for (struct prop *p = s->props; p; p = p->next) {
		if (get_default(n, p, depth) && is(n, s, true))
			return true;
		keep(n, lines);
	}
	return false;
}

/* Is it y by a line that must stay? */
static bool must_stay(const struct need *n, const struct sym *s)
{
	if (!s->said || *s->said->value == 'n')
		return false;
	return !n->may_undo || s->said >= n->c->entry + n->first;
}

/* Another member of its choice, a line, or no default that counts. */
static bool be_n(struct need *n, struct sym *s, int depth)
{
	bool may_say = !must_stay(n, s);
	struct prop *p;

	if (s->rev != NO && !make(n, s->rev_dep, false, depth))
		return false;
	for (int i = 0; may_say && s->choice && i < s->choice->n_members; i++)
		if (s->choice->members[i] != s &&
			make_sym(n, s->choice->members[i], true, depth))
			break;
	if (is(n, s, false))
		return true;
	for (p = s->props; p && may_say; p = p->next) {
		size_t before = n->c->n;

		if (get_asked(n, s, "n", p, depth) && is(n, s, false))
			return true;
		keep(n, before);
	}
	p = value_default(n->t, s);
	if (p && !make(n, p->cond, false, depth))
		make(n, p->value, false, depth);
	return is(n, s, false);
}

static bool make_sym(struct need *n, struct sym *s, bool y, int depth)
{
	size_t lines = n->c->n;
	bool made;

	if (is(n, s, y))
		return true;
	if (!s->menu || !is_tri(s) || s->mark & BUSY ||
		!reach_sym(n->t, s, y) || n->steps == MOST_STEPS)
		return false;
	if (y && s->choice && s->choice->chosen &&
		must_stay(n, s->choice->chosen))
		return false;
	n->cut |= !depth;
	if (!depth)
		return false;
	n->steps++;
	s->mark |= BUSY;
	made = y ? be_y(n, s, depth - 1) : be_n(n, s, depth - 1);
	s->mark &= ~(unsigned)BUSY;
	if (!made)
		keep(n, lines);
	return made;
}

/* ---- comparisons */

/* What a number or a text must be, to compare so with b: in x. */
static bool wanted_text(
	enum op op, const struct sym *a, const struct sym *b, struct text *x)
{
	bool hex = a->type == HEX;
	long long number = strtoll(b->str, NULL, hex ? 16 : 10);

	if (a->type == STRING) {
		config_quote(b->str, x);
		return op == OP_EQ;
	}
	number += op == OP_NE || op == OP_GT;
	number -= op == OP_LT;
	text_printf(x, hex ? "0x%llx" : "%lld", number);
	return true;
}

/* Must a tristate be y, or n, to compare so with val? */
static bool wants_y(enum op op, int val)
{
	if (op == OP_EQ || op == OP_NE)
		return (op == OP_EQ) == (val == YES);
	return op == OP_GT || op == OP_GE;
}

/* a is what a line may set. */
static bool make_compare_to(struct need *n, struct expr *e, enum op op,
	struct sym *a, struct sym *b, int depth)
{
	size_t lines = n->c->n;
	int was = expr_value(n->t, e);
	struct text x = {0};
	bool made = false;

	value_of(n->t, b);
	if (is_tri(a))
		return make_sym(n, a, wants_y(op, b->val), depth) &&
		       expr_value(n->t, e) != was;
	for (struct prop *p = a->props; p && !made; p = p->next) {
		text_clear(&x);
		n->cut |= !depth;
		made = depth && wanted_text(op, a, b, &x) &&
		       get_asked(n, a, x.s, p, depth - 1) &&
		       expr_value(n->t, e) != was;
		if (!made)
			keep(n, lines);
	}
	text_free(&x);
	return made;
}

static bool make_compare(struct need *n, struct expr *e, bool y, int depth)
{
	static const enum op turned[] = {[OP_EQ] = OP_EQ,
		[OP_NE] = OP_NE,
		[OP_LT] = OP_GT,
		[OP_GT] = OP_LT,
		[OP_GE] = OP_LE,
		[OP_LE] = OP_GE};
	enum op op = y ? e->op : opposite(e->op);

	return make_compare_to(n, e, op, e->a, e->b, depth) ||
	       make_compare_to(n, e, turned[op], e->b, e->a, depth);
}

/* ---- expressions */

static bool make_either(struct need *n, struct expr *e, bool y, int depth)
{
	return make(n, e->l, y, depth) || make(n, e->r, y, depth);
}

/* What the second part takes may undo the first. */
static bool make_both(struct need *n, struct expr *e, bool y, int depth)
{
	return make(n, e->l, y, depth) && make(n, e->r, y, depth) &&
	       make(n, e->l, y, depth);
}

static bool make(struct need *n, struct expr *e, bool y, int depth)
{
	if (!e)
		return y;
	if (expr_value(n->t, e) == (y ? YES : NO))
		return true;
	if (!reach_expr(n->t, e, y))
		return false;
	if (e->op == OP_SYM && e->a == n->t->mod)
		return y; /* which is enough for a bool */
	if (e->op == OP_SYM)
		return make_sym(n, e->a, y, depth);
	if (e->op == OP_NOT)
		return make(n, e->l, !y, depth);
	if (e->op != OP_AND && e->op != OP_OR)
		return make_compare(n, e, y, depth);
	if ((e->op == OP_AND) == y)
		return make_both(n, e, y, depth);
	return make_either(n, e, y, depth);
}

/* ---- */

static bool search(struct need *n, struct sym *s)
{
	for (int undo = 0; undo < 2; undo++) {
		n->may_undo = undo;
		n->steps = 0;
		for (int depth = 1; depth <= DEEPEST; depth++) {
			n->cut = false;
			if (make_sym(n, s, true, depth))
				return true;
			if (!n->cut)
				break;
		}
	}
	return false;
}

/* Each line is tried again after one has gone. */
static void leave_out(struct need *n, struct sym *s)
{
	size_t i = n->first;

	while (i < n->c->n) {
		struct entry *e = &n->c->entry[i++];

		if (e->off)
			continue;
		e->off = true;
		config_apply(n->t, n->c, n->base);
		e->off = is(n, s, true);
		if (e->off)
			i = n->first;
	}
	config_apply(n->t, n->c, n->base);
}

bool need_lines(struct tree *t, struct config *mini, struct sym *s,
	enum base base, struct text *out)
{
	struct need n = {.t = t, .c = mini, .base = base, .first = mini->n};

	config_apply(t, mini, base);
	reach_note(t);
	if (!reach_sym(t, s, true)) {
		text_puts(out, "it can't be y: ");
		reach_explain(t, s, out);
		return false;
	}
	if (!search(&n, s)) {
		text_puts(out, "no lines were found that make it y; ");
		explain_prompt(t, s, YES, out);
		return false;
	}
	leave_out(&n, s);
	for (size_t i = n.first; i < mini->n; i++)
		if (!mini->entry[i].off)
			text_printf(out, "%s\n", mini->entry[i].text);
	return is(&n, s, true);
}

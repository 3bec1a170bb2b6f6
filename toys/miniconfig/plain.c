/* plain.c - the form that Kconfig gives to expressions: nothing but symbols and
 * comparisons after !, and each term of && and || once, here in one order. */
#include "plain.h"

enum { LONGEST = 200 }; /* longer ones, which nobody writes, take too long */

/* The first of the terms of e, and those after it. */
static struct expr *head(enum op op, struct expr *e)
{
	return e->op == op ? e->l : e;
}

static struct expr *tail(enum op op, const struct expr *e)
{
	return e->op == op ? e->r : NULL;
}

static struct expr *merged(
	struct tree *t, enum op op, struct expr *l, struct expr *r)
{
	struct expr *a, *b;

	if (!l || !r)
		return l ? l : r;
	a = head(op, l);
	b = head(op, r);
	if (a == b)
		return merged(t, op, l, tail(op, r));
	if (a->id > b->id)
		return merged(t, op, r, l);
	r = merged(t, op, tail(op, l), r);
	return op == OP_AND ? expr_and(t, a, r) : expr_or(t, a, r);
}

/* Is s what is asked for, or isn't it? */
static struct expr *plain_sym(struct tree *t, struct sym *s, bool is)
{
	if (is || s == t->mod)
		return expr_sym(t, s);
	if (s == t->yes || s == t->no)
		return expr_sym(t, s == t->yes ? t->no : t->yes);
	return expr_not(t, expr_sym(t, s));
}

enum op opposite(enum op op)
{
	static const enum op other[] = {[OP_EQ] = OP_NE,
		[OP_NE] = OP_EQ,
		[OP_LT] = OP_GE,
		[OP_GE] = OP_LT,
		[OP_GT] = OP_LE,
		[OP_LE] = OP_GT};

	return other[op];
}

/* Of a bool, y and n are the symbol itself, and m is never. */
static struct expr *plain_comparison(
	struct tree *t, const struct expr *e, bool is)
{
	enum op op = is ? e->op : opposite(e->op);

	if (e->a->type == BOOL && (op == OP_EQ || op == OP_NE)) {
		if (e->b == t->yes || e->b == t->no)
			return plain_sym(
				t, e->a, (op == OP_EQ) == (e->b == t->yes));
		if (e->b == t->mod)
			return expr_sym(t, op == OP_EQ ? t->no : t->yes);
	}
	return expr_compare(t, op, e->a, e->b);
}

static bool has(enum op op, struct expr *e, const struct expr *term)
{
	for (; e; e = tail(op, e))
		if (head(op, e) == term)
			return true;
	return false;
}

/* Is it y, since it has a bool and its opposite? */
static bool is_either(struct expr *e)
{
	for (struct expr *rest = e; rest; rest = tail(OP_OR, rest)) {
		const struct expr *term = head(OP_OR, rest);

		if (term->op == OP_NOT && term->l->a->type == BOOL &&
			has(OP_OR, e, term->l))
			return true;
	}
	return false;
}

static struct expr *either(struct tree *t, struct expr *l, struct expr *r)
{
	struct expr *e = l && r ? merged(t, OP_OR, l, r) : NULL;

	return is_either(e) ? NULL : e;
}

struct expr *plain(struct tree *t, const struct expr *e, bool is)
{
	struct expr *l, *r;

	if (!e)
		return NULL;
	if (e->op == OP_SYM)
		return plain_sym(t, e->a, is);
	if (e->op == OP_NOT)
		return plain(t, e->l, !is);
	if (e->op != OP_AND && e->op != OP_OR)
		return plain_comparison(t, e, is);
	l = plain(t, e->l, is);
	r = plain(t, e->r, is);
	return (e->op == OP_AND) == is ? merged(t, OP_AND, l, r)
				       : either(t, l, r);
}

bool plain_has_all(struct expr *e, struct expr *part)
{
	for (; part; part = tail(OP_AND, part))
		if (!has(OP_AND, e, head(OP_AND, part)))
			return false;
	return true;
}

/* y and n, which are among the terms, say what the whole is, or nothing. */
static struct expr *folded(struct tree *t, struct expr *e)
{
	struct expr *yes = expr_sym(t, t->yes), *no = expr_sym(t, t->no);
	struct expr *l, *r, *all, *none;

	if (!e || (e->op != OP_AND && e->op != OP_OR))
		return e ? e : yes;
	l = folded(t, e->l);
	r = folded(t, e->r);
	all = e->op == OP_AND ? no : yes;
	none = e->op == OP_AND ? yes : no;
	if (l == all || r == none)
		return l;
	if (r == all || l == none)
		return r;
	return e->op == OP_AND ? expr_and(t, l, r) : expr_or(t, l, r);
}

static int length(const struct expr *e)
{
	if (e->op == OP_NOT)
		return length(e->l);
	return e->op == OP_AND || e->op == OP_OR ? length(e->l) + length(e->r)
						 : 1;
}

struct expr *simplified(struct tree *t, struct expr *e)
{
	if (!e || length(e) > LONGEST)
		return e;
	e = plain(t, e, true);
	if (t->version >= 612)
		e = folded(t, e);
	return e == expr_sym(t, t->yes) ? NULL : e;
}

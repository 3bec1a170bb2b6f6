/* link.c - what menus, ifs, choices, select and imply add to
 * symbols.
 *
 * A condition is that of the statement and those of all that is around. Only
 * then is known what selects a symbol, and when. The two kinds of choice
 * differ: in the older one members depend on the choice, which has a value of
 * its own. */
#include <string.h>

#include "cycle.h"
#include "link.h"
#include "submenu.h"

/* In conditions m means "m, if there are modules at all". */
static struct expr *with_modules(struct tree *t, struct expr *e)
{
	if (!e)
		return NULL;
	if (e->op == OP_SYM && e->a == t->mod)
		return expr_and(t, e, expr_sym(t, t->modules));
	if (e->op == OP_NOT)
		return expr_not(t, with_modules(t, e->l));
	if (e->op == OP_AND)
		return expr_and(
			t, with_modules(t, e->l), with_modules(t, e->r));
	if (e->op == OP_OR)
		return expr_or(t, with_modules(t, e->l), with_modules(t, e->r));
	return e;
}

/* e, or its opposite, with X for each X != n of a tristate. */
static struct expr *without_unequal(struct tree *t, struct expr *e, bool is)
{
	struct expr *l, *r;

	if (!e)
		return NULL;
	if (e->op == OP_NOT)
		return without_unequal(t, e->l, !is);
	if (e->op == OP_AND || e->op == OP_OR) {
		l = without_unequal(t, e->l, is);
		r = without_unequal(t, e->r, is);
		return (e->op == OP_AND) == is ? expr_and(t, l, r)
					       : expr_or(t, l, r);
	}
	if (e->op == (is ? OP_NE : OP_EQ) && e->a->type == TRISTATE &&
		e->b == t->no)
		return expr_sym(t, e->a);
	return is ? e : expr_not(t, e);
}

void link_select(struct tree *t, struct sym *s, const struct prop *p)
{
	struct expr *chosen;

	if (p->kind != SELECT && p->kind != IMPLY)
		return;
	chosen = expr_and(t, expr_sym(t, s), p->cond);
	if (p->kind == SELECT)
		p->a->rev_dep = expr_or(t, p->a->rev_dep, chosen);
	else
		p->a->implied = expr_or(t, p->a->implied, chosen);
}

static void link_prop(struct tree *t, struct menu *m, struct prop *p)
{
	p->cond = expr_and(t, m->dep, with_modules(t, p->cond));
	if (t->old_unequal && m->sym && m->sym->type != TRISTATE)
		p->cond = without_unequal(t, p->cond, true);
	link_select(t, m->sym, p);
}

static void link_entry(struct tree *t, struct menu *m, struct expr *around)
{
	struct prop *p = m->sym ? m->sym->props : m->prompt;

	m->dep = expr_and(t, around, with_modules(t, m->dep));
	for (; p; p = p->next)
		if (p->menu == m)
			link_prop(t, m, p);
	/* No condition at one place doesn't make up for those at others: that
	 * is how Kconfig has it. */
	if (m->kind == CONFIG)
		m->sym->dir_dep = expr_or(t, m->sym->dir_dep, m->dep);
}

/* A choice without a type has that of its first member that has one, and a
 * member without one that of the choice. */
static void choice_types(struct menu *choice)
{
	struct menu *m;

	for (m = choice->child; m; m = m->next)
		if (m->sym && choice->sym->type == UNKNOWN)
			choice->sym->type = m->sym->type;
	for (m = choice->child; m; m = m->next)
		if (m->sym && m->sym->type == UNKNOWN)
			m->sym->type = choice->sym->type;
}

static void add_member(struct tree *t, struct sym *choice, struct menu *m)
{
	struct sym **old = choice->members;
	int n = choice->n_members;

	m->sym->choice = choice;
	if (!(n & (n - 1))) {
		choice->members =
			tree_alloc(t, (n ? 2 * (size_t)n : 1) * sizeof *old);
		if (n)
			memcpy(choice->members, old, (size_t)n * sizeof *old);
	}
	choice->members[choice->n_members++] = m->sym;
}

/* A member that can only be one value, in a choice that may be m, needs y. */
static void link_member(struct tree *t, struct sym *choice, struct menu *m)
{
	struct expr *is_y = expr_compare(t, OP_EQ, choice, t->yes);

	if (choice->type != TRISTATE || m->sym->type == TRISTATE)
		return;
	m->dep = expr_and(t, is_y, m->dep);
	for (struct prop *p = m->sym->props; p; p = p->next)
		if (p->menu == m)
			p->cond = expr_and(t, is_y, p->cond);
}

static void find_members(struct tree *t, struct sym *choice, struct menu *m)
{
	for (; m; m = m->next) {
		if (m->kind == IF)
			find_members(t, choice, m->child);
		if (m->kind == CONFIG && m->prompt && !m->sym->choice)
			add_member(t, choice, m);
	}
}

/* In the older kind, what goes below a member is none itself; choice is NULL
 * then. Without a prompt there is no below. Gives what comes after m. */
static struct menu *find_old_members(
	struct tree *t, struct sym *choice, struct menu *m)
{
	struct sym *rest = m->prompt ? NULL : choice;
	struct menu *next = m->next;
	bool is_new = choice && m->kind == CONFIG && !m->sym->choice;

	if (is_new)
		add_member(t, choice, m);
	if (m->child)
		for (struct menu *c = m->child; c && rest;)
			c = find_old_members(t, rest, c);
	else
		while (next && m->sym && goes_below(t, next, m))
			next = find_old_members(t, rest, next);
	/* Not before: what goes below m is found by what it says. */
	if (is_new)
		link_member(t, choice, m);
	return next;
}

static void link_children(struct tree *t, struct menu *parent)
{
	struct expr *around = parent->dep;
	bool choice = parent->kind == CHOICE;

	if (choice && t->old_choices) {
		choice_types(parent);
		around = expr_sym(t, parent->sym);
	}
	for (struct menu *m = parent->child; m; m = m->next)
		link_entry(t, m, around);
	for (struct menu *m = parent->child; m; m = m->next)
		if (m->child)
			link_children(t, m);
	if (choice && !t->old_choices)
		find_members(t, parent->sym, parent->child);
	for (struct menu *m = parent->child; choice && t->old_choices && m;)
		m = find_old_members(t, parent->sym, m);
	if (choice && t->old_choices && !parent->sym->optional &&
		parent->prompt)
		parent->sym->rev_dep = expr_or(t, parent->sym->rev_dep,
			expr_and(t, parent->prompt->cond, expr_sym(t, t->mod)));
}

int link_tree(struct tree *t)
{
	link_children(t, &t->root);
	return t->family == BUSYBOX ? 0 : check_cycles(t);
}

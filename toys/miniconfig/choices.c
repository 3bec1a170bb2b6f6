/* choices.c - what may be in a choice, and what other entries must have, since
 * Linux 6.11. Before, and in the older dialect, much was only warned of. */
#include "choices.h"

static const struct menu *around(const struct menu *m)
{
	do
		m = m->parent;
	while (m->kind == IF);
	return m;
}

static int check_member(struct tree *t, const struct menu *m)
{
	if (!m->prompt)
		return tree_fail(
			t, m->at, "a member of a choice needs a prompt");
	if (m->sym->type != BOOL)
		return tree_fail(t, m->at, "a member of a choice is bool");
	for (const struct prop *p = m->sym->props; p; p = p->next) {
		if (p->kind == DEFAULT)
			return tree_fail(t, p->at,
				"a member of a choice has no default");
		if (p->kind == PROMPT && around(p->menu) != around(m))
			return tree_fail(t, p->at,
				"a prompt of a member is outside its choice");
		if (p->kind == PROMPT && p->menu != m && t->version >= 701)
			return tree_fail(t, p->at,
				"a member of a choice has two prompts");
	}
	return 0;
}

bool in_choice(const struct menu *block)
{
	while (block && block->kind != CHOICE)
		block = block->parent;
	return block != NULL;
}

static int check_transitional(struct tree *t, const struct menu *m)
{
	struct place at = m->at;
	bool more = m->sym->props != NULL;

	if (more)
		at = m->sym->props->at;
	for (const struct menu *b = m; b; b = b->parent)
		more |= b->dep && b->dep != expr_sym(t, t->yes);
	return more ? tree_fail(t, at,
			      "a transitional symbol has a type and help, no more")
		    : 0;
}

static int check_entries(struct tree *t, const struct menu *m)
{
	for (; m; m = m->next) {
		if (m->kind == CHOICE && !m->prompt)
			return tree_fail(t, m->at, "a choice needs a prompt");
		if (m->menuconfig && !m->prompt && t->version >= 613)
			return tree_fail(
				t, m->at, "a menuconfig needs a prompt");
		if (m->sym && m->sym->transitional &&
			check_transitional(t, m) < 0)
			return -1;
		if (m->kind == CONFIG && in_choice(m->parent) &&
			check_member(t, m) < 0)
			return -1;
		if (check_entries(t, m->child) < 0)
			return -1;
	}
	return 0;
}

int check_choices(struct tree *t)
{
	return t->old_choices ? 0 : check_entries(t, t->root.child);
}

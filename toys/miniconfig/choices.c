/* choices.c - what may be in a choice, since Linux 6.11. Before, and in the
 * older dialect, much was only warned of. */
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
	}
	return 0;
}

bool in_choice(const struct menu *block)
{
	while (block && block->kind != CHOICE)
		block = block->parent;
	return block != NULL;
}

static int check_entries(struct tree *t, const struct menu *m)
{
	for (; m; m = m->next) {
		if (m->kind == CHOICE && !m->prompt)
			return tree_fail(t, m->at, "a choice needs a prompt");
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

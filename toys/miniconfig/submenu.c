/* submenu.c - which entries Kconfig puts below the one before them.
 *
 * One that mentions the symbol before it goes below that if it is n without it,
 * or if it needs at least all that the other needs. What is said in other words
 * counts as the same only where Kconfig sees it: in plain expressions. */
#include "plain.h"
#include "submenu.h"

static bool mentions(const struct expr *e, const struct sym *s)
{
	if (!e)
		return false;
	if (e->op == OP_AND || e->op == OP_OR)
		return mentions(e->l, s) || mentions(e->r, s);
	if (e->op == OP_NOT)
		return mentions(e->l, s);
	return e->a == s || (e->op != OP_SYM && e->b == s);
}

/* Is e never true without s? */
static bool needs(
	const struct tree *t, const struct expr *e, const struct sym *s)
{
	if (e->op == OP_AND)
		return needs(t, e->l, s) || needs(t, e->r, s);
	if (e->op == OP_SYM)
		return e->a == s;
	if (e->op == OP_EQ)
		return e->a == s && (e->b == t->yes || e->b == t->mod);
	return e->op == OP_NE && e->a == s && e->b == t->no;
}

bool goes_below(struct tree *t, const struct menu *m, const struct menu *above)
{
	struct expr *e = m->prompt ? m->prompt->cond : m->dep, *least;

	if (!mentions(e, above->sym))
		return false;
	e = plain(t, e, true);
	if (!mentions(e, above->sym))
		return false;
	if (needs(t, e, above->sym) || !above->prompt || !above->prompt->cond)
		return true;
	least = plain(t, above->prompt->cond, true);
	least = plain(t, expr_is_n(t, least, false), true);
	return plain_has_all(plain(t, expr_is_n(t, e, false), true), least);
}

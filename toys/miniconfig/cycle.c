/* cycle.c - symbols that depend on themselves.
 *
 * A value would depend on which symbol is asked first, so Kconfig refuses such
 * a tree. The members of a choice go together: each may depend on the choice.
 */
#include "cycle.h"
#include "link.h"
#include "plain.h"
#include "text.h"

enum { NEW, BUSY, DONE, DEEPEST = 20000 };

/* The way from a symbol to the one that it depends on. */
struct way {
	const struct way *before;
	const struct sym *sym;
	const char *how;
};

struct check {
	struct tree *t;
	int depth;
};

static int check_sym(struct check *c, struct sym *s, const struct way *way);

static const char *name_of(const struct sym *s)
{
	return s->name ? s->name : "a choice";
}

static int report(struct check *c, const struct sym *s, const struct way *way)
{
	struct place at = {0};
	struct text x = {0};
	const struct way *w;

	if (s->menu)
		at = s->menu->at;
	text_printf(&x, "%s", name_of(s));
	for (w = way; w && w->sym != s; w = w->before)
		text_printf(&x, ", %s %s", w->how, name_of(w->sym));
	if (w)
		text_printf(&x, ", %s %s", w->how, name_of(s));
	tree_fail(c->t, at, "circular dependency: %s", x.s);
	text_free(&x);
	return -1;
}

static int check_expr(
	struct check *c, const struct expr *e, const struct way *way)
{
	if (!e)
		return 0;
	if (e->op == OP_NOT)
		return check_expr(c, e->l, way);
	if (e->op == OP_AND || e->op == OP_OR)
		return check_expr(c, e->l, way) < 0 ? -1
						    : check_expr(c, e->r, way);
	if (check_sym(c, e->a, way) < 0)
		return -1;
	return e->op == OP_SYM ? 0 : check_sym(c, e->b, way);
}

/* Told from the other end: what s depends on comes before it. */
static int check_parts(struct check *c, struct sym *s, const struct way *before)
{
	struct way way = {before, s, "which is needed by"};

	if (check_expr(c, s->dir_dep, &way) < 0)
		return -1;
	way.how = "which selects";
	if (check_expr(c, s->rev_dep, &way) < 0)
		return -1;
	way.how = "which implies";
	if (check_expr(c, s->implied, &way) < 0)
		return -1;
	for (struct prop *p = s->props; p; p = p->next) {
		if (p->kind == SELECT || p->kind == IMPLY)
			continue;
		way.how = "which is in a condition of";
		if (check_expr(c, p->cond, &way) < 0)
			return -1;
		way.how = "which is in the default of";
		if (p->kind == DEFAULT && !s->is_choice &&
			check_expr(c, p->value, &way) < 0)
			return -1;
	}
	return 0;
}

static int check_choice(
	struct check *c, struct sym *s, const struct way *before)
{
	int r;

	for (int i = 0; i < s->n_members; i++)
		s->members[i]->mark = BUSY;
	s->mark = BUSY;
	r = check_parts(c, s, before);
	s->mark = DONE;
	for (int i = 0; i < s->n_members && r == 0; i++)
		r = check_parts(c, s->members[i], before);
	for (int i = 0; i < s->n_members; i++)
		s->members[i]->mark = DONE;
	return r;
}

static int check_sym(struct check *c, struct sym *s, const struct way *way)
{
	struct place none = {0};
	int r;

	if (s->mark == BUSY)
		return report(c, s, way);
	if (s->mark == DONE)
		return 0;
	if (++c->depth > DEEPEST)
		return tree_fail(
			c->t, none, "dependencies are nested too deep");
	if (s->choice) {
		r = check_sym(c, s->choice, way);
	} else if (s->is_choice) {
		r = check_choice(c, s, way);
	} else {
		s->mark = BUSY;
		r = check_parts(c, s, way);
		s->mark = DONE;
	}
	c->depth--;
	return r;
}

/* The conditions of s as conf looks at them. */
static void simplify(struct tree *t, struct sym *s)
{
	s->dir_dep = simplified(t, s->dir_dep);
	for (struct prop *p = s->props; p; p = p->next) {
		p->cond = simplified(t, p->cond);
		link_select(t, s, p);
	}
}

static int find_cycle(struct tree *t)
{
	struct check c = {t, 0};

	for (struct sym *s = t->syms; s; s = s->next)
		s->mark = NEW;
	for (struct sym *s = t->syms; s; s = s->next)
		if (check_sym(&c, s, NULL) < 0)
			return -1;
	return 0;
}

/* A circle that goes through what can't matter, as in "depends on y || A", is
 * none: then the tree is simplified, so that no value asks for itself. */
int check_cycles(struct tree *t)
{
	if (find_cycle(t) == 0)
		return 0;
	*t->error = 0;
	for (struct sym *s = t->syms; s; s = s->next)
		if (!s->is_choice)
			s->rev_dep = s->implied = NULL;
	for (struct sym *s = t->syms; s; s = s->next)
		simplify(t, s);
	return find_cycle(t);
}

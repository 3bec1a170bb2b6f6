/* shrink.c - leave out the lines that change nothing.
 *
 * A line says something about one symbol, and others see only what comes of it.
 * So a line may go if its own symbol is the same without it: nothing else needs
 * to be worked out again, and which line is tried first makes no difference.
 * Only the members of a choice have a say in each other's value: they are tried
 * as a group, and what is y stays rather than what is n, since that one wants
 * to read. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "shrink.h"
#include "value.h"

struct outcome {
	int val;
	bool write;
	const char *str;
};

/* The symbols that are worked out together, and all lines about them. */
struct group {
	struct tree *t;
	enum base base;
	struct sym *choice; /* NULL: one symbol */
	struct sym **sym;
	struct outcome *was;
	int n;
	struct entry **line;
	size_t n_lines, fixed; /* the first ones must stay */
};

static struct outcome outcome_of(struct tree *t, struct sym *s)
{
	value_of(t, s);
	return (struct outcome){s->val, s->write, s->str};
}

static void note_outcome(struct group *g)
{
	g->was = xcalloc((size_t)g->n, sizeof *g->was);
	for (int i = 0; i < g->n; i++)
		g->was[i] = outcome_of(g->t, g->sym[i]);
}

static bool is_same(const struct group *g)
{
	for (int i = 0; i < g->n; i++) {
		const struct sym *s = g->sym[i];
		const struct outcome *was = &g->was[i];

		if (s->val != was->val || s->write != was->write ||
			strcmp(s->str, was->str) != 0)
			return false;
	}
	return true;
}

/* With the lines that are on. */
static bool still_same(struct group *g)
{
	struct tree *t = g->t;

	if (g->choice) {
		config_unsay(t, g->choice, g->base);
		g->choice->round = g->choice->chosen_round = t->round - 1;
	}
	for (int i = 0; i < g->n; i++) {
		config_unsay(t, g->sym[i], g->base);
		g->sym[i]->round = t->round - 1;
	}
	for (size_t i = 0; i < g->n_lines; i++)
		if (!g->line[i]->off)
			config_say(t, g->line[i], g->base);
	if (g->choice && t->old_choices)
		value_of(t, g->choice);
	for (int i = 0; i < g->n; i++) {
		config_drop(t, g->sym[i], g->base);
		value_of(t, g->sym[i]);
	}
	return is_same(g);
}

static bool is_n(const struct entry *e)
{
	return *e->value == 'n';
}

/* All off, or all that say n. */
static bool without(struct group *g, bool only_n)
{
	for (size_t i = g->fixed; i < g->n_lines; i++)
		g->line[i]->off = !only_n || is_n(g->line[i]);
	return still_same(g);
}

static void without_each(struct group *g, bool n)
{
	for (size_t i = g->fixed; i < g->n_lines; i++) {
		struct entry *e = g->line[i];

		if (e->off || is_n(e) != n)
			continue;
		e->off = true;
		e->off = still_same(g);
	}
}

static void shrink_group(struct group *g)
{
	if (without(g, false))
		return;
	if (!without(g, true)) {
		for (size_t i = g->fixed; i < g->n_lines; i++)
			g->line[i]->off = false;
		without_each(g, true);
	}
	without_each(g, false);
	still_same(g);
}

static bool is_in(const struct group *g, const struct sym *s)
{
	return g->choice ? s->choice == g->choice : s == g->sym[0];
}

/* All lines about the symbol of e, or about its choice. */
static void open_group(struct group *g, struct tree *t, struct config *c,
	struct entry *e, size_t first)
{
	g->choice = e->sym->choice;
	g->sym = g->choice ? g->choice->members : &e->sym;
	g->n = g->choice ? g->choice->n_members : 1;
	g->t = t;
	note_outcome(g);
	g->line = xcalloc(c->n, sizeof *g->line);
	for (size_t i = 0; i < c->n; i++) {
		if (!c->entry[i].sym || !is_in(g, c->entry[i].sym))
			continue;
		g->line[g->n_lines++] = &c->entry[i];
		if (i < first)
			g->fixed = g->n_lines;
	}
}

static void close_group(struct group *g)
{
	free(g->was);
	free(g->line);
}

/* What most lines are: the only one of their symbol, which is in no choice. */
static bool shrink_single(struct tree *t, struct entry *e, enum base base)
{
	struct outcome was = outcome_of(t, e->sym);
	struct group g = {.t = t,
		.base = base,
		.sym = &e->sym,
		.was = &was,
		.n = 1,
		.line = &e,
		.n_lines = 1};

	e->off = true;
	if (still_same(&g))
		return true;
	e->off = false;
	still_same(&g);
	return false;
}

static bool is_single(const struct entry *e)
{
	return !e->sym->choice && e->sym->mark == 1;
}

static void count_lines(struct tree *t, struct config *c)
{
	for (struct sym *s = t->syms; s; s = s->next)
		s->mark = 0;
	for (size_t i = 0; i < c->n; i++)
		if (c->entry[i].sym)
			c->entry[i].sym->mark++;
}

void shrink_lines(
	struct tree *t, struct config *c, size_t first, enum base base)
{
	count_lines(t, c);
	for (size_t i = first; i < c->n; i++) {
		struct entry *e = &c->entry[i];
		struct group g = {.base = base};

		if (!e->sym) {
			e->off = true;
		} else if (is_single(e)) {
			shrink_single(t, e, base);
		} else if (e->sym->mark) {
			open_group(&g, t, c, e, first);
			shrink_group(&g);
			for (int k = 0; k < g.n; k++)
				g.sym[k]->mark = 0; /* done */
			close_group(&g);
		}
	}
}

bool shrink_could(
	struct tree *t, struct config *c, struct entry *e, enum base base)
{
	struct group g = {.base = base};
	bool could;

	if (!e->sym)
		return true;
	open_group(&g, t, c, e, 0);
	e->off = true;
	could = still_same(&g);
	e->off = false;
	still_same(&g);
	close_group(&g);
	return could;
}

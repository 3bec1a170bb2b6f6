/* explain.c - why a symbol isn't what somebody wants. */
#include "explain.h"
#include "value.h"
#include "phrase.h"

enum { MOST_SAID = 64, FEW = 3 };

/* The greatest that any prompt of s may be; and which one that is. */
static struct prop *best_prompt(struct tree *t, struct sym *s)
{
	struct prop *best = NULL;

	for (struct prop *p = s->props; p; p = p->next)
		if (p->kind == PROMPT &&
			(!best || expr_value(t, p->cond) >
					  expr_value(t, best->cond)))
			best = p;
	return best;
}

/* Why something isn't want. What was said isn't said again: half of a tree
 * waits for the same few symbols. */
struct reason {
	struct about x;
	int want;
	bool brief; /* of what can select or imply, the names are enough */
	struct expr *said[MOST_SAID];
	int n;
};

/* Constants are what different macros gave. */
static bool is_news(struct reason *r, struct expr *e)
{
	if (e->op == OP_SYM && e->a->constant)
		return true;
	for (int i = 0; i < r->n; i++)
		if (r->said[i] == e)
			return false;
	if (r->n == MOST_SAID)
		return false;
	r->said[r->n++] = e;
	return true;
}

static bool put_parts(struct reason *r, struct expr *e, const char *before);
static void put_waiting(struct reason *r, struct expr *e);

/* put_parts() of the condition, or else the value, of a property. */
static bool put_prop_parts(
	struct reason *r, struct prop *p, bool value, const char *before)
{
	struct about around = r->x;
	bool any;

	r->x.sym = p->menu->sym;
	r->x.at = &p->at;
	any = put_parts(r, value ? p->value : p->cond, before);
	r->x = around;
	return any;
}

/* Where s selects or implies, if this is e. */
static const struct place *place_of(
	struct tree *t, struct sym *s, struct expr *e)
{
	for (struct prop *p = s->props; p; p = p->next)
		if ((p->kind == SELECT || p->kind == IMPLY) &&
			expr_and(t, expr_sym(t, s), p->cond) == e)
			return &p->at;
	return NULL;
}

/* One that can select or imply, if it is e && ... or e alone. */
static void put_helper(struct reason *r, struct expr *e)
{
	struct about around = r->x;
	struct expr *helper = e;

	while (helper->op == OP_AND)
		helper = helper->l;
	if (expr_value(r->x.t, helper) < r->want && !r->brief) {
		put_waiting(r, helper);
		return;
	}
	phrase_part(&r->x, helper, OP_AND);
	if (expr_value(r->x.t, helper) < r->want)
		return;
	r->x.sym = helper->a;
	r->x.at = place_of(r->x.t, helper->a, e);
	put_parts(r, e, " if ");
	r->x = around;
}

static void put_helpers(struct reason *r, struct expr *e, const char *what)
{
	struct expr *term[MOST_TERMS];
	int n = e ? phrase_terms(e, OP_OR, term, 0) : 0;

	for (int i = 0; i < n && i < FEW; i++) {
		text_puts(r->x.out, i ? ", " : "; ");
		put_helper(r, term[i]);
	}
	if (n > FEW)
		text_printf(r->x.out, " or others can %s it", what);
	else if (n)
		text_printf(r->x.out, " can %s it", what);
}

/* A default that doesn't count, or that is too little. */
static void put_default(struct reason *r, struct prop *p)
{
	struct about x = {r->x.t, r->x.out, p->menu->sym, &p->at};
	size_t before = r->x.out->len;
	bool fixed = !is_tri(p->menu->sym) || !p->value ||
		     (p->value->op == OP_SYM && !p->value->a->menu);

	text_puts(r->x.out, "; its default ");
	if (expr_value(r->x.t, p->cond) < r->want) {
		phrase_expr(&x, p->value);
		if (put_prop_parts(r, p, false, " needs "))
			return;
	} else if (fixed) {
		text_puts(r->x.out, "is ");
		phrase_expr(&x, p->value);
		return;
	} else if (put_prop_parts(r, p, true, "needs ")) {
		return;
	}
	r->x.out->len = before; /* it was all said */
	r->x.out->s[before] = 0;
}

/* Of a symbol that nobody is asked for: what else could make it something? */
static void put_sources(struct reason *r, struct sym *s)
{
	int n = 0;

	for (struct prop *p = s->props; p && n < FEW; p = p->next) {
		bool counts = expr_value(r->x.t, p->cond) != NO;

		if (p->kind != DEFAULT ||
			(!counts && p->value && p->value->op == OP_SYM &&
				p->value->a == r->x.t->no))
			continue;
		put_default(r, p);
		n++;
		if (counts)
			break;
	}
	put_helpers(r, s->rev_dep, "select");
	put_helpers(r, s->implied, "imply");
	if (!n && !s->rev_dep && !s->implied)
		text_puts(r->x.out, ", and nothing sets it");
}

/* A symbol that is too little: what does it wait for itself? */
static void put_waiting(struct reason *r, struct expr *e)
{
	struct prop *p;

	phrase_part(&r->x, e, OP_AND);
	if (e->op != OP_SYM || !e->a->menu)
		return;
	p = best_prompt(r->x.t, e->a);
	if (!p) {
		bool was = r->brief;

		r->brief = true;
		text_puts(r->x.out, " (no prompt");
		put_sources(r, e->a);
		text_puts(r->x.out, ")");
		r->brief = was;
	} else if (expr_value(r->x.t, p->cond) < r->want) {
		if (put_prop_parts(r, p, false, " (needs "))
			text_puts(r->x.out, ")");
	}
}

/* Those parts of e that keep it below want, and what these wait for in turn;
 * false if there is nothing new. */
static bool put_parts(struct reason *r, struct expr *e, const char *before)
{
	struct expr *term[MOST_TERMS];
	bool any = false;
	int n = e ? phrase_terms(e, OP_AND, term, 0) : 0;

	for (int i = 0; i < n; i++) {
		if (expr_value(r->x.t, term[i]) >= r->want ||
			!is_news(r, term[i]))
			continue;
		text_puts(r->x.out, any ? " && " : before);
		put_waiting(r, term[i]);
		any = true;
	}
	return any;
}

static void put_end(const struct reason *r)
{
	if (r->n == MOST_SAID)
		text_puts(r->x.out, " ...");
}

void explain_prompt(struct tree *t, struct sym *s, int want, struct text *out)
{
	struct reason r = {.x = {t, out, s, NULL}, .want = want};
	struct prop *p = best_prompt(t, s);

	if (p) {
		put_prop_parts(&r, p, false, "it needs ");
	} else {
		text_puts(out, "it has no prompt");
		put_sources(&r, s);
	}
	put_end(&r);
}

bool explain_is_forced(const struct sym *s)
{
	return is_tri(s) && !s->is_choice && !s->choice && s->rev > s->dir;
}

void explain_forced(struct tree *t, struct sym *s, struct text *out)
{
	struct reason r = {.x = {t, out, s, NULL}, .want = s->rev};

	if (!explain_is_forced(s))
		return;
	put_parts(&r, s->dir_dep, ", although it depends on ");
	put_end(&r);
}

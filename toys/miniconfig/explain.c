/* explain.c - expressions and reasons in words. */
#include "explain.h"
#include "value.h"

enum { MOST_TERMS = 64, MOST_SAID = 64, FEW = 3 };

static const char *const op_text[] = {[OP_EQ] = "=",
	[OP_NE] = "!=",
	[OP_LT] = "<",
	[OP_LE] = "<=",
	[OP_GT] = ">",
	[OP_GE] = ">="};

void explain_sym(struct tree *t, struct sym *s, struct text *out)
{
	if (!s->name) {
		text_puts(out, "the choice");
		return;
	}
	text_puts(out, s->name);
	if (s->constant || (s->type == UNKNOWN && !s->menu &&
				   value_is_valid(HEX, s->name)))
		return;
	value_of(t, s);
	if (s->menu)
		text_printf(out, " [%s]", value_text(s));
	else
		text_puts(out, " [undefined]");
}

/* What and, or or join, each once. */
static int terms(struct expr *e, enum op op, struct expr **term, int n)
{
	if (e->op == op) {
		n = terms(e->l, op, term, n);
		return terms(e->r, op, term, n);
	}
	for (int i = 0; i < n; i++)
		if (term[i] == e)
			return n;
	if (n < MOST_TERMS)
		term[n++] = e;
	return n;
}

static void put(
	struct tree *t, struct expr *e, enum op around, struct text *out);

static void put_joined(
	struct tree *t, struct expr *e, enum op around, struct text *out)
{
	const char *between = e->op == OP_AND ? " && " : " || ";
	struct expr *term[MOST_TERMS];
	int n = terms(e, e->op, term, 0);
	bool parens = n > 1 && (around == OP_NOT ||
				       (around == OP_AND && e->op == OP_OR));

	text_puts(out, parens ? "(" : "");
	for (int i = 0; i < n; i++) {
		text_puts(out, i ? between : "");
		put(t, term[i], n > 1 ? e->op : around, out);
	}
	text_puts(out, n == MOST_TERMS ? " ..." : "");
	text_puts(out, parens ? ")" : "");
}

static void put(
	struct tree *t, struct expr *e, enum op around, struct text *out)
{
	if (e->op == OP_AND || e->op == OP_OR) {
		put_joined(t, e, around, out);
	} else if (e->op == OP_NOT) {
		text_puts(out, "!");
		put(t, e->l, OP_NOT, out);
	} else {
		explain_sym(t, e->a, out);
		if (e->op == OP_SYM)
			return;
		text_printf(out, " %s ", op_text[e->op]);
		explain_sym(t, e->b, out);
	}
}

void explain_expr(struct tree *t, struct expr *e, struct text *out)
{
	if (e)
		put(t, e, OP_SYM, out);
	else
		text_puts(out, "y");
}

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
	struct tree *t;
	int want;
	struct text *out;
	bool brief; /* of what can select or imply, the names are enough */
	struct expr *said[MOST_SAID];
	int n;
};

static bool is_news(struct reason *r, struct expr *e)
{
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

/* One that can select or imply, if it is e && ... or e alone. */
static void put_helper(struct reason *r, struct expr *e)
{
	struct expr *helper = e;

	while (helper->op == OP_AND)
		helper = helper->l;
	if (expr_value(r->t, helper) < r->want && !r->brief) {
		put_waiting(r, helper);
		return;
	}
	put(r->t, helper, OP_AND, r->out);
	if (expr_value(r->t, helper) >= r->want)
		put_parts(r, e, " if ");
}

static void put_helpers(struct reason *r, struct expr *e, const char *what)
{
	struct expr *term[MOST_TERMS];
	int n = e ? terms(e, OP_OR, term, 0) : 0;

	for (int i = 0; i < n && i < FEW; i++) {
		text_puts(r->out, i ? ", " : "; ");
		put_helper(r, term[i]);
	}
	if (n > FEW)
		text_printf(r->out, " or others can %s it", what);
	else if (n)
		text_printf(r->out, " can %s it", what);
}

/* A default that doesn't count, or that is too little. */
static void put_default(struct reason *r, struct prop *p)
{
	size_t before = r->out->len;
	bool fixed = !is_tri(p->menu->sym) || !p->value ||
		     (p->value->op == OP_SYM && !p->value->a->menu);

	text_puts(r->out, "; its default ");
	if (expr_value(r->t, p->cond) < r->want) {
		explain_expr(r->t, p->value, r->out);
		if (put_parts(r, p->cond, " needs "))
			return;
	} else if (fixed) {
		text_puts(r->out, "is ");
		explain_expr(r->t, p->value, r->out);
		return;
	} else if (put_parts(r, p->value, "needs ")) {
		return;
	}
	r->out->len = before; /* it was all said */
	r->out->s[before] = 0;
}

/* Of a symbol that nobody is asked for: what else could make it something? */
static void put_sources(struct reason *r, struct sym *s)
{
	int n = 0;

	for (struct prop *p = s->props; p && n < FEW; p = p->next) {
		bool counts = expr_value(r->t, p->cond) != NO;

		if (p->kind != DEFAULT ||
			(!counts && p->value && p->value->op == OP_SYM &&
				p->value->a == r->t->no))
			continue;
		put_default(r, p);
		n++;
		if (counts)
			break;
	}
	put_helpers(r, s->rev_dep, "select");
	put_helpers(r, s->implied, "imply");
	if (!n && !s->rev_dep && !s->implied)
		text_puts(r->out, ", and nothing sets it");
}

/* A symbol that is too little: what does it wait for itself? */
static void put_waiting(struct reason *r, struct expr *e)
{
	struct prop *p;

	put(r->t, e, OP_AND, r->out);
	if (e->op != OP_SYM || !e->a->menu)
		return;
	p = best_prompt(r->t, e->a);
	if (!p) {
		bool was = r->brief;

		r->brief = true;
		text_puts(r->out, " (no prompt");
		put_sources(r, e->a);
		text_puts(r->out, ")");
		r->brief = was;
	} else if (expr_value(r->t, p->cond) < r->want) {
		if (put_parts(r, p->cond, " (needs "))
			text_puts(r->out, ")");
	}
}

/* Those parts of e that keep it below want, and what these wait for in turn;
 * false if there is nothing new. */
static bool put_parts(struct reason *r, struct expr *e, const char *before)
{
	struct expr *term[MOST_TERMS];
	bool any = false;
	int n = e ? terms(e, OP_AND, term, 0) : 0;

	for (int i = 0; i < n; i++) {
		if (expr_value(r->t, term[i]) >= r->want ||
			!is_news(r, term[i]))
			continue;
		text_puts(r->out, any ? " && " : before);
		put_waiting(r, term[i]);
		any = true;
	}
	return any;
}

static void put_end(const struct reason *r)
{
	if (r->n == MOST_SAID)
		text_puts(r->out, " ...");
}

void explain_met(struct tree *t, struct expr *e, struct text *out)
{
	size_t before = out->len;

	if (!e || expr_value(t, e) == NO)
		return;
	if (e->op != OP_OR) {
		put(t, e, OP_OR, out);
		return;
	}
	explain_met(t, e->l, out);
	if (out->len > before && expr_value(t, e->r) != NO)
		text_puts(out, ", ");
	explain_met(t, e->r, out);
}

void explain_prompt(struct tree *t, struct sym *s, int want, struct text *out)
{
	struct reason r = {.t = t, .want = want, .out = out};
	struct prop *p = best_prompt(t, s);

	if (p) {
		put_parts(&r, p->cond, "it needs ");
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
	struct reason r = {.t = t, .want = s->rev, .out = out};

	if (!explain_is_forced(s))
		return;
	put_parts(&r, s->dir_dep, ", although it depends on ");
	put_end(&r);
}

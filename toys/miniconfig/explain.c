/* explain.c - expressions and reasons in words. */
#include "explain.h"
#include "value.h"

/* How far to follow what waits for something that waits for something. */
enum { CHAIN = 3, MOST_TERMS = 64 };

static const char *const op_text[] = {[OP_EQ] = "=",
	[OP_NE] = "!=",
	[OP_LT] = "<",
	[OP_LE] = "<=",
	[OP_GT] = ">",
	[OP_GE] = ">="};

static void put_sym(struct tree *t, struct sym *s, struct text *out)
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
		put_sym(t, e->a, out);
		if (e->op == OP_SYM)
			return;
		text_printf(out, " %s ", op_text[e->op]);
		put_sym(t, e->b, out);
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

/* What was said already: half of a tree waits for the same few symbols. */
struct said {
	struct expr *e[MOST_TERMS];
	int n;
};

static bool is_news(struct said *said, struct expr *e)
{
	for (int i = 0; i < said->n; i++)
		if (said->e[i] == e)
			return false;
	if (said->n < MOST_TERMS)
		said->e[said->n++] = e;
	return true;
}

static bool unmet(struct tree *t, struct expr *e, int want, int chain,
	struct said *said, const char *before, struct text *out);

/* A symbol that is too little: what does it wait for itself? */
static void put_waiting(struct tree *t, struct expr *e, int want, int chain,
	struct said *said, struct text *out)
{
	struct prop *p;

	put(t, e, OP_AND, out);
	if (e->op != OP_SYM || !e->a->menu || chain == 0)
		return;
	p = best_prompt(t, e->a);
	if (p && expr_value(t, p->cond) < want) {
		if (unmet(t, p->cond, want, chain - 1, said, " (needs ", out))
			text_puts(out, ")");
	} else if (!p && e->a->rev_dep && !value_default(t, e->a)) {
		text_puts(out, " (is only selected)");
	}
}

static bool unmet(struct tree *t, struct expr *e, int want, int chain,
	struct said *said, const char *before, struct text *out)
{
	struct expr *term[MOST_TERMS];
	bool any = false;
	int n = e ? terms(e, OP_AND, term, 0) : 0;

	for (int i = 0; i < n; i++) {
		if (expr_value(t, term[i]) >= want || !is_news(said, term[i]))
			continue;
		text_puts(out, any ? " && " : before);
		put_waiting(t, term[i], want, chain, said, out);
		any = true;
	}
	return any;
}

/* Those parts of e that keep it below want, and what these wait for in turn. */
static void put_unmet(
	struct tree *t, struct expr *e, int want, struct text *out)
{
	struct said said = {.n = 0};

	unmet(t, e, want, CHAIN, &said, "", out);
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
	struct prop *p = best_prompt(t, s);

	if (!p) {
		text_puts(out, "it has no prompt");
		if (s->rev_dep)
			text_puts(out, ": other symbols select it");
	} else if (expr_value(t, p->cond) < want) {
		text_puts(out, "it needs ");
		put_unmet(t, p->cond, want, out);
	}
}

bool explain_is_forced(const struct sym *s)
{
	return is_tri(s) && !s->is_choice && !s->choice && s->rev > s->dir;
}

void explain_forced(struct tree *t, struct sym *s, struct text *out)
{
	if (!explain_is_forced(s))
		return;
	text_puts(out, ", although it depends on ");
	put_unmet(t, s->dir_dep, s->rev, out);
}

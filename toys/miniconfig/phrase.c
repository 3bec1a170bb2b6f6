/* phrase.c - expressions in words. */
#include "config.h"
#include "value.h"
#include "phrase.h"

static const char *const op_text[] = {[OP_EQ] = "=",
	[OP_NE] = "!=",
	[OP_LT] = "<",
	[OP_LE] = "<=",
	[OP_GT] = ">",
	[OP_GE] = ">="};

void phrase_value(const struct sym *s, struct text *out)
{
	if (s->type == STRING)
		config_quote(s->str, out);
	else
		text_puts(out, value_text(s));
}

static const struct made *find_made(
	const struct about *x, const struct menu *m, const char *value)
{
	for (; m; m = m->parent)
		for (const struct made *made = m->made; made; made = made->next)
			if (made->value == value &&
				(made->for_all ||
					(x->at &&
						x->at->line == made->at.line &&
						x->at->file == made->at.file)))
				return made;
	return NULL;
}

/* The macro that gave this constant, if one did. */
static const struct made *made_by(const struct about *x, const struct sym *s)
{
	const struct made *made = NULL;

	if (!x->sym || s->menu)
		return NULL;
	made = find_made(x, x->sym->menu, s->name);
	for (const struct prop *p = x->sym->props; p && !made; p = p->next)
		made = find_made(x, p->menu, s->name);
	return made;
}

static void put_constant(const struct about *x, const struct sym *s)
{
	const struct made *made = made_by(x, s);

	if (made)
		text_printf(x->out, "%s [", made->text);
	if (s->constant && s->type != TRISTATE)
		config_quote(s->name, x->out);
	else
		text_puts(x->out, s->name);
	if (made)
		text_puts(x->out, "]");
	else if (!s->constant && !value_is_valid(HEX, s->name))
		text_puts(x->out, " [undefined]");
}

void phrase_sym(const struct about *x, struct sym *s)
{
	if (!s->name) {
		text_puts(x->out, "the choice");
	} else if (s->menu) {
		value_of(x->t, s);
		text_printf(x->out, "%s [", s->name);
		phrase_value(s, x->out);
		text_puts(x->out, "]");
	} else {
		put_constant(x, s);
	}
}

int phrase_terms(struct expr *e, enum op op, struct expr **term, int n)
{
	if (e->op == op) {
		n = phrase_terms(e->l, op, term, n);
		return phrase_terms(e->r, op, term, n);
	}
	for (int i = 0; i < n; i++)
		if (term[i] == e)
			return n;
	if (n < MOST_TERMS)
		term[n++] = e;
	return n;
}

static void put_joined(const struct about *x, struct expr *e, enum op around)
{
	const char *between = e->op == OP_AND ? " && " : " || ";
	struct expr *term[MOST_TERMS];
	int n = phrase_terms(e, e->op, term, 0);
	bool parens = n > 1 && (around == OP_NOT ||
				       (around == OP_AND && e->op == OP_OR));

	text_puts(x->out, parens ? "(" : "");
	for (int i = 0; i < n; i++) {
		text_puts(x->out, i ? between : "");
		phrase_part(x, term[i], n > 1 ? e->op : around);
	}
	text_puts(x->out, n == MOST_TERMS ? " ..." : "");
	text_puts(x->out, parens ? ")" : "");
}

void phrase_part(const struct about *x, struct expr *e, enum op around)
{
	struct about plain = {.t = x->t, .out = x->out};

	if (e->op == OP_AND || e->op == OP_OR) {
		put_joined(x, e, around);
	} else if (e->op == OP_NOT) {
		text_puts(x->out, "!");
		phrase_part(x, e->l, OP_NOT);
	} else {
		phrase_sym(x, e->a);
		if (e->op == OP_SYM)
			return;
		text_printf(x->out, " %s ", op_text[e->op]);
		/* Of two that are one constant, it is the first that a macro
		 * gave. */
		phrase_sym(e->a == e->b ? &plain : x, e->b);
	}
}

void phrase_expr(const struct about *x, struct expr *e)
{
	if (e)
		phrase_part(x, e, OP_SYM);
	else
		text_puts(x->out, "y");
}

void phrase_met(const struct about *x, struct expr *e)
{
	size_t before = x->out->len;

	if (!e || expr_value(x->t, e) == NO)
		return;
	if (e->op != OP_OR) {
		phrase_part(x, e, OP_OR);
		return;
	}
	phrase_met(x, e->l);
	if (x->out->len > before && expr_value(x->t, e->r) != NO)
		text_puts(x->out, ", ");
	phrase_met(x, e->r);
}

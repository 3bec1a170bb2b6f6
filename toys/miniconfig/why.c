/* why.c - why a symbol is what it is. */
#include <string.h>

#include "check.h"
#include "explain.h"
#include "value.h"
#include "phrase.h"

static const char *const letters[] = {"n", "m", "y"};

static void put_prop(
	struct tree *t, struct sym *s, struct prop *p, struct text *out)
{
	struct about x = {t, out, s, &p->at};
	static const char *const names[] = {
		"prompt", "default", "select", "imply", "range"};

	text_printf(out, "%s:%d: %s ", p->at.file, p->at.line, names[p->kind]);
	if (p->kind == PROMPT) {
		text_printf(out, "\"%s\"", p->text);
	} else if (p->kind == DEFAULT) {
		phrase_expr(&x, p->value);
	} else {
		phrase_sym(&x, p->a);
		if (p->kind == RANGE) {
			text_puts(out, " ");
			phrase_sym(&x, p->b);
		}
	}
	if (p->cond) {
		text_puts(out, " if ");
		phrase_expr(&x, p->cond);
	}
	text_puts(out, "\n");
}

static void put_props(struct tree *t, struct sym *s, struct text *out)
{
	for (struct prop *p = s->props; p; p = p->next) {
		text_puts(out, s->is_choice ? "  choice: " : "  ");
		put_prop(t, s, p, out);
	}
}

static void put_alternatives(
	struct tree *t, const char *what, struct expr *e, struct text *out)
{
	struct about x = {.t = t, .out = out};

	if (!e)
		return;
	text_printf(out, "  %s: ", what);
	if (expr_value(t, e) == NO)
		text_puts(out, "none that is set");
	else
		phrase_met(&x, e);
	text_puts(out, "\n");
}

static bool is_number(const struct sym *s)
{
	return s->type == INT || s->type == HEX;
}

/* A number that it would have had, but for its range. */
static void put_range(const struct sym *s, const char *number, struct text *out)
{
	if (is_number(s) && strcmp(s->str, number) != 0)
		text_puts(out, ", which is out of its range");
}

/* It isn't what its line says. */
static void put_instead(struct tree *t, struct sym *s, struct text *out)
{
	size_t before;

	text_puts(out, ", but ");
	before = out->len;
	if (s->val > s->user && t->modules_val == NO)
		text_puts(out, "there are no modules");
	else
		explain_prompt(t, s, s->user, out);
	if (out->len == before)
		text_puts(out, "it can't be that");
}

static void put_said(struct tree *t, struct sym *s, struct text *out)
{
	text_printf(out, "%s:%d says %s", s->said->at.file, s->said->at.line,
		s->said->text);
	if (!is_tri(s))
		put_range(s, s->user_str, out);
	else if (s->val != s->user)
		put_instead(t, s, out);
}

static void put_default(struct tree *t, struct sym *s, struct text *out)
{
	struct prop *p = value_default(t, s);
	const char *zero = s->type == HEX ? "0x0" : "0";

	if (p) {
		text_printf(
			out, "the default of %s:%d", p->at.file, p->at.line);
		if (p->value && p->value->op == OP_SYM)
			put_range(s, p->value->a->str, out);
	} else if (s->visible == NO) {
		explain_prompt(t, s, MOD, out);
	} else {
		text_puts(out, "it has no default");
		if (is_number(s) && *s->str && strcmp(s->str, zero) != 0)
			text_printf(out, ", and %s is out of its range", zero);
	}
}

/* Why it is this member of its choice. */
static void put_chosen(struct tree *t, struct sym *s, struct text *out)
{
	struct prop *p = choice_default(t, s->choice);
	bool said_n = s->said && s->user == NO;

	if (s->said && s->user == YES)
		put_said(t, s, out);
	else if (s->choice->user_member == s)
		text_printf(out, "a line before %s:%d says so",
			s->said->at.file, s->said->at.line);
	else if (said_n && !t->old_choices)
		text_puts(out, "one must be, and of the lines that say n to "
			       "all of them its is the first");
	else if (p && p->value->a == s)
		text_printf(out, "the default of the choice, %s:%d", p->at.file,
			p->at.line);
	else if (choice_first(s->choice) == s)
		text_puts(out, "the first of the choice that can be seen");
	else
		text_puts(
			out, "the first of the choice that no line says n to");
}

static void put_member(struct tree *t, struct sym *s, struct text *out)
{
	struct sym *chosen = s->choice->chosen;

	if (chosen == s) {
		put_chosen(t, s, out);
		return;
	}
	if (s->said && s->user == NO && !t->old_choices) {
		put_said(t, s, out);
		text_puts(out, "; ");
	}
	text_printf(out, "%s is y in its choice: ", chosen->name);
	value_of(t, chosen);
	put_chosen(t, chosen, out);
}

static void put_selected(struct tree *t, struct sym *s, struct text *out)
{
	text_puts(out, "it is selected");
	explain_forced(t, s, out);
}

/* Puts the reason, and gives those who select or imply the symbol, if that is
 * it. */
static struct expr *put_reason(struct tree *t, struct sym *s, struct text *out)
{
	if (s->choice && s->visible != NO && s->choice->chosen) {
		put_member(t, s, out);
	} else if (is_tri(s) && s->rev != NO && s->rev == s->val) {
		put_selected(t, s, out);
		return s->rev_dep;
	} else if (s->visible != NO && s->said) {
		put_said(t, s, out);
	} else if (s->visible != NO && s->has_user) {
		text_puts(out, "no line says otherwise");
	} else if (is_tri(s) && s->imp != NO) {
		text_puts(out, "it is implied");
		return s->implied;
	} else {
		put_default(t, s, out);
	}
	return NULL;
}

/* The way back from a symbol through all who select or imply it, e, and whoever
 * does that to them, each told of once. */
static void put_way(
	struct tree *t, struct expr *e, int indent, struct text *out)
{
	struct about x = {.t = t, .out = out};

	if (!e || expr_value(t, e) == NO)
		return;
	if (e->op == OP_OR) {
		put_way(t, e->l, indent, out);
		put_way(t, e->r, indent, out);
		return;
	}
	while (e->op == OP_AND)
		e = e->l;
	text_printf(out, "%*sby ", indent, "");
	phrase_sym(&x, e->a);
	text_puts(out, ": ");
	if (e->a->mark) {
		text_puts(out, "see above\n");
		return;
	}
	e->a->mark = 1;
	e = put_reason(t, e->a, out);
	text_puts(out, "\n");
	put_way(t, e, indent + 2, out);
}

static void put_type(const struct sym *s, struct text *out)
{
	static const char *const types[] = {
		"no type", "bool", "tristate", "int", "hex", "string"};

	text_printf(out, "  type: %s, may ", types[s->type]);
	if (s->visible == NO)
		text_puts(out, "not be set\n");
	else if (is_tri(s))
		text_printf(out, "be set up to %s\n", letters[s->visible]);
	else
		text_puts(out, "be set\n");
}

void why(struct tree *t, struct sym *s, struct text *out)
{
	struct about x = {t, out, s, NULL};
	struct expr *by;

	for (struct sym *any = t->syms; any; any = any->next)
		any->mark = any == s;
	value_of(t, s);
	if (!s->hidden && (s->write || is_tri(s)))
		config_line(t, s, out);
	else
		text_printf(out, "# %s%s isn't in the .config\n", t->prefix,
			s->name);
	text_puts(out, "  because: ");
	by = put_reason(t, s, out);
	text_puts(out, "\n");
	put_way(t, by, 4, out);
	put_type(s, out);
	if (s->dir_dep) {
		text_printf(out, "  depends on [%s]: ", letters[s->dir]);
		phrase_expr(&x, s->dir_dep);
		text_puts(out, "\n");
	}
	put_alternatives(t, "selected by", s->rev_dep, out);
	put_alternatives(t, "implied by", s->implied, out);
	put_props(t, s, out);
	if (s->choice)
		put_props(t, s->choice, out);
}

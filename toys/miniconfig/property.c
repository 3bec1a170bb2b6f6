/* property.c - the statements that say something about an entry. */
#include "expr.h"
#include "macro.h"
#include "words.h"

static void set_type(struct parse *p, enum type type)
{
	if (p->entry->sym->type == UNKNOWN)
		p->entry->sym->type = type;
}

int do_type(struct parse *p, int type)
{
	if (p->entry->kind != CHOICE || p->t->old_choices)
		set_type(p, (enum type)type);
	if (p->s->next->kind != TK_END ||
		(p->entry->kind == CHOICE && !p->t->old_choices))
		add_prompt(p);
	return parse_end(p);
}

int do_default(struct parse *p, int type)
{
	struct prop *prop = add_prop(p, DEFAULT);

	if (type != UNKNOWN)
		set_type(p, (enum type)type);
	if (p->entry->kind == CHOICE && !p->t->old_words) {
		struct sym *sym = parse_name(p);

		if (!sym)
			return -1;
		prop->value = expr_sym(p->t, sym);
	} else {
		prop->value = expr_parse(p->s);
	}
	prop->cond = parse_if(p);
	return parse_end(p);
}

int do_select(struct parse *p, int kind)
{
	struct prop *prop = add_prop(p, (enum prop_kind)kind);

	prop->a = parse_name(p);
	if (!prop->a)
		return -1;
	prop->cond = parse_if(p);
	return parse_end(p);
}

int do_range(struct parse *p, int arg)
{
	struct prop *prop = add_prop(p, RANGE);

	(void)arg;
	prop->a = expr_parse_sym(p->s);
	prop->b = expr_parse_sym(p->s);
	prop->cond = parse_if(p);
	return parse_end(p);
}

int do_prompt(struct parse *p, int arg)
{
	(void)arg;
	add_prompt(p);
	return parse_end(p);
}

/* "depends on X if Y", that is X || Y = n; in the older dialect "depends X" and
 * "requires X", too. */
int do_depends(struct parse *p, int arg)
{
	struct expr *e;

	(void)arg;
	if (!expr_accept(p->s, "on") && !p->t->old_words)
		return expr_fail(p->s, "on is missing");
	e = expr_parse(p->s);
	if ((p->t->old_words || p->t->version >= 700) &&
		expr_accept(p->s, "if"))
		e = expr_or(p->t, e, expr_is_n(p->t, expr_parse(p->s), true));
	p->entry->dep = expr_and(p->t, p->entry->dep, e);
	return parse_end(p);
}

int do_visible(struct parse *p, int arg)
{
	(void)arg;
	p->entry->visible_if =
		expr_and(p->t, p->entry->visible_if, parse_if(p));
	return parse_end(p);
}

int do_optional(struct parse *p, int arg)
{
	(void)arg;
	p->entry->sym->optional = true;
	return parse_end(p);
}

int do_modules(struct parse *p, int arg)
{
	(void)arg;
	if (p->t->modules != p->t->no && !p->t->old_words)
		return tree_fail(p->t, p->s->at, "modules is %s already",
			p->t->modules->name);
	p->t->modules = p->entry->sym;
	return parse_end(p);
}

/* Of older configurations: it may be said, but isn't written. */
int do_transitional(struct parse *p, int arg)
{
	(void)arg;
	p->entry->sym->transitional = p->entry->sym->hidden = true;
	return parse_end(p);
}

/* "option env=NAME" is a default. The one that lists defconfigs isn't written.
 */
int do_option(struct parse *p, int arg)
{
	const char *value;
	struct prop *prop;

	(void)arg;
	if (expr_accept(p->s, "modules"))
		return do_modules(p, 0);
	if (expr_accept(p->s, "defconfig_list")) {
		p->entry->sym->hidden = true;
		return parse_end(p);
	}
	if (expr_accept(p->s, "allnoconfig_y")) {
		p->entry->sym->allnoconfig_y = true;
		return parse_end(p);
	}
	if (!expr_is_word(p->s, "env") || p->s->next[1].kind != TK_EQ ||
		!p->s->next[2].text)
		return p->t->old_words ? 0 : expr_fail(p->s, "unknown option");
	p->entry->sym->hidden = true;
	value = env_get(p->t, p->s->next[2].text);
	if (!value)
		return 0;
	prop = add_prop(p, DEFAULT);
	prop->value = expr_sym(p->t, tree_sym(p->t, value, true));
	return 0;
}

int do_help(struct parse *p, int arg)
{
	(void)arg;
	if (parse_end(p) < 0)
		return -1;
	if (p->t->version >= 613 && p->entry->helped)
		return tree_fail(p->t, p->s->at, "this entry has help already");
	if (!scan_help(p->s) && p->t->version >= 613)
		return tree_fail(p->t, p->s->at, "this help has no text");
	p->helped = p->entry->helped = true;
	return 0;
}

/* statement.c - one statement of a Kconfig file, into the tree.
 *
 * Those that begin an entry (config, menu, ...) make a menu entry; those that
 * say something about one (bool, depends, ...) go to the entry that was made
 * last; end... closes a block. So one table of words does, where a grammar
 * would say which may follow which. */
#include <ctype.h>
#include <string.h>

#include "expr.h"
#include "macro.h"
#include "statement.h"

/* Nothing may follow. */
static int parse_end(struct parse *p)
{
	if (*p->t->error)
		return -1;
	return p->s->next->kind == TK_END
		       ? 0
		       : expr_fail(p->s, "the statement goes on");
}

/* What is after if, or NULL. */
static struct expr *parse_if(struct parse *p)
{
	struct expr *e = expr_accept(p->s, "if") ? expr_parse(p->s) : NULL;

	parse_end(p);
	return e;
}

/* ---- entries */

static struct menu *add_entry(
	struct parse *p, enum menu_kind kind, struct sym *sym)
{
	struct menu *m = tree_alloc(p->t, sizeof *m);

	m->kind = kind;
	m->sym = sym;
	m->at = p->s->at;
	m->parent = p->block;
	*p->last = m;
	p->last = &m->next;
	p->entry = m;
	if (sym && !sym->menu)
		sym->menu = m;
	return m;
}

static void open_block(struct parse *p)
{
	p->block = p->entry;
	p->last = &p->entry->child;
}

static struct prop *add_prop(struct parse *p, enum prop_kind kind)
{
	struct prop *prop = tree_alloc(p->t, sizeof *prop), **last;

	prop->kind = kind;
	prop->menu = p->entry;
	prop->at = p->s->at;
	if (p->entry->sym) {
		for (last = &p->entry->sym->props; *last;)
			last = &(*last)->next;
		*last = prop;
	}
	return prop;
}

static void set_type(struct parse *p, enum type type)
{
	if (p->entry->sym->type == UNKNOWN)
		p->entry->sym->type = type;
}

/* A prompt of a symbol is seen only where all menus around it are. */
static struct prop *add_prompt(struct parse *p)
{
	struct prop *prop;

	if (p->s->next->kind != TK_QUOTED &&
		!(p->t->old_words && p->s->next->kind == TK_WORD)) {
		expr_fail(p->s, "a text in quotes is missing");
		return NULL;
	}
	prop = add_prop(p, PROMPT);
	prop->text = p->s->next++->text;
	while (isspace((unsigned char)*prop->text))
		prop->text++;
	prop->cond = parse_if(p);
	if (p->entry->sym)
		for (struct menu *m = p->entry->parent; m; m = m->parent)
			prop->cond = expr_and(p->t, prop->cond, m->visible_if);
	p->entry->prompt = prop;
	return prop;
}

/* ---- statements: each gets the row after its first word */

static int do_config(struct parse *p, int arg)
{
	struct sym *sym;

	(void)arg;
	if (p->s->next->kind != TK_WORD)
		return expr_fail(p->s, "a symbol's name is missing");
	sym = tree_sym(p->t, p->s->next++->text, false);
	if (sym->constant)
		return expr_fail(p->s, "y, m and n are no names for a symbol");
	add_entry(p, CONFIG, sym);
	return parse_end(p);
}

static int do_choice(struct parse *p, int arg)
{
	struct sym *sym = NULL;
	const char *name = NULL;

	(void)arg;
	if (p->s->next->kind == TK_WORD && p->t->old_choices) {
		name = p->s->next++->text;
		for (sym = p->t->syms; sym; sym = sym->next)
			if (sym->is_choice && sym->name == name)
				break;
	}
	if (!sym) {
		sym = tree_nameless(p->t);
		sym->is_choice = true;
		sym->name = name;
		if (!p->t->old_choices)
			sym->type = BOOL;
	}
	add_entry(p, CHOICE, sym);
	open_block(p);
	return parse_end(p);
}

static int do_menu(struct parse *p, int kind)
{
	add_entry(p, (enum menu_kind)kind, NULL);
	add_prompt(p);
	if (kind == MENU)
		open_block(p);
	return parse_end(p);
}

static int do_if(struct parse *p, int arg)
{
	(void)arg;
	add_entry(p, IF, NULL)->dep = expr_parse(p->s);
	open_block(p);
	return parse_end(p);
}

static int do_end(struct parse *p, int kind)
{
	struct menu *block = p->block;

	if (!block->parent || block->kind != (enum menu_kind)kind)
		return tree_fail(p->t, p->s->at,
			"this ends a block that isn't open here");
	if (strcmp(block->at.file, p->s->at.file) != 0)
		return tree_fail(p->t, p->s->at, "the block began in %s:%d",
			block->at.file, block->at.line);
	p->last = &block->next;
	p->block = block->parent;
	p->entry = NULL;
	return parse_end(p);
}

static int do_mainmenu(struct parse *p, int arg)
{
	(void)arg;
	if (p->s->next->kind != TK_QUOTED)
		return expr_fail(p->s, "a text in quotes is missing");
	p->t->title = p->s->next++->text;
	return parse_end(p);
}

static int do_source(struct parse *p, int arg)
{
	const char *name = p->s->next->text;

	(void)arg;
	if (p->s->next->kind != TK_QUOTED && p->s->next->kind != TK_WORD)
		return expr_fail(p->s, "a file's name is missing");
	p->s->next++;
	return parse_end(p) < 0 ? -1 : parse_source(p, name);
}

/* ---- what is said about an entry */

static int do_type(struct parse *p, int type)
{
	if (p->entry->kind != CHOICE || p->t->old_choices)
		set_type(p, (enum type)type);
	if (p->s->next->kind != TK_END)
		add_prompt(p);
	return parse_end(p);
}

static int do_default(struct parse *p, int type)
{
	struct prop *prop = add_prop(p, DEFAULT);

	if (type != UNKNOWN)
		set_type(p, (enum type)type);
	prop->value = expr_parse(p->s);
	prop->cond = parse_if(p);
	return parse_end(p);
}

static int do_select(struct parse *p, int kind)
{
	struct prop *prop = add_prop(p, (enum prop_kind)kind);

	if (p->s->next->kind != TK_WORD)
		return expr_fail(p->s, "a symbol's name is missing");
	prop->a = tree_sym(p->t, p->s->next++->text, false);
	prop->cond = parse_if(p);
	return parse_end(p);
}

static int do_range(struct parse *p, int arg)
{
	struct prop *prop = add_prop(p, RANGE);

	(void)arg;
	prop->a = expr_parse_sym(p->s);
	prop->b = expr_parse_sym(p->s);
	prop->cond = parse_if(p);
	return parse_end(p);
}

static int do_prompt(struct parse *p, int arg)
{
	(void)arg;
	add_prompt(p);
	return parse_end(p);
}

/* "depends on X if Y", that is X || Y = n; in the older dialect "depends X" and
 * "requires X", too. */
static int do_depends(struct parse *p, int arg)
{
	struct expr *e;

	(void)arg;
	if (!expr_accept(p->s, "on") && !p->t->old_words)
		return expr_fail(p->s, "on is missing");
	e = expr_parse(p->s);
	if (expr_accept(p->s, "if"))
		e = expr_or(p->t, e, expr_is_n(p->t, expr_parse(p->s), true));
	p->entry->dep = expr_and(p->t, p->entry->dep, e);
	return parse_end(p);
}

static int do_visible(struct parse *p, int arg)
{
	(void)arg;
	p->entry->visible_if =
		expr_and(p->t, p->entry->visible_if, parse_if(p));
	return parse_end(p);
}

static int do_optional(struct parse *p, int arg)
{
	(void)arg;
	p->entry->sym->optional = true;
	return parse_end(p);
}

static int do_modules(struct parse *p, int arg)
{
	(void)arg;
	p->t->modules = p->entry->sym;
	return parse_end(p);
}

/* Of older configurations: it may be said, but isn't written. */
static int do_transitional(struct parse *p, int arg)
{
	(void)arg;
	p->entry->sym->transitional = p->entry->sym->hidden = true;
	return parse_end(p);
}

/* "option env=NAME" is a default; of the others modules counts. */
static int do_option(struct parse *p, int arg)
{
	const char *value;
	struct prop *prop;

	(void)arg;
	if (expr_accept(p->s, "modules"))
		return do_modules(p, 0);
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

static int do_help(struct parse *p, int arg)
{
	(void)arg;
	if (parse_end(p) < 0)
		return -1;
	scan_help(p->s);
	return 0;
}

/* about: what a word may be said about. */
enum { ANYWHERE, OF_ANY, OF_SYM, OF_CONFIG };

static const struct word {
	const char *word;
	int about;
	int (*parse)(struct parse *p, int arg);
	int arg;
} words[] = {
	{"config", ANYWHERE, do_config, 0},
	{"menuconfig", ANYWHERE, do_config, 0},
	{"choice", ANYWHERE, do_choice, 0},
	{"menu", ANYWHERE, do_menu, MENU},
	{"comment", ANYWHERE, do_menu, COMMENT},
	{"if", ANYWHERE, do_if, 0},
	{"source", ANYWHERE, do_source, 0},
	{"mainmenu", ANYWHERE, do_mainmenu, 0},
	{"endchoice", ANYWHERE, do_end, CHOICE},
	{"endmenu", ANYWHERE, do_end, MENU},
	{"endif", ANYWHERE, do_end, IF},
	{"depends", OF_ANY, do_depends, 0},
	{"requires", OF_ANY, do_depends, 0},
	{"visible", OF_ANY, do_visible, 0},
	{"bool", OF_SYM, do_type, BOOL},
	{"boolean", OF_SYM, do_type, BOOL},
	{"tristate", OF_SYM, do_type, TRISTATE},
	{"int", OF_CONFIG, do_type, INT},
	{"hex", OF_CONFIG, do_type, HEX},
	{"string", OF_CONFIG, do_type, STRING},
	{"prompt", OF_SYM, do_prompt, 0},
	{"default", OF_SYM, do_default, UNKNOWN},
	{"def_bool", OF_CONFIG, do_default, BOOL},
	{"def_tristate", OF_CONFIG, do_default, TRISTATE},
	{"select", OF_CONFIG, do_select, SELECT},
	{"imply", OF_CONFIG, do_select, IMPLY},
	{"range", OF_CONFIG, do_range, 0},
	{"optional", OF_SYM, do_optional, 0},
	{"modules", OF_CONFIG, do_modules, 0},
	{"option", OF_CONFIG, do_option, 0},
	{"transitional", OF_CONFIG, do_transitional, 0},
	{"help", OF_ANY, do_help, 0},
	{"---help---", OF_ANY, do_help, 0},
};

static int parse_assignment(struct parse *p)
{
	const struct token *tok = p->s->tok;
	int how = '=';

	if (tok[1].kind != TK_EQ)
		how = tok[1].kind == TK_SET ? ':' : '+';
	return macro_assign(p->t, p->s->at, tok[0].text, how, p->s->value);
}

int parse_statement(struct parse *p)
{
	const struct menu *m = p->entry;
	size_t i;

	if (p->s->value)
		return parse_assignment(p);
	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (expr_is_word(p->s, words[i].word))
			break;
	if (i == sizeof words / sizeof *words)
		return expr_fail(p->s, "unknown statement");
	if (words[i].about != ANYWHERE &&
		(!m || (words[i].about >= OF_SYM && !m->sym) ||
			(words[i].about == OF_CONFIG && m->sym->is_choice)))
		return expr_fail(p->s, "this belongs to no entry");
	p->s->next++;
	return words[i].parse(p, words[i].arg);
}

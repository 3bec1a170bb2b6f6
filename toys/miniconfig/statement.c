/* statement.c - one statement of a Kconfig file, into the tree.
 *
 * Those that begin an entry (config, menu, ...) make a menu entry; those that
 * say something about one (bool, depends, ...) go to the entry that was made
 * last; end... closes a block. So one table of words does, where a grammar
 * would say which may follow which. */
#include <ctype.h>
#include <string.h>

#include "choices.h"
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

/* A symbol that is named, not text; or NULL. */
static struct sym *parse_name(struct parse *p)
{
	if (p->s->next->kind == TK_WORD)
		return tree_sym(p->t, p->s->next++->text, false);
	expr_fail(p->s, "a symbol's name is missing");
	return NULL;
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

/* Without the blanks before it. */
static const char *prompt_text(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	return s;
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
	prop->text = prompt_text(p->s->next++->text);
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
	struct sym *sym = parse_name(p);

	(void)arg;
	if (!sym)
		return -1;
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
	if (!add_prompt(p))
		return -1;
	if (p->entry->prompt->cond && !p->t->old_words)
		return tree_fail(
			p->t, p->s->at, "a menu and a comment take no if");
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
	if (p->statements > 1 && !p->t->old_words)
		return expr_fail(p->s, "mainmenu comes first");
	if (p->s->next->kind != TK_QUOTED)
		return expr_fail(p->s, "a text in quotes is missing");
	p->t->title = prompt_text(p->s->next++->text);
	return parse_end(p);
}

static int do_source(struct parse *p, int arg)
{
	const char *name = p->s->next->text;

	(void)arg;
	if (p->s->next->kind != TK_QUOTED &&
		!(p->t->old_words && p->s->next->kind == TK_WORD))
		return expr_fail(p->s, "a file's name is missing");
	p->s->next++;
	return parse_end(p) < 0 ? -1 : parse_source(p, name);
}

/* ---- what is said about an entry */

static int do_type(struct parse *p, int type)
{
	if (p->entry->kind != CHOICE || p->t->old_choices)
		set_type(p, (enum type)type);
	if (p->s->next->kind != TK_END ||
		(p->entry->kind == CHOICE && !p->t->old_choices))
		add_prompt(p);
	return parse_end(p);
}

static int do_default(struct parse *p, int type)
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

static int do_select(struct parse *p, int kind)
{
	struct prop *prop = add_prop(p, (enum prop_kind)kind);

	prop->a = parse_name(p);
	if (!prop->a)
		return -1;
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
	if ((p->t->old_words || p->t->version >= 618) &&
		expr_accept(p->s, "if"))
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
	if (p->t->modules != p->t->no && !p->t->old_words)
		return tree_fail(p->t, p->s->at, "modules is %s already",
			p->t->modules->name);
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

/* "option env=NAME" is a default. The one that lists defconfigs isn't written.
 */
static int do_option(struct parse *p, int arg)
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

static int do_help(struct parse *p, int arg)
{
	(void)arg;
	if (parse_end(p) < 0)
		return -1;
	scan_help(p->s);
	p->helped = true;
	return 0;
}

/* Which entries a word says something about; or it stands alone, and maybe in a
 * choice, too. */
enum {
	OF_CONFIG = 1 << CONFIG,
	OF_CHOICE = 1 << CHOICE,
	OF_MENU = 1 << MENU,
	OF_COMMENT = 1 << COMMENT,
	OF_IF = 1 << IF,
	OF_SYM = OF_CONFIG | OF_CHOICE,
	OF_SHOWN = OF_SYM | OF_MENU | OF_COMMENT,
	OF_ANY = OF_SHOWN | OF_IF,
	ALONE = OF_IF << 1,
	IN_CHOICE = ALONE << 1,
};

/* since, until: the first version that has it so, and the first that hasn't,
 * where the older dialect is 0. That one takes more than its conf does. */
enum { OLD = 0, NOW = 1, EVER = 9999 };

static const struct word {
	const char *word;
	int of, since, until;
	int (*parse)(struct parse *p, int arg);
	int arg;
} words[] = {
	{"config", ALONE | IN_CHOICE, OLD, EVER, do_config, 0},
	{"menuconfig", ALONE, OLD, EVER, do_config, 0},
	{"choice", ALONE, OLD, EVER, do_choice, 0},
	{"menu", ALONE, OLD, EVER, do_menu, MENU},
	{"comment", ALONE | IN_CHOICE, OLD, EVER, do_menu, COMMENT},
	{"if", ALONE | IN_CHOICE, OLD, EVER, do_if, 0},
	{"source", ALONE, OLD, EVER, do_source, 0},
	{"mainmenu", ALONE, OLD, EVER, do_mainmenu, 0},
	{"endchoice", ALONE | IN_CHOICE, OLD, EVER, do_end, CHOICE},
	{"endmenu", ALONE | IN_CHOICE, OLD, EVER, do_end, MENU},
	{"endif", ALONE | IN_CHOICE, OLD, EVER, do_end, IF},
	{"depends", OF_ANY, OLD, NOW, do_depends, 0},
	{"depends", OF_SHOWN, NOW, EVER, do_depends, 0},
	{"on", 0, NOW, EVER, NULL, 0},
	{"requires", OF_ANY, OLD, NOW, do_depends, 0},
	{"visible", OF_ANY, OLD, NOW, do_visible, 0},
	{"visible", OF_MENU, NOW, EVER, do_visible, 0},
	{"bool", OF_SYM, OLD, EVER, do_type, BOOL},
	{"boolean", OF_SYM, OLD, NOW, do_type, BOOL},
	{"tristate", OF_SYM, OLD, 611, do_type, TRISTATE},
	{"tristate", OF_CONFIG, 611, EVER, do_type, TRISTATE},
	{"int", OF_CONFIG, OLD, EVER, do_type, INT},
	{"hex", OF_CONFIG, OLD, EVER, do_type, HEX},
	{"string", OF_CONFIG, OLD, EVER, do_type, STRING},
	{"prompt", OF_SYM, OLD, EVER, do_prompt, 0},
	{"default", OF_SYM, OLD, EVER, do_default, UNKNOWN},
	{"def_bool", OF_CONFIG, OLD, EVER, do_default, BOOL},
	{"def_tristate", OF_CONFIG, OLD, EVER, do_default, TRISTATE},
	{"select", OF_CONFIG, OLD, EVER, do_select, SELECT},
	{"imply", OF_CONFIG, OLD, EVER, do_select, IMPLY},
	{"range", OF_CONFIG, OLD, EVER, do_range, 0},
	{"optional", OF_SYM, OLD, NOW, do_optional, 0},
	{"optional", OF_CHOICE, NOW, 610, do_optional, 0},
	{"modules", OF_CONFIG, OLD, EVER, do_modules, 0},
	{"option", OF_CONFIG, OLD, 513, do_option, 0},
	{"allnoconfig_y", 0, NOW, 513, NULL, 0},
	{"defconfig_list", 0, NOW, 513, NULL, 0},
	{"transitional", OF_CONFIG, 618, EVER, do_transitional, 0},
	{"help", OF_ANY, OLD, NOW, do_help, 0},
	{"help", OF_SYM, NOW, EVER, do_help, 0},
	{"---help---", OF_SYM, NOW, 510, do_help, 0},
};

/* Not those that a macro has made. */
static const struct word *find_word(
	const struct tree *t, const struct token *tok)
{
	const size_t n = sizeof words / sizeof *words;

	if (tok->kind == TK_WORD && !tok->made)
		for (const struct word *w = words; w < words + n; w++)
			if (t->version >= w->since && t->version < w->until &&
				!strcmp(tok->text, w->word))
				return w;
	return NULL;
}

/* In the current dialect what stands alone ends what was before. */
static int begin(struct parse *p, bool may_in_choice)
{
	if (p->t->old_words)
		return 0;
	if (!may_in_choice && in_choice(p->block))
		return expr_fail(p->s, "this can't be in a choice");
	p->entry = NULL;
	return 0;
}

static int parse_assignment(struct parse *p, bool helped)
{
	const struct token *tok = p->s->tok;
	int how = '=';

	if (begin(p, false) < 0)
		return -1;
	if (helped && *p->s->value)
		return expr_fail(p->s, "this can't be right after help");
	if (tok[1].kind != TK_EQ)
		how = tok[1].kind == TK_SET ? ':' : '+';
	return macro_assign(p->t, p->s->at, tok[0].text, how, p->s->value);
}

int parse_statement(struct parse *p)
{
	const struct word *w = find_word(p->t, p->s->tok);
	const struct menu *m = p->entry;
	bool helped = p->helped;

	p->helped = false;
	p->statements++;
	for (size_t i = 0; i < p->s->n && !p->t->old_words; i++)
		if (find_word(p->t, &p->s->tok[i]))
			p->s->tok[i].kind = TK_KEY;
	if (!w)
		return p->s->value ? parse_assignment(p, helped)
				   : expr_fail(p->s, "unknown statement");
	if (!(w->of & ALONE)) {
		if (!m || !(w->of & 1 << m->kind))
			return expr_fail(p->s, "this belongs to no entry");
	} else if (begin(p, w->of & IN_CHOICE) < 0) {
		return -1;
	}
	p->s->next++;
	return w->parse(p, w->arg);
}

/* entry.c - the statements that begin an entry or end a block, and source and
 * mainmenu. */
#include <ctype.h>
#include <string.h>

#include "expr.h"
#include "words.h"

int parse_end(struct parse *p)
{
	if (*p->t->error)
		return -1;
	return p->s->next->kind == TK_END
		       ? 0
		       : expr_fail(p->s, "the statement goes on");
}

struct sym *parse_name(struct parse *p)
{
	if (p->s->next->kind == TK_WORD)
		return tree_sym(p->t, p->s->next++->text, false);
	expr_fail(p->s, "a symbol's name is missing");
	return NULL;
}

struct expr *parse_if(struct parse *p)
{
	struct expr *e = expr_accept(p->s, "if") ? expr_parse(p->s) : NULL;

	parse_end(p);
	return e;
}

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

struct prop *add_prop(struct parse *p, enum prop_kind kind)
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

/* Without the blanks before it. */
static const char *prompt_text(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

/* A prompt of a symbol is seen only where all menus around it are. */
struct prop *add_prompt(struct parse *p)
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

/* ---- statements */

int do_config(struct parse *p, int menuconfig)
{
	struct sym *sym = parse_name(p);

	if (!sym)
		return -1;
	if (sym->constant)
		return expr_fail(p->s, "y, m and n are no names for a symbol");
	add_entry(p, CONFIG, sym)->menuconfig = menuconfig;
	return parse_end(p);
}

int do_choice(struct parse *p, int arg)
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

int do_menu(struct parse *p, int kind)
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

int do_if(struct parse *p, int arg)
{
	(void)arg;
	add_entry(p, IF, NULL)->dep = expr_parse(p->s);
	open_block(p);
	return parse_end(p);
}

int do_end(struct parse *p, int kind)
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

int do_mainmenu(struct parse *p, int arg)
{
	(void)arg;
	if (p->statements > 1 && !p->t->old_words)
		return expr_fail(p->s, "mainmenu comes first");
	if (p->s->next->kind != TK_QUOTED)
		return expr_fail(p->s, "a text in quotes is missing");
	p->t->title = prompt_text(p->s->next++->text);
	return parse_end(p);
}

int do_source(struct parse *p, int arg)
{
	const char *name = p->s->next->text;

	(void)arg;
	if (p->s->next->kind != TK_QUOTED &&
		!(p->t->old_words && p->s->next->kind == TK_WORD))
		return expr_fail(p->s, "a file's name is missing");
	p->s->next++;
	return parse_end(p) < 0 ? -1 : parse_source(p, name);
}

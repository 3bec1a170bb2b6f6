/* statement.c - one statement of a Kconfig file, into the tree.
 *
 * Those that begin an entry (config, menu, ...) make a menu entry; those that
 * say something about one (bool, depends, ...) go to the entry that was made
 * last; end... closes a block. So one table of words does, where a grammar
 * would say which may follow which. */
#include <string.h>

#include "choices.h"
#include "expr.h"
#include "macro.h"
#include "words.h"

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
	{"menuconfig", ALONE, OLD, EVER, do_config, true},
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
	{"bool", OF_SYM, OLD, 613, do_type, BOOL},
	{"bool", OF_CONFIG, 613, EVER, do_type, BOOL},
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
	{"modules", OF_CONFIG, OLD, NOW, do_modules, 0},
	{"modules", 0, NOW, 513, NULL, 0},
	{"modules", OF_CONFIG, 513, EVER, do_modules, 0},
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

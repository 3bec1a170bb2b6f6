/* words.h - the statements by their words. */
#ifndef MINICONFIG_WORDS_H
#define MINICONFIG_WORDS_H

#include "statement.h"

/* Each gets the row after its first word, and what the table of words has for
 * it: 0, or -1 with t->error. */
typedef int statement(struct parse *p, int arg);

statement do_config, do_choice, do_menu, do_if, do_end, do_mainmenu, do_source;
statement do_type, do_default, do_select, do_range, do_prompt, do_depends;
statement do_visible, do_optional, do_modules, do_transitional, do_option;
statement do_help;

/* Nothing may follow. */
int parse_end(struct parse *p);

/* A symbol that is named, not text; or NULL. */
struct sym *parse_name(struct parse *p);

/* What is after if, or NULL. */
struct expr *parse_if(struct parse *p);

/* Of the entry that was made last; NULL if what follows is no prompt. */
struct prop *add_prop(struct parse *p, enum prop_kind kind);
struct prop *add_prompt(struct parse *p);

#endif

/* value.h - what a symbol's value is, given what the user says. */
#ifndef MINICONFIG_VALUE_H
#define MINICONFIG_VALUE_H

#include "tree.h"

/* User values have changed: what was known is no longer. */
void value_forget(struct tree *t);

/* s->val, s->str, s->write and what leads to them, for this round. */
void value_of(struct tree *t, struct sym *s);
void value_visibility(struct tree *t, struct sym *s);

int expr_value(struct tree *t, struct expr *e);

/* What a .config has of it: y, m, n or the text, without quotes. */
const char *value_text(const struct sym *s);

/* The property that counts now; NULL: none. */
struct prop *value_default(struct tree *t, struct sym *s);
struct prop *value_range(struct tree *t, struct sym *s);

/* Can a symbol of this type have such a text? */
bool value_is_valid(enum type type, const char *text);

/* Is the user's number between those of the range that counts now? */
bool value_in_range(struct tree *t, struct sym *s);

/* Of a choice: its member that is y, or NULL. */
void choice_value(struct tree *t, struct sym *choice);

/* Of a choice whose value is known: the default that counts now, and the first
 * member that can be seen; or NULL. */
struct prop *choice_default(struct tree *t, struct sym *choice);
struct sym *choice_first(const struct sym *choice);

bool menu_visible(struct tree *t, const struct menu *m);

#endif

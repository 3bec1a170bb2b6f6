/* config.h - the lines of a .config or a miniconfig. */
#ifndef MINICONFIG_CONFIG_H
#define MINICONFIG_CONFIG_H

#include "text.h"
#include "tree.h"

struct entry {
	const char *name, *value; /* "n" of one that is not set */
	const char *text;	  /* the line as it is */
	struct place at;
	bool off;	 /* as if it weren't there */
	bool comment;	 /* and almost a line */
	struct sym *sym; /* NULL: there is none */
};

struct config {
	struct entry *entry;
	size_t n, size;
	bool comments; /* keep those that are almost lines */
};

/* Add the lines of text: 0, or -1 with t->error. They live as long as t. */
int config_parse(struct tree *t, struct config *c, const char *file,
	const char *text, size_t len);
void config_free(struct config *c);

/* What a configuration starts from. */
enum base { ALL_NO, DEFAULTS };

/* Make the lines the user values of t, and forget all others. */
void config_apply(struct tree *t, struct config *c, enum base base);

/* The same of one line; and of what a symbol has without any. */
void config_say(struct tree *t, const struct entry *e, enum base base);
void config_unsay(const struct tree *t, struct sym *s, enum base base);

/* Starting from defaults, the older ones take a number that is out of its range
 * for none at all. True if that of s is dropped. */
bool config_drop(struct tree *t, struct sym *s, enum base base);

/* Does the line say something that its symbol can be at all? */
bool config_is_valid(const struct entry *e);

/* Does all of a valid line's value count? */
bool config_is_whole(struct tree *t, const struct entry *e);

/* The user value of one entry; text only. NULL: it isn't valid. */
const char *config_text(struct tree *t, const struct entry *e);

/* The .config of t, with or without the lines that open it. */
void config_write(struct tree *t, struct text *out, bool header);

/* Text as it is there, in quotes. */
void config_quote(const char *s, struct text *out);

/* One symbol's line in it. */
void config_line(const struct tree *t, const struct sym *s, struct text *out);

#endif

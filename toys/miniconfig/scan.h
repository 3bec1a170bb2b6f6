/* scan.h - a Kconfig file as statements, each a row of tokens. */
#ifndef MINICONFIG_SCAN_H
#define MINICONFIG_SCAN_H

#include "text.h"
#include "tree.h"

enum token_kind {
	TK_END, /* of the statement */
	TK_WORD,
	TK_KEY, /* one of the language's own words; who parses says so */
	TK_QUOTED,
	TK_OPEN,
	TK_CLOSE,
	TK_NOT,
	TK_AND,
	TK_OR,
	TK_EQ,
	TK_NE,
	TK_LT,
	TK_LE,
	TK_GT,
	TK_GE,
	TK_SET,	   /* := */
	TK_APPEND, /* += */
};

struct token {
	enum token_kind kind;
	const char *text; /* interned; of words and quoted text */
	const char *made; /* by a macro, at least in part: as it is written */
};

struct scan {
	struct tree *t;
	const char *p, *end;
	struct place at; /* of the statement; at.line goes on in help */
	int line;
	struct token *tok; /* the statement's; the last one is TK_END */
	size_t n, size;
	const struct token *next; /* for who reads them */
	int depth;		  /* of an expression */
	const char *value;	  /* of NAME = value */
	bool cut;		  /* the file ends within the statement */
	struct text word;
};

/* Read text of len bytes as what file holds; text must stay. */
void scan_open(struct scan *s, struct tree *t, const char *file,
	const char *text, size_t len);
void scan_close(struct scan *s);

/* The next statement: false at the end, or after an error in s->t. */
bool scan_statement(struct scan *s);

/* Skip the text that follows the statement `help`: is there any? */
bool scan_help(struct scan *s);

#endif

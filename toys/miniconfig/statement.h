/* statement.h - one statement of a Kconfig file, into the tree. */
#ifndef MINICONFIG_STATEMENT_H
#define MINICONFIG_STATEMENT_H

#include "parse.h"
#include "scan.h"

struct parse {
	struct tree *t;
	struct scan now, *s; /* s is &now */
	struct menu *block, *entry;
	struct menu **last; /* where the block's next entry goes */
	read_source *read;
	const struct reading *reading;
	struct sourced *sourced;
	size_t statements; /* up to this one */
	bool helped;	   /* the one before it was help */
};

/* The one that was scanned last: 0, or -1 with t->error. */
int parse_statement(struct parse *p);

/* Read a file in place of the statement that names it; the same. */
int parse_source(struct parse *p, const char *name);

#endif

/* parse.h - Kconfig files into a tree. */
#ifndef MINICONFIG_PARSE_H
#define MINICONFIG_PARSE_H

#include "text.h"
#include "tree.h"

/* Gets what a sourced file holds: 0, or -1 with errno. */
typedef int read_source(struct tree *t, const char *name, struct text *x);

/* Read the file of that name and all that it sources, and link the tree: 0, or
 * -1 with t->error. */
int parse_tree(struct tree *t, const char *name, read_source *read);

/* The same of a text in memory, which may end anywhere but in a[len] has a NUL.
 */
int parse_text(struct tree *t, const char *name, const char *a, size_t len,
	read_source *read);

#endif

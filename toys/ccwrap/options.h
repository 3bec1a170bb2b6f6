/* options.h - what the words of a compiler's command line mean. */
#ifndef CCWRAP_OPTIONS_H
#define CCWRAP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "words.h"

enum {
	/* how an option is read */
	ARG = 1 << 0,	 /* it takes an argument, the next word */
	JOINED = 1 << 1, /* the rest of the word is its argument, if any */
	LINKER = 1 << 2, /* it means the same after -Xlinker */
	/* what an option is */
	LIBRARY = 1 << 3,
	FOLDER = 1 << 4, /* of libraries */
	LANGUAGE = 1 << 5,
	PRINT_SYSROOT = 1 << 6,
	PRINT_FILE = 1 << 7,
	REFUSED = 1 << 8,    /* always; without it, only when linking */
	OURS = 1 << 9,	     /* we do it: not passed on when linking */
	FRONT_END = 1 << 10, /* clang calls it unused when only linking */
	/* what it makes of the job */
	STOP = 1 << 11, /* nothing is linked */
	NO_CRT = 1 << 12,
	NO_LIBGCC = 1 << 13,
	NO_LIBC = 1 << 14,
	NO_LIBS = NO_LIBGCC | NO_LIBC,
	NO_INCLUDE = 1 << 15,
	/* what an input needs */
	HEADERS = 1 << 16,
	COMPILE = 1 << 17,
	LINK = 1 << 18,
	CXX = 1 << 19,
};

/* One option with its argument, or one input file. */
struct item {
	const char *word;
	const char *arg;     /* NULL: it takes none */
	int flags;	     /* 0: an option that means nothing to us */
	const char *refusal; /* why it can't be, or NULL */
	bool linker;	     /* it came after -Xlinker */
};

/* Read the item at in->at[*i] and move *i past it: false at the end. Dies if
 * an argument is missing. */
bool next_item(const struct words *in, size_t *i, struct item *it);

/* Is it a file to compile or link, or standard input? */
bool is_input(const struct item *it);

/* What the input needs. language is that of the last -x, or NULL. */
int input_flags(const char *file, const char *language);

#endif

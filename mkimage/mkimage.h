/* mkimage.h - what the command line asks for, and who does it. */
#ifndef MKIMAGE_H
#define MKIMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats.h"

struct job;
struct tree;

struct format {
	const char *name;
	const char *letters; /* the options of formats that it can use */
	bool ext4, journal;
	enum codec codec; /* usually */
	bool whole;	  /* compressed as a whole, not in blocks */
	int (*write)(struct tree *t, const struct options *options,
		struct out *o, uint64_t *size);
};

struct command {
	char mode;	 /* t, x, d, or 0: make an image */
	bool given[128]; /* options, by letter */
	const struct format *format;
	struct options options; /* time and, unless given, uuid: not yet */
	const char *out, *dir;	/* of -o and -C, or NULL */
	const char **nodes;	/* tables, node_count of them */
	size_t node_count;
	const char **unwanted; /* patterns of -X, unwanted_count of them */
	size_t unwanted_count;
	bool timed;   /* every time in the image is options.time */
	char **words; /* after the options: at least one */
};

/* Of main's. What is wrong in it ends the tool with status 2. */
void command_parse(struct command *c, int argc, char **argv, const char *usage);

/* Each does one mode with a sorted tree. */
void list(struct tree *t);
void list_nodes(struct tree *t);
/* 0, or -1 with a message. A dir that is there stays as it is if only some of
 * the files come to it. */
int extract(struct tree *t, const char *dir, bool owners, bool some);
/* 1 if they differ, which is printed. */
int diff(struct tree *a, struct tree *b, bool owners);

/* Do what the table says to a tree. */
int read_nodes(struct tree *t, const char *name);

/* Leave nothing but these paths, what is below them and the folders above. */
int select_paths(struct tree *t, const char *const *paths);

/* Nothing but what is in the tree makes it. */
void uuid_of(struct tree *t, uint8_t uuid[16]);

#endif

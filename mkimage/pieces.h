/* pieces.h - a source whose files lie in an archive, in one or more pieces. */
#ifndef PIECES_H
#define PIECES_H

#include <stddef.h>
#include <stdint.h>

struct inode;
struct input;
struct source;
struct tree;

struct piece {
	uint64_t offset, length; /* in the file */
	uint64_t at;		 /* in the archive */
};

/* The tree's source for what lies in the archive, which is kept open. NULL
 * with a message. */
struct source *pieces_new(struct tree *t, const struct input *in);

/* A regular file's bytes, its size being set: pieces in order that don't
 * overlap, and zeros between them. The caller has checked that. */
void pieces_set(struct tree *t, struct inode *i, struct source *s,
	const struct piece *pieces, size_t count);

#endif

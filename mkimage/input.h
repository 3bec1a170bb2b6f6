/* input.h - an archive or image that is open. */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input;
struct job;
struct packing;
struct tree;

/* Of an archive that is read into a tree, all len bytes at offset, or -1 with a
 * message. */
int input_get(struct tree *t, const struct input *in, void *buf, size_t len,
	uint64_t offset);

/* Put a copy in its place, a file without a name; the descriptor is closed. Of
 * what can't be read at a place (piped) all that comes. 0, or -1 with a
 * message. */
int input_own(struct tree *t, struct input *in, bool piped);

/* What in has at t->offset, unpacked to the end of plain, up to a multiple of
 * four bytes: a file without a name, which is made if fd is -1, and which the
 * caller closes. t->offset is then behind it. in is made our own if need be. 0,
 * or -1 with a message. */
int input_unpack(struct tree *t, struct input *in, const struct packing *p,
	struct input *plain);

/* An empty file without a name in $TMPDIR or /tmp: its descriptor, or -1 with
 * a message. */
int temporary(struct job *job);

#endif

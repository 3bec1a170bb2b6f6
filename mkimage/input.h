/* input.h - whatever can be read as a tree, whatever it is. */
#ifndef INPUT_H
#define INPUT_H

#include <stddef.h>
#include <stdint.h>

struct input;
struct job;
struct tree;

/* A folder, archive or image, compressed or not; "-" is standard input. The
 * tree is empty, and name must last as long as it. 0, or -1 with a message. */
int read_source(struct tree *t, const char *name);

/* Of an archive that is read into a tree, all len bytes at offset, or -1 with a
 * message. */
int input_get(struct tree *t, const struct input *in, void *buf, size_t len,
	uint64_t offset);

/* An empty file without a name in $TMPDIR or /tmp: its descriptor, or -1 with
 * a message. */
int temporary(struct job *job);

#endif

/* input.h - an archive or image that is open. */
#ifndef INPUT_H
#define INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "codec.h"

struct input;
struct job;
struct tree;

/* Of an archive that is read into a tree, all len bytes at offset, or -1 with a
 * message. */
int input_get(struct tree *t, const struct input *in, void *buf, size_t len,
	uint64_t offset);

/* What in has from t->offset on, unpacked into a file of its own, which the
 * caller closes: 0, or -1 with a message. */
int input_unpack(struct tree *t, const struct input *in, enum codec codec,
	struct input *plain);

/* An empty file without a name in $TMPDIR or /tmp: its descriptor, or -1 with
 * a message. */
int temporary(struct job *job);

#endif

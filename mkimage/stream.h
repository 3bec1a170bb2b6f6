/* stream.h - whole files compressed: .gz, .xz, .zst, .lz4. */
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec.h"

struct input;
struct job;
struct options;
struct out;
struct tree;

enum { STREAM_HEAD = 6 };

/* lz4's frame of old: a number, then blocks with their packed sizes. */
enum { LEGACY = 0x184c2102, LEGACY_BLOCK = 8 << 20 };

/* Which codec a file begins like: its first STREAM_HEAD bytes. */
enum codec stream_codec(const uint8_t *head, size_t len);

/* All of in from t->offset on into the empty file to. 0, or -1 with a message:
 * tree_bad()'s on what is wrong in the input. Needs a few MB of memory,
 * whatever comes out. */
int stream_unpack(
	struct tree *t, const struct input *in, enum codec codec, int to);

/* The file's bytes as a stream that the kernel takes, too; for lz4 that is the
 * legacy frame, which others than cpio don't need. */
int stream_pack(struct job *job, const struct input *in,
	const struct options *options, bool legacy, struct out *o);

#endif

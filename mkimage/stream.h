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
struct unpack;

/* lz4's frame of old: a number, then blocks with their packed sizes. */
enum { LEGACY = 0x184c2102, LEGACY_BLOCK = 8 << 20 };

/* What a stream was compressed by. */
struct packing {
	const char *name, *magic;
	size_t len; /* of magic */
	bool skips; /* there may be frames that are to be skipped */
	bool maps;  /* the input is mapped, and must be our own */
	int (*unpack)(struct unpack *u); /* one stream; NULL: we can't */
};

/* What begins at offset; NULL: nothing that is known to be compressed. */
const struct packing *stream_at(const struct input *in, uint64_t offset);

/* The stream at t->offset, and all of its kind that follow it, are appended to
 * the file to; t->offset is then behind them, at the input's end or at a byte
 * that isn't 0. 0, or -1 with a message: tree_bad()'s on what is wrong in the
 * input. Needs a few MB of memory, whatever comes out. */
int stream_unpack(struct tree *t, const struct input *in,
	const struct packing *p, int to);

/* The file's bytes as a stream that the kernel takes, too; for lz4 that is the
 * legacy frame, which others than cpio don't need. */
int stream_pack(struct job *job, const struct input *in,
	const struct options *options, bool legacy, struct out *o);

#endif

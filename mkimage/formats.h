/* formats.h - what an image can be read from and written as. */
#ifndef FORMATS_H
#define FORMATS_H

#include <stdbool.h>
#include <stdint.h>

#include "codec.h"

struct job;
struct out;
struct tree;

/* An archive or image that is open, not compressed as a whole (a compressed
 * one was unpacked into a file without a name). */
struct input {
	const char *name; /* for messages */
	int fd; /* regular; a reader that keeps it for its source takes a dup */
	uint64_t size;
	bool own; /* nobody else can change it or cut it short: it may be mapped
		   */
};

/* A folder, archive or image, compressed or not; "-" is standard input. The
 * tree is empty, and name must last as long as it. 0, or -1 with a message. */
int read_source(struct tree *t, const char *name);

/* Readers: fill an empty tree, whose from is set. 0, or -1 with a message; on
 * what is wrong in the input tree_bad() with the offset. Memory is bounded by
 * the input's size. */
int read_dir(struct tree *t, const char *name);
int read_tar(struct tree *t, const struct input *in);
int read_cpio(struct tree *t, const struct input *in);
/* Of one that is compressed at first: plain is that, unpacked, and grows by the
 * rest that is compressed, too; what is behind it in `in` begins at rest. */
int read_packed_cpio(struct tree *t, const struct input *in,
	struct input *plain, uint64_t rest);
/* Is there the beginning of one? */
bool cpio_at(const struct input *in, uint64_t at);
int read_sqf(struct tree *t, const struct input *in);
int read_ext(struct tree *t, const struct input *in);

struct options {
	enum codec codec;
	int level;
	int jobs;	   /* threads that compress, at least 1 */
	uint32_t block;	   /* bytes; 0: the format's usual */
	uint64_t size;	   /* of an ext image, bytes; 0: as small as can be */
	uint64_t free;	   /* of an ext image, bytes to write in */
	const char *label; /* of an ext image, or NULL */
	uint8_t uuid[16];  /* of an ext image */
	bool ext4, journal;
	int64_t time; /* of the image itself: seconds since 1970 */
};

/* Writers: append a sorted tree. 0, or -1 with a message. What the format
 * can't hold is an error that names the file. *size is the image's. */
int write_tar(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size);
int write_cpio(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size);
int write_sqf(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size);
int write_ext(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size);

#endif

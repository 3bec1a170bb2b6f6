/* read_data.c - the bytes of an image's files.
 *
 * The sizes of a file's blocks are read as its blocks are: the list of a file
 * may be as long as the image likes. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "bytes.h"
#include "job.h"
#include "read.h"
#include "source.h"
#include "tree.h"

/* A block, unpacked. */
struct kept {
	uint64_t id; /* its position, a fragment's index + 1; 0: nothing */
	size_t len;
	uint8_t *data; /* NULL before it's needed */
};

struct sqf_source {
	struct source source;
	struct sqf_image *im;
	struct sqf_inode file; /* that is open */
	uint64_t index;	       /* of the block whose size was read last, + 1 */
	uint64_t where;	       /* it is here */
	uint32_t size;
	struct sqf_at at; /* the next size */
	struct kept block, fragment;
};

/* Without what says how it is packed. */
static uint32_t length(uint32_t size)
{
	return size & ~(uint32_t)SQF_BLOCK_RAW;
}

static void need_room(const struct sqf_image *im, struct kept *k)
{
	if (!k->data)
		k->data = xmalloc(im->block);
}

/* Go to block k: the list is read from its start if k is behind. */
static int go_to(struct sqf_source *s, uint64_t k)
{
	if (k + 1 < s->index) {
		s->index = 0;
		s->at = s->file.at;
	}
	while (s->index <= k) {
		uint8_t size[4];

		if (sqf_meta_read(s->im, &s->at, size, sizeof size))
			return -1;
		s->where =
			s->index ? s->where + length(s->size) : s->file.start;
		s->size = get32(size);
		s->index++;
		if (length(s->size) > s->im->block)
			return sqf_bad(s->im, s->at.where, "a block too large");
	}
	return 0;
}

/* A block into room for im->block bytes: its length, or -1. */
static ssize_t read_block(struct sqf_image *im, uint64_t where, uint32_t size,
	uint8_t *to, size_t room)
{
	uint32_t len = length(size);
	ssize_t n;

	if (len == 0 || len > im->block)
		return sqf_bad(im, where, "a block of wrong size");
	if (size & SQF_BLOCK_RAW) {
		if (len > room)
			return sqf_bad(im, where, "a block of wrong size");
		return sqf_bytes(im, to, len, where) ? -1 : (ssize_t)len;
	}
	if (sqf_bytes(im, im->packed, len, where))
		return -1;
	n = unpack(im->packer, im->packed, len, to, room);
	return n < 0 ? sqf_bad(im, where, "a damaged block") : n;
}

/* Block k, which has len bytes and is not a hole. */
static int read_whole(struct sqf_source *s, uint8_t *to, size_t len)
{
	ssize_t n = read_block(s->im, s->where, s->size, to, len);

	if (n >= 0 && (size_t)n != len)
		return sqf_bad(s->im, s->where, "a block of wrong length");
	return n < 0 ? -1 : 0;
}

/* Some bytes of a block: it is kept for the rest of them. */
static int read_part(struct sqf_source *s, size_t len, const uint8_t **data)
{
	struct kept *b = &s->block;

	need_room(s->im, b);
	if (b->id != s->where || b->len != len) {
		b->id = 0;
		if (read_whole(s, b->data, len))
			return -1;
		b->id = s->where;
		b->len = len;
	}
	*data = b->data;
	return 0;
}

/* The fragment block of the file. */
static int load_fragment(struct sqf_source *s)
{
	struct sqf_image *im = s->im;
	struct kept *f = &s->fragment;
	uint8_t entry[SQF_FRAGMENT_ENTRY];
	ssize_t n;

	if (f->id == s->file.fragment + 1ull)
		return 0;
	need_room(im, f);
	f->id = 0;
	if (sqf_entry(im, im->fragments, s->file.fragment, entry, sizeof entry))
		return -1;
	n = read_block(im, get64(entry), get32(entry + 8), f->data, im->block);
	if (n < 0)
		return -1;
	f->id = s->file.fragment + 1ull;
	f->len = (size_t)n;
	return 0;
}

/* The last len bytes of the file. */
static int read_end(struct sqf_source *s, size_t len, const uint8_t **data)
{
	const struct kept *f = &s->fragment;

	if (load_fragment(s))
		return -1;
	if (s->file.offset > f->len || f->len - s->file.offset < len)
		return sqf_bad(s->im, s->im->fragments,
			"a fragment that is too short");
	*data = f->data + s->file.offset;
	return 0;
}

static int sqf_open(struct source *source, const struct inode *i)
{
	struct sqf_source *s = (struct sqf_source *)source;

	s->index = 0;
	if (sqf_inode_read(s->im, i->where, &s->file))
		return -1;
	if (s->file.type != SQF_FILE || s->file.size != i->size)
		return fail(s->im->job, "read %s: it has changed meanwhile",
			s->im->name);
	s->at = s->file.at;
	return 0;
}

static ssize_t sqf_read(struct source *source, const struct inode *i, void *buf,
	size_t len, uint64_t offset)
{
	struct sqf_source *s = (struct sqf_source *)source;
	uint32_t block = s->im->block;
	uint64_t k = offset / block, left = i->size - k * block;
	size_t from = (size_t)(offset % block);
	size_t whole = left < block ? (size_t)left : block;
	size_t n = whole - from < len ? whole - from : len;
	const uint8_t *data = NULL;
	int r;

	if (k >= s->file.blocks)
		r = read_end(s, whole, &data);
	else if (go_to(s, k))
		return -1;
	else if (length(s->size) == 0)
		r = 0;
	else if (n == whole)
		return read_whole(s, buf, n) ? -1 : (ssize_t)n;
	else
		r = read_part(s, whole, &data);
	if (r)
		return -1;
	if (data)
		memcpy(buf, data + from, n);
	else
		memset(buf, 0, n);
	return (ssize_t)n;
}

static int sqf_next(struct source *source, const struct inode *i,
	uint64_t offset, uint64_t *start, uint64_t *end)
{
	struct sqf_source *s = (struct sqf_source *)source;
	uint64_t k = offset / s->im->block;

	for (; k < s->file.blocks; k++) {
		if (go_to(s, k))
			return -1;
		if (length(s->size))
			break;
	}
	*start = *end = i->size;
	if (k == s->file.blocks && s->file.fragment == SQF_NONE)
		return 0;
	*start = k * s->im->block;
	if (*start < offset)
		*start = offset;
	if (k < s->file.blocks && i->size - k * s->im->block > s->im->block)
		*end = (k + 1) * s->im->block;
	return 0;
}

static void sqf_end(struct source *source)
{
	struct sqf_source *s = (struct sqf_source *)source;
	struct sqf_image *im = s->im;

	if (im->fd >= 0)
		close(im->fd);
	if (im->packer)
		packer_free(im->packer);
	for (int k = 0; k < SQF_CACHE; k++)
		free(im->cache[k]);
	free(im->id_table);
	free(im->packed);
	free(im->name);
	free(im);
	free(s->block.data);
	free(s->fragment.data);
	free(s);
}

static const struct source_type sqf_type = {
	sqf_open, sqf_read, sqf_next, NULL, sqf_end};

struct source *sqf_source_new(struct sqf_image *im)
{
	struct sqf_source *s = xcalloc(1, sizeof *s);

	s->source.type = &sqf_type;
	s->source.job = im->job;
	s->im = im;
	return &s->source;
}

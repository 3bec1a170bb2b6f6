/* read.c - squashfs 4.0 images as a source, whoever made them. */
#include <fcntl.h>
#include <unistd.h>

#include "alloc.h"
#include "bytes.h"
#include "cursor.h"
#include "job.h"
#include "formats.h"
#include "read.h"
#include "source.h"
#include "tree.h"

/* An image may unpack to many times its size: 92,000 names of an lz4 image take
 * a third of that. */
enum { MEMORY_ANYWAY = 32 << 20, MEMORY_TIMES = 128 };

static int find_codec(struct sqf_image *im, uint32_t id)
{
	switch (id) {
	case SQF_GZIP:
		im->codec = CODEC_GZIP;
		return 0;
	case SQF_XZ:
		im->codec = CODEC_XZ;
		return 0;
	case SQF_ZSTD:
		im->codec = CODEC_ZSTD;
		return 0;
	case SQF_LZ4:
		im->codec = CODEC_LZ4;
		return 0;
	case SQF_LZMA:
	case SQF_LZO:
		return sqf_bad(
			im, 20, "compressed by lzma or lzo: not handled");
	}
	return sqf_bad(im, 20, "compressed by nothing known");
}

static bool is_block_size(uint32_t block, uint32_t log)
{
	return block >= SQF_BLOCK_LEAST && block <= SQF_BLOCK_MOST &&
	       log < 32 && block == 1u << log;
}

static int parse_super(struct sqf_image *im, struct cursor *c)
{
	uint32_t log, codec, magic = cursor_32(c);

	im->inode_count = cursor_32(c);
	cursor_32(c); /* its time */
	im->block = cursor_32(c);
	im->fragment_count = cursor_32(c);
	codec = cursor_16(c);
	log = cursor_16(c);
	cursor_16(c); /* flags: each block says itself what it is */
	im->id_count = cursor_16(c);
	if (magic != SQF_MAGIC || cursor_16(c) != 4 || cursor_16(c) != 0)
		return sqf_bad(im, 0, "not squashfs 4.0");
	im->root = cursor_64(c);
	im->used = cursor_64(c);
	im->ids = cursor_64(c);
	im->xattrs = cursor_64(c);
	im->inodes = cursor_64(c);
	im->dirs = cursor_64(c);
	im->fragments = cursor_64(c);
	if (!is_block_size(im->block, log))
		return sqf_bad(im, 12, "blocks of a wrong size");
	return find_codec(im, codec);
}

/* size: of the file. */
static int check_super(struct sqf_image *im, uint64_t size)
{
	if (im->used > size)
		return sqf_bad(im, size, "cut short");
	if (im->inodes < SQF_SUPER || im->inodes >= im->dirs ||
		im->dirs > im->used)
		return sqf_bad(im, 64, "tables out of order");
	if (im->id_count == 0)
		return sqf_bad(im, 26, "no owners");
	if (im->ids > im->used ||
		(im->fragment_count && im->fragments > im->used) ||
		(im->xattrs != SQF_NO_TABLE && im->xattrs > im->used))
		return sqf_bad(im, 48, "a table behind the end");
	return 0;
}

static int read_super(struct sqf_image *im, uint64_t size)
{
	uint8_t super[SQF_SUPER];
	struct cursor c = {super, super + sizeof super, false};

	im->used = size;
	if (size < sizeof super)
		return sqf_bad(im, size, "cut short");
	if (sqf_bytes(im, super, sizeof super, 0) || parse_super(im, &c))
		return -1;
	return check_super(im, size);
}

static int read_ids(struct sqf_image *im)
{
	uint8_t id[4];

	im->id_table = xcalloc(im->id_count, sizeof *im->id_table);
	for (uint32_t i = 0; i < im->id_count; i++) {
		if (sqf_entry(im, im->ids, i, id, sizeof id))
			return -1;
		im->id_table[i] = get32(id);
	}
	return 0;
}

static int read_xattr_table(struct sqf_image *im)
{
	uint8_t head[SQF_XATTR_TABLE];

	if (im->xattrs == SQF_NO_TABLE)
		return 0;
	if (sqf_bytes(im, head, sizeof head, im->xattrs))
		return -1;
	im->xattr_data = get64(head);
	im->xattr_count = get32(head + 8);
	return 0;
}

static int read_image(struct sqf_image *im, struct tree *t, uint64_t size)
{
	if (read_super(im, size))
		return -1;
	im->packer = packer_new(im->codec, 0, im->block);
	im->packed = xmalloc(im->block);
	if (read_ids(im) || read_xattr_table(im))
		return -1;
	im->inodes_left = sqf_meta_room(im, im->inodes, im->dirs);
	im->lists_left = sqf_meta_room(im, im->dirs, im->used);
	im->memory_left = MEMORY_ANYWAY + MEMORY_TIMES * im->used;
	return sqf_read_tree(im, t);
}

int read_sqf(struct tree *t, const struct input *in)
{
	struct sqf_image *im = xcalloc(1, sizeof *im);
	struct source *s;

	im->name = xstrdup(in->name);
	im->job = t->job;
	im->fd = fcntl(in->fd, F_DUPFD_CLOEXEC, 3);
	s = sqf_source_new(im);
	s->next = t->sources;
	t->sources = s;
	t->from = im->name;
	if (im->fd < 0)
		return fail(t->job, "read %s:", in->name);
	return read_image(im, t, in->size);
}

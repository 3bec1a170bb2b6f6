/* write.c - a squashfs 4.0 image of a tree.
 *
 * Data first, then what tells where it is, the super block last: written once
 * through, in an order that only the tree decides. */
#include <stdlib.h>

#include "bytes.h"
#include "job.h"
#include "out.h"
#include "sqf.h"
#include "write.h"

/* Where the tables are, in the super block's order. */
struct places {
	uint64_t used, ids, xattrs, inodes, dirs, fragments, exports;
};

static uint32_t log2_of(uint32_t n)
{
	uint32_t log = 0;

	while (n >>= 1)
		log++;
	return log;
}

static uint32_t codec_id(enum codec codec)
{
	switch (codec) {
	case CODEC_XZ:
		return SQF_XZ;
	case CODEC_ZSTD:
		return SQF_ZSTD;
	case CODEC_LZ4:
		return SQF_LZ4;
	default: /* what isn't compressed needs a name, too */
		return SQF_GZIP;
	}
}

static uint32_t flags_of(const struct sqf *s)
{
	uint32_t flags = SQF_DUPLICATES | SQF_EXPORT;

	if (!s->fragments.len)
		flags |= SQF_NO_FRAGMENTS;
	if (!s->xattr_ids.len)
		flags |= SQF_NO_XATTRS;
	if (s->options->codec == CODEC_NONE)
		flags |= SQF_RAW_INODES | SQF_RAW_DATA | SQF_RAW_FRAGMENTS |
			 SQF_RAW_XATTRS | SQF_RAW_IDS;
	if (s->options->codec == CODEC_LZ4)
		flags |= SQF_OPTIONS;
	return flags;
}

static int put_super(struct sqf *s, const struct places *p)
{
	uint8_t super[SQF_SUPER];
	int64_t time = s->options->time;

	/* If it's a file's, that file was named before. */
	if (time < 0 || time > UINT32_MAX)
		return fail(s->t->job,
			"write %s: squashfs can't hold the time %lld",
			s->o->name, (long long)time);
	put32(super, SQF_MAGIC);
	put32(super + 4, s->inode_count);
	put32(super + 8, (uint32_t)time);
	put32(super + 12, s->block);
	put32(super + 16, (uint32_t)(s->fragments.len / SQF_FRAGMENT_ENTRY));
	put16(super + 20, codec_id(s->options->codec));
	put16(super + 22, log2_of(s->block));
	put16(super + 24, flags_of(s));
	put16(super + 26, (uint32_t)(s->ids.len / 4));
	put16(super + 28, 4);
	put16(super + 30, 0);
	put64(super + 32, s->root);
	put64(super + 40, p->used);
	put64(super + 48, p->ids);
	put64(super + 56, p->xattrs);
	put64(super + 64, p->inodes);
	put64(super + 72, p->dirs);
	put64(super + 80, p->fragments);
	put64(super + 88, p->exports);
	return out_patch(s->o, super, sizeof super, 0);
}

/* Room for the super block; and what the kernel wants to know of lz4: the
 * format's version, and whether it was packed by the slow way. */
static int begin(struct sqf *s)
{
	uint8_t start[SQF_SUPER + 10] = {0};
	size_t len = SQF_SUPER;

	if (s->options->codec == CODEC_LZ4) {
		len = sizeof start;
		put16(start + SQF_SUPER, 8 | SQF_META_RAW);
		put32(start + SQF_SUPER + 2, 1);
		put32(start + SQF_SUPER + 6, s->options->level > 1);
	}
	return out_write(s->o, start, len);
}

static int put_bytes(struct sqf *s, const struct text *b)
{
	return b->len ? out_write(s->o, b->s, b->len) : 0;
}

static int put_meta(struct sqf *s, struct meta *m, uint64_t *where)
{
	*where = s->o->at;
	meta_end(m);
	return put_bytes(s, &m->packed);
}

/* A table's metadata blocks, then where: the list of their positions. first:
 * what comes before those in the list. */
static int put_table(struct sqf *s, const struct text *table,
	struct text *first, uint64_t *where)
{
	struct meta *m = meta_new(s->packer);
	uint64_t start = s->o->at;
	int r;

	for (size_t at = 0; at < table->len; at += SQF_META_SIZE) {
		size_t left = table->len - at;

		put64(text_more(first, 8), start + m->packed.len);
		meta_add(m, table->s + at,
			left < SQF_META_SIZE ? left : SQF_META_SIZE);
	}
	meta_end(m);
	r = put_bytes(s, &m->packed);
	*where = s->o->at;
	r = r || put_bytes(s, first) ? -1 : 0;
	meta_free(m);
	free(first->s);
	return r;
}

static int put_xattr_table(struct sqf *s, uint64_t *where)
{
	struct text head = {0};
	uint64_t start;
	uint8_t *p;

	*where = SQF_NO_TABLE;
	if (!s->xattr_ids.len)
		return 0;
	if (put_meta(s, s->xattrs, &start))
		return -1;
	p = text_more(&head, SQF_XATTR_TABLE);
	put64(p, start);
	put32(p + 8, (uint32_t)(s->xattr_ids.len / SQF_XATTR_ENTRY));
	put32(p + 12, 0);
	return put_table(s, &s->xattr_ids, &head, where);
}

static int put_all(struct sqf *s, struct places *p)
{
	struct text lists[3] = {0};

	p->fragments = SQF_NO_TABLE;
	if (begin(s) || sqf_put_data(s) || sqf_put_tree(s) ||
		put_meta(s, s->inodes, &p->inodes) ||
		put_meta(s, s->dirs, &p->dirs))
		return -1;
	if (s->fragments.len &&
		put_table(s, &s->fragments, &lists[0], &p->fragments))
		return -1;
	if (put_table(s, &s->exports, &lists[1], &p->exports) ||
		put_table(s, &s->ids, &lists[2], &p->ids) ||
		put_xattr_table(s, &p->xattrs))
		return -1;
	p->used = s->o->at;
	return put_super(s, p);
}

static int check_block(struct job *job, uint32_t block)
{
	if (block < SQF_BLOCK_LEAST || block > SQF_BLOCK_MOST ||
		(block & (block - 1)))
		return fail(job, "write: squashfs has no blocks of %u bytes",
			block);
	return 0;
}

int write_sqf(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size)
{
	struct sqf s = {.t = t, .options = options, .o = o};
	struct places places;
	int r;

	s.block = options->block ? options->block : SQF_BLOCK_USUAL;
	if (check_block(t->job, s.block))
		return -1;
	s.packer = packer_new(options->codec, options->level, SQF_META_SIZE);
	s.inodes = meta_new(s.packer);
	s.dirs = meta_new(s.packer);
	s.xattrs = meta_new(s.packer);
	r = put_all(&s, &places);
	*size = (o->at + 4095) & ~(uint64_t)4095;
	meta_free(s.inodes);
	meta_free(s.dirs);
	meta_free(s.xattrs);
	packer_free(s.packer);
	free(s.fragments.s);
	free(s.exports.s);
	sqf_id_end(&s);
	sqf_xattr_end(&s);
	return r;
}

/* write_meta.c - super blocks, group descriptors and bitmaps.
 *
 * Blocks and inodes are used in order, from the first one on, so all this
 * follows from where either ended. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bytes.h"
#include "super.h"
#include "write.h"

struct meta {
	struct ext_writer *w;
	uint8_t *descriptors; /* whole blocks */
	uint8_t *bitmaps;     /* two: blocks and inodes of one group */
	uint64_t free_blocks, free_inodes;
};

/* The first block of the group that is free; all behind it are. */
static uint64_t used_end(const struct ext_writer *w, uint32_t group)
{
	uint64_t data = ext_group_data(&w->shape, group);

	if (group < w->group)
		return ext_group_end(&w->shape, group);
	return group == w->group && w->next > data ? w->next : data;
}

static uint32_t used_inodes(const struct ext_writer *w, uint32_t group)
{
	uint64_t each = w->shape.inodes_per_group, before = group * each;

	if (w->inodes <= before)
		return 0;
	return (uint32_t)(w->inodes - before < each ? w->inodes - before
						    : each);
}

/* used bits; then up to count, 0; then all 1: those aren't there. */
static void fill_bitmap(
	uint8_t *map, uint32_t size, uint32_t used, uint32_t count)
{
	memset(map, 0, size);
	for (uint32_t i = used & ~7u; i < used; i++)
		map[i / 8] |= (uint8_t)(1 << i % 8);
	memset(map, 0xFF, used / 8);
	for (uint32_t i = count; i % 8; i++)
		map[i / 8] |= (uint8_t)(1 << i % 8);
	memset(map + (count + 7) / 8, 0xFF, size - (count + 7) / 8);
}

static void put_bitmap_sums(
	const struct ext_writer *w, const uint8_t *bitmaps, uint8_t *d)
{
	const struct ext_shape *s = &w->shape;

	put16(d + GD_BLOCK_BITMAP_SUM,
		crc32c(&w->crc, w->seed, bitmaps, s->per_group / 8));
	put16(d + GD_INODE_BITMAP_SUM,
		crc32c(&w->crc, w->seed, bitmaps + s->block,
			s->inodes_per_group / 8));
}

static void put_group_sum(
	const struct ext_writer *w, uint32_t group, uint8_t *d)
{
	uint8_t number[4];
	uint32_t sum;

	put32(number, group);
	sum = crc32c(&w->crc, w->seed, number, sizeof number);
	put16(d + GD_SUM, crc32c(&w->crc, sum, d, GROUP_SIZE));
}

static void put_places(const struct ext_shape *s, uint32_t group, uint8_t *d)
{
	uint64_t table = ext_group_data(s, group) - s->table;

	put32(d + GD_BLOCK_BITMAP, (uint32_t)table - 2);
	put32(d + GD_INODE_BITMAP, (uint32_t)table - 1);
	put32(d + GD_TABLE, (uint32_t)table);
}

static int write_group(struct meta *m, uint32_t group)
{
	struct ext_writer *w = m->w;
	const struct ext_shape *s = &w->shape;
	uint8_t *d = m->descriptors + (size_t)group * GROUP_SIZE;
	uint64_t start = ext_group_start(s, group),
		 end = ext_group_end(s, group);
	uint32_t inodes = used_inodes(w, group);
	uint32_t free_blocks = (uint32_t)(end - used_end(w, group));
	uint32_t free_inodes = s->inodes_per_group - inodes;

	fill_bitmap(m->bitmaps, s->block,
		(uint32_t)(used_end(w, group) - start),
		(uint32_t)(end - start));
	fill_bitmap(
		m->bitmaps + s->block, s->block, inodes, s->inodes_per_group);
	put_places(s, group, d);
	put16(d + GD_FREE_BLOCKS, free_blocks);
	put16(d + GD_FREE_INODES, free_inodes);
	put16(d + GD_DIRS, w->folders[group]);
	m->free_blocks += free_blocks;
	m->free_inodes += free_inodes;
	if (w->options->ext4) {
		put16(d + GD_FLAGS, GD_ZEROED);
		put16(d + GD_UNUSED, free_inodes);
		put_bitmap_sums(w, m->bitmaps, d);
		put_group_sum(w, group, d);
	}
	return ext_patch(w, m->bitmaps, 2 * (size_t)s->block, get32(d));
}

static void put_features(const struct ext_writer *w, uint8_t *p)
{
	bool ext4 = w->options->ext4;

	put32(p + SB_COMPAT, COMPAT_XATTR | COMPAT_DIR_INDEX |
				     (w->journal ? COMPAT_JOURNAL : 0));
	put32(p + SB_INCOMPAT,
		INCOMPAT_FILETYPE | (ext4 ? INCOMPAT_EXTENTS : 0));
	put32(p + SB_RO_COMPAT,
		RO_SPARSE_SUPER | RO_LARGE_FILE |
			(ext4 ? RO_HUGE_FILE | RO_DIR_NLINK | RO_EXTRA_SIZE |
						RO_CHECKSUM
			      : 0));
	if (!ext4)
		return;
	put16(p + SB_MIN_EXTRA, INODE_EXTRA);
	put16(p + SB_WANT_EXTRA, INODE_EXTRA);
	p[SB_CHECKSUM_TYPE] = SB_CRC32C;
}

static void put_counts(const struct meta *m, uint8_t *p)
{
	const struct ext_shape *s = &m->w->shape;
	uint32_t log = 0;

	while (1024u << log < s->block)
		log++;
	put32(p + SB_INODES, s->groups * s->inodes_per_group);
	put32(p + SB_BLOCKS, (uint32_t)s->blocks);
	put32(p + SB_FREE_BLOCKS, (uint32_t)m->free_blocks);
	put32(p + SB_FREE_INODES, (uint32_t)m->free_inodes);
	put32(p + SB_FIRST_BLOCK, s->first);
	put32(p + SB_BLOCK_LOG, log);
	put32(p + SB_CLUSTER_LOG, log);
	put32(p + SB_PER_GROUP, s->per_group);
	put32(p + SB_CLUSTERS_PER_GROUP, s->per_group);
	put32(p + SB_INODES_PER_GROUP, s->inodes_per_group);
	put16(p + SB_INODE_SIZE, s->inode);
}

/* Only when it was made: a last write or check that is in the future, for a
 * guest that doesn't know the time, is something that e2fsck wants to mend. */
static void put_time(const struct ext_writer *w, uint8_t *p)
{
	put32(p + SB_MADE, (uint32_t)w->options->time);
	p[SB_MADE_HIGH] = (uint8_t)((uint64_t)w->options->time >> 32);
}

/* Where the journal is, once more for when its inode is lost. */
static void put_journal(const struct ext_writer *w, uint8_t *p)
{
	uint64_t size = (uint64_t)w->journal * w->shape.block;

	if (!w->journal)
		return;
	put32(p + SB_JOURNAL, INODE_JOURNAL);
	p[SB_JOURNAL_KEPT] = 1;
	memcpy(p + SB_JOURNAL_BLOCKS, w->journal_map, I_BLOCK_SIZE);
	put32(p + SB_JOURNAL_BLOCKS + I_BLOCK_SIZE, (uint32_t)(size >> 32));
	put32(p + SB_JOURNAL_BLOCKS + I_BLOCK_SIZE + 4, (uint32_t)size);
}

static void put_super(const struct meta *m, uint32_t group, uint8_t *p)
{
	const struct ext_writer *w = m->w;
	const char *label = w->options->label ? w->options->label : "";

	memset(p, 0, EXT_SUPER);
	put_counts(m, p);
	put_features(w, p);
	put_time(w, p);
	put_journal(w, p);
	put16(p + SB_MAX_MOUNTS, 0xFFFF); /* no check after so many */
	put16(p + SB_MAGIC, EXT_MAGIC);
	put16(p + SB_STATE, 1);	 /* clean */
	put16(p + SB_ERRORS, 1); /* go on */
	put32(p + SB_REVISION, 1);
	put32(p + SB_FIRST_INODE, INODE_FIRST);
	put16(p + SB_GROUP, group);
	memcpy(p + SB_UUID, w->options->uuid, 16);
	memcpy(p + SB_LABEL, label, strlen(label));
	for (int i = 0; i < 4; i++)
		put32(p + SB_HASH_SEED + 4 * i, w->hash_seed[i]);
	p[SB_HASH] = SB_HALF_MD4;
	put32(p + SB_FLAGS, SB_UNSIGNED_HASH);
	put32(p + SB_MOUNT, 0x0C); /* user_xattr, acl */
	if (w->options->ext4)
		put32(p + SB_CHECKSUM, crc32c(&w->crc, ~0u, p, SB_CHECKSUM));
}

static int write_super(struct meta *m, uint32_t group)
{
	struct ext_writer *w = m->w;
	const struct ext_shape *s = &w->shape;
	uint64_t start = ext_group_start(s, group);
	uint64_t at = group || s->first ? start * s->block : EXT_SUPER;
	uint8_t super[EXT_SUPER];

	put_super(m, group, super);
	return out_patch(w->o, super, sizeof super, at) ||
	       ext_patch(w, m->descriptors, (size_t)s->descriptors * s->block,
		       start + 1);
}

int ext_meta_write(struct ext_writer *w)
{
	const struct ext_shape *s = &w->shape;
	struct meta m = {.w = w};
	int r = 0;

	m.descriptors = xcalloc(s->descriptors, s->block);
	m.bitmaps = xcalloc(2, s->block);
	for (uint32_t g = 0; !r && g < s->groups; g++)
		r = write_group(&m, g);
	for (uint32_t g = 0; !r && g < s->groups; g++)
		if (ext_has_super(g))
			r = write_super(&m, g);
	free(m.descriptors);
	free(m.bitmaps);
	return r;
}

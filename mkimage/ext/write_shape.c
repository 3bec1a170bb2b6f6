/* write_shape.c - how an ext2 or ext4 file system is divided into groups.
 *
 * A group begins with its copy of the super block and the descriptors, if it
 * has one, two bitmaps and its part of the inode table; the rest is for files.
 * All groups but the last are of one size, as large as a bitmap of one block
 * allows; only if it is inodes that ask for more groups, smaller. */
#include "super.h"
#include "write.h"

static uint64_t up(uint64_t n, uint64_t by)
{
	return (n + by - 1) / by;
}

static uint64_t overhead(const struct ext_shape *s, uint32_t group)
{
	uint64_t own = 2 + (uint64_t)s->table;

	return own + (ext_has_super(group) ? 1 + s->descriptors : 0);
}

static uint64_t all_overhead(const struct ext_shape *s)
{
	static const uint32_t bases[] = {3, 5, 7};
	uint64_t supers = s->groups > 1 ? 2 : 1;

	for (int i = 0; i < 3; i++)
		for (uint64_t n = bases[i]; n < s->groups; n *= bases[i])
			supers++;
	return s->groups * (2 + (uint64_t)s->table) +
	       supers * (1 + s->descriptors);
}

uint64_t ext_group_start(const struct ext_shape *s, uint32_t group)
{
	return s->first + (uint64_t)group * s->per_group;
}

uint64_t ext_group_data(const struct ext_shape *s, uint32_t group)
{
	return ext_group_start(s, group) + overhead(s, group);
}

uint64_t ext_group_end(const struct ext_shape *s, uint32_t group)
{
	uint64_t end = ext_group_start(s, group + 1);

	return end < s->blocks ? end : s->blocks;
}

/* For so many groups. Inodes fill whole blocks of the table, and whole bytes of
 * the bitmap. False: there are more than a bitmap can hold. */
static bool divide(struct ext_shape *s, uint32_t groups, uint64_t inodes)
{
	uint32_t in_block = s->block / s->inode;
	uint32_t step = in_block % 8 ? 8 : in_block;
	uint64_t each = up(up(inodes, groups), step) * step;

	s->groups = groups;
	s->per_group = 8 * s->block;
	s->inodes_per_group = (uint32_t)each;
	s->table = (uint32_t)up(each * s->inode, s->block);
	s->descriptors = (uint32_t)up((uint64_t)groups * GROUP_SIZE, s->block);
	return each <= 8 * (uint64_t)s->block &&
	       overhead(s, 0) + 8 < s->per_group;
}

/* Of groups that are many for the inodes' sake only. */
static void shrink(struct ext_shape *s, uint64_t all)
{
	uint64_t each = up(all, s->groups), least = overhead(s, 0);

	if (each < least)
		each = least;
	s->per_group = (uint32_t)up(each, 8) * 8;
}

static int limits(const struct ext_shape *s)
{
	return s->blocks > UINT32_MAX ||
			       (uint64_t)s->groups * s->inodes_per_group >
				       UINT32_MAX
		       ? -1
		       : 0;
}

int ext_shape_fit(struct ext_shape *s, uint64_t blocks, uint64_t inodes)
{
	uint64_t bits = 8 * (uint64_t)s->block, all, least;
	uint64_t need = up(blocks, bits), for_inodes = up(inodes, bits);

	if (blocks > UINT32_MAX || inodes > UINT32_MAX)
		return -1;
	if (need < for_inodes)
		need = for_inodes;
	for (;; need++) {
		if (need > UINT32_MAX / bits + 1)
			return -1;
		if (!divide(s, (uint32_t)need, inodes))
			continue;
		all = blocks + all_overhead(s);
		if (all <= need * s->per_group)
			break;
	}
	if (need == for_inodes && need > 1)
		shrink(s, all);
	least = ext_group_data(s, s->groups - 1);
	s->blocks = s->first + all < least ? least : s->first + all;
	return limits(s);
}

int ext_shape_size(struct ext_shape *s, uint64_t size, uint64_t inodes)
{
	uint64_t blocks = size / s->block, bits = 8 * (uint64_t)s->block;
	uint64_t groups = up(blocks - s->first, bits),
		 for_inodes = up(inodes, bits);

	if (blocks <= s->first || blocks > UINT32_MAX || inodes > UINT32_MAX)
		return -1;
	if (groups < for_inodes)
		groups = for_inodes;
	if (!divide(s, (uint32_t)groups, inodes))
		return -1;
	if (groups == for_inodes && groups > 1)
		shrink(s, blocks - s->first);
	s->blocks = blocks;
	if (ext_group_data(s, s->groups - 1) > s->blocks) {
		if (groups == 1 || !divide(s, (uint32_t)groups - 1, inodes))
			return -1;
		s->blocks = ext_group_start(s, s->groups);
	}
	return s->blocks > blocks ? -1 : limits(s);
}

/* read_map.c - where the blocks of a file are: in extents, or in numbers.
 *
 * Nothing here is believed. A tree of extents gets one lower with each block,
 * and a block's keys must lie within what its entry above says, so that none
 * can be used twice; numbers have three levels at most, but may name one block
 * again and again: ext_next() ends with the number of blocks that the inode
 * admits. */
#include <string.h>

#include "bytes.h"
#include "read.h"

enum { EXTRA_LOADS = 16 };

/* A block of extents, or the root in the inode. */
struct extents {
	const uint8_t *p;
	size_t size;
	uint64_t at;	   /* in the image */
	uint64_t from, to; /* the blocks of the file that it may map */
	int depth;
};

/* An entry's first block, and the first of the one behind it. */
struct entry {
	const uint8_t *p;
	uint64_t key, next;
};

static uint64_t key_of(const struct extents *x, uint32_t n)
{
	return get32(x->p + (size_t)EXTENT_SIZE * (n + 1));
}

static int check_head(struct ext_image *e, const struct extents *x, bool root)
{
	uint32_t count = get16(x->p + 2), most = get16(x->p + 4);
	uint64_t last = 0;

	if (get16(x->p) != EXTENT_MAGIC || count > most ||
		(size_t)EXTENT_SIZE * (most + 1) > x->size ||
		(int)get16(x->p + 6) != x->depth || (!root && count == 0))
		return ext_bad(e, x->at, "no extents");
	for (uint32_t n = 0; n < count; n++) {
		uint64_t key = key_of(x, n);

		if (key < x->from || key >= x->to || (n && key <= last))
			return ext_bad(e, x->at, "extents out of order");
		last = key;
	}
	return 0;
}

/* The entry that a block would be in: false if it comes before all. */
static bool search(
	const struct extents *x, uint64_t logical, struct entry *entry)
{
	uint32_t low = 0, high = get16(x->p + 2);

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (key_of(x, mid) <= logical)
			low = mid + 1;
		else
			high = mid;
	}
	entry->next = low < get16(x->p + 2) ? key_of(x, low) : x->to;
	if (low == 0)
		return false;
	entry->p = x->p + (size_t)EXTENT_SIZE * low;
	entry->key = key_of(x, low - 1);
	return true;
}

/* Unwritten ones, which a greater length marks, read as zeros. */
static int take_extent(struct ext_image *e, const struct extents *x,
	const struct entry *entry, uint64_t logical, struct ext_run *run)
{
	uint64_t length = get16(entry->p + 4), offset = logical - entry->key;
	uint64_t start = get32(entry->p + 8) | (uint64_t)get16(entry->p + 6)
						       << 32;
	bool written = length <= EXTENT_LIMIT;

	length -= written ? 0 : EXTENT_LIMIT;
	if (!length || entry->key + length > entry->next || start < 1 ||
		start > e->blocks || length > e->blocks - start)
		return ext_bad(e, x->at, "a wrong extent");
	run->block = 0;
	run->count = entry->next - logical;
	if (offset < length) {
		run->block = written ? start + offset : 0;
		run->count = length - offset;
	}
	return 0;
}

static int find_extent(struct ext_image *e, const struct ext_file *f,
	uint64_t logical, struct ext_run *run)
{
	struct extents x = {f->root, sizeof f->root, f->at + I_BLOCK, 0,
		(uint64_t)1 << 32, (int)get16(f->root + 6)};
	struct entry entry;

	if (x.depth > EXTENT_DEPTH)
		return ext_bad(e, x.at, "extents too deep");
	for (bool root = true;; root = false) {
		uint64_t child;

		if (check_head(e, &x, root))
			return -1;
		if (!search(&x, logical, &entry)) {
			*run = (struct ext_run){0, entry.next - logical};
			return 0;
		}
		if (x.depth == 0)
			return take_extent(e, &x, &entry, logical, run);
		child = get32(entry.p + 4) | (uint64_t)get16(entry.p + 8) << 32;
		x.p = ext_block(e, CACHE_MAP + --x.depth, child, x.at);
		if (!x.p)
			return -1;
		x.size = e->block;
		x.at = child * e->block;
		x.from = entry.key;
		x.to = entry.next;
	}
}

/* How many of the numbers that follow go on where this one is. */
static int take_numbers(struct ext_image *e, const uint8_t *p, uint64_t left,
	uint64_t at, struct ext_run *run)
{
	uint64_t first = get32(p), n = 1;

	if (first >= e->blocks)
		return ext_bad(e, at, "block %llu, of %llu",
			(unsigned long long)first,
			(unsigned long long)e->blocks);
	while (n < left && get32(p + 4 * n) == (first ? first + n : 0))
		n++;
	if (first && n > e->blocks - first)
		n = e->blocks - first;
	*run = (struct ext_run){first, n};
	return 0;
}

/* A tree of numbers, with a block of them for each level. */
static int find_in_tree(struct ext_image *e, const struct ext_file *f, int tree,
	uint64_t rest, int bits, struct ext_run *run)
{
	uint64_t at = f->at + I_BLOCK + 4 * (uint64_t)(DIRECT - 1 + tree);
	const uint8_t *p = f->root + 4 * (DIRECT - 1 + tree);

	for (int level = tree; level > 0; level--) {
		uint64_t number = get32(p), span = (uint64_t)1 << level * bits;
		uint64_t i = rest >> (level - 1) * bits & ((1u << bits) - 1);

		if (!number) {
			*run = (struct ext_run){0, span - (rest & (span - 1))};
			return 0;
		}
		p = ext_block(e, CACHE_MAP + level - 1, number, at);
		if (!p)
			return -1;
		p += 4 * i;
		at = number * e->block + 4 * i;
	}
	rest &= (1u << bits) - 1;
	return take_numbers(e, p, (1u << bits) - rest, at, run);
}

static int find_number(struct ext_image *e, const struct ext_file *f,
	uint64_t logical, struct ext_run *run)
{
	int bits = 8;

	while (4u << bits < e->block)
		bits++;
	if (logical < DIRECT)
		return take_numbers(e, f->root + 4 * logical, DIRECT - logical,
			f->at + I_BLOCK + 4 * logical, run);
	logical -= DIRECT;
	for (int tree = 1; tree <= TREES; tree++) {
		if (logical >> tree * bits == 0)
			return find_in_tree(e, f, tree, logical, bits, run);
		logical -= (uint64_t)1 << tree * bits;
	}
	*run = (struct ext_run){0, UINT64_MAX};
	return 0;
}

int ext_find(struct ext_image *e, const struct ext_file *f, uint64_t logical,
	struct ext_run *run)
{
	if (!(f->flags & FLAG_EXTENTS))
		return find_number(e, f, logical, run);
	if (logical >> 32 == 0)
		return find_extent(e, f, logical, run);
	*run = (struct ext_run){0, UINT64_MAX};
	return 0;
}

/* The end of what is in the inode: in the place of numbers, and behind that in
 * an attribute. */
static uint64_t end_within(const struct ext_file *f)
{
	return I_BLOCK_SIZE + (uint64_t)f->more_size;
}

/* Zeros follow it, as in a hole. */
static int get_within(struct ext_image *e, const struct ext_file *f, void *buf,
	size_t len, uint64_t offset)
{
	uint8_t *to = buf;
	size_t n;

	memset(buf, 0, len);
	if (offset < I_BLOCK_SIZE) {
		n = I_BLOCK_SIZE - (size_t)offset;
		n = n < len ? n : len;
		memcpy(to, f->root + offset, n);
		to += n;
		len -= n;
		offset += n;
	}
	if (!len || offset >= end_within(f))
		return 0;
	n = (size_t)(end_within(f) - offset);
	return ext_read(
		e, to, n < len ? n : len, f->more + (offset - I_BLOCK_SIZE));
}

int ext_get(struct ext_image *e, const struct ext_file *f, void *buf,
	size_t len, uint64_t offset)
{
	uint8_t *to = buf;

	if (f->flags & FLAG_INLINE)
		return get_within(e, f, buf, len, offset);
	while (len) {
		uint64_t within = offset % e->block;
		struct ext_run run;
		size_t n = len;

		if (ext_find(e, f, offset / e->block, &run))
			return -1;
		if (run.count < (within + n + e->block - 1) / e->block)
			n = (size_t)(run.count * e->block - within);
		if (!run.block)
			memset(to, 0, n);
		else if (ext_read(e, to, n, run.block * e->block + within))
			return -1;
		to += n;
		len -= n;
		offset += n;
	}
	return 0;
}

/* What was met for the first time counts. */
static int spend(struct ext_image *e, uint64_t logical, uint64_t loads,
	const struct ext_run *run)
{
	struct ext_file *f = &e->file;

	if (logical < f->reached)
		return 0;
	f->reached = logical + 1;
	f->spent += e->loads - loads;
	if (run->block) {
		f->spent += run->count;
		f->reached += run->count - 1;
	}
	if (f->spent > 2 * f->blocks + EXTRA_LOADS)
		return ext_bad(e, f->at,
			"inode %u maps more than its %llu blocks", f->number,
			(unsigned long long)f->blocks);
	return 0;
}

int ext_next(
	struct ext_image *e, uint64_t offset, uint64_t *start, uint64_t *end)
{
	const struct ext_file *f = &e->file;
	uint64_t logical = offset / e->block,
		 stop = (f->size - 1) / e->block + 1;

	*start = *end = f->size;
	if (f->flags & FLAG_INLINE) {
		if (offset < end_within(f))
			*start = offset;
		if (end_within(f) < f->size && offset < end_within(f))
			*end = end_within(f);
		return 0;
	}
	while (logical < stop) {
		uint64_t loads = e->loads;
		struct ext_run run;

		if (ext_find(e, f, logical, &run))
			return -1;
		if (run.count > stop - logical)
			run.count = stop - logical;
		if (spend(e, logical, loads, &run))
			return -1;
		if (run.block) {
			*start = logical * e->block;
			if (*start < offset)
				*start = offset;
			if (logical + run.count < stop)
				*end = (logical + run.count) * e->block;
			return 0;
		}
		logical += run.count;
	}
	return 0;
}

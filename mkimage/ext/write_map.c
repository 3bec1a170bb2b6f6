/* write_map.c - the bytes of files, from front to back, and where they are.
 *
 * Blocks are given out in the order in which they are written, so that a file
 * is in one run and bitmaps follow from where the sweep ended. ext2's blocks of
 * numbers come before what they map, as is usual, and are filled in later;
 * ext4's blocks of extents come after it. */
#include <string.h>

#include "bytes.h"
#include "write.h"

enum { ROOM_BLOCKS = OUT_BUFFER / 1024 };

/* Go on at the first group that has a block left. */
static void next_group(struct ext_writer *w)
{
	while (!w->over && w->next >= w->end) {
		w->over = ++w->group >= w->shape.groups;
		w->end = UINT64_MAX;
		if (w->over)
			return;
		w->next = ext_group_data(&w->shape, w->group);
		w->end = ext_group_end(&w->shape, w->group);
	}
}

int ext_sweep(struct ext_writer *w)
{
	w->group = 0;
	w->used = 0;
	w->over = false;
	w->next = ext_group_data(&w->shape, 0);
	w->end = ext_group_end(&w->shape, 0);
	return out_restart(w->o) || out_seek(w->o, w->next * w->shape.block);
}

/* The next count blocks lie at the end of the buffer: they get their numbers.
 */
static int take(struct ext_writer *w, size_t count, uint64_t *numbers)
{
	uint32_t size = w->shape.block;

	for (size_t i = 0; i < count; i++) {
		if (w->next >= w->end && !w->over) {
			const uint8_t *rest = w->o->buffer + w->o->used;

			next_group(w);
			if (!w->over && out_seek(w->o, w->next * size))
				return -1;
			memmove(w->o->buffer + w->o->used, rest,
				(count - i) * size);
		}
		numbers[i] = w->next++;
		if (!w->over)
			out_took(w->o, size);
	}
	w->used += count;
	return 0;
}

int ext_block_put(struct ext_writer *w, const void *content, uint64_t *block)
{
	uint8_t *to = out_room(w->o, w->shape.block);

	if (!to)
		return -1;
	memcpy(to, content, w->shape.block);
	return take(w, 1, block);
}

int ext_patch(
	struct ext_writer *w, const void *content, size_t len, uint64_t block)
{
	if (block >= w->shape.blocks)
		return 0;
	return out_patch(w->o, content, len, block * w->shape.block);
}

void ext_map_begin(struct ext_writer *w, uint32_t inode)
{
	struct ext_map *m = &w->map;

	m->inode = inode;
	m->blocks = 0;
	m->length = 0;
	m->missing = 0;
	memset(m->root, 0, sizeof m->root);
	for (int k = 0; k < EXTENT_LEVELS; k++) {
		m->level[k].live = false;
		m->level[k].count = 0;
	}
}

/* A block of numbers holds 1 << bits of them. */
static int bits_of(const struct ext_writer *w)
{
	int bits = 8;

	while (4u << bits < w->shape.block)
		bits++;
	return bits;
}

/* Which tree of numbers maps a block, 0: none; its number there goes into
 * *rest. */
static int tree_of(const struct ext_writer *w, uint64_t logical, uint64_t *rest)
{
	int bits = bits_of(w);

	*rest = logical;
	if (logical < DIRECT)
		return 0;
	*rest -= DIRECT;
	for (int tree = 1; tree < TREES; tree++) {
		if (*rest >> tree * bits == 0)
			return tree;
		*rest -= (uint64_t)1 << tree * bits;
	}
	return TREES;
}

static uint64_t key_of(int tree, uint64_t rest, int bits, int level)
{
	return (uint64_t)tree << 56 | rest >> (level + 1) * bits;
}

/* How many blocks of numbers come before that block; it, and the ones behind it
 * up to *count, are in the same lowest one. */
static uint32_t missing(
	const struct ext_writer *w, uint64_t logical, size_t *count)
{
	uint64_t rest, mapped = DIRECT;
	int tree = tree_of(w, logical, &rest), bits = bits_of(w);

	if (tree) {
		mapped = (uint64_t)1 << bits;
		rest &= mapped - 1;
	}
	if (*count > mapped - rest)
		*count = (size_t)(mapped - rest);
	tree_of(w, logical, &rest);
	for (int k = tree - 1; k >= 0; k--) {
		const struct ext_level *l = &w->map.level[k];

		if (!l->live || l->key != key_of(tree, rest, bits, k))
			return (uint32_t)k + 1;
	}
	return 0;
}

static int flush_level(struct ext_writer *w, struct ext_level *l)
{
	if (!l->live)
		return 0;
	l->live = false;
	return ext_patch(w, l->data, w->shape.block, l->block);
}

/* Put a number where the level above, or the inode, has it. */
static void name_block(struct ext_writer *w, int tree, uint64_t rest, int level,
	uint64_t block)
{
	int bits = bits_of(w);
	uint64_t at = rest >> level * bits & ((1u << bits) - 1);
	uint8_t *to = w->map.root + 4 * (DIRECT - 1 + tree);

	if (!tree)
		to = w->map.root + 4 * rest;
	else if (level < tree)
		to = w->map.level[level].data + 4 * at;
	put32(to, (uint32_t)block);
}

/* The blocks of numbers that were missing are there. */
static int begin_levels(
	struct ext_writer *w, uint64_t logical, const uint64_t *blocks)
{
	uint64_t rest;
	int tree = tree_of(w, logical, &rest), bits = bits_of(w);

	for (int k = (int)w->map.missing - 1; k >= 0; k--) {
		struct ext_level *l = &w->map.level[k];

		if (flush_level(w, l))
			return -1;
		l->live = true;
		l->key = key_of(tree, rest, bits, k);
		l->block = *blocks++;
		memset(l->data, 0, w->shape.block);
		name_block(w, tree, rest, k + 1, l->block);
	}
	return 0;
}

static uint32_t extents_in_block(const struct ext_writer *w)
{
	return (w->shape.block - EXTENT_SIZE) / EXTENT_SIZE;
}

static void extent_head(uint8_t *to, uint32_t count, uint32_t most, int depth)
{
	put16(to, EXTENT_MAGIC);
	put16(to + 2, count);
	put16(to + 4, most);
	put16(to + 6, (uint32_t)depth);
	put32(to + 8, 0);
}

static uint32_t inode_seed(const struct ext_writer *w)
{
	uint8_t b[8];

	put32(b, w->map.inode);
	put32(b + 4, 0); /* the generation */
	return crc32c(&w->crc, w->seed, b, sizeof b);
}

static int spill(struct ext_writer *w, int k);

static int add_entry(struct ext_writer *w, int k, const uint8_t *entry)
{
	struct ext_level *l = &w->map.level[k];

	if (l->count == extents_in_block(w) && spill(w, k))
		return -1;
	if (l->count == 0)
		l->key = get32(entry);
	l->count++;
	memcpy(l->data + (size_t)EXTENT_SIZE * l->count, entry, EXTENT_SIZE);
	return 0;
}

/* A level that is full, or the last of it, becomes a block with an entry in the
 * level above. */
static int spill(struct ext_writer *w, int k)
{
	struct ext_level *l = &w->map.level[k];
	uint32_t most = extents_in_block(w);
	size_t end = EXTENT_SIZE * ((size_t)most + 1);
	uint8_t entry[EXTENT_SIZE];
	uint64_t block;

	extent_head(l->data, l->count, most, k);
	memset(l->data + (size_t)EXTENT_SIZE * (l->count + 1), 0,
		w->shape.block - (size_t)EXTENT_SIZE * (l->count + 1));
	if (end + 4 <= w->shape.block)
		put32(l->data + end,
			crc32c(&w->crc, inode_seed(w), l->data, end));
	if (ext_block_put(w, l->data, &block))
		return -1;
	w->map.blocks++;
	l->count = 0;
	put32(entry, (uint32_t)l->key);
	put32(entry + 4, (uint32_t)block);
	put32(entry + 8, 0);
	return add_entry(w, k + 1, entry);
}

static int end_extent(struct ext_writer *w)
{
	struct ext_map *m = &w->map;
	uint8_t entry[EXTENT_SIZE];

	if (!m->length)
		return 0;
	put32(entry, (uint32_t)m->logical);
	put16(entry + 4, m->length);
	put16(entry + 6, (uint32_t)(m->block >> 32));
	put32(entry + 8, (uint32_t)m->block);
	m->length = 0;
	return add_entry(w, 0, entry);
}

static int map_extent(struct ext_writer *w, uint64_t logical, uint64_t block)
{
	struct ext_map *m = &w->map;

	if (m->length && m->length < EXTENT_LIMIT &&
		logical == m->logical + m->length &&
		block == m->block + m->length) {
		m->length++;
		return 0;
	}
	if (end_extent(w))
		return -1;
	m->logical = logical;
	m->block = block;
	m->length = 1;
	return 0;
}

static int map_block(struct ext_writer *w, uint64_t logical, uint64_t block)
{
	uint64_t rest;
	int tree;

	if (w->options->ext4)
		return map_extent(w, logical, block);
	tree = tree_of(w, logical, &rest);
	name_block(w, tree, rest, 0, block);
	return 0;
}

/* The root is filled with what is left. */
int ext_map_end(struct ext_writer *w)
{
	struct ext_map *m = &w->map;
	int k;

	for (k = 0; k < TREES && !w->options->ext4; k++)
		if (flush_level(w, &m->level[k]))
			return -1;
	if (!w->options->ext4)
		return 0;
	if (end_extent(w))
		return -1;
	for (k = 0; k + 1 < EXTENT_LEVELS; k++) {
		if (m->level[k].count <= EXTENT_IN_INODE &&
			!m->level[k + 1].count)
			break;
		if (spill(w, k))
			return -1;
	}
	memcpy(m->root, m->level[k].data, sizeof m->root);
	extent_head(m->root, m->level[k].count, EXTENT_IN_INODE, k);
	memset(m->root + (size_t)EXTENT_SIZE * (m->level[k].count + 1), 0,
		(size_t)EXTENT_SIZE * (EXTENT_IN_INODE - m->level[k].count));
	return 0;
}

uint8_t *ext_file_room(struct ext_writer *w, uint64_t logical, size_t *count)
{
	size_t most = (OUT_BUFFER - w->o->used) / w->shape.block;
	uint8_t *room;

	w->map.missing = w->options->ext4 ? 0 : missing(w, logical, count);
	if (most <= w->map.missing)
		most = OUT_BUFFER / w->shape.block;
	if (*count > most - w->map.missing)
		*count = most - w->map.missing;
	room = out_room(w->o, (*count + w->map.missing) * w->shape.block);
	return room ? room + (size_t)w->map.missing * w->shape.block : NULL;
}

/* What is to be kept moves to the front of the room, its numbers to kept. */
static size_t keep(struct ext_writer *w, uint64_t logical, size_t count,
	bool sparse, uint64_t *kept)
{
	size_t size = w->shape.block, n = 0;
	uint8_t *room = w->o->buffer + w->o->used + w->map.missing * size;

	for (size_t i = 0; i < count; i++) {
		if (sparse && is_zeros(room + i * size, size))
			continue;
		if (n != i)
			memcpy(room + n * size, room + i * size, size);
		kept[n++] = logical + i;
	}
	return n;
}

int ext_file_put(
	struct ext_writer *w, uint64_t logical, size_t count, bool sparse)
{
	uint64_t kept[ROOM_BLOCKS], blocks[ROOM_BLOCKS];
	uint32_t levels = w->map.missing;
	size_t n = keep(w, logical, count, sparse, kept);

	if (n == 0)
		return 0;
	if (take(w, levels + n, blocks) || begin_levels(w, logical, blocks))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (map_block(w, kept[i], blocks[levels + i]))
			return -1;
	w->map.blocks += levels + n;
	return 0;
}

/* Block by block: a seek in the output writes nothing. */
int ext_file_reserve(struct ext_writer *w, uint64_t logical, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t blocks[TREES + 1], at;
		size_t one = 1;

		if (!ext_file_room(w, logical + i, &one) ||
			take(w, w->map.missing, blocks) ||
			begin_levels(w, logical + i, blocks))
			return -1;
		w->map.blocks += w->map.missing + 1;
		next_group(w);
		at = w->next++;
		w->used++;
		if (map_block(w, logical + i, at) ||
			(!w->over && out_seek(w->o, w->next * w->shape.block)))
			return -1;
	}
	return 0;
}

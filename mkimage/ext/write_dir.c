/* write_dir.c - directories: one block of names in their order, or an
 * index.
 *
 * An index orders names by hash. Block 0 has the names . and .. and then the
 * first hash of each block of names, or of each block of such hashes. To who
 * doesn't know of it, those hashes look like one unused entry. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "bytes.h"
#include "hash.h"
#include "write.h"

struct entry {
	struct ext_hash hash;
	const struct node *node;
};

struct dir {
	struct ext_writer *w;
	const struct node *node;
	uint32_t number, parent; /* inodes */
	size_t count;
	struct entry *entries; /* by hash */
	size_t leaves,
		nodes;	/* blocks of names, and of hashes below the first */
	size_t *starts; /* the first entry of each block of names, and the end
			 */
	bool linear;	/* too many for an index */
	uint64_t at;	/* the next block */
};

static uint32_t length_of(size_t name)
{
	return (uint32_t)(DIRENT + name + 3) & ~3u;
}

static uint32_t block_end(const struct ext_writer *w)
{
	return w->shape.block - (w->options->ext4 ? DIR_TAIL : 0);
}

static uint32_t type_of(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return 1;
	case S_IFDIR:
		return 2;
	case S_IFCHR:
		return 3;
	case S_IFBLK:
		return 4;
	case S_IFIFO:
		return 5;
	case S_IFSOCK:
		return 6;
	}
	return 7;
}

/* An entry of its own length; the last of a block gets the rest later. */
static uint8_t *put_entry(
	uint8_t *to, uint32_t inode, uint32_t type, const char *name)
{
	size_t len = strlen(name);

	put32(to, inode);
	put16(to + 4, length_of(len));
	to[6] = (uint8_t)len;
	to[7] = (uint8_t)type;
	memcpy(to + DIRENT, name, len);
	return to + length_of(len);
}

static void put_tail(
	const struct ext_writer *w, uint32_t number, uint8_t *block)
{
	uint8_t *tail = block + w->shape.block - DIR_TAIL, b[8];
	uint32_t seed;

	if (!w->options->ext4)
		return;
	put32(b, number);
	put32(b + 4, 0);
	seed = crc32c(&w->crc, w->seed, b, sizeof b);
	put16(tail + 4, DIR_TAIL);
	tail[7] = DIR_TAIL_TYPE;
	put32(tail + 8,
		crc32c(&w->crc, seed, block, w->shape.block - DIR_TAIL));
}

/* How many hashes fit behind that many bytes. */
static uint32_t index_limit(const struct ext_writer *w, uint32_t behind)
{
	uint32_t n = (w->shape.block - behind) / INDEX_ENTRY;

	return w->options->ext4 ? n - 1 : n;
}

/* The checksum of the hashes, behind all that there is room for. */
static void put_index_tail(const struct dir *d, uint8_t *block, uint32_t behind)
{
	const struct ext_writer *w = d->w;
	uint32_t most = get16(block + behind),
		 count = get16(block + behind + 2);
	uint8_t *tail = block + behind + (size_t)INDEX_ENTRY * most;
	uint8_t b[8] = {0};
	uint32_t sum;

	if (!w->options->ext4)
		return;
	put32(b, d->number);
	sum = crc32c(&w->crc, w->seed, b, sizeof b);
	sum = crc32c(&w->crc, sum, block, behind + (size_t)INDEX_ENTRY * count);
	memset(b, 0, sizeof b);
	put32(tail + 4, crc32c(&w->crc, sum, b, sizeof b));
}

static int by_hash(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->hash.major != y->hash.major)
		return x->hash.major < y->hash.major ? -1 : 1;
	if (x->hash.minor != y->hash.minor)
		return x->hash.minor < y->hash.minor ? -1 : 1;
	return strcmp(x->node->name, y->node->name);
}

static void sort_entries(struct dir *d)
{
	struct entry *e = d->entries = xcalloc(d->count, sizeof *e);

	for (const struct node *n = d->node->children; n; n = n->next, e++) {
		e->node = n;
		e->hash = ext_hash(n->name, strlen(n->name), d->w->hash_seed);
	}
	qsort(d->entries, d->count, sizeof *e, by_hash);
}

/* Divide the names, in order, into blocks that are full. Without an index, .
 * and .. are in the first. */
static void divide(struct dir *d)
{
	uint32_t end = block_end(d->w), used = d->linear ? 2 * 12 : 0;

	d->starts = xcalloc(d->count + 1, sizeof *d->starts);
	d->leaves = 1;
	for (size_t i = 0; i < d->count; i++) {
		uint32_t len = length_of(strlen(d->entries[i].node->name));

		if (used + len > end) {
			d->starts[d->leaves++] = i;
			used = 0;
		}
		used += len;
	}
	d->starts[d->leaves] = d->count;
}

static void free_dir(struct dir *d)
{
	free(d->entries);
	free(d->starts);
}

/* Whether one block is enough, or how many are needed for what. */
static void plan(struct dir *d, struct ext_writer *w, const struct node *n)
{
	uint32_t root = index_limit(w, INDEX_ROOT),
		 node = index_limit(w, INDEX_NODE);
	uint64_t size = 2 * 12;

	memset(d, 0, sizeof *d);
	d->w = w;
	d->node = n;
	d->number = n->inode->number;
	d->parent = n->parent ? n->parent->inode->number : d->number;
	for (n = n->children; n; n = n->next, d->count++)
		size += length_of(strlen(n->name));
	if (size <= block_end(w))
		return;
	sort_entries(d);
	divide(d);
	if (d->leaves > root)
		d->nodes = (d->leaves + node - 1) / node;
	if (d->nodes <= root)
		return;
	d->linear = true;
	d->nodes = 0;
	free(d->starts);
	divide(d);
}

static uint64_t blocks_of(const struct dir *d)
{
	return d->entries ? d->leaves + d->nodes + !d->linear : 1;
}

uint64_t ext_dir_blocks(struct ext_writer *w, const struct node *n)
{
	struct dir d;
	uint64_t blocks;

	plan(&d, w, n);
	blocks = blocks_of(&d);
	free_dir(&d);
	return blocks;
}

static uint8_t *new_block(struct dir *d)
{
	size_t one = 1;
	uint8_t *block = ext_file_room(d->w, d->at, &one);

	if (block)
		memset(block, 0, d->w->shape.block);
	return block;
}

static int put_block(struct dir *d)
{
	return ext_file_put(d->w, d->at++, 1, false);
}

static uint8_t *put_dots(const struct dir *d, uint8_t *to)
{
	to = put_entry(to, d->number, 2, ".");
	return put_entry(to, d->parent, 2, "..");
}

/* The last entry reaches to the end of the block. */
static void end_block(const struct dir *d, uint8_t *block, uint8_t *last)
{
	put16(last + 4, (uint32_t)(block + block_end(d->w) - last));
	put_tail(d->w, d->number, block);
}

static int write_small(struct dir *d)
{
	uint8_t *block = new_block(d), *p, *last;

	if (!block)
		return -1;
	p = put_dots(d, block);
	last = block + 12;
	for (const struct node *n = d->node->children; n; n = n->next) {
		last = p;
		p = put_entry(
			p, n->inode->number, type_of(n->inode->mode), n->name);
	}
	end_block(d, block, last);
	return put_block(d);
}

static int write_leaf(struct dir *d, size_t leaf)
{
	uint8_t *block = new_block(d), *p = block, *last = block;

	if (!block)
		return -1;
	if (d->linear && leaf == 0)
		p = put_dots(d, p);
	for (size_t i = d->starts[leaf]; i < d->starts[leaf + 1]; i++) {
		const struct node *n = d->entries[i].node;

		last = p;
		p = put_entry(
			p, n->inode->number, type_of(n->inode->mode), n->name);
	}
	end_block(d, block, last);
	return put_block(d);
}

/* Hashes from that leaf on, each for so many leaves. The first stands for all
 * that is less, and gives its place to the numbers of entries. A block that
 * begins amid names of one hash is marked by an odd one. */
static void put_hashes(const struct dir *d, uint8_t *to, uint32_t limit,
	size_t leaf, size_t step, size_t block)
{
	uint32_t count = 0;

	for (; leaf < d->leaves && count < limit;
		leaf += step, block++, count++) {
		size_t first = d->starts[leaf];
		uint32_t hash = d->entries[first].hash.major;

		if (first && d->entries[first - 1].hash.major == hash)
			hash++;
		if (count)
			put32(to + (size_t)INDEX_ENTRY * count, hash);
		put32(to + (size_t)INDEX_ENTRY * count + 4, (uint32_t)block);
	}
	put16(to, limit);
	put16(to + 2, count);
}

static int write_root(struct dir *d)
{
	uint8_t *block = new_block(d), *p;
	size_t step = d->nodes ? index_limit(d->w, INDEX_NODE) : 1;

	if (!block)
		return -1;
	p = put_dots(d, block);
	put16(block + 12 + 4, d->w->shape.block - 12);
	p[4] = SB_HALF_MD4;
	p[5] = 8; /* the length of this */
	p[6] = d->nodes > 0;
	put_hashes(d, p + 8, index_limit(d->w, INDEX_ROOT), 0, step, 1);
	put_index_tail(d, block, INDEX_ROOT);
	return put_block(d);
}

static int write_node(struct dir *d, size_t leaf)
{
	uint8_t *block = new_block(d);

	if (!block)
		return -1;
	put16(block + 4, d->w->shape.block);
	put_hashes(d, block + INDEX_NODE, index_limit(d->w, INDEX_NODE), leaf,
		1, 1 + d->nodes + leaf);
	put_index_tail(d, block, INDEX_NODE);
	return put_block(d);
}

static int write_large(struct dir *d)
{
	uint32_t step = index_limit(d->w, INDEX_NODE);

	if (!d->linear && write_root(d))
		return -1;
	for (size_t i = 0; i < d->nodes; i++)
		if (write_node(d, i * step))
			return -1;
	for (size_t i = 0; i < d->leaves; i++)
		if (write_leaf(d, i))
			return -1;
	return 0;
}

int ext_dir_write(struct ext_writer *w, const struct node *n, uint64_t *blocks,
	bool *index)
{
	struct dir d;
	int r;

	plan(&d, w, n);
	r = d.entries ? write_large(&d) : write_small(&d);
	*blocks = blocks_of(&d);
	*index = d.entries && !d.linear;
	free_dir(&d);
	return r;
}

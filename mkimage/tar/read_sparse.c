/* read_sparse.c - the maps of sparse files in tar archives, in the four ways
 * that GNU tar has had: a header of its own, and pax 0.0, 0.1 and 1.0. */
#include <ctype.h>

#include "alloc.h"
#include "formats.h"
#include "read.h"
#include "tar.h"
#include "tree.h"

enum { IN_HEADER = 4, IN_MORE = 21, MORE_AT = 504, PAIR = 24, NUMBER = 12 };

int sparse_add(struct reader *r, uint64_t offset, uint64_t length)
{
	if (r->pieces == r->map_room) {
		r->map_room = r->map_room ? 2 * r->map_room : 64;
		r->map = xrealloc(r->map, r->map_room * sizeof *r->map);
	}
	r->map[r->pieces++] = (struct piece){offset, length, 0};
	return 0;
}

/* Pairs up to the first that isn't used. */
static int add_pairs(struct reader *r, const uint8_t *at, int count)
{
	int64_t offset, length;

	for (int i = 0; i < count && at[i * PAIR]; i++) {
		const uint8_t *pair = at + i * PAIR;

		if (!tar_number(pair, NUMBER, &offset) || offset < 0 ||
			!tar_number(pair + NUMBER, NUMBER, &length) ||
			length < 0)
			return tree_bad(r->t, "a wrong map of a sparse file");
		sparse_add(r, (uint64_t)offset, (uint64_t)length);
	}
	return 0;
}

int sparse_header(struct reader *r, const uint8_t *block)
{
	bool more = block[GNU_MORE];
	uint8_t b[TAR_BLOCK];
	int64_t size;

	if (!tar_number(block + GNU_SIZE, NUMBER, &size) || size < 0)
		return tree_bad(r->t, "a wrong size of a sparse file");
	r->entry.real_size = (uint64_t)size;
	r->entry.sparse = true;
	r->pieces = 0;
	if (add_pairs(r, block + GNU_SPARSE, IN_HEADER))
		return -1;
	while (more) {
		if (tar_read(r, b, sizeof b, r->at) || add_pairs(r, b, IN_MORE))
			return -1;
		r->at += TAR_BLOCK;
		more = b[MORE_AT];
	}
	return 0;
}

/* Decimal numbers, each with a newline behind, from blocks read one by one. */
struct lines {
	struct reader *r;
	uint64_t left; /* of the entry's bytes */
	int at;
	uint8_t block[TAR_BLOCK];
};

static int next_byte(struct lines *l)
{
	struct reader *r = l->r;

	if (l->at == TAR_BLOCK) {
		if (l->left < TAR_BLOCK)
			return tree_bad(r->t, "a map that doesn't end");
		if (tar_read(r, l->block, sizeof l->block, r->at))
			return -1;
		r->at += TAR_BLOCK;
		l->left -= TAR_BLOCK;
		l->at = 0;
	}
	return l->block[l->at++];
}

static int next_number(struct lines *l, uint64_t *value)
{
	int count = 0, c;

	*value = 0;
	while ((c = next_byte(l)) >= 0 && isdigit(c) && count++ < 18)
		*value = *value * 10 + (uint64_t)(c - '0');
	if (c < 0)
		return -1;
	return c == '\n' && count
		       ? 0
		       : tree_bad(l->r->t, "a wrong map of a sparse file");
}

int sparse_map_in_data(struct reader *r)
{
	struct lines l = {.r = r, .left = r->entry.size, .at = TAR_BLOCK};
	uint64_t count, offset, length;

	r->pieces = 0;
	if (next_number(&l, &count))
		return -1;
	while (count--) {
		if (next_number(&l, &offset) || next_number(&l, &length))
			return -1;
		sparse_add(r, offset, length);
	}
	r->entry.size = l.left;
	return 0;
}

int sparse_set(struct reader *r)
{
	uint64_t at = r->at, end = 0, left = r->entry.size;
	struct inode *i = r->entry.inode;
	size_t used = 0;

	i->size = r->entry.real_size;
	for (size_t k = 0; k < r->pieces; k++) {
		struct piece p = r->map[k];

		if (p.offset < end || p.offset > i->size ||
			p.length > i->size - p.offset || p.length > left)
			return tree_bad(r->t, "a wrong map of a sparse file");
		p.at = at;
		at += p.length;
		left -= p.length;
		end = p.offset + p.length;
		if (p.length) /* an empty one marks the end */
			r->map[used++] = p;
	}
	if (i->size)
		pieces_set(r->t, i, r->source, r->map, used);
	return 0;
}

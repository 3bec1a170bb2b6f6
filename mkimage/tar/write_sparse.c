/* write_sparse.c - the bytes of files in a tar archive, without their holes.
 *
 * GNU tar's manual, "PAX Format, Version 1.0": the bytes begin with a map, of
 * decimal numbers in lines: how many pieces, then offset and length of each. */
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "out.h"
#include "source.h"
#include "tar.h"
#include "tree.h"
#include "write.h"

static size_t chunk_len(const struct inode *i, uint64_t at)
{
	return i->size - at < TAR_CHUNK ? (size_t)(i->size - at) : TAR_CHUNK;
}

/* The first chunk at or after at that isn't all zeros; the size if none. The
 * chunk is in w->chunk then. */
static int next_chunk(struct writer *w, const struct inode *i, uint64_t *at)
{
	uint64_t start, end;

	while (*at < i->size) {
		if (data_next(i, *at, &start, &end))
			return -1;
		if (start >= i->size)
			break;
		*at = start & ~(uint64_t)(TAR_CHUNK - 1);
		if (data_read(i, w->chunk, chunk_len(i, *at), *at))
			return -1;
		if (!is_zeros(w->chunk, chunk_len(i, *at)))
			return 0;
		*at += TAR_CHUNK;
	}
	*at = i->size;
	return 0;
}

static void add_line(struct writer *w, uint64_t n)
{
	text_printf(&w->lines, "%llu\n", (unsigned long long)n);
}

/* Fill the map with lines but the first; the count of pieces goes to *count,
 * and what they hold to *held. */
static int find_pieces(
	struct writer *w, const struct inode *i, size_t *count, uint64_t *held)
{
	uint64_t at = 0, begin = 0, end = 0;

	for (;;) {
		if (next_chunk(w, i, &at))
			return -1;
		if (at != end || at == i->size) {
			if (end > begin) {
				add_line(w, begin);
				add_line(w, end - begin);
				*held += end - begin;
				++*count;
			}
			begin = at;
		}
		if (at == i->size)
			return 0;
		at = end = at + chunk_len(i, at);
	}
}

/* A map ends at the file's size, by an empty piece if need be. */
int tar_map(struct writer *w, const struct inode *i, uint64_t *size)
{
	uint64_t held = 0;
	size_t count = 0;

	text_clear(&w->map);
	text_clear(&w->lines);
	if (i->size < TAR_CHUNK)
		return 0;
	if (find_pieces(w, i, &count, &held))
		return -1;
	if (held == i->size)
		return 0;
	add_line(w, i->size);
	add_line(w, 0);
	text_printf(&w->map, "%zu\n%s", count + 1, w->lines.s);
	*size = ((w->map.len + TAR_BLOCK - 1) & ~(uint64_t)(TAR_BLOCK - 1)) +
		held;
	return 0;
}

int tar_data(struct writer *w, const struct inode *i)
{
	uint64_t at = 0;

	if (w->map.len && (out_write(w->o, w->map.s, w->map.len) || tar_pad(w)))
		return -1;
	while (at < i->size) {
		size_t len;

		if (w->map.len && next_chunk(w, i, &at))
			return -1;
		if (at == i->size)
			return 0;
		len = chunk_len(i, at);
		if (!w->map.len && data_read(i, w->chunk, len, at))
			return -1;
		if (out_write(w->o, w->chunk, len))
			return -1;
		at += len;
	}
	return 0;
}

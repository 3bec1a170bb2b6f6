/* write_walk.c - the blocks of a file, which of them are holes, and a hash
 * of them all. */
#include <string.h>

#include "bytes.h"
#include "source.h"
#include "write_data.h"

#define HASH_ODD 0x9e3779b97f4a7c15u

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * HASH_ODD;
	return h ^ h >> 29;
}

/* Four lanes, so that one needn't wait for another's multiplication. It only
 * says which files to compare; it may differ between machines. */
static uint64_t hash_of(const uint8_t *p, size_t len)
{
	uint64_t lanes[4] = {1, 2, 3, len}, words[4];

	for (; len > sizeof words; p += sizeof words, len -= sizeof words) {
		memcpy(words, p, sizeof words);
		for (int i = 0; i < 4; i++)
			lanes[i] = mix(lanes[i], words[i]);
	}
	memset(words, 0, sizeof words);
	memcpy(words, p, len);
	for (int i = 0; i < 4; i++)
		lanes[i] = mix(lanes[i], words[i]);
	return mix(mix(mix(lanes[0], lanes[1]), lanes[2]), lanes[3]);
}

int walk_next(struct walk *w, uint8_t *raw)
{
	uint64_t at = w->at, left = w->inode->size - at;

	if (at >= w->end && data_next(w->inode, at, &w->start, &w->end))
		return -1;
	w->len = left < w->block ? (size_t)left : w->block;
	w->at += w->len;
	if (w->start < w->at) {
		if (data_read(w->inode, raw, w->len, at))
			return -1;
		if (!is_zeros(raw, w->len)) {
			if (w->hashed)
				w->hash = mix(w->hash, hash_of(raw, w->len));
			return 1;
		}
	}
	w->hash = mix(w->hash, 0);
	return 0;
}

/* write_same.c - files with the same bytes are stored once.
 *
 * Only files that share their size with another are hashed; of those with one
 * hash the bytes are compared, read back from the image. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "bytes.h"
#include "job.h"
#include "out.h"
#include "sqf.h"
#include "write_data.h"

enum { SIZES = 1 << 20 }; /* bits that stand for sizes */

struct same {
	struct data *d;
	struct sqf_file **table; /* by hash */
	size_t slots;
	struct packer *packer;
	uint8_t *packed, *block, *fragment; /* room for a block each */
	uint32_t fragment_index;	    /* what is in fragment */
	uint8_t once[SIZES / 8], again[SIZES / 8], met[SIZES / 8];
};

static size_t bit_of(uint64_t size)
{
	return (size_t)((size ^ size >> 20 ^ size >> 40) & (SIZES - 1));
}

static bool get_bit(const uint8_t *bits, size_t bit)
{
	return bits[bit / 8] >> bit % 8 & 1;
}

static void set_bit(uint8_t *bits, size_t bit)
{
	bits[bit / 8] |= (uint8_t)(1 << bit % 8);
}

static void count_sizes(struct same *same, const struct tree *t)
{
	for (struct node *n = t->root; n; n = tree_next(n)) {
		size_t bit = bit_of(n->inode->size);

		if (!S_ISREG(n->inode->mode))
			continue;
		if (get_bit(same->once, bit))
			set_bit(same->again, bit);
		set_bit(same->once, bit);
	}
}

struct same *same_new(struct data *d)
{
	const struct sqf *s = d->s;
	struct same *same = xcalloc(1, sizeof *same);

	same->d = d;
	for (same->slots = 1024; same->slots < s->t->count;)
		same->slots *= 2;
	same->table = xcalloc(same->slots, sizeof *same->table);
	same->packer =
		packer_new(s->options->codec, s->options->level, s->block);
	same->packed = xmalloc(s->block);
	same->block = xmalloc(s->block);
	same->fragment = xmalloc(s->block);
	same->fragment_index = SQF_NONE;
	count_sizes(same, s->t);
	return same;
}

void same_free(struct same *same)
{
	packer_free(same->packer);
	free(same->table);
	free(same->packed);
	free(same->block);
	free(same->fragment);
	free(same);
}

bool same_wanted(const struct same *same, uint64_t size)
{
	return get_bit(same->again, bit_of(size));
}

bool same_met(const struct same *same, uint64_t size)
{
	return get_bit(same->met, bit_of(size));
}

static struct sqf_file **slot_of(const struct same *same, uint64_t hash)
{
	return &same->table[(hash ^ hash >> 32) & (same->slots - 1)];
}

void same_add(struct same *same, struct sqf_file *f)
{
	struct sqf_file **slot = slot_of(same, f->hash);

	f->chain = *slot;
	*slot = f;
	set_bit(same->met, bit_of(f->size));
}

/* A block of the image, unpacked: its length must be len, or 0 for any. */
static int read_back(const struct same *same, uint64_t where, uint32_t size,
	uint8_t *to, size_t len)
{
	const struct sqf *s = same->d->s;
	bool raw = size & SQF_BLOCK_RAW;
	ssize_t n = (ssize_t)(size &= SQF_BLOCK_RAW - 1);

	if (out_read(s->o, raw ? to : same->packed, size, where))
		return -1;
	if (!raw)
		n = unpack(same->packer, same->packed, size, to, s->block);
	if (n < 0 || (len && (size_t)n != len))
		return fail(
			s->t->job, "read %s: not what was written", s->o->name);
	return 0;
}

/* Where the fragment of a file is, unpacked; NULL with a message. */
static const uint8_t *fragment_of(struct same *same, const struct sqf_file *f)
{
	const struct data *d = same->d;
	uint64_t at = (uint64_t)f->fragment * SQF_FRAGMENT_ENTRY;
	const char *entry;

	if (at == d->s->fragments.len)
		return d->fragment + f->offset;
	if (f->fragment != same->fragment_index) {
		same->fragment_index = SQF_NONE;
		if (ring_drain(d->ring))
			return NULL;
		entry = d->s->fragments.s + at;
		if (read_back(same, get64(entry), get32(entry + 8),
			    same->fragment, 0))
			return NULL;
		same->fragment_index = f->fragment;
	}
	return same->fragment + f->offset;
}

int same_small(struct data *d, const struct walk *w, const uint8_t *raw,
	struct sqf_file **found)
{
	for (struct sqf_file *f = *slot_of(d->same, w->hash); f; f = f->chain) {
		const uint8_t *old;

		if (f->hash != w->hash || f->size != w->inode->size)
			continue;
		old = fragment_of(d->same, f);
		if (!old)
			return -1;
		if (memcmp(old, raw, w->len) == 0) {
			*found = f;
			break;
		}
	}
	return 0;
}

/* 1: the file from w on has the bytes of f, 0: it hasn't. */
static int compare(struct data *d, struct walk w, const struct sqf_file *f)
{
	struct same *same = d->same;
	uint64_t where = f->start;

	for (uint32_t k = 0; w.at < w.inode->size; k++) {
		int r = walk_next(&w, d->spare);
		const uint8_t *old = same->block;

		if (r < 0)
			return -1;
		if (r != (k == f->count || f->sizes[k] != 0))
			return 0;
		if (!r)
			continue;
		if (k == f->count) {
			old = fragment_of(same, f);
		} else {
			if (read_back(same, where, f->sizes[k], same->block,
				    w.len))
				return -1;
			where += f->sizes[k] & (SQF_BLOCK_RAW - 1);
		}
		if (!old)
			return -1;
		if (memcmp(old, d->spare, w.len) != 0)
			return 0;
	}
	return 1;
}

int same_large(struct data *d, const struct walk *w, struct sqf_file **found)
{
	struct walk all = *w, again = *w;

	while (all.at < all.inode->size)
		if (walk_next(&all, d->spare) < 0)
			return -1;
	again.hashed = false;
	for (struct sqf_file *f = *slot_of(d->same, all.hash); f;
		f = f->chain) {
		int r;

		if (f->hash != all.hash || f->size != w->inode->size)
			continue;
		r = ring_drain(d->ring) ? -1 : compare(d, again, f);
		if (r < 0)
			return -1;
		if (r) {
			*found = f;
			break;
		}
	}
	return 0;
}

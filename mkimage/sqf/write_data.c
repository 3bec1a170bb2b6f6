/* write_data.c - the data of files: blocks, and what is left of a file
 * after its last whole block packed into blocks of fragments.
 *
 * The files of a folder come one after the other, before those of the folders
 * in it: they are alike, and what is alike packs well when it is in one block.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "bytes.h"
#include "source.h"
#include "sqf.h"
#include "write_data.h"

static void placed(
	void *context, const struct block *b, uint64_t where, uint32_t size)
{
	struct data *d = context;
	char *entry;

	if (b->file) {
		if (!b->file->start)
			b->file->start = where;
		b->file->sizes[b->index] = size;
		return;
	}
	entry = d->s->fragments.s + (size_t)b->index * SQF_FRAGMENT_ENTRY;
	put64(entry, where);
	put32(entry + 8, size);
}

static uint32_t open_fragment(const struct data *d)
{
	return (uint32_t)(d->s->fragments.len / SQF_FRAGMENT_ENTRY);
}

static int send_fragment(struct data *d)
{
	struct block *b;
	uint8_t *raw;

	if (!d->used)
		return 0;
	b = ring_next(d->ring);
	if (!b)
		return -1;
	raw = b->raw;
	b->raw = d->fragment;
	d->fragment = raw;
	b->len = d->used;
	b->file = NULL;
	b->index = open_fragment(d);
	memset(text_more(&d->s->fragments, SQF_FRAGMENT_ENTRY), 0,
		SQF_FRAGMENT_ENTRY);
	d->used = 0;
	ring_go(d->ring);
	return 0;
}

/* Where the last len bytes of a file are best read to. */
static uint8_t *room_for_end(const struct data *d, size_t len)
{
	return d->used + len > d->s->block ? d->spare : d->fragment + d->used;
}

/* They are there now. */
static int keep_end(
	struct data *d, struct sqf_file *f, uint8_t *raw, size_t len)
{
	if (raw == d->spare) {
		if (send_fragment(d))
			return -1;
		d->spare = d->fragment;
		d->fragment = raw;
	}
	f->fragment = open_fragment(d);
	f->offset = (uint32_t)d->used;
	d->used += len;
	return 0;
}

static void keep_hole(struct sqf_file *f, size_t len)
{
	f->holes += len;
	f->sizes[f->count++] = 0;
}

static struct sqf_file *file_new(struct data *d, uint64_t size)
{
	uint64_t count = (size + d->s->block - 1) / d->s->block;
	struct sqf_file *f =
		tree_alloc(d->s->t, sizeof *f + count * sizeof *f->sizes);

	f->size = size;
	f->fragment = SQF_NONE;
	return f;
}

static int put_block(struct data *d, struct sqf_file *f, struct walk *w)
{
	struct block *b = ring_next(d->ring);
	int r = b ? walk_next(w, b->raw) : -1;

	if (r < 0)
		return -1;
	if (!r) {
		keep_hole(f, w->len);
		return 0;
	}
	b->len = w->len;
	b->file = f;
	b->index = f->count++;
	ring_go(d->ring);
	return 0;
}

static int put_end(struct data *d, struct sqf_file *f, struct walk *w)
{
	size_t len = (size_t)(f->size - w->at);
	uint8_t *raw = room_for_end(d, len);
	int r = walk_next(w, raw);

	if (r < 0)
		return -1;
	if (r)
		return keep_end(d, f, raw, len);
	keep_hole(f, len);
	return 0;
}

static int put_large(struct data *d, struct walk w, struct sqf_file **file)
{
	struct sqf_file *f = NULL;
	uint64_t size = w.inode->size;

	if (w.hashed && same_met(d->same, size) && same_large(d, &w, file))
		return -1;
	if (*file)
		return 0;
	f = *file = file_new(d, size);
	while (size - w.at >= d->s->block)
		if (put_block(d, f, &w))
			return -1;
	if (w.at < size && put_end(d, f, &w))
		return -1;
	f->hash = w.hash;
	if (w.hashed)
		same_add(d->same, f);
	return 0;
}

/* Without a whole block: read where it can stay. */
static int put_small(struct data *d, struct walk w, struct sqf_file **file)
{
	size_t len = (size_t)w.inode->size;
	uint8_t *raw = room_for_end(d, len);
	int r = walk_next(&w, raw);

	if (r < 0)
		return -1;
	if (r && w.hashed && same_met(d->same, len) &&
		same_small(d, &w, raw, file))
		return -1;
	if (*file)
		return 0;
	*file = file_new(d, len);
	(*file)->hash = w.hash;
	if (!r) {
		keep_hole(*file, len);
		return 0;
	}
	if (w.hashed)
		same_add(d->same, *file);
	return keep_end(d, *file, raw, len);
}

static int put_file(struct data *d, const struct node *n)
{
	struct inode *i = n->inode;
	struct walk w = {.inode = i, .block = d->s->block};
	struct sqf_file *f = NULL;
	int r;

	if (i->size / d->s->block > 1 << 26)
		return sqf_cannot(d->s, n, "a file as large");
	if (data_open(i))
		return -1;
	w.hashed = same_wanted(d->same, i->size);
	r = i->size < d->s->block ? put_small(d, w, &f) : put_large(d, w, &f);
	data_close(i);
	i->place = (uintptr_t)f;
	return r;
}

static int put_files(struct data *d, const struct node *dir)
{
	for (const struct node *n = dir->children; n; n = n->next)
		if (S_ISREG(n->inode->mode) && n->inode->size &&
			!n->inode->place && put_file(d, n))
			return -1;
	return 0;
}

int sqf_put_data(struct sqf *s)
{
	struct data d = {.s = s};
	int r = 0;

	d.ring = ring_new(s->options, s->block, s->o, placed, &d);
	d.same = same_new(&d);
	d.fragment = xmalloc(s->block);
	d.spare = xmalloc(s->block);
	for (struct node *dir = s->t->root; dir && !r; dir = tree_next(dir))
		r = put_files(&d, dir);
	r = r || send_fragment(&d) || ring_drain(d.ring) ? -1 : 0;
	same_free(d.same);
	ring_free(d.ring);
	free(d.fragment);
	free(d.spare);
	return r;
}

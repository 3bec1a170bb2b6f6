/* write_xattr.c - extended attributes: in the inode, what fits there, and
 * in one block, the rest.
 *
 * In either place entries grow from the front and values from the end; entries
 * are in the order of number, length and bytes of the name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bytes.h"
#include "xattr.h"
#include "write.h"

struct item {
	const struct xattr *x;
	const char *rest;	 /* of the name, behind the prefix */
	uint32_t prefix, length; /* of the value on the disk */
	bool in_body;
};

struct items {
	struct item *item;
	size_t count;
	const struct item *wrong; /* one that can't be kept at all */
	bool block;
	uint32_t block_used;
};

/* Entries and values, while they are put down. */
struct area {
	uint8_t *base;		/* values' offsets count from here */
	uint8_t *entry, *value; /* the next; the last */
};

static bool is_acl(const struct item *i)
{
	return i->prefix == 2 || i->prefix == 3;
}

static uint32_t up4(size_t n)
{
	return (uint32_t)(n + 3) & ~3u;
}

static uint32_t entry_size(const struct item *i)
{
	return up4(XATTR_ENTRY + strlen(i->rest));
}

static int by_name(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	size_t m = strlen(x->rest), n = strlen(y->rest);

	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	if (m != n)
		return m < n ? -1 : 1;
	return memcmp(x->rest, y->rest, m);
}

static bool take(struct item *i, const struct xattr *x)
{
	i->x = x;
	i->prefix = ext_xattr_prefix(x->name, &i->rest);
	i->length = x->length;
	if (i->prefix && is_acl(i))
		i->length =
			(uint32_t)ext_acl_to_disk(x->value, x->length, NULL);
	return i->prefix && strlen(i->rest) <= NAME_LIMIT &&
	       (i->length || !is_acl(i));
}

/* Each goes into the inode if there is room left for it. ext2 doesn't look
 * there, even if its inodes are large. */
static void place(const struct ext_writer *w, struct items *s)
{
	uint32_t room = 0, body = XATTR_BODY;

	if (w->options->ext4)
		room = w->shape.inode - INODE_OLD - INODE_EXTRA - XATTR_BODY;
	s->block_used = XATTR_HEAD + 4;
	for (size_t i = 0; i < s->count; i++) {
		struct item *item = &s->item[i];
		uint64_t need = entry_size(item) + (uint64_t)up4(item->length);

		item->in_body = need + body <= room;
		if (item->in_body)
			body += (uint32_t)need;
		else if (need <= w->shape.block - s->block_used)
			s->block_used += (uint32_t)need;
		else if (!s->wrong)
			s->wrong = item;
		s->block = s->block || !item->in_body;
	}
}

static void collect(
	const struct ext_writer *w, const struct inode *i, struct items *s)
{
	size_t n = 0;

	memset(s, 0, sizeof *s);
	for (const struct xattr *x = i->xattrs; x; x = x->next)
		n++;
	if (!n)
		return;
	s->item = xcalloc(n, sizeof *s->item);
	for (const struct xattr *x = i->xattrs; x; x = x->next, s->count++)
		if (!take(&s->item[s->count], x) && !s->wrong)
			s->wrong = &s->item[s->count];
	if (s->wrong)
		return;
	qsort(s->item, s->count, sizeof *s->item, by_name);
	place(w, s);
}

int ext_xattr_plan(struct ext_writer *w, const struct node *n, bool *block)
{
	struct items s;
	int r = 0;

	*block = false;
	if (!n->inode->xattrs)
		return 0;
	collect(w, n->inode, &s);
	if (s.wrong) {
		char what[320];

		snprintf(what, sizeof what, "the attribute %s",
			s.wrong->x->name);
		r = ext_cannot(w, n, what);
	}
	*block = s.block;
	free(s.item);
	return r;
}

/* Of name and value, of which the last word is filled up with zeros. */
static uint32_t entry_hash(const struct item *i, const uint8_t *value)
{
	uint32_t h = 0;

	for (const char *p = i->rest; *p; p++)
		h = (h << 5 | h >> 27) ^ (uint8_t)*p;
	for (uint32_t at = 0; at < i->length; at += 4)
		h = (h << 16 | h >> 16) ^ get32(value + at);
	return h;
}

static uint32_t put_item(struct area *a, const struct item *i)
{
	size_t len = strlen(i->rest);
	uint8_t *e = a->entry;
	uint32_t hash;

	a->value -= up4(i->length);
	if (is_acl(i))
		ext_acl_to_disk(i->x->value, i->x->length, a->value);
	else
		memcpy(a->value, i->x->value, i->length);
	hash = entry_hash(i, a->value);
	e[0] = (uint8_t)len;
	e[1] = (uint8_t)i->prefix;
	put16(e + 2, (uint32_t)(a->value - a->base));
	put32(e + 8, i->length);
	put32(e + 12, hash);
	memcpy(e + XATTR_ENTRY, i->rest, len);
	a->entry += entry_size(i);
	return hash;
}

static void put_body(
	const struct ext_writer *w, const struct items *s, uint8_t *inode)
{
	uint8_t *at = inode + INODE_OLD + INODE_EXTRA;
	struct area a = {
		at + XATTR_BODY, at + XATTR_BODY, inode + w->shape.inode};

	for (size_t i = 0; i < s->count; i++) {
		if (!s->item[i].in_body)
			continue;
		put32(at, (uint32_t)XATTR_MAGIC << 16);
		put_item(&a, &s->item[i]);
	}
}

static void fill_block(
	struct ext_writer *w, const struct items *s, uint8_t *block)
{
	struct area a = {block, block + XATTR_HEAD, block + w->shape.block};
	uint32_t sum = 0;

	put32(block, (uint32_t)XATTR_MAGIC << 16);
	put32(block + 4, 1); /* inodes that have it */
	put32(block + 8, 1); /* blocks */
	for (size_t i = 0; i < s->count; i++)
		if (!s->item[i].in_body)
			sum = (sum << 16 | sum >> 16) ^
			      put_item(&a, &s->item[i]);
	put32(block + 12, sum);
}

/* The checksum is of the block's number, too. */
static int put_block(struct ext_writer *w, uint8_t *block, uint64_t *number)
{
	uint8_t b[8];
	uint32_t sum;

	if (ext_block_put(w, block, number))
		return -1;
	if (!w->options->ext4)
		return 0;
	put64(b, *number);
	sum = crc32c(&w->crc, w->seed, b, sizeof b);
	put32(block + 16, crc32c(&w->crc, sum, block, w->shape.block));
	return ext_patch(w, block, w->shape.block, *number);
}

int ext_xattr_write(struct ext_writer *w, const struct inode *i, uint8_t *inode,
	uint64_t *number)
{
	uint8_t *block;
	struct items s;
	int r = 0;

	*number = 0;
	if (!i->xattrs)
		return 0;
	collect(w, i, &s);
	put_body(w, &s, inode);
	if (s.block) {
		block = xcalloc(1, w->shape.block);
		fill_block(w, &s, block);
		r = put_block(w, block, number);
		free(block);
	}
	free(s.item);
	return r;
}

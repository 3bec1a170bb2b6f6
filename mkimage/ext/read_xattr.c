/* read_xattr.c - extended attributes of an ext2, ext3 or ext4 image.
 *
 * They are in the inode, behind its fields, and in one block, which inodes with
 * the same ones may share. A value may have an inode of its own. One of them is
 * no attribute, but a part of the data that a file has in its inode. */
#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bytes.h"
#include "cursor.h"
#include "xattr.h"
#include "read.h"

/* Inodes may share a block, so that all attributes can be more than the image;
 * so many times its size, and some, is more than anybody has. */
enum { SHARED = 64, SOME = 1 << 20 };

/* Entries, and what their values' offsets count from. */
struct area {
	const uint8_t *entries, *base, *end;
	uint64_t at; /* of the base, in the image */
};

struct list {
	struct xattr **item;
	size_t count, room;
};

static void append(struct list *l, struct xattr *x)
{
	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 8;
		l->item = xrealloc(l->item, l->room * sizeof *l->item);
	}
	l->item[l->count++] = x;
}

static int take_value(struct ext_image *e, struct tree *t, uint32_t prefix,
	const uint8_t *value, uint32_t length, struct xattr *x)
{
	uint8_t *to;

	x->value = tree_text(t, value, length);
	x->length = length;
	if (prefix != 2 && prefix != 3)
		return 0;
	x->length = (uint32_t)ext_acl_from_disk(value, length, NULL);
	if (!x->length)
		return ext_bad(e, t->offset, "no access control list");
	x->value = to = tree_alloc(t, x->length);
	ext_acl_from_disk(value, length, to);
	return 0;
}

static int take_name(struct ext_image *e, struct tree *t, const uint8_t *entry,
	struct xattr *x)
{
	const char *prefix = entry[1] ? ext_xattr_name(entry[1]) : "";
	size_t len = entry[0], first = prefix ? strlen(prefix) : 0;
	char *name;

	if (!prefix || !(first + len) || first + len > XATTR_NAME_MAX ||
		(!len && prefix[first - 1] == '.') ||
		memchr(entry + XATTR_ENTRY, 0, len))
		return ext_bad(e, t->offset, "an attribute of a wrong name");
	x->name = name = tree_alloc(t, first + len + 1);
	memcpy(name, prefix, first);
	memcpy(name + first, entry + XATTR_ENTRY, len);
	return 0;
}

/* The value has that inode. */
static const uint8_t *value_of_inode(
	struct ext_image *e, struct tree *t, uint32_t number, uint32_t length)
{
	struct ext_file f;
	const uint8_t *p;
	uint8_t *to;
	uint64_t at;

	if (number < e->first_inode || number > e->inodes) {
		ext_bad(e, t->offset, "an attribute in inode %u", number);
		return NULL;
	}
	p = ext_inode(e, CACHE_VALUES, number, &at);
	if (!p)
		return NULL;
	ext_file_of(e, p, number, at, &f);
	if (!(f.flags & FLAG_XATTR_INODE) || f.size != length) {
		ext_bad(e, at, "inode %u is no attribute of %u bytes", number,
			length);
		return NULL;
	}
	to = tree_alloc(t, length);
	return ext_get(e, &f, to, length, 0) ? NULL : to;
}

static const uint8_t *value_of(struct ext_image *e, struct tree *t,
	const struct area *a, const uint8_t *entry)
{
	uint32_t number = get32(entry + 4), length = get32(entry + 8);
	struct cursor c = {a->base, a->end, false};
	const uint8_t *value;

	if (number && length <= XATTR_SIZE_MAX)
		return value_of_inode(e, t, number, length);
	cursor_take(&c, length ? get16(entry + 2) : 0);
	value = cursor_take(&c, length);
	if (!value)
		ext_bad(e, t->offset, "an attribute out of bounds");
	return value;
}

static bool is_data(const uint8_t *entry)
{
	return entry[0] == 4 && entry[1] == 7 &&
	       memcmp(entry + XATTR_ENTRY, "data", 4) == 0;
}

static int take_entry(struct ext_image *e, struct tree *t, const struct area *a,
	const uint8_t *entry, struct list *list)
{
	uint32_t length = get32(entry + 8);
	const uint8_t *value;
	struct xattr *x;

	if (is_data(entry))
		return 0;
	e->xattr_bytes += sizeof *x + NAME_LIMIT + length;
	if (e->xattr_bytes > SHARED * e->size + SOME)
		return ext_bad(e, t->offset, "attributes shared too often");
	value = value_of(e, t, a, entry);
	if (!value)
		return -1;
	x = tree_alloc(t, sizeof *x);
	append(list, x);
	return take_name(e, t, entry, x) ||
	       take_value(e, t, entry[1], value, length, x);
}

/* Entries end with four zeros, or with the area: NULL, also for one that is cut
 * short, which sets err. */
static const uint8_t *next_entry(struct cursor *c)
{
	const uint8_t *entry;

	if (c->end - c->p < 4 || !get32(c->p))
		return NULL;
	entry = cursor_take(c, XATTR_ENTRY);
	return entry && cursor_take(c, (entry[0] + 3u) & ~3u) ? entry : NULL;
}

static int take_area(struct ext_image *e, struct tree *t, const struct area *a,
	struct list *list)
{
	struct cursor c = {a->entries, a->end, false};
	const uint8_t *entry;

	while ((entry = next_entry(&c))) {
		t->offset = a->at + (uint64_t)(entry - a->base);
		if (take_entry(e, t, a, entry, list))
			return -1;
	}
	return c.err ? ext_bad(e, a->at, "an attribute cut short") : 0;
}

/* What an inode, which is at that byte, has behind its fields. */
static bool body_of(const struct ext_image *e, const uint8_t *inode,
	uint64_t at, struct area *a)
{
	uint32_t extra = e->inode > INODE_OLD ? get16(inode + I_EXTRA) : 0;

	if (e->inode < INODE_OLD + XATTR_BODY + extra || !extra)
		return false;
	a->base = inode + INODE_OLD + extra;
	if (get32(a->base) != (uint32_t)XATTR_MAGIC << 16)
		return false;
	a->base += XATTR_BODY;
	a->entries = a->base;
	a->end = inode + e->inode;
	a->at = at + (uint64_t)(a->base - inode);
	return true;
}

void ext_find_more(
	const struct ext_image *e, const uint8_t *inode, struct ext_file *f)
{
	const uint8_t *entry;
	struct cursor c;
	struct area a;

	if (!body_of(e, inode, f->at, &a))
		return;
	c = (struct cursor){a.entries, a.end, false};
	while ((entry = next_entry(&c))) {
		uint32_t offset = get16(entry + 2), length = get32(entry + 8);
		size_t room = (size_t)(a.end - a.base);

		if (!is_data(entry) || offset > room || length > room - offset)
			continue;
		f->more = a.at + offset;
		f->more_size = length;
	}
}

static int take_body(struct ext_image *e, struct tree *t, const uint8_t *inode,
	uint64_t at, struct list *list)
{
	struct area a;

	return body_of(e, inode, at, &a) ? take_area(e, t, &a, list) : 0;
}

static int take_block(struct ext_image *e, struct tree *t, const uint8_t *inode,
	uint64_t at, struct list *list)
{
	uint64_t number = get32(inode + I_XATTRS);
	const uint8_t *p;
	struct area a;

	if (e->incompat & INCOMPAT_64BIT)
		number |= (uint64_t)get16(inode + I_XATTRS_HIGH) << 32;
	if (!number)
		return 0;
	p = ext_block(e, CACHE_OTHER, number, at + I_XATTRS);
	if (!p)
		return -1;
	a = (struct area){p + XATTR_HEAD, p, p + e->block, number * e->block};
	if (get32(p) != (uint32_t)XATTR_MAGIC << 16 || get32(p + 8) != 1)
		return ext_bad(e, a.at, "no attributes");
	return take_area(e, t, &a, list);
}

static int by_name(const void *a, const void *b)
{
	const struct xattr *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static int chain(
	struct ext_image *e, uint64_t at, const struct list *l, struct inode *i)
{
	if (l->count)
		qsort(l->item, l->count, sizeof *l->item, by_name);
	for (size_t n = l->count; n-- > 0;) {
		if (i->xattrs && strcmp(l->item[n]->name, i->xattrs->name) == 0)
			return ext_bad(
				e, at, "two attributes %s", i->xattrs->name);
		l->item[n]->next = i->xattrs;
		i->xattrs = l->item[n];
	}
	return 0;
}

int ext_take_xattrs(struct ext_image *e, struct tree *t, const uint8_t *inode,
	uint64_t at, struct inode *i)
{
	struct list list = {NULL, 0, 0};
	int r = take_body(e, t, inode, at, &list) ||
				take_block(e, t, inode, at, &list) ||
				chain(e, at, &list, i)
			? -1
			: 0;

	free(list.item);
	return r;
}

/* write_xattr.c - extended attributes. Files with the same ones share them.
 *
 * In metadata blocks, for each: u16 kind, length of the name without "user."
 * and the like, the name, u32 length of the value, the value. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bytes.h"
#include "sqf.h"
#include "write.h"

/* All attributes of a file, as they are written. */
struct set {
	struct set *chain;
	uint32_t index;
	size_t len;
	uint8_t data[];
};

enum { SLOTS = 4096 };

struct xattr_map {
	struct set *sets[SLOTS];
	struct text one;
};

/* Its kind goes to *kind; the name behind its prefix, or NULL. */
static const char *behind_prefix(const char *name, uint32_t *kind)
{
	const char *prefix;

	for (*kind = 0; (prefix = sqf_xattr_prefix(*kind)); ++*kind)
		if (strncmp(name, prefix, strlen(prefix)) == 0)
			return name + strlen(prefix);
	return NULL;
}

/* Appended to the set in the making. */
static int add_one(struct sqf *s, const struct node *n, const struct xattr *x)
{
	struct text *b = &s->xattr_map->one;
	uint32_t kind;
	const char *name = behind_prefix(x->name, &kind);
	size_t len;
	uint8_t *p;

	if (!name) {
		char what[320];

		snprintf(what, sizeof what, "the attribute %s", x->name);
		return sqf_cannot(s, n, what);
	}
	len = strlen(name);
	p = text_more(b, 4 + len + 4 + x->length);
	put16(p, kind);
	put16(p + 2, (uint32_t)len);
	memcpy(p + 4, name, len);
	put32(p + 4 + len, x->length);
	if (x->length)
		memcpy(p + 8 + len, x->value, x->length);
	return 0;
}

static size_t slot_of(const struct text *b)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < b->len; i++)
		hash = (hash ^ (uint8_t)b->s[i]) * 1099511628211u;
	return (hash ^ hash >> 32) % SLOTS;
}

static struct set *add_set(struct sqf *s, uint32_t count)
{
	const struct text *b = &s->xattr_map->one;
	struct set *set = xmalloc(sizeof *set + b->len);
	uint64_t here = meta_here(s->xattrs);
	uint8_t *entry;

	set->index = (uint32_t)(s->xattr_ids.len / SQF_XATTR_ENTRY);
	set->len = b->len;
	memcpy(set->data, b->s, b->len);
	entry = text_more(&s->xattr_ids, SQF_XATTR_ENTRY);
	put64(entry, here);
	put32(entry + 8, count);
	put32(entry + 12, (uint32_t)b->len);
	meta_add(s->xattrs, b->s, b->len);
	return set;
}

int sqf_xattrs(struct sqf *s, const struct node *n, uint32_t *index)
{
	const struct xattr *x = n->inode->xattrs;
	uint32_t count = 0;
	struct text *b;
	struct set **at;

	*index = SQF_NONE;
	if (!x)
		return 0;
	if (!s->xattr_map)
		s->xattr_map = xcalloc(1, sizeof *s->xattr_map);
	b = &s->xattr_map->one;
	for (b->len = 0; x; x = x->next, count++)
		if (add_one(s, n, x))
			return -1;
	at = &s->xattr_map->sets[slot_of(b)];
	while (*at && ((*at)->len != b->len ||
			      memcmp((*at)->data, b->s, b->len) != 0))
		at = &(*at)->chain;
	if (!*at) {
		*at = add_set(s, count);
		(*at)->chain = NULL;
	}
	*index = (*at)->index;
	return 0;
}

void sqf_xattr_end(struct sqf *s)
{
	struct xattr_map *map = s->xattr_map;

	free(s->xattr_ids.s);
	if (!map)
		return;
	for (int i = 0; i < SLOTS; i++) {
		while (map->sets[i]) {
			struct set *next = map->sets[i]->chain;

			free(map->sets[i]);
			map->sets[i] = next;
		}
	}
	free(map->one.s);
	free(map);
}

/* uuid.c - a name for an image that follows from what is in it.
 *
 * RFC 9562, version 8: bytes of one's own making. They are hashed from each
 * file's path, mode, owners, size, time, device, target and attributes, not
 * from its bytes, which would have to be read twice. */
#include <string.h>

#include "bytes.h"
#include "mkimage.h"
#include "tree.h"

struct hash {
	uint64_t a, b;
};

/* FNV-1a twice, from two beginnings. */
static void add(struct hash *h, const void *from, size_t len)
{
	const uint8_t *p = from;

	for (size_t i = 0; i < len; i++) {
		h->a = (h->a ^ p[i]) * 1099511628211u;
		h->b = (h->b ^ p[i]) * 1099511628211u;
		h->b ^= h->b >> 29;
	}
}

/* At once, as the numbers of a tree are many. */
static void add_number(struct hash *h, uint64_t n)
{
	h->a = (h->a ^ n) * 11400714819323198485u;
	h->b = (h->b ^ n) * 14029467366897019727u;
	h->a ^= h->a >> 32;
	h->b ^= h->b >> 29;
}

static void add_inode(struct hash *h, const struct inode *i)
{
	add_number(h, i->mode);
	add_number(h, i->uid);
	add_number(h, i->gid);
	add_number(h, i->size);
	add_number(h, (uint64_t)i->seconds);
	add_number(h, i->links);
	add_number(h, i->dev_major);
	add_number(h, i->dev_minor);
	if (i->target)
		add(h, i->target, i->size);
	for (const struct xattr *x = i->xattrs; x; x = x->next) {
		add(h, x->name, strlen(x->name) + 1);
		add_number(h, x->length);
		add(h, x->value, x->length);
	}
}

void uuid_of(struct tree *t, uint8_t uuid[16])
{
	struct hash h = {14695981039346656037u, 7809847782465536322u};

	for (struct node *n = t->root; n; n = tree_next(n)) {
		add_number(&h, n->depth);
		add(&h, n->name, strlen(n->name) + 1);
		add_inode(&h, n->inode);
	}
	put64(uuid, h.a);
	put64(uuid + 8, h.b);
	uuid[6] = (uint8_t)(0x80 | (uuid[6] & 0x0f));
	uuid[8] = (uint8_t)(0x80 | (uuid[8] & 0x3f));
}

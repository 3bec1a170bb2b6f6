/* write_dir.c - the lists of directories, and the order of all inodes.
 *
 * Lists name places of inodes, and inodes of directories those of lists. So
 * directories come after what is in them: once the lists of the directories in
 * it are written, all inodes in a directory are, next to each other so that few
 * headers serve its list; then the list. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bytes.h"
#include "sqf.h"
#include "write.h"

enum { HEADER = 12, ENTRY = 8 };

/* Names that one header can serve. */
struct run {
	const struct node *first, *end;
	uint32_t count;
	uint64_t size; /* in the list */
};

static bool fits(const struct inode *first, const struct inode *i)
{
	int64_t delta = (int64_t)i->number - first->number;

	return first->place >> 16 == i->place >> 16 && delta >= -32768 &&
	       delta <= 32767;
}

/* In a list with an index no name but the first may begin in the metadata block
 * after the header's: room is what is left of that. */
static struct run find_run(const struct node *n, uint64_t room)
{
	struct run r = {.first = n, .size = HEADER};

	for (; n && r.count < SQF_RUN; n = n->next, r.count++) {
		if (r.count && r.size >= room)
			break;
		if (!fits(r.first->inode, n->inode))
			break;
		r.size += ENTRY + strlen(n->name);
	}
	r.end = n;
	return r;
}

static void put_run(struct meta *m, const struct run *r)
{
	const struct inode *first = r->first->inode;
	uint8_t header[HEADER], entry[ENTRY];

	put32(header, r->count - 1);
	put32(header + 4, (uint32_t)(first->place >> 16));
	put32(header + 8, first->number);
	meta_add(m, header, sizeof header);
	for (const struct node *n = r->first; n != r->end; n = n->next) {
		const struct inode *i = n->inode;
		size_t len = strlen(n->name);

		put16(entry, (uint32_t)i->place);
		put16(entry + 2, i->number - first->number);
		put16(entry + 4, (uint32_t)sqf_type(i->mode));
		put16(entry + 6, (uint32_t)len - 1);
		meta_add(m, entry, sizeof entry);
		meta_add(m, n->name, len);
	}
}

static void put_place(struct sqf_dir *d, uint64_t block, const char *name)
{
	size_t len = strlen(name);
	uint8_t *p = text_more(&d->index, 12 + len);

	put32(p, (uint32_t)d->size);
	put32(p + 4, (uint32_t)block);
	put32(p + 8, (uint32_t)len - 1);
	memcpy(p + 12, name, len);
	d->places++;
}

/* About: more headers may make it longer. */
static bool is_long(const struct node *dir)
{
	uint64_t size = 0;

	for (const struct node *n = dir->children; n; n = n->next)
		size += ENTRY + strlen(n->name);
	return size > SQF_META_SIZE;
}

static void put_list(struct sqf *s, const struct node *dir, struct sqf_dir *d)
{
	const struct node *n = dir->children;
	uint64_t here = meta_here(s->dirs), block = here >> 16;
	bool indexed = is_long(dir);

	d->ref = here;
	while (n) {
		struct run r;

		here = meta_here(s->dirs);
		if (indexed && here >> 16 != block && d->places < 0xffff) {
			block = here >> 16;
			put_place(d, block, n->name);
		}
		r = find_run(n,
			indexed ? SQF_META_SIZE - (here & 0xffff) : UINT64_MAX);
		put_run(s->dirs, &r);
		d->size += r.size;
		n = r.end;
	}
	for (n = dir->children; n; n = n->next)
		d->folders += S_ISDIR(n->inode->mode);
}

/* Directories after all that are in them: the first, and the one after n. */
static const struct node *first_dir(const struct node *n)
{
	const struct node *c = n->children;

	while (c) {
		if (S_ISDIR(c->inode->mode)) {
			n = c;
			c = n->children;
		} else {
			c = c->next;
		}
	}
	return n;
}

static const struct node *next_dir(const struct node *n)
{
	const struct node *c = n->next;

	while (c && !S_ISDIR(c->inode->mode))
		c = c->next;
	return c ? first_dir(c) : n->parent;
}

static void number(struct sqf *s)
{
	const struct node *root = s->t->root;

	for (const struct node *d = first_dir(root); d; d = next_dir(d))
		for (const struct node *n = d->children; n; n = n->next)
			if (!n->inode->number)
				n->inode->number = ++s->inode_count;
	root->inode->number = ++s->inode_count;
}

/* Where it is stays in the inode's place until the inode is written. */
static void put_dir(struct sqf *s, const struct node *dir)
{
	struct sqf_dir *d = tree_alloc(s->t, sizeof *d);
	char *index;

	put_list(s, dir, d);
	index = d->index.s;
	if (index)
		d->index.s = tree_text(s->t, index, d->index.len);
	free(index);
	dir->inode->place = (uintptr_t)d;
}

int sqf_put_tree(struct sqf *s)
{
	const struct node *root = s->t->root;
	uint32_t written = 0;

	number(s);
	for (const struct node *d = first_dir(root); d; d = next_dir(d)) {
		for (const struct node *n = d->children; n; n = n->next) {
			if (n->inode->number != written + 1)
				continue;
			if (sqf_put_inode(s, n))
				return -1;
			written++;
		}
		put_dir(s, d);
	}
	if (sqf_put_inode(s, root))
		return -1;
	s->root = root->inode->place;
	return 0;
}

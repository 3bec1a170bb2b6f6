/* read_tree.c - the names in an image.
 *
 * An inode is known by its number: met again, it's a hard link, or, of a
 * directory, a loop. In an image that isn't made to harm, no two inodes and no
 * two lists share their bytes: so all of them together can't be larger than the
 * metadata, however often it's referred to. */
#include <string.h>
#include <sys/stat.h>

#include "bytes.h"
#include "cursor.h"
#include "known.h"
#include "read.h"
#include "tree.h"

enum { HEADER = 12, ENTRY = 8 };

static const uint32_t kinds[] = {
	0, S_IFDIR, S_IFREG, S_IFLNK, S_IFBLK, S_IFCHR, S_IFIFO, S_IFSOCK};

struct reader {
	struct sqf_image *im;
	struct tree *t;
	struct known known;
};

int sqf_take_memory(struct sqf_image *im, uint64_t where, uint64_t bytes)
{
	if (bytes > im->memory_left)
		return sqf_bad(im, where, "unpacks to too much");
	im->memory_left -= bytes;
	return 0;
}

static int take(
	struct sqf_image *im, uint64_t *left, uint64_t bytes, uint64_t where)
{
	if (bytes > *left)
		return sqf_bad(im, where, "longer than there is room for");
	*left -= bytes;
	return 0;
}

static int read_target(struct reader *r, struct sqf_inode *si, struct inode *i)
{
	struct sqf_at *at = &si->at;
	uint64_t where = at->where;
	char target[SQF_TARGET_MOST];
	uint8_t xattrs[4];

	if (si->size == 0 || si->size > sizeof target)
		return sqf_bad(r->im, where, "a link's target of wrong length");
	if (sqf_take_memory(r->im, where, si->size) ||
		sqf_meta_read(r->im, at, target, si->size))
		return -1;
	if (memchr(target, 0, si->size))
		return sqf_bad(r->im, where, "a link's target with a NUL");
	i->target = tree_text(r->t, target, si->size);
	if (!si->extended)
		return 0;
	if (sqf_meta_read(r->im, at, xattrs, sizeof xattrs))
		return -1;
	si->xattrs = get32(xattrs);
	return 0;
}

/* All that an inode says, but for a directory's names. */
static int fill(
	struct reader *r, struct sqf_inode *si, uint64_t ref, struct inode *i)
{
	struct sqf_image *im = r->im;
	uint64_t where = im->inodes + (ref >> 16);
	bool link = si->type == SQF_LINK;

	if (take(im, &im->inodes_left,
		    20 + 4 * si->blocks + (link ? si->size : 0), where))
		return -1;
	i->where = ref;
	i->mode = kinds[si->type] | si->mode;
	i->uid = si->uid;
	i->gid = si->gid;
	i->seconds = si->seconds;
	i->nanoseconds = 0;
	i->dev_major = si->device >> 8 & 0xfff;
	i->dev_minor = (si->device & 0xff) | (si->device >> 12 & 0xfff00);
	if (link && read_target(r, si, i))
		return -1;
	if (link || si->type == SQF_FILE)
		i->size = si->size;
	if (si->type == SQF_FILE)
		i->source = i->size ? r->t->sources : NULL;
	return sqf_read_xattrs(im, si->xattrs, r->t, i);
}

static struct inode *new_inode(struct reader *r, uint64_t ref, uint32_t number)
{
	struct sqf_inode si;
	struct inode *i;

	if (sqf_inode_read(r->im, ref, &si))
		return NULL;
	if (si.number != number) {
		sqf_bad(r->im, r->im->inodes + (ref >> 16),
			"an inode with another number");
		return NULL;
	}
	if (sqf_take_memory(
		    r->im, r->t->offset, sizeof *i + sizeof(struct known_slot)))
		return NULL;
	i = tree_inode(r->t, 0);
	if (fill(r, &si, ref, i))
		return NULL;
	known_add(&r->known, 0, number, i);
	return i;
}

static int add_name(struct reader *r, struct node *dir, const char *name,
	size_t len, uint64_t ref, uint32_t number)
{
	struct sqf_image *im = r->im;
	struct inode *i = known_find(&r->known, 0, number);

	if (sqf_take_memory(im, r->t->offset,
		    sizeof(struct node) + len + 2 * sizeof(void *)))
		return -1;
	if (i && (i->where != ref || S_ISDIR(i->mode)))
		return sqf_bad(im, r->t->offset,
			S_ISDIR(i->mode) ? "a directory with a second name"
					 : "two inodes with one number");
	if (!i)
		i = new_inode(r, ref, number);
	return i && tree_add(r->t, dir, name, len, i) ? 0 : -1;
}

/* The names with one header. */
static int read_run(
	struct reader *r, struct node *dir, struct sqf_at *at, uint64_t *left)
{
	uint8_t head[HEADER], entry[ENTRY];
	char name[NAME_LIMIT];
	uint32_t count;

	r->t->offset = at->where;
	if (take(r->im, left, sizeof head, at->where) ||
		sqf_meta_read(r->im, at, head, sizeof head))
		return -1;
	count = get32(head);
	if (count >= SQF_RUN)
		return sqf_bad(r->im, at->where, "too many names in a row");
	for (uint32_t n = 0; n <= count; n++) {
		uint64_t ref;
		uint32_t len, delta;

		r->t->offset = at->where;
		if (take(r->im, left, sizeof entry, at->where) ||
			sqf_meta_read(r->im, at, entry, sizeof entry))
			return -1;
		ref = (uint64_t)get32(head + 4) << 16 | get16(entry);
		delta = (uint32_t)(int32_t)(int16_t)get16(entry + 2);
		len = get16(entry + 6) + 1;
		if (len > sizeof name)
			return sqf_bad(r->im, at->where, "a name too long");
		if (take(r->im, left, len, at->where) ||
			sqf_meta_read(r->im, at, name, len) ||
			add_name(r, dir, name, len, ref,
				get32(head + 8) + delta))
			return -1;
	}
	return 0;
}

static int read_list(struct reader *r, struct node *dir)
{
	struct sqf_image *im = r->im;
	struct sqf_inode si;
	struct sqf_at at = {.end = im->used};
	uint64_t left;

	if (sqf_inode_read(im, dir->inode->where, &si))
		return -1;
	at.where = im->dirs + si.block;
	at.byte = si.byte;
	left = si.size;
	if (take(im, &im->lists_left, left, at.where))
		return -1;
	while (left)
		if (read_run(r, dir, &at, &left))
			return -1;
	return 0;
}

static int read_root(struct reader *r)
{
	struct sqf_image *im = r->im;
	struct inode *root = r->t->root->inode;
	struct sqf_inode si;

	if (sqf_inode_read(im, im->root, &si))
		return -1;
	if (si.type != SQF_DIR)
		return sqf_bad(im, im->inodes, "the root is no directory");
	if (fill(r, &si, im->root, root))
		return -1;
	root->implied = false;
	known_add(&r->known, 0, si.number, root);
	return 0;
}

int sqf_read_tree(struct sqf_image *im, struct tree *t)
{
	struct reader r = {.im = im, .t = t};
	int bad = read_root(&r);

	for (struct node *n = t->root; n && !bad; n = tree_next(n))
		if (S_ISDIR(n->inode->mode))
			bad = read_list(&r, n);
	known_end(&r.known);
	return bad;
}

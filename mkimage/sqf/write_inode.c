/* write_inode.c - inodes, each of the smaller kind that can hold it. */
#include <string.h>
#include <sys/stat.h>

#include "bytes.h"
#include "out.h"
#include "sqf.h"
#include "write.h"

enum { ROOM = 64 }; /* for any without its list, target or index */

/* An inode in the making. */
struct record {
	uint8_t bytes[ROOM];
	size_t len;
};

static void add16(struct record *r, uint64_t v)
{
	put16(r->bytes + r->len, (uint32_t)v);
	r->len += 2;
}

static void add32(struct record *r, uint64_t v)
{
	put32(r->bytes + r->len, (uint32_t)v);
	r->len += 4;
}

static void add64(struct record *r, uint64_t v)
{
	put64(r->bytes + r->len, v);
	r->len += 8;
}

int sqf_cannot(const struct sqf *s, const struct node *n, const char *what)
{
	return out_cannot(s->o, "squashfs", n, what);
}

int sqf_type(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return SQF_DIR;
	case S_IFREG:
		return SQF_FILE;
	case S_IFLNK:
		return SQF_LINK;
	case S_IFBLK:
		return SQF_BLOCK;
	case S_IFCHR:
		return SQF_CHAR;
	case S_IFIFO:
		return SQF_FIFO;
	case S_IFSOCK:
		return SQF_SOCKET;
	}
	return -1;
}

static int begin(
	struct sqf *s, const struct node *n, bool extended, struct record *r)
{
	const struct inode *i = n->inode;
	int type = sqf_type(i->mode);
	uint32_t uid, gid;

	if (type < 0)
		return sqf_cannot(s, n, "a file of this type");
	if (i->seconds < 0 || i->seconds > UINT32_MAX)
		return sqf_cannot(s, n, "a time before 1970 or after 2106");
	if (sqf_id(s, n, i->uid, &uid) || sqf_id(s, n, i->gid, &gid))
		return -1;
	r->len = 0;
	add16(r, (uint64_t)type + (extended ? SQF_EXTENDED : 0));
	add16(r, i->mode & 07777);
	add16(r, uid);
	add16(r, gid);
	add32(r, (uint64_t)i->seconds);
	add32(r, i->number);
	return 0;
}

static void end(struct sqf *s, struct record *r)
{
	meta_add(s->inodes, r->bytes, r->len);
}

static int put_dir(struct sqf *s, const struct node *n, uint32_t xattrs)
{
	const struct sqf_dir *d =
		(const struct sqf_dir *)(uintptr_t)n->inode->place;
	uint64_t size = d->size + 3, links = d->folders + 2;
	uint32_t parent =
		n->parent ? n->parent->inode->number : s->inode_count + 1;
	bool extended = xattrs != SQF_NONE || d->places || size > 0xffff;
	struct record r;

	if (size > UINT32_MAX || d->ref >> 16 > UINT32_MAX)
		return sqf_cannot(s, n, "as many names as are in");
	if (begin(s, n, extended, &r))
		return -1;
	if (!extended) {
		add32(&r, d->ref >> 16);
		add32(&r, links);
		add16(&r, size);
		add16(&r, d->ref);
		add32(&r, parent);
		end(s, &r);
		return 0;
	}
	add32(&r, links);
	add32(&r, size);
	add32(&r, d->ref >> 16);
	add32(&r, parent);
	add16(&r, d->places);
	add16(&r, d->ref);
	add32(&r, xattrs);
	end(s, &r);
	meta_add(s->inodes, d->index.s, d->index.len);
	return 0;
}

static int put_file(struct sqf *s, const struct node *n, uint32_t xattrs)
{
	static const struct sqf_file empty = {.fragment = SQF_NONE};
	const struct inode *i = n->inode;
	const struct sqf_file *f = &empty;
	bool extended;
	struct record r;

	if (i->place)
		f = (const struct sqf_file *)(uintptr_t)i->place;
	extended = xattrs != SQF_NONE || i->links > 1 || f->holes ||
		   f->start > UINT32_MAX || i->size > UINT32_MAX;
	if (begin(s, n, extended, &r))
		return -1;
	if (extended) {
		add64(&r, f->start);
		add64(&r, i->size);
		add64(&r, f->holes);
		add32(&r, i->links);
		add32(&r, f->fragment);
		add32(&r, f->offset);
		add32(&r, xattrs);
	} else {
		add32(&r, f->start);
		add32(&r, f->fragment);
		add32(&r, f->offset);
		add32(&r, i->size);
	}
	end(s, &r);
	for (uint32_t k = 0; k < f->count; k++) {
		uint8_t size[4];

		put32(size, f->sizes[k]);
		meta_add(s->inodes, size, sizeof size);
	}
	return 0;
}

static int put_link(struct sqf *s, const struct node *n, uint32_t xattrs)
{
	const struct inode *i = n->inode;
	struct record r;

	if (i->size > SQF_TARGET_MOST)
		return sqf_cannot(s, n, "a link of over 4096 bytes");
	if (begin(s, n, xattrs != SQF_NONE, &r))
		return -1;
	add32(&r, i->links);
	add32(&r, i->size);
	end(s, &r);
	meta_add(s->inodes, i->target, i->size);
	r.len = 0;
	if (xattrs != SQF_NONE)
		add32(&r, xattrs);
	end(s, &r);
	return 0;
}

/* Devices, pipes, sockets. */
static int put_special(struct sqf *s, const struct node *n, uint32_t xattrs)
{
	const struct inode *i = n->inode;
	struct record r;

	if (i->dev_major > 0xfff || i->dev_minor > 0xfffff)
		return sqf_cannot(s, n, "such a device");
	if (begin(s, n, xattrs != SQF_NONE, &r))
		return -1;
	add32(&r, i->links);
	if (S_ISCHR(i->mode) || S_ISBLK(i->mode))
		add32(&r, (i->dev_minor & 0xff) | i->dev_major << 8 |
				  (i->dev_minor & 0xfff00) << 12);
	if (xattrs != SQF_NONE)
		add32(&r, xattrs);
	end(s, &r);
	return 0;
}

int sqf_put_inode(struct sqf *s, const struct node *n)
{
	uint64_t here = meta_here(s->inodes);
	uint32_t xattrs;
	int r;

	if (here >> 16 > UINT32_MAX)
		return sqf_cannot(s, n, "as many files");
	if (sqf_xattrs(s, n, &xattrs))
		return -1;
	switch (n->inode->mode & S_IFMT) {
	case S_IFDIR:
		r = put_dir(s, n, xattrs);
		break;
	case S_IFREG:
		r = put_file(s, n, xattrs);
		break;
	case S_IFLNK:
		r = put_link(s, n, xattrs);
		break;
	default:
		r = put_special(s, n, xattrs);
	}
	put64(text_more(&s->exports, 8), here);
	n->inode->place = here;
	return r;
}

/* diff.c - what differs between two trees, a line for each path.
 *
 * Nanoseconds count only if both have some: not all formats keep them. Links
 * are compared as what they say: which names are one file. The mode of a
 * symbolic link means nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "escape.h"
#include "mkimage.h"
#include "source.h"
#include "tree.h"

enum { PATH_ROOM = 2 << 20, CHUNK = 64 << 10 };

struct diff {
	const char *name[2];
	bool owners, found;
	bool told; /* the path of the line */
	char path[PATH_ROOM];
	char chunk[2][CHUNK];
};

static void tell(struct diff *d, const struct node *n, const char *what)
{
	if (!d->told) {
		tree_path(n, d->path, PATH_ROOM);
		escape_print(d->path, strlen(d->path), "");
		fputs(": ", stdout);
	} else {
		fputs(", ", stdout);
	}
	fputs(what, stdout);
	d->told = d->found = true;
}

static void end_line(struct diff *d)
{
	if (d->told)
		putchar('\n');
	d->told = false;
}

static void only(struct diff *d, const struct node *n, int which)
{
	tell(d, n, "only in ");
	fputs(d->name[which], stdout);
	end_line(d);
}

static bool same_time(const struct inode *a, const struct inode *b)
{
	return a->seconds == b->seconds &&
	       (a->nanoseconds == b->nanoseconds || !a->nanoseconds ||
		       !b->nanoseconds);
}

/* 1 if the bytes are the same, 0 if not, -1 with a message. */
static int same_bytes(
	struct diff *d, const struct inode *a, const struct inode *b)
{
	uint64_t at = 0;
	int r = 1;

	if (data_open(a))
		return -1;
	if (data_open(b)) {
		data_close(a);
		return -1;
	}
	while (r == 1 && at < a->size) {
		uint64_t left = a->size - at, x, y, end;
		size_t len = left < CHUNK ? (size_t)left : CHUNK;

		if (data_next(a, at, &x, &end) || data_next(b, at, &y, &end)) {
			r = -1;
			break;
		}
		x = x < y ? x : y;
		if (x > at) { /* zeros in both */
			at = x;
			continue;
		}
		if (data_read(a, d->chunk[0], len, at) ||
			data_read(b, d->chunk[1], len, at))
			r = -1;
		else if (memcmp(d->chunk[0], d->chunk[1], len) != 0)
			r = 0;
		at += len;
	}
	data_close(a);
	data_close(b);
	return r;
}

/* place of an inode: its counterpart. */
static bool same_links(struct inode *a, struct inode *b)
{
	if (S_ISDIR(a->mode) || (!a->place && !b->place)) {
		a->place = (uintptr_t)b;
		b->place = (uintptr_t)a;
		return true;
	}
	return a->place == (uintptr_t)b && b->place == (uintptr_t)a;
}

static void compare_numbers(struct diff *d, const struct node *n,
	const struct inode *a, const struct inode *b)
{
	if (!S_ISLNK(a->mode) && (a->mode ^ b->mode) & 07777)
		tell(d, n, "mode");
	if (d->owners && a->uid != b->uid)
		tell(d, n, "owner");
	if (d->owners && a->gid != b->gid)
		tell(d, n, "group");
	if (!same_time(a, b))
		tell(d, n, "time");
	if (a->dev_major != b->dev_major || a->dev_minor != b->dev_minor)
		tell(d, n, "device");
	if (!tree_same_xattrs(a, b))
		tell(d, n, "attributes");
}

static int compare(struct diff *d, struct node *n, struct node *m)
{
	struct inode *a = n->inode, *b = m->inode;
	bool met = a->place && a->place == (uintptr_t)b;
	int same = 1;

	if ((a->mode ^ b->mode) & S_IFMT) {
		tell(d, n, "type");
		end_line(d);
		return 0;
	}
	compare_numbers(d, n, a, b);
	if (!same_links(a, b))
		tell(d, n, "links");
	if (a->target && (a->size != b->size ||
				 memcmp(a->target, b->target, a->size) != 0))
		tell(d, n, "target");
	else if (a->size != b->size)
		tell(d, n, "size");
	else if (S_ISREG(a->mode) && a->size && !met)
		same = same_bytes(d, a, b);
	if (!same)
		tell(d, n, "bytes");
	end_line(d);
	return same < 0 ? -1 : 0;
}

/* Both sorted. As deep as the tree is, see DEPTH_LIMIT. */
static int walk(struct diff *d, struct node *n, struct node *m)
{
	if (compare(d, n, m))
		return -1;
	n = n->children;
	m = m->children;
	while (n || m) {
		int order = !n ? 1 : !m ? -1 : strcmp(n->name, m->name);

		if (order < 0) {
			only(d, n, 0);
			n = n->next;
		} else if (order > 0) {
			only(d, m, 1);
			m = m->next;
		} else {
			if (walk(d, n, m))
				return -1;
			n = n->next;
			m = m->next;
		}
	}
	return 0;
}

int diff(struct tree *a, struct tree *b, bool owners)
{
	struct diff *d = xcalloc(1, sizeof *d);
	int r;

	d->name[0] = a->from;
	d->name[1] = b->from;
	d->owners = owners;
	r = walk(d, a->root, b->root);
	if (!r)
		r = d->found;
	free(d);
	return r;
}

/* write.c - cpio archives as the kernel takes them for an initramfs.
 *
 * Linux' Documentation/driver-api/early-userspace/buffer-format.rst: the format
 * is called newc. Of a file with several names the last has the bytes: that is
 * what other programs write, so that all readers know it. A symbolic link has
 * its target with every name, since the kernel makes each anew. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "formats.h"
#include "out.h"
#include "source.h"
#include "tree.h"

enum {
	HEADER = 110,
	CHUNK = 64 << 10,
	PATH_ROOM = 2 << 20,
	PATH_LONGEST = 4096
};

static const char trailer[] = "TRAILER!!!";

struct writer {
	struct tree *t;
	struct out *o;
	uint32_t inodes;
	char path[PATH_ROOM];
	uint8_t chunk[CHUNK];
};

static int check(struct writer *w, const struct node *n, const char *path)
{
	const struct inode *i = n->inode;

	if (i->size > UINT32_MAX)
		return out_cannot(w->o, "cpio", n, "a file of 4 GiB or more");
	if (i->seconds < 0 || i->seconds > UINT32_MAX)
		return out_cannot(
			w->o, "cpio", n, "a time before 1970 or after 2106");
	if (i->xattrs)
		return out_cannot(w->o, "cpio", n, "extended attributes");
	if (strlen(path) >= PATH_LONGEST ||
		(i->target && i->size >= PATH_LONGEST))
		return out_cannot(
			w->o, "cpio", n, "a path of 4096 bytes or more");
	if (strcmp(path, trailer) == 0)
		return out_cannot(w->o, "cpio", n,
			"a file of this name, which is its end");
	return 0;
}

static int pad(struct writer *w, unsigned to)
{
	static const char zeros[512];

	return out_write(w->o, zeros, (size_t)(-w->o->at & (to - 1)));
}

static int write_header(struct writer *w, const struct inode *i, uint32_t size,
	const char *name)
{
	size_t len = strlen(name) + 1;
	char text[HEADER + 1];

	snprintf(text, sizeof text,
		"070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
		i->number, i->mode, i->uid, i->gid,
		S_ISDIR(i->mode) ? 2 : i->links, (uint32_t)i->seconds, size, 0,
		0, i->dev_major, i->dev_minor, (uint32_t)len, 0);
	return out_write(w->o, text, HEADER) || out_write(w->o, name, len)
		       ? -1
		       : pad(w, 4);
}

static int write_bytes(struct writer *w, const struct inode *i)
{
	uint64_t at = 0;
	int r;

	if (i->target)
		return out_write(w->o, i->target, i->size);
	if (data_open(i))
		return -1;
	for (r = 0; !r && at < i->size;) {
		size_t len =
			i->size - at < CHUNK ? (size_t)(i->size - at) : CHUNK;

		r = data_read(i, w->chunk, len, at) ||
		    out_write(w->o, w->chunk, len);
		at += len;
	}
	data_close(i);
	return r ? -1 : 0;
}

/* place of an inode: how many of its names were written. */
static int write_node(struct writer *w, const struct node *n)
{
	struct inode *i = n->inode;
	const char *path = tree_path(n, w->path, PATH_ROOM) + 1;
	bool bytes = i->size && (i->target || i->place + 1 == i->links);

	if (check(w, n, path))
		return -1;
	if (!i->number)
		i->number = ++w->inodes;
	i->place++;
	if (write_header(w, i, bytes ? (uint32_t)i->size : 0,
		    n->parent ? path : "."))
		return -1;
	return bytes && write_bytes(w, i) ? -1 : pad(w, 4);
}

int write_cpio(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size)
{
	struct inode end = {.links = 1};
	struct writer *w = xcalloc(1, sizeof *w);
	int r = 0;

	(void)options;
	w->t = t;
	w->o = o;
	for (struct node *n = t->root; n && !r; n = tree_next(n))
		r = write_node(w, n);
	if (!r)
		r = write_header(w, &end, 0, trailer) || pad(w, 512);
	*size = o->at;
	free(w);
	return r ? -1 : 0;
}

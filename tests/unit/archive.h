/* archive.h - small archives in memory, read as they are and spoilt. */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats.h"
#include "job.h"
#include "out.h"
#include "source.h"
#include "tap.h"
#include "tree.h"

typedef int reader(struct tree *t, const struct input *in);
typedef int writer(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size);

/* All data of the tree is read: 0, or -1 with a message. */
static inline int read_data(struct tree *t)
{
	char buf[4096];

	for (struct node *n = t->root; n; n = tree_next(n)) {
		const struct inode *i = n->inode;
		uint64_t start = 0, end = 0;

		for (int left = 64; i->source && left && end < i->size;
			left--) {
			if (data_next(i, end, &start, &end))
				return -1;
			if (start < end &&
				data_read(i, buf,
					end - start < 4096
						? (size_t)(end - start)
						: 4096,
					start))
				return -1;
		}
	}
	return 0;
}

/* The tree, sorted, if into isn't NULL: for the caller to free. */
static inline int read_bytes(struct job *job, reader *read_it,
	const void *bytes, size_t size, struct tree **into)
{
	struct input in = {
		.name = "test", .fd = memfd_create("test", 0), .size = size};
	struct tree *t = tree_new(job);
	int r = write(in.fd, bytes, size) == (ssize_t)size ? 0 : -1;

	t->from = in.name;
	r = r ? r : read_it(t, &in);
	close(in.fd);
	if (!r) {
		tree_sort(t);
		r = read_data(t);
	}
	if (into)
		*into = t;
	else
		tree_free(t);
	return r;
}

/* What the writer makes of a tree; NULL if it can't. */
static inline uint8_t *write_bytes(
	struct tree *t, writer *write_it, size_t *size)
{
	struct options options = {.jobs = 1};
	struct out *o = malloc(sizeof *o);
	uint8_t *bytes = NULL;
	uint64_t end;

	tree_sort(t);
	if (out_temporary(o, t->job, "test") == 0 &&
		write_it(t, &options, o, &end) == 0 && (bytes = malloc(end)) &&
		out_read(o, bytes, end, 0) == 0)
		*size = end;
	out_close(o);
	free(o);
	return bytes;
}

/* A folder, a link, a device, a file with two names. */
static inline uint8_t *write_sample(writer *write_it, bool xattrs, size_t *size)
{
	struct job job = {.why = ""};
	struct tree *t = tree_new(&job);
	struct inode *file = tree_inode(t, S_IFREG | 0640);
	struct inode *link = tree_inode(t, S_IFLNK | 0777);
	struct inode *device = tree_inode(t, S_IFCHR | 0600);
	struct node *dir =
		tree_add(t, t->root, "d", 1, tree_inode(t, S_IFDIR | 0755));
	char name[NAME_LIMIT];
	uint8_t *bytes;

	memset(name, 'n', sizeof name);
	link->target = "f";
	link->size = 1;
	device->dev_major = 5;
	device->dev_minor = 1;
	file->uid = 70000;
	if (xattrs)
		tree_xattr(t, file, "user.name", "value", 5);
	tree_add(t, dir, "f", 1, file);
	tree_add(t, t->root, "g", 1, file);
	tree_add(t, dir, "l", 1, link);
	tree_add(t, dir, "c", 1, device);
	tree_add(t, dir, name, sizeof name, tree_inode(t, S_IFREG | 0644));
	bytes = write_bytes(t, write_it, size);
	tree_free(t);
	return bytes;
}

static inline bool same_again(
	reader *read_it, writer *write_it, const uint8_t *bytes, size_t size)
{
	struct job job = {.why = ""};
	struct tree *t;
	uint8_t *again = NULL;
	size_t len = 0;
	bool same;

	if (read_bytes(&job, read_it, bytes, size, &t) == 0)
		again = write_bytes(t, write_it, &len);
	same = again && len == size && memcmp(again, bytes, size) == 0;
	free(again);
	tree_free(t);
	return same;
}

/* How often a part of it was read as if it were whole; -1 if it failed mutely.
 * What is behind the last file may be missing in part. */
static inline int cut_anywhere(
	reader *read_it, const uint8_t *bytes, size_t size)
{
	int whole = 0;

	for (size_t len = 0; len < size - 1024; len++) {
		struct job job = {.why = ""};
		int r = read_bytes(&job, read_it, bytes, len, NULL);

		if (r && !job.why[0])
			return -1;
		whole += r == 0;
	}
	return whole;
}

/* How often it failed; -1 if mutely. */
static inline int changed_anywhere(reader *read_it, uint8_t *bytes, size_t size)
{
	static const uint8_t flips[] = {0x01, 0xff};
	int failed = 0;

	for (size_t at = 0; at < size; at++)
		for (size_t i = 0; i < sizeof flips; i++) {
			struct job job = {.why = ""};
			int r;

			bytes[at] ^= flips[i];
			r = read_bytes(&job, read_it, bytes, size, NULL);
			bytes[at] ^= flips[i];
			if (r && !job.why[0])
				return -1;
			failed += r != 0;
		}
	return failed;
}

/* Three cases that every archive's reader has. Cut behind a file, of which
 * there are so many before the last, it may be a shorter archive. */
static inline void damage(
	reader *read_it, writer *write_it, bool xattrs, int whole)
{
	size_t size;
	uint8_t *archive = write_sample(write_it, xattrs, &size);

	OK(archive && same_again(read_it, write_it, archive, size),
		"an archive of its own is read and written the same");
	OK(archive && cut_anywhere(read_it, archive, size) == whole,
		"cut anywhere else it is an error, and says so");
	OK(archive && changed_anywhere(read_it, archive, size) > 0,
		"with any byte changed it is read, or an error that says so");
	free(archive);
}

#endif

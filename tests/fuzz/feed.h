/* feed.h - give bytes to a reader of mkimage, and read all that it finds. */
#ifndef FEED_H
#define FEED_H

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats.h"
#include "job.h"
#include "source.h"
#include "tree.h"

/* What is unpacked is at most so large as the file that it goes to may be. */
static inline void feed_limit(void)
{
	static const struct rlimit most = {64 << 20, 64 << 20};

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &most);
}

/* A file in memory with these bytes. */
static inline int feed_file(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	return fd;
}

/* A file's data, where there is any; holes may be of any size. */
static inline void feed_read(const struct inode *i, uint64_t *left)
{
	uint64_t start = 0, end = 0;
	char buf[4096];

	if (data_open(i))
		return;
	while (*left && data_next(i, end, &start, &end) == 0 &&
		start < i->size) {
		if (end <= start || end > i->size)
			abort();
		for (; start < end && *left; --*left) {
			size_t len = end - start < sizeof buf
					     ? (size_t)(end - start)
					     : sizeof buf;

			if (data_read(i, buf, len, start))
				*left = 1;
			start += len;
		}
	}
	data_close(i);
}

static inline int feed(const uint8_t *data, size_t size,
	int (*read_it)(struct tree *t, const struct input *in))
{
	struct input in = {
		.name = "fuzz", .fd = feed_file(data, size), .size = size};
	struct job job = {.why = ""};
	struct tree *t = tree_new(&job);
	uint64_t left = 256; /* pieces to read in all */

	t->from = in.name;
	if (read_it(t, &in) == 0) {
		tree_sort(t);
		for (struct node *n = t->root; n; n = tree_next(n))
			if (S_ISREG(n->inode->mode))
				feed_read(n->inode, &left);
	} else if (!job.why[0]) {
		abort(); /* failed, and doesn't say why */
	}
	tree_free(t);
	close(in.fd);
	return 0;
}

#endif

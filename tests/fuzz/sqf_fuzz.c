/* sqf_fuzz.c - libFuzzer: any bytes as a squashfs image, with all its names and
 * the first of its data. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats.h"
#include "io.h"
#include "job.h"
#include "source.h"
#include "tree.h"

enum { PIECE = 64 << 10, MOST = 4 << 20 };

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* *left: what may still be read of all files. */
static void read_file_data(const struct inode *i, uint64_t *left)
{
	static char buf[PIECE];
	uint64_t start = 0, end = 0;

	while (*left && data_next(i, end, &start, &end) == 0 &&
		start < i->size) {
		if (start >= end || end > i->size)
			abort();
		for (; *left && start < end;) {
			uint64_t n = least(least(end - start, PIECE), *left);

			if (data_read(i, buf, n, start))
				return;
			start += n;
			*left -= n;
		}
	}
}

static void read_image(int fd, uint64_t size)
{
	struct job job = {.why = ""};
	struct input in = {.name = "image", .fd = fd, .size = size};
	struct tree *t = tree_new(&job);
	uint64_t left = MOST;

	if (read_sqf(t, &in)) {
		if (!job.why[0])
			abort();
	} else {
		tree_sort(t);
		for (struct node *n = t->root; n; n = tree_next(n)) {
			if (!S_ISREG(n->inode->mode))
				continue;
			if (data_open(n->inode) == 0)
				read_file_data(n->inode, &left);
			data_close(n->inode);
		}
	}
	tree_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("image", MFD_CLOEXEC);

	if (fd < 0 || write_all(fd, data, size))
		abort();
	read_image(fd, size);
	close(fd);
	return 0;
}

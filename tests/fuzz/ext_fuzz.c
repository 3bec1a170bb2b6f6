/* ext_fuzz.c - read_ext() with whatever libFuzzer thinks of, and all that the
 * files it finds have; of each file at most a few MB. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats.h"
#include "job.h"
#include "source.h"
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 4 << 20 };

static void read_range(
	const struct inode *i, uint64_t start, uint64_t end, uint64_t *left)
{
	static uint8_t buf[65536];

	while (start < end && *left) {
		size_t n = sizeof buf;

		if (n > end - start)
			n = (size_t)(end - start);
		if (n > *left)
			n = (size_t)*left;
		if (data_read(i, buf, n, start))
			return;
		start += n;
		*left -= n;
	}
}

static void read_file(const struct inode *i)
{
	uint64_t start, end = 0, left = MOST;

	if (data_open(i))
		return;
	read_range(i, 0, i->size < MOST ? i->size : MOST, &left);
	left = MOST;
	while (end < i->size && left) {
		uint64_t at = end;

		if (data_next(i, at, &start, &end))
			break;
		if (start < at || end < start || end > i->size)
			abort();
		if (start == end && start < i->size)
			abort();
		read_range(i, start, end, &left);
	}
	data_close(i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct job job = {.why = ""};
	struct input in = {
		.name = "image", .fd = memfd_create("image", 0), .size = size};
	struct tree *t = tree_new(&job);
	int r;

	t->from = in.name;
	if (write(in.fd, data, size) != (ssize_t)size)
		abort();
	r = read_ext(t, &in);
	close(in.fd);
	if ((r != 0) != (job.why[0] != 0))
		abort();
	if (!r) {
		tree_sort(t);
		for (struct node *n = t->root; n; n = tree_next(n)) {
			job.why[0] = 0;
			if (n->inode->source)
				read_file(n->inode);
		}
	}
	tree_free(t);
	return 0;
}

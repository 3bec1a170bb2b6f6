/* mkimage.c - make, list and extract the images of a file tree.
 * (for now: mkimage FORMAT OUT DIR...) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "formats.h"
#include "job.h"
#include "out.h"
#include "source.h"
#include "tree.h"

int main(int argc, char **argv)
{
	static struct out out;
	struct options options = { .codec = CODEC_GZIP, .level = 6, .jobs = 2 };
	struct job job = { .why = "" };
	struct tree *t = tree_new(&job);
	uint64_t size = 0;
	int r;

	if (argc < 4)
		die_usage("FORMAT OUT DIR...");
	options.ext4 = strcmp(argv[1], "ext4") == 0;
	for (int i = 3; i < argc; i++) {
		struct tree *more = tree_new(&job);

		if (read_dir(more, argv[i]) || tree_merge(t, more))
			die("%s", job.why);
	}
	tree_sort(t);
	if (out_open(&out, &job, argv[2]))
		die("%s", job.why);
	if (strcmp(argv[1], "sqf") == 0)
		r = write_sqf(t, &options, &out, &size);
	else if (strcmp(argv[1], "list") == 0) {
		char path[4096], buf[65536];
		r = 0;
		for (struct node *n = t->root; n; n = tree_next(n)) {
			const struct inode *i = n->inode;
			uint64_t start = 0, end = 0;
			printf("%o %u %llu %s %s\n", i->mode, i->links,
				(unsigned long long)i->size,
				tree_path(n, path, sizeof path),
				i->target ? i->target : "");
			for (struct xattr *x = i->xattrs; x; x = x->next)
				printf("  %s %u\n", x->name, x->length);
			if (!i->source || data_open(i))
				continue;
			while (data_next(i, end, &start, &end) == 0 && start < i->size)
				while (start < end) {
					size_t n2 = end - start > sizeof buf ? sizeof buf : end - start;
					if (data_read(i, buf, n2, start))
						die("%s", job.why);
					start += n2;
				}
			data_close(i);
		}
	} else
		r = write_ext(t, &options, &out, &size);
	if (r || out_finish(&out, size)) {
		out_close(&out);
		die("%s", job.why);
	}
	out_close(&out);
	tree_free(t);
	return 0;
}

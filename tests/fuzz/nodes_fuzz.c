/* nodes_fuzz.c - any text as a table of nodes, for a tree with a few files. */
#include <stdio.h>

#include "feed.h"
#include "mkimage.h"

static void fill(struct tree *t)
{
	struct node *dir =
		tree_add(t, t->root, "d", 1, tree_inode(t, S_IFDIR | 0755));
	struct inode *file = tree_inode(t, S_IFREG | 0644);

	tree_add(t, dir, "f", 1, file);
	tree_add(t, t->root, "g", 1, file);
	tree_add(t, dir, "e", 1, tree_inode(t, S_IFDIR | 0700));
}

static int read_table(struct tree *t, const struct input *in)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", in->fd);
	fill(t);
	return read_nodes(t, path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return feed(data, size, read_table);
}

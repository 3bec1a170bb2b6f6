/* path.c - the paths of archives and tables, looked up in a tree.
 *
 * Nothing outside the tree can be named: there is no way up, and no symbolic
 * link is followed. */
#include <string.h>
#include <sys/stat.h>

#include "path.h"
#include "tree.h"

static int shown(size_t len)
{
	return len > NAME_LIMIT ? NAME_LIMIT : (int)len;
}

/* The folder of that name, which the path goes on through. */
static struct node *go_down(struct tree *t, struct node *dir, const char *name,
	size_t len, const struct inode *like)
{
	struct node *n = tree_find(t, dir, name, len);
	struct inode *i;
	char path[400];

	if (n && S_ISDIR(n->inode->mode))
		return n;
	tree_path(dir, path, sizeof path);
	if (n) {
		tree_bad(t, "in %s, %s is no folder", path, n->name);
		return NULL;
	}
	if (!like) {
		tree_bad(t, "in %s there is no %.*s", path, shown(len), name);
		return NULL;
	}
	i = tree_inode(t, S_IFDIR | 0755);
	i->implied = true;
	i->seconds = like->seconds;
	i->nanoseconds = like->nanoseconds;
	return tree_add(t, dir, name, len, i);
}

int path_find(struct tree *t, const char *path, size_t len,
	const struct inode *like, struct place *place)
{
	const char *end = path + len;

	*place = (struct place){.node = t->root};
	if (memchr(path, 0, len) || len > PATH_LIMIT)
		return tree_bad(t, "a wrong path: %.*s", shown(len), path);
	while (path < end) {
		const char *slash = memchr(path, '/', (size_t)(end - path));
		size_t n = (size_t)((slash ? slash : end) - path);
		const char *name = path;

		path += n + (slash != NULL);
		if (n == 0 || (n == 1 && *name == '.'))
			continue;
		if (n == 2 && memcmp(name, "..", 2) == 0)
			return tree_bad(t, "a path that goes up: ..");
		if (place->dir)
			place->dir = go_down(
				t, place->dir, place->name, place->len, like);
		else
			place->dir = t->root;
		if (!place->dir)
			return -1;
		place->name = name;
		place->len = n;
	}
	if (place->dir)
		place->node = tree_find(t, place->dir, place->name, place->len);
	return 0;
}

int path_put(struct tree *t, const struct place *place, struct inode *i)
{
	char path[400];

	if (!place->node)
		return tree_add(t, place->dir, place->name, place->len, i) ? 0
									   : -1;
	if (S_ISDIR(place->node->inode->mode) != S_ISDIR(i->mode))
		return tree_bad(t, "%s is a folder and another file",
			tree_path(place->node, path, sizeof path));
	place->node->inode = i;
	i->implied = false;
	return 0;
}

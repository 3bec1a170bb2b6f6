/* path.h - the paths of archives and tables, looked up in a tree. */
#ifndef PATH_H
#define PATH_H

#include <stddef.h>
#include <stdint.h>

struct inode;
struct node;
struct tree;

enum { PATH_LIMIT = 65535 };

/* Where a path leads. */
struct place {
	struct node *dir; /* NULL: the path is the root's */
	const char *name; /* in it, len bytes of the path */
	size_t len;
	struct node *node; /* NULL: there is none yet */
};

/* "/" and "./" in front, and what is empty or "." between, are nothing; ".." is
 * an error, and so is a path through what is no folder. Folders that are
 * missing on the way are made, 0755, 0:0, with like's time, or if that is NULL
 * are an error: nothing says that who owns a file may write beside it. 0, or -1
 * with tree_bad()'s message. */
int path_find(struct tree *t, const char *path, size_t len,
	const struct inode *like, struct place *place);

/* Put an inode there. A folder joins a folder, and of two other files the later
 * stays; a folder and another file are an error. */
int path_put(struct tree *t, const struct place *place, struct inode *i);

#endif

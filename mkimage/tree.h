/* tree.h - the files of an image, wherever they were read from.
 *
 * Readers fill a tree of their own, trees are merged, a writer takes the
 * result. All is allocated from the tree and goes with it; nothing is freed
 * alone. */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job;
struct source;
struct arena;

/* Deeper than DEPTH_LIMIT nothing goes: what is done by recursion may be. */
enum { NAME_LIMIT = 255, DEPTH_LIMIT = 4096 };

struct xattr {
	struct xattr *next; /* in the order of the names' bytes */
	const char *name;   /* whole, as in user.comment */
	const void *value;
	uint32_t length;
};

struct inode {
	struct source
		*source; /* has a regular file's bytes; NULL: there are none */
	uint64_t where;	 /* what the source knows it by */
	uint64_t size; /* of a regular file or a link's target, in bytes; else 0
			*/
	int64_t seconds; /* of the last modification */
	uint32_t nanoseconds;
	uint32_t mode; /* type and permissions, with Linux' numbers */
	uint32_t uid, gid;
	uint32_t
		links; /* names in the tree; a directory's: 1. Of tree_sort() */
	uint32_t dev_major, dev_minor; /* of a device */
	uint32_t number;	       /* the writer's own, 0 before */
	uint64_t place;		       /* the writer's own, 0 before */
	const char *target;	       /* of a symbolic link */
	struct xattr *xattrs;
	bool implied; /* a folder that is there only for what is in it */
};

struct node {
	struct node *parent; /* the root's: NULL */
	struct node *next;   /* with the same parent */
	struct node *children;
	struct node *chain; /* in the table of names */
	struct inode *inode;
	uint32_t depth; /* the root's: 0 */
	uint32_t hash;	/* for the table */
	char name[]; /* 1 to 255 bytes but '/', not "." or ".."; the root's: ""
		      */
};

struct tree {
	struct job *job;	/* keeps the message when something failed */
	struct node *root;	/* implied, 0755, until a reader says else */
	const char *from;	/* what is being read, and the byte it is at: */
	uint64_t offset;	/* for tree_bad() */
	unsigned line;		/* in the place of a byte, if it isn't 0 */
	struct source *sources; /* closed with the tree */
	size_t count;		/* nodes, with the root */
	struct node **table;
	size_t slots;
	struct arena *arena;
};

struct tree *tree_new(struct job *job);
void tree_free(struct tree *t);

/* Memory of the tree, zeroed, aligned for any of the above. Ends the tool when
 * there is none. tree_text() copies len bytes and puts a NUL behind. */
void *tree_alloc(struct tree *t, size_t size);
char *tree_text(struct tree *t, const void *text, size_t len);

struct inode *tree_inode(struct tree *t, uint32_t mode);

/* The input is wrong: -1, with the message "read FROM: byte OFFSET: ...",
 * or "read FROM:LINE: ...". */
int tree_bad(struct tree *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Add a name; inode may have names already (a hard link, not of a directory).
 * NULL with a message if it is too deep, the name is no name or
 * is there already. */
struct node *tree_add(struct tree *t, struct node *dir, const char *name,
	size_t len, struct inode *inode);
struct node *tree_find(const struct tree *t, const struct node *dir,
	const char *name, size_t len);

/* Unlink a node with all below it. before is NULL, or of the names beside it
 * one that comes earlier: the search for its place begins there. */
void tree_remove(struct tree *t, struct node *node, struct node *before);

/* Add an attribute in its place; one of that name is replaced. -1 with a
 * message for what no file of Linux can have: no name behind "user." or such,
 * names of more than 255 bytes, a value or all names of more than 64 kB. */
int tree_xattr(struct tree *t, struct inode *i, const char *name,
	const void *value, uint32_t length);

/* The same names with the same values. */
bool tree_same_xattrs(const struct inode *a, const struct inode *b);

/* Move all of from, which is gone then, over into. Of two files the later wins,
 * two directories become one with the attributes of the later that isn't
 * implied; a directory and anything else is an error: -1 with a message. */
int tree_merge(struct tree *into, struct tree *from);

/* Put all names in the order of their bytes, and count links. */
void tree_sort(struct tree *t);

/* The next in depth-first order, parents first; NULL after the last. */
struct node *tree_next(const struct node *n);

/* An earlier name of the file, or NULL; each node is asked for once. It is kept
 * in place. */
const struct node *tree_earlier(const struct node *n);

/* The path from the root as "/a/b", the root's "/"; cut at the front if longer
 * than size. For messages and lists: returns buf. */
char *tree_path(const struct node *n, char *buf, size_t size);

#endif

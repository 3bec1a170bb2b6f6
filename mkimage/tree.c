/* tree.c - the files of an image, wherever they were read from. */
#include <linux/limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "arena.h"
#include "job.h"
#include "source.h"
#include "tree.h"

void *tree_alloc(struct tree *t, size_t size)
{
	return arena_alloc(&t->arena, size);
}

char *tree_text(struct tree *t, const void *text, size_t len)
{
	char *p = tree_alloc(t, len + 1);

	memcpy(p, text, len);
	return p;
}

struct tree *tree_new(struct job *job)
{
	struct tree *t = xcalloc(1, sizeof *t);

	t->job = job;
	t->root = tree_alloc(t, sizeof *t->root + 1);
	t->root->inode = tree_inode(t, S_IFDIR | 0755);
	t->root->inode->implied = true;
	t->count = 1;
	return t;
}

void tree_free(struct tree *t)
{
	source_end(t->sources);
	arena_free(t->arena);
	free(t->table);
	free(t);
}

struct inode *tree_inode(struct tree *t, uint32_t mode)
{
	struct inode *i = tree_alloc(t, sizeof *i);

	i->mode = mode;
	return i;
}

/* FNV-1a, begun with the folder. */
static uint32_t hash_of(const struct node *dir, const char *name, size_t len)
{
	uint64_t hash = 14695981039346656037u ^ (uint64_t)(uintptr_t)dir;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 1099511628211u;
	return (uint32_t)(hash ^ hash >> 32);
}

static struct node **slot_of(const struct tree *t, uint32_t hash)
{
	return &t->table[hash & (t->slots - 1)];
}

static void enter(struct tree *t, struct node *n)
{
	struct node **slot = slot_of(t, n->hash);

	n->chain = *slot;
	*slot = n;
}

static void grow(struct tree *t)
{
	struct node **old = t->table;
	size_t slots = t->slots;

	t->slots = slots ? 4 * slots : 1024;
	t->table = xcalloc(t->slots, sizeof *t->table);
	for (size_t i = 0; i < slots; i++) {
		while (old[i]) {
			struct node *n = old[i];

			old[i] = n->chain;
			enter(t, n);
		}
	}
	free(old);
}

static void leave(struct tree *t, const struct node *n)
{
	struct node **at = slot_of(t, n->hash);

	while (*at != n)
		at = &(*at)->chain;
	*at = n->chain;
}

static struct node *find(const struct tree *t, const struct node *dir,
	const char *name, size_t len, uint32_t hash)
{
	if (!t->slots)
		return NULL;
	for (struct node *n = *slot_of(t, hash); n; n = n->chain)
		if (n->hash == hash && n->parent == dir &&
			strlen(n->name) == len &&
			memcmp(n->name, name, len) == 0)
			return n;
	return NULL;
}

struct node *tree_find(const struct tree *t, const struct node *dir,
	const char *name, size_t len)
{
	return find(t, dir, name, len, hash_of(dir, name, len));
}

static void link_in(
	struct tree *t, struct node *n, struct node *dir, uint32_t hash)
{
	if (t->count >= t->slots)
		grow(t);
	n->hash = hash;
	n->parent = dir;
	n->depth = dir->depth + 1;
	n->next = dir->children;
	dir->children = n;
	t->count++;
	enter(t, n);
}

int tree_bad(struct tree *t, const char *fmt, ...)
{
	char text[480];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (t->line)
		return fail(t->job, "read %s:%u: %s", t->from, t->line, text);
	return fail(t->job, "read %s: byte %llu: %s", t->from,
		(unsigned long long)t->offset, text);
}

static bool is_name(const char *name, size_t len)
{
	if (len == 0 || len > NAME_LIMIT || memchr(name, '/', len) ||
		memchr(name, 0, len))
		return false;
	return !(name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')));
}

struct node *tree_add(struct tree *t, struct node *dir, const char *name,
	size_t len, struct inode *inode)
{
	bool good = is_name(name, len);
	uint32_t hash = good ? hash_of(dir, name, len) : 0;
	char path[400];
	struct node *n;

	if (!good || find(t, dir, name, len, hash)) {
		tree_bad(t, "a %s name in %s: %.*s", good ? "second" : "wrong",
			tree_path(dir, path, sizeof path),
			(int)(len > NAME_LIMIT ? NAME_LIMIT : len), name);
		return NULL;
	}
	if (dir->depth >= DEPTH_LIMIT) {
		tree_bad(t, "more than %d folders deep: %s", DEPTH_LIMIT,
			tree_path(dir, path, sizeof path));
		return NULL;
	}
	n = tree_alloc(t, sizeof *n + len + 1);
	memcpy(n->name, name, len);
	n->inode = inode;
	link_in(t, n, dir, hash);
	return n;
}

static void unlink_one(struct tree *t, struct node *n, struct node *before)
{
	struct node **at = before ? &before->next : &n->parent->children;

	leave(t, n);
	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
	t->count--;
}

void tree_remove(struct tree *t, struct node *node, struct node *before)
{
	struct node *n = node;

	for (;;) {
		struct node *up = n->parent;

		if (n->children) {
			n = n->children;
			continue;
		}
		unlink_one(t, n, n == node ? before : NULL);
		if (n == node)
			return;
		n = up;
	}
}

/* The limits of the kernel's setxattr(2). */
static int check_xattr(struct tree *t, const struct inode *i, const char *name,
	uint32_t length)
{
	const char *dot = strchr(name, '.');
	size_t len = strlen(name), all = len + 1;

	for (const struct xattr *x = i->xattrs; x; x = x->next)
		all += strlen(x->name) + 1;
	if (!len || len > XATTR_NAME_MAX || (dot && !dot[1]))
		return tree_bad(t, "an attribute of a wrong name: %.*s",
			XATTR_NAME_MAX, name);
	if (length > XATTR_SIZE_MAX)
		return tree_bad(t, "%s has %u bytes", name, length);
	if (all > XATTR_LIST_MAX)
		return tree_bad(t, "too many attributes");
	return 0;
}

int tree_xattr(struct tree *t, struct inode *i, const char *name,
	const void *value, uint32_t length)
{
	struct xattr **at = &i->xattrs, *x;

	if (check_xattr(t, i, name, length))
		return -1;
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	x = *at;
	if (!x || strcmp(x->name, name) != 0) {
		x = tree_alloc(t, sizeof *x);
		x->name = tree_text(t, name, strlen(name));
		x->next = *at;
		*at = x;
	}
	x->value = tree_text(t, value, length);
	x->length = length;
	return 0;
}

bool tree_same_xattrs(const struct inode *a, const struct inode *b)
{
	const struct xattr *x = a->xattrs, *y = b->xattrs;

	for (; x && y; x = x->next, y = y->next)
		if (strcmp(x->name, y->name) != 0 || x->length != y->length ||
			memcmp(x->value, y->value, x->length) != 0)
			return false;
	return !x && !y;
}

/* Its memory and its sources; it has no nodes any more. */
static void adopt(struct tree *into, struct tree *from)
{
	struct source **at = &into->sources;

	arena_join(&into->arena, from->arena);
	while (*at)
		at = &(*at)->next;
	*at = from->sources;
	free(from->table);
	free(from);
}

/* One name of from, which has a node of that name already. */
static int join(struct tree *into, struct node *old, struct node *new)
{
	char path[400];

	if (S_ISDIR(old->inode->mode) != S_ISDIR(new->inode->mode))
		return fail(into->job,
			"merge %s: a directory here, a file there",
			tree_path(old, path, sizeof path));
	if (!new->inode->implied || old->inode->implied)
		old->inode = new->inode;
	return 0;
}

/* The nodes of a list, and all below them, go below to. */
static int move(struct tree *into, struct node *to, struct node *list)
{
	while (list) {
		struct node *n = list, *below = n->children;
		size_t len = strlen(n->name);
		uint32_t hash = hash_of(to, n->name, len);
		struct node *old = find(into, to, n->name, len, hash);

		list = n->next;
		if (!old) {
			n->children = NULL;
			link_in(into, n, to, hash);
			old = n;
		} else if (join(into, old, n)) {
			return -1;
		}
		if (move(into, old, below))
			return -1;
	}
	return 0;
}

/* What is empty is put into the other. */
static void swap(struct tree *a, struct tree *b)
{
	struct tree c = *a;

	*a = *b;
	*b = c;
}

int tree_merge(struct tree *into, struct tree *from)
{
	struct node *root;

	if (into->count == 1 && into->root->inode->implied)
		swap(into, from);
	root = from->root;
	adopt(into, from);
	if (join(into, into->root, root))
		return -1;
	return move(into, into->root, root->children);
}

static int by_name(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* The array is kept for the next folder. */
struct array {
	struct node **nodes;
	size_t size;
};

static void sort_children(struct node *dir, struct array *array)
{
	size_t count = 0;

	for (struct node *n = dir->children; n; n = n->next) {
		if (count == array->size) {
			array->size = count ? 2 * count : 256;
			array->nodes = xrealloc(array->nodes,
				array->size * sizeof *array->nodes);
		}
		array->nodes[count++] = n;
	}
	if (!count)
		return;
	qsort(array->nodes, count, sizeof *array->nodes, by_name);
	dir->children = array->nodes[0];
	for (size_t i = 0; i < count; i++)
		array->nodes[i]->next =
			i + 1 < count ? array->nodes[i + 1] : NULL;
}

void tree_sort(struct tree *t)
{
	struct array array = {NULL, 0};

	for (struct node *n = t->root; n; n = tree_next(n)) {
		sort_children(n, &array);
		n->inode->links = 0;
	}
	free(array.nodes);
	for (struct node *n = t->root; n; n = tree_next(n))
		n->inode->links++;
}

struct node *tree_next(const struct node *n)
{
	if (n->children)
		return n->children;
	while (n && !n->next)
		n = n->parent;
	return n ? n->next : NULL;
}

const struct node *tree_earlier(const struct node *n)
{
	struct inode *i = n->inode;
	const struct node *first = (const struct node *)(uintptr_t)i->place;

	if (!first)
		i->place = (uintptr_t)n;
	return first;
}

char *tree_path(const struct node *n, char *buf, size_t size)
{
	char *p = buf + size;

	*--p = 0;
	if (!n->parent)
		*--p = '/';
	for (; n->parent; n = n->parent) {
		size_t len = strlen(n->name);

		if ((size_t)(p - buf) < len + 4) {
			memcpy(p -= 3, "...", 3);
			break;
		}
		memcpy(p -= len, n->name, len);
		*--p = '/';
	}
	return memmove(buf, p, (size_t)(buf + size - p));
}

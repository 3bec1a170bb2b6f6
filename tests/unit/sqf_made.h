/* sqf_made.h - trees and squashfs images in memory, for tests. */
#ifndef SQF_MADE_H
#define SQF_MADE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats.h"
#include "job.h"
#include "out.h"
#include "source.h"
#include "tree.h"

/* A file's bytes: zeros but from..to, where each byte follows from its offset
 * and the seed. */
struct content {
	uint64_t from, to;
	uint32_t seed;
};

struct made_source {
	struct source source;
	uint64_t bytes; /* that were read */
};

static inline uint8_t made_byte(const struct content *c, uint64_t offset)
{
	uint64_t x = (offset / 7 + c->seed) * 0x9e3779b97f4a7c15u;

	return offset < c->from || offset >= c->to ? 0 : (uint8_t)(x >> 37);
}

static inline ssize_t made_read(struct source *s, const struct inode *i,
	void *buf, size_t len, uint64_t offset)
{
	const struct content *c = (const void *)(uintptr_t)i->where;
	uint8_t *p = buf;

	((struct made_source *)s)->bytes += len;
	for (size_t k = 0; k < len; k++)
		p[k] = made_byte(c, offset + k);
	return (ssize_t)len;
}

static inline int made_next(struct source *s, const struct inode *i,
	uint64_t offset, uint64_t *start, uint64_t *end)
{
	const struct content *c = (const void *)(uintptr_t)i->where;

	(void)s;
	*start = offset > c->from ? offset : c->from;
	*end = c->to;
	if (*start >= c->to)
		*start = *end = i->size;
	return 0;
}

static inline void made_end(struct source *s)
{
	free(s);
}

static const struct source_type made_type = {
	NULL, made_read, made_next, NULL, made_end};

static inline struct tree *made_tree(struct job *job)
{
	struct tree *t = tree_new(job);
	struct made_source *s = calloc(1, sizeof *s);

	if (!s)
		abort();
	s->source.type = &made_type;
	s->source.job = job;
	t->sources = &s->source;
	return t;
}

static inline struct node *made_node(
	struct tree *t, struct node *dir, const char *name, uint32_t mode)
{
	struct inode *i = tree_inode(t, mode);

	i->seconds = 1700000000;
	return tree_add(t, dir, name, strlen(name), i);
}

/* size bytes, other than 0 from..to only. */
static inline struct node *made_file(struct tree *t, struct node *dir,
	const char *name, uint64_t size, struct content c)
{
	struct node *n = made_node(t, dir, name, S_IFREG | 0644);
	struct content *kept = tree_alloc(t, sizeof *kept);

	*kept = c;
	n->inode->source = t->sources;
	n->inode->where = (uintptr_t)kept;
	n->inode->size = size;
	return n;
}

/* The image in a file without a name: its descriptor, or -1. */
static inline int made_image(
	struct tree *t, const struct options *options, uint64_t *size)
{
	struct out *o = calloc(1, sizeof *o);
	int fd = memfd_create("image", MFD_CLOEXEC);

	if (!o || fd < 0)
		abort();
	o->job = t->job;
	o->name = "image";
	o->fd = fd;
	tree_sort(t);
	if (write_sqf(t, options, o, size) || out_flush(o) ||
		ftruncate(fd, (off_t)*size)) {
		close(fd);
		fd = -1;
	}
	free(o);
	return fd;
}

/* The image as a tree: NULL with a message in job. */
static inline struct tree *made_read_back(
	int fd, uint64_t size, struct job *job)
{
	struct input in = {.name = "image", .fd = fd, .size = size};
	struct tree *t = tree_new(job);

	if (read_sqf(t, &in)) {
		tree_free(t);
		return NULL;
	}
	tree_sort(t);
	return t;
}

#endif

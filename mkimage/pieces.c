/* pieces.c - a source whose files lie in an archive, in one or more pieces. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "at.h"
#include "formats.h"
#include "job.h"
#include "pieces.h"
#include "source.h"
#include "tree.h"

struct archive {
	struct source source;
	const char *name;
	int fd;
};

/* What where of an inode points to. */
struct pieces {
	size_t count;
	struct piece piece[];
};

/* The first piece that ends behind offset; count if there is none. */
static size_t piece_at(const struct pieces *p, uint64_t offset)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (p->piece[middle].offset + p->piece[middle].length <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct pieces *pieces_of(const struct inode *i)
{
	return (const struct pieces *)(uintptr_t)i->where;
}

static ssize_t archive_read(struct source *s, const struct inode *i, void *buf,
	size_t len, uint64_t offset)
{
	const struct archive *a = (const struct archive *)s;
	const struct pieces *p = pieces_of(i);
	size_t k = piece_at(p, offset);
	uint64_t zeros = (k < p->count ? p->piece[k].offset : i->size);
	uint64_t left;
	ssize_t n;

	if (zeros > offset) {
		left = zeros - offset;
		n = (ssize_t)(len < left ? len : (size_t)left);
		memset(buf, 0, (size_t)n);
		return n;
	}
	if (k == p->count)
		return fail(s->job, "read %s: past a file's end", a->name);
	left = p->piece[k].offset + p->piece[k].length - offset;
	if (len > left)
		len = (size_t)left;
	offset += p->piece[k].at - p->piece[k].offset;
	n = read_at(a->fd, buf, len, offset);
	if (n > 0)
		return n;
	return fail(s->job,
		n ? "read %s:" : "read %s: it has become shorter meanwhile",
		a->name);
}

static int archive_next(struct source *s, const struct inode *i,
	uint64_t offset, uint64_t *start, uint64_t *end)
{
	const struct pieces *p = pieces_of(i);
	size_t k = piece_at(p, offset);

	(void)s;
	*start = *end = i->size;
	if (k == p->count)
		return 0;
	*start = p->piece[k].offset > offset ? p->piece[k].offset : offset;
	*end = p->piece[k].offset + p->piece[k].length;
	return 0;
}

static void archive_end(struct source *s)
{
	struct archive *a = (struct archive *)s;

	close(a->fd);
	free(a);
}

static const struct source_type archive_type = {
	NULL, archive_read, archive_next, NULL, archive_end};

struct source *pieces_new(struct tree *t, const struct input *in)
{
	struct archive *a = xcalloc(1, sizeof *a);

	a->source.type = &archive_type;
	a->source.job = t->job;
	a->name = in->name;
	a->fd = fcntl(in->fd, F_DUPFD_CLOEXEC, 3);
	if (a->fd < 0) {
		fail(t->job, "read %s:", in->name);
		free(a);
		return NULL;
	}
	a->source.next = t->sources;
	t->sources = &a->source;
	return &a->source;
}

void pieces_set(struct tree *t, struct inode *i, struct source *s,
	const struct piece *pieces, size_t count)
{
	struct pieces *p = tree_alloc(t, sizeof *p + count * sizeof *p->piece);

	p->count = count;
	if (count)
		memcpy(p->piece, pieces, count * sizeof *p->piece);
	i->where = (uintptr_t)p;
	i->source = s;
}

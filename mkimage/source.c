/* source.c - where the bytes of a tree's regular files come from. */
#include "job.h"
#include "source.h"
#include "tree.h"

int data_open(const struct inode *i)
{
	struct source *s = i->source;

	return s && s->type->open ? s->type->open(s, i) : 0;
}

int data_read(const struct inode *i, void *buf, size_t len, uint64_t offset)
{
	char *to = buf;

	while (len) {
		ssize_t n =
			i->source->type->read(i->source, i, to, len, offset);

		if (n < 0)
			return -1;
		job_read(i->source->job, (uint64_t)n);
		to += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

int data_next(
	const struct inode *i, uint64_t offset, uint64_t *start, uint64_t *end)
{
	struct source *s = i->source;

	if (s && s->type->next && offset < i->size)
		return s->type->next(s, i, offset, start, end);
	*start = s ? offset : i->size;
	*end = i->size;
	return 0;
}

void data_close(const struct inode *i)
{
	if (i->source && i->source->type->close)
		i->source->type->close(i->source);
	if (i->source)
		i->source->job->files_done++;
}

void source_end(struct source *list)
{
	while (list) {
		struct source *next = list->next;

		list->type->end(list);
		list = next;
	}
}

/* source.h - where the bytes of a tree's regular files come from.
 *
 * One file of a source is open at a time. data_...() is for writers. */
#ifndef SOURCE_H
#define SOURCE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct inode;
struct job;
struct source;

/* Each fails with -1 and a message; open and close may be NULL. */
struct source_type {
	int (*open)(struct source *s, const struct inode *i);
	/* Bytes read, at most len, at least 1: offset is below the size. */
	ssize_t (*read)(struct source *s, const struct inode *i, void *buf,
		size_t len, uint64_t offset);
	/* Put the first byte at or after offset that may be other than 0 into
	 * *start, and the end of that part into *end; both are the size if only
	 * zeros follow. NULL: all is data. */
	int (*next)(struct source *s, const struct inode *i, uint64_t offset,
		uint64_t *start, uint64_t *end);
	void (*close)(struct source *s);
	void (*end)(struct source *s); /* the source, with its memory */
};

struct source {
	const struct source_type *type;
	struct source *next;
	struct job *job;
};

/* Of a regular file without bytes (no source) these may be called, too. */
int data_open(const struct inode *i);
/* All len bytes, or -1: past the size is an error. Counts as progress. */
int data_read(const struct inode *i, void *buf, size_t len, uint64_t offset);
int data_next(
	const struct inode *i, uint64_t offset, uint64_t *start, uint64_t *end);
void data_close(const struct inode *i);

/* End a list of them. */
void source_end(struct source *list);

#endif

/* out.h - a file that appears under its name when it is whole. */
#ifndef OUT_H
#define OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job;
struct node;

enum { OUT_BUFFER = 256 << 10 };

struct out {
	struct job *job;
	const char *name; /* for messages */
	char *path; /* where links lead from there; NULL: it gets no name */
	char *temporary; /* a name of it that is to be removed, or NULL */
	int fd;		 /* regular, empty at first; may be read back */
	int to;		 /* what gets a copy when all is there, or -1: */
	bool again;	 /* which we have opened, so that it is emptied first */
	int disk;	 /* nobody else has it, if it is one; else -1 */
	size_t used;	 /* of the buffer */
	uint64_t at;	 /* where the next byte goes: the buffer ends there */
	uint8_t buffer[OUT_BUFFER];
};

/* The format can't hold what a file has: -1 with a message that names all. */
int out_cannot(const struct out *o, const char *format, const struct node *n,
	const char *what);

/* All return 0, or -1 with a message. "-" is standard output. */
int out_open(struct out *o, struct job *job, const char *name);
/* One that never takes a name: for the bytes of another, name, on their way. */
int out_temporary(struct out *o, struct job *job, const char *name);
int out_write(struct out *o, const void *buf, size_t len);
int out_flush(struct out *o);
/* Go on at offset. What is never written is a hole, and reads as zeros. */
int out_seek(struct out *o, uint64_t offset);
/* Back to what was written, flushed or not; at stays. */
int out_patch(struct out *o, const void *buf, size_t len, uint64_t offset);
int out_read(struct out *o, void *buf, size_t len, uint64_t offset);
/* Without a copy: where the next len bytes, OUT_BUFFER at most, are to be put;
 * then how many were. Up to there the buffer is untouched by out_patch(). */
void *out_room(struct out *o, size_t len);
void out_took(struct out *o, size_t len);
/* All that was written is gone. */
int out_restart(struct out *o);
/* The file is size bytes long, and takes its name. */
int out_finish(struct out *o, uint64_t size);
/* After either: let go. Unless finished, nothing stays. */
void out_close(struct out *o);

#endif

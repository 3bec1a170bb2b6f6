/* job.h - one run of the tool: why it failed, and how far it has come. */
#ifndef JOB_H
#define JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct job {
	char why[512];	       /* the first failure, without the tool's name */
	const char **unwanted; /* patterns of attributes that are left out */
	size_t unwanted_count;
	const char *out_name; /* an old one, which is no part of its folder: */
	dev_t out_dev, out_up_dev;
	ino_t out_ino, out_up_ino;
	bool show;	/* a progress line on standard error */
	bool shows;	/* it is there */
	uint64_t bytes; /* of this part of the work in all: 0 while unknown */
	uint64_t files_done, bytes_done;
	int64_t started, shown; /* ms */
};

/* Leave a message, "verb object: reason": -1, for the caller to return. A
 * format that ends in ':' gets a blank and strerror(errno) appended. Bytes that
 * would move a terminal are written as \ooo. The first message stays. */
int fail(struct job *job, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A part of the work begins, in which so many bytes will be read: speed and
 * time are of this part. */
void job_begin(struct job *job, uint64_t bytes);

/* Count what was read, and show it, at most five times a second. */
void job_read(struct job *job, uint64_t bytes);

/* Take the progress line away. */
void job_end(struct job *job);

#endif

/* job.c - one run of the tool: why it failed, and how far it has come. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "io.h"
#include "job.h"

/* Names come from archives and may hold anything but NUL. */
static void add_escaped(char *to, size_t room, const char *from)
{
	for (; *from && room > 5; from++) {
		unsigned char c = (unsigned char)*from;
		int n = 1;

		if (c < ' ' || c == 127)
			n = snprintf(to, room, "\\%03o", c);
		else
			*to = *from;
		to += n;
		room -= (size_t)n;
	}
	*to = 0;
}

int fail(struct job *job, const char *fmt, ...)
{
	const char *reason = strerror(errno);
	size_t len = strlen(fmt);
	char text[sizeof job->why];
	va_list ap;

	if (job->why[0])
		return -1;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (len && fmt[len - 1] == ':') {
		size_t used = strlen(text);

		snprintf(text + used, sizeof text - used, " %s", reason);
	}
	add_escaped(job->why, sizeof job->why, text);
	return -1;
}

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* files, MB, MB a second and, when all is known, the seconds that remain. */
static void show(struct job *job, int64_t now)
{
	double mb = (double)job->bytes_done / 1e6;
	double seconds = (double)(now - job->started) / 1e3 + 1e-3;
	char line[128];
	int n = snprintf(line, sizeof line, "\r%llu files, %.0f MB, %.0f MB/s",
		(unsigned long long)job->files_done, mb, mb / seconds);

	if (job->bytes > job->bytes_done && mb > 0)
		n += snprintf(line + n, sizeof line - (size_t)n,
			", %.0f s left",
			((double)job->bytes / 1e6 - mb) * seconds / mb);
	n += snprintf(line + n, sizeof line - (size_t)n, "\033[K");
	write_all(2, line, (size_t)n);
	job->shows = true;
}

static void clear(struct job *job)
{
	if (job->shows)
		write_all(2, "\r\033[K", 4);
	job->shows = false;
}

void job_begin(struct job *job, uint64_t bytes)
{
	clear(job);
	job->bytes = bytes;
	job->bytes_done = 0;
	job->started = 0;
}

void job_read(struct job *job, uint64_t bytes)
{
	int64_t now;

	job->bytes_done += bytes;
	if (!job->show)
		return;
	now = milliseconds();
	if (!job->started)
		job->started = job->shown = now;
	if (now - job->shown < 200)
		return;
	job->shown = now;
	show(job, now);
}

void job_end(struct job *job)
{
	clear(job);
	job->show = false;
}

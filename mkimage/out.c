/* out.c - a file that appears under its name when it is whole.
 *
 * The file has no name at all until then where the file system can do that, so
 * that nothing is left by a run that is killed; else a name of its own. What
 * can't be replaced, such as a pipe or a disk, gets a copy of the whole file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "at.h"
#include "disk.h"
#include "input.h"
#include "io.h"
#include "job.h"
#include "out.h"
#include "tree.h"
#include "where.h"

static int wrong(const struct out *o)
{
	return fail(o->job, "write %s:", o->name);
}

int out_cannot(const struct out *o, const char *format, const struct node *n,
	const char *what)
{
	char path[400];

	return fail(o->job, "write %s: %s can't hold %s: %s", o->name, format,
		what, tree_path(n, path, sizeof path));
}

/* Nobody else's: another machine may write to the same folder. */
static char *own_name(const char *name)
{
	uint64_t random = 0;
	char last[40];

	if (getrandom(&random, sizeof random, 0) < 0)
		random = (uint64_t)getpid();
	snprintf(last, sizeof last, ".mkimage.%016llx",
		(unsigned long long)random);
	return beside(name, last);
}

/* A name is given to it through /proc, so that must be there. */
static int nameless(const char *name)
{
	char *dir = beside(name, ".");
	int fd = access("/proc/self/fd", X_OK);

	errno = fd ? EOPNOTSUPP : 0;
	if (!fd)
		fd = open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, 0666);
	free(dir);
	return fd;
}

static void begin(struct out *o, struct job *job, const char *name)
{
	o->job = job;
	o->name = name;
	o->path = NULL;
	o->temporary = NULL;
	o->used = 0;
	o->at = 0;
	o->again = false;
	o->fd = o->to = o->disk = -1;
}

static int open_kept(struct out *o)
{
	o->fd = temporary(o->job);
	return o->fd < 0 ? -1 : 0;
}

int out_temporary(struct out *o, struct job *job, const char *name)
{
	begin(o, job, name);
	return open_kept(o);
}

/* Nobody else may use a disk meanwhile. */
static int claim(struct out *o)
{
	struct stat st;

	if (fstat(o->to, &st))
		return wrong(o);
	if (!S_ISBLK(st.st_mode))
		return 0;
	o->disk = disk_claim(o->to);
	if (o->disk < 0 && errno == EBUSY)
		return fail(o->job,
			"write %s: the disk, or a part of it, is in use",
			o->name);
	return o->disk < 0 ? wrong(o) : 0;
}

/* Who may read the old one may read the new one, and nobody else. */
static int keep_mode(const struct out *o)
{
	struct stat old;

	if (stat(o->path, &old))
		return errno == ENOENT ? 0 : wrong(o);
	return fchmod(o->fd, old.st_mode & 0777) ? wrong(o) : 0;
}

static int open_file(struct out *o)
{
	o->fd = nameless(o->path);
	if (o->fd < 0 && errno != EOPNOTSUPP && errno != EISDIR &&
		errno != EINVAL)
		return wrong(o);
	if (o->fd < 0) {
		o->temporary = own_name(o->path);
		o->fd = open(o->temporary,
			O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	}
	return o->fd < 0 ? wrong(o) : keep_mode(o);
}

int out_open(struct out *o, struct job *job, const char *name)
{
	begin(o, job, name);
	if (where_is(name, &o->path, &o->to, &o->again))
		return wrong(o);
	if (o->path)
		return open_file(o);
	return claim(o) ? -1 : open_kept(o);
}

/* It is the folder of temporary files that may be full. */
static int wrong_here(const struct out *o)
{
	return o->path ? wrong(o) : fail(o->job, "keep what %s gets:", o->name);
}

static int put(
	const struct out *o, const void *buf, size_t len, uint64_t offset)
{
	return write_at(o->fd, buf, len, offset) ? wrong_here(o) : 0;
}

int out_flush(struct out *o)
{
	size_t used = o->used;

	o->used = 0;
	return put(o, o->buffer, used, o->at - used);
}

int out_write(struct out *o, const void *buf, size_t len)
{
	if (len > sizeof o->buffer - o->used && out_flush(o))
		return -1;
	o->at += len;
	if (len >= sizeof o->buffer)
		return put(o, buf, len, o->at - len);
	memcpy(o->buffer + o->used, buf, len);
	o->used += len;
	return 0;
}

int out_seek(struct out *o, uint64_t offset)
{
	if (offset == o->at)
		return 0;
	if (out_flush(o))
		return -1;
	o->at = offset;
	return 0;
}

int out_patch(struct out *o, const void *buf, size_t len, uint64_t offset)
{
	uint64_t written = o->at - o->used;

	if (offset + len <= written || offset >= o->at)
		return put(o, buf, len, offset);
	if (offset >= written && offset + len <= o->at) {
		memcpy(o->buffer + (offset - written), buf, len);
		return 0;
	}
	return out_flush(o) || put(o, buf, len, offset) ? -1 : 0;
}

void *out_room(struct out *o, size_t len)
{
	if (len > sizeof o->buffer - o->used && out_flush(o))
		return NULL;
	return o->buffer + o->used;
}

void out_took(struct out *o, size_t len)
{
	o->used += len;
	o->at += len;
}

int out_restart(struct out *o)
{
	o->used = 0;
	o->at = 0;
	return ftruncate(o->fd, 0) ? wrong_here(o) : 0;
}

int out_read(struct out *o, void *buf, size_t len, uint64_t offset)
{
	ssize_t n;

	if (offset + len > o->at - o->used && out_flush(o))
		return -1;
	n = read_at(o->fd, buf, len, offset);
	if (n == (ssize_t)len)
		return 0;
	return fail(o->job, n < 0 ? "read %s:" : "read %s: cut short", o->name);
}

/* link(2) doesn't replace a file, rename(2) does. */
static int name_it(struct out *o)
{
	char proc[32];

	if (!o->temporary) {
		snprintf(proc, sizeof proc, "/proc/self/fd/%d", o->fd);
		o->temporary = own_name(o->path);
		if (linkat(AT_FDCWD, proc, AT_FDCWD, o->temporary,
			    AT_SYMLINK_FOLLOW))
			return wrong(o);
	}
	if (rename(o->temporary, o->path))
		return wrong(o);
	free(o->temporary);
	o->temporary = NULL;
	return 0;
}

static int copy_all(struct out *o)
{
	for (;;) {
		ssize_t n = read_all(o->fd, o->buffer, sizeof o->buffer);

		if (n < 0)
			return wrong_here(o);
		if (n == 0)
			return 0;
		if (write_all(o->to, o->buffer, (size_t)n))
			return wrong(o);
	}
}

/* A disk that is too small stays as it was; one that is failing says so only
 * when it has to write what the kernel keeps. */
static int copy_out(struct out *o, uint64_t size)
{
	off_t room = lseek(o->disk, 0, SEEK_END) - lseek(o->to, 0, SEEK_CUR);
	int to = o->to;

	if (o->disk >= 0 && (uint64_t)room < size)
		return fail(o->job,
			"write %s: %llu bytes are needed, it has %lld", o->name,
			(unsigned long long)size, (long long)room);
	lseek(o->fd, 0, SEEK_SET);
	if (o->again && ftruncate(to, 0) && errno != EINVAL)
		return wrong(o);
	if (copy_all(o))
		return -1;
	if (o->disk >= 0 && fsync(to))
		return wrong(o);
	o->to = -1;
	return close(to) ? wrong(o) : 0;
}

/* A full disk may be told only by close(2), so a copy of the descriptor is
 * closed first. */
int out_finish(struct out *o, uint64_t size)
{
	if (out_flush(o))
		return -1;
	if (ftruncate(o->fd, (off_t)size) || close(dup(o->fd)))
		return wrong_here(o);
	return o->path ? name_it(o) : copy_out(o, size);
}

static void let_go(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void out_close(struct out *o)
{
	let_go(&o->fd);
	let_go(&o->to);
	let_go(&o->disk);
	if (o->temporary)
		unlink(o->temporary);
	free(o->temporary);
	free(o->path);
	o->temporary = o->path = NULL;
}

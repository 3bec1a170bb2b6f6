/* read_dir.c - a folder of this machine as a source.
 *
 * Owners, modes and times are as stat(2) says. Extended attributes: those of
 * user. and security. and the POSIX ACLs, but for security.selinux, which is
 * this machine's policy and not the files'. trusted. is for root only, so that
 * it would differ by who reads. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "alloc.h"
#include "at.h"
#include "folders.h"
#include "formats.h"
#include "job.h"
#include "known.h"
#include "source.h"
#include "tree.h"

enum { HOLES = 64 << 10 }; /* looked for in files from this size on */

/* where of an inode: one of its nodes, which keeps its parents even if it is
 * taken out of the tree or its folders are merged into others. */
struct dir {
	struct source source;
	const char *name;
	struct folders folders;
	int file; /* the file that is open */
	bool sparse;
	struct known known; /* files with several names */
};

static const struct node *node_of(const struct inode *i)
{
	return (const struct node *)(uintptr_t)i->where;
}

static int wrong(const struct dir *d, const struct node *n)
{
	char path[400];

	return fail(d->source.job, "read %s%s:", d->name,
		n->parent ? tree_path(n, path, sizeof path) : "");
}

static int fd_of(struct dir *d, const struct node *n)
{
	int fd = folder_fd(&d->folders, n);

	return fd < 0 ? wrong(d, n) : fd;
}

static int dir_open(struct source *s, const struct inode *i)
{
	struct dir *d = (struct dir *)s;
	const struct node *n = node_of(i);
	int up = fd_of(d, n->parent);
	struct stat st;

	if (up < 0)
		return -1;
	d->file = openat(
		up, n->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (d->file < 0)
		return wrong(d, n);
	d->sparse = false;
	if (i->size < HOLES)
		return 0;
	if (fstat(d->file, &st))
		return wrong(d, n);
	d->sparse = (uint64_t)st.st_blocks * 512 < i->size;
	return 0;
}

/* The byte behind the last tells of a file that has grown, and an error of one
 * that is a file no more, without another system call for each. */
static ssize_t dir_read(struct source *s, const struct inode *i, void *buf,
	size_t len, uint64_t offset)
{
	const struct dir *d = (const struct dir *)s;
	char path[400], beyond;
	struct iovec to[] = {{buf, len}, {&beyond, 1}};
	ssize_t n;

	do {
		n = preadv(d->file, to, offset + len == i->size ? 2 : 1,
			(off_t)offset);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno != ESPIPE && errno != EISDIR)
		return wrong(d, node_of(i));
	if (n <= 0 || (size_t)n > len)
		return fail(s->job, "read %s%s: it has changed meanwhile",
			d->name, tree_path(node_of(i), path, sizeof path));
	return n;
}

static int dir_next(struct source *s, const struct inode *i, uint64_t offset,
	uint64_t *start, uint64_t *end)
{
	const struct dir *d = (const struct dir *)s;
	off_t at;

	*start = offset;
	*end = i->size;
	if (!d->sparse)
		return 0;
	at = lseek(d->file, (off_t)offset, SEEK_DATA);
	if (at < 0 && errno == ENXIO)
		*start = i->size;
	if (at < 0) /* or this file system can't tell */
		return 0;
	*start = (uint64_t)at;
	at = lseek(d->file, at, SEEK_HOLE);
	if (at >= 0 && (uint64_t)at < i->size)
		*end = (uint64_t)at;
	return 0;
}

static void dir_close(struct source *s)
{
	struct dir *d = (struct dir *)s;

	if (d->file >= 0)
		close(d->file);
	d->file = -1;
}

static void dir_end(struct source *s)
{
	struct dir *d = (struct dir *)s;

	known_end(&d->known);
	folders_end(&d->folders);
	close(d->folders.top);
	free(d);
}

static const struct source_type dir_type = {
	dir_open, dir_read, dir_next, dir_close, dir_end};

static bool wanted(const char *name)
{
	if (strcmp(name, "security.selinux") == 0)
		return false;
	return strncmp(name, "user.", 5) == 0 ||
	       strncmp(name, "security.", 9) == 0 ||
	       strncmp(name, "system.posix_acl_", 17) == 0;
}

/* Room for the longest there can be: 64 kB of names and of a value. */
struct room {
	char names[XATTR_LIST_MAX];
	char value[XATTR_SIZE_MAX];
};

/* Of the file of that name in the working directory. */
static int read_xattrs(
	struct tree *t, struct inode *i, const char *name, struct room *room)
{
	ssize_t len = llistxattr(name, room->names, sizeof room->names);

	if (len < 0)
		return errno == ENOTSUP ? 0 : -1;
	for (const char *p = room->names; p < room->names + len;
		p += strlen(p) + 1) {
		ssize_t n;

		if (!wanted(p))
			continue;
		n = lgetxattr(name, p, room->value, sizeof room->value);
		if (n < 0)
			return -1;
		if (tree_xattr(t, i, p, room->value, (uint32_t)n))
			return -1;
	}
	return 0;
}

static int read_target(
	struct tree *t, struct inode *i, const char *name, struct room *room)
{
	ssize_t len = readlink(name, room->value, sizeof room->value);

	if (len < 0)
		return -1;
	i->target = tree_text(t, room->value, (size_t)len);
	i->size = (uint64_t)len;
	return 0;
}

static void take_stat(struct inode *i, const struct stat *st)
{
	i->mode = st->st_mode;
	i->uid = st->st_uid;
	i->gid = st->st_gid;
	i->seconds = st->st_mtim.tv_sec;
	i->nanoseconds = (uint32_t)st->st_mtim.tv_nsec;
	if (S_ISREG(st->st_mode))
		i->size = (uint64_t)st->st_size;
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) {
		i->dev_major = major(st->st_rdev);
		i->dev_minor = minor(st->st_rdev);
	}
}

/* A further name of it, elsewhere, is a file like others. */
static bool is_out(
	const struct job *job, const char *name, const struct stat *st)
{
	struct stat up;

	return job->out_name && st->st_ino == job->out_ino &&
	       st->st_dev == job->out_dev && strcmp(name, job->out_name) == 0 &&
	       stat(".", &up) == 0 && up.st_ino == job->out_up_ino &&
	       up.st_dev == job->out_up_dev;
}

/* One name of the working directory, which is dir. */
static int read_one(struct tree *t, struct dir *d, struct node *dir,
	const char *name, struct room *room)
{
	struct inode *i = NULL;
	bool several;
	struct node *n;
	struct stat st;

	if (lstat(name, &st))
		return -1;
	if (is_out(t->job, name, &st))
		return 0;
	several = !S_ISDIR(st.st_mode) && st.st_nlink > 1;
	if (several)
		i = known_find(&d->known, st.st_dev, st.st_ino);
	if (!i)
		i = tree_inode(t, 0);
	n = tree_add(t, dir, name, strlen(name), i);
	if (!n)
		return -1;
	if (i->mode)
		return 0;
	take_stat(i, &st);
	if (several)
		known_add(&d->known, st.st_dev, st.st_ino, i);
	i->where = (uintptr_t)n;
	if (S_ISREG(i->mode) && i->size)
		i->source = &d->source;
	if (S_ISLNK(i->mode) && read_target(t, i, name, room))
		return -1;
	return read_xattrs(t, i, name, room);
}

static int read_folder(
	struct tree *t, struct dir *d, struct node *n, struct room *room)
{
	char path[400];
	struct dirent *e;
	DIR *stream;
	int fd = fd_of(d, n), r = 0;

	if (fd < 0 || fchdir(fd))
		return wrong(d, n);
	fd = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	stream = fd < 0 ? NULL : fdopendir(fd);
	if (!stream)
		return wrong(d, n);
	while (!r && (errno = 0, e = readdir(stream))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		r = read_one(t, d, n, e->d_name, room);
		if (r)
			fail(t->job, "read %s%s/%s:", d->name,
				n->parent ? tree_path(n, path, sizeof path)
					  : "",
				e->d_name);
	}
	if (!r && errno)
		r = wrong(d, n);
	closedir(stream);
	return r;
}

static int read_all_folders(struct tree *t, struct dir *d, struct room *room)
{
	struct stat st;

	if (fstat(d->folders.top, &st) || fchdir(d->folders.top) ||
		read_xattrs(t, t->root->inode, ".", room))
		return fail(t->job, "read %s:", t->from);
	take_stat(t->root->inode, &st);
	t->root->inode->implied = false;
	for (struct node *n = t->root; n; n = tree_next(n))
		if (S_ISDIR(n->inode->mode) && read_folder(t, d, n, room))
			return -1;
	return 0;
}

/* The working directory is changed meanwhile: extended attributes can't be
 * asked for by a folder's descriptor and a name. */
int read_dir(struct tree *t, const char *name)
{
	int back = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct dir *d = xcalloc(1, sizeof *d);
	struct room *room = xmalloc(sizeof *room);
	int r;

	d->source.type = &dir_type;
	d->source.job = t->job;
	d->name = name;
	d->file = -1;
	d->folders.top = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	d->source.next = t->sources;
	t->sources = &d->source;
	t->from = name;
	r = d->folders.top < 0 ? fail(t->job, "read %s:", name)
			       : read_all_folders(t, d, room);
	known_end(&d->known);
	folders_end(&d->folders); /* others are read before it is read again */
	free(room);
	if (back >= 0 && fchdir(back) && !r)
		r = fail(t->job, "go back to the working directory:");
	if (back >= 0)
		close(back);
	return r;
}

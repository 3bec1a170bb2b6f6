/* extract.c - the files of a tree, made in a folder of this machine.
 *
 * Nothing is made or followed outside the folder, whatever the tree holds and
 * whatever lies there: names have no '/' (tree.h), each is made in its folder's
 * descriptor, and a folder is only entered if it is one, not a link to one.
 *
 * Folders get their attributes when all files are there: a time would not stay,
 * and some can't be written to, or entered for another name of a file. Until
 * then their owner may do both, also in those that were there before. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "alloc.h"
#include "at.h"
#include "folders.h"
#include "io.h"
#include "job.h"
#include "mkimage.h"
#include "say.h"
#include "source.h"
#include "tree.h"

enum { CHUNK = 128 << 10 };

struct extract {
	struct job *job;
	const char *dir;
	bool owners, with_top;
	unsigned bad;	/* files that lack something */
	unsigned left;	/* devices that are left out */
	mode_t top_was; /* the mode that DIR had, or was made with */
	struct folders folders;
	char chunk[CHUNK];
};

static int wrong(struct extract *x, const struct node *n)
{
	char path[400];
	int saved = errno;

	tree_path(n, path, sizeof path);
	errno = saved;
	return fail(x->job, "write %s%s:", x->dir, path);
}

/* Told, and the others go on. */
static int lacks(struct extract *x, const struct node *n, const char *what)
{
	struct job one = {.why = ""};
	int saved = errno;
	char path[400];

	tree_path(n, path, sizeof path);
	errno = saved;
	fail(&one, "write %s of %s%s:", what, x->dir, path);
	job_end(x->job);
	say("%s", one.why);
	x->bad++;
	return 0;
}

static int fd_of(struct extract *x, const struct node *n)
{
	int fd = folder_fd(&x->folders, n);

	return fd < 0 ? wrong(x, n) : fd;
}

/* What is there under the name goes, unless it is a folder. */
static bool cleared(int up, const struct node *n)
{
	return errno == EEXIST && unlinkat(up, n->name, 0) == 0;
}

static bool is_users(const struct xattr *a)
{
	return strncmp(a->name, "user.", 5) == 0;
}

/* Capabilities, and what else only root may set, go with owners. */
static bool wanted(const struct extract *x, const struct xattr *a)
{
	return x->owners || is_users(a) ||
	       strncmp(a->name, "system.posix_acl_", 17) == 0;
}

/* The users', or all others. By descriptor, or if that is -1 by name: what
 * can't be opened has a path through its folder's descriptor. */
static void set_xattrs(
	struct extract *x, const struct node *n, int up, int fd, bool users)
{
	char path[300];

	for (const struct xattr *a = n->inode->xattrs; a; a = a->next) {
		int r;

		if (!wanted(x, a) || is_users(a) != users)
			continue;
		snprintf(path, sizeof path, "/proc/self/fd/%d/%s", up, n->name);
		r = fd >= 0 ? fsetxattr(fd, a->name, a->value, a->length, 0)
			    : lsetxattr(path, a->name, a->value, a->length, 0);
		if (r)
			lacks(x, n, a->name);
	}
}

/* Where there is an ACL, the bits of all but the owner come with it: alone they
 * may give more, as the group's, which are its mask. */
static uint32_t mode_of(const struct extract *x, const struct inode *i)
{
	uint32_t mode = i->mode & 07777;

	if (!x->owners && !S_ISDIR(i->mode))
		mode &= ~(uint32_t)(S_ISUID | S_ISGID);
	for (const struct xattr *a = i->xattrs; a; a = a->next)
		if (strcmp(a->name, "system.posix_acl_access") == 0)
			mode &= ~(uint32_t)(S_IRWXG | S_IRWXO);
	return mode;
}

static void times_of(const struct inode *i, struct timespec times[2])
{
	times[0].tv_sec = (time_t)i->seconds;
	times[0].tv_nsec = i->nanoseconds;
	times[1] = times[0];
}

/* Of what has a descriptor. Owners first: a change of them takes bits and
 * capabilities away. The users' attributes need the owner's write bit, so the
 * mode is next; an ACL would change it before, so the others follow. */
static int finish(struct extract *x, const struct node *n, int fd)
{
	const struct inode *i = n->inode;
	uint32_t mode = mode_of(x, i);
	struct timespec times[2];

	times_of(i, times);
	if (x->owners && fchown(fd, i->uid, i->gid))
		return wrong(x, n);
	set_xattrs(x, n, -1, fd, true);
	if ((S_ISDIR(i->mode) || i->xattrs || mode & 07000) && fchmod(fd, mode))
		return wrong(x, n);
	set_xattrs(x, n, -1, fd, false);
	return futimens(fd, times) ? wrong(x, n) : 0;
}

/* Of what has none. */
static int finish_name(struct extract *x, const struct node *n, int up)
{
	const struct inode *i = n->inode;
	struct timespec times[2];

	times_of(i, times);
	if (x->owners &&
		fchownat(up, n->name, i->uid, i->gid, AT_SYMLINK_NOFOLLOW))
		return wrong(x, n);
	if (!S_ISLNK(i->mode) && mode_of(x, i) & 07000 &&
		fchmodat(up, n->name, mode_of(x, i), AT_SYMLINK_NOFOLLOW))
		return wrong(x, n);
	set_xattrs(x, n, up, -1, true);
	set_xattrs(x, n, up, -1, false);
	return utimensat(up, n->name, times, AT_SYMLINK_NOFOLLOW) ? wrong(x, n)
								  : 0;
}

/* What isn't data is left out: a hole. */
static int copy(struct extract *x, const struct node *n, int fd)
{
	const struct inode *i = n->inode;
	uint64_t start = 0, end = 0;

	while (end < i->size) {
		if (data_next(i, end, &start, &end))
			return -1;
		if (start >= i->size)
			return ftruncate(fd, (off_t)i->size) ? wrong(x, n) : 0;
		while (start < end) {
			size_t len = end - start < CHUNK ? (size_t)(end - start)
							 : CHUNK;

			if (data_read(i, x->chunk, len, start))
				return -1;
			if (write_at(fd, x->chunk, len, start))
				return wrong(x, n);
			start += len;
		}
	}
	return 0;
}

/* One with attributes is its owner's alone until it has them. */
static int make_copy(struct extract *x, const struct node *n, int up)
{
	uint32_t mode = n->inode->xattrs ? 0600 : n->inode->mode & 0777;
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(up, n->name, flags, mode), r = 0;

	if (fd < 0 && cleared(up, n))
		fd = openat(up, n->name, flags, mode);
	if (fd < 0)
		return wrong(x, n);
	if (n->inode->size)
		r = copy(x, n, fd);
	if (!r)
		r = finish(x, n, fd);
	if (close(fd) && !r)
		r = wrong(x, n);
	if (r) /* half a file is none */
		unlinkat(up, n->name, 0);
	return r;
}

/* What is copied is opened before what has the name is taken away: it may be
 * that, where a folder is extracted onto itself. */
static int make_file(struct extract *x, const struct node *n, int up)
{
	int r;

	if (n->inode->size && data_open(n->inode))
		return -1;
	r = make_copy(x, n, up);
	if (n->inode->size)
		data_close(n->inode);
	return r;
}

static int make_link(struct extract *x, const struct node *n, int up)
{
	const char *target = n->inode->target;

	if (symlinkat(target, up, n->name) &&
		(!cleared(up, n) || symlinkat(target, up, n->name)))
		return wrong(x, n);
	return finish_name(x, n, up);
}

/* Devices go with owners. A character device 0:0 is none: to overlayfs, a file
 * that is gone. */
static bool held_back(const struct extract *x, const struct inode *i)
{
	return !x->owners &&
	       (S_ISBLK(i->mode) ||
		       (S_ISCHR(i->mode) && (i->dev_major || i->dev_minor)));
}

/* What has its name isn't it. */
static int leave_out(struct extract *x, const struct node *n, int up)
{
	x->left++;
	if (unlinkat(up, n->name, 0) && errno != ENOENT)
		return wrong(x, n);
	return 0;
}

static int make_special(struct extract *x, const struct node *n, int up)
{
	const struct inode *i = n->inode;
	mode_t mode = (i->mode & S_IFMT) | (mode_of(x, i) & 0777);
	dev_t dev = makedev(i->dev_major, i->dev_minor);
	int r = mknodat(up, n->name, mode, dev);

	if (r && cleared(up, n))
		r = mknodat(up, n->name, mode, dev);
	if (r && errno == EPERM)
		return lacks(x, n, "the device");
	return r ? wrong(x, n) : finish_name(x, n, up);
}

/* A further name of what was made under the name first, unless that failed. */
static int make_name(
	struct extract *x, const struct node *n, const struct node *first)
{
	int there = fd_of(x, first->parent);
	/* which may be closed for this folder */
	int at = there < 0 ? -1 : fcntl(there, F_DUPFD_CLOEXEC, 3);
	int up = fd_of(x, n->parent);
	int r;

	if (at < 0 || up < 0)
		return wrong(x, n);
	r = linkat(at, first->name, up, n->name, 0);

	if (r && cleared(up, n))
		r = linkat(at, first->name, up, n->name, 0);
	if (r)
		lacks(x, n, "a further name");
	close(at);
	return 0;
}

/* Of a folder that may be opened only by O_PATH: its mode, and one by which its
 * owner can do all. */
static int open_up(int fd, mode_t *was)
{
	char path[32];
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	*was = st.st_mode & 07777;
	if ((*was & S_IRWXU) == S_IRWXU)
		return 0;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return chmod(path, *was | S_IRWXU);
}

/* It is there: what no archive names stays as it is. */
static int take_folder(struct extract *x, const struct node *n, int fd)
{
	struct inode *i = n->inode;
	struct stat st;
	mode_t was;

	if (fstat(fd, &st))
		return wrong(x, n);
	if (i->implied) {
		i->mode = st.st_mode;
		i->uid = st.st_uid;
		i->gid = st.st_gid;
		i->seconds = st.st_mtim.tv_sec;
		i->nanoseconds = (uint32_t)st.st_mtim.tv_nsec;
	}
	return open_up(fd, &was) ? wrong(x, n) : 0;
}

static int make_folder(struct extract *x, const struct node *n, int up)
{
	int fd, r;

	if (mkdirat(up, n->name, 0700) == 0)
		return 0;
	if (errno != EEXIST)
		return wrong(x, n);
	fd = openat(up, n->name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0) {
		r = take_folder(x, n, fd);
		close(fd);
		return r;
	}
	if (errno != ENOTDIR && errno != ELOOP)
		return wrong(x, n);
	if (unlinkat(up, n->name, 0) || mkdirat(up, n->name, 0700))
		return wrong(x, n);
	return 0;
}

static int make_node(struct extract *x, const struct node *n)
{
	const struct inode *i = n->inode;
	const struct node *first;
	int up = fd_of(x, n->parent ? n->parent : n);

	if (up < 0)
		return -1;
	if (S_ISDIR(i->mode))
		return n->parent ? make_folder(x, n, up) : 0;
	if (held_back(x, i))
		return leave_out(x, n, up);
	first = tree_earlier(n);
	if (first)
		return make_name(x, n, first);
	if (S_ISREG(i->mode))
		return make_file(x, n, up);
	return S_ISLNK(i->mode) ? make_link(x, n, up) : make_special(x, n, up);
}

static int finish_folder(struct extract *x, const struct node *n)
{
	int fd = fd_of(x, n), r;

	if (fd < 0)
		return -1;
	r = finish(x, n, fd);
	folder_leave(&x->folders, n);
	return r;
}

/* Each after those in it. */
static int finish_folders(struct extract *x, const struct node *n)
{
	while (n) {
		if (n->children) {
			n = n->children;
			continue;
		}
		for (; n; n = n->parent) {
			if (S_ISDIR(n->inode->mode) &&
				(n->parent || x->with_top) &&
				finish_folder(x, n))
				return -1;
			if (n->next) {
				n = n->next;
				break;
			}
		}
	}
	return 0;
}

static int make_all(struct extract *x, struct tree *t)
{
	for (const struct node *n = t->root; n; n = tree_next(n))
		if (make_node(x, n))
			return -1;
	return finish_folders(x, t->root);
}

/* However its name is spelt. */
static bool is_here(int fd)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat(".", &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* DIR is made as the root is. If it was there, it keeps what it has when only
 * some of the files come to it, and when one stands in it. */
static int open_top(struct extract *x, bool known, bool some)
{
	bool made = mkdir(x->dir, known ? 0700 : 0777) == 0;
	int fd;

	if (!made && errno != EEXIST)
		return fail(x->job, "make %s:", x->dir);
	fd = open(x->dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(x->job, "write %s:", x->dir);
	if (!open_up(fd, &x->top_was))
		x->folders.top =
			openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	close_quietly(fd);
	if (x->folders.top < 0)
		return fail(x->job, "write %s:", x->dir);
	x->with_top = known && (made || !(some || is_here(x->folders.top)));
	return 0;
}

/* Unless it has what the root has, DIR gets its mode back. */
static int close_top(struct extract *x, bool done)
{
	int fd = x->folders.top, r = 0;

	folders_end(&x->folders);
	if (fd < 0)
		return 0;
	if (!(done && x->with_top) && (x->top_was & S_IRWXU) != S_IRWXU)
		r = fchmod(fd, x->top_was);
	return close(fd) || r ? fail(x->job, "write %s:", x->dir) : 0;
}

int extract(struct tree *t, const char *dir, bool owners, bool some)
{
	struct extract *x;
	int r;

	if (owners && geteuid())
		return fail(t->job, "extract with -k: only root can give "
				    "files away");
	x = xcalloc(1, sizeof *x);
	x->job = t->job;
	x->dir = dir;
	x->owners = owners;
	x->folders.top = -1;
	r = open_top(x, !t->root->inode->implied, some);
	umask(0);
	if (!r)
		r = make_all(x, t);
	if (close_top(x, !r))
		r = -1;
	job_end(x->job);
	if (!r && x->left)
		say("extract to %s: left out %u device%s: see -k", dir, x->left,
			x->left > 1 ? "s" : "");
	if (!r && x->bad)
		r = fail(t->job, "extract to %s: %u of the above", dir, x->bad);
	free(x);
	return r;
}

/* where.c - what the name of an output leads to.
 *
 * Links are followed by hand, since a file is replaced by a new one beside it.
 * What a process has open, which the links in /proc/PID/fd lead to, isn't to be
 * replaced, though it may be a regular file: somebody may have written to it
 * before us, and may go on behind us. */
#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "alloc.h"
#include "die.h"
#include "where.h"

enum { LINK_LIMIT = 40 }; /* the kernel's */

char *beside(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	int dir = slash ? (int)(slash + 1 - path) : 0;
	char *both;

	if (asprintf(&both, "%.*s%s", dir, path, name) < 0)
		die("write %s: out of memory", path);
	return both;
}

static bool is_in_proc(const char *link)
{
	int fd = open(link, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct statfs fs;
	bool is = fd >= 0 && fstatfs(fd, &fs) == 0 &&
		  fs.f_type == PROC_SUPER_MAGIC;

	if (fd >= 0)
		close(fd);
	return is;
}

char *where_to(const char *name)
{
	char target[PATH_MAX], *path = xstrdup(name);

	for (int i = 0; i < LINK_LIMIT && !is_in_proc(path); i++) {
		ssize_t len = readlink(path, target, sizeof target - 1);
		char *next;

		if (len < 0)
			break;
		target[len] = 0;
		next = *target == '/' ? xstrdup(target) : beside(path, target);
		free(path);
		path = next;
	}
	return path;
}

/* A descriptor of ours is copied rather than opened again: so its offset, and
 * that it appends, stay, and it may be a socket. */
static int open_it(const char *path, const struct stat *st, bool *again)
{
	const char *slash = strrchr(path, '/');
	int number = atoi(slash ? slash + 1 : path);
	struct stat ours;

	if (is_in_proc(path) && fstat(number, &ours) == 0 &&
		ours.st_dev == st->st_dev && ours.st_ino == st->st_ino)
		return fcntl(number, F_DUPFD_CLOEXEC, 3);
	*again = true;
	return open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
}

int where_is(const char *name, char **path, int *to, bool *again)
{
	struct stat st;
	bool there;

	*path = NULL;
	*to = -1;
	*again = false;
	if (strcmp(name, "-") == 0) {
		*to = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		return *to < 0 ? -1 : 0;
	}
	/* by the kernel, which may refuse to follow a link of somebody else */
	there = stat(name, &st) == 0;
	if (!there && errno != ENOENT)
		return -1;
	*path = where_to(name);
	if (!there || (S_ISREG(st.st_mode) && !is_in_proc(*path)))
		return 0;
	*to = open_it(*path, &st, again);
	free(*path);
	*path = NULL;
	return *to < 0 ? -1 : 0;
}

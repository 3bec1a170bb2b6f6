/* disks.c - the disks put to rest: no swap, nothing mounted, all written.
 *
 * One thing may hold another: a mount lies on a mount, a loop device and swap
 * on a file of a mount. So all are tried, newest mount first, until nothing
 * gives way any more; what is left is made read-only, if need be by force. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/swap.h>
#include <time.h>
#include <unistd.h>

#include "disks.h"
#include "io.h"
#include "say.h"
#include "table.h"

#define MOUNTS "/proc/self/mounts"
#define WINDOW 32 /* mounts in memory at a time; there may be any number */

/* A file that was in flight between processes is closed by the kernel some
 * time after they are gone: what is busy is tried again, for half a second. */
#define TRIES 10

static void wait_a_little(void)
{
	const struct timespec ms50 = {0, 50000000};

	nanosleep(&ms50, NULL);
}

/* What a pass over the mounts came to. */
struct left {
	int done, busy, writable;
};

/* Is there room for so many kB that come back from swap, and some? Without,
 * the kernel would have to kill somebody, and there is only PID 1. */
static int fits(long kb)
{
	char buf[2048];
	const char *line;

	if (read_file("/proc/meminfo", buf, sizeof buf) <= 0)
		return 0;
	line = strstr(buf, "MemAvailable:");
	return line && kb < strtol(line + 13, NULL, 10) / 4 * 3;
}

/* How many were turned off. With last, the others are named. */
static int swap_off(int last)
{
	char path[4096], used[16];
	struct table paths, uses;
	int done = 0;

	if (table_open(&paths, "/proc/swaps"))
		return 0;
	if (table_open(&uses, "/proc/swaps")) {
		table_close(&paths);
		return 0;
	}
	while (!table_next(&paths, 0, path, sizeof path) &&
		!table_next(&uses, 3, used, sizeof used)) {
		if (*path != '/') /* the headings */
			continue;
		errno = ENOMEM;
		if (fits(atol(used)) && !swapoff(path))
			done++;
		else if (last)
			say("swapoff %s:", path);
	}
	table_close(&paths);
	table_close(&uses);
	return done;
}

static void free_loops(void)
{
	char path[64] = "/dev/";
	struct table t;

	if (table_open(&t, "/proc/partitions"))
		return;
	while (!table_next(&t, 3, path + 5, sizeof path - 5)) {
		int fd;

		if (strncmp(path, "/dev/loop", 9))
			continue;
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		ioctl(fd, LOOP_CLR_FD, 0); /* one in use: when that ends */
		close(fd);
	}
	table_close(&t);
}

/* A squashfs is nothing else, and says so in one of two ways. */
static int read_only(const char *where)
{
	return !mount(NULL, where, NULL, MS_REMOUNT | MS_RDONLY, NULL) ||
	       errno == EINVAL || errno == EROFS;
}

/* What stays mounted to the end: what this file reads or holds open, and no
 * disk among it. */
static int stays(const char *where)
{
	return !strcmp(where, "/proc") || !strcmp(where, "/dev");
}

static void unmount(const char *where, struct left *left, int last)
{
	if (stays(where))
		return;
	if (!umount2(where, UMOUNT_NOFOLLOW)) {
		left->done++;
		return;
	}
	left->busy++;
	if (!last)
		return;
	say("unmount %s:", where);
	if (read_only(where))
		return;
	say("remount %s read-only:", where);
	left->writable++;
}

/* How many mounts there are, and how many of them are called "/". */
static int count_mounts(int *roots)
{
	char where[3];
	struct table t;
	int n = 0;

	*roots = 0;
	if (table_open(&t, MOUNTS))
		return 0;
	for (; !table_next(&t, 1, where, sizeof where); n++)
		*roots += !strcmp(where, "/");
	table_close(&t);
	return n;
}

/* One pass over all mounts, newest first. With last, what can't be unmounted
 * is named and made read-only. Of several called "/" the lowest is the root,
 * and those over it have another name. */
static struct left unmount_pass(int last)
{
	static char where[WINDOW][4096];
	struct left left = {0, 0, 0};
	int roots;

	for (int end = count_mounts(&roots); end > 0; end -= WINDOW) {
		int n = 0, line = 0;
		struct table t;

		if (table_open(&t, MOUNTS))
			break;
		while (line++ < end - WINDOW)
			table_next(&t, 1, where[0], sizeof where[0]);
		while (n < WINDOW && n < end &&
			!table_next(&t, 1, where[n], sizeof where[n]))
			n++;
		table_close(&t);
		while (n--) {
			if (strcmp(where[n], "/"))
				unmount(where[n], &left, last);
			else if (--roots > 0)
				unmount("/..", &left, last);
		}
	}
	return left;
}

/* The kernel's emergency remount heeds nobody who has a file open. It goes on
 * behind our back, for so long. */
static void force_read_only(void)
{
	write_file("/proc/sysrq-trigger", "u");
	for (int i = 0; i < 2 * TRIES; i++)
		wait_a_little();
}

void disks_thaw(void)
{
	char where[4096];
	struct table t;

	if (table_open(&t, MOUNTS))
		return;
	while (!table_next(&t, 1, where, sizeof where)) {
		int fd = open(where, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

		if (fd < 0)
			continue;
		ioctl(fd, FITHAW, 0);
		close(fd);
	}
	table_close(&t);
}

/* Swap only when nothing else gives way: on a disk of its own it does no harm,
 * and a tmpfs in it would have to come back. */
int disks_rest(void)
{
	struct left left = {0, 0, 0};

	if (access(MOUNTS, F_OK) && mount("proc", "/proc", "proc", 0, NULL))
		say("mount /proc:");
	for (int idle = 0; idle < TRIES; idle++) {
		free_loops();
		left = unmount_pass(0);
		if (!left.busy && read_only("/"))
			break;
		if (left.done || swap_off(0))
			idle = -1;
		else
			wait_a_little();
	}
	sync();
	return left.busy || !read_only("/") ? -1 : 0;
}

void disks_force(void)
{
	struct left left;

	swap_off(1);
	left = unmount_pass(1);
	if (!read_only("/")) {
		say("remount / read-only:");
		left.writable++;
	}
	if (left.writable)
		force_read_only();
	sync();
}

/* disks.c - the disks put to rest: no swap, nothing mounted, all written.
 *
 * One thing may hold another: a mount lies on a mount, a loop device and swap
 * on a file of a mount, a full tmpfs in swap. So all are tried, newest mount
 * first, until nothing gives way any more. */
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/swap.h>
#include <time.h>
#include <unistd.h>

#include "disks.h"
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
	int done, busy;
};

static int swap_off(int last)
{
	char path[4096];
	struct table t;
	int done = 0;

	if (table_open(&t, "/proc/swaps"))
		return 0;
	table_next(&t, 0, path, sizeof path); /* the headings */
	while (!table_next(&t, 0, path, sizeof path)) {
		if (!swapoff(path))
			done++;
		else if (last)
			say("swapoff %s:", path);
	}
	table_close(&t);
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

/* What stays mounted to the end: the root, and what this file reads or holds
 * open. None of them is on a disk but the root. */
static int stays(const char *where)
{
	return !strcmp(where, "/") || !strcmp(where, "/proc") ||
	       !strcmp(where, "/dev");
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
	if (mount(NULL, where, NULL, MS_REMOUNT | MS_RDONLY, NULL))
		say("remount %s read-only:", where);
}

static int count_mounts(void)
{
	struct table t;
	char c[1];
	int n = 0;

	if (table_open(&t, MOUNTS))
		return 0;
	while (!table_next(&t, 0, c, sizeof c))
		n++;
	table_close(&t);
	return n;
}

/* One pass over all mounts, newest first. With last, what can't be unmounted
 * is named and made read-only. */
static struct left unmount_pass(int last)
{
	static char where[WINDOW][4096];
	struct left left = {0, 0};

	for (int end = count_mounts(); end > 0; end -= WINDOW) {
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
		while (n--)
			unmount(where[n], &left, last);
	}
	return left;
}

/* Swap is turned off only when nothing else gives way: a tmpfs in it may not
 * fit in memory, and a kernel without memory for PID 1 panics. */
static void unmount_all(void)
{
	for (int idle = 0; idle < TRIES; idle++) {
		struct left left;

		free_loops();
		left = unmount_pass(0);
		if (!left.busy)
			break;
		if (left.done || swap_off(0))
			idle = -1;
		else
			wait_a_little();
	}
	swap_off(1);
	unmount_pass(1);
}

/* A squashfs is nothing else, and says so in one of two ways. */
static int root_read_only(void)
{
	return mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL) &&
	       errno != EINVAL && errno != EROFS;
}

void disks_rest(void)
{
	int tries = TRIES;

	if (access(MOUNTS, F_OK) && mount("proc", "/proc", "proc", 0, NULL))
		say("mount /proc:");
	unmount_all();
	while (root_read_only() && --tries)
		wait_a_little();
	if (!tries)
		say("remount / read-only:");
	sync();
}

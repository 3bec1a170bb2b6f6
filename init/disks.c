/* disks.c - the disks put to rest: no swap, nothing mounted, all written.
 *
 * One thing may hold another: a mount lies on a mount, a loop device and swap
 * on a file of a mount. So all are tried, newest mount first, until nothing
 * gives way any more; what is left is made read-only, if need be by force. And
 * a disk may hang: PID 1 only reads what the kernel says by itself (/proc), and
 * leaves the rest to attempts. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/swap.h>
#include <unistd.h>

#include "attempt.h"
#include "disks.h"
#include "io.h"
#include "reap.h"
#include "say.h"
#include "table.h"

#define MOUNTS "/proc/self/mountinfo"
#define WINDOW 32 /* mounts in memory at a time; there may be any number */

/* How long what is busy is tried again. The kernel closes a file that was in
 * flight between processes some time after they are gone: that is SOON. Where
 * an attempt goes on, or a process could not be killed, a disk is slow or
 * hangs: it has as long as disks get anything done, and some time more, which
 * is longer AT_LAST, when no other disk waits for it. A stick may stop for
 * seconds. */
#define TICK 50 /* ms */
#define SOON 1	/* seconds */
#define LATER 5
#define AT_LAST 10

/* A line of MOUNTS. */
struct mount {
	char disk[16]; /* its numbers, 0:N for what has none */
	char where[4096], source[64];
	int writable; /* the file system, whatever the mount */
};

struct rest {
	struct attempts attempts;
	int done, busy;	       /* what a pass over the mounts came to */
	unsigned long io;      /* what disks had done at the last look */
	struct timespec since; /* when that, or anything, last changed */
};

/* Requests that disks have completed, all in all. */
static unsigned long disks_did(void)
{
	unsigned long sum = 0;
	char number[24];
	struct table t;

	if (table_open(&t, "/proc/diskstats"))
		return 0;
	while (!table_line(&t)) {
		for (int i = 0; i < 2; i++) { /* reads, writes */
			table_skip(&t, 3);
			table_word(&t, number, sizeof number);
			sum += strtoul(number, NULL, 10);
		}
	}
	table_close(&t);
	return sum;
}

static void start_patience(struct rest *rest)
{
	rest->io = disks_did();
	rest->since = reap_deadline(0);
}

/* Wait for a tick, and reap. 0 when nothing has happened for so many seconds,
 * where no process is left, or for so many otherwise. */
static int is_patient(struct rest *rest, int alone, int otherwise)
{
	struct reaper all = {.child = -1, .orphans = -1};
	struct reaper nobody = {.orphans = -1};
	struct timespec end, tick = reap_deadline(TICK);
	int got;

	do {
		got = reap(&all, &tick);
	} while (got > 0);
	while (!reap_is_over(&tick))
		reap(&nobody, &tick);
	if (rest->io != disks_did())
		start_patience(rest);
	end = rest->since;
	end.tv_sec += got == REAP_ENDED ? alone : otherwise;
	return !reap_is_over(&end);
}

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
static int swap_off(struct rest *rest, int last)
{
	char path[4096], used[16];
	struct table t;
	int done = 0;

	if (table_open(&t, "/proc/swaps"))
		return 0;
	while (!table_line(&t)) {
		table_word(&t, path, sizeof path);
		if (*path != '/') /* the headings */
			continue;
		table_skip(&t, 2);
		table_word(&t, used, sizeof used);
		errno = ENOMEM;
		if (fits(atol(used)) &&
			!attempt(&rest->attempts, path, path, swapoff, path))
			done++;
		else if (last && errno != EINPROGRESS)
			say("swapoff %s:", path);
	}
	table_close(&t);
	return done;
}

/* One in use becomes free when that ends. */
static int free_loop(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -1 : ioctl(fd, LOOP_CLR_FD, 0);
}

/* The next line of /proc/partitions: a disk's numbers, and its name in /dev. */
static int next_disk(struct table *t, char disk[16], char *name, size_t len)
{
	char major[8], minor[8];

	if (table_line(t))
		return -1;
	table_word(t, major, sizeof major);
	table_word(t, minor, sizeof minor);
	snprintf(disk, 16, "%s:%s", major, minor);
	table_skip(t, 1);
	table_word(t, name, len);
	return 0;
}

static void free_loops(struct rest *rest)
{
	char disk[16], path[64] = "/dev/";
	struct table t;

	if (table_open(&t, "/proc/partitions"))
		return;
	while (!next_disk(&t, disk, path + 5, sizeof path - 5))
		if (!strncmp(path, "/dev/loop", 9))
			attempt(&rest->attempts, disk, path, free_loop, path);
	table_close(&t);
}

/* A squashfs is nothing else, and says so in one of two ways. */
static int read_only(const char *where)
{
	if (!mount(NULL, where, NULL, MS_REMOUNT | MS_RDONLY, NULL) ||
		errno == EINVAL || errno == EROFS)
		return 0;
	return -1;
}

/* What belongs to a root that lies over ours is found from there. */
static int unmount(const char *where)
{
	char above[4096 + 4];

	if (!umount2(where, UMOUNT_NOFOLLOW))
		return 0;
	if (errno != EINVAL && errno != ENOENT)
		return -1;
	snprintf(above, sizeof above, "/..%s", where);
	return umount2(above, UMOUNT_NOFOLLOW);
}

static int next_mount(struct table *t, struct mount *m)
{
	char word[16];

	if (table_line(t))
		return -1;
	table_skip(t, 2);
	table_word(t, m->disk, sizeof m->disk);
	table_skip(t, 1);
	table_word(t, m->where, sizeof m->where);
	do {
		table_word(t, word, sizeof word);
	} while (*word && strcmp(word, "-"));
	table_skip(t, 1);
	table_word(t, m->source, sizeof m->source);
	table_word(t, word, sizeof word);
	m->writable = !strncmp(word, "rw", 2);
	return 0;
}

/* What stays mounted to the end: what this file reads or holds open, and no
 * disk among it. */
static int stays(const struct mount *m)
{
	return !strcmp(m->where, "/proc") ||
	       (!strcmp(m->where, "/dev") && !strncmp(m->disk, "0:", 2));
}

/* With last, what can't be done is named. */
static void make_read_only(
	struct rest *rest, const struct mount *m, const char *where, int last)
{
	if (!m->writable)
		return;
	if (!attempt(&rest->attempts, m->disk, m->source, read_only, where))
		return;
	rest->busy++;
	if (last && errno != EINPROGRESS)
		say("remount %s read-only:", m->where);
}

/* What can't be unmounted becomes read-only at once: it may stay busy, by one
 * who waits for another disk. */
static void take_away(
	struct rest *rest, const struct mount *m, const char *where, int last)
{
	if (stays(m))
		return;
	if (!attempt(&rest->attempts, m->disk, m->source, unmount, where)) {
		rest->done++;
		return;
	}
	rest->busy++;
	if (last && errno != EINPROGRESS)
		say("unmount %s:", m->where);
	make_read_only(rest, m, where, last);
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
	for (; !table_line(&t); n++) {
		table_skip(&t, 4);
		table_word(&t, where, sizeof where);
		*roots += !strcmp(where, "/");
	}
	table_close(&t);
	return n;
}

/* One pass over all mounts, newest first. With last, what can't be unmounted
 * is named and made read-only. Of several called "/" the lowest is the root,
 * and those over it have another name. */
static void unmount_pass(struct rest *rest, int last)
{
	static struct mount mounts[WINDOW];
	int roots;

	rest->done = rest->busy = 0;
	for (int end = count_mounts(&roots); end > 0; end -= WINDOW) {
		int n = 0, line = 0;
		struct table t;

		if (table_open(&t, MOUNTS))
			break;
		while (line++ < end - WINDOW)
			table_line(&t);
		while (n < WINDOW && n < end && !next_mount(&t, &mounts[n]))
			n++;
		table_close(&t);
		while (n--) {
			const struct mount *m = &mounts[n];

			if (strcmp(m->where, "/"))
				take_away(rest, m, m->where, last);
			else if (--roots > 0)
				take_away(rest, m, "/..", last);
			else
				make_read_only(rest, m, "/", last);
		}
	}
}

static int uncover(const char *where)
{
	while (access(MOUNTS, F_OK))
		if (unmount(where))
			return mount("proc", where, "proc", 0, NULL);
	return 0;
}

void disks_find_proc(void)
{
	struct attempts none = {0};

	if (attempt(&none, "", "", uncover, "/proc"))
		say("mount /proc:");
}

/* Swap only when nothing else gives way: on a disk of its own it does no harm,
 * and a tmpfs in it would have to come back. */
static void rest_quietly(struct rest *rest)
{
	start_patience(rest);
	do {
		free_loops(rest);
		unmount_pass(rest, 0);
		if (!rest->busy)
			return;
		if (rest->done || swap_off(rest, 0))
			start_patience(rest);
	} while (is_patient(rest, SOON, LATER));
}

/* Has the kernel's log this line, since the last look? */
static int log_has(int log, const char *text)
{
	struct pollfd more = {.fd = log, .events = POLLIN};
	char line[2048];
	ssize_t n;

	if (log < 0)
		return 0;
	poll(&more, 1, TICK);
	while ((n = read(log, line, sizeof line - 1)) > 0 || errno == EPIPE) {
		line[n > 0 ? n : 0] = 0;
		if (strstr(line, text))
			return 1;
	}
	return 0;
}

static int write_all_back(const char *nothing)
{
	(void)nothing;
	sync();
	return 0;
}

/* The kernel's emergency remount heeds nobody who has a file open, and finds
 * what no path leads to: below an overlay or another mount, or unmounted while
 * it was busy. It goes on behind our back, and tells the log when it is done.
 * Wait for that, and for disks that are slow. */
static void force_read_only(struct rest *rest)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int done = 0;

	if (log >= 0)
		lseek(log, 0, SEEK_END);
	if (write_file("/proc/sysrq-trigger", "u"))
		done = !attempt(
			&rest->attempts, "", "sync", write_all_back, "");
	start_patience(rest);
	do {
		done |= log_has(log, "Emergency Remount complete");
	} while (!(done && !attempts_go_on(&rest->attempts)) &&
		 is_patient(rest, log < 0 ? SOON : LATER, AT_LAST));
	close(log);
}

/* Is a file system on that disk writable: one that a path leads to, or that
 * ext4 knows of? */
static int is_writable(const char *disk, const char *name)
{
	static struct mount m;
	char path[96], word[8];
	struct table t;
	int yes;

	snprintf(path, sizeof path, "/proc/fs/ext4/%s/options", name);
	yes = read_file(path, word, sizeof word) > 0 && !strncmp(word, "rw", 2);
	if (yes || table_open(&t, MOUNTS))
		return yes;
	while (!yes && !next_mount(&t, &m))
		yes = m.writable && !strcmp(m.disk, disk);
	table_close(&t);
	return yes;
}

static void name_writable(struct rest *rest)
{
	char disk[16], name[64];
	struct table t;

	if (table_open(&t, "/proc/partitions"))
		return;
	while (!next_disk(&t, disk, name, sizeof name))
		if (!attempt_goes_on(&rest->attempts, disk) &&
			is_writable(disk, name))
			say("remount /dev/%s read-only: it is still writable",
				name);
	table_close(&t);
}

static int thaw(const char *where)
{
	int fd = open(where, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	return fd < 0 ? -1 : ioctl(fd, FITHAW, 0);
}

void disks_thaw(void)
{
	struct attempts attempts = {0};
	static struct mount m;
	struct table t;

	if (table_open(&t, MOUNTS))
		return;
	while (!next_mount(&t, &m))
		attempt(&attempts, m.disk, m.source, thaw, m.where);
	table_close(&t);
}

void disks_rest(void)
{
	struct rest rest = {0};

	rest_quietly(&rest);
	if (rest.busy) {
		swap_off(&rest, 1);
		unmount_pass(&rest, 1);
	}
	force_read_only(&rest);
	attempts_name(&rest.attempts);
	name_writable(&rest);
}

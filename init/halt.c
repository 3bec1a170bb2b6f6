/* halt.c - the one way down: stop every process, unmount, power off.
 *
 * The order keeps two promises: every ext2/ext4 is clean afterwards, and what
 * a process wrote is there if it ended within the grace time. A process is
 * waited for, not slept for: all of them are PID 1's children or become so,
 * therefore ECHILD from waitpid(2) says that none is left. */
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "halt.h"
#include "io.h"
#include "say.h"

#define KILL_SECONDS 2 /* for the killed to be gone; a stuck one stays */

/* Reap until no child is left or the seconds are over: 0 when none is. */
static int reap_all(int seconds)
{
	struct timespec now, end, left;
	sigset_t chld;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += seconds;
	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		if (pid < 0 && errno == ECHILD)
			return 0;
		if (pid != 0)
			continue;
		clock_gettime(CLOCK_MONOTONIC, &now);
		left.tv_sec = end.tv_sec - now.tv_sec;
		left.tv_nsec = end.tv_nsec - now.tv_nsec;
		if (left.tv_nsec < 0) {
			left.tv_nsec += 1000000000;
			left.tv_sec--;
		}
		if (left.tv_sec < 0)
			return -1;
		sigtimedwait(&chld, NULL, &left);
	}
}

static void stop_all(int grace)
{
	kill(-1, SIGTERM);
	kill(-1, SIGCONT);
	if (!reap_all(grace))
		return;
	kill(-1, SIGKILL);
	if (reap_all(KILL_SECONDS))
		say("stop processes: some could not be killed");
}

/* The next line of a /proc table, its first two fields cut out in place. NULL
 * at the end. */
static char *fields(char **table, char **second)
{
	char *line = strsep(table, "\n");

	if (!line || !*line)
		return NULL;
	*second = line;
	strsep(second, " \t");
	if (*second) {
		char *rest = *second;

		strsep(&rest, " \t");
	}
	return line;
}

/* Undo the \040 escapes of a /proc table in place. */
static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++, to++) {
		*to = *s;
		if (s[0] == '\\' && s[1] && s[2] && s[3]) {
			*to = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 |
				     (s[3] - '0'));
			s += 3;
		}
	}
	*to = 0;
}

static void swap_off(char *buf, size_t len)
{
	char *table = buf, *path, *type;

	if (read_file("/proc/swaps", buf, len) <= 0)
		return;
	strsep(&table, "\n");
	while (table && (path = fields(&table, &type))) {
		unescape(path);
		if (swapoff(path))
			say("swapoff %s:", path);
	}
}

/* What stays mounted to the end: the root, and what this file reads or holds
 * open. None of them is on a disk but the root. */
static int stays(const char *where)
{
	return !strcmp(where, "/") || !strcmp(where, "/proc") ||
	       !strcmp(where, "/dev");
}

/* One pass over the mounts, newest first: how many were unmounted. With last,
 * what can't be is named and made read-only. */
static int unmount_pass(char *buf, size_t len, int last)
{
	char *where[256], *table = buf;
	size_t n = 0;
	int done = 0;

	if (read_file("/proc/self/mounts", buf, len) <= 0)
		return 0;
	while (n < sizeof where / sizeof *where && table &&
		fields(&table, &where[n]))
		n++;
	while (n--) {
		unescape(where[n]);
		if (stays(where[n]))
			continue;
		if (!umount2(where[n], UMOUNT_NOFOLLOW)) {
			done++;
			continue;
		}
		if (!last)
			continue;
		say("unmount %s:", where[n]);
		mount(NULL, where[n], NULL, MS_REMOUNT | MS_RDONLY, NULL);
	}
	return done;
}

static void free_loops(void)
{
	char path[32];

	for (int i = 0; i < 64; i++) {
		int fd;

		snprintf(path, sizeof path, "/dev/loop%d", i);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		ioctl(fd, LOOP_CLR_FD, 0);
		close(fd);
	}
}

static void unmount_all(char *buf, size_t len)
{
	while (unmount_pass(buf, len, 0))
		;
	free_loops();
	while (unmount_pass(buf, len, 0))
		;
	unmount_pass(buf, len, 1);
	if (mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL) &&
		errno != EINVAL && errno != EROFS)
		say("remount / read-only:");
}

void halt(int how, int grace)
{
	static char buf[32768];

	if (chdir("/"))
		say("leave the working directory:");
	stop_all(grace);
	swap_off(buf, sizeof buf);
	unmount_all(buf, sizeof buf);
	sync();
	/* On some machines reboot(2) ends its caller, and PID 1 may not end:
	 * a child does it, unless there is no room for one. */
	if (fork() <= 0) {
		reboot(how);
		say("reboot:");
	}
	for (;;)
		pause();
}

/* halt.c - the one way down: stop every process, unmount, power off.
 *
 * The order keeps two promises: every ext2/ext4 is clean afterwards, and what
 * a process wrote is there if it ended within the grace time. A process is
 * waited for, not slept for: all of them are PID 1's children or become so,
 * therefore the kernel can say that none is left. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "attempt.h"
#include "disks.h"
#include "halt.h"
#include "io.h"
#include "say.h"
#include "session.h"

#define GRACE 5		/* seconds */
#define PRESSES_MS 2000 /* in which seven of ctrl-alt-del mean: now */
#define EARLIER 5      /* of them, between the one that began it and the last */
#define KILL_SECONDS 3 /* for the killed to be gone; a slow disk has longer */
#define REBOOT_SECONDS 30 /* for the devices to be put to rest */
#define LOOK_AGAIN 100	  /* ms, at a shell that may be at its prompt by now */

struct presses {
	struct timespec until[EARLIER]; /* a ring of times, and so long */
	int n;
};

/* In a pid namespace reboot(2) takes few commands, and this is none of them. */
int halt_machine(void)
{
	return getpid() == 1 && !reboot(RB_DISABLE_CAD);
}

static const char resume[] = "halt";

int halt_how(int sig)
{
	if (sig == SIGTERM || sig == SIGINT || sig == SIGHUP)
		return RB_AUTOBOOT;
	/* Who gave us a job waits for the machine's end. */
	return sig == SIGUSR1 && !getenv("JOB") ? RB_HALT_SYSTEM : RB_POWER_OFF;
}

static int grace(void)
{
	const char *word = getenv("GRACE");
	char *end;
	long n;

	if (!word || !*word)
		return GRACE;
	n = strtol(word, &end, 10);
	if (*end || n < 0 || n > 3600) {
		say("read GRACE=%s: not 0 to 3600 seconds", word);
		return GRACE;
	}
	return (int)n;
}

/* Is this press of ctrl-alt-del the last of so many? */
static int is_enough(struct presses *p)
{
	struct timespec *first = &p->until[p->n % EARLIER];
	int enough = p->n >= EARLIER && !reap_is_over(first);

	*first = reap_deadline(PRESSES_MS);
	p->n++;
	return enough;
}

/* 0, or -1 when the time is over, or a person's patience. Another signal
 * meanwhile changes nothing: the way down has been taken. */
static int wait_until_ended(struct reaper *r, int seconds, pid_t shell)
{
	struct timespec end = reap_deadline(seconds * 1000L);
	struct presses presses = {.n = 0};

	do {
		struct timespec soon = reap_deadline(LOOK_AGAIN);
		int got;

		session_hang_up(shell);
		got = reap(r, &soon);
		if (got == REAP_ENDED)
			return 0;
		if (got == SIGINT && is_enough(&presses))
			break;
	} while (!reap_is_over(&end));
	return -1;
}

void halt_stop(struct reaper *r, pid_t shell)
{
	int seconds = grace();

	kill(r->child, SIGTERM);
	kill(r->child, SIGCONT);
	if (!wait_until_ended(r, seconds, shell))
		return;
	kill(r->child, SIGKILL);
	if (!wait_until_ended(r, KILL_SECONDS, 0))
		return;
	say("stop processes: some could not be killed");
	r->status = SIGKILL;
}

/* PID 1's last words must not wait for a terminal that was stopped (ctrl-S), or
 * that nobody reads: no longer to heed ctrl-S starts it again, and the console
 * is opened anew, since the old one is shared with those who still run. */
static void unblock_console(void)
{
	struct termios mode;
	int fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return;
	dup2(fd, STDERR_FILENO);
	if (fd != STDERR_FILENO)
		close(fd);
	if (tcgetattr(STDERR_FILENO, &mode))
		return;
	mode.c_iflag &= ~(tcflag_t)IXON;
	tcsetattr(STDERR_FILENO, TCSANOW, &mode);
}

/* Until a slow line has sent them, for a second at most. */
static void drain_console(void)
{
	const struct timespec ms50 = {0, 50000000};
	int left;

	for (int i = 0; i < 20; i++) {
		if (ioctl(STDERR_FILENO, TIOCOUTQ, &left) || !left)
			break;
		nanosleep(&ms50, NULL);
	}
}

/* On some machines reboot(2) ends its caller, and PID 1 may not end: a child
 * calls it, unless there is no room for one. It puts every device to rest, and
 * for a disk that hangs a driver waits for many minutes. A restart without that
 * is the only way out then. */
static void call_reboot(int how, int machine)
{
	struct timespec end = reap_deadline(REBOOT_SECONDS * 1000L);
	struct reaper r = {.orphans = -1};
	int got;

	drain_console();
	r.child = fork();
	if (r.child <= 0) {
		reboot(how);
		say("reboot:");
		if (r.child == 0)
			_exit(1);
		return;
	}
	do {
		got = reap(&r, &end);
	} while (got > 0);
	if (!machine || how == (int)RB_HALT_SYSTEM || got == REAP_ENDED)
		return;
	say("reboot: a device hangs; restarting at once");
	write_file("/proc/sysrq-trigger", "b");
}

/* This program to the path. */
static int copy(const char *path)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = open(path, O_WRONLY | O_CLOEXEC);
	struct stat whole, copied;

	while (from >= 0 && to >= 0 && sendfile(to, from, NULL, 1 << 20) > 0)
		;
	if (fstat(from, &whole) || fstat(to, &copied))
		return -1;
	errno = EIO;
	return copied.st_size == whole.st_size ? 0 : -1;
}

/* A program that was replaced while it ran stays on its disk until it ends, and
 * keeps that from being read-only; and a disk that hangs can't give us the next
 * page of it. So PID 1 goes on as a copy of itself that is nowhere but in
 * memory; if that can't be made, here. */
static void leave_disk(int how)
{
	char word[16], path[32], *argv[] = {(char *)resume, word, NULL};
	int memory = memfd_create(resume, MFD_CLOEXEC);
	struct attempts none = {0};

	snprintf(word, sizeof word, "%d", how);
	snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
	if (memory >= 0 && !attempt(&none, "", "", copy, path))
		execv(path, argv);
	if (memory >= 0)
		close(memory);
}

void halt(int how, pid_t shell)
{
	struct reaper r = {.child = -1, .orphans = -1};
	int machine = halt_machine();

	if (getpid() != 1) /* kill(-1) would end all that there is */
		return;
	if (chdir("/"))
		say("leave the working directory:");
	if (machine) {
		unblock_console();
		/* No more mdev. Some kernels never start it. */
		write_file("/proc/sys/kernel/hotplug", "\n");
		disks_thaw();
	}
	halt_stop(&r, shell);
	if (machine) {
		disks_find_proc();
		leave_disk(how);
		disks_rest();
	}
	call_reboot(how, machine);
	while (machine)
		pause();
}

void halt_resume(char *const argv[])
{
	if (strcmp(argv[0], resume) || !argv[1] || !halt_machine())
		return;
	reap_start();
	disks_rest();
	call_reboot(atoi(argv[1]), 1);
	for (;;)
		pause();
}

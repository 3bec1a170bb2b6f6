/* halt.c - the one way down: stop every process, unmount, power off.
 *
 * The order keeps two promises: every ext2/ext4 is clean afterwards, and what
 * a process wrote is there if it ended within the grace time. A process is
 * waited for, not slept for: all of them are PID 1's children or become so,
 * therefore the kernel can say that none is left. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "disks.h"
#include "halt.h"
#include "io.h"
#include "say.h"

#define GRACE 5		/* seconds */
#define KILL_SECONDS 20 /* for the killed to be gone: a disk may be slow */

/* PROC_PID_INIT_INO of the kernel's linux/proc_ns.h: a constant. */
#define MACHINE_PID_NS 0xeffffffcu

int halt_machine(void)
{
	struct stat st;

	return getpid() == 1 &&
	       (stat("/proc/self/ns/pid", &st) || st.st_ino == MACHINE_PID_NS);
}

int halt_how(int sig)
{
	if (sig == SIGTERM || sig == SIGINT)
		return RB_AUTOBOOT;
	return sig == SIGUSR1 ? RB_HALT_SYSTEM : RB_POWER_OFF;
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

/* Another signal meanwhile changes nothing: the way down has been taken. */
static int wait_until_ended(struct reaper *r, int seconds)
{
	struct timespec end = reap_deadline(seconds * 1000L);
	int got;

	while ((got = reap(r, &end)) > 0)
		;
	return got;
}

void halt_stop(struct reaper *r)
{
	int seconds = grace();

	kill(r->child, SIGTERM);
	kill(r->child, SIGCONT);
	if (wait_until_ended(r, seconds) == REAP_ENDED)
		return;
	kill(r->child, SIGKILL);
	if (wait_until_ended(r, KILL_SECONDS) != REAP_ENDED)
		say("stop processes: some could not be killed");
}

/* A terminal that was stopped (ctrl-S) must not stop PID 1's last words, and
 * with them all that follows: no longer to heed ctrl-S starts it again. */
static void unblock_console(void)
{
	int flags = fcntl(STDERR_FILENO, F_GETFL);
	struct termios mode;

	fcntl(STDERR_FILENO, F_SETFL, flags | O_NONBLOCK);
	if (tcgetattr(STDERR_FILENO, &mode))
		return;
	mode.c_iflag &= ~(tcflag_t)IXON;
	tcsetattr(STDERR_FILENO, TCSANOW, &mode);
}

/* On some machines reboot(2) ends its caller, and PID 1 may not end: a child
 * calls it, unless there is no room for one. */
static void call_reboot(int how)
{
	pid_t pid = vfork();

	if (pid > 0)
		return;
	reboot(how);
	say("reboot:");
	if (pid == 0)
		_exit(1);
}

void halt(int how)
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
	}
	halt_stop(&r);
	if (machine)
		disks_rest();
	call_reboot(how);
	while (machine)
		pause();
}

/* session.c - a terminal for the child of PID 1.
 *
 * It is opened by its own name: /dev/console stands for another, and is always
 * there.
 *
 * When the leader of a session ends, the kernel hangs up its terminal: whoever
 * is in the foreground gets SIGHUP, whoever writes there gets an error. What a
 * command leaves running shall get SIGTERM and its time instead. So the leader
 * is not the command but its parent, which gives the terminal up in peace. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io.h"
#include "say.h"
#include "session.h"

#define DESCRIPTORS 64 /* more than PID 1 ever has */

static void find_console(const char *name, char *path, size_t len)
{
	char active[256];
	char *word;

	if (!name && read_file("/sys/class/tty/console/active", active,
			     sizeof active) > 0) {
		active[strcspn(active, "\n")] = 0;
		word = strrchr(active, ' ');
		name = word ? word + 1 : active;
	}
	if (!name || !*name)
		name = "console";
	snprintf(path, len, "%s%s", *name == '/' ? "" : "/dev/", name);
}

static unsigned short size_of(const char *name, unsigned short otherwise)
{
	const char *word = getenv(name);
	int n = word ? atoi(word) : 0;

	return n > 0 && n < 10000 ? (unsigned short)n : otherwise;
}

/* A serial line doesn't know its size; most terminals are at least 24x80. */
static void set_size(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) || (size.ws_row && size.ws_col))
		return;
	memset(&size, 0, sizeof size);
	size.ws_row = size_of("LINES", 24);
	size.ws_col = size_of("COLUMNS", 80);
	ioctl(fd, TIOCSWINSZ, &size);
}

/* The kernel has names for serial ports that aren't there. They can be opened,
 * but not read. */
static const char *fault(int fd)
{
	if (read(fd, NULL, 0) && errno != EAGAIN)
		return "read";
	return isatty(fd) ? NULL : "control";
}

int session_open(const char *name, int quiet)
{
	const char *failed = "open";
	char path[PATH_MAX];
	int fd;

	find_console(name, path, sizeof path);
	/* Without O_NONBLOCK a line without a carrier would be waited for. */
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		failed = fault(fd);
	if (!failed)
		return fd;
	if (!quiet)
		say("%s %s:", failed, path);
	if (fd >= 0)
		close(fd);
	return -1;
}

/* As standard input, output and error. */
static void become(int in, int out)
{
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	if (in > 2)
		close(in);
	if (out > 2 && out != in)
		close(out);
}

int session_start(int fd)
{
	fcntl(fd, F_SETFL, O_RDWR);
	fcntl(fd, F_SETFD, 0);
	setsid();
	if (ioctl(fd, TIOCSCTTY, 1)) {
		say("control the console:");
		return -1;
	}
	set_size(fd);
	become(fd, fd);
	return 0;
}

void session_log(void)
{
	int in = open("/dev/console", O_RDWR | O_NOCTTY | O_NONBLOCK);

	if (in >= 0 && !fault(in)) {
		fcntl(in, F_SETFL, O_RDWR);
		become(in, in);
		return;
	}
	close(in);
	in = open("/dev/null", O_RDONLY);
	become(in, open("/dev/kmsg", O_WRONLY));
}

/* Number n, from 3 on, of the fields of a /proc/PID/stat (proc(5)). */
static long field(const char *stat, int n)
{
	const char *p = strrchr(stat, ')'); /* a name may hold anything */

	while (p && n-- > 2)
		p = strchr(p + 1, ' ');
	return p ? strtol(p, NULL, 10) : 0;
}

void session_hang_up(pid_t shell)
{
	char path[32], stat[1024];

	snprintf(path, sizeof path, "/proc/%d/stat", (int)shell);
	if (shell <= 0 || read_file(path, stat, sizeof stat) <= 0)
		return;
	if (field(stat, 5) == field(stat, 8) &&
		field(stat, 33) & 1l << (SIGTERM - 1))
		kill(shell, SIGHUP);
}

/* Has the command ended? One that the terminal stopped could not be continued
 * by anybody else: by ctrl-Z, or since it reads in a group of its own, which
 * then gets the terminal. */
static int has_ended(pid_t command, int *status)
{
	pid_t group = getpgid(command);

	if (waitpid(command, status, WNOHANG | WUNTRACED) != command)
		return 0;
	if (!WIFSTOPPED(*status))
		return 1;
	if (WSTOPSIG(*status) == SIGSTOP || group <= 0)
		return 0;
	if (tcgetpgrp(STDIN_FILENO) == getpgrp())
		tcsetpgrp(STDIN_FILENO, group);
	kill(-group, SIGCONT);
	return 0;
}

/* The wait status of the command. What PID 1 says to all, it says to the
 * command, too; but a line that is gone is told to the leader alone. */
static int lead(pid_t command)
{
	struct timespec soon = {0, 100000000};
	int status, going_down = 0;
	siginfo_t info;
	sigset_t all;

	sigfillset(&all);
	while (!has_ended(command, &status)) {
		int sig = sigtimedwait(&all, &info, going_down ? &soon : NULL);

		if (sig == SIGHUP && info.si_code == SI_KERNEL)
			kill(command, SIGHUP);
		if (sig == SIGTERM && info.si_pid == getppid())
			going_down = 1;
		if (going_down)
			session_hang_up(command);
	}
	return status;
}

/* Who is in the foreground is hung up by this, too: a group that has nobody in
 * it but a process that has ended. */
static void give_up_terminal(void)
{
	pid_t nobody = fork();

	if (nobody == 0)
		_exit(0);
	if (nobody > 0 && !setpgid(nobody, nobody) &&
		!tcsetpgrp(STDIN_FILENO, nobody))
		ioctl(STDIN_FILENO, TIOCNOTTY);
}

void session_lead(void)
{
	pid_t command = fork();
	int status;

	if (command < 0)
		say("fork:");
	if (command <= 0)
		return;
	/* Pipes must have an end when the command has closed them. */
	for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++)
		close(fd);
	status = lead(command);
	give_up_terminal();
	_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				  : WEXITSTATUS(status));
}

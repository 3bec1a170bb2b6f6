/* oneit.c - run one command as the whole system: the end of the boot and the
 * start of the way down. Only PID 1 goes down that way (see halt.h). */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#include "halt.h"
#include "io.h"
#include "run.h"
#include "say.h"
#include "session.h"

#define GRACE 5 /* seconds */

static const char usage[] =
	"usage: oneit [-p] [-c CONSOLE] COMMAND [ARG...]\n"
	"\n"
	"Run COMMAND in a session with a controlling terminal, so that ctrl-C\n"
	"works, and reap every orphan. When COMMAND ends, stop all processes,\n"
	"unmount everything and restart the machine. For PID 1.\n"
	"\n"
	"-c CONSOLE  the terminal, with or without /dev/ (default: the last word\n"
	"            of /sys/class/tty/console/active, else /dev/console)\n"
	"-p          power off instead of restarting\n"
	"-h          print this\n"
	"\n"
	"Signals: TERM and INT (ctrl-alt-del) restart, USR1 halts, USR2 and PWR\n"
	"power off. GRACE=SECONDS in the environment is how long processes may take to\n"
	"end (default 5).\n"
	"\n"
	"Exit status, outside PID 1: COMMAND's; 128 and its number for a signal;\n"
	"126 or 127 when it can't be run; 2 for a wrong command line.\n";

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

static pid_t start(const char *console, char *argv[])
{
	pid_t pid = fork();

	if (pid)
		return pid;
	session_start(console);
	run_unblock_signals();
	execvp(argv[0], argv);
	say("run %s:", argv[0]);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Wait until the child has ended (0, with its status) or a signal asks for
 * the end (its number). */
static int watch(pid_t child, int *status)
{
	sigset_t all;

	sigfillset(&all);
	for (;;) {
		int sig = sigwaitinfo(&all, NULL);
		pid_t pid;

		if (sig == SIGTERM || sig == SIGINT || sig == SIGUSR1 ||
			sig == SIGUSR2 || sig == SIGPWR)
			return sig;
		if (sig != SIGCHLD)
			continue;
		while ((pid = waitpid(-1, status, WNOHANG)) > 0)
			if (pid == child)
				return 0;
	}
}

static int how_to_end(int sig, int child_ends)
{
	switch (sig) {
	case SIGTERM:
	case SIGINT:
		return RB_AUTOBOOT;
	case SIGUSR1:
		return RB_HALT_SYSTEM;
	case SIGUSR2:
	case SIGPWR:
		return RB_POWER_OFF;
	default:
		return child_ends;
	}
}

static int print_usage(int fd, int status)
{
	write_all(fd, usage, sizeof usage - 1);
	return status;
}

int main(int argc, char *argv[])
{
	int child_ends = RB_AUTOBOOT, status = 0, opt, sig;
	const char *name = NULL;
	char console[64];
	pid_t child;

	while ((opt = getopt(argc, argv, "+c:hp")) != -1) {
		if (opt == 'c')
			name = optarg;
		else if (opt == 'p')
			child_ends = RB_POWER_OFF;
		else if (opt == 'h')
			return print_usage(STDOUT_FILENO, 0);
		else
			return print_usage(STDERR_FILENO, 2);
	}
	if (optind == argc)
		return print_usage(STDERR_FILENO, 2);
	run_block_signals();
	session_console(name, console, sizeof console);
	child = start(console, argv + optind);
	if (child < 0)
		say("fork:");
	if (chdir("/")) /* so that what the child is in can be unmounted */
		say("enter /:");
	sig = child < 0 ? 0 : watch(child, &status);
	if (getpid() == 1)
		halt(how_to_end(sig, child_ends), grace());
	if (sig)
		return 128 + sig;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

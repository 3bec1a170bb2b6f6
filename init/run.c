/* run.c - start a command and wait for it, as PID 1 must.
 *
 * SIGCHLD is blocked and taken with sigtimedwait(2), so nothing runs in a
 * handler and a child that ends between two calls is never missed. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run.h"
#include "say.h"

void run_block_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
}

void run_unblock_signals(void)
{
	sigset_t none;

	/* The kernel starts PID 1 with all signals at their defaults, and
	 * blocking is all that was changed since. */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Reap all that has ended: 1 with the status once pid is among it, 0 while it
 * still runs, -1 if there is no such child. */
static int reap(pid_t pid, int *status)
{
	int found = 0;

	for (;;) {
		int st;
		pid_t got = waitpid(-1, &st, WNOHANG);

		if (got == pid) {
			*status = st;
			found = 1;
		}
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return found ? 1 : -1;
		if (got == 0)
			return found;
	}
}

/* Wait for pid until the deadline, then kill it. The wait status. */
static int wait_for(pid_t pid, int seconds)
{
	struct timespec now, tick = {1, 0};
	sigset_t chld;
	int status = 0, found;
	time_t end;

	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec + seconds;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	while (!(found = reap(pid, &status))) {
		sigtimedwait(&chld, NULL, &tick);
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (seconds && now.tv_sec >= end)
			kill(pid, SIGKILL);
	}
	return found < 0 ? 0 : status;
}

int run(char *const argv[], int seconds)
{
	volatile int err = 0; /* vfork(2): the child writes it for us */
	pid_t pid = vfork();
	int status;

	if (pid == 0) {
		run_unblock_signals();
		execv(argv[0], argv);
		err = errno;
		_exit(127);
	}
	if (pid < 0)
		err = errno;
	status = pid < 0 ? -1 : wait_for(pid, seconds);
	if (err) {
		errno = err;
		say("run %s:", argv[0]);
		return -1;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFSIGNALED(status))
		say("run %s: killed by signal %d", argv[0], WTERMSIG(status));
	else
		say("run %s: exit status %d", argv[0], WEXITSTATUS(status));
	return -1;
}

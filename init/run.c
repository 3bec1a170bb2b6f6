/* run.c - a step of the boot that is a command. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "halt.h"
#include "reap.h"
#include "run.h"
#include "say.h"

/* Wait for pid, at most so many seconds, then kill it. The wait status. */
static int wait_for(pid_t pid, int seconds)
{
	struct reaper r = {.child = pid, .orphans = -1};
	struct timespec end = reap_deadline(seconds * 1000L);

	for (;;) {
		int got = reap(&r, seconds ? &end : NULL);

		if (got == REAP_ENDED)
			return r.status;
		if (got == REAP_TIME) {
			kill(pid, SIGKILL);
			seconds = 0;
		} else {
			halt(halt_how(got), 0);
		}
	}
}

int run(char *const argv[], int seconds)
{
	volatile int err = 0; /* vfork(2): the child writes it for us */
	pid_t pid = vfork();
	int status;

	if (pid == 0) {
		reap_unblock();
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

/* run_test.c - init/run.c: what becomes of a command, and that no child is
 * left. The oracle is the kernel: wait(2), and the signal mask in /proc. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reap.h"
#include "run.h"
#include "tap.h"

/* Standard error goes to a pipe while a command runs: the last line in it. */
static char said[1024];

static int run_shell(const char *script, int seconds)
{
	char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};
	int saved = dup(2), fd[2], r;
	ssize_t n;

	if (pipe(fd))
		abort();
	dup2(fd[1], 2);
	close(fd[1]);
	r = run(argv, seconds);
	dup2(saved, 2);
	close(saved);
	n = read(fd[0], said, sizeof said - 1);
	said[n > 0 ? n : 0] = 0;
	close(fd[0]);
	return r;
}

static void outcomes(void)
{
	char *missing[] = {"/nonexistent/command", NULL};
	char *folder[] = {"/", NULL};

	IS_INT(run_shell(":", 0), 0, "a command that exits with 0");
	IS_STR(said, "", "is not worth a word");
	IS_INT(run_shell("exit 7", 0), -1, "one that exits with 7 failed");
	IS_STR(said, "prog: run /bin/sh: exit status 7\n", "and is named");
	IS_INT(run_shell("exit 127", 0), -1, "one that exits with 127 failed");
	IS_STR(said, "prog: run /bin/sh: exit status 127\n",
		"and isn't taken for a missing one");
	IS_INT(run_shell("kill -9 $$", 0), -1, "one that is killed failed");
	IS_STR(said, "prog: run /bin/sh: killed by signal 9\n", "and is named");
	errno = 0;
	IS_INT(run(missing, 0), -1, "one that is missing failed");
	IS_INT(errno, ENOENT, "with ENOENT");
	IS_INT(run(folder, 0), -1, "one that is a folder failed");
	IS_INT(errno, EACCES, "with EACCES");
}

static void limits(void)
{
	time_t start = time(NULL);

	IS_INT(run_shell("exec sleep 60", 1), -1, "one over its time failed");
	OK(time(NULL) - start < 30, "soon");
	IS_STR(said, "prog: run /bin/sh: killed by signal 9\n",
		"and was killed");
	IS_INT(run_shell("sleep 0.2", 10), 0, "one in its time is fine");
}

/* PID 1 gets every orphan as its child; here it is a child of before. */
static void others(void)
{
	if (!fork())
		_exit(3);
	IS_INT(run_shell("sleep 0.3", 0), 0, "another child ends meanwhile");
	OK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD,
		"and is reaped too");
}

/* By grep alone: a shell unblocks them itself. */
static void masks(void)
{
	char *grep[] = {
		"/bin/grep", "-q", "^SigBlk:\t0*$", "/proc/self/status", NULL};
	sigset_t now;

	IS_INT(run(grep, 0), 0, "a command has no signal blocked");
	sigprocmask(SIG_SETMASK, NULL, &now);
	OK(sigismember(&now, SIGTERM) == 1 && sigismember(&now, SIGCHLD) == 1,
		"PID 1 still has them");
}

int main(void)
{
	static char name[] = "prog";

	program_invocation_short_name = name;
	PLAN(20);
	reap_start();
	outcomes();
	limits();
	others();
	masks();
	return done();
}

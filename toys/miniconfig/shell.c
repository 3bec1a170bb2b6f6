/* shell.c - $(shell,COMMAND), each command once.
 *
 * Kconfig's commands try what a compiler knows, which is nearly all the time
 * that reading a kernel's tree takes. They make files where they run, so they
 * run in a folder of their own. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io.h"
#include "macro.h"
#include "shell.h"

enum { MOST = 4096 };

struct answer {
	const char *command, *said;
	struct answer *next;
};

static int spawn(struct tree *t, const char *command, int out, pid_t *pid)
{
	char *argv[] = {"sh", "-c", (char *)command, NULL};
	posix_spawn_file_actions_t actions;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	error = posix_spawn(pid, "/bin/sh", &actions, NULL, argv, env_list(t));
	posix_spawn_file_actions_destroy(&actions);
	errno = error;
	return error ? -1 : 0;
}

static ssize_t run(struct tree *t, const char *command, char *said)
{
	int fds[2], status;
	ssize_t n = -1;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	if (spawn(t, command, fds[1], &pid) == 0) {
		close(fds[1]);
		n = read_all(fds[0], said, MOST);
		close(fds[0]); /* who has more to say gets SIGPIPE */
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
		return n;
	}
	close(fds[0]);
	close(fds[1]);
	return -1;
}

/* The folder for commands, made for the first one. It must go, however this
 * ends. */
static char scratch[PATH_MAX];

/* Few commands leave something behind. It goes by rm(1), which follows no
 * links: in a handler of signals, nftw(3) mustn't be called. */
static void leave_scratch(void)
{
	pid_t pid;

	if (rmdir(scratch) == 0)
		return;
	pid = fork();
	if (pid == 0) {
		execl("/bin/rm", "rm", "-rf", scratch, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

static void leave_scratch_by(int sig)
{
	leave_scratch();
	signal(sig, SIG_DFL);
	raise(sig);
}

static int enter_scratch(void)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
	const char *dir = getenv("TMPDIR");

	if (*scratch)
		return 0;
	snprintf(scratch, sizeof scratch, "%s/miniconfig.XXXXXX",
		dir && *dir == '/' ? dir : "/tmp");
	if (!mkdtemp(scratch) || chdir(scratch) < 0) {
		*scratch = 0;
		return -1;
	}
	atexit(leave_scratch);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (signal(signals[i], leave_scratch_by) == SIG_IGN)
			signal(signals[i], SIG_IGN);
	return 0;
}

static const char *ask(struct tree *t, const char *command)
{
	char said[MOST];
	ssize_t n = enter_scratch() < 0 ? -1 : run(t, command, said);

	if (n < 0)
		return NULL;
	if (n == MOST)
		n--;
	while (n > 0 && said[n - 1] == '\n')
		n--;
	for (ssize_t i = 0; i < n; i++)
		if (said[i] == '\n')
			said[i] = ' ';
	return tree_intern(t, said, strnlen(said, (size_t)n));
}

int shell_run(struct tree *t, const char *command, struct text *out)
{
	struct answer *a;

	command = tree_intern(t, command, strlen(command));
	for (a = t->answers; a; a = a->next)
		if (a->command == command)
			break;
	if (!a) {
		const char *said = ask(t, command);

		if (!said)
			return -1;
		a = tree_alloc(t, sizeof *a);
		*a = (struct answer){command, said, t->answers};
		t->answers = a;
	}
	text_puts(out, a->said);
	return 0;
}

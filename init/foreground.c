/* foreground.c - a terminal that somebody had before us and gets back.
 *
 * A shell with job control waits until what it started has ended or stopped,
 * all of it; and a command that is such a shell itself takes the terminal for
 * a process group of its own. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "foreground.h"

static int open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

/* Asked by a read of nothing, which is an error in the background: numbers
 * would not tell, since all groups outside of a pid namespace are 0 there. */
int foreground_is_ours(void)
{
	int fd = getsid(0) == getpid() ? -1 : open_terminal(), ours;

	if (fd < 0)
		return -1;
	ours = !read(fd, NULL, 0) || errno == EAGAIN;
	close(fd);
	return ours;
}

void foreground_give(pid_t group)
{
	int fd = open_terminal();

	if (fd < 0)
		return;
	tcsetpgrp(fd, group);
	close(fd);
}

static void stop_group(void)
{
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	kill(0, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	sigprocmask(SIG_BLOCK, &stop, NULL);
}

/* PID 1 of a container can't be stopped. It waits for a child that is, as
 * vfork(2) does it. */
void foreground_stop(void)
{
	pid_t pid;

	if (getpid() != 1) {
		stop_group();
		return;
	}
	pid = vfork();
	if (pid == 0) {
		stop_group();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

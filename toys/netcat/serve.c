/* serve.c - netcat as a server: waiting for peers, and COMMANDs.
 *
 * A COMMAND has the connection itself as its standard input and output, unless
 * somebody must stand between: for a terminal, a dump or a time limit, and for
 * datagrams, which lose what a read leaves. Whoever serves a connection
 * keeps it until COMMAND has ended, and then sees to it that the peer gets all
 * (see net_close). Signals are read from a descriptor, so that nothing happens
 * in handlers, and a Unix socket's file is gone before we are. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "address.h"
#include "datagrams.h"
#include "io.h"
#include "net.h"
#include "relay.h"
#include "serve.h"
#include "server.h"
#include "wait.h"
#include "say.h"

/* A child that ends with us, whatever ends us. */
static pid_t fork_child(void)
{
	pid_t us = getpid(), pid = fork();

	if (pid < 0)
		say("fork:");
	if (!pid && (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != us))
		_exit(FAILED);
	return pid;
}

/* The child's part: fd becomes its input and output, and it COMMAND. */
static void become_command(const struct server *s, int fd)
{
	const struct options *o = s->o;

	if (o->tty && (setsid() < 0 || ioctl(fd, TIOCSCTTY, 0) < 0))
		say("take the terminal:");
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	if (o->errors || o->tty)
		dup2(fd, STDERR_FILENO);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &s->before, NULL);
	execvp(o->words[0], o->words);
	say("run %s:", o->words[0]);
	_exit(errno == ENOENT ? 127 : 126);
}

/* What a child does that has no COMMAND. */
static int become_relay(const struct server *s, int fd, int next)
{
	sigprocmask(SIG_SETMASK, &s->before, NULL);
	return relay_standard(s->o, fd, next);
}

pid_t start_child(const struct server *s, int fd)
{
	pid_t pid = fork_child();

	if (!pid && *s->o->words)
		become_command(s, fd);
	if (!pid)
		_exit(become_relay(s, fd, -1));
	return pid;
}

static int status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

/* COMMAND's status. A signal for us is for it. */
static int wait_for_command(const struct server *s, pid_t pid)
{
	int status, sig;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		sig = sigwaitinfo(&s->watched, NULL);
		if (sig > 0 && sig != SIGCHLD)
			kill(pid, sig);
	}
	return status_of(status);
}

/* Wait for COMMAND's end. From then on a signal is for us again. */
static int finish(const struct server *s, int fd, pid_t pid)
{
	int status = wait_for_command(s, pid);
	enum status closed;

	sigprocmask(SIG_SETMASK, &s->before, NULL);
	closed = net_close(s->o, fd);
	return status ? status : (int)closed;
}

static int serve_directly(const struct server *s, int fd)
{
	pid_t pid = start_child(s, fd);

	return pid < 0 ? FAILED : finish(s, fd, pid);
}

/* Two ends: ours, and one for COMMAND. */
static int open_pair(const struct options *o, int pair[2])
{
	char name[64];

	if (!o->tty)
		return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
	pair[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pair[0] < 0)
		return -1;
	if (grantpt(pair[0]) || unlockpt(pair[0]) ||
		ptsname_r(pair[0], name, sizeof name))
		return -1;
	pair[1] = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return pair[1] < 0 ? -1 : 0;
}

static int serve_by_relay(const struct server *s, int fd)
{
	enum status relayed;
	int pair[2];
	pid_t pid;

	if (open_pair(s->o, pair) < 0) {
		say("make a %s:", s->o->tty ? "terminal" : "socket");
		return FAILED;
	}
	pid = start_child(s, pair[1]);
	if (pid < 0)
		return FAILED;
	close(pair[1]);
	relayed = relay(s->o, &(struct ends){.net = fd,
				      .in = pair[0],
				      .out = pair[0],
				      .command = pid,
				      .signals = s->signals,
				      .next = -1});
	if (!relayed)
		return finish(s, fd, pid);
	kill(pid, SIGTERM);
	wait_for_command(s, pid);
	return relayed;
}

static int serve_one(const struct server *s, int fd)
{
	const struct options *o = s->o;

	if (!*o->words)
		return become_relay(s, fd, s->listener);
	if (o->tty || o->dump >= 0 || o->idle >= 0 || o->type == SOCK_DGRAM)
		return serve_by_relay(s, fd);
	return serve_directly(s, fd);
}

/* The next peer gets a process of its own. */
static void serve_next(struct server *s, int fd)
{
	pid_t pid = fork_child();

	if (!pid) {
		if (*s->o->words) {
			close(s->listener);
			s->listener = -1;
		}
		_exit(serve_one(s, fd));
	}
	if (pid > 0 && !*s->o->words)
		s->only = pid;
	close(fd);
}

static void reap(struct server *s)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		if (pid == s->only)
			s->only = 0;
}

/* The file of a Unix socket, if there is none of somebody else's in its place.
 * While the socket is open no other file has its inode. */
static void remove_file(const struct server *s)
{
	struct stat now;

	if (s->file.st_ino && !lstat(s->o->address, &now) &&
		now.st_dev == s->file.st_dev && now.st_ino == s->file.st_ino)
		unlink(s->o->address);
}

void close_listener(struct server *s)
{
	remove_file(s);
	close(s->listener);
	s->listener = -1;
}

void die_of(const struct server *s, int sig)
{
	sigprocmask(SIG_SETMASK, &s->before, NULL);
	raise(sig);
	_exit(128 + sig); /* PID 1 of a container doesn't end by it */
}

int give_up(struct server *s)
{
	errno = ETIMEDOUT;
	say("wait for a peer:");
	close_listener(s);
	return TIMED_OUT;
}

/* A peer's socket, or -1: a peer that is gone already, or too many of them. */
static int take_peer(struct server *s)
{
	int fd = net_accept(s->o, s->listener);

	if (fd >= 0 || errno == EAGAIN || errno == EINTR ||
		errno == ECONNABORTED || s->o->type == SOCK_DGRAM)
		return fd;
	say("accept a connection:");
	poll_until(NULL, 0, after(100)); /* until some have ended */
	return -1;
}

/* Returns when there is nobody to wait for any more. */
static int wait_for_peers(struct server *s)
{
	int64_t deadline = after(s->o->wait);
	int fd, n, sig;

	for (;;) {
		struct pollfd p[2] = {{s->signals, POLLIN, 0},
			{s->only ? -1 : s->listener, POLLIN, 0}};

		n = poll_until(p, 2, deadline);
		if (!n)
			return give_up(s);
		if (n < 0) {
			say("wait for a peer:");
			close_listener(s);
			return FAILED;
		}
		sig = p[0].revents ? read_signal(s->signals) : 0;
		if (sig == SIGCHLD) {
			reap(s);
		} else if (sig) {
			close_listener(s);
			die_of(s, sig);
		}
		fd = p[1].revents ? take_peer(s) : -1;
		if (fd < 0)
			continue;
		deadline = NEVER;
		if (!s->o->many) {
			close_listener(s);
			return serve_one(s, fd);
		}
		serve_next(s, fd);
	}
}

static int watch_signals(struct server *s)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
	struct sigaction old;

	signal(SIGCHLD, SIG_DFL); /* or statuses may be lost */
	sigemptyset(&s->watched);
	sigaddset(&s->watched, SIGCHLD);
	/* One that is ignored, as SIGINT often is, stays so: blocked signals
	 * would come all the same. */
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (!sigaction(signals[i], NULL, &old) &&
			old.sa_handler != SIG_IGN)
			sigaddset(&s->watched, signals[i]);
	sigprocmask(SIG_BLOCK, &s->watched, &s->before);
	s->signals = signalfd(-1, &s->watched, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0)
		say("watch signals:");
	return s->signals;
}

static int print_port(int fd)
{
	char line[16];
	int n = snprintf(line, sizeof line, "%d\n", net_port(fd));

	if (write_all(STDOUT_FILENO, line, (size_t)n) == 0)
		return 0;
	say("write the port:");
	return -1;
}

/* Close what was the caller's, by the kernel's list; but for these. */
static void close_others(int keep, int keep_too)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	int fd;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		fd = atoi(entry->d_name);
		if (fd > 2 && fd != keep && fd != keep_too && fd != dirfd(dir))
			close(fd);
	}
	closedir(dir);
}

/* Go on in a child that has nothing of the caller's: who waits for the end of
 * our output, as $(netcat -l ...) does, must not have to wait for it, and what
 * ends the caller's session, or is typed there, is not for us. */
static int go_background(const struct server *s)
{
	pid_t pid = fork();
	int fd;

	if (pid > 0)
		_exit(DONE);
	if (pid < 0) {
		say("fork:");
		return -1;
	}
	setsid();
	close_others(s->listener, s->o->dump);
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int i = 0; i < 3 && fd >= 0; i++)
		dup2(fd, i);
	close(fd);
	return 0;
}

int serve(const struct options *o)
{
	bool chosen = o->family == AF_UNIX || (o->port && atoi(o->port));
	struct server s = {.o = o, .listener = net_listen(o, o->port)};

	if (o->family == AF_UNIX && !is_abstract(o->address))
		lstat(o->address, &s.file);
	if (s.listener < 0 || (!chosen && print_port(s.listener) < 0))
		return FAILED;
	if (!o->port && !chosen && *o->words && o->dump != STDOUT_FILENO &&
		go_background(&s) < 0)
		return FAILED;
	if (watch_signals(&s) < 0)
		return FAILED;
	if (o->type == SOCK_DGRAM && o->many)
		return serve_datagrams(&s);
	return wait_for_peers(&s);
}

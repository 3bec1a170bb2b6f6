/* oneit.c - one command as the whole system: start it, wait for its end or for
 * a signal that asks for one, and take the way down. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "foreground.h"
#include "halt.h"
#include "oneit.h"
#include "reap.h"
#include "say.h"
#include "session.h"

/* A command that ends at once is started again ever later. */
#define AT_ONCE 1000	/* ms */
#define FIRST_DELAY 100 /* ms, doubled each time, up to */
#define LAST_DELAY 10000

#define LOOK_AGAIN 1000 /* ms, for a console */

struct plan {
	const struct oneit *o;
	int machine, pid1;
	int waiting; /* for a console, which has been told */
	int ours; /* the terminal we share with others: foreground_is_ours() */
	char folder[PATH_MAX];
};

/* The command's terminal, where it doesn't keep ours; -1 if it isn't there. */
static int open_console(const struct plan *p)
{
	const char *name = p->o->console;
	int fd = session_open(name, p->waiting);

	if (fd < 0 && name && p->machine)
		fd = session_open(NULL, p->waiting);
	return fd;
}

/* Is it a shell for a person: without a script? */
static int is_shell(char *const argv[])
{
	size_t len = strlen(*argv);

	if (len < 2 || strcmp(*argv + len - 2, "sh"))
		return 0;
	while (*++argv)
		if (**argv != '-')
			return 0;
	return 1;
}

/* A pid namespace has no number for a process group outside, and a shell that
 * finds itself in one can't give it the terminal back: it gets a group. Another
 * command doesn't, since then we couldn't either. */
static void take_group(const struct plan *p)
{
	if (p->ours != 1 || getpgrp() || !is_shell(p->o->argv))
		return;
	setpgid(0, 0);
	foreground_give(getpid());
}

/* 0, or -1 when the command can't be run. */
static int enter_session(const struct plan *p, int console)
{
	take_group(p);
	if (console < 0)
		return 0;
	if (session_start(console))
		return p->machine ? 0 : -1;
	if (p->pid1)
		session_lead();
	return 0;
}

static void child(const struct plan *p, int console, int report)
{
	char *shell[] = {"-sh", NULL};
	int status = 1, failed = enter_session(p, console);

	/* Only now: the console may have been 3. */
	if (report >= 0 && dup2(report, 3) == report)
		fcntl(3, F_SETFD, 0);
	if (chdir(p->folder))
		say("enter %s:", p->folder);
	if (!failed) {
		reap_unblock();
		execvp(p->o->argv[0], p->o->argv);
		status = errno == ENOENT ? 127 : 126;
		say("run %s:", p->o->argv[0]);
	}
	if (p->machine) {
		say("run %s: a shell instead", p->o->argv[0]);
		reap_unblock();
		execv("/bin/sh", shell);
		say("run /bin/sh:");
	}
	_exit(status);
}

/* The console and the pipe's reader are the child's alone: when that is gone,
 * so are the reports. */
static void start(const struct plan *p, struct reaper *r, int console)
{
	int ends[2] = {-1, -1};

	if (p->o->report) {
		if (pipe2(ends, O_CLOEXEC))
			say("make a pipe:");
		fcntl(ends[1], F_SETFL, O_WRONLY | O_NONBLOCK);
	}
	r->orphans = ends[1];
	r->child = fork();
	if (r->child == 0)
		child(p, console, ends[0]);
	if (r->child < 0)
		say("fork:");
	if (ends[0] >= 0)
		close(ends[0]);
	if (console >= 0)
		close(console);
}

/* The command has them: a pipe that is held here, too, would have no end.
 * Standard error is for our own words, unless it is the pipe of the output. */
static void let_go(struct reaper *r)
{
	struct stat out, err;
	int last = 1;

	if (r->orphans >= 0 && r->orphans != 3) {
		dup3(r->orphans, 3, O_CLOEXEC);
		r->orphans = 3;
	}
	syscall(SYS_close_range, r->orphans < 0 ? 3 : 4, ~0u, 0);
	if (!fstat(1, &out) && !fstat(2, &err) && S_ISFIFO(err.st_mode) &&
		out.st_dev == err.st_dev && out.st_ino == err.st_ino)
		last = 2;
	for (int fd = 0; fd <= last; fd++) {
		close(fd);
		open("/dev/null", O_RDWR);
	}
}

static void hand_back(struct plan *p)
{
	if (p->ours == 1)
		foreground_give(getpgrp());
}

/* With the command the whole job has stopped, as the shell sees it that we were
 * started by. It has gone on in the background, too, where the command stops
 * when it reads: then it gets the terminal, if that is ours by now. */
static void stop_too(struct plan *p, const struct reaper *r)
{
	pid_t group = getpgid(r->child);
	int sig = WSTOPSIG(r->status);

	hand_back(p);
	if ((sig != SIGTTIN && sig != SIGTTOU) || foreground_is_ours() != 1)
		foreground_stop();
	p->ours = foreground_is_ours();
	if (p->ours == 1)
		foreground_give(group);
	kill(-group, SIGCONT);
}

/* As reap(). A fork that failed counts as a command that did. */
static int run_it(struct plan *p, struct reaper *r, int console)
{
	int got = REAP_ENDED;

	r->stops = p->ours >= 0;
	start(p, r, console);
	if (r->child < 0)
		r->status = 1 << 8;
	else if (!p->machine && !p->o->again)
		let_go(r);
	while (r->child > 0 && (got = reap(r, NULL)) == REAP_STOPPED)
		stop_too(p, r);
	if (got == REAP_ENDED) {
		r->child = 0; /* its number may be another's from now on */
		hand_back(p);
	}
	if (r->orphans >= 0)
		close(r->orphans);
	r->orphans = -1;
	return got;
}

/* So long, or until a signal: as reap(). */
static int rest(const struct plan *p, long ms)
{
	struct reaper nobody = {.orphans = -1, .hangup = !p->machine};
	struct timespec soon = reap_deadline(ms);

	return reap(&nobody, &soon);
}

/* The machine's log says once that a person's command waits. */
static void say_once(struct plan *p)
{
	if (!p->waiting) {
		session_log();
		say("run %s: there is no console yet", p->o->argv[0]);
	}
	p->waiting = 1;
}

static int was_hung_up(const struct reaper *r)
{
	return (WIFSIGNALED(r->status) && WTERMSIG(r->status) == SIGHUP) ||
	       (WIFEXITED(r->status) && WEXITSTATUS(r->status) == 128 + SIGHUP);
}

/* A person's command comes to no end for want of a console: it waits for one,
 * and is run again when that was hung up. */
static int run_for_person(struct plan *p, struct reaper *r)
{
	int got;

	do {
		int console = open_console(p);

		if (console < 0) {
			say_once(p);
			continue;
		}
		p->waiting = 0;
		got = run_it(p, r, console);
		if (got != REAP_ENDED || !was_hung_up(r))
			return got;
	} while ((got = rest(p, LOOK_AGAIN)) == REAP_TIME);
	return got;
}

/* As reap(). */
static int run_once(struct plan *p, struct reaper *r)
{
	int console = -1, got = REAP_ENDED;

	if (p->machine && p->o->person)
		return run_for_person(p, r);
	if (p->machine || p->o->console)
		console = open_console(p);
	else
		p->ours = foreground_is_ours();
	r->status = 1 << 8;
	if (p->machine || !p->o->console || console >= 0)
		got = run_it(p, r, console);
	return got;
}

/* Until a signal: its number. */
static int run_again(struct plan *p, struct reaper *r)
{
	long delay = 0;

	for (;;) {
		struct timespec soon = reap_deadline(AT_ONCE);
		int got = run_once(p, r);

		if (got > 0)
			return got;
		delay = delay ? delay * 2 : FIRST_DELAY;
		if (delay > LAST_DELAY)
			delay = LAST_DELAY;
		if (reap_is_over(&soon))
			delay = 0;
		got = rest(p, delay);
		if (got > 0)
			return got;
	}
}

/* A machine goes down. A container's PID 1 stops what is in it, any other
 * process its child when told to: they end as the child did, but for a
 * container that is told to, which goes down by reboot(2) if it may. */
static int leave(struct plan *p, struct reaper *r, int sig)
{
	struct reaper all = {.child = -1, .orphans = -1};

	if (p->machine)
		halt(sig ? halt_how(sig) : p->o->how, 0);
	if (getpid() == 1 && sig) {
		halt(halt_how(sig), r->child);
		return 128 + sig;
	}
	if (getpid() == 1)
		halt_stop(&all, 0);
	else if (sig && r->child)
		halt_stop(r, r->child);
	hand_back(p);
	return WIFSIGNALED(r->status) ? 128 + WTERMSIG(r->status)
				      : WEXITSTATUS(r->status);
}

int oneit(const struct oneit *o)
{
	struct plan p = {.o = o,
		.machine = halt_machine(),
		.pid1 = getpid() == 1,
		.ours = -1};
	struct reaper r = {.orphans = -1, .hangup = !p.machine};
	int sig;

	/* The child goes back: what PID 1 is in can't be unmounted. */
	if (!getcwd(p.folder, sizeof p.folder))
		say("find the working directory:");
	if (chdir("/"))
		say("enter /:");
	sig = o->again ? run_again(&p, &r) : run_once(&p, &r);
	return leave(&p, &r, sig);
}

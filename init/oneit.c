/* oneit.c - one command as the whole system: start it, wait for its end or for
 * a signal that asks for one, and take the way down. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

#include "halt.h"
#include "oneit.h"
#include "reap.h"
#include "say.h"
#include "session.h"

/* A command that ends at once is started again ever later. */
#define AT_ONCE 1000	/* ms */
#define FIRST_DELAY 100 /* ms, doubled each time, up to */
#define LAST_DELAY 10000

/* What doesn't change from one start to the next. */
struct plan {
	const struct oneit *o;
	int machine, pid1;
	const char *console; /* NULL: standard input and so on are kept */
	char folder[PATH_MAX];
};

/* The terminal, if there shall be one: 0, or -1 when the command can't be run
 * without. */
static int enter_session(const struct plan *p)
{
	if (!p->console)
		return 0;
	if (session_start(p->console))
		return p->machine ? 0 : -1;
	if (p->pid1)
		session_lead();
	return 0;
}

static void child(const struct plan *p, int report)
{
	char *shell[] = {"-sh", NULL};
	int status = 1;

	if (report >= 0 && dup2(report, 3) == report)
		fcntl(3, F_SETFD, 0);
	if (chdir(p->folder))
		say("enter %s:", p->folder);
	if (!enter_session(p)) {
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

/* The pipe's reader is the child's alone: when that is gone, so are the
 * reports. */
static void start(const struct plan *p, struct reaper *r)
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
		child(p, ends[0]);
	if (r->child < 0)
		say("fork:");
	if (ends[0] >= 0)
		close(ends[0]);
}

/* As reap(). A fork that failed counts as a command that did. */
static int run_once(const struct plan *p, struct reaper *r)
{
	int got = REAP_ENDED;

	start(p, r);
	if (r->child > 0)
		got = reap(r, NULL);
	else
		r->status = 1 << 8;
	if (got == REAP_ENDED)
		r->child = 0; /* its number may be another's from now on */
	if (r->orphans >= 0)
		close(r->orphans);
	r->orphans = -1;
	return got;
}

/* Until a signal: its number. */
static int run_again(const struct plan *p, struct reaper *r)
{
	long delay = 0;

	for (;;) {
		struct timespec soon = reap_deadline(AT_ONCE);
		struct reaper nobody = {.orphans = -1};
		int got = run_once(p, r);

		if (got > 0)
			return got;
		delay = delay ? delay * 2 : FIRST_DELAY;
		if (delay > LAST_DELAY)
			delay = LAST_DELAY;
		if (reap_is_over(&soon))
			delay = 0;
		soon = reap_deadline(delay);
		got = reap(&nobody, &soon);
		if (got > 0)
			return got;
	}
}

/* A machine goes down. A container's PID 1 stops what is in it, any other
 * process its child when told to: they end as the child did, but for a
 * container that is told to, which goes down by reboot(2) if it may. */
static int leave(const struct oneit *o, struct reaper *r, int sig)
{
	struct reaper all = {.child = -1, .orphans = -1};

	if (halt_machine())
		halt(sig ? halt_how(sig) : o->how, 0);
	if (getpid() == 1 && sig) {
		halt(halt_how(sig), r->child);
		return 128 + sig;
	}
	if (getpid() == 1)
		halt_stop(&all, 0);
	else if (sig && r->child)
		halt_stop(r, 0);
	return WIFSIGNALED(r->status) ? 128 + WTERMSIG(r->status)
				      : WEXITSTATUS(r->status);
}

int oneit(const struct oneit *o)
{
	struct plan p = {
		.o = o, .machine = halt_machine(), .pid1 = getpid() == 1};
	struct reaper r = {.orphans = -1};
	char console[PATH_MAX];
	int sig;

	if (o->console || p.machine) {
		session_console(o->console, console, sizeof console);
		p.console = console;
	}
	/* The child goes back: what PID 1 is in can't be unmounted. */
	if (!getcwd(p.folder, sizeof p.folder))
		say("find the working directory:");
	if (chdir("/"))
		say("enter /:");
	sig = o->again ? run_again(&p, &r) : run_once(&p, &r);
	return leave(o, &r, sig);
}

/* reap.c - every signal and every ended child, one at a time.
 *
 * Signals are blocked and taken by sigtimedwait(2), so nothing runs in a
 * handler. One SIGCHLD may stand for many children, so each time all that have
 * ended are reaped; and before the first wait, since a child may have ended
 * earlier. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reap.h"

#define AT_ONCE 64 /* children reaped before signals are looked at again */
#define RETRY 100  /* ms until a full pipe is tried again */

enum { IDLE, ENDED, MORE, FULL };

void reap_start(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGCHLD, SIG_DFL); /* ignored, it would hide every child's end */
}

void reap_unblock(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

struct timespec reap_deadline(long ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}
	return t;
}

/* How long it is until end, at least nothing. */
static struct timespec left_until(const struct timespec *end)
{
	struct timespec left, now = reap_deadline(0);

	left.tv_sec = end->tv_sec - now.tv_sec;
	left.tv_nsec = end->tv_nsec - now.tv_nsec;
	if (left.tv_nsec < 0) {
		left.tv_nsec += 1000000000;
		left.tv_sec--;
	}
	if (left.tv_sec < 0)
		left.tv_sec = left.tv_nsec = 0;
	return left;
}

int reap_is_over(const struct timespec *end)
{
	struct timespec left = left_until(end);

	return !left.tv_sec && !left.tv_nsec;
}

/* 0 when the orphan's pid is told or nobody wants it, -1 when it must wait. */
static int tell(struct reaper *r, pid_t pid)
{
	int32_t number = pid;

	if (r->orphans < 0 || write(r->orphans, &number, sizeof number) > 0)
		return 0;
	if (errno == EAGAIN)
		return -1;
	close(r->orphans);
	r->orphans = -1;
	return 0;
}

static int take_child(struct reaper *r)
{
	return waitpid(r->child, &r->status, WNOHANG) == r->child;
}

static int has_stopped(struct reaper *r)
{
	siginfo_t info = {.si_pid = 0};

	if (!r->stops ||
		waitid(P_PID, (id_t)r->child, &info, WSTOPPED | WNOHANG) ||
		!info.si_pid)
		return 0;
	r->status = W_STOPCODE(info.si_status);
	return 1;
}

/* Reap what has ended, but for so long only that a fork bomb can't keep
 * signals from being seen. A child is looked at first and reaped after. */
static int collect(struct reaper *r)
{
	for (int n = 0; n < AT_ONCE; n++) {
		siginfo_t info = {.si_pid = 0};

		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT))
			return r->child ? ENDED : IDLE; /* there is no child */
		if (info.si_pid == 0)
			return IDLE;
		if (info.si_pid == r->child)
			return take_child(r) ? ENDED : IDLE;
		if (tell(r, info.si_pid))
			return r->child > 0 && take_child(r) ? ENDED : FULL;
		waitpid(info.si_pid, NULL, WNOHANG);
	}
	return MORE;
}

/* The next signal's number, or -1 at the time end. */
static int take_signal(const struct timespec *end)
{
	struct timespec left = {0, 0};
	sigset_t all;
	int sig;

	sigfillset(&all);
	do {
		if (end)
			left = left_until(end);
		sig = sigtimedwait(&all, NULL, end ? &left : NULL);
	} while (sig < 0 && errno == EINTR);
	return sig;
}

int reap(struct reaper *r, const struct timespec *end)
{
	for (;;) {
		int got = collect(r), sig;
		struct timespec soon = reap_deadline(got == FULL ? RETRY : 0);

		if (got == ENDED)
			return REAP_ENDED;
		if (has_stopped(r))
			return REAP_STOPPED;
		sig = take_signal(got == IDLE ? end : &soon);
		if (sig == SIGTERM || sig == SIGINT || sig == SIGUSR1 ||
			sig == SIGUSR2 || sig == SIGPWR ||
			(sig == SIGHUP && r->hangup))
			return sig;
		if (end && reap_is_over(end))
			return REAP_TIME;
	}
}

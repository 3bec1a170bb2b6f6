/* attempt.c - what may block, done by a child that nobody waits for too long.
 *
 * A disk may never answer again: a stick was pulled, a file server is gone. Who
 * asks it for something then sleeps in the kernel, and no signal ends that. It
 * must not be PID 1, which has the other disks to look after. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attempt.h"
#include "reap.h"
#include "say.h"

#define SECOND 1000 /* ms */

static int goes_on(struct slow *slow)
{
	if (slow->pid && kill(slow->pid, 0))
		slow->pid = 0;
	return slow->pid != 0;
}

int attempt_goes_on(struct attempts *a, const char *disk)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		struct slow *slow = &a->slow[i];

		if (goes_on(slow) &&
			!strncmp(slow->disk, disk, sizeof slow->disk - 1))
			return 1;
	}
	return 0;
}

int attempts_go_on(struct attempts *a)
{
	int n = 0;

	for (int i = 0; i < ATTEMPTS; i++)
		n += goes_on(&a->slow[i]);
	return n;
}

void attempts_name(struct attempts *a)
{
	for (int i = 0; i < ATTEMPTS; i++)
		if (goes_on(&a->slow[i]))
			say("wait for %s: it hangs", a->slow[i].name);
}

/* 0, or -1 with errno, of a child that ended. */
static int result(int status)
{
	if (!WIFEXITED(status))
		errno = EINTR;
	else if (WEXITSTATUS(status))
		errno = WEXITSTATUS(status);
	else
		return 0;
	return -1;
}

/* -1, with errno */
static int in_progress(void)
{
	errno = EINPROGRESS;
	return -1;
}

int attempt(struct attempts *a, const char *disk, const char *name,
	int (*work)(const char *arg), const char *arg)
{
	struct timespec end = reap_deadline(SECOND);
	struct reaper r = {.orphans = -1};
	struct slow *slow = a->slow;
	int got;

	if (attempt_goes_on(a, disk) || attempts_go_on(a) == ATTEMPTS)
		return in_progress();
	r.child = fork();
	if (r.child == 0)
		_exit(work(arg) ? errno : 0);
	if (r.child < 0)
		return work(arg);
	do {
		got = reap(&r, &end);
	} while (got > 0);
	if (got == REAP_ENDED)
		return result(r.status);
	while (slow->pid)
		slow++;
	slow->pid = r.child;
	snprintf(slow->disk, sizeof slow->disk, "%s", disk);
	snprintf(slow->name, sizeof slow->name, "%s", name);
	return in_progress();
}

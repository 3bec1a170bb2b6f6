/* reap.h - every signal and every ended child, one at a time. */
#ifndef REAP_H
#define REAP_H

#include <sys/types.h>
#include <time.h>

enum { REAP_ENDED = 0, REAP_TIME = -1, REAP_STOPPED = -2 };

struct reaper {
	pid_t child; /* whose end is waited for; -1 every child's, 0 nobody's */
	int status;  /* of that child, as of waitpid(2), once it has ended */
	int orphans; /* other pids are written here, 32 bits each; -1 nowhere */
	int stops;   /* to be told of when the child has stopped */
	int hangup;  /* SIGHUP asks for the way down, too */
};

/* Before anything else: block every signal. */
void reap_start(void);

/* In a child about to exec: no signal blocked, as a program expects. */
void reap_unblock(void);

/* The time (CLOCK_MONOTONIC) so many milliseconds from now; has it come? */
struct timespec reap_deadline(long ms);
int reap_is_over(const struct timespec *end);

/* Reap whatever ends, until what r waits for has (REAP_ENDED) or has stopped
 * (REAP_STOPPED; its status tells by what), the time end has come (REAP_TIME;
 * NULL: never), or a signal asks for the way down (its number: SIGTERM, SIGINT,
 * SIGUSR1, SIGUSR2 or SIGPWR). r->orphans must not block; while it is full,
 * orphans wait. When nobody reads it any more it is closed and becomes -1. */
int reap(struct reaper *r, const struct timespec *end);

#endif

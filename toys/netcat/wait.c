/* wait.c - waiting for descriptors, with a deadline, and signals. */
#include <errno.h>
#include <limits.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "wait.h"

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t after(int ms)
{
	return ms < 0 ? NEVER : now() + ms;
}

int poll_until(struct pollfd *fds, unsigned n, int64_t deadline)
{
	int ready;

	do {
		int64_t left = deadline == NEVER ? -1 : deadline - now();

		if (deadline != NEVER && left < 0)
			left = 0;
		ready = poll(fds, n, left > INT_MAX ? INT_MAX : (int)left);
	} while (ready < 0 && errno == EINTR);
	return ready;
}

int read_signal(int fd)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof info) != sizeof info)
		return 0;
	return (int)info.ssi_signo;
}

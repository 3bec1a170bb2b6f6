/* wait.h - waiting for descriptors, with a deadline, and signals. */
#ifndef NETCAT_WAIT_H
#define NETCAT_WAIT_H

#include <poll.h>
#include <stdint.h>

#define NEVER INT64_MAX

/* The time that many ms from now; NEVER for a negative number. */
int64_t after(int ms);

/* poll(2) until then: how many are ready; 0 when it's over; -1 and errno. */
int poll_until(struct pollfd *fds, unsigned n, int64_t deadline);

/* The next signal that a signalfd has to tell of, or 0. */
int read_signal(int fd);

#endif

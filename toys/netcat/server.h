/* server.h - what the two kinds of servers have in common. */
#ifndef NETCAT_SERVER_H
#define NETCAT_SERVER_H

#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "netcat.h"

struct server {
	const struct options *o;
	int listener;
	struct stat file; /* what a Unix socket has, or zeros */
	int signals;	  /* a descriptor that tells of the watched ones */
	sigset_t before;  /* what was blocked when we began */
	sigset_t watched;
	pid_t only; /* if not 0, who must end before the next is served */
};

/* Run COMMAND with fd as its input and output, or without one a relay between
 * fd and our own: the process, or -1, said. */
pid_t start_child(const struct server *s, int fd);

/* No more peers. */
void close_listener(struct server *s);

/* Nobody came in time: the status, said. */
int give_up(struct server *s);

/* The end by a signal. */
void die_of(const struct server *s, int sig);

#endif

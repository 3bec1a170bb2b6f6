/* relay.h - both directions between the network and this side. */
#ifndef NETCAT_RELAY_H
#define NETCAT_RELAY_H

#include <sys/types.h>

#include "netcat.h"

struct ends {
	int net;
	int in, out;   /* this side: what to send, where to write */
	pid_t command; /* whose this side is, or 0; when it ends, so do we */
	int signals;   /* for COMMAND: a descriptor that tells of ours */
	int next;      /* where others wait to be served, or -1: a peer that has
			* ended makes room for them once this side is silent */
};

/* Move bytes until both directions are done; returns how it went, which has
 * been said. No descriptor is closed, but to tell of an end: standard output,
 * and a COMMAND's, but for a terminal that it has left by itself. */
enum status relay(const struct options *o, const struct ends *e);

/* The same with standard input and output, and close the network's. */
enum status relay_standard(const struct options *o, int net, int next);

#endif

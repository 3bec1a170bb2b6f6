/* net.h - netcat's sockets: to listen, to take a peer, to close. What goes
 * wrong is said here. */
#ifndef NETCAT_NET_H
#define NETCAT_NET_H

#include "netcat.h"

/* Bound and listening as o asks, on this port unless it is NULL: the socket,
 * which doesn't block; or -1. */
int net_listen(const struct options *o, const char *port);

/* The port that a socket has, or -1. */
int net_port(int fd);

/* The next peer of a listener: its socket, which blocks; or -1 with errno. For
 * datagrams this is the listener once more, which is then this peer's alone. */
int net_accept(const struct options *o, int fd);

/* The error that a socket has to tell, once: -1 with errno; else 0. */
int net_error(int fd);

/* Say that the connection broke at this, and why, by errno: the status. */
enum status net_lost(const char *what);

/* Close when the peer has all that was sent. What goes wrong is said: LOST or
 * REFUSED when it is gone before that; TIMED_OUT when it takes no byte for as
 * long as -W allows. */
enum status net_close(const struct options *o, int fd);

#endif

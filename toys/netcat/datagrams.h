/* datagrams.h - a server of datagrams. */
#ifndef NETCAT_DATAGRAMS_H
#define NETCAT_DATAGRAMS_H

#include "server.h"

/* Serve all peers at once or, without COMMAND, one after another, until a
 * signal comes or, for -w, nobody has come in time: the exit status. */
int serve_datagrams(struct server *s);

#endif

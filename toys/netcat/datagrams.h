/* datagrams.h - a server of datagrams, with a COMMAND for each peer. */
#ifndef NETCAT_DATAGRAMS_H
#define NETCAT_DATAGRAMS_H

#include "server.h"

/* Serve all peers at once, until a signal comes or, for -w, nobody has come in
 * time: the exit status. */
int serve_datagrams(struct server *s);

#endif

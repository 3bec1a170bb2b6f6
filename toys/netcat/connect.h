/* connect.h - a connection to where netcat's words say. */
#ifndef NETCAT_CONNECT_H
#define NETCAT_CONNECT_H

#include "netcat.h"

/* Connected as o asks: the socket, which blocks; or minus the status to exit
 * with, said. */
int net_connect(const struct options *o);

#endif

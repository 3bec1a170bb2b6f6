/* serve.h - netcat as a server: waiting for peers, and COMMANDs. */
#ifndef NETCAT_SERVE_H
#define NETCAT_SERVE_H

#include "netcat.h"

/* Listen, and serve one peer or, for -L, all; in the background if there is a
 * COMMAND, no -p and no dump on standard output. Returns the exit status; what
 * went wrong was said. */
int serve(const struct options *o);

#endif

/* foreground.h - a terminal that somebody had before us and gets back. */
#ifndef FOREGROUND_H
#define FOREGROUND_H

#include <sys/types.h>

/* All signals are blocked for these. */

/* Is our process group the one in our terminal's foreground? -1: there is no
 * such terminal, or the session is our own, so nobody waits for it. */
int foreground_is_ours(void);

/* A process group gets it. One of another pid namespace has no number here: 0,
 * and nothing is done. */
void foreground_give(pid_t group);

/* Stop our whole process group, as ctrl-Z does, until it is continued; where
 * no shell would ever continue it, not at all. */
void foreground_stop(void);

#endif

/* run.h - a step of the boot that is a command. */
#ifndef RUN_H
#define RUN_H

/* Run argv and wait, reaping whatever else ends meanwhile. 0 when it exited
 * with 0; otherwise -1 after one line that names it on standard error. After
 * seconds (0: no limit) it is killed, which counts as a failure. A signal that
 * asks for the way down is followed from here (see halt.h). */
int run(char *const argv[], int seconds);

#endif

/* run.h - start a command and wait for it, as PID 1 must. */
#ifndef RUN_H
#define RUN_H

/* Block every signal; PID 1 takes them one at a time from here on. */
void run_block_signals(void);

/* In a child about to exec: no signal blocked or ignored, as a program
 * expects to be started. */
void run_unblock_signals(void);

/* Run argv and wait, reaping whatever else ends meanwhile. 0 when it exited
 * with 0; otherwise -1 after one line that names it on standard error. After
 * seconds (0: no limit) it is killed, which counts as a failure. */
int run(char *const argv[], int seconds);

#endif

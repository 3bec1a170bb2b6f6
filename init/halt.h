/* halt.h - the one way down: stop every process, unmount, power off. */
#ifndef HALT_H
#define HALT_H

#include "reap.h"

/* Is this PID 1 of the machine, or just of a container? A container's disks
 * are not ours, and its PID 1 may end. On a machine ctrl-alt-del is a SIGINT
 * for us from now on. */
int halt_machine(void);

/* What a signal to PID 1 asks for: RB_AUTOBOOT (TERM, INT, a container's
 * HUP), RB_HALT_SYSTEM (USR1, but with a JOB) or RB_POWER_OFF (USR2, PWR). */
int halt_how(int sig);

/* SIGTERM and SIGCONT to what r waits for (its child, or -1: all), up to
 * GRACE seconds (from the environment) until that has ended, then SIGKILL.
 * shell (0: none) may be at its prompt: see session_hang_up(). What can't be
 * killed is named on standard error, and is a death by SIGKILL in r->status. */
void halt_stop(struct reaper *r, pid_t shell);

/* Stop all processes, put the disks to rest, and reboot(2) with how; shell as
 * above. What fails is named on standard error. It returns in a container that
 * may not call reboot(2), and at once where this is not PID 1; else never. */
void halt(int how, pid_t shell);

/* First in main(): where argv says that this is PID 1 on its way down already
 * (see halt.c), go on; it doesn't return then. */
void halt_resume(char *const argv[]);

#endif

/* halt.h - the one way down: stop every process, unmount, power off. */
#ifndef HALT_H
#define HALT_H

#include "reap.h"

/* Is this PID 1 of the machine, or just of a container? A container's disks
 * are not ours, and its PID 1 may end. */
int halt_machine(void);

/* What a signal to PID 1 asks for: RB_AUTOBOOT (TERM, INT), RB_HALT_SYSTEM
 * (USR1) or RB_POWER_OFF (USR2, PWR). */
int halt_how(int sig);

/* SIGTERM and SIGCONT to what r waits for (its child, or -1: all), up to
 * GRACE seconds (from the environment) until that has ended, then SIGKILL.
 * What is left is named on standard error. */
void halt_stop(struct reaper *r);

/* Stop all processes, put the disks to rest, and reboot(2) with how. What fails
 * is named on standard error. It returns in a container that may not call
 * reboot(2), and at once where this is not PID 1; else never. */
void halt(int how);

#endif

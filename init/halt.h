/* halt.h - the one way down: stop every process, unmount, power off. */
#ifndef HALT_H
#define HALT_H

/* Stop all processes (SIGTERM, up to grace seconds, SIGKILL), swapoff,
 * unmount, remount read-only what stays, sync, and reboot(2) with how, one of
 * RB_AUTOBOOT, RB_HALT_SYSTEM, RB_POWER_OFF. Only PID 1 may call it. What
 * fails is named on standard error; it does not return. */
void halt(int how, int grace) __attribute__((noreturn));

#endif

/* disks.h - the disks put to rest: no swap, nothing mounted, all written. */
#ifndef DISKS_H
#define DISKS_H

/* Thaw what was frozen (fsfreeze), so that who writes there can go on. */
void disks_thaw(void);

/* When no process is left: unmount, free loop devices, turn off swap as long as
 * that gets on, make the root read-only, and sync. 0, or -1 if something is
 * still busy. */
int disks_rest(void);

/* Name what is busy on standard error, and make it read-only all the same. */
void disks_force(void);

#endif

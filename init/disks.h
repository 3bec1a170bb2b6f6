/* disks.h - the disks put to rest: no swap, nothing mounted, all written. */
#ifndef DISKS_H
#define DISKS_H

/* Nothing here waits for a disk that does nothing any more. */

/* Thaw what was frozen (fsfreeze), so that who writes there can go on. */
void disks_thaw(void);

/* When no process is left: make sure that /proc is there, whatever was mounted
 * on it or moved away with it. */
void disks_find_proc(void);

/* After that: unmount, free loop devices, turn off swap as long as
 * that gets on, make the root read-only. What is busy, what hangs and what is
 * writable all the same is named on standard error. */
void disks_rest(void);

#endif

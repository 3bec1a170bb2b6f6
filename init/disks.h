/* disks.h - the disks put to rest: no swap, nothing mounted, all written. */
#ifndef DISKS_H
#define DISKS_H

/* Turn off swap, unmount, free loop devices, as long as that gets on; make
 * read-only what stays mounted, and sync. What fails is named on standard
 * error. Only when no process is left that writes. */
void disks_rest(void);

#endif

/* mounts.h - the file systems that every guest has. */
#ifndef MOUNTS_H
#define MOUNTS_H

/* proc, sys, dev, dev/pts, tmp and run, in that order. What fails is named on
 * standard error and skipped. Without devtmpfs, /dev is a tmpfs that mdev
 * fills. */
void mount_all(void);

/* Mount a disk on /home: device is a name below /dev or a path, "none" for no
 * disk, NULL for the first of hdb, sdb, vdb that exists. 0 if mounted or
 * there is nothing to mount, else -1 after a message. */
int mount_home(const char *device);

#endif

/* mounts.h - the file systems that every guest has. */
#ifndef MOUNTS_H
#define MOUNTS_H

/* proc, sys, dev, dev/pts, tmp and run, in that order. What fails is named on
 * standard error and skipped. Without devtmpfs, /dev is a tmpfs that mdev
 * fills. */
void mount_all(void);

/* The disks below: device is a name below /dev or a path, "none" for no disk,
 * NULL for the first that exists of those that are named. */

/* Mount a disk (hdb, sdb, vdb) on /home. Without one, where /home is empty and
 * can't be written, it becomes a tmpfs. 0, or -1 after a message. */
int mount_home(const char *device);

/* Mount a control image (hdc, sdc, vdc) on /mnt: 1 if it has an executable
 * /init, else 0 with nothing mounted, and without a word. */
int mount_control(const char *device);

/* Mount the host's folder that QEMU calls tag (9p) on /share: 0, or -1 after a
 * message. */
int mount_share(const char *tag);

#endif

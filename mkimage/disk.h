/* disk.h - a disk that an image is written to. */
#ifndef DISK_H
#define DISK_H

/* A further descriptor of the block device that is open as fd: while it is open
 * nobody can mount the disk or a part of it. -1 with errno, which is EBUSY if
 * somebody has done that, or uses it in another way. */
int disk_claim(int fd);

#endif

/* at.h - reads and writes at a place in a file, whole or an error. */
#ifndef AT_H
#define AT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

_Static_assert(sizeof(off_t) == 8, "a file may be over 2 GiB");
_Static_assert(sizeof(time_t) == 8, "a time may be after 2038");

/* Read until len bytes or the end of the file: the count, or -1 with errno. */
ssize_t read_at(int fd, void *buf, size_t len, uint64_t offset);

/* Write all len bytes: 0, or -1 with errno. */
int write_at(int fd, const void *buf, size_t len, uint64_t offset);

#endif

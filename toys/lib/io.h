/* io.h - reads and writes that are whole or an error. */
#ifndef IO_H
#define IO_H

#include <sys/types.h>

/* Write all len bytes: 0, or -1 with errno. EINTR and short writes are
 * handled here. */
int write_all(int fd, const void *buf, size_t len);

/* Read until len bytes or the end of the file: the count, or -1 with errno. */
ssize_t read_all(int fd, void *buf, size_t len);

/* The file's first len - 1 bytes and a NUL into buf: the count, or -1 with
 * errno. Meant for the small files of /proc, /sys and /etc. */
ssize_t read_file(const char *path, char *buf, size_t len);

/* Write text to an existing file: 0, or -1 with errno. */
int write_file(const char *path, const char *text);

/* Close without disturbing the errno of what went before. */
void close_quietly(int fd);

#endif

/* where.h - what the name of an output leads to. */
#ifndef WHERE_H
#define WHERE_H

#include <stdbool.h>

/* Of a file in the folder of path: its path, to be freed. */
char *beside(const char *path, const char *name);

/* Where the symbolic links lead that begin at name, as a path to be freed; it
 * stops at a link of /proc to what a process has open. */
char *where_to(const char *name);

/* If that is a regular file or nothing, *path is its path, for the caller to
 * free, and *to is -1: the file can be replaced. Else *path is NULL and *to a
 * descriptor that can be written to: of a pipe, a device, an open file, or for
 * "-" of standard output. It is opened again, so at its beginning, where no
 * descriptor of ours leads there. 0, or -1 with errno. */
int where_is(const char *name, char **path, int *to, bool *again);

#endif

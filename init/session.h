/* session.h - a terminal for the child of PID 1. */
#ifndef SESSION_H
#define SESSION_H

#include <stddef.h>

/* The path of the console that a person sits at: name (with or without /dev/)
 * or, when NULL, the last of /sys/class/tty/console/active, else
 * /dev/console. */
void session_console(const char *name, char *path, size_t len);

/* In a child: become the leader of a session whose controlling terminal is
 * path, opened as standard input, output and error; a terminal that doesn't
 * know its size gets that of LINES and COLUMNS in the environment, else 24 by
 * 80. 0, or -1 after a message, with standard input and so on as they were. */
int session_start(const char *path);

#endif

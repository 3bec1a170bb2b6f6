/* session.h - a terminal for the child of PID 1. */
#ifndef SESSION_H
#define SESSION_H

#include <sys/types.h>

/* Open the console that a person sits at: name (with or without /dev/) or, when
 * NULL, the last of /sys/class/tty/console/active, else /dev/console. -1 after
 * a message, if not quiet, when it isn't there or is no terminal. */
int session_open(const char *name, int quiet);

/* In a child: become the leader of a session whose controlling terminal is fd,
 * as standard input, output and error. A terminal that doesn't know its size
 * gets that of LINES and COLUMNS in the environment, else 24 by 80. 0, or -1
 * after a message, with standard input and so on as they were. */
int session_start(int fd);

/* After that, with all signals blocked: return in a new process, which is for
 * the command. The leader doesn't return: it ends as the command does, with 128
 * and the number for a signal, and nobody is hung up by that. Where no process
 * can be made, it returns in the leader. */
void session_lead(void);

/* A shell at its prompt ignores SIGTERM, and would be waited for in vain: it
 * gets SIGHUP. A command that runs in its foreground is let come to its end
 * first, since some shells pass the SIGHUP on. */
void session_hang_up(pid_t shell);

/* Without a console, what this process and its children say goes to the
 * kernel's log, which all consoles show that there are. Where the kernel merely
 * didn't find it in time, it is the console after all. */
void session_log(void);

#endif

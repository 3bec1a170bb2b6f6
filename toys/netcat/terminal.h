/* terminal.h - telling who reads a terminal that its input has ended. */
#ifndef NETCAT_TERMINAL_H
#define NETCAT_TERMINAL_H

/* Of the terminal whose controlling side is fd: 0 if the reader has yet to take
 * all that came, or is told now that no more does; -1 if it has taken all, and
 * the terminal is in a mode in which nothing could tell it. */
int terminal_end(int fd);

#endif

/* say.h - one-line messages on standard error, without exiting. */
#ifndef SAY_H
#define SAY_H

#include <stdarg.h>

/* Write "prog: message" and a newline in one write(2). A format that ends in
 * ':' gets a blank and strerror(errno) appended. Never allocates; a message
 * over 1023 bytes is cut; errno is kept. PID 1 may call it. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void vsay(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

#endif

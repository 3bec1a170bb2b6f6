/* die.h - how a tool ends when it can't go on. Never linked into PID 1. */
#ifndef DIE_H
#define DIE_H

/* say() and exit(1). */
void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* say() and exit(2): the command line is wrong; the message names the word. */
void die_usage(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

#endif

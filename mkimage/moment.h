/* moment.h - times as text: seconds since 1970, perhaps with a fraction. */
#ifndef MOMENT_H
#define MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOMENT_ROOM = 40 };

/* false: it is no such number. What is finer than nanoseconds is cut off. */
bool moment_parse(
	const char *text, size_t len, int64_t *seconds, uint32_t *nanoseconds);
/* As short as can be; the length. */
size_t moment_print(
	char to[MOMENT_ROOM], int64_t seconds, uint32_t nanoseconds);

#endif

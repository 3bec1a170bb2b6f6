/* say.c - one-line messages on standard error, without exiting.
 *
 * One write(2) a message, so that lines of several processes on one console
 * don't mix, and no stdio, so that PID 1 stays small. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io.h"
#include "say.h"

/* Where the next byte goes in a buffer that had room bytes left at at, after
 * snprintf wanted n of them. */
static size_t advance(size_t room, int n)
{
	if (n < 0)
		return 0;
	return (size_t)n < room ? (size_t)n : room - 1;
}

void vsay(const char *fmt, va_list ap)
{
	int saved = errno;
	char line[1024];
	size_t end = sizeof line - 1; /* the newline's place is kept */
	size_t n = 0;

	n += advance(end,
		snprintf(line, end, "%s: ", program_invocation_short_name));
	n += advance(end - n, vsnprintf(line + n, end - n, fmt, ap));
	if (*fmt && fmt[strlen(fmt) - 1] == ':')
		n += advance(end - n,
			snprintf(line + n, end - n, " %s", strerror(saved)));
	line[n++] = '\n';
	write_all(STDERR_FILENO, line, n);
	errno = saved;
}

void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay(fmt, ap);
	va_end(ap);
}

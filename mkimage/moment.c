/* moment.c - times as text: seconds since 1970, perhaps with a fraction.
 *
 * In the text a fraction of a negative time leads away from 0, in the numbers
 * nanoseconds always lead forward: -0.25 is -1 and 750000000. */
#include <ctype.h>
#include <stdio.h>

#include "moment.h"

bool moment_parse(
	const char *text, size_t len, int64_t *seconds, uint32_t *nanoseconds)
{
	const char *p = text, *end = text + len, *begin;
	bool negative = p < end && *p == '-';
	uint32_t ns = 0, unit = 100000000;
	int64_t n = 0;

	p += negative;
	for (begin = p; p < end && isdigit((unsigned char)*p); p++) {
		if (n > (INT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (*p - '0');
	}
	if (p == begin)
		return false;
	if (p < end && *p == '.')
		for (p++; p < end && isdigit((unsigned char)*p); p++) {
			ns += unit * (uint32_t)(*p - '0');
			unit /= 10;
		}
	*seconds = negative ? -n - (ns != 0) : n;
	*nanoseconds = negative && ns ? 1000000000 - ns : ns;
	return p == end;
}

size_t moment_print(char to[MOMENT_ROOM], int64_t seconds, uint32_t nanoseconds)
{
	bool negative = seconds < 0;
	uint64_t n = (uint64_t)seconds;
	size_t len;

	if (negative) {
		n = 0 - n - (nanoseconds != 0);
		nanoseconds = nanoseconds ? 1000000000 - nanoseconds : 0;
	}
	len = (size_t)snprintf(to, MOMENT_ROOM, "%s%llu.%09u",
		negative ? "-" : "", (unsigned long long)n,
		nanoseconds % 1000000000);
	while (to[len - 1] == '0')
		len--;
	len -= to[len - 1] == '.';
	to[len] = 0;
	return len;
}

/* digits.h - decimal numbers in text that has no NUL at its end. */
#ifndef DIGITS_H
#define DIGITS_H

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>

/* From *p on, which goes past them; false if there is none, or it is over most.
 */
static inline bool digits(
	const char **p, const char *end, uint64_t most, uint64_t *value)
{
	const char *begin = *p;
	uint64_t n = 0;

	for (; *p < end && isdigit((unsigned char)**p); ++*p) {
		uint64_t digit = (uint64_t)(**p - '0');

		if (n > (most - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*value = n;
	return *p > begin;
}

#endif

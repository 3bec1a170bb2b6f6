/* digits.h - numbers in text that has no NUL at its end. */
#ifndef DIGITS_H
#define DIGITS_H

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>

/* The value of a hexadecimal digit; -1 if it is none. */
static inline int hex_digit(char c)
{
	if (!isxdigit((unsigned char)c))
		return -1;
	return isdigit((unsigned char)c) ? c - '0' : (c | 32) - 'a' + 10;
}

/* A decimal number from *p on, which goes past it; false if there is none, or
 * if it is over most. */
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

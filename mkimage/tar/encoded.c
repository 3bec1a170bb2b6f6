/* encoded.c - names and values in text, as libarchive has them in its records.
 */
#include <string.h>

#include "digits.h"
#include "encoded.h"

ssize_t from_base64(const char *text, size_t len, uint8_t *to)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	ssize_t n = 0;

	while (len && text[len - 1] == '=')
		len--;
	if (len % 4 == 1)
		return -1;
	for (size_t i = 0; i < len; i++) {
		const char *p = memchr(digits, text[i], sizeof digits - 1);

		if (!p)
			return -1;
		bits = bits << 6 | (uint32_t)(p - digits);
		if (i % 4)
			to[n++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
	}
	return n;
}

int from_percent(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++) {
		char c = *p;

		if (c == '%') {
			int high = hex_digit(p[1]);
			int low = high < 0 ? -1 : hex_digit(p[2]);

			if (low < 0)
				return -1;
			c = (char)(high << 4 | low);
			p += 2;
		}
		if (!c)
			return -1;
		*to++ = c;
	}
	*to = 0;
	return 0;
}

/* escape.c - names and values as printable words, bytes as \ooo. */
#include <stdio.h>
#include <string.h>

#include "escape.h"

void escape_print(const char *text, size_t len, const char *also)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < ' ' || c == 127 || c == '\\' || (c && strchr(also, c)))
			printf("\\%03o", c);
		else
			putchar(c);
	}
}

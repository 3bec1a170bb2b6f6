/* escape.h - names and values as printable words, bytes as \ooo. */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stddef.h>

/* Print len bytes: what controls a terminal, a backslash and what is in also
 * become \ooo. */
void escape_print(const char *text, size_t len, const char *also);

#endif

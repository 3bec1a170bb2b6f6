/* dump.c - traffic as hexadecimal lines: a mark for the direction, the
 * offset in it, sixteen bytes, and what of them is text.
 *
 * > 00000000  68 65 6c 6c 6f 0a                                |hello.|
 */
#include <stdio.h>
#include <string.h>

#include "io.h"
#include "dump.h"

int dump_flush(struct dump *d)
{
	static const char digits[] = "0123456789abcdef";
	char out[128];
	size_t at;

	if (!d->n)
		return 0;
	at = (size_t)snprintf(
		out, sizeof out, "%c %08llx ", d->mark, d->offset);
	memset(out + at, ' ', 3 * DUMP_WIDTH + 2);
	for (size_t i = 0; i < d->n; i++) {
		out[at + 3 * i + 1] = digits[d->line[i] >> 4];
		out[at + 3 * i + 2] = digits[d->line[i] & 15];
	}
	at += 3 * DUMP_WIDTH + 2;
	out[at++] = '|';
	for (size_t i = 0; i < d->n; i++) {
		unsigned char c = d->line[i];

		out[at++] = c >= ' ' && c <= '~' ? (char)c : '.';
	}
	out[at++] = '|';
	out[at++] = '\n';
	d->offset += d->n;
	d->n = 0;
	return write_all(d->fd, out, at);
}

int dump_bytes(struct dump *d, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n--) {
		d->line[d->n++] = *p++;
		if (d->n == DUMP_WIDTH && dump_flush(d) < 0)
			return -1;
	}
	return d->streaming ? 0 : dump_flush(d);
}

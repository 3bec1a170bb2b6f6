/* cursor.h - reads little-endian fields of bytes that nobody vouches for.
 *
 * Past the end all is 0 and err is set: check it once a record. */
#ifndef CURSOR_H
#define CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

struct cursor {
	const uint8_t *p, *end;
	bool err;
};

/* The next n bytes, or NULL. */
static inline const void *cursor_take(struct cursor *c, size_t n)
{
	const uint8_t *p = c->p;

	if (c->err || (size_t)(c->end - p) < n) {
		c->err = true;
		return NULL;
	}
	c->p += n;
	return p;
}

static inline uint32_t cursor_16(struct cursor *c)
{
	const void *p = cursor_take(c, 2);

	return p ? get16(p) : 0;
}

static inline uint32_t cursor_32(struct cursor *c)
{
	const void *p = cursor_take(c, 4);

	return p ? get32(p) : 0;
}

static inline uint64_t cursor_64(struct cursor *c)
{
	const void *p = cursor_take(c, 8);

	return p ? get64(p) : 0;
}

#endif

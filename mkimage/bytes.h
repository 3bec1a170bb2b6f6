/* bytes.h - little-endian numbers in formats, by shifts, whatever the host; and
 * what is all zeros. */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline void put16(void *to, uint32_t v)
{
	uint8_t *p = to;

	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void put32(void *to, uint32_t v)
{
	put16(to, v);
	put16((uint8_t *)to + 2, v >> 16);
}

static inline void put64(void *to, uint64_t v)
{
	put32(to, (uint32_t)v);
	put32((uint8_t *)to + 4, (uint32_t)(v >> 32));
}

static inline uint32_t get16(const void *from)
{
	const uint8_t *p = from;

	return (uint32_t)(p[0] | p[1] << 8);
}

static inline uint32_t get32(const void *from)
{
	return get16(from) | get16((const uint8_t *)from + 2) << 16;
}

static inline uint64_t get64(const void *from)
{
	return get32(from) | (uint64_t)get32((const uint8_t *)from + 4) << 32;
}

static inline bool is_zeros(const void *from, size_t len)
{
	const uint8_t *p = from;

	return len && !p[0] && memcmp(p, p + 1, len - 1) == 0;
}

#endif

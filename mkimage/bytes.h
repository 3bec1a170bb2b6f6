/* bytes.h - little-endian numbers in formats, by shifts: whatever the host. */
#ifndef BYTES_H
#define BYTES_H

#include <stdint.h>

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

#endif

/* crc32c.h - the checksum of ext4: polynomial 0x1EDC6F41, reflected. */
#ifndef EXT_CRC32C_H
#define EXT_CRC32C_H

#include <stddef.h>
#include <stdint.h>

struct crc32c {
	uint32_t table[8][256]; /* of crc32c_init() */
};

void crc32c_init(struct crc32c *c);

/* The sum so far and more bytes: the sum. Begin with ~0; nothing is inverted at
 * the end, as ext4 has it. */
uint32_t crc32c(
	const struct crc32c *c, uint32_t sum, const void *buf, size_t len);

#endif

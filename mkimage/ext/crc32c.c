/* crc32c.c - the checksum of ext4, eight bytes at a time.
 *
 * table[k][b] is what byte b does to the sum when k more bytes follow it. */
#include "bytes.h"
#include "crc32c.h"

void crc32c_init(struct crc32c *c)
{
	for (uint32_t b = 0; b < 256; b++) {
		uint32_t sum = b;

		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0x82F63B78 : 0);
		c->table[0][b] = sum;
	}
	for (int k = 1; k < 8; k++) {
		for (uint32_t b = 0; b < 256; b++) {
			uint32_t sum = c->table[k - 1][b];

			c->table[k][b] = sum >> 8 ^ c->table[0][sum & 255];
		}
	}
}

uint32_t crc32c(
	const struct crc32c *c, uint32_t sum, const void *buf, size_t len)
{
	const uint8_t *p = buf;

	for (; len >= 8; p += 8, len -= 8) {
		uint32_t low = sum ^ get32(p), high = get32(p + 4);

		sum = 0;
		for (int k = 0; k < 4; k++) {
			sum ^= c->table[7 - k][low >> 8 * k & 255];
			sum ^= c->table[3 - k][high >> 8 * k & 255];
		}
	}
	while (len--)
		sum = sum >> 8 ^ c->table[0][(sum ^ *p++) & 255];
	return sum;
}

/* hash.c - the hash that orders the names of an indexed directory.
 *
 * MD4 cut short: three rounds of eight steps over 32 bytes of the name, packed
 * into words with the name's length as what fills them up. */
#include <string.h>

#include "hash.h"

enum { WORDS = 8 };

struct round {
	uint32_t constant;
	uint8_t shift[4];    /* one step after the other */
	uint8_t word[WORDS]; /* the input that each takes */
};

static const struct round rounds[3] = {
	{0, {3, 7, 11, 19}, {0, 1, 2, 3, 4, 5, 6, 7}},
	{0x5A827999, {3, 5, 9, 13}, {1, 3, 5, 7, 0, 2, 4, 6}},
	{0x6ED9EBA1, {3, 9, 11, 15}, {3, 7, 2, 6, 1, 5, 0, 4}},
};

static uint32_t mix(int round, uint32_t x, uint32_t y, uint32_t z)
{
	if (round == 0) /* of each bit of x: y's or z's */
		return (x & y) | (~x & z);
	if (round == 1) /* what most say */
		return (x & y) | (x & z) | (y & z);
	return x ^ y ^ z;
}

static void transform(uint32_t state[4], const uint32_t in[WORDS])
{
	uint32_t s[4];

	memcpy(s, state, sizeof s);
	for (int r = 0; r < 3; r++) {
		for (int i = 0; i < WORDS; i++) {
			uint32_t *to = &s[-i & 3];
			uint32_t v = *to + in[rounds[r].word[i]] +
				     rounds[r].constant;
			int shift = rounds[r].shift[i & 3];

			v += mix(r, s[(1 - i) & 3], s[(2 - i) & 3],
				s[(3 - i) & 3]);
			*to = v << shift | v >> (32 - shift);
		}
	}
	for (int i = 0; i < 4; i++)
		state[i] += s[i];
}

/* What is left of the name; only its first 32 bytes are taken. */
static void pack(uint32_t in[WORDS], const unsigned char *p, size_t len)
{
	uint32_t fill = (uint32_t)(len & 255) * 0x01010101;

	for (size_t i = 0; i < WORDS; i++) {
		uint32_t v = fill;

		for (size_t k = 4 * i; k < 4 * i + 4 && k < len; k++)
			v = v << 8 | p[k];
		in[i] = v;
	}
}

struct ext_hash ext_hash(const char *name, size_t len, const uint32_t seed[4])
{
	uint32_t state[4] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
	const unsigned char *p = (const unsigned char *)name;
	struct ext_hash h;

	if (seed[0] || seed[1] || seed[2] || seed[3])
		memcpy(state, seed, sizeof state);
	for (size_t at = 0; at < len; at += 4 * WORDS) {
		uint32_t in[WORDS];

		pack(in, p + at, len - at);
		transform(state, in);
	}
	h.major = state[1] & ~(uint32_t)1;
	if (h.major == 0xFFFFFFFE)
		h.major = 0xFFFFFFFC;
	h.minor = state[2];
	return h;
}

/* hash.h - the hash that orders the names of an indexed directory. */
#ifndef EXT_HASH_H
#define EXT_HASH_H

#include <stddef.h>
#include <stdint.h>

struct ext_hash {
	uint32_t major; /* even, and never the greatest: that marks the end */
	uint32_t minor;
};

/* Half MD4 with unsigned bytes. A seed of zeros stands for MD4's own. */
struct ext_hash ext_hash(const char *name, size_t len, const uint32_t seed[4]);

#endif

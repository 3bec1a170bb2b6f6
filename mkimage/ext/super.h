/* super.h - which groups of an ext file system have a copy of the super
 * block, with sparse_super: 0, 1 and the powers of 3, 5 and 7. */
#ifndef EXT_SUPER_H
#define EXT_SUPER_H

#include <stdbool.h>
#include <stdint.h>

static inline bool ext_is_power(uint32_t n, uint32_t base)
{
	while (n % base == 0)
		n /= base;
	return n == 1;
}

static inline bool ext_has_super(uint32_t group)
{
	return group < 2 || ext_is_power(group, 3) || ext_is_power(group, 5) ||
	       ext_is_power(group, 7);
}

#endif

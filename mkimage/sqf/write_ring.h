/* write_ring.h - blocks on their way into an image: packed by several
 * threads, written in the order in which they came. */
#ifndef SQF_WRITE_RING_H
#define SQF_WRITE_RING_H

#include <stddef.h>
#include <stdint.h>

#include "formats.h"

struct ring;

struct block {
	uint8_t *raw; /* room for a block; may be swapped for another such */
	size_t len;   /* of it */
	struct sqf_file
		*file; /* whose it is, and which; NULL: a fragment block */
	uint32_t index;
	uint8_t *packed;
	size_t size; /* packed; 0: as it is */
	_Bool done;
};

/* placed(context, b, where, size) is told of each block written: size as it is
 * in lists of blocks. */
struct ring *ring_new(const struct options *options, uint32_t block,
	struct out *o,
	void (*placed)(void *context, const struct block *b, uint64_t where,
		uint32_t size),
	void *context);
void ring_free(struct ring *r);

/* The block to fill next, the same until ring_go(), which sends it off; both
 * may write older ones. NULL or -1 with a message. */
struct block *ring_next(struct ring *r);
void ring_go(struct ring *r);
/* Write all that were sent off. */
int ring_drain(struct ring *r);

#endif

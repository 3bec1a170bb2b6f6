/* write_meta.h - metadata blocks, and bytes that grow. */
#ifndef SQF_WRITE_META_H
#define SQF_WRITE_META_H

#include <stddef.h>
#include <stdint.h>

#include "codec.h"

/* Bytes that grow. */
struct bytes {
	uint8_t *data;
	size_t len, room;
};

void *bytes_add(struct bytes *b, size_t len); /* len more, to be filled */

/* Metadata blocks, in memory until they are written. */
struct meta {
	struct packer *packer;
	size_t used; /* of raw */
	struct bytes packed;
	uint8_t raw[];
};

struct meta *meta_new(struct packer *packer);
void meta_free(struct meta *m);
void meta_add(struct meta *m, const void *data, size_t len);
uint64_t meta_here(struct meta *m); /* a reference to what comes next */
void meta_end(struct meta *m);	    /* close the last block */

#endif

/* write_meta.h - metadata blocks. */
#ifndef SQF_WRITE_META_H
#define SQF_WRITE_META_H

#include <stddef.h>
#include <stdint.h>

#include "codec.h"
#include "text.h"

/* Metadata blocks, in memory until they are written. */
struct meta {
	struct packer *packer;
	size_t used; /* of raw */
	struct text packed;
	uint8_t raw[];
};

struct meta *meta_new(struct packer *packer);
void meta_free(struct meta *m);
void meta_add(struct meta *m, const void *data, size_t len);
uint64_t meta_here(struct meta *m); /* a reference to what comes next */
void meta_end(struct meta *m);	    /* close the last block */

#endif

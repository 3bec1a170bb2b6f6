/* read_image.h - a squashfs image that is open, and its metadata blocks.
 * What returns an int returns 0, or -1 with a message that has the offset. */
#ifndef SQF_READ_IMAGE_H
#define SQF_READ_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "codec.h"
#include "sqf.h"

struct job;

enum { SQF_CACHE = 64 }; /* metadata blocks that are kept */

/* A metadata block, unpacked. */
struct sqf_meta {
	uint64_t where, next; /* it and the one after it; where 0: none */
	uint32_t len;
	uint8_t data[SQF_META_SIZE];
};

struct sqf_image {
	struct job *job;
	char *name;
	int fd;
	uint64_t used; /* bytes of the file that are the image */
	uint32_t block, inode_count, fragment_count, id_count;
	uint64_t root, ids, xattrs, inodes, dirs, fragments; /* positions */
	uint64_t xattr_data;
	uint32_t xattr_count;
	enum codec codec;
	struct packer *packer;
	/* What inodes and lists may still take, unpacked, if none shares its
	 * bytes with another; and of memory. */
	uint64_t inodes_left, lists_left, memory_left;
	uint32_t *id_table;
	uint8_t *packed;		   /* room for a block */
	struct sqf_meta *cache[SQF_CACHE]; /* NULL: never needed */
};

/* A place in metadata. */
struct sqf_at {
	uint64_t where, end; /* the block in the image; the end of the table */
	uint32_t byte;	     /* in it, unpacked */
};

int sqf_bad(struct sqf_image *im, uint64_t offset, const char *what);

/* All len bytes at offset, which must be in the image. */
int sqf_bytes(struct sqf_image *im, void *buf, size_t len, uint64_t offset);
int sqf_meta_read(
	struct sqf_image *im, struct sqf_at *at, void *buf, size_t len);
/* How much the metadata blocks from there on can hold. */
uint64_t sqf_meta_room(struct sqf_image *im, uint64_t start, uint64_t end);
/* Entry index of a table whose list of positions is at list. */
int sqf_entry(struct sqf_image *im, uint64_t list, uint64_t index, void *buf,
	size_t len);

#endif

/* write_file.h - where the bytes of a file are in a squashfs image. */
#ifndef SQF_WRITE_FILE_H
#define SQF_WRITE_FILE_H

#include <stdint.h>

/* Files with the same bytes share it. */
struct sqf_file {
	struct sqf_file *chain; /* in the table of contents */
	uint64_t hash, size;
	uint64_t start; /* position of the first block; 0: none */
	uint64_t holes; /* bytes in them */
	uint32_t fragment, offset;
	uint32_t count; /* of sizes: 0 is a hole, else length | BLOCK_RAW */
	uint32_t sizes[];
};

#endif

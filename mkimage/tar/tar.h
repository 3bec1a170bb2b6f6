/* tar.h - the blocks of tar, and its numbers. */
#ifndef TAR_H
#define TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TAR_BLOCK = 512,
	/* Where the fields of a header begin; each goes to the next. */
	TAR_NAME = 0,
	TAR_MODE = 100,
	TAR_UID = 108,
	TAR_GID = 116,
	TAR_SIZE = 124,
	TAR_MTIME = 136,
	TAR_CHKSUM = 148,
	TAR_TYPE = 156,
	TAR_LINK = 157,
	TAR_MAGIC = 257,
	TAR_UNAME = 265,
	TAR_MAJOR = 329,
	TAR_MINOR = 337,
	TAR_PREFIX = 345,
	TAR_END = 500,
	/* GNU's own, in the place of the prefix. */
	GNU_SPARSE = 386,
	GNU_MORE = 482,
	GNU_SIZE = 483,
};

/* Does a header's checksum hold, or is it all zeros: a block of a tar? */
bool is_tar(const uint8_t *block);
uint32_t tar_sum(const uint8_t *block);

/* A field's number, octal or base-256; false: it is neither, or too large. */
bool tar_number(const uint8_t *field, size_t len, int64_t *value);

#endif

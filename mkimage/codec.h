/* codec.h - compressed blocks and streams, by the libraries that do it best:
 * libdeflate, liblzma, libzstd, liblz4. */
#ifndef CODEC_H
#define CODEC_H

#include <stddef.h>
#include <sys/types.h>

enum codec { CODEC_NONE, CODEC_GZIP, CODEC_XZ, CODEC_ZSTD, CODEC_LZ4 };

/* "gzip" and so on; -1 if it is none of them. */
int codec_by_name(const char *name);
const char *codec_name(enum codec codec);

/* Levels: 1..12 gzip, 0..9 xz, 1..22 zstd, 1 (fast) and 2..12 (lz4hc) lz4.
 * false: not one of them. */
int codec_default_level(enum codec codec);
_Bool codec_has_level(enum codec codec, int level);

/* Blocks as squashfs has them: gzip's are zlib's format, xz's have a CRC32 and
 * a dictionary of the block's size, lz4's are bare. One packer a thread, for
 * blocks of up to limit bytes; same input, same bytes. */
struct packer;

struct packer *packer_new(enum codec codec, int level, size_t limit);
void packer_free(struct packer *p);
/* The size packed, at most room; 0 if it would be more. */
size_t pack(
	struct packer *p, const void *from, size_t len, void *to, size_t room);
/* The size unpacked, at most room; -1 if the bytes are no block of that codec,
 * or of one that unpacks to more. */
ssize_t unpack(
	struct packer *p, const void *from, size_t len, void *to, size_t room);

#endif

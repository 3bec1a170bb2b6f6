/* codec.c - compressed blocks, by the libraries that do it best. */
#include <libdeflate.h>
#include <lz4.h>
#include <lz4hc.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "alloc.h"
#include "codec.h"
#include "die.h"

static const struct {
	const char *name;
	int first, last, usual;
} codecs[] = {
	[CODEC_NONE] = {"none", 0, 0, 0},
	[CODEC_GZIP] = {"gzip", 1, 12, 6},
	[CODEC_XZ] = {"xz", 0, 9, 6},
	[CODEC_ZSTD] = {"zstd", 1, 22, 15},
	[CODEC_LZ4] = {"lz4", 1, 12, 1},
};

int codec_by_name(const char *name)
{
	for (int i = 0; i < (int)(sizeof codecs / sizeof *codecs); i++)
		if (strcmp(codecs[i].name, name) == 0)
			return i;
	return -1;
}

const char *codec_name(enum codec codec)
{
	return codecs[codec].name;
}

int codec_default_level(enum codec codec)
{
	return codecs[codec].usual;
}

bool codec_has_level(enum codec codec, int level)
{
	return level >= codecs[codec].first && level <= codecs[codec].last;
}

struct packer {
	enum codec codec;
	int level;
	size_t limit;
	struct libdeflate_compressor *deflate;
	struct libdeflate_decompressor *inflate;
	ZSTD_CCtx *zstd;
	ZSTD_DCtx *unzstd;
	lzma_stream xz; /* keeps its memory from block to block */
};

/* What only one direction needs is made when it is first used. */
static void *need(void *p)
{
	if (!p)
		die("compress: out of memory");
	return p;
}

struct packer *packer_new(enum codec codec, int level, size_t limit)
{
	struct packer *p = xcalloc(1, sizeof *p);

	p->codec = codec;
	p->level = level;
	p->limit = limit;
	return p;
}

void packer_free(struct packer *p)
{
	if (p->deflate)
		libdeflate_free_compressor(p->deflate);
	if (p->inflate)
		libdeflate_free_decompressor(p->inflate);
	lzma_end(&p->xz);
	ZSTD_freeCCtx(p->zstd);
	ZSTD_freeDCtx(p->unzstd);
	free(p);
}

static size_t pack_gzip(
	struct packer *p, const void *from, size_t len, void *to, size_t room)
{
	if (!p->deflate)
		p->deflate = need(libdeflate_alloc_compressor(p->level));
	return libdeflate_zlib_compress(p->deflate, from, len, to, room);
}

static size_t pack_xz(
	struct packer *p, const void *from, size_t len, void *to, size_t room)
{
	lzma_options_lzma options;
	lzma_filter filters[] = {
		{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, NULL}};

	lzma_lzma_preset(&options, (uint32_t)p->level);
	options.dict_size = p->limit < LZMA_DICT_SIZE_MIN ? LZMA_DICT_SIZE_MIN
							  : (uint32_t)p->limit;
	if (lzma_stream_encoder(&p->xz, filters, LZMA_CHECK_CRC32) != LZMA_OK)
		die("compress: out of memory");
	p->xz.next_in = from;
	p->xz.avail_in = len;
	p->xz.next_out = to;
	p->xz.avail_out = room;
	if (lzma_code(&p->xz, LZMA_FINISH) != LZMA_STREAM_END)
		return 0;
	return room - p->xz.avail_out;
}

/* Whoever reads a block knows how much it unpacks to. */
static void start_zstd(struct packer *p)
{
	p->zstd = need(ZSTD_createCCtx());
	ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, p->level);
	ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_contentSizeFlag, 0);
}

static size_t pack_zstd(
	struct packer *p, const void *from, size_t len, void *to, size_t room)
{
	size_t n;

	if (!p->zstd)
		start_zstd(p);
	n = ZSTD_compress2(p->zstd, to, room, from, len);
	return ZSTD_isError(n) ? 0 : n;
}

static size_t pack_lz4(const struct packer *p, const void *from, size_t len,
	void *to, size_t room)
{
	int n = p->level == 1
			? LZ4_compress_default(from, to, (int)len, (int)room)
			: LZ4_compress_HC(
				  from, to, (int)len, (int)room, p->level);

	return n > 0 ? (size_t)n : 0;
}

size_t pack(
	struct packer *p, const void *from, size_t len, void *to, size_t room)
{
	switch (p->codec) {
	case CODEC_GZIP:
		return pack_gzip(p, from, len, to, room);
	case CODEC_XZ:
		return pack_xz(p, from, len, to, room);
	case CODEC_ZSTD:
		return pack_zstd(p, from, len, to, room);
	case CODEC_LZ4:
		return pack_lz4(p, from, len, to, room);
	case CODEC_NONE:
		break;
	}
	return 0;
}

static ssize_t unpack_gzip(
	struct packer *p, const void *from, size_t len, void *to, size_t room)
{
	size_t n;

	if (!p->inflate)
		p->inflate = need(libdeflate_alloc_decompressor());
	if (libdeflate_zlib_decompress(p->inflate, from, len, to, room, &n) !=
		LIBDEFLATE_SUCCESS)
		return -1;
	return (ssize_t)n;
}

/* A block asks for a dictionary of any size; one of its own size serves it. */
static ssize_t unpack_xz(const struct packer *p, const void *from, size_t len,
	void *to, size_t room)
{
	uint64_t memory = 2 * (uint64_t)p->limit + (1 << 20);
	size_t in = 0, out = 0;

	if (lzma_stream_buffer_decode(&memory, 0, NULL, from, &in, len, to,
		    &out, room) != LZMA_OK ||
		in != len)
		return -1;
	return (ssize_t)out;
}

static ssize_t unpack_zstd(
	struct packer *p, const void *from, size_t len, void *to, size_t room)
{
	size_t n;

	if (!p->unzstd)
		p->unzstd = need(ZSTD_createDCtx());
	n = ZSTD_decompressDCtx(p->unzstd, to, room, from, len);
	return ZSTD_isError(n) ? -1 : (ssize_t)n;
}

ssize_t unpack(
	struct packer *p, const void *from, size_t len, void *to, size_t room)
{
	switch (p->codec) {
	case CODEC_GZIP:
		return unpack_gzip(p, from, len, to, room);
	case CODEC_XZ:
		return unpack_xz(p, from, len, to, room);
	case CODEC_ZSTD:
		return unpack_zstd(p, from, len, to, room);
	case CODEC_LZ4:
		return LZ4_decompress_safe(from, to, (int)len, (int)room);
	case CODEC_NONE:
		break;
	}
	return -1;
}

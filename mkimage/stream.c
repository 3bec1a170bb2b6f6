/* stream.c - whole files compressed: .gz, .xz, .zst, .lz4.
 *
 * The kernel takes an initramfs as one gzip member; as xz with a CRC32 or no
 * check; as zstd with a window of up to 128 MiB; and as lz4's legacy frame:
 * blocks of 8 MiB, each behind its packed length. gzip is packed and unpacked
 * in one go, from file to file through memory maps, whose pages can be written
 * out, since libdeflate does no streams but is far faster than what does. */
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lz4hc.h>
#include <lzma.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include "alloc.h"
#include "at.h"
#include "bytes.h"
#include "formats.h"
#include "job.h"
#include "out.h"
#include "stream.h"

enum {
	CHUNK = 256 << 10,
};

struct pack {
	struct job *job;
	const struct input *in;
	const struct options *options;
	struct out *o;
	uint64_t at;	    /* of the input */
	uint8_t *from, *to; /* CHUNK bytes, and to_room */
	size_t to_room;
};

static int no_memory(struct job *job)
{
	return fail(job, "compress: out of memory");
}

/* The next bytes of the input, up to len: the count, or -1. */
static ssize_t next_bytes(struct pack *p, void *buf, size_t len)
{
	ssize_t n = read_at(p->in->fd, buf, len, p->at);

	if (n < 0)
		return fail(p->job, "read back %s:", p->in->name);
	p->at += (uint64_t)n;
	job_read(p->job, (uint64_t)n);
	return n;
}

/* With no file it is memory, of which is taken what is written to. */
static void *map(int fd, size_t size, int protection)
{
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
			   : MAP_SHARED;
	void *at = size ? mmap(NULL, size, protection, flags, fd, 0) : NULL;

	return at == MAP_FAILED ? NULL : at;
}

/* Room for the worst case is set aside first: a map can't tell that a disk is
 * full but by a signal. A disk without that may have room for the result, which
 * is then made in memory. */
static int pack_gzip(struct pack *p)
{
	struct libdeflate_compressor *c =
		libdeflate_alloc_compressor(p->options->level);
	size_t size = (size_t)p->in->size, room, n;
	void *from, *to;
	int bad, r;

	if (!c || size != p->in->size)
		return no_memory(p->job);
	room = libdeflate_gzip_compress_bound(c, size);
	bad = posix_fallocate(p->o->fd, 0, (off_t)room);
	r = bad ? out_restart(p->o) : 0; /* what was set aside of it goes */
	from = map(p->in->fd, size, PROT_READ);
	to = map(bad ? -1 : p->o->fd, room, PROT_READ | PROT_WRITE);
	if (!r && !(from && to))
		r = fail(p->job, "write %s:", p->o->name);
	if (!r) {
		n = libdeflate_gzip_compress(c, from, size, to, room);
		r = bad ? out_write(p->o, to, n) : out_seek(p->o, n);
	}
	libdeflate_free_compressor(c);
	if (from)
		munmap(from, size);
	if (to)
		munmap(to, room);
	return r;
}

static int pack_xz(struct pack *p)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret r = lzma_easy_encoder(
		&s, (uint32_t)p->options->level, LZMA_CHECK_CRC32);
	lzma_action action = LZMA_RUN;
	ssize_t n = 0;

	while (r == LZMA_OK && n >= 0) {
		if (!s.avail_in && action == LZMA_RUN) {
			n = next_bytes(p, p->from, CHUNK);
			s.next_in = p->from;
			s.avail_in = n > 0 ? (size_t)n : 0;
			if (n < CHUNK)
				action = LZMA_FINISH;
		}
		s.next_out = p->to;
		s.avail_out = p->to_room;
		r = lzma_code(&s, action);
		if (out_write(p->o, p->to, p->to_room - s.avail_out))
			n = -1;
	}
	lzma_end(&s);
	if (n >= 0 && r != LZMA_STREAM_END)
		return no_memory(p->job);
	return n < 0 ? -1 : 0;
}

static int pack_zstd(struct pack *p)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	ZSTD_inBuffer in = {p->from, 0, 0};
	size_t left = 1;
	ssize_t n = CHUNK;

	if (!c)
		return no_memory(p->job);
	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, p->options->level);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_setPledgedSrcSize(c, p->in->size);
	while (left && !ZSTD_isError(left) && n >= 0) {
		ZSTD_outBuffer out = {p->to, p->to_room, 0};

		if (in.pos == in.size && n == CHUNK) {
			n = next_bytes(p, p->from, CHUNK);
			in.size = n > 0 ? (size_t)n : 0;
			in.pos = 0;
		}
		left = ZSTD_compressStream2(c, &out, &in,
			n == CHUNK ? ZSTD_e_continue : ZSTD_e_end);
		if (n == CHUNK && !ZSTD_isError(left))
			left = 1;
		if (out_write(p->o, p->to, out.pos))
			n = -1;
	}
	ZSTD_freeCCtx(c);
	if (n >= 0 && ZSTD_isError(left))
		return no_memory(p->job);
	return n < 0 ? -1 : 0;
}

static int pack_lz4(struct pack *p)
{
	LZ4F_preferences_t how = {
		.frameInfo = {.blockSizeID = LZ4F_max4MB,
			.contentChecksumFlag = LZ4F_contentChecksumEnabled,
			.contentSize = p->in->size},
		.compressionLevel =
			p->options->level == 1 ? 0 : p->options->level,
		.autoFlush = 1,
	};
	LZ4F_cctx *c;
	size_t len;
	ssize_t n = 0;

	if (LZ4F_isError(LZ4F_createCompressionContext(&c, LZ4F_VERSION)))
		return no_memory(p->job);
	len = LZ4F_compressBegin(c, p->to, p->to_room, &how);
	while (!LZ4F_isError(len) && n >= 0) {
		if (out_write(p->o, p->to, len)) {
			n = -1;
			break;
		}
		n = next_bytes(p, p->from, CHUNK);
		if (n <= 0)
			break;
		len = LZ4F_compressUpdate(
			c, p->to, p->to_room, p->from, (size_t)n, NULL);
	}
	if (n == 0 && !LZ4F_isError(len))
		len = LZ4F_compressEnd(c, p->to, p->to_room, NULL);
	LZ4F_freeCompressionContext(c);
	if (LZ4F_isError(len))
		return no_memory(p->job);
	return n < 0 ? -1 : out_write(p->o, p->to, len);
}

static int pack_legacy(struct pack *p)
{
	char *block = xmalloc(LEGACY_BLOCK);
	int room = LZ4_compressBound(LEGACY_BLOCK), level = p->options->level;
	char *packed = xmalloc((size_t)room);
	uint8_t word[4];
	ssize_t n = LEGACY_BLOCK;
	int r = 0;

	put32(word, LEGACY);
	r = out_write(p->o, word, sizeof word);
	while (!r && (n = next_bytes(p, block, LEGACY_BLOCK)) > 0) {
		int len = level == 1 ? LZ4_compress_default(
					       block, packed, (int)n, room)
				     : LZ4_compress_HC(block, packed, (int)n,
					       room, level);

		put32(word, (uint32_t)len);
		r = out_write(p->o, word, sizeof word) ||
		    out_write(p->o, packed, (size_t)len);
	}
	free(block);
	free(packed);
	return r || n < 0 ? -1 : 0;
}

int stream_pack(struct job *job, const struct input *in,
	const struct options *options, bool legacy, struct out *o)
{
	struct pack p = {.job = job, .in = in, .options = options, .o = o};
	int r = -1;

	p.to_room = LZ4F_compressBound(8 << 20, NULL);
	p.from = xmalloc(CHUNK);
	p.to = xmalloc(p.to_room);
	job_begin(job, in->size);
	switch (options->codec) {
	case CODEC_GZIP:
		r = pack_gzip(&p);
		break;
	case CODEC_XZ:
		r = pack_xz(&p);
		break;
	case CODEC_ZSTD:
		r = pack_zstd(&p);
		break;
	case CODEC_LZ4:
		r = legacy ? pack_legacy(&p) : pack_lz4(&p);
		break;
	case CODEC_NONE:
		break;
	}
	free(p.from);
	free(p.to);
	return r;
}

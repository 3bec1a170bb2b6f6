/* unstream.c - unpack whole files: .gz, .xz, .lzma, .zst, .lz4.
 *
 * A file may hold several streams of a kind, one behind the other, with zeros
 * between; zstd and lz4 have frames that say nothing and are to be skipped. The
 * input may be made to unpack to anything: it goes to a file, so that it can
 * fill a disk but no memory, and what windows the formats may ask for is
 * limited to what the kernel would take or a little more. However small the
 * streams are, the input is read only once or twice: time is in proportion to
 * its size.
 */
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include "alloc.h"
#include "at.h"
#include "bytes.h"
#include "die.h"
#include "formats.h"
#include "io.h"
#include "job.h"
#include "stream.h"
#include "tree.h"

enum {
	CHUNK = 256 << 10,
	GZIP_USUAL = 16,  /* few files get smaller than that, */
	GZIP_MOST = 1032, /* and none than that */
	XZ_MEMORY = 256 << 20,
	ZSTD_WINDOW = 27,
	HEAD = 13,		/* the longest that tells: lzma's */
	SKIPPABLE = 0x184d2a50, /* to ...5f; then the length, 32 bits */
	SKIPPABLE_HEAD = 8,
};

struct unpack {
	struct tree *t;
	const struct input *in;
	const struct packing *packing; /* of what is being unpacked */
	int to;
	uint8_t *from, *out; /* CHUNK bytes each */
	size_t at, end; /* from[at] is the byte at t->offset, if at < end */
	/* Each is made when it is first used: */
	struct libdeflate_decompressor *inflate;
	lzma_stream xz;
	ZSTD_DCtx *zstd;
	LZ4F_dctx *lz4;
	/* gzip's input, and its output with room to write in: */
	uint8_t *packed, *plain;
	size_t have, room;
};

static int wrong(struct unpack *u)
{
	return tree_bad(u->t, "wrong %s", u->packing->name);
}

static int put(struct unpack *u, const void *buf, size_t len)
{
	if (write_all(u->to, buf, len))
		return fail(u->t->job, "unpack %s:", u->in->name);
	return 0;
}

/* The bytes that come next, which stay there: how many, or -1. */
static ssize_t look(struct unpack *u, void *buf, size_t len)
{
	ssize_t n = read_at(u->in->fd, buf, len, u->t->offset);

	return n < 0 ? fail(u->t->job, "read %s:", u->in->name) : n;
}

/* Go on behind so many bytes, whether or not they are in from. */
static void skip(struct unpack *u, uint64_t n)
{
	if (n < u->end - u->at)
		u->at += (size_t)n;
	else
		u->at = u->end = 0;
	u->t->offset += n;
	job_read(u->t->job, n);
}

/* Some bytes into from, unless there are any; at the end of the input none. */
static int fill(struct unpack *u)
{
	ssize_t n;

	if (u->at < u->end)
		return 0;
	n = look(u, u->from, CHUNK);
	if (n < 0)
		return -1;
	u->at = 0;
	u->end = (size_t)n;
	return 0;
}

/* Room for as much, at least, in a map of the output. */
static int gzip_grow(struct unpack *u, size_t room)
{
	int bad =
		posix_fallocate(u->to, (off_t)u->have, (off_t)(room - u->have));

	if (u->plain)
		munmap(u->plain, u->room);
	u->plain = bad ? MAP_FAILED
		       : mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED,
				 u->to, 0);
	errno = bad ? bad : errno;
	if (u->plain == MAP_FAILED) {
		u->plain = NULL;
		return fail(u->t->job, "unpack %s:", u->in->name);
	}
	u->room = room;
	return 0;
}

static int gzip_begin(struct unpack *u)
{
	size_t size = (size_t)u->in->size;

	if (u->t->offset >= u->in->size)
		return wrong(u);
	u->inflate = libdeflate_alloc_decompressor();
	u->packed = size != u->in->size ? MAP_FAILED
					: mmap(NULL, size, PROT_READ,
						  MAP_SHARED, u->in->fd, 0);
	if (u->inflate && u->packed != MAP_FAILED)
		return 0;
	u->packed = NULL;
	return fail(u->t->job, "read %s:", u->in->name);
}

static enum libdeflate_result inflate(
	struct unpack *u, uint8_t *to, size_t room, size_t *used, size_t *made)
{
	size_t at = (size_t)u->t->offset;

	return libdeflate_gzip_decompress_ex(u->inflate, u->packed + at,
		(size_t)u->in->size - at, to, room, used, made);
}

/* How long the member may be, but no more than so many times its packed bytes;
 * 0 if the disk has no room for that, or nothing tells. The last bytes of a
 * file tell the last member's length, modulo 2^32: nobody vouches for that, and
 * there may be more members, or something else. */
static size_t gzip_guess(struct unpack *u, size_t times)
{
	size_t left = (size_t)(u->in->size - u->t->offset), guess = 0;

	if (!u->have && left >= 4)
		guess = get32(u->packed + u->in->size - 4);
	if (guess / times > left)
		guess = left * times;
	return posix_fallocate(u->to, 0, (off_t)guess) ? 0 : guess;
}

/* A member of more than a chunk: the output grows until it has room. */
static int inflate_long(struct unpack *u, size_t *used, size_t *made)
{
	enum libdeflate_result r = LIBDEFLATE_INSUFFICIENT_SPACE;
	size_t room = u->plain ? u->room : gzip_guess(u, GZIP_USUAL);

	if (room <= u->have + CHUNK)
		room = u->have + 2 * CHUNK;
	while (r == LIBDEFLATE_INSUFFICIENT_SPACE && room < SIZE_MAX / 4) {
		size_t guess;

		if (room != u->room && gzip_grow(u, room))
			return -1;
		r = inflate(u, u->plain + u->have, room - u->have, used, made);
		guess = r == LIBDEFLATE_INSUFFICIENT_SPACE
				? gzip_guess(u, GZIP_MOST)
				: 0;
		room = guess > room ? guess : 2 * room;
	}
	return r == LIBDEFLATE_SUCCESS ? 0 : wrong(u);
}

static int unpack_gzip(struct unpack *u)
{
	enum libdeflate_result r;
	size_t used, made;

	if (!u->packed && gzip_begin(u))
		return -1;
	r = inflate(u, u->out, CHUNK, &used, &made);
	if (r == LIBDEFLATE_INSUFFICIENT_SPACE) {
		if (inflate_long(u, &used, &made))
			return -1;
	} else if (r != LIBDEFLATE_SUCCESS) {
		return wrong(u);
	} else if (write_at(u->to, u->out, made, u->have)) {
		return fail(u->t->job, "unpack %s:", u->in->name);
	}
	u->have += made;
	skip(u, used);
	return 0;
}

static int gzip_end(struct unpack *u, int r)
{
	if (u->packed)
		munmap(u->packed, (size_t)u->in->size);
	if (u->plain)
		munmap(u->plain, u->room);
	if (u->inflate)
		libdeflate_free_decompressor(u->inflate);
	if (!r && u->plain && ftruncate(u->to, (off_t)u->have))
		return fail(u->t->job, "unpack %s:", u->in->name);
	return r;
}

/* r is how the decoder began. */
static int unpack_by(struct unpack *u, lzma_ret r)
{
	lzma_stream *s = &u->xz;

	while (r == LZMA_OK) {
		size_t n;

		if (fill(u))
			return -1;
		n = u->end - u->at;
		s->next_in = u->from + u->at;
		s->avail_in = n;
		s->next_out = u->out;
		s->avail_out = CHUNK;
		r = lzma_code(s, n ? LZMA_RUN : LZMA_FINISH);
		skip(u, n - s->avail_in);
		if (put(u, u->out, CHUNK - s->avail_out))
			return -1;
	}
	return r == LZMA_STREAM_END ? 0 : wrong(u);
}

static int unpack_xz(struct unpack *u)
{
	return unpack_by(u, lzma_stream_decoder(&u->xz, XZ_MEMORY, 0));
}

static int unpack_lzma(struct unpack *u)
{
	return unpack_by(u, lzma_alone_decoder(&u->xz, XZ_MEMORY));
}

static int unpack_zstd(struct unpack *u)
{
	size_t left = 1;

	if (!u->zstd && !(u->zstd = ZSTD_createDCtx()))
		die("unpack: out of memory");
	ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
	ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW);
	while (left) {
		ZSTD_outBuffer out = {u->out, CHUNK, 0};
		ZSTD_inBuffer in = {u->from, 0, 0};

		if (fill(u))
			return -1;
		in.src = u->from + u->at;
		in.size = u->end - u->at;
		left = ZSTD_decompressStream(u->zstd, &out, &in);
		if (ZSTD_isError(left) || (left && !in.size && !out.pos))
			return wrong(u);
		skip(u, in.pos);
		if (put(u, u->out, out.pos))
			return -1;
	}
	return 0;
}

static int unpack_lz4(struct unpack *u)
{
	size_t left = 1;

	if (!u->lz4 && LZ4F_isError(LZ4F_createDecompressionContext(
			       &u->lz4, LZ4F_VERSION)))
		die("unpack: out of memory");
	LZ4F_resetDecompressionContext(u->lz4);
	while (left) {
		size_t used, made = CHUNK;

		if (fill(u))
			return -1;
		used = u->end - u->at;
		left = LZ4F_decompress(
			u->lz4, u->out, &made, u->from + u->at, &used, NULL);
		if (LZ4F_isError(left) || (left && !used && !made))
			return wrong(u);
		skip(u, used);
		if (put(u, u->out, made))
			return -1;
	}
	return 0;
}

/* One of the blocks of lz4's frame of old, behind its length: 1, 0 at the end,
 * or -1. Nothing tells the end: what is no block may be another stream, perhaps
 * behind zeros. */
static int legacy_block(struct unpack *u, char *packed, char *block)
{
	uint8_t word[4];
	ssize_t n = look(u, word, sizeof word);
	uint32_t len = n == sizeof word ? get32(word) : 0;
	size_t zeros = 0;
	int made = -1;

	if (n < 0)
		return -1;
	if (!len || len > (uint32_t)LZ4_compressBound(LEGACY_BLOCK))
		return 0;
	n = read_at(u->in->fd, packed, len, u->t->offset + sizeof word);
	if (n == (ssize_t)len)
		made = LZ4_decompress_safe(
			packed, block, (int)len, LEGACY_BLOCK);
	while (made < 0 && !word[zeros])
		zeros++;
	if (made < 0)
		return stream_at(u->in, u->t->offset + zeros) ? 0 : wrong(u);
	skip(u, sizeof word + len);
	return put(u, block, (size_t)made) ? -1 : 1;
}

static int unpack_legacy(struct unpack *u)
{
	char *packed = xmalloc((size_t)LZ4_compressBound(LEGACY_BLOCK));
	char *block = xmalloc(LEGACY_BLOCK);
	int more = 1;

	skip(u, 4); /* its number */
	while (more > 0)
		more = legacy_block(u, packed, block);
	free(packed);
	free(block);
	return more;
}

/* How a stream begins, and what unpacks it, if anything does. */
static const struct packing packings[] = {
	{"gzip", "\x1f\x8b\x08", 3, false, true, unpack_gzip},
	{"xz",
		"\xfd"
		"7zXZ",
		6, false, false, unpack_xz},
	{"lzma", "\x5d", 1, false, false, unpack_lzma},
	{"zstd", "\x28\xb5\x2f\xfd", 4, true, false, unpack_zstd},
	{"lz4", "\x04\x22\x4d\x18", 4, true, false, unpack_lz4},
	{"lz4", "\x02\x21\x4c\x18", 4, true, false, unpack_legacy},
	{"bzip2", "BZh", 3, false, false, NULL},
	{"lzop", "\x89LZO", 4, false, false, NULL},
	{"lzip", "LZIP", 4, false, false, NULL},
	{"compress", "\x1f\x9d", 2, false, false, NULL},
};

/* It has no number of its own, but what it says of itself is what xz(1) takes:
 * the usual parameters, a dictionary of 2^n or 3*2^n bytes, and a size that is
 * told at the end or below 256 GiB. */
static bool is_lzma(const uint8_t *head)
{
	uint32_t dictionary = get32(head + 1);
	uint32_t low = dictionary & -dictionary, rest = dictionary - low;
	uint64_t size = get64(head + 5);

	return head[0] == 0x5d && dictionary >= 4096 &&
	       (!rest || rest == 2 * low) &&
	       (size == UINT64_MAX || size < (uint64_t)256 << 30);
}

static bool is_skippable(const uint8_t *head)
{
	return (get32(head) & ~(uint32_t)15) == SKIPPABLE;
}

const struct packing *stream_at(const struct input *in, uint64_t offset)
{
	bool skipped = false;
	uint8_t head[HEAD];
	ssize_t n;

	while ((n = read_at(in->fd, head, HEAD, offset)) >= SKIPPABLE_HEAD &&
		is_skippable(head)) {
		skipped = true;
		offset += SKIPPABLE_HEAD + (uint64_t)get32(head + 4);
	}
	for (size_t i = 0; i < sizeof packings / sizeof *packings; i++) {
		const struct packing *p = &packings[i];

		if (n >= (ssize_t)p->len &&
			memcmp(head, p->magic, p->len) == 0 &&
			(p->skips || !skipped) &&
			(p->unpack != unpack_lzma ||
				(n == HEAD && is_lzma(head))))
			return p;
	}
	return NULL;
}

static int skip_frames(struct unpack *u)
{
	uint8_t head[SKIPPABLE_HEAD];
	ssize_t n;

	while ((n = look(u, head, sizeof head)) == sizeof head &&
		is_skippable(head)) {
		uint64_t len = sizeof head + (uint64_t)get32(head + 4);

		if (len > u->in->size - u->t->offset)
			return wrong(u);
		skip(u, len);
	}
	return n < 0 ? -1 : 0;
}

static int skip_zeros(struct unpack *u)
{
	do {
		size_t n = 0;

		if (fill(u))
			return -1;
		if (u->at == u->end)
			return 0;
		while (u->at + n < u->end && !u->from[u->at + n])
			n++;
		skip(u, n);
	} while (u->at == u->end);
	return 0;
}

/* One stream, and what says nothing before and behind it. */
static int unpack_one(struct unpack *u)
{
	if (u->packing->skips && skip_frames(u))
		return -1;
	if (u->packing->unpack(u))
		return -1;
	if (u->packing->skips && skip_frames(u))
		return -1;
	return skip_zeros(u);
}

int stream_unpack(
	struct tree *t, const struct input *in, const struct packing *p, int to)
{
	struct unpack u = {.t = t, .in = in, .to = to};
	off_t have = lseek(to, 0, SEEK_END);
	const char *name = p->name;
	int r = 0;

	if (!p->unpack)
		return tree_bad(
			t, "compressed by %s, which mkimage can't read", name);
	if (have < 0)
		return fail(t->job, "unpack %s:", in->name);
	u.have = (size_t)have;
	u.from = xmalloc(CHUNK);
	u.out = xmalloc(CHUNK);
	job_begin(t->job, in->size - t->offset);
	while (!r && p && strcmp(p->name, name) == 0) {
		u.packing = p;
		r = unpack_one(&u);
		p = stream_at(in, t->offset);
	}
	job_begin(t->job, 0);
	r = gzip_end(&u, r);
	lzma_end(&u.xz);
	ZSTD_freeDCtx(u.zstd);
	LZ4F_freeDecompressionContext(u.lz4);
	free(u.from);
	free(u.out);
	return r;
}

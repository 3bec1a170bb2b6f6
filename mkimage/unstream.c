/* unstream.c - unpack whole files: .gz, .xz, .zst, .lz4.
 *
 * The input may be made to unpack to anything: it goes to a file, so that it
 * can fill a disk but no memory, and what windows the formats may ask for is
 * limited to what the kernel would take or a little more. */
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
#include "input.h"
#include "io.h"
#include "job.h"
#include "stream.h"
#include "tree.h"

enum {
	CHUNK = 256 << 10,
	GZIP_ROOM = 4 << 10,
	GZIP_RATIO = 1032, /* deflate's limit */
	XZ_MEMORY = 256 << 20,
	ZSTD_WINDOW = 27,
};

static const struct {
	enum codec codec;
	size_t len;
	char magic[STREAM_HEAD + 1];
} magics[] = {
	{CODEC_GZIP, 3, "\x1f\x8b\x08"},
	{CODEC_XZ, 6,
		"\xfd"
		"7zXZ"},
	{CODEC_ZSTD, 4, "\x28\xb5\x2f\xfd"},
	{CODEC_LZ4, 4, "\x04\x22\x4d\x18"},
	{CODEC_LZ4, 4, "\x02\x21\x4c\x18"},
};

enum codec stream_codec(const uint8_t *head, size_t len)
{
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (len >= STREAM_HEAD &&
			memcmp(head, magics[i].magic, magics[i].len) == 0)
			return magics[i].codec;
	return CODEC_NONE;
}

struct unpack {
	struct tree *t;
	const struct input *in;
	int to;
	uint8_t *from, *out; /* CHUNK bytes each */
};

static int wrong(struct unpack *u, enum codec codec)
{
	return tree_bad(u->t, "wrong %s", codec_name(codec));
}

static int put(struct unpack *u, const void *buf, size_t len)
{
	if (write_all(u->to, buf, len))
		return fail(u->t->job, "unpack %s:", u->in->name);
	return 0;
}

/* The next bytes of the input, up to len: the count, 0 at its end, or -1. */
static ssize_t next_bytes(struct unpack *u, void *buf, size_t len)
{
	ssize_t n = read_at(u->in->fd, buf, len, u->t->offset);

	if (n < 0)
		return fail(u->t->job, "read %s:", u->in->name);
	u->t->offset += (uint64_t)n;
	job_read(u->t->job, (uint64_t)n);
	return n;
}

/* One member at from, appended to the *have bytes of the output, which grows
 * as long as there is no room; *used is the member's packed length. */
static enum libdeflate_result gzip_member(struct unpack *u,
	struct libdeflate_decompressor *d, const uint8_t *from, size_t len,
	size_t *have, size_t *room, size_t *used)
{
	enum libdeflate_result r = LIBDEFLATE_INSUFFICIENT_SPACE;
	size_t made;

	for (;; *room *= 2) {
		int bad = posix_fallocate(u->to, 0, (off_t)*room);
		uint8_t *to = bad ? MAP_FAILED
				  : mmap(NULL, *room, PROT_READ | PROT_WRITE,
					    MAP_SHARED, u->to, 0);

		errno = bad ? bad : errno;
		if (to == MAP_FAILED) {
			fail(u->t->job, "unpack %s:", u->in->name);
			return r;
		}
		r = libdeflate_gzip_decompress_ex(
			d, from, len, to + *have, *room - *have, used, &made);
		munmap(to, *room);
		if (r == LIBDEFLATE_SUCCESS)
			*have += made;
		if (r != LIBDEFLATE_INSUFFICIENT_SPACE || *room > SIZE_MAX / 4)
			return r;
	}
}

/* What to begin with: the last bytes tell the last member's length, modulo
 * 2^32; nobody vouches for that, and there may be more members. */
static size_t gzip_room(const uint8_t *from, size_t len)
{
	size_t room = len < 4 ? 0 : get32(from + len - 4);

	if (room / GZIP_RATIO > len)
		room = len * GZIP_RATIO;
	return room < GZIP_ROOM ? GZIP_ROOM : room;
}

/* A file of our own with what is left of the input: its descriptor, or -1. The
 * user's would be gone from under a map if somebody cut it short. */
static int keep_rest(struct unpack *u)
{
	int fd = temporary(u->t->job);
	ssize_t n = 1;

	while (fd >= 0 && n > 0) {
		n = next_bytes(u, u->from, CHUNK);
		if (n > 0 && write_all(fd, u->from, (size_t)n))
			n = fail(u->t->job, "keep what %s holds:", u->in->name);
	}
	if (n < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* All members at from, which begins at that byte of the input. */
static int gzip_members(
	struct unpack *u, const uint8_t *from, size_t size, uint64_t start)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	size_t at = 0, have = 0, used = 0, room = gzip_room(from, size);
	int r = 0;

	if (!d)
		die("unpack: out of memory");
	/* behind the last member may be zeros, as on tapes */
	while (!r && at < size && !is_zeros(from + at, size - at)) {
		u->t->offset = start + at;
		if (gzip_member(u, d, from + at, size - at, &have, &room,
			    &used) != LIBDEFLATE_SUCCESS)
			r = wrong(u, CODEC_GZIP);
		at += used;
	}
	if (!r && ftruncate(u->to, (off_t)have))
		r = fail(u->t->job, "unpack %s:", u->in->name);
	libdeflate_free_decompressor(d);
	return r;
}

static int unpack_gzip(struct unpack *u)
{
	uint64_t start = u->t->offset;
	int fd = keep_rest(u), r;
	size_t size = (size_t)(u->t->offset - start);
	void *from;

	if (fd < 0)
		return -1;
	if (!size || size != u->t->offset - start)
		from = MAP_FAILED;
	else
		from = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (from == MAP_FAILED) {
		r = fail(u->t->job, "read %s:", u->in->name);
	} else {
		r = gzip_members(u, from, size, start);
		munmap(from, size);
	}
	close(fd);
	return r;
}

static int unpack_xz(struct unpack *u)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret r = lzma_stream_decoder(&s, XZ_MEMORY, LZMA_CONCATENATED);
	ssize_t n = 1;

	while (r == LZMA_OK && n >= 0) {
		if (!s.avail_in && n) {
			n = next_bytes(u, u->from, CHUNK);
			s.next_in = u->from;
			s.avail_in = n > 0 ? (size_t)n : 0;
		}
		s.next_out = u->out;
		s.avail_out = CHUNK;
		r = lzma_code(&s, n ? LZMA_RUN : LZMA_FINISH);
		if (put(u, u->out, CHUNK - s.avail_out))
			n = -1;
	}
	u->t->offset -= s.avail_in;
	lzma_end(&s);
	if (n < 0)
		return -1;
	return r == LZMA_STREAM_END ? 0 : wrong(u, CODEC_XZ);
}

static int unpack_zstd(struct unpack *u)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();
	size_t left = 0;
	ssize_t n;

	if (!d)
		die("unpack: out of memory");
	ZSTD_DCtx_setParameter(d, ZSTD_d_windowLogMax, ZSTD_WINDOW);
	while ((n = next_bytes(u, u->from, CHUNK)) > 0) {
		ZSTD_inBuffer in = {u->from, (size_t)n, 0};
		ZSTD_outBuffer out = {u->out, CHUNK, CHUNK};

		/* a full buffer may mean that there is more */
		while (n > 0 && (in.pos < in.size || out.pos == CHUNK)) {
			out.pos = 0;
			left = ZSTD_decompressStream(d, &out, &in);
			if (ZSTD_isError(left) || put(u, u->out, out.pos))
				n = -1;
			if (in.pos == in.size && !out.pos)
				break;
		}
		if (n < 0)
			break;
	}
	ZSTD_freeDCtx(d);
	return n < 0 || left ? wrong(u, CODEC_ZSTD) : 0;
}

static int unpack_frames(struct unpack *u)
{
	LZ4F_dctx *d;
	size_t left = 0;
	ssize_t n;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&d, LZ4F_VERSION)))
		die("unpack: out of memory");
	while ((n = next_bytes(u, u->from, CHUNK)) > 0) {
		size_t at = 0, made = CHUNK;

		while (n > 0 && (at < (size_t)n || made == CHUNK)) {
			size_t len = (size_t)n - at;

			made = CHUNK;
			left = LZ4F_decompress(
				d, u->out, &made, u->from + at, &len, NULL);
			at += len;
			if (LZ4F_isError(left) || put(u, u->out, made))
				n = -1;
		}
		if (n < 0)
			break;
	}
	LZ4F_freeDecompressionContext(d);
	return n < 0 || left ? wrong(u, CODEC_LZ4) : 0;
}

/* Blocks up to the end, perhaps with the magic number once more between. */
static int unpack_legacy(struct unpack *u)
{
	size_t limit = (size_t)LZ4_compressBound(LEGACY_BLOCK);
	char *packed = xmalloc(limit), *block = xmalloc(LEGACY_BLOCK);
	uint8_t word[4];
	ssize_t n;
	int r = 0;

	while (!r && (n = next_bytes(u, word, sizeof word)) != 0) {
		uint32_t len = get32(word);
		int made;

		if (n == (ssize_t)sizeof word && len == LEGACY)
			continue;
		if (n != (ssize_t)sizeof word || len > limit ||
			next_bytes(u, packed, len) != (ssize_t)len)
			made = -1;
		else
			made = LZ4_decompress_safe(
				packed, block, (int)len, LEGACY_BLOCK);
		r = made < 0 ? wrong(u, CODEC_LZ4)
			     : put(u, block, (size_t)made);
	}
	free(packed);
	free(block);
	return r;
}

static int unpack_lz4(struct unpack *u)
{
	uint8_t word[4];

	if (next_bytes(u, word, sizeof word) != (ssize_t)sizeof word)
		return wrong(u, CODEC_LZ4);
	u->t->offset -= sizeof word;
	return get32(word) == LEGACY ? unpack_legacy(u) : unpack_frames(u);
}

int stream_unpack(
	struct tree *t, const struct input *in, enum codec codec, int to)
{
	struct unpack u = {.t = t, .in = in, .to = to};
	int r = -1;

	u.from = xmalloc(CHUNK);
	u.out = xmalloc(CHUNK);
	job_begin(t->job, in->size - t->offset);
	switch (codec) {
	case CODEC_GZIP:
		r = unpack_gzip(&u);
		break;
	case CODEC_XZ:
		r = unpack_xz(&u);
		break;
	case CODEC_ZSTD:
		r = unpack_zstd(&u);
		break;
	case CODEC_LZ4:
		r = unpack_lz4(&u);
		break;
	case CODEC_NONE:
		break;
	}
	job_begin(t->job, 0);
	free(u.from);
	free(u.out);
	return r;
}

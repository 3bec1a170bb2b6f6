/* read.c - cpio archives: newc, and the same with checksums.
 *
 * Linux' Documentation/driver-api/early-userspace/buffer-format.rst. Names of
 * one file have the same inode and device numbers; one of them has the bytes.
 * Several archives may follow each other, as the kernel takes them: files of a
 * later one replace those of an earlier. What is behind an archive may be
 * compressed, as in an initrd that begins with microcode; but not once more
 * what that unpacks to. Errors tell the byte as if it had been unpacked in
 * place. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "at.h"
#include "digits.h"
#include "formats.h"
#include "input.h"
#include "known.h"
#include "path.h"
#include "pieces.h"
#include "stream.h"
#include "tree.h"

enum { HEADER = 110, FIELDS = 13, CHUNK = 4096 };

/* The numbers of a header, in their order. */
enum {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	SIZE,
	DEV_MAJOR,
	DEV_MINOR,
	RDEV_MAJOR,
	RDEV_MINOR,
	NAME_SIZE,
	CHECK,
};

struct reader {
	struct tree *t;
	const struct input *in;
	struct source *source;
	struct input rest; /* unpacked, if in is this */
	uint64_t base;	   /* where it was packed */
	uint64_t at;	   /* the next byte to read */
	bool second;	   /* an archive came before */
	bool sums;
	uint32_t f[FIELDS];
	char name[PATH_LIMIT + 1];
	struct known known; /* of this archive, with several names */
};

static int get(struct reader *r, void *buf, size_t len, uint64_t offset)
{
	return input_get(r->t, r->in, buf, len, offset);
}

static bool hex(const char *p, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 8; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0)
			return false;
		*value = *value << 4 | (uint32_t)digit;
	}
	return true;
}

static int read_header(struct reader *r)
{
	char text[HEADER];

	r->t->offset = r->base + r->at;
	if (get(r, text, sizeof text, r->at))
		return -1;
	if (memcmp(text, "070701", 6) != 0 && memcmp(text, "070702", 6) != 0)
		return tree_bad(r->t, "no cpio header");
	r->sums = text[5] == '2';
	for (int i = 0; i < FIELDS; i++)
		if (!hex(text + 6 + 8 * i, &r->f[i]))
			return tree_bad(r->t, "a wrong number in a header");
	if (r->f[NAME_SIZE] < 1 || r->f[NAME_SIZE] > sizeof r->name)
		return tree_bad(r->t, "a name of %u bytes", r->f[NAME_SIZE]);
	if (get(r, r->name, r->f[NAME_SIZE], r->at + HEADER))
		return -1;
	if (r->name[r->f[NAME_SIZE] - 1])
		return tree_bad(r->t, "a name without an end");
	r->at = (r->at + HEADER + r->f[NAME_SIZE] + 3) & ~(uint64_t)3;
	if (r->at > r->in->size || r->f[SIZE] > r->in->size - r->at)
		return tree_bad(r->t, "cut short");
	return 0;
}

/* A new one, or that of an earlier name. */
static struct inode *inode_of(struct reader *r)
{
	bool several = !S_ISDIR(r->f[MODE]) && r->f[NLINK] > 1;
	uint64_t device = (uint64_t)r->f[DEV_MAJOR] << 32 | r->f[DEV_MINOR];
	struct inode *i = NULL;

	if (several)
		i = known_find(&r->known, device, r->f[INO]);
	if (i) {
		if ((i->mode & S_IFMT) == (r->f[MODE] & S_IFMT))
			return i;
		tree_bad(r->t, "a name of a file of another type");
		return NULL;
	}
	i = tree_inode(r->t, r->f[MODE] & (S_IFMT | 07777));
	i->uid = r->f[UID];
	i->gid = r->f[GID];
	i->seconds = r->f[MTIME];
	if (S_ISCHR(i->mode) || S_ISBLK(i->mode)) {
		i->dev_major = r->f[RDEV_MAJOR];
		i->dev_minor = r->f[RDEV_MINOR];
	}
	if (several)
		known_add(&r->known, device, r->f[INO], i);
	return i;
}

static int check_sum(struct reader *r)
{
	uint64_t at = r->at, end = at + r->f[SIZE];
	uint32_t sum = 0;
	uint8_t buf[CHUNK];

	while (at < end) {
		size_t len = end - at < CHUNK ? (size_t)(end - at) : CHUNK;

		if (get(r, buf, len, at))
			return -1;
		for (size_t i = 0; i < len; i++)
			sum += buf[i];
		at += len;
	}
	return sum == r->f[CHECK] ? 0 : tree_bad(r->t, "a wrong checksum");
}

static int take_target(struct reader *r, struct inode *i)
{
	size_t len = r->f[SIZE];
	char *text;

	if (i->target) /* an earlier name had it */
		return 0;
	if (!len || len > PATH_LIMIT)
		return tree_bad(r->t, "a symbolic link of %zu bytes", len);
	text = tree_alloc(r->t, len + 1);
	if (get(r, text, len, r->at))
		return -1;
	len -= len > 1 && !text[len - 1]; /* some programs count the NUL */
	if (memchr(text, 0, len))
		return tree_bad(r->t, "a symbolic link with a NUL");
	i->target = text;
	i->size = len;
	return 0;
}

static int take_file(struct reader *r)
{
	struct inode *i = inode_of(r);
	struct piece piece = {0, r->f[SIZE], r->at};
	struct place place;

	if (!i)
		return -1;
	switch (i->mode & S_IFMT) {
	case S_IFREG:
		if (!piece.length)
			break;
		if (r->sums && check_sum(r))
			return -1;
		i->size = piece.length;
		pieces_set(r->t, i, r->source, &piece, 1);
		break;
	case S_IFLNK:
		if (take_target(r, i))
			return -1;
		break;
	case S_IFDIR:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		break;
	default:
		return tree_bad(r->t, "a file of mode %o", r->f[MODE]);
	}
	if (path_find(r->t, r->name, r->f[NAME_SIZE] - 1, i, &place))
		return -1;
	if (place.node && !S_ISDIR(place.node->inode->mode) &&
		!S_ISDIR(i->mode) && !r->second)
		return tree_bad(r->t, "a second %s", place.node->name);
	return path_put(r->t, &place, i);
}

/* Of what begins at r->at. */
static enum codec codec_at(const struct reader *r)
{
	uint8_t head[STREAM_HEAD];
	ssize_t n = 0;

	if (r->in != &r->rest)
		n = read_at(r->in->fd, head, sizeof head, r->at);
	return stream_codec(head, n > 0 ? (size_t)n : 0);
}

static int unpack_rest(struct reader *r, enum codec codec)
{
	r->t->offset = r->base = r->at;
	if (input_unpack(r->t, r->in, codec, &r->rest))
		return -1;
	r->in = &r->rest;
	r->at = 0;
	r->source = pieces_new(r->t, r->in);
	return r->source ? 0 : -1;
}

/* Zeros up to the end, or to the next archive, which begins at a multiple of
 * four, compressed or not: 1 if there is one. */
static int next_archive(struct reader *r)
{
	uint8_t buf[CHUNK];

	r->second = true;
	known_end(&r->known);
	while (r->at + 4 <= r->in->size) {
		uint64_t left = r->in->size - r->at;
		size_t len = left < CHUNK ? (size_t)left : CHUNK, i = 0;
		enum codec codec;

		if (get(r, buf, len, r->at))
			return -1;
		while (i < len && !buf[i])
			i++;
		if (i == len) {
			r->at += len;
			continue;
		}
		r->at += i & ~(size_t)3;
		codec = codec_at(r);
		if (codec == CODEC_NONE)
			return 1;
		if (unpack_rest(r, codec))
			return -1;
	}
	return 0;
}

static int read_archives(struct reader *r)
{
	for (;;) {
		int more = 1;

		if (read_header(r))
			return -1;
		if (strcmp(r->name, "TRAILER!!!") != 0) {
			if (take_file(r))
				return -1;
			r->at += r->f[SIZE];
			r->at = (r->at + 3) & ~(uint64_t)3;
		} else {
			more = next_archive(r);
		}
		if (more <= 0)
			return more;
	}
}

int read_cpio(struct tree *t, const struct input *in)
{
	struct reader *r = xcalloc(1, sizeof *r);
	int bad;

	r->t = t;
	r->in = in;
	r->source = pieces_new(t, in);
	bad = !r->source || read_archives(r);
	known_end(&r->known);
	if (r->in == &r->rest)
		close(r->rest.fd);
	free(r);
	return bad ? -1 : 0;
}

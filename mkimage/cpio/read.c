/* read.c - cpio archives: newc, the same with checksums, and odc.
 *
 * Linux' Documentation/driver-api/early-userspace/buffer-format.rst, and for
 * odc cpio(5) of libarchive. Names of one file have the same inode and device
 * numbers; one of them has the bytes, or each does.
 *
 * Several archives may follow each other, as the kernel takes them: each as it
 * is or compressed in its own way, but not twice, with zeros before, between
 * and behind them. A plain one begins at a multiple of four, and so does what
 * follows it. Files of a later one replace those of an earlier. Errors tell the
 * byte as if all had been unpacked in place. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "at.h"
#include "digits.h"
#include "formats.h"
#include "input.h"
#include "job.h"
#include "known.h"
#include "path.h"
#include "pieces.h"
#include "stream.h"
#include "tree.h"

enum { MAGIC = 6, HEADER = 110, FIELDS = 13, ODC_HEADER = 76, CHUNK = 4096 };

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

/* odc's, which are octal. */
static const struct {
	int at, len, field;
} odc[] = {
	{6, 6, DEV_MINOR},
	{12, 6, INO},
	{18, 6, MODE},
	{24, 6, UID},
	{30, 6, GID},
	{36, 6, NLINK},
	{42, 6, RDEV_MINOR}, /* and the major number, above eight bits */
	{48, 11, MTIME},
	{59, 6, NAME_SIZE},
	{65, 11, SIZE},
};

struct reader {
	struct tree *t;
	struct input outer;	/* all of it */
	struct input *plain;	/* what was compressed of that, unpacked */
	const struct input *in; /* one of them, which is read from now */
	struct source *source, *outer_source, *plain_source;
	uint64_t at;   /* the next byte of in */
	uint64_t base; /* and this is that byte of outer */
	uint64_t rest; /* where outer goes on behind what was unpacked */
	bool aligned;  /* a plain archive came last */
	bool second;   /* an archive came before */
	bool sums, odc;
	uint64_t f[FIELDS];
	char name[PATH_LIMIT + 1];
	struct known known; /* of this archive, with several names */
};

static int get(struct reader *r, void *buf, size_t len, uint64_t offset)
{
	return input_get(r->t, r->in, buf, len, offset);
}

/* What a header begins with, in a file that has it. */
static bool is_magic(const char *text)
{
	return memcmp(text, "07070", 5) == 0 && text[5] &&
	       strchr("127", text[5]);
}

/* The old binary headers begin with the number 070707, in either byte order. */
static bool is_binary(const char *text)
{
	return memcmp(text, "\xc7\x71", 2) == 0 ||
	       memcmp(text, "\x71\xc7", 2) == 0;
}

bool cpio_at(const struct input *in, uint64_t at)
{
	char text[MAGIC];

	return read_at(in->fd, text, sizeof text, at) == sizeof text &&
	       (is_magic(text) || is_binary(text));
}

static bool number(const char *p, int len, int base, uint64_t *value)
{
	*value = 0;
	for (int i = 0; i < len; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0 || digit >= base)
			return false;
		*value = *value * (unsigned)base + (unsigned)digit;
	}
	return true;
}

static bool read_numbers(struct reader *r, const char *text)
{
	memset(r->f, 0, sizeof r->f);
	if (!r->odc) {
		for (int i = 0; i < FIELDS; i++)
			if (!number(text + MAGIC + 8 * i, 8, 16, &r->f[i]))
				return false;
		return true;
	}
	for (size_t i = 0; i < sizeof odc / sizeof *odc; i++)
		if (!number(text + odc[i].at, odc[i].len, 8,
			    &r->f[odc[i].field]))
			return false;
	r->f[RDEV_MAJOR] = r->f[RDEV_MINOR] >> 8;
	r->f[RDEV_MINOR] &= 0xff;
	return true;
}

/* Names and bytes are padded, but not in odc. */
static void go_on(struct reader *r, uint64_t len)
{
	r->at += len;
	if (!r->odc)
		r->at = (r->at + 3) & ~(uint64_t)3;
}

static int read_header(struct reader *r)
{
	char text[HEADER];
	size_t len, name;

	r->t->offset = r->base + r->at;
	if (get(r, text, MAGIC, r->at))
		return -1;
	if (is_binary(text))
		return tree_bad(r->t, "an old binary cpio, which mkimage "
				      "can't read; cpio -H newc writes others");
	if (!is_magic(text))
		return tree_bad(r->t, "no cpio header");
	r->sums = text[5] == '2';
	r->odc = text[5] == '7';
	len = r->odc ? ODC_HEADER : HEADER;
	if (get(r, text, len, r->at))
		return -1;
	if (!read_numbers(r, text))
		return tree_bad(r->t, "a wrong number in a header");
	if (r->f[NAME_SIZE] < 1 || r->f[NAME_SIZE] > sizeof r->name)
		return tree_bad(r->t, "a name of %llu bytes",
			(unsigned long long)r->f[NAME_SIZE]);
	name = (size_t)r->f[NAME_SIZE];
	if (get(r, r->name, name, r->at + len))
		return -1;
	if (r->name[name - 1])
		return tree_bad(r->t, "a name without an end");
	go_on(r, len + name);
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
	i = tree_inode(r->t, (uint32_t)r->f[MODE] & (S_IFMT | 07777));
	i->uid = (uint32_t)r->f[UID];
	i->gid = (uint32_t)r->f[GID];
	i->seconds = (int64_t)r->f[MTIME];
	if (S_ISCHR(i->mode) || S_ISBLK(i->mode)) {
		i->dev_major = (uint32_t)r->f[RDEV_MAJOR];
		i->dev_minor = (uint32_t)r->f[RDEV_MINOR];
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
	size_t len = (size_t)r->f[SIZE];
	char *text;

	if (i->target) /* an earlier name had it */
		return 0;
	if (!len || r->f[SIZE] > PATH_LIMIT)
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
		return tree_bad(
			r->t, "a file of mode %o", (unsigned)r->f[MODE]);
	}
	if (path_find(r->t, r->name, (size_t)r->f[NAME_SIZE] - 1, i, &place))
		return -1;
	if (place.node && !S_ISDIR(place.node->inode->mode) &&
		!S_ISDIR(i->mode) && !r->second)
		return tree_bad(r->t, "a second %s", place.node->name);
	return path_put(r->t, &place, i);
}

/* From here on read from there; where it is in outer is what errors tell. */
static int move_to(
	struct reader *r, const struct input *in, uint64_t at, uint64_t outer)
{
	struct source **source =
		in == &r->outer ? &r->outer_source : &r->plain_source;

	if (!*source)
		*source = pieces_new(r->t, in);
	r->source = *source;
	r->in = in;
	r->at = at;
	r->base = outer - at;
	return *source ? 0 : -1;
}

static int unpack_rest(struct reader *r, const struct packing *p)
{
	uint64_t from = (r->plain->size + 3) & ~(uint64_t)3, outer = r->at;

	r->t->offset = outer;
	if (input_unpack(r->t, &r->outer, p, r->plain))
		return -1;
	r->rest = r->t->offset;
	return move_to(r, r->plain, from, outer);
}

static int skip_zeros(struct reader *r)
{
	uint8_t buf[CHUNK];

	while (r->at < r->in->size) {
		uint64_t left = r->in->size - r->at;
		size_t len = left < CHUNK ? (size_t)left : CHUNK, i = 0;

		if (get(r, buf, len, r->at))
			return -1;
		while (i < len && !buf[i])
			i++;
		r->at += i;
		if (i < len)
			return 0;
	}
	return 0;
}

/* Behind zeros, up to where it begins: 1 if there is one. */
static int next_archive(struct reader *r)
{
	const struct packing *p;

	for (;;) {
		if (skip_zeros(r))
			return -1;
		if (r->at == r->in->size && r->in == &r->outer)
			return 0;
		if (r->at == r->in->size) {
			r->aligned = false;
			if (move_to(r, &r->outer, r->rest, r->rest))
				return -1;
			continue;
		}
		r->t->offset = r->base + r->at;
		p = r->in == &r->outer ? stream_at(r->in, r->at) : NULL;
		if (r->at & 3 && (!p || r->aligned))
			return tree_bad(r->t, "no cpio header");
		if (!p)
			return 1;
		if (unpack_rest(r, p))
			return -1;
	}
}

static int read_archive(struct reader *r)
{
	for (;;) {
		if (read_header(r))
			return -1;
		if (strcmp(r->name, "TRAILER!!!") == 0)
			break;
		if (take_file(r))
			return -1;
		go_on(r, r->f[SIZE]);
	}
	known_end(&r->known);
	r->aligned = r->second = true;
	return 0;
}

int read_packed_cpio(struct tree *t, const struct input *in,
	struct input *plain, uint64_t rest)
{
	struct reader *r = xcalloc(1, sizeof *r);
	int more;

	r->t = t;
	r->outer = *in;
	r->outer.fd = fcntl(in->fd, F_DUPFD_CLOEXEC, 3);
	r->plain = plain;
	r->rest = rest;
	if (r->outer.fd < 0)
		more = fail(t->job, "read %s:", in->name);
	else
		more = move_to(r, rest ? plain : &r->outer, 0, 0) ? -1 : 1;
	while (more > 0) {
		more = next_archive(r);
		if (more > 0 && read_archive(r))
			more = -1;
	}
	if (!more && !r->second)
		more = tree_bad(t, "no cpio header");
	known_end(&r->known);
	if (r->outer.fd >= 0)
		close(r->outer.fd);
	free(r);
	return more;
}

int read_cpio(struct tree *t, const struct input *in)
{
	struct input plain = {.fd = -1};
	int r = read_packed_cpio(t, in, &plain, 0);

	if (plain.fd >= 0)
		close(plain.fd);
	return r;
}

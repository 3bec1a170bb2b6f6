/* read.c - finds out what a source is, and has it read.
 *
 * Readers want a file that can be read anywhere in. What is compressed, or
 * comes through a pipe, is put into a file without a name first: memory stays
 * bounded, and nothing is left by a run that is killed. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "at.h"
#include "bytes.h"
#include "drop.h"
#include "ext/ext.h"
#include "formats.h"
#include "input.h"
#include "io.h"
#include "job.h"
#include "stream.h"
#include "tar/tar.h"
#include "tree.h"

enum { HEAD = 2048 };

typedef int reader(struct tree *t, const struct input *in);

static int read_unknown(struct tree *t, const struct input *in)
{
	return fail(
		t->job, "read %s: no archive or image that is known", in->name);
}

/* Where the first byte is that isn't 0; the size, if there is none. */
static int skip_zeros(struct tree *t, const struct input *in, uint64_t *at)
{
	char buf[64 << 10];
	ssize_t n;

	for (*at = 0;; *at += (uint64_t)n) {
		n = read_at(in->fd, buf, sizeof buf, *at);
		if (n < 0)
			return fail(t->job, "read %s:", in->name);
		for (ssize_t i = 0; i < n; i++)
			if (buf[i]) {
				*at += (uint64_t)i;
				return 0;
			}
		if (!n)
			return 0;
	}
}

/* An initrd may begin with zeros; a tar of nothing but zeros is an empty one.
 */
static reader *behind_zeros(struct tree *t, const struct input *in)
{
	uint64_t at;

	if (skip_zeros(t, in, &at))
		return NULL;
	if (at && at < in->size && (cpio_at(in, at) || stream_at(in, at)))
		return read_cpio;
	return at >= TAR_BLOCK ? read_tar : read_unknown;
}

/* What reads it; NULL with a message. */
static reader *reader_of(struct tree *t, const struct input *in)
{
	uint8_t head[HEAD] = {0};

	if (read_at(in->fd, head, HEAD, 0) < 0) {
		fail(t->job, "read %s:", in->name);
		return NULL;
	}
	/* A tar begins with a file's name, which may look like any other; an
	 * ext image begins with zeros, and so does an empty tar. */
	if (!is_zeros(head, TAR_BLOCK) && is_tar(head))
		return read_tar;
	if (memcmp(head, "hsqs", 4) == 0)
		return read_sqf;
	if (cpio_at(in, 0))
		return read_cpio;
	if (get16(head + EXT_SUPER + SB_MAGIC) == EXT_MAGIC)
		return read_ext;
	return behind_zeros(t, in);
}

/* In a file of its own. Behind a cpio archive there may be others, compressed
 * or not; behind anything else there may not. */
static int read_packed(struct tree *t, struct input *in,
	const struct packing *p, struct input *plain)
{
	reader *read_it;
	uint64_t rest;

	if (input_unpack(t, in, p, plain))
		return -1;
	rest = t->offset;
	t->offset = 0;
	read_it = reader_of(t, plain);
	if (!read_it)
		return -1;
	if (read_it == read_cpio)
		return read_packed_cpio(t, in, plain, rest);
	t->offset = rest;
	if (rest < in->size)
		return tree_bad(t,
			"something else behind what is "
			"compressed by %s",
			p->name);
	t->offset = 0;
	return read_it(t, plain);
}

static int read_known(struct tree *t, struct input *in)
{
	struct input plain = {.fd = -1};
	const struct packing *p = stream_at(in, 0);
	reader *read_it = reader_of(t, in);
	int r = -1;

	if (p && read_it && read_it != read_tar)
		r = read_packed(t, in, p, &plain);
	else if (read_it)
		r = read_it(t, in);
	if (plain.fd >= 0)
		close(plain.fd);
	return r;
}

/* A pipe has no size; a block device doesn't tell it by stat(2). */
static int open_source(struct tree *t, struct input *in, struct stat *st)
{
	bool standard = strcmp(in->name, "-") == 0;
	off_t at;

	in->size = 0;
	in->fd = standard ? fcntl(0, F_DUPFD_CLOEXEC, 3)
			  : open(in->name, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0 || fstat(in->fd, st))
		return fail(t->job, "read %s:", in->name);
	if (S_ISDIR(st->st_mode))
		return standard ? fail(t->job, "read -: a folder") : 0;
	at = lseek(in->fd, 0, SEEK_CUR);
	if (at != 0 || S_ISCHR(st->st_mode))
		return input_own(t, in, true);
	at = lseek(in->fd, 0, SEEK_END);
	if (at < 0)
		return fail(t->job, "read %s:", in->name);
	in->size = (uint64_t)at;
	return 0;
}

int read_source(struct tree *t, const char *name)
{
	struct input in = {.name = name, .fd = -1};
	struct stat st;
	int r;

	t->from = name;
	t->offset = 0;
	r = open_source(t, &in, &st);
	if (!r)
		r = S_ISDIR(st.st_mode) ? read_dir(t, name)
					: read_known(t, &in);
	if (!r)
		drop_xattrs(t);
	if (in.fd >= 0)
		close(in.fd);
	return r;
}

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
#include "ext/ext.h"
#include "formats.h"
#include "input.h"
#include "io.h"
#include "job.h"
#include "stream.h"
#include "tar/tar.h"
#include "tree.h"

enum { HEAD = 2048 };

static int copy_in(struct tree *t, struct input *in)
{
	char buf[64 << 10];
	int to = temporary(t->job);
	ssize_t n = to < 0 ? -1 : 1;

	while (n > 0) {
		n = read_all(in->fd, buf, sizeof buf);
		if (n < 0)
			fail(t->job, "read %s:", in->name);
		else if (write_all(to, buf, (size_t)n))
			n = fail(t->job, "keep what %s holds:", in->name);
		else
			in->size += (uint64_t)n;
	}
	close(in->fd);
	in->fd = to;
	return (int)n;
}

static int unpack_in(struct tree *t, struct input *in, enum codec codec)
{
	struct input plain;

	if (input_unpack(t, in, codec, &plain))
		return -1;
	close(in->fd);
	*in = plain;
	t->offset = 0;
	return 0;
}

static ssize_t read_head(struct tree *t, const struct input *in, void *head)
{
	ssize_t n = read_at(in->fd, head, HEAD, 0);

	return n < 0 ? fail(t->job, "read %s:", in->name) : n;
}

static int read_known(struct tree *t, struct input *in)
{
	uint8_t head[HEAD] = {0};
	ssize_t len = read_head(t, in, head);
	enum codec codec;

	if (len < 0)
		return -1;
	codec = stream_codec(head, (size_t)len);
	if (codec != CODEC_NONE) {
		memset(head, 0, sizeof head);
		if (unpack_in(t, in, codec) ||
			(len = read_head(t, in, head)) < 0)
			return -1;
	}
	if (memcmp(head, "hsqs", 4) == 0)
		return read_sqf(t, in);
	if (memcmp(head, "070701", 6) == 0 || memcmp(head, "070702", 6) == 0)
		return read_cpio(t, in);
	/* an ext image begins with zeros, and so does an empty tar */
	if (!is_zeros(head, TAR_BLOCK) && is_tar(head))
		return read_tar(t, in);
	if (get16(head + EXT_SUPER + SB_MAGIC) == EXT_MAGIC)
		return read_ext(t, in);
	if (len >= TAR_BLOCK && is_zeros(head, TAR_BLOCK))
		return read_tar(t, in);
	return fail(
		t->job, "read %s: no archive or image that is known", in->name);
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
		return copy_in(t, in);
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
	if (in.fd >= 0)
		close(in.fd);
	return r;
}

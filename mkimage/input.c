/* input.c - an archive or image that is open. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "at.h"
#include "formats.h"
#include "input.h"
#include "job.h"
#include "stream.h"
#include "tree.h"

int temporary(struct job *job)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];
	int fd;

	if (!dir || !*dir)
		dir = "/tmp";
	fd = open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	if (fd >= 0 ||
		(errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd >= 0 ? fd : fail(job, "write to %s:", dir);
	snprintf(path, sizeof path, "%s/mkimage.XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return fail(job, "write to %s:", dir);
	unlink(path);
	return fd;
}

int input_get(struct tree *t, const struct input *in, void *buf, size_t len,
	uint64_t offset)
{
	ssize_t n;

	if (offset > in->size || len > in->size - offset)
		return tree_bad(t, "cut short");
	n = read_at(in->fd, buf, len, offset);
	if (n < 0)
		return fail(t->job, "read %s:", in->name);
	return n == (ssize_t)len ? 0 : tree_bad(t, "cut short");
}

int input_unpack(struct tree *t, const struct input *in, enum codec codec,
	struct input *plain)
{
	int to = temporary(t->job);
	struct stat st;

	if (to < 0 || stream_unpack(t, in, codec, to) || fstat(to, &st)) {
		if (to >= 0)
			close(to);
		return fail(t->job, "read %s:", in->name);
	}
	*plain = (struct input){in->name, to, (uint64_t)st.st_size};
	return 0;
}

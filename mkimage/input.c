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
#include "io.h"
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

int input_own(struct tree *t, struct input *in, bool piped)
{
	char buf[64 << 10];
	struct input to = {
		.name = in->name, .fd = temporary(t->job), .own = true};
	ssize_t n = to.fd < 0 ? -1 : 1;

	while (n > 0) {
		n = piped ? read_all(in->fd, buf, sizeof buf)
			  : read_at(in->fd, buf, sizeof buf, to.size);
		if (n < 0)
			fail(t->job, "read %s:", in->name);
		else if (write_all(to.fd, buf, (size_t)n))
			n = fail(t->job, "keep what %s holds:", in->name);
		else
			to.size += (uint64_t)n;
	}
	close(in->fd);
	*in = to;
	return (int)n;
}

int input_unpack(struct tree *t, struct input *in, const struct packing *p,
	struct input *plain)
{
	struct stat st;

	if (p->maps && !in->own && input_own(t, in, false))
		return -1;
	plain->name = in->name;
	plain->own = true;
	if (plain->fd < 0)
		plain->fd = temporary(t->job);
	if (plain->fd < 0 ||
		ftruncate(plain->fd, (off_t)(plain->size + 3) & ~(off_t)3) ||
		stream_unpack(t, in, p, plain->fd) || fstat(plain->fd, &st))
		return fail(t->job, "read %s:", in->name);
	plain->size = (uint64_t)st.st_size;
	return 0;
}

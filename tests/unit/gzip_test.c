/* gzip_test.c - a .gz that somebody cuts short while it is unpacked: no signal,
 * but what was in it, or an error. The function of libdeflate that unpacks is
 * ours here and cuts first. Oracle: the bytes that were packed. */
#include <dlfcn.h>
#include <libdeflate.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats.h"
#include "input.h"
#include "job.h"
#include "stream.h"
#include "tap.h"
#include "tree.h"

enum { SIZE = 1 << 20 };

static uint8_t plain[SIZE], packed[SIZE], back[SIZE + 1];
static int user = -1; /* whose file it is; cut before it is unpacked: */
static bool cut;
static const struct packing *gzip;

typedef enum libdeflate_result unpack_one(struct libdeflate_decompressor *d,
	const void *in, size_t in_len, void *out, size_t out_room,
	size_t *in_used, size_t *out_used);

LIBDEFLATEAPI enum libdeflate_result libdeflate_gzip_decompress_ex(
	struct libdeflate_decompressor *d, const void *in, size_t in_len,
	void *out, size_t out_room, size_t *in_used, size_t *out_used)
{
	unpack_one *real = (unpack_one *)dlsym(RTLD_NEXT, __func__);

	if (!real || (cut && ftruncate(user, 0)))
		abort();
	return real(d, in, in_len, out, out_room, in_used, out_used);
}

/* Of the file, which was size bytes long: what came out, or -1. */
static ssize_t unpacked(struct job *job, uint64_t size)
{
	struct input in = {.name = "user", .fd = dup(user), .size = size};
	struct input to = {.fd = -1};
	struct tree *t = tree_new(job);
	ssize_t n = -1;

	t->from = in.name;
	if (input_unpack(t, &in, gzip, &to) == 0)
		n = pread(to.fd, back, sizeof back, 0);
	close(in.fd);
	close(to.fd);
	tree_free(t);
	return n;
}

static void write_file_of_user(size_t size)
{
	if (ftruncate(user, 0) ||
		pwrite(user, packed, size, 0) != (ssize_t)size)
		abort();
}

static size_t pack_plain(void)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(1);
	size_t size;

	for (int i = 0; i < SIZE; i++)
		plain[i] = (uint8_t)(i * 7 + i / 1000);
	size = libdeflate_gzip_compress(c, plain, SIZE, packed, SIZE);
	libdeflate_free_compressor(c);
	return size;
}

int main(void)
{
	size_t size = pack_plain();
	struct job job = {.why = ""};

	PLAN(7);
	user = memfd_create("user", 0);
	write_file_of_user(size);
	gzip = stream_at(&(struct input){.fd = user}, 0);
	IS_INT(unpacked(&job, size), SIZE, "a file is unpacked");
	cut = true;
	IS_INT(unpacked(&job, size), SIZE, "one that is cut meanwhile, too");
	OK(memcmp(back, plain, SIZE) == 0, "it is what it was");
	IS_INT(lseek(user, 0, SEEK_END), 0, "it was cut");
	cut = false;
	IS_INT(unpacked(&job, size), -1, "cut before that, it is an error");
	write_file_of_user(size / 2);
	job.why[0] = 0;
	IS_INT(unpacked(&job, size), -1, "half of it is one");
	OK(strcmp(job.why, "read user: byte 0: wrong gzip") == 0, "%s",
		job.why);
	return done();
}

/* sqf_bad_test.c - squashfs images that are damaged or made to harm: an error
 * or some files, but no crash, no leak, no endless loop, no memory without
 * bound. The sanitizers are the judge, and what the reader says. */
#include <sys/resource.h>

#include "bytes.h"
#include "sqf/sqf.h"
#include "sqf_made.h"
#include "tap.h"

enum { ROOM = 1 << 16, MOST = 1 << 20 };

struct image {
	uint8_t bytes[ROOM];
	size_t size;
};

/* Small, but with a fragment, blocks, holes, an index, links, attributes. */
static void make(struct image *im, enum codec codec)
{
	struct options options = {.codec = codec, .jobs = 1, .block = 4096};
	struct job job = {.why = ""};
	struct tree *t = made_tree(&job);
	struct node *d = made_node(t, t->root, "deep", S_IFDIR | 0755), *n;
	uint64_t size;
	int fd;

	made_node(t, d, "loop", S_IFDIR | 0755);
	n = made_file(t, d, "file", 5000, (struct content){0, 4200, 1});
	tree_xattr(t, n->inode, "user.x", "value", 5);
	tree_add(t, t->root, "hard", 4, n->inode);
	made_file(t, t->root, "holes", 9000, (struct content){8300, 8310, 2});
	made_node(t, t->root, "pipe", S_IFIFO);
	n = made_node(t, t->root, "link", S_IFLNK | 0777);
	n->inode->target = "target";
	n->inode->size = 6;
	options.level = codec_default_level(codec);
	fd = made_image(t, &options, &size);
	if (fd < 0 || pread(fd, im->bytes, ROOM, 0) <= 0)
		abort();
	im->size = (size_t)get64(im->bytes + 40); /* without the padding */
	close(fd);
	tree_free(t);
}

/* At most so many bytes of its files. */
static void read_files(const struct tree *t)
{
	static uint8_t buf[10000];
	uint64_t left = MOST;

	for (struct node *n = t->root; n; n = tree_next(n)) {
		const struct inode *i = n->inode;
		uint64_t start = 0, end = 0;

		if (!S_ISREG(i->mode) || data_open(i))
			continue;
		while (left && data_next(i, end, &start, &end) == 0 &&
			start < i->size) {
			size_t len = end - start < sizeof buf ? end - start
							      : sizeof buf;

			if (data_read(i, buf, len, start))
				break;
			left -= left < len ? left : len;
		}
		data_close(i);
	}
}

/* Whether it could be read; *why is empty if it was. */
static bool try(const struct image *im, size_t size, struct job *job)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct tree *t;

	memset(job, 0, sizeof *job);
	if (fd < 0 || write(fd, im->bytes, size) != (ssize_t)size)
		abort();
	t = made_read_back(fd, size, job);
	close(fd);
	if (!t && !job->why[0])
		abort();
	if (!t)
		return false;
	read_files(t);
	tree_free(t);
	return true;
}

/* Data that isn't packed is anything: a few bytes of it will do. */
static size_t step(const struct image *im, size_t at)
{
	return at >= SQF_SUPER && at + 61 < get64(im->bytes + 64) &&
			       (get16(im->bytes + 24) & SQF_RAW_DATA)
		       ? 61
		       : 1;
}

static void check_damage(enum codec codec)
{
	static const uint8_t flips[] = {0x01, 0xff};
	static struct image im;
	size_t refused = 0;
	struct job job;

	make(&im, codec);
	OK(try(&im, im.size, &job) && !job.why[0], "%s: whole",
		codec_name(codec));
	for (size_t at = 0; at < im.size; at += step(&im, at)) {
		for (size_t k = 0; k < sizeof flips; k++) {
			im.bytes[at] ^= flips[k];
			try(&im, im.size, &job);
			refused += job.why[0] != 0;
			im.bytes[at] ^= flips[k];
		}
	}
	OK(refused > 500, "%s: a byte is damaged: %zu errors",
		codec_name(codec), refused);
	refused = 0;
	for (size_t size = 0; size < im.size; size++)
		refused += !try(&im, size, &job);
	OK(refused == im.size, "%s: cut anywhere: refused", codec_name(codec));
}

/* ---- made to harm: nothing is packed, so that it can be changed */

static uint8_t *find(struct image *im, const void *what, size_t len)
{
	uint8_t *p = memmem(im->bytes, im->size, what, len);

	if (!p)
		abort();
	return p;
}

static void refused(const struct image *im, const char *why, const char *name)
{
	struct job job;
	const char *end;

	try(im, im->size, &job);
	end = strstr(job.why, ": byte ");
	OK(end && strstr(end, why), "%s", name);
	if (!end || !strstr(end, why))
		printf("# %s\n", job.why);
}

/* "deep" holds a folder that is the root. */
static void check_loop(void)
{
	static struct image im;
	uint8_t *header, *entry;

	make(&im, CODEC_NONE);
	entry = find(&im, "loop", 4) - 8;
	header = entry - 4 - 8 - 12; /* "file" comes before it */
	put16(entry, get16(im.bytes + 32));
	put16(entry + 2, get32(im.bytes + 4) - get32(header + 8));
	refused(&im, "a directory with a second name", "a loop of folders");
}

static void check_names(void)
{
	static struct image im;

	make(&im, CODEC_NONE);
	memcpy(find(&im, "loop", 4), "a/bc", 4);
	refused(&im, "a wrong name", "a name with a slash");
	make(&im, CODEC_NONE);
	memcpy(find(&im, "loop", 4), "a\0bc", 4);
	refused(&im, "a wrong name", "a name with a NUL");
	make(&im, CODEC_NONE);
	memcpy(find(&im, "loop", 4), "file", 4);
	refused(&im, "a second name", "two of one name");
	make(&im, CODEC_NONE);
	put16(find(&im, "loop", 4) - 2, 1);
	memcpy(find(&im, "loop", 4), "..", 2);
	refused(&im, "a wrong name", "the folder above");
}

/* The file "holes" claims to be of 2^60 bytes; its list would be of 2^50. */
static void check_sizes(void)
{
	static struct image im;
	uint8_t size[8];
	struct rusage before, after;

	make(&im, CODEC_NONE);
	put64(size, 9000);
	getrusage(RUSAGE_SELF, &before);
	put64(find(&im, size, 8), 1ull << 60);
	refused(&im, "longer than there is room for", "2^60 bytes in 2 kB");
	make(&im, CODEC_NONE);
	put32(im.bytes + 16, UINT32_MAX);
	put32(im.bytes + 4, UINT32_MAX);
	put16(im.bytes + 26, UINT16_MAX);
	try(&im, im.size, &(struct job){.why = ""});
	getrusage(RUSAGE_SELF, &after);
	OK(after.ru_maxrss - before.ru_maxrss < 16 << 10,
		"wild sizes take no memory: %ld kB",
		after.ru_maxrss - before.ru_maxrss);
}

static void check_super(void)
{
	static struct image im;

	make(&im, CODEC_NONE);
	put16(im.bytes + 28, 3);
	refused(&im, "not squashfs 4.0", "version 3");
	make(&im, CODEC_NONE);
	put16(im.bytes + 20, SQF_LZO);
	refused(&im, "lzma or lzo", "lzo");
	make(&im, CODEC_NONE);
	put32(im.bytes + 12, 1 << 21);
	put16(im.bytes + 22, 21);
	refused(&im, "blocks of a wrong size", "2 MB blocks");
	make(&im, CODEC_NONE);
	put64(im.bytes + 64, get64(im.bytes + 72));
	refused(&im, "out of order", "no table of inodes");
}

int main(void)
{
	static const enum codec codecs[] = {
		CODEC_NONE, CODEC_GZIP, CODEC_XZ, CODEC_ZSTD, CODEC_LZ4};

	PLAN(5 * 3 + 1 + 4 + 2 + 4);
	for (int k = 0; k < 5; k++)
		check_damage(codecs[k]);
	check_loop();
	check_names();
	check_sizes();
	check_super();
	return done();
}

/* ext_test.c - ext2 and ext4 images: sums and hashes against known ones (of the
 * iSCSI standard, and of debugfs dx_hash), the computed size against what there
 * is room for, and images that are wrong in every way: no crash, no hang. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "ext/hash.h"
#include "ext/xattr.h"
#include "job.h"
#include "out.h"
#include "source.h"
#include "tap.h"
#include "ext/read.h"
#include "ext/write.h"

enum { PART = 70000, MOST = 1 << 20 };

static void test_sums(void)
{
	static struct crc32c c;
	uint8_t zeros[32] = {0};

	crc32c_init(&c);
	IS_INT(~crc32c(&c, ~0u, "123456789", 9), 0xE3069283, "crc32c");
	IS_INT(~crc32c(&c, ~0u, zeros, 32), 0x8A9136AA, "crc32c of zeros");
	IS_INT(crc32c(&c, crc32c(&c, ~0u, "1234", 4), "56789", 5),
		(uint32_t)~0xE3069283, "crc32c in two parts");
}

static void test_hash(void)
{
	static const uint32_t seed[4] = {
		0x33221100, 0x77665544, 0xBBAA9988, 0xFFEEDDCC};
	char name[255];
	struct ext_hash h = ext_hash("hello", 5, seed);

	IS_INT(h.major, 0x344ca36e, "the hash of a name");
	IS_INT(h.minor, 0x2ef16de2, "its other half");
	memset(name, 'x', sizeof name);
	h = ext_hash(name, sizeof name, seed);
	IS_INT(h.major, 0x5966f920, "the hash of the longest name");
	IS_INT(h.minor, 0x26281ca3, "its other half");
}

static void test_acl(void)
{
	static const uint8_t calls[] = {2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255,
		255, 2, 0, 4, 0, 1, 2, 3, 4, 4, 0, 4, 0, 255, 255, 255, 255, 32,
		0, 4, 0, 255, 255, 255, 255};
	static const uint8_t disk[] = {1, 0, 0, 0, 1, 0, 6, 0, 2, 0, 4, 0, 1, 2,
		3, 4, 4, 0, 4, 0, 32, 0, 4, 0};
	uint8_t to[64];

	IS_INT(ext_acl_to_disk(calls, sizeof calls, to), sizeof disk,
		"an access control list");
	OK(memcmp(to, disk, sizeof disk) == 0, "as the disk has it");
	IS_INT(ext_acl_from_disk(disk, sizeof disk, to), sizeof calls,
		"and back");
	OK(memcmp(to, calls, sizeof calls) == 0, "as it was");
	IS_INT(ext_acl_from_disk(disk, sizeof disk - 2, to), 0,
		"one cut short");
	IS_INT(ext_acl_from_disk(disk, 17, to), 0, "one cut amid an entry");
	IS_INT(ext_acl_to_disk(disk, sizeof disk, to), 0, "one that is none");
}

/* Blocks that files can have. */
static uint64_t room(const struct ext_shape *s)
{
	uint64_t sum = 0;

	for (uint32_t g = 0; g < s->groups; g++)
		sum += ext_group_end(s, g) - ext_group_data(s, g);
	return sum;
}

static bool is_smallest(
	uint32_t block, uint32_t inode, uint64_t blocks, uint64_t inodes)
{
	struct ext_shape s = {
		.block = block, .first = block == 1024, .inode = inode};
	struct ext_shape less = s;

	if (ext_shape_fit(&s, blocks, inodes) || room(&s) < blocks ||
		(uint64_t)s.groups * s.inodes_per_group < inodes)
		return false;
	return ext_shape_size(&less, (s.blocks - 1) * block, inodes) ||
	       room(&less) < blocks;
}

static void test_shape(void)
{
	static const uint32_t sizes[] = {1024, 2048, 4096};
	uint64_t blocks = 1, inodes = 11, wrong = 0;
	struct ext_shape s = {.block = 1024, .first = 1, .inode = 128};

	for (int i = 0; i < 4000; i++) {
		uint32_t block = sizes[i % 3], inode = i & 1 ? 256 : 128;

		blocks = (blocks * 48271 + 11) % 3000000;
		inodes = 11 + (inodes * 69621 + 7) % (i % 5 ? 20000 : 200000);
		if (inodes > blocks * block / 2048)
			inodes = 11;
		wrong += !is_smallest(block, inode, blocks, inodes);
	}
	IS_INT(wrong, 0, "the smallest file system for its blocks and inodes");
	IS_INT(ext_shape_fit(&s, UINT32_MAX, 11), -1, "more than can be");
	IS_INT(ext_shape_fit(&s, 1, 100000000), 0, "many inodes");
}

/* A source whose bytes are computed: zeros, then numbers. */
static ssize_t made_read(struct source *s, const struct inode *i, void *buf,
	size_t len, uint64_t offset)
{
	(void)s;
	(void)i;
	for (size_t n = 0; n < len; n++)
		((uint8_t *)buf)[n] =
			offset + n < PART ? 0
					  : (uint8_t)((offset + n) >> 8 | 1);
	return (ssize_t)len;
}

static void made_end(struct source *s)
{
	free(s);
}

static const struct source_type made = {.read = made_read, .end = made_end};

static struct inode *add(struct tree *t, struct node *dir, const char *name,
	uint32_t mode, uint64_t size, struct node **node)
{
	struct inode *i = tree_inode(t, mode);
	struct node *n = tree_add(t, dir, name, strlen(name), i);

	i->size = size;
	i->nanoseconds = 123456789;
	if (S_ISREG(mode) && size)
		i->source = t->sources;
	if (node)
		*node = n;
	return i;
}

/* Something of everything. */
static struct tree *make_tree(struct job *job)
{
	struct tree *t = tree_new(job);
	struct source *s = calloc(1, sizeof *s);
	struct node *dir;
	struct inode *i;
	char name[40];

	if (!s)
		abort();
	s->type = &made;
	s->job = job;
	t->sources = s;
	i = add(t, t->root, "file", S_IFREG | 0644, 2 * PART, NULL);
	tree_xattr(t, i, "user.comment", "hello", 5);
	tree_add(t, t->root, "hard", 4, i);
	i = add(t, t->root, "link", S_IFLNK | 0777, 70, NULL);
	memset(name, 'x', 35);
	name[35] = 0;
	i->target = tree_text(t,
		"0123456789012345678901234567890123456789012345678901234567890123456789",
		70);
	i = add(t, t->root, "short", S_IFLNK | 0777, 4, NULL);
	i->target = "file";
	i = add(t, t->root, "null", S_IFCHR | 0666, 0, NULL);
	i->dev_major = 1;
	i->dev_minor = 70000;
	add(t, t->root, "dir", S_IFDIR | 0755, 0, &dir);
	for (int n = 0; n < 50; n++) {
		sprintf(name, "a_name_of_a_file_number_%d", n);
		i = add(t, dir, name, S_IFIFO | 0600, 0, NULL);
	}
	tree_xattr(t, i, "trusted.long",
		"0123456789012345678901234567890123456789012345678901234567890123456789",
		70);
	tree_sort(t);
	return t;
}

/* Read all there is; the count of names, or -1. */
static int read_everything(int fd, uint64_t size, struct job *job)
{
	static uint8_t buf[65536];
	struct input in = {.name = "image", .fd = fd, .size = size};
	struct tree *t = tree_new(job);
	int count = -1;

	t->from = in.name;
	if (read_ext(t, &in) == 0) {
		count = (int)t->count;
		tree_sort(t);
	}
	for (struct node *n = count < 0 ? NULL : t->root; n; n = tree_next(n)) {
		const struct inode *i = n->inode;
		uint64_t at = 0, end, left = MOST;

		if (!i->source || data_open(i))
			continue;
		while (at < i->size && left > sizeof buf &&
			!data_next(i, at, &at, &end) && at < i->size) {
			size_t len = end - at < sizeof buf ? (size_t)(end - at)
							   : sizeof buf;

			if (data_read(i, buf, len, at))
				break;
			at += len;
			left -= len;
		}
		data_close(i);
	}
	tree_free(t);
	return count;
}

static void put_byte(int fd, uint64_t at, int xor_with)
{
	uint8_t b;

	if (pread(fd, &b, 1, (off_t)at) != 1)
		abort();
	b ^= (uint8_t)xor_with;
	if (pwrite(fd, &b, 1, (off_t)at) != 1)
		abort();
}

/* Each byte in turn, in one of three ways; a good image now and then shows that
 * it is still one. */
static void test_flips(int fd, uint64_t size, int names, const char *what)
{
	static const int ways[] = {0xFF, 0x01, 0x80};
	int refused = 0, still = 0;

	for (uint64_t at = 1024; at < size; at += at < 8192 ? 5 : 23) {
		struct job job = {.why = ""};
		int n;

		put_byte(fd, at, ways[at % 3]);
		n = read_everything(fd, size, &job);
		put_byte(fd, at, ways[at % 3]);
		refused += n < 0;
		still += n == names;
	}
	OK(refused > 50 && still > 50,
		"%s: %d flips are refused, %d do no harm", what, refused,
		still);
	refused = 0;
	for (uint64_t cut = 0; cut < size; cut += 331) {
		struct job job = {.why = ""};

		refused += read_everything(fd, cut, &job) < 0 && job.why[0];
	}
	IS_INT(refused, (size + 330) / 331, "cut short, it is refused");
}

static void write_32(int fd, uint64_t at, uint32_t v)
{
	uint8_t b[4];

	put32(b, v);
	if (pwrite(fd, b, 4, (off_t)at) != 4)
		abort();
}

/* The place of an inode of the only group. */
static uint64_t place_of(int fd, uint32_t number, uint32_t inode)
{
	uint8_t b[4];

	if (pread(fd, b, 4, 2048 + GD_TABLE) != 4)
		abort();
	return get32(b) * (uint64_t)1024 + (number - 1) * (uint64_t)inode;
}

/* The place of the only file, of a size. */
static uint64_t find_file(int fd, uint32_t inode)
{
	uint8_t p[INODE_OLD];

	for (uint32_t n = INODE_FIRST;; n++) {
		uint64_t at = place_of(fd, n, inode);

		if (pread(fd, p, sizeof p, (off_t)at) != sizeof p)
			abort();
		if (S_ISREG(get16(p)))
			return at;
	}
}

/* A file of 2^60 bytes that has none: it can be walked at once. */
static void test_wild(int fd, uint64_t size)
{
	struct job job = {.why = ""};
	uint64_t at = find_file(fd, INODE_LARGE);

	write_32(fd, at + I_SIZE_HIGH, 1 << 28);
	IS_INT(read_everything(fd, size, &job), 57, "a file of 2^60 bytes");
	write_32(fd, at + I_SIZE_HIGH, 1u << 31);
	IS_INT(read_everything(fd, size, &job), -1, "one of 2^63");
	OK(strstr(job.why, "read image: byte ") == job.why, "%s", job.why);
	write_32(fd, at + I_SIZE_HIGH, 0);
	write_32(fd, at + I_BLOCK + 4, 0x00FF0001);
	job.why[0] = 0;
	IS_INT(read_everything(fd, size, &job), 57, "wrong extents of a file");
	OK(strstr(job.why, "read image: byte ") == job.why, "%s", job.why);
}

/* A block of numbers that are all its own, as all three trees: a file of 16 GB
 * out of one block. */
static void test_loop(int fd, uint64_t size)
{
	struct job job = {.why = ""};
	uint64_t at = find_file(fd, INODE_OLD);
	uint8_t b[4];

	if (pread(fd, b, 4, (off_t)at + I_BLOCK + 4 * DIRECT) != 4)
		abort();
	for (int i = 0; i < 256; i++)
		write_32(fd, get32(b) * (uint64_t)1024 + 4 * i, get32(b));
	write_32(fd, at + I_BLOCK + 4 * (DIRECT + 1), get32(b));
	write_32(fd, at + I_BLOCK + 4 * (DIRECT + 2), get32(b));
	write_32(fd, at + I_SIZE_HIGH, 4);
	IS_INT(read_everything(fd, size, &job), 57, "a block that maps itself");
	OK(strstr(job.why, "maps more than its") != NULL, "%s", job.why);
}

static void test_image(bool ext4)
{
	static struct out out;
	struct options options = {.block = 1024, .ext4 = ext4, .time = 1};
	struct job job = {.why = ""};
	struct tree *t = make_tree(&job);
	uint64_t size;

	if (out_open(&out, &job, "ext_test.image") ||
		write_ext(t, &options, &out, &size) || out_flush(&out) ||
		ftruncate(out.fd, (off_t)size)) {
		fprintf(stderr, "%s\n", job.why);
		abort();
	}
	tree_free(t);
	IS_INT(read_everything(out.fd, size, &job), 57, "it reads back");
	test_flips(out.fd, size, 57, ext4 ? "ext4" : "ext2");
	if (ext4)
		test_wild(out.fd, size);
	else
		test_loop(out.fd, size);
	out_close(&out);
}

/* So many blocks, with a hole before each, that are found again: each holds its
 * number. With four extents in a block, the tree grows fast. */
static int found_again(struct ext_writer *w, uint32_t count)
{
	struct ext_image e = {.fd = w->o->fd, .block = w->shape.block};
	struct ext_file f = {.flags = FLAG_EXTENTS};
	int found = 0;

	e.source.job = w->o->job;
	e.blocks = w->next;
	memcpy(f.root, w->map.root, sizeof f.root);
	for (int i = 0; i < CACHES; i++)
		e.cache[i].data = malloc(e.block);
	for (uint32_t n = 0; n < count; n++) {
		struct ext_run hole = {1, 1}, run = {0, 0};
		uint8_t b[4] = {0};

		if (!ext_find(&e, &f, 2 * n, &hole) && !hole.block &&
			!ext_find(&e, &f, 2 * n + 1, &run) &&
			!ext_read(&e, b, 4, run.block * e.block))
			found += get32(b) == n;
	}
	for (int i = 0; i < CACHES; i++)
		free(e.cache[i].data);
	return found;
}

/* As deep as extents of one block can make a tree. */
static void test_depth(uint32_t count, int depth)
{
	static struct out out;
	struct options options = {.ext4 = true};
	struct job job = {.why = ""};
	struct ext_writer w = {.options = &options, .o = &out, .next = 1};

	w.shape.block = 64;
	w.shape.blocks = w.end = UINT32_MAX;
	crc32c_init(&w.crc);
	for (int k = 0; k < EXTENT_LEVELS; k++)
		w.map.level[k].data = malloc(w.shape.block);
	if (out_temporary(&out, &job, "image") || out_seek(&out, 64))
		abort();
	ext_map_begin(&w, INODE_FIRST);
	for (uint32_t n = 0; n < count; n++) {
		size_t one = 1;
		uint8_t *room = ext_file_room(&w, 2 * n + 1, &one);

		memset(room, 0, w.shape.block);
		put32(room, n);
		if (ext_file_put(&w, 2 * n + 1, one, false))
			abort();
	}
	if (ext_map_end(&w) || out_flush(&out))
		abort();
	IS_INT(get16(w.map.root + 6), depth, "the depth of a tree of extents");
	IS_INT(found_again(&w, count), count, "all that it has is found");
	for (int k = 0; k < EXTENT_LEVELS; k++)
		free(w.map.level[k].data);
	out_close(&out);
}

int main(void)
{
	PLAN(38);
	if (chdir("/tmp"))
		return 1;
	test_sums();
	test_hash();
	test_acl();
	test_shape();
	test_image(false);
	test_image(true);
	test_depth(4, 0);
	test_depth(5, 1);
	test_depth(1024, 4);
	test_depth(4096, EXTENT_DEPTH);
	return done();
}

/* sqf_test.c - squashfs images written and read back: all there is in a tree,
 * with each codec and size of blocks; limits; and what the format can't hold.
 */
#include "sqf_made.h"
#include "tap.h"

enum { NAMES = 100000, LINKS = 70000, DEPTH = 1000, ROOM = 200000 };

static void fill_inodes(struct tree *t)
{
	static const char long_value[20000] = {1, 2, 3};
	struct node *d = made_node(t, t->root, "dir", S_IFDIR | 01777), *n;

	n = made_node(t, d, "link", S_IFLNK | 0777);
	n->inode->target = "../some/where";
	n->inode->size = strlen(n->inode->target);
	tree_add(t, t->root, "same link", 9, n->inode);
	tree_xattr(t, n->inode, "trusted.a", "b", 1);
	n = made_node(t, d, "disk", S_IFBLK | 0660);
	n->inode->dev_major = 4095;
	n->inode->dev_minor = 0xfffff;
	n = made_node(t, d, "null", S_IFCHR | 0666);
	n->inode->dev_major = 1;
	n->inode->dev_minor = 3;
	tree_add(t, t->root, "also null", 9, n->inode);
	tree_xattr(t, n->inode, "security.x", "yz", 2);
	made_node(t, d, "pipe", S_IFIFO | 0600);
	n = made_node(t, d, "socket", S_IFSOCK | 04755);
	tree_xattr(t, n->inode, "user.empty", "", 0);
	tree_xattr(t, d->inode, "user.long", long_value, sizeof long_value);
	n->inode->uid = 4000000000;
	n->inode->gid = 70000;
	n->inode->seconds = UINT32_MAX;
	d->inode->seconds = 0;
	made_node(t, t->root, "empty dir", S_IFDIR);
	made_node(t, t->root, "empty file", S_IFREG);
}

/* Files around the size of a block; each twice, and once nearly. */
static void fill_files(struct tree *t, uint32_t block)
{
	const uint64_t sizes[] = {1, 100, block - 1, block, block + 1,
		2ull * block, 3ull * block - 1, 5ull * block + 17};
	char name[64];

	for (unsigned k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		for (unsigned copy = 0; copy < 3; copy++) {
			struct content c = {0, sizes[k] - copy / 2, k};

			snprintf(name, sizeof name, "file %u.%u", k, copy);
			made_file(t, t->root, name, sizes[k], c);
		}
		snprintf(name, sizeof name, "zeros %u", k);
		made_file(t, t->root, name, sizes[k], (struct content){0});
		snprintf(name, sizeof name, "hole %u", k);
		made_file(t, t->root, name, 9ull * block + 5,
			(struct content){k * block, k * block + 9, k});
	}
}

static struct tree *torture(struct job *job, uint32_t block)
{
	struct tree *t = made_tree(job);
	char name[300];

	fill_inodes(t);
	fill_files(t, block);
	memset(name, 'n', NAME_LIMIT);
	name[NAME_LIMIT] = 0;
	made_node(t, t->root, name, S_IFDIR | 0700);
	made_node(t, t->root, "\xff\n \\", S_IFREG);
	return t;
}

/* ---- two trees are the same */

static bool same_bytes(const struct inode *a, const struct inode *b)
{
	static uint8_t x[100000], y[sizeof x];
	uint64_t start = 0, end = 0;

	if (a->size == 0)
		return true;
	if (data_open(b))
		return false;
	while (data_next(a, end, &start, &end) == 0 && start < a->size) {
		for (size_t n; start < end; start += n) {
			n = end - start < sizeof x ? end - start : sizeof x;
			if (data_read(a, x, n, start) ||
				data_read(b, y, n, start) ||
				memcmp(x, y, n) != 0)
				return false;
		}
	}
	data_close(b);
	return true;
}

/* Of b, at most two blocks more than of a are no holes. */
static bool same_holes(
	const struct inode *a, const struct inode *b, uint32_t block)
{
	uint64_t start = 0, end = 0, data = 0;

	if (a->size == 0)
		return true;
	if (data_open(b))
		return false;
	while (data_next(b, end, &start, &end) == 0 && start < b->size)
		data += end - start;
	data_close(b);
	if (data_next(a, 0, &start, &end))
		return false;
	return data <= end - start + 2ull * block;
}

static bool same_inode(const struct inode *a, struct inode *b, uint32_t block)
{
	if (!b->number) { /* else it was met before, under another name */
		b->number = a->number;
		if (!same_bytes(a, b) || !same_holes(a, b, block))
			return false;
	}
	return a->mode == b->mode && a->size == b->size &&
	       a->seconds == b->seconds && a->uid == b->uid &&
	       a->gid == b->gid && a->links == b->links &&
	       a->dev_major == b->dev_major && a->dev_minor == b->dev_minor &&
	       a->number == b->number && !a->target == !b->target &&
	       (!a->target || strcmp(a->target, b->target) == 0) &&
	       tree_same_xattrs(a, b);
}

/* a was written: its inodes have numbers. */
static bool same_tree(
	const struct tree *a, const struct tree *b, uint32_t block)
{
	const struct node *x = a->root, *y = b->root;

	for (; x && y; x = tree_next(x), y = tree_next(y)) {
		if (strcmp(x->name, y->name) != 0 ||
			!same_inode(x->inode, y->inode, block)) {
			printf("# %s and %s\n", x->name, y->name);
			return false;
		}
	}
	return !x && !y && a->count == b->count;
}

/* ---- checks */

static bool round_trip(struct tree *t, const struct options *options,
	uint32_t block, uint64_t *size)
{
	struct job *job = t->job;
	int fd = made_image(t, options, size);
	struct tree *back = fd < 0 ? NULL : made_read_back(fd, *size, job);
	bool same = back && same_tree(t, back, block);

	if (job->why[0])
		printf("# %s\n", job->why);
	if (back)
		tree_free(back);
	close(fd);
	return same;
}

static void check_torture(enum codec codec, uint32_t block)
{
	struct options options = {.codec = codec, .jobs = 3, .block = block};
	struct job job = {.why = ""};
	struct tree *t = torture(&job, block);
	uint64_t size;

	options.level = codec_default_level(codec);
	OK(round_trip(t, &options, block, &size), "%s, blocks of %u: the same",
		codec_name(codec), block);
	tree_free(t);
}

/* The same bytes whatever the number of threads. */
static void check_jobs(void)
{
	struct options options = {.codec = CODEC_GZIP, .level = 6};
	static uint8_t images[3][ROOM];
	ssize_t sizes[3];

	for (int k = 0; k < 3; k++) {
		struct job job = {.why = ""};
		struct tree *t = torture(&job, 4096);
		uint64_t size;
		int fd;

		options.block = 4096;
		options.jobs = 1 + 3 * k;
		fd = made_image(t, &options, &size);
		sizes[k] = pread(fd, images[k], sizeof *images, 0);
		close(fd);
		tree_free(t);
	}
	OK(sizes[0] > 4096 && sizes[0] < ROOM && sizes[0] == sizes[1] &&
			sizes[0] == sizes[2],
		"1, 4 and 7 threads: as long");
	OK(memcmp(images[0], images[1], sizeof *images) == 0 &&
			memcmp(images[0], images[2], sizeof *images) == 0,
		"and the same bytes");
}

static void check_same_files(void)
{
	struct options options = {.codec = CODEC_NONE, .jobs = 2};
	const uint64_t sizes[] = {100000, 300000, 262144};
	struct job job = {.why = ""};
	struct tree *t = made_tree(&job);
	uint64_t size, sum = 0;
	char name[32];

	for (int k = 0; k < 3; k++) {
		for (int copy = 0; copy < 20; copy++) {
			snprintf(name, sizeof name, "%d.%d", copy, k);
			made_file(t, t->root, name, sizes[k],
				(struct content){0, sizes[k], 1});
		}
		sum += sizes[k];
	}
	OK(round_trip(t, &options, 131072, &size), "copies: the same");
	OK(size < sum + 10000, "and stored once: %llu of %llu",
		(unsigned long long)size, (unsigned long long)sum);
	tree_free(t);
}

static void check_sparse(void)
{
	struct options options = {.codec = CODEC_LZ4, .level = 1, .jobs = 1};
	struct job job = {.why = ""};
	struct tree *t = made_tree(&job);
	const uint64_t at = 5ull << 30;
	uint64_t size;

	made_file(
		t, t->root, "sparse", at + 10, (struct content){at, at + 3, 7});
	made_file(t, t->root, "larger", 1ull << 36, (struct content){0});
	OK(round_trip(t, &options, 131072, &size), "5 GB and 64 GB of holes");
	OK(((struct made_source *)t->sources)->bytes < 1 << 20,
		"no hole was read");
	tree_free(t);
}

static void check_names(void)
{
	struct options options = {.codec = CODEC_GZIP, .level = 6, .jobs = 1};
	struct job job = {.why = ""};
	struct tree *t = made_tree(&job);
	struct node *d = made_node(t, t->root, "d", S_IFDIR | 0755), *n;
	uint64_t size;
	char name[32];

	for (int k = 0; k < NAMES; k++) {
		snprintf(name, sizeof name, "name %d", k);
		made_node(t, d, name, S_IFREG | 0644);
	}
	OK(round_trip(t, &options, 131072, &size), "%d names", NAMES);
	tree_free(t);
	t = made_tree(&job);
	n = made_file(t, t->root, "first", 10, (struct content){0, 10, 1});
	d = made_node(t, t->root, "d", S_IFDIR | 0755);
	for (int k = 0; k < LINKS; k++) {
		snprintf(name, sizeof name, "%d", k);
		tree_add(t, k % 2 ? d : t->root, name, strlen(name), n->inode);
		if (k % 1000 == 0)
			made_node(t, d, name, S_IFIFO);
	}
	OK(round_trip(t, &options, 131072, &size), "%d hard links", LINKS);
	IS_INT(n->inode->links, LINKS + 1, "counted");
	tree_free(t);
	t = made_tree(&job);
	d = t->root;
	for (int k = 0; k < DEPTH; k++)
		d = made_node(t, d, "d", S_IFDIR | 0755);
	OK(round_trip(t, &options, 131072, &size), "%d folders deep", DEPTH);
	tree_free(t);
	t = made_tree(&job);
	OK(round_trip(t, &options, 131072, &size), "nothing");
	IS_INT((long long)size, 4096, "in 4 kB");
	tree_free(t);
}

/* ---- what the format can't hold is an error that names the file */

static void refuse(struct tree *t, struct options *options, const char *why)
{
	uint64_t size;
	int fd = made_image(t, options, &size);

	IS_INT(fd, -1, "refused");
	IS_STR(t->job->why, why, why);
	t->job->why[0] = 0;
	tree_free(t);
}

static struct inode *one(struct tree **t, struct job *job, uint32_t mode)
{
	struct node *d;

	*t = made_tree(job);
	d = made_node(*t, (*t)->root, "d", S_IFDIR | 0755);
	return made_node(*t, d, "f", mode)->inode;
}

static void check_refused(void)
{
	struct options options = {.codec = CODEC_GZIP, .level = 6, .jobs = 2};
	struct job job = {.why = ""};
	struct tree *t;
	struct inode *i;
	char name[16];

	one(&t, &job, S_IFREG)->seconds = -1;
	refuse(t, &options,
		"write image: squashfs can't hold a time before 1970 or "
		"after 2106: /d/f");
	one(&t, &job, S_IFIFO)->seconds = 1ll << 32;
	refuse(t, &options,
		"write image: squashfs can't hold a time before 1970 or "
		"after 2106: /d/f");
	i = one(&t, &job, S_IFREG);
	tree_xattr(t, i, "system.posix_acl_access", "x", 1);
	refuse(t, &options,
		"write image: squashfs can't hold the attribute "
		"system.posix_acl_access: /d/f");
	one(&t, &job, S_IFCHR)->dev_major = 4096;
	refuse(t, &options,
		"write image: squashfs can't hold such a device: /d/f");
	one(&t, &job, S_IFBLK)->dev_minor = 1 << 20;
	refuse(t, &options,
		"write image: squashfs can't hold such a device: /d/f");
	i = one(&t, &job, S_IFLNK);
	i->size = 4097;
	i->target = "";
	refuse(t, &options,
		"write image: squashfs can't hold a link of over 4096 bytes: /d/f");
	one(&t, &job, S_IFREG)->size = 1ull << 60;
	refuse(t, &options,
		"write image: squashfs can't hold a file as large: /d/f");
	one(&t, &job, S_IFREG);
	options.block = 5000;
	refuse(t, &options, "write: squashfs has no blocks of 5000 bytes");
	options.block = 0;
	options.time = -1;
	one(&t, &job, S_IFREG);
	refuse(t, &options, "write image: squashfs can't hold the time -1");
	options.time = 0;
	t = made_tree(&job);
	for (uint32_t k = 1; k <= 65535; k++) {
		snprintf(name, sizeof name, "%u", k);
		made_node(t, t->root, name, S_IFIFO)->inode->uid = k << 8;
	}
	refuse(t, &options,
		"write image: squashfs can't hold more than 65,535 owners: /9999");
}

int main(void)
{
	static const enum codec codecs[] = {
		CODEC_NONE, CODEC_GZIP, CODEC_XZ, CODEC_ZSTD, CODEC_LZ4};

	PLAN(5 * 3 + 2 + 2 + 2 + 6 + 20);
	for (int k = 0; k < 5; k++) {
		check_torture(codecs[k], 4096);
		check_torture(codecs[k], 131072);
		check_torture(codecs[k], 1 << 20);
	}
	check_jobs();
	check_same_files();
	check_sparse();
	check_names();
	check_refused();
	return done();
}

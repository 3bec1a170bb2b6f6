/* read.c - the files of an ext2, ext3 or ext4 image.
 *
 * Folders are read when the image is, the bytes of files when they are wanted.
 * Checksums aren't verified: whoever changes an image on purpose mends them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "at.h"
#include "bytes.h"
#include "cursor.h"
#include "formats.h"
#include "job.h"
#include "known.h"
#include "read.h"

struct reader {
	struct ext_image *e;
	struct tree *t;
	struct known known; /* inodes that have a name */
};

int ext_bad(struct ext_image *e, uint64_t at, const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return fail(e->source.job, "read %s: byte %llu: %s", e->name,
		(unsigned long long)at, text);
}

int ext_read(struct ext_image *e, void *buf, size_t len, uint64_t at)
{
	ssize_t n = read_at(e->fd, buf, len, at);

	if (n < 0)
		return fail(e->source.job, "read %s:", e->name);
	return n == (ssize_t)len ? 0
				 : ext_bad(e, at + (uint64_t)n, "cut short");
}

const uint8_t *ext_block(
	struct ext_image *e, int use, uint64_t number, uint64_t at)
{
	uint8_t *data = e->cache[use].data;

	if (number < 1 || number >= e->blocks) {
		ext_bad(e, at, "block %llu, of %llu",
			(unsigned long long)number,
			(unsigned long long)e->blocks);
		return NULL;
	}
	if (e->cache[use].number == number)
		return data;
	e->cache[use].number = 0;
	e->loads++;
	if (ext_read(e, data, e->block, number * e->block))
		return NULL;
	e->cache[use].number = number;
	return data;
}

static int image_open(struct source *s, const struct inode *i)
{
	struct ext_image *e = (struct ext_image *)s;
	uint64_t at;
	const uint8_t *p = ext_inode(e, CACHE_INODES, (uint32_t)i->where, &at);

	if (!p)
		return -1;
	ext_file_of(e, p, (uint32_t)i->where, at, &e->file);
	if (e->file.size != i->size)
		return fail(
			s->job, "read %s: it has changed meanwhile", e->name);
	return 0;
}

static ssize_t image_read(struct source *s, const struct inode *i, void *buf,
	size_t len, uint64_t offset)
{
	struct ext_image *e = (struct ext_image *)s;

	if (offset >= i->size)
		return ext_bad(e, e->file.at, "past the end of inode %u",
			e->file.number);
	if (len > i->size - offset)
		len = (size_t)(i->size - offset);
	return ext_get(e, &e->file, buf, len, offset) ? -1 : (ssize_t)len;
}

static int image_next(struct source *s, const struct inode *i, uint64_t offset,
	uint64_t *start, uint64_t *end)
{
	(void)i;
	return ext_next((struct ext_image *)s, offset, start, end);
}

static void image_end(struct source *s)
{
	struct ext_image *e = (struct ext_image *)s;

	for (int i = 0; i < CACHES; i++)
		free(e->cache[i].data);
	if (e->fd >= 0)
		close(e->fd);
	free(e->name);
	free(e);
}

static const struct source_type image_type = {
	image_open, image_read, image_next, NULL, image_end};

/* What can't be read, and what to do. */
static const struct {
	uint32_t feature;
	const char *why;
} refused[] = {
	{INCOMPAT_RECOVER, "it has a journal to replay; run e2fsck"},
	{INCOMPAT_JOURNAL_DEV, "it is the journal of another file system"},
	{INCOMPAT_COMPRESSION, "it may have compressed files, which Linux "
			       "can't read either"},
	{INCOMPAT_DIRDATA, "its folders may have data (dirdata); mount it and "
			   "read the folder"},
};

static int check_features(struct ext_image *e)
{
	const uint32_t known =
		INCOMPAT_FILETYPE | INCOMPAT_META_BG | INCOMPAT_EXTENTS |
		INCOMPAT_64BIT | INCOMPAT_MMP | INCOMPAT_FLEX_BG |
		INCOMPAT_EA_INODE | INCOMPAT_CSUM_SEED | INCOMPAT_LARGE_DIR |
		INCOMPAT_INLINE_DATA | INCOMPAT_ENCRYPT | INCOMPAT_CASEFOLD;

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (e->incompat & refused[i].feature)
			return ext_bad(e, EXT_SUPER + SB_INCOMPAT, "%s",
				refused[i].why);
	if (e->incompat & ~known)
		return ext_bad(e, EXT_SUPER + SB_INCOMPAT,
			"features 0x%x: not supported", e->incompat & ~known);
	return 0;
}

/* Numbers as they come; a revision 0 has none of the later ones. */
static void take_super(struct ext_image *e, const uint8_t *p)
{
	e->inodes = get32(p + SB_INODES);
	e->blocks = get32(p + SB_BLOCKS);
	e->first = get32(p + SB_FIRST_BLOCK);
	e->per_group = get32(p + SB_PER_GROUP);
	e->inodes_per_group = get32(p + SB_INODES_PER_GROUP);
	e->inode = INODE_OLD;
	e->first_inode = INODE_FIRST;
	e->descriptor = GROUP_SIZE;
	if (get32(p + SB_REVISION) == 0)
		return;
	e->inode = get16(p + SB_INODE_SIZE);
	e->first_inode = get32(p + SB_FIRST_INODE);
	e->incompat = get32(p + SB_INCOMPAT);
	e->ro_compat = get32(p + SB_RO_COMPAT);
	e->first_meta = get32(p + SB_FIRST_META);
	if (e->ro_compat & RO_BIGALLOC)
		e->cluster_log =
			get32(p + SB_CLUSTER_LOG) - get32(p + SB_BLOCK_LOG);
	if (!(e->incompat & INCOMPAT_64BIT))
		return;
	e->blocks |= (uint64_t)get32(p + SB_BLOCKS_HIGH) << 32;
	e->descriptor = get16(p + SB_DESC_SIZE);
}

static bool is_sane(const struct ext_image *e)
{
	uint32_t size = e->inode, desc = e->descriptor;

	return e->cluster_log < 32 && e->per_group &&
	       e->per_group >> e->cluster_log <= 8 * e->block &&
	       e->inodes_per_group && e->inodes_per_group <= 8 * e->block &&
	       size >= INODE_OLD && size <= e->block && !(size & (size - 1)) &&
	       desc >= GROUP_SIZE && desc <= 1024 && !(desc & (desc - 1)) &&
	       e->first == (e->block == EXT_SUPER && !e->cluster_log) &&
	       e->blocks > e->first && e->first_inode >= INODE_FIRST;
}

static int read_super(struct ext_image *e)
{
	uint8_t p[EXT_SUPER];
	uint64_t groups;

	if (ext_read(e, p, sizeof p, EXT_SUPER))
		return -1;
	if (get16(p + SB_MAGIC) != EXT_MAGIC)
		return ext_bad(
			e, EXT_SUPER + SB_MAGIC, "no ext2, ext3 or ext4");
	if (get32(p + SB_BLOCK_LOG) > 6)
		return ext_bad(
			e, EXT_SUPER + SB_BLOCK_LOG, "a wrong block size");
	e->block = 1024u << get32(p + SB_BLOCK_LOG);
	take_super(e, p);
	if (check_features(e))
		return -1;
	if (!is_sane(e))
		return ext_bad(e, EXT_SUPER, "a wrong super block");
	if (e->blocks > e->size / e->block)
		return ext_bad(e, EXT_SUPER + SB_BLOCKS,
			"cut short: %llu blocks of %u bytes in %llu bytes",
			(unsigned long long)e->blocks, e->block,
			(unsigned long long)e->size);
	groups = (e->blocks - e->first - 1) / e->per_group + 1;
	if (groups * e->inodes_per_group < e->inodes || e->inodes < INODE_FIRST)
		return ext_bad(
			e, EXT_SUPER + SB_INODES, "a wrong number of inodes");
	return 0;
}

/* A further name of a file, but never of a folder: that may be a loop. */
static int read_name(struct reader *r, struct node *dir, const uint8_t *name,
	size_t len, uint32_t number, uint64_t at)
{
	struct inode *i;

	if ((len == 1 && name[0] == '.') ||
		(len == 2 && name[0] == '.' && name[1] == '.'))
		return 0;
	if (number < r->e->first_inode || number > r->e->inodes)
		return ext_bad(r->e, at, "a name of inode %u", number);
	i = known_find(&r->known, 0, number);
	if (i && S_ISDIR(i->mode))
		return ext_bad(r->e, at, "a second name of folder %u", number);
	if (!i) {
		i = tree_inode(r->t, 0);
		if (ext_take_inode(r->e, r->t, number, i))
			return -1;
		known_add(&r->known, 0, number, i);
	}
	r->t->offset = at;
	return tree_add(r->t, dir, (const char *)name, len, i) ? 0 : -1;
}

/* A block of 64 kB is longer than its 16 bits can say. */
static uint32_t length_of(const struct ext_image *e, const uint8_t *entry)
{
	uint32_t len = get16(entry + 4);

	if (e->block < 65536)
		return len;
	return len == 65535 || len == 0 ? 65536
					: (len & 65532) | (len & 3) << 16;
}

static int read_names(struct reader *r, struct node *dir, const uint8_t *block,
	size_t size, uint64_t at)
{
	struct ext_image *e = r->e;
	struct cursor c = {block, block + size, false};

	while (c.p < c.end) {
		uint64_t here = at + (uint64_t)(c.p - block);
		const uint8_t *p = cursor_take(&c, DIRENT);
		uint32_t len, whole;

		if (!p)
			return ext_bad(e, here, "a name cut short");
		len = p[6]; /* behind it is a type, or nothing */
		whole = length_of(e, p);
		if (whole % 4 || whole < DIRENT + len ||
			!cursor_take(&c, whole - DIRENT))
			return ext_bad(e, here, "a name of a wrong length");
		if (get32(p) &&
			read_name(r, dir, p + DIRENT, len, get32(p), here))
			return -1;
	}
	return 0;
}

static int read_folder_block(
	struct reader *r, struct node *dir, uint64_t block, uint8_t *copy)
{
	if (ext_read(r->e, copy, r->e->block, block * r->e->block))
		return -1;
	if (++r->e->folder_blocks > r->e->blocks)
		return ext_bad(r->e, block * r->e->block,
			"folders have blocks of others");
	return read_names(r, dir, copy, r->e->block, block * r->e->block);
}

/* The first four bytes are the number of the folder above. */
static int read_folder_within(struct reader *r, struct node *dir, uint8_t *copy)
{
	const struct ext_file f = r->e->file;

	if (read_names(
		    r, dir, f.root + 4, I_BLOCK_SIZE - 4, f.at + I_BLOCK + 4) ||
		ext_read(r->e, copy, f.more_size, f.more))
		return -1;
	return read_names(r, dir, copy, f.more_size, f.more);
}

static int read_folder(struct reader *r, struct node *dir, uint8_t *copy)
{
	struct ext_image *e = r->e;
	uint64_t at, start = 0, end = 0;
	uint32_t number = (uint32_t)dir->inode->where;
	const uint8_t *p = ext_inode(e, CACHE_INODES, number, &at);

	if (!p)
		return -1;
	ext_file_of(e, p, number, at, &e->file);
	if (e->file.flags & FLAG_INLINE)
		return read_folder_within(r, dir, copy);
	while (end < e->file.size) {
		struct ext_run run;

		if (ext_next(e, end, &start, &end))
			return -1;
		for (; start < end; start += e->block)
			if (ext_find(e, &e->file, start / e->block, &run) ||
				read_folder_block(r, dir, run.block, copy))
				return -1;
	}
	return 0;
}

static int read_root(struct reader *r)
{
	struct inode *root = r->t->root->inode;

	known_add(&r->known, 0, INODE_ROOT, root);
	if (ext_take_inode(r->e, r->t, INODE_ROOT, root))
		return -1;
	if (!S_ISDIR(root->mode))
		return ext_bad(r->e, r->t->offset, "the root is no folder");
	root->implied = false;
	return 0;
}

static int read_folders(struct reader *r)
{
	uint8_t *copy = xmalloc(r->e->block);
	struct node *n;
	int bad = 0;

	for (n = r->t->root; n && !bad; n = tree_next(n))
		if (S_ISDIR(n->inode->mode))
			bad = read_folder(r, n, copy);
	free(copy);
	if (bad)
		return -1;
	n = tree_find(r->t, r->t->root, "lost+found", 10);
	if (n && S_ISDIR(n->inode->mode) && !n->children)
		tree_remove(r->t, n, NULL);
	return 0;
}

int read_ext(struct tree *t, const struct input *in)
{
	struct ext_image *e = xcalloc(1, sizeof *e);
	struct reader r = {.e = e, .t = t};
	int bad;

	e->name = xstrdup(in->name);
	e->source.type = &image_type;
	e->source.job = t->job;
	e->source.next = t->sources;
	t->sources = &e->source;
	e->size = in->size;
	e->fd = dup(in->fd);
	if (e->fd < 0)
		return fail(t->job, "read %s:", in->name);
	if (read_super(e))
		return -1;
	for (int i = 0; i < CACHES; i++)
		e->cache[i].data = xmalloc(e->block);
	bad = read_root(&r) || read_folders(&r);
	known_end(&r.known);
	return bad ? -1 : 0;
}

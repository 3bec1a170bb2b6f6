/* write_inode.c - one file after the other: its blocks, then its inode.
 *
 * Inodes are numbered in the order of their blocks, so that their table is
 * written in large pieces, too. */
#include <string.h>
#include <sys/stat.h>

#include "bytes.h"
#include "source.h"
#include "write.h"

/* What the tree's inode doesn't say. */
struct facts {
	uint64_t size, sectors;
	uint32_t links, flags;
	bool mapped;
};

int ext_cannot(
	const struct ext_writer *w, const struct node *n, const char *what)
{
	const char *plain = w->options->journal ? "ext3" : "ext2";

	return out_cannot(w->o, w->options->ext4 ? "ext4" : plain, n, what);
}

/* Of ext2, what the numbers can map, and what 32 bits of sectors of 512 bytes
 * can count together with the blocks of numbers. */
static uint64_t file_limit(const struct ext_writer *w)
{
	uint64_t block = w->shape.block, each = block / 4;
	uint64_t own = 1 + (1 + each) + (1 + each + each * each);
	uint64_t mapped = DIRECT + each + each * each + each * each * each;
	uint64_t counted = UINT32_MAX / (block / 512) - own;

	if (w->options->ext4)
		return UINT32_MAX * block;
	return (mapped < counted ? mapped : counted) * block;
}

static bool is_device(const struct inode *i)
{
	return S_ISCHR(i->mode) || S_ISBLK(i->mode);
}

static uint32_t folders_in(const struct node *n)
{
	uint32_t count = 0;

	for (n = n->children; n; n = n->next)
		count += S_ISDIR(n->inode->mode);
	return count;
}

/* What of it the format can't hold, or NULL. */
static const char *limit(const struct ext_writer *w, const struct node *n)
{
	const struct inode *i = n->inode;
	int64_t first = INT32_MIN, all = (int64_t)1 << 34;

	if (i->seconds < first || i->seconds >= first + all)
		return "a time before 1901 or after 2446";
	if (S_ISREG(i->mode) && i->size > file_limit(w))
		return "a file as large";
	if (S_ISLNK(i->mode) && (i->size == 0 || i->size >= w->shape.block))
		return "a link as long";
	if (is_device(i) && (i->dev_major >> 12 || i->dev_minor >> 20))
		return "such a device";
	if (!S_ISDIR(i->mode) && i->links > INODE_LINKS)
		return "as many names of one file";
	if (S_ISDIR(i->mode) && !w->options->ext4 &&
		folders_in(n) > INODE_LINKS - 2)
		return "as many folders as are in";
	return NULL;
}

int ext_inode_check(struct ext_writer *w, const struct node *n)
{
	const char *what = limit(w, n);

	return what ? ext_cannot(w, n, what) : 0;
}

int ext_table_flush(struct ext_writer *w)
{
	uint32_t used = w->table_used;

	w->table_used = 0;
	if (!used || w->over)
		return 0;
	return out_patch(
		w->o, w->table, (size_t)used * w->shape.inode, w->table_at);
}

/* Zeros, for that inode. */
static uint8_t *inode_place(struct ext_writer *w, uint32_t number)
{
	const struct ext_shape *s = &w->shape;
	uint32_t group = (number - 1) / s->inodes_per_group;
	uint32_t at = (number - 1) % s->inodes_per_group;
	uint32_t piece = at % (OUT_BUFFER / s->inode);

	if (!w->table_used || w->table_first != number - piece) {
		if (ext_table_flush(w))
			return NULL;
		memset(w->table, 0, OUT_BUFFER);
		w->table_first = number - piece;
		w->table_at = (ext_group_data(s, group) - s->table) * s->block +
			      (uint64_t)(at - piece) * s->inode;
	}
	w->table_used = piece + 1;
	return w->table + (size_t)piece * s->inode;
}

/* The years behind 2038 and the nanoseconds share a field. */
static uint32_t more_time(const struct ext_writer *w, const struct inode *i)
{
	uint64_t low = (uint64_t)(int32_t)i->seconds;
	uint64_t epoch = ((uint64_t)i->seconds - low) >> 32;

	return (uint32_t)(epoch & 3) |
	       (w->options->ext4 ? i->nanoseconds << 2 : 0);
}

static void put_times(
	const struct ext_writer *w, const struct inode *i, uint8_t *p)
{
	static const uint8_t times[] = {I_ATIME, I_CTIME, I_MTIME, I_CRTIME};
	static const uint8_t more[] = {
		I_ATIME_MORE, I_CTIME_MORE, I_MTIME_MORE, I_CRTIME_MORE};
	bool extra = w->shape.inode > INODE_OLD;

	for (int k = 0; k < 3 + extra; k++) {
		put32(p + times[k], (uint32_t)i->seconds);
		if (extra)
			put32(p + more[k], more_time(w, i));
	}
	if (extra)
		put16(p + I_EXTRA, INODE_EXTRA);
}

static void put_inode(const struct ext_writer *w, const struct inode *i,
	const struct facts *f, uint64_t xattrs, uint8_t *p)
{
	uint64_t sectors = f->sectors + (xattrs ? w->shape.block / 512 : 0);

	put16(p + I_MODE, i->mode);
	put16(p + I_UID, i->uid);
	put16(p + I_UID_HIGH, i->uid >> 16);
	put16(p + I_GID, i->gid);
	put16(p + I_GID_HIGH, i->gid >> 16);
	put32(p + I_SIZE, (uint32_t)f->size);
	put32(p + I_SIZE_HIGH, (uint32_t)(f->size >> 32));
	put16(p + I_LINKS, f->links);
	put32(p + I_SECTORS, (uint32_t)sectors);
	put16(p + I_SECTORS_HIGH, (uint32_t)(sectors >> 32));
	put32(p + I_FLAGS, f->flags);
	put32(p + I_XATTRS, (uint32_t)xattrs);
	put_times(w, i, p);
}

static void put_sum(const struct ext_writer *w, uint32_t number, uint8_t *p)
{
	uint8_t b[8];
	uint32_t sum;

	if (!w->options->ext4)
		return;
	put32(b, number);
	put32(b + 4, 0);
	sum = crc32c(&w->crc, w->seed, b, sizeof b);
	sum = crc32c(&w->crc, sum, p, w->shape.inode);
	put16(p + I_SUM, sum);
	put16(p + I_SUM_HIGH, sum >> 16);
}

/* A part of a file that may be data, straight into the output's buffer, as much
 * as goes in at once. */
static int write_range(
	struct ext_writer *w, const struct inode *i, uint64_t at, uint64_t end)
{
	uint32_t size = w->shape.block;

	while (at < end) {
		size_t blocks = OUT_BUFFER / size, bytes;
		uint8_t *room;

		if (blocks > (end - at + size - 1) / size)
			blocks = (size_t)((end - at + size - 1) / size);
		room = ext_file_room(w, at / size, &blocks);
		bytes = blocks * size;
		if (bytes > i->size - at)
			bytes = (size_t)(i->size - at);
		if (!room || data_read(i, room, bytes, at))
			return -1;
		memset(room + bytes, 0, blocks * size - bytes);
		if (ext_file_put(w, at / size, blocks, true))
			return -1;
		at += blocks * size;
	}
	return 0;
}

static int write_data(struct ext_writer *w, const struct inode *i)
{
	uint64_t at = 0, start, end, mask = w->shape.block - 1;
	int r = 0;

	if (!i->source || !i->size)
		return 0;
	if (data_open(i))
		return -1;
	while (!r && at < i->size) {
		r = data_next(i, at, &start, &end);
		if (r || start >= i->size)
			break;
		start = (start < at ? at : start) & ~mask;
		end = (end + mask) & ~mask;
		r = write_range(w, i, start, end);
		at = end;
	}
	data_close(i);
	return r;
}

static int write_target(struct ext_writer *w, const struct inode *i)
{
	size_t one = 1;
	uint8_t *room = ext_file_room(w, 0, &one);

	if (!room)
		return -1;
	memset(room, 0, w->shape.block);
	memcpy(room, i->target, (size_t)i->size);
	return ext_file_put(w, 0, 1, false);
}

static int write_folder(
	struct ext_writer *w, const struct node *n, struct facts *f)
{
	uint64_t blocks;
	bool index;

	f->links = 2 + folders_in(n);
	if (f->links > INODE_LINKS)
		f->links = 1;
	w->folders[(n->inode->number - 1) / w->shape.inodes_per_group]++;
	if (ext_dir_write(w, n, &blocks, &index))
		return -1;
	f->size = blocks * w->shape.block;
	f->flags = index ? FLAG_INDEX : 0;
	return 0;
}

static int write_blocks(
	struct ext_writer *w, const struct node *n, struct facts *f)
{
	const struct inode *i = n->inode;
	int r;

	ext_map_begin(w, i->number);
	if (S_ISDIR(i->mode))
		r = write_folder(w, n, f);
	else
		r = S_ISLNK(i->mode) ? write_target(w, i) : write_data(w, i);
	if (r || ext_map_end(w))
		return -1;
	f->sectors = w->map.blocks * (w->shape.block / 512);
	if (w->options->ext4)
		f->flags |= FLAG_EXTENTS;
	f->mapped = true;
	return 0;
}

/* Old numbers if they do, else those of Linux 2.6. */
static void put_device(const struct inode *i, uint8_t *p)
{
	uint32_t major = i->dev_major, minor = i->dev_minor;

	if (major < 256 && minor < 256)
		put32(p, major << 8 | minor);
	else
		put32(p + 4, (minor & 255) | major << 8 | (minor >> 8) << 20);
}

int ext_inode_write(struct ext_writer *w, const struct node *n)
{
	const struct inode *i = n->inode;
	struct facts f = {.size = i->size, .links = i->links};
	bool fast = S_ISLNK(i->mode) && i->size < I_BLOCK_SIZE;
	uint64_t xattrs;
	uint8_t *p;

	if ((S_ISREG(i->mode) || S_ISDIR(i->mode) ||
		    (S_ISLNK(i->mode) && !fast)) &&
		write_blocks(w, n, &f))
		return -1;
	p = inode_place(w, i->number);
	if (!p || ext_xattr_write(w, i, p, &xattrs))
		return -1;
	put_inode(w, i, &f, xattrs, p);
	if (f.mapped)
		memcpy(p + I_BLOCK, w->map.root, I_BLOCK_SIZE);
	else if (fast)
		memcpy(p + I_BLOCK, i->target, (size_t)i->size);
	else if (is_device(i))
		put_device(i, p + I_BLOCK);
	put_sum(w, i->number, p);
	return 0;
}

/* The one thing of the format that isn't little-endian. */
static void put32_big(uint8_t *to, uint32_t v)
{
	to[0] = (uint8_t)(v >> 24);
	to[1] = (uint8_t)(v >> 16);
	to[2] = (uint8_t)(v >> 8);
	to[3] = (uint8_t)v;
}

/* An empty one: its super block, and blocks that hold nothing yet. */
static int put_journal(struct ext_writer *w)
{
	size_t one = 1;
	uint8_t *p = ext_file_room(w, 0, &one);

	if (!p)
		return -1;
	memset(p, 0, w->shape.block);
	put32_big(p, 0xC03B3998);
	put32_big(p + 4, 4); /* a super block, version 2 */
	put32_big(p + 0x0C, w->shape.block);
	put32_big(p + 0x10, w->journal);
	put32_big(p + 0x14, 1); /* the first block of the log */
	put32_big(p + 0x18, 1); /* the first number expected in it */
	memcpy(p + 0x30, w->options->uuid, 16);
	put32_big(p + 0x40, 1); /* file systems that use it */
	return ext_file_put(w, 0, 1, false) ||
	       ext_file_reserve(w, 1, w->journal - 1) || ext_map_end(w);
}

int ext_journal_write(struct ext_writer *w)
{
	struct inode i = {.mode = S_IFREG | 0600, .seconds = w->options->time};
	struct facts f = {.links = 1};
	uint8_t *p;

	ext_map_begin(w, INODE_JOURNAL);
	if (put_journal(w))
		return -1;
	f.size = (uint64_t)w->journal * w->shape.block;
	f.sectors = w->map.blocks * (w->shape.block / 512);
	f.flags = w->options->ext4 ? FLAG_EXTENTS : 0;
	p = inode_place(w, INODE_JOURNAL);
	if (!p)
		return -1;
	put_inode(w, &i, &f, 0, p);
	memcpy(p + I_BLOCK, w->map.root, I_BLOCK_SIZE);
	memcpy(w->journal_map, w->map.root, I_BLOCK_SIZE);
	put_sum(w, INODE_JOURNAL, p);
	return 0;
}

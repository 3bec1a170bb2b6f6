/* read_inode.c - inodes of an ext2, ext3 or ext4 image. */
#include <string.h>
#include <sys/stat.h>

#include "bytes.h"
#include "super.h"
#include "read.h"

enum {
	FLAG_HUGE = 0x40000, /* counts blocks, not sectors */
	TARGET_LIMIT = 4096
};

static bool has_super(const struct ext_image *e, uint32_t group)
{
	return !(e->ro_compat & RO_SPARSE_SUPER) || ext_has_super(group);
}

/* A block of descriptors is behind the super block with all others; or, with
 * meta_bg, in the first group that it describes. */
static uint64_t descriptor_block(const struct ext_image *e, uint32_t group)
{
	uint32_t each = e->block / e->descriptor, index = group / each;
	uint32_t first = index * each;

	if (!(e->incompat & INCOMPAT_META_BG) || index < e->first_meta)
		return e->block == EXT_SUPER ? 2 + (uint64_t)index
					     : 1 + (uint64_t)index;
	/* clusters have blocks from 0 on, also of 1024 bytes: the super is at 1
	 */
	if (first == 0 && e->block == EXT_SUPER)
		return 2;
	return e->first + (uint64_t)first * e->per_group + has_super(e, first);
}

const uint8_t *ext_inode(
	struct ext_image *e, int use, uint32_t number, uint64_t *at)
{
	uint32_t group = (number - 1) / e->inodes_per_group;
	uint64_t offset =
		(number - 1) % e->inodes_per_group * (uint64_t)e->inode;
	uint64_t block = descriptor_block(e, group), table;
	const uint8_t *p = ext_block(e, CACHE_GROUPS, block, EXT_SUPER);

	if (!p)
		return NULL;
	p += group % (e->block / e->descriptor) * e->descriptor;
	table = get32(p + GD_TABLE);
	if (e->descriptor >= GROUP_SIZE_64)
		table |= (uint64_t)get32(p + GD_TABLE_HIGH) << 32;
	if (table >= e->blocks) {
		ext_bad(e, block * e->block, "an inode table out of bounds");
		return NULL;
	}
	table += offset / e->block;
	p = ext_block(e, use, table, block * e->block);
	*at = table * e->block + offset % e->block;
	return p ? p + offset % e->block : NULL;
}

void ext_file_of(const struct ext_image *e, const uint8_t *inode,
	uint32_t number, uint64_t at, struct ext_file *f)
{
	uint64_t sectors = get32(inode + I_SECTORS),
		 size = get32(inode + I_SIZE);
	uint32_t type = get16(inode + I_MODE) & S_IFMT;

	memset(f, 0, sizeof *f);
	f->number = number;
	f->at = at;
	f->flags = get32(inode + I_FLAGS);
	if (type == S_IFREG || (e->incompat & INCOMPAT_LARGE_DIR))
		size |= (uint64_t)get32(inode + I_SIZE_HIGH) << 32;
	f->size = size;
	if (e->ro_compat & RO_HUGE_FILE)
		sectors |= (uint64_t)get16(inode + I_SECTORS_HIGH) << 32;
	f->blocks = sectors;
	if (!(f->flags & FLAG_HUGE))
		f->blocks = (sectors + e->block / 512 - 1) / (e->block / 512);
	memcpy(f->root, inode + I_BLOCK, sizeof f->root);
	if (f->flags & FLAG_INLINE)
		ext_find_more(e, inode, f);
}

static void take_time(
	const struct ext_image *e, const uint8_t *inode, struct inode *i)
{
	uint32_t more,
		extra = e->inode > INODE_OLD ? get16(inode + I_EXTRA) : 0;

	i->seconds = (int32_t)get32(inode + I_MTIME);
	if (INODE_OLD + extra < I_MTIME_MORE + 4 || e->inode < I_MTIME_MORE + 4)
		return;
	more = get32(inode + I_MTIME_MORE);
	i->seconds += (int64_t)(more & 3) << 32;
	i->nanoseconds = more >> 2 < 1000000000 ? more >> 2 : 0;
}

static void take_device(const uint8_t *inode, struct inode *i)
{
	uint32_t old = get32(inode + I_BLOCK), new = get32(inode + I_BLOCK + 4);

	i->dev_major = old ? old >> 8 & 0xFF : new >> 8 & 0xFFF;
	i->dev_minor = old ? old & 0xFF : (new & 0xFF) | (new >> 12 & 0xFFF00);
}

/* In the inode, or in a block of its own. */
static int take_target(struct ext_image *e, struct tree *t,
	const struct ext_file *f, uint64_t xattrs, struct inode *i)
{
	char text[TARGET_LIMIT] = "";
	bool fast = f->size < I_BLOCK_SIZE && !(f->flags & FLAG_EXTENTS) &&
		    f->blocks <= (xattrs != 0);

	if (f->size == 0 || f->size >= TARGET_LIMIT || f->size > e->block)
		return ext_bad(e, f->at, "a link of %llu bytes",
			(unsigned long long)f->size);
	if (fast)
		memcpy(text, f->root, (size_t)f->size);
	else if (ext_get(e, f, text, (size_t)f->size, 0))
		return -1;
	if (memchr(text, 0, (size_t)f->size))
		return ext_bad(e, f->at, "a link with a zero in it");
	i->target = tree_text(t, text, (size_t)f->size);
	i->size = f->size;
	return 0;
}

static int take_type(struct ext_image *e, struct tree *t,
	const struct ext_file *f, const uint8_t *inode, struct inode *i)
{
	switch (i->mode & S_IFMT) {
	case S_IFREG:
		if (f->size > INT64_MAX)
			return ext_bad(e, f->at, "a file of %llu bytes",
				(unsigned long long)f->size);
		i->size = f->size;
		i->where = f->number;
		i->source = f->size ? &e->source : NULL;
		return 0;
	case S_IFLNK:
		return take_target(e, t, f, get32(inode + I_XATTRS), i);
	case S_IFCHR:
	case S_IFBLK:
		take_device(inode, i);
		return 0;
	case S_IFDIR:
		i->where = f->number;
		return 0;
	case S_IFIFO:
	case S_IFSOCK:
		return 0;
	}
	return ext_bad(e, f->at, "inode %u is no file", f->number);
}

/* All files together have no more blocks than there are, but for one each that
 * they may share; or for all, and those of attributes, where a feature is set.
 */
static int count(struct ext_image *e, const struct ext_file *f, bool xattrs)
{
	uint64_t blocks = f->blocks - (xattrs && f->blocks);

	if (e->ro_compat & RO_SHARED_BLOCKS || e->incompat & INCOMPAT_EA_INODE)
		return 0;
	if (blocks > e->blocks - e->file_blocks)
		return ext_bad(
			e, f->at, "inode %u has blocks of others", f->number);
	e->file_blocks += blocks;
	return 0;
}

static int check_flags(
	struct ext_image *e, const struct ext_file *f, const uint8_t *inode)
{
	if (e->inode > INODE_OLD &&
		get16(inode + I_EXTRA) > e->inode - INODE_OLD)
		return ext_bad(
			e, f->at, "inode %u is out of bounds", f->number);
	if (f->flags & FLAG_ENCRYPTED)
		return ext_bad(e, f->at,
			"inode %u is encrypted; mount it with its key and read "
			"the folder",
			f->number);
	return 0;
}

int ext_take_inode(
	struct ext_image *e, struct tree *t, uint32_t number, struct inode *i)
{
	uint64_t at;
	const uint8_t *p = ext_inode(e, CACHE_INODES, number, &at);
	struct ext_file f;

	if (!p)
		return -1;
	ext_file_of(e, p, number, at, &f);
	i->mode = get16(p + I_MODE);
	i->uid = get16(p + I_UID) | get16(p + I_UID_HIGH) << 16;
	i->gid = get16(p + I_GID) | get16(p + I_GID_HIGH) << 16;
	take_time(e, p, i);
	t->offset = at;
	return check_flags(e, &f, p) || count(e, &f, get32(p + I_XATTRS)) ||
	       take_type(e, t, &f, p, i) || ext_take_xattrs(e, t, p, at, i);
}

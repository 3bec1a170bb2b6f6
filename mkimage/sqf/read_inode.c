/* read_inode.c - inodes of an image, of all fourteen types. */
#include "cursor.h"
#include "read.h"

enum { HEAD = 16 };

/* Bytes after the head, by type; what is as long as it likes comes behind. */
static const uint8_t lengths[] = {
	0, 16, 16, 8, 8, 8, 4, 4, 24, 40, 8, 12, 12, 8, 8};

static void parse_dir(struct cursor *c, struct sqf_inode *i)
{
	if (i->extended) {
		cursor_32(c); /* links */
		i->size = cursor_32(c);
		i->block = cursor_32(c);
		cursor_32(c); /* the parent's number */
		cursor_16(c); /* places in the index */
		i->byte = cursor_16(c);
		i->xattrs = cursor_32(c);
	} else {
		i->block = cursor_32(c);
		cursor_32(c);
		i->size = cursor_16(c);
		i->byte = cursor_16(c);
		cursor_32(c);
	}
	i->size = i->size > 3 ? i->size - 3 : 0;
}

static void parse_file(struct cursor *c, struct sqf_inode *i)
{
	if (i->extended) {
		i->start = cursor_64(c);
		i->size = cursor_64(c);
		cursor_64(c); /* bytes in holes */
		cursor_32(c); /* links */
		i->fragment = cursor_32(c);
		i->offset = cursor_32(c);
		i->xattrs = cursor_32(c);
	} else {
		i->start = cursor_32(c);
		i->fragment = cursor_32(c);
		i->offset = cursor_32(c);
		i->size = cursor_32(c);
	}
}

static void parse(struct cursor *c, struct sqf_inode *i)
{
	if (i->type == SQF_DIR) {
		parse_dir(c, i);
		return;
	}
	if (i->type == SQF_FILE) {
		parse_file(c, i);
		return;
	}
	cursor_32(c); /* links */
	if (i->type == SQF_LINK)
		i->size =
			cursor_32(c); /* its attributes are behind the target */
	else if (i->type == SQF_BLOCK || i->type == SQF_CHAR)
		i->device = cursor_32(c);
	if (i->extended && i->type != SQF_LINK)
		i->xattrs = cursor_32(c);
}

/* Owners are indices. */
static int find_ids(struct sqf_image *im, uint64_t where, struct sqf_inode *i)
{
	if (i->uid >= im->id_count || i->gid >= im->id_count)
		return sqf_bad(im, where, "an owner that isn't in the table");
	i->uid = im->id_table[i->uid];
	i->gid = im->id_table[i->gid];
	return 0;
}

static int check_file(struct sqf_image *im, uint64_t where, struct sqf_inode *i)
{
	if (i->size > INT64_MAX)
		return sqf_bad(im, where, "a file of more than 2^63 bytes");
	i->blocks = i->size / im->block;
	if (i->fragment == SQF_NONE)
		i->blocks += i->size % im->block != 0;
	else if (i->fragment >= im->fragment_count || i->offset >= im->block)
		return sqf_bad(im, where, "a fragment that isn't there");
	return 0;
}

int sqf_inode_read(struct sqf_image *im, uint64_t ref, struct sqf_inode *i)
{
	uint8_t buf[64];
	struct cursor c = {buf, buf + HEAD, false};
	struct sqf_at at = {
		im->inodes + (ref >> 16), im->dirs, (uint32_t)(ref & 0xffff)};
	uint64_t where = at.where;

	*i = (struct sqf_inode){.fragment = SQF_NONE, .xattrs = SQF_NONE};
	if (sqf_meta_read(im, &at, buf, HEAD))
		return -1;
	i->type = cursor_16(&c);
	i->mode = cursor_16(&c) & 07777;
	i->uid = cursor_16(&c);
	i->gid = cursor_16(&c);
	i->seconds = cursor_32(&c);
	i->number = cursor_32(&c);
	if (i->type < 1 || i->type >= sizeof lengths)
		return sqf_bad(im, where, "an inode of no known type");
	if (sqf_meta_read(im, &at, buf + HEAD, lengths[i->type]) ||
		find_ids(im, where, i))
		return -1;
	c.end += lengths[i->type];
	i->extended = i->type > SQF_EXTENDED;
	if (i->extended)
		i->type -= SQF_EXTENDED;
	parse(&c, i);
	i->at = at;
	return i->type == SQF_FILE ? check_file(im, where, i) : 0;
}

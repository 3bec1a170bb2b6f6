/* read_xattr.c - extended attributes of an image. */
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "read.h"
#include "tree.h"

/* What Linux has at most: in a value, and in the names of a file. */
enum { VALUE_MOST = 65536, NAME_MOST = 255 };

struct room {
	char name[NAME_MOST + 1];
	uint8_t value[VALUE_MOST];
};

static int read_name(
	struct sqf_image *im, struct sqf_at *at, char *to, bool *far)
{
	uint64_t where = at->where;
	const char *prefix;
	uint32_t kind, len;
	size_t used;
	uint8_t head[4];

	if (sqf_meta_read(im, at, head, sizeof head))
		return -1;
	kind = get16(head);
	len = get16(head + 2);
	*far = kind & SQF_XATTR_FAR;
	prefix = sqf_xattr_prefix(kind & ~(uint32_t)SQF_XATTR_FAR);
	if (!prefix)
		return sqf_bad(im, where, "an attribute of no known kind");
	used = strlen(prefix);
	if (len == 0 || len > NAME_MOST - used)
		return sqf_bad(
			im, where, "an attribute's name of wrong length");
	memcpy(to, prefix, used);
	to[used + len] = 0;
	if (sqf_meta_read(im, at, to + used, len))
		return -1;
	if (strlen(to) != used + len)
		return sqf_bad(im, where, "an attribute's name with a NUL");
	return 0;
}

static int read_value(
	struct sqf_image *im, struct sqf_at *at, uint8_t *to, uint32_t *len)
{
	uint8_t head[4];
	uint64_t where = at->where;

	if (sqf_meta_read(im, at, head, sizeof head))
		return -1;
	*len = get32(head);
	if (*len > VALUE_MOST)
		return sqf_bad(im, where, "an attribute of over 64 kB");
	return sqf_meta_read(im, at, to, *len);
}

/* The value is stored once, elsewhere. */
static int read_far(
	struct sqf_image *im, struct sqf_at *at, uint8_t *to, uint32_t *len)
{
	struct sqf_at there = {.end = im->xattrs};

	if (read_value(im, at, to, len))
		return -1;
	if (*len != 8)
		return sqf_bad(im, at->where, "a wrong reference to a value");
	there.where = im->xattr_data + (get64(to) >> 16);
	there.byte = (uint32_t)(get64(to) & 0xffff);
	return read_value(im, &there, to, len);
}

static int read_one(struct sqf_image *im, struct sqf_at *at, struct room *room,
	uint32_t *len)
{
	bool far;

	if (read_name(im, at, room->name, &far))
		return -1;
	return far ? read_far(im, at, room->value, len)
		   : read_value(im, at, room->value, len);
}

int sqf_read_xattrs(struct sqf_image *im, uint32_t index, struct tree *t,
	struct inode *inode)
{
	uint8_t entry[SQF_XATTR_ENTRY];
	struct sqf_at at = {.end = im->xattrs};
	uint32_t count, len;
	struct room room;

	if (index == SQF_NONE)
		return 0;
	if (index >= im->xattr_count)
		return sqf_bad(im, im->xattrs, "attributes that aren't there");
	if (sqf_entry(im, im->xattrs + SQF_XATTR_TABLE, index, entry,
		    sizeof entry))
		return -1;
	at.where = im->xattr_data + (get64(entry) >> 16);
	at.byte = (uint32_t)(get64(entry) & 0xffff);
	count = get32(entry + 8);
	for (uint32_t n = 0; n < count; n++) {
		uint64_t where = at.where;

		if (read_one(im, &at, &room, &len))
			return -1;
		/* n: finding its place takes as long. */
		if (sqf_take_memory(im, where,
			    sizeof(struct xattr) + strlen(room.name) + len + n +
				    24))
			return -1;
		t->offset = where;
		if (tree_xattr(t, inode, room.name, room.value, len))
			return -1;
	}
	return 0;
}

/* read.c - tar archives: v7, ustar, pax and GNU's.
 *
 * POSIX.1-2017, pax; GNU tar's manual, "Basic Tar Format"; star(5) for the
 * attributes. Owners are the numbers, whatever the names. A file that comes
 * again replaces the earlier one, as tar's --append means it. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "formats.h"
#include "input.h"
#include "path.h"
#include "read.h"
#include "tar.h"
#include "tree.h"

enum { RECORDS_LIMIT = 8 << 20, GLOBAL_LIMIT = 8 << 10 };

int tar_read(struct reader *r, void *buf, size_t len, uint64_t offset)
{
	return input_get(r->t, r->in, buf, len, offset);
}

int tar_text(struct reader *r, struct text *text, const void *from, size_t len)
{
	if (len > PATH_LIMIT)
		return tree_bad(r->t, "a path of %zu bytes", len);
	text_clear(text);
	text_add(text, from, len);
	return 0;
}

/* The bytes of an entry that tells of the next one, behind what is there. */
static int preface_read(struct reader *r, struct text *text, uint64_t limit)
{
	uint64_t size = r->entry.size;

	if (size > limit - text->len)
		return tree_bad(r->t, "a header of %llu bytes",
			(unsigned long long)size);
	return tar_read(r, text_more(text, (size_t)size), (size_t)size, r->at);
}

/* A name ends at a NUL, or fills its field. */
static size_t field_len(const uint8_t *field, size_t room)
{
	const uint8_t *end = memchr(field, 0, room);

	return end ? (size_t)(end - field) : room;
}

static int header_names(struct reader *r, const uint8_t *b)
{
	size_t len = field_len(b + TAR_NAME, TAR_MODE);
	size_t front = 0;
	char path[TAR_BLOCK];

	if (memcmp(b + TAR_MAGIC, "ustar\0", 6) == 0)
		front = field_len(b + TAR_PREFIX, TAR_END - TAR_PREFIX);
	if (front) {
		memcpy(path, b + TAR_PREFIX, front);
		path[front++] = '/';
	}
	memcpy(path + front, b + TAR_NAME, len);
	if (!r->entry.path && !r->long_path &&
		tar_text(r, &r->path, path, front + len))
		return -1;
	len = field_len(b + TAR_LINK, TAR_MAGIC - TAR_LINK);
	if (!r->entry.link && !r->long_link)
		return tar_text(r, &r->link, b + TAR_LINK, len);
	return 0;
}

static int field(struct reader *r, const uint8_t *b, int from, int to,
	int64_t least, int64_t most, int64_t *value)
{
	if (!tar_number(b + from, (size_t)(to - from), value) ||
		*value < least || *value > most)
		return tree_bad(
			r->t, "a wrong number in a header, at %d", from);
	return 0;
}

static int header_numbers(struct reader *r, const uint8_t *b)
{
	struct entry *e = &r->entry;
	struct inode *i = e->inode;
	int64_t mode, uid, gid, time;

	if (field(r, b, TAR_MODE, TAR_UID, 0, INT32_MAX, &mode) ||
		field(r, b, TAR_UID, TAR_GID, 0, UINT32_MAX, &uid) ||
		field(r, b, TAR_GID, TAR_SIZE, 0, UINT32_MAX, &gid) ||
		field(r, b, TAR_MTIME, TAR_CHKSUM, INT64_MIN, INT64_MAX, &time))
		return -1;
	i->mode |= (uint32_t)mode & (e->permissions ? 07000 : 07777);
	if (!e->uid)
		i->uid = (uint32_t)uid;
	if (!e->gid)
		i->gid = (uint32_t)gid;
	if (!e->time)
		i->seconds = time;
	return 0;
}

static int header_device(struct reader *r, const uint8_t *b)
{
	int64_t major, minor;

	if (field(r, b, TAR_MAJOR, TAR_MINOR, 0, UINT32_MAX, &major) ||
		field(r, b, TAR_MINOR, TAR_PREFIX, 0, UINT32_MAX, &minor))
		return -1;
	r->entry.inode->dev_major = (uint32_t)major;
	r->entry.inode->dev_minor = (uint32_t)minor;
	return 0;
}

static int put(struct reader *r, uint32_t type)
{
	struct inode *i = r->entry.inode;
	struct place place;

	i->mode |= type;
	if (path_find(r->t, r->path.s, r->path.len, i, &place))
		return -1;
	return path_put(r->t, &place, i);
}

static int take_regular(struct reader *r)
{
	struct entry *e = &r->entry;
	struct piece piece = {0, e->size, r->at};

	if (e->map_in_data && !e->sparse)
		return tree_bad(r->t, "a sparse file without its size");
	if (e->map_in_data && sparse_map_in_data(r))
		return -1;
	if (e->sparse && sparse_set(r))
		return -1;
	if (!e->sparse && e->size) {
		e->inode->size = e->size;
		pieces_set(r->t, e->inode, r->source, &piece, 1);
	}
	return put(r, S_IFREG);
}

static int take_symlink(struct reader *r)
{
	struct inode *i = r->entry.inode;

	if (!r->link.len || memchr(r->link.s, 0, r->link.len))
		return tree_bad(r->t, "a symbolic link to nothing");
	i->target = tree_text(r->t, r->link.s, r->link.len);
	i->size = r->link.len;
	return put(r, S_IFLNK);
}

/* Some programs tell the file's size here, with or without its bytes: without
 * them the next header follows, or nothing does. */
static int take_hard_link(struct reader *r)
{
	struct place to, from;
	uint8_t next[TAR_BLOCK];

	if (path_find(r->t, r->link.s, r->link.len, NULL, &to))
		return -1;
	if (!to.node || S_ISDIR(to.node->inode->mode))
		return tree_bad(r->t, "a hard link to what is no file: %.*s",
			(int)(r->link.len > 255 ? 255 : r->link.len),
			r->link.s);
	if (r->at == r->in->size)
		r->entry.size = 0;
	if (r->entry.size && tar_read(r, next, sizeof next, r->at))
		return -1;
	if (r->entry.size && is_tar(next))
		r->entry.size = 0;
	if (path_find(r->t, r->path.s, r->path.len, to.node->inode, &from))
		return -1;
	return path_put(r->t, &from, to.node->inode);
}

static int take_device(struct reader *r, const uint8_t *b, uint32_t type)
{
	return header_device(r, b) ? -1 : put(r, type);
}

static int take_file(struct reader *r, const uint8_t *b)
{
	struct entry *e = &r->entry;
	char type = e->type;
	bool slash = r->path.len && r->path.s[r->path.len - 1] == '/';

	if ((type == 0 || type == '0') && slash)
		type = '5';
	if (type == 'S' && sparse_header(r, b))
		return -1;
	if (strchr("23456", type) && type)
		e->size = 0;
	switch (type) {
	case 0:
	case '0':
	case '7':
	case 'S':
		return take_regular(r);
	case '1':
		return take_hard_link(r);
	case '2':
		return take_symlink(r);
	case '3':
		return take_device(r, b, S_IFCHR);
	case '4':
		return take_device(r, b, S_IFBLK);
	case '5':
	case 'D':
		return put(r, S_IFDIR);
	case '6':
		return put(r, S_IFIFO);
	case 'V':
		return 0;
	}
	return tree_bad(r->t, "a file of type \\%03o", (unsigned char)type);
}

static bool is_preface(char type)
{
	return type && strchr("gxXLK", type);
}

/* What is only told of the next entry. */
static int take_preface(struct reader *r)
{
	struct text *text;
	bool *told;

	switch (r->entry.type) {
	case 'g':
		return preface_read(r, &r->global, GLOBAL_LIMIT);
	case 'x':
	case 'X':
		text_clear(&r->local);
		return preface_read(r, &r->local, RECORDS_LIMIT);
	default:
		text = r->entry.type == 'L' ? &r->path : &r->link;
		told = r->entry.type == 'L' ? &r->long_path : &r->long_link;
	}
	text_clear(text);
	if (preface_read(r, text, PATH_LIMIT))
		return -1;
	text->len = strlen(text->s);
	*told = true;
	return 0;
}

/* A whole entry whose header it is; r->at is behind that. */
static int take_entry(struct reader *r, const uint8_t *b)
{
	struct entry *e = &r->entry;
	bool preface;
	int64_t size;

	memset(e, 0, sizeof *e);
	e->type = (char)b[TAR_TYPE];
	preface = is_preface(e->type);
	if (field(r, b, TAR_SIZE, TAR_MTIME, 0, INT64_MAX, &size))
		return -1;
	e->size = (uint64_t)size;
	r->pieces = 0;
	if (!preface) {
		e->inode = tree_inode(r->t, 0);
		if (pax_records(r) || header_names(r, b) ||
			header_numbers(r, b))
			return -1;
	}
	if (preface ? take_preface(r) : take_file(r, b))
		return -1;
	if (e->size > r->in->size - r->at)
		return tree_bad(r->t, "cut short");
	r->at += (e->size + TAR_BLOCK - 1) & ~(uint64_t)(TAR_BLOCK - 1);
	if (preface)
		return 0;
	text_clear(&r->local);
	r->long_path = r->long_link = false;
	return 0;
}

/* To the first block that isn't zeros, or the end. */
static int skip_zeros(struct reader *r)
{
	uint8_t chunk[128 * TAR_BLOCK];

	while (r->at < r->in->size) {
		uint64_t left = r->in->size - r->at;
		size_t len = left < sizeof chunk ? (size_t)left : sizeof chunk;
		size_t at = 0;

		if (tar_read(r, chunk, len, r->at))
			return -1;
		while (at < len &&
			is_zeros(chunk + at,
				len - at < TAR_BLOCK ? len - at : TAR_BLOCK))
			at += TAR_BLOCK;
		r->at += at < len ? at : len;
		if (at < len)
			return 0;
	}
	return 0;
}

/* What is there instead begins behind its zeros. */
static int no_header(struct reader *r)
{
	uint64_t left = r->in->size - r->at;
	size_t len = left < TAR_BLOCK ? (size_t)left : TAR_BLOCK, n = 0;
	uint8_t b[TAR_BLOCK];

	if (tar_read(r, b, len, r->at))
		return -1;
	while (n < len && !b[n])
		n++;
	r->t->offset = r->at + n;
	return tree_bad(r->t, "no tar header");
}

/* The end is zeros, behind which there may be another archive. Some programs
 * write none: then the last file must be whole, or the archive was cut. */
static int read_entries(struct reader *r)
{
	uint8_t b[TAR_BLOCK];

	for (;;) {
		r->t->offset = r->at;
		if (r->at && r->at == r->in->size && !is_preface(r->entry.type))
			return 0;
		if (tar_read(r, b, sizeof b, r->at))
			return -1;
		if (is_zeros(b, sizeof b)) {
			text_clear(&r->global);
			if (skip_zeros(r))
				return -1;
			r->t->offset = r->at;
			if (r->at == r->in->size)
				return 0;
			if (r->in->size - r->at >= TAR_BLOCK)
				continue;
			return no_header(r);
		}
		if (!is_tar(b))
			return no_header(r);
		r->at += TAR_BLOCK;
		if (take_entry(r, b))
			return -1;
	}
}

int read_tar(struct tree *t, const struct input *in)
{
	struct reader r = {.t = t, .in = in};
	int bad;

	r.source = pieces_new(t, in);
	bad = !r.source || read_entries(&r);
	text_free(&r.path);
	text_free(&r.link);
	text_free(&r.global);
	text_free(&r.local);
	free(r.map);
	return bad ? -1 : 0;
}

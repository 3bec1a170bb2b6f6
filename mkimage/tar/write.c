/* write.c - tar archives: ustar, with pax headers for what that can't hold.
 *
 * pax is used for long names, large numbers, times with a fraction or out of
 * range, attributes, and holes, which are told as GNU tar does (1.0). What is a
 * hole follows from the bytes, not from the file system, so that the archive
 * doesn't depend on where the file was read from. */
#include <linux/limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "formats.h"
#include "moment.h"
#include "out.h"
#include "source.h"
#include "tar.h"
#include "tree.h"
#include "write.h"

enum {
	SMALL = 07777777, /* fits a field of 7 digits */
	PATH_ROOM = 2 << 20,
};
#define LARGE 077777777777ll

/* A record's length counts its own digits. */
void pax_add(struct writer *w, const char *key, const void *value, size_t len)
{
	size_t rest = strlen(key) + len + 3, total = rest + 1;
	char digits[24];

	while (total !=
		rest + (size_t)snprintf(digits, sizeof digits, "%zu", total))
		total = rest + strlen(digits);
	text_printf(&w->pax, "%s %s=", digits, key);
	text_add(&w->pax, value, len);
	text_puts(&w->pax, "\n");
}

void pax_number(struct writer *w, const char *key, uint64_t n)
{
	char text[24];
	int len = snprintf(text, sizeof text, "%llu", (unsigned long long)n);

	pax_add(w, key, text, (size_t)len);
}

static void add_time(struct writer *w, const struct inode *i)
{
	char text[MOMENT_ROOM];
	size_t len = moment_print(text, i->seconds, i->nanoseconds);

	pax_add(w, "mtime", text, len);
}

/* A key ends at its first '=': as GNU tar does, that is written as %3D. */
static void xattr_key(char *to, const char *name)
{
	to = stpcpy(to, "SCHILY.xattr.");
	for (; *name; name++) {
		if (*name == '=' || *name == '%')
			to += sprintf(to, "%%%02X", *name);
		else
			*to++ = *name;
	}
	*to = 0;
}

static void add_xattrs(struct writer *w, const struct inode *i)
{
	char key[3 * XATTR_NAME_MAX + 16];

	for (const struct xattr *x = i->xattrs; x; x = x->next) {
		xattr_key(key, x->name);
		pax_add(w, key, x->value, x->length);
	}
}

static void add_numbers(struct writer *w, const struct inode *i, uint64_t size)
{
	if (size > LARGE)
		pax_number(w, "size", size);
	if (i->uid > SMALL)
		pax_number(w, "uid", i->uid);
	if (i->gid > SMALL)
		pax_number(w, "gid", i->gid);
	if (i->nanoseconds || i->seconds < 0 || i->seconds > LARGE)
		add_time(w, i);
}

/* What doesn't fit is told by pax. */
static void put_octal(uint8_t *to, int from, int next, int64_t value)
{
	int digits = next - from - 1;
	int64_t most = ((int64_t)1 << 3 * digits) - 1;
	char text[24];

	if (value < 0)
		value = 0;
	snprintf(text, sizeof text, "%0*llo", digits,
		(unsigned long long)(value > most ? most : value));
	memcpy(to + from, text, (size_t)digits);
}

static void put_common(uint8_t *b, char type)
{
	b[TAR_TYPE] = (uint8_t)type;
	memcpy(b + TAR_MAGIC,
		"ustar\0"
		"00",
		8);
	put_octal(b, TAR_MAJOR, TAR_MINOR, 0);
	put_octal(b, TAR_MINOR, TAR_PREFIX, 0);
}

static int write_header(struct writer *w, uint8_t *b)
{
	char sum[8];

	snprintf(sum, sizeof sum, "%06o", (unsigned)tar_sum(b));
	memcpy(b + TAR_CHKSUM, sum, 7);
	b[TAR_CHKSUM + 7] = ' ';
	return out_write(w->o, b, TAR_BLOCK);
}

int tar_pad(struct writer *w)
{
	static const uint8_t zeros[TAR_BLOCK];

	return out_write(w->o, zeros, (size_t)(-w->o->at & (TAR_BLOCK - 1)));
}

/* The records so far, before the file's own header. */
static int write_pax(struct writer *w)
{
	uint8_t b[TAR_BLOCK] = "PaxHeader";

	put_octal(b, TAR_MODE, TAR_UID, 0644);
	put_octal(b, TAR_UID, TAR_GID, 0);
	put_octal(b, TAR_GID, TAR_SIZE, 0);
	put_octal(b, TAR_SIZE, TAR_MTIME, (int64_t)w->pax.len);
	put_octal(b, TAR_MTIME, TAR_CHKSUM, 0);
	put_common(b, 'x');
	return write_header(w, b) || out_write(w->o, w->pax.s, w->pax.len)
		       ? -1
		       : tar_pad(w);
}

/* Well-formed, as pax wants its records; else it wants to be told. */
static bool is_utf8(const char *text, size_t len)
{
	const uint8_t *p = (const uint8_t *)text, *end = p + len;

	while (p < end) {
		int more = *p < 0x80   ? 0
			   : *p < 0xc2 ? -1
			   : *p < 0xe0 ? 1
			   : *p < 0xf0 ? 2
			   : *p < 0xf5 ? 3
				       : -1;

		if (more < 0 || end - p <= more)
			return false;
		for (p++; more > 0; more--, p++)
			if ((*p & 0xc0) != 0x80)
				return false;
	}
	return true;
}

/* libarchive converts names otherwise. */
static void add_name(struct writer *w, const char *key, const char *name)
{
	size_t len = strlen(name);

	if (!is_utf8(name, len) && !w->binary)
		pax_add(w, "hdrcharset", "BINARY", 6);
	w->binary |= !is_utf8(name, len);
	pax_add(w, key, name, len);
}

/* The path in one or two parts, or else in a record; GNU's sparse files have
 * a record of their own for it. */
static void put_path(struct writer *w, uint8_t *b, const char *path)
{
	size_t len = strlen(path), front = 0;

	if (len > TAR_MODE) {
		/* the last '/' that the prefix may end at */
		for (size_t i = 1; i < len - 1 && i <= TAR_END - TAR_PREFIX;
			i++)
			if (path[i] == '/')
				front = i;
		if (len - front - 1 > TAR_MODE || !front) {
			front = 0;
			if (!w->map.len)
				add_name(w, "path", path);
			len = TAR_MODE;
		}
	}
	if (front) {
		memcpy(b + TAR_PREFIX, path, front++);
		path += front;
		len -= front;
	}
	memcpy(b + TAR_NAME, path, len);
}

static void put_link(struct writer *w, uint8_t *b, const char *target)
{
	size_t len = strlen(target);

	if (len > TAR_MAGIC - TAR_LINK) {
		add_name(w, "linkpath", target);
		len = TAR_MAGIC - TAR_LINK;
	}
	memcpy(b + TAR_LINK, target, len);
}

static char type_of(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return '0';
	case S_IFLNK:
		return '2';
	case S_IFCHR:
		return '3';
	case S_IFBLK:
		return '4';
	case S_IFDIR:
		return '5';
	case S_IFIFO:
		return '6';
	}
	return 0;
}

/* The name as tar has it: relative, a folder's with '/'. */
static const char *tar_path(struct writer *w, const struct node *n, char *buf)
{
	size_t len;

	if (!n->parent)
		return "./";
	tree_path(n, buf, PATH_ROOM - 1);
	len = strlen(buf);
	if (S_ISDIR(n->inode->mode) && !w->first)
		memcpy(buf + len, "/", 2);
	return buf + 1;
}

/* The header of n, whose bytes in the archive are size; of a further name of
 * w->first, if there is one. */
static int write_node(struct writer *w, const struct node *n, uint64_t size)
{
	const struct inode *i = n->inode;
	uint8_t b[TAR_BLOCK] = {0};
	char type = w->first ? '1' : type_of(i->mode);

	if (!type)
		return out_cannot(w->o, "tar", n, "a socket");
	if (i->dev_major > SMALL || i->dev_minor > SMALL)
		return out_cannot(w->o, "tar", n, "such a device");
	for (const struct xattr *x = i->xattrs; x; x = x->next)
		if (strlen(x->name) > XATTR_NAME_MAX)
			return out_cannot(w->o, "tar", n, "such an attribute");
	put_common(b, type);
	put_path(w, b, tar_path(w, n, w->path));
	if (w->first)
		put_link(w, b, tar_path(w, w->first, w->path));
	else if (i->target)
		put_link(w, b, i->target);
	put_octal(b, TAR_MODE, TAR_UID, i->mode & 07777);
	put_octal(b, TAR_UID, TAR_GID, i->uid);
	put_octal(b, TAR_GID, TAR_SIZE, i->gid);
	put_octal(b, TAR_SIZE, TAR_MTIME, (int64_t)size);
	put_octal(b, TAR_MTIME, TAR_CHKSUM, i->seconds);
	put_octal(b, TAR_MAJOR, TAR_MINOR, i->dev_major);
	put_octal(b, TAR_MINOR, TAR_PREFIX, i->dev_minor);
	add_numbers(w, i, size);
	if (!w->first)
		add_xattrs(w, i);
	if (w->pax.len && write_pax(w))
		return -1;
	return write_header(w, b);
}

static int write_file(struct writer *w, const struct node *n)
{
	const struct inode *i = n->inode;
	uint64_t size = S_ISREG(i->mode) ? i->size : 0;
	int r;

	text_clear(&w->pax);
	w->binary = false;
	text_clear(&w->map);
	w->first = tree_earlier(n);
	if (w->first || !size)
		return write_node(w, n, 0);
	if (data_open(i))
		return -1;
	r = tar_map(w, i, &size);
	if (!r && w->map.len) {
		pax_number(w, "GNU.sparse.major", 1);
		pax_number(w, "GNU.sparse.minor", 0);
		tar_path(w, n, w->path);
		add_name(w, "GNU.sparse.name", w->path + 1);
		pax_number(w, "GNU.sparse.realsize", i->size);
	}
	if (!r)
		r = write_node(w, n, size) || tar_data(w, i) || tar_pad(w);
	data_close(i);
	return r ? -1 : 0;
}

int write_tar(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size)
{
	static const uint8_t end[2 * TAR_BLOCK];
	struct writer *w = xcalloc(1, sizeof *w);
	int r = 0;

	(void)options;
	w->path = xmalloc(PATH_ROOM);
	w->t = t;
	w->o = o;
	for (struct node *n = t->root; n && !r; n = tree_next(n))
		r = write_file(w, n);
	if (!r)
		r = out_write(o, end, sizeof end);
	*size = o->at;
	free(w->path);
	text_free(&w->pax);
	text_free(&w->map);
	text_free(&w->lines);
	free(w);
	return r;
}

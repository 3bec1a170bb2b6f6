/* read_pax.c - the records of pax headers: "LENGTH KEY=VALUE\n".
 *
 * POSIX.1-2017, pax, "pax Extended Header": the last record of a key counts, an
 * entry's own being behind the global ones, and an empty value takes back what
 * was said before. An attribute may be empty, so that nothing takes one back.
 */
#include <string.h>
#include <sys/types.h>

#include "acl.h"
#include "digits.h"
#include "drop.h"
#include "encoded.h"
#include "moment.h"
#include "read.h"
#include "tree.h"

enum {
	NAME_ROOM = 1024,     /* of an attribute, of which some bytes are %XX */
	FOR_ALL_LIMIT = 4096, /* of global attributes: each file has its own */
};

/* The keys of which the last record counts. */
enum { PATH, LINK, SIZE, UID, GID, TIME, SPARSE_NAME, ACCESS, INHERITED, KEYS };

static const char *const keys[KEYS] = {
	[PATH] = "path",
	[LINK] = "linkpath",
	[SIZE] = "size",
	[UID] = "uid",
	[GID] = "gid",
	[TIME] = "mtime",
	[SPARSE_NAME] = "GNU.sparse.name",
	[ACCESS] = "SCHILY.acl.access",
	[INHERITED] = "SCHILY.acl.default",
};

struct record {
	const char *key;
	size_t key_len;
	const char *value; /* a NUL is behind it only by luck */
	size_t len;
	bool global; /* for all files from here on */
};

static int bad_record(struct reader *r, const struct record *x)
{
	return tree_bad(r->t, "a wrong pax record: %.*s",
		(int)(x->key_len > 255 ? 255 : x->key_len), x->key);
}

static int take_number(struct reader *r, const struct record *x, uint64_t most,
	uint64_t *value)
{
	const char *p = x->value, *end = p + x->len;

	return digits(&p, end, most, value) && p == end ? 0 : bad_record(r, x);
}

/* There may be none of these, here and below. */
static int take_id(
	struct reader *r, const struct record *x, uint32_t *id, bool *told)
{
	uint64_t n;

	if (!x->len)
		return 0;
	if (take_number(r, x, UINT32_MAX, &n))
		return -1;
	*id = (uint32_t)n;
	*told = true;
	return 0;
}

static int take_time(struct reader *r, const struct record *x)
{
	struct inode *i = r->entry.inode;

	if (!x->len)
		return 0;
	r->entry.time = true;
	return moment_parse(x->value, x->len, &i->seconds, &i->nanoseconds)
		       ? 0
		       : bad_record(r, x);
}

static int take_path(
	struct reader *r, const struct record *x, struct text *text, bool *told)
{
	if (!x->len)
		return 0;
	*told = true;
	return tar_text(r, text, x->value, x->len);
}

/* GNU tar writes '=' as %3D, and '%' as %25. */
static void unescape(char *name)
{
	char *to = name;

	for (const char *p = name; *p; p++) {
		bool equals = strncmp(p, "%3D", 3) == 0;

		*to++ = equals ? '=' : *p;
		if (equals || strncmp(p, "%25", 3) == 0)
			p += 2;
	}
	*to = 0;
}

/* The name is what is behind the prefix: true if the key begins with that. */
static bool name_behind(
	const struct record *x, const char *prefix, char *name, size_t room)
{
	size_t first = strlen(prefix), len = x->key_len - first;

	if (x->key_len < first || memcmp(x->key, prefix, first) != 0)
		return false;
	len = len < room ? len : room - 1;
	memcpy(name, x->key + first, len);
	name[len] = 0;
	return true;
}

/* A name that is cut is too long in any case. */
static int put_xattr(struct reader *r, const struct record *x, const char *name,
	const void *value, size_t len)
{
	if (memchr(x->key, 0, x->key_len) || len > UINT32_MAX)
		return bad_record(r, x);
	if (x->global)
		r->entry.for_all += x->key_len + len;
	if (r->entry.for_all > FOR_ALL_LIMIT)
		return tree_bad(r->t,
			"more than %d bytes of attributes for "
			"all files",
			FOR_ALL_LIMIT);
	/* of what is left out later, the value may be too large for Linux */
	if (is_dropped(r->t->job, name) && strcmp(name, ACL_ACCESS) != 0)
		len = 0;
	return tree_xattr(r->t, r->entry.inode, name, value, (uint32_t)len);
}

/* libarchive has attributes in records of its own, too, or in these alone: the
 * name with %XX for some bytes, the value in base64. */
static int take_encoded(struct reader *r, const struct record *x, char *name)
{
	size_t room = x->len / 4 * 3 + 3;
	uint8_t *value = tree_alloc(r->t, room);
	ssize_t len = from_base64(x->value, x->len, value);

	if (len < 0 || from_percent(name))
		return bad_record(r, x);
	return put_xattr(r, x, name, value, (size_t)len);
}

/* 0.1 has the whole map in a record; "0,10,20,10". */
static int take_map(struct reader *r, const struct record *x)
{
	const char *p = x->value, *end = p + x->len;
	uint64_t offset, length;

	r->pieces = 0;
	while (p < end) {
		if (!digits(&p, end, INT64_MAX, &offset) || p == end ||
			*p++ != ',' || !digits(&p, end, INT64_MAX, &length))
			return bad_record(r, x);
		if (p < end && *p++ != ',')
			return bad_record(r, x);
		if (sparse_add(r, offset, length))
			return -1;
	}
	return 0;
}

/* 0.0 has a record for each number. */
static int take_piece(struct reader *r, const struct record *x, bool offset)
{
	uint64_t n;

	if (take_number(r, x, INT64_MAX, &n))
		return -1;
	if (offset)
		return sparse_add(r, n, 0);
	if (!r->pieces)
		return bad_record(r, x);
	r->map[r->pieces - 1].length = n;
	return 0;
}

static bool is(const struct record *x, const char *key)
{
	return strlen(key) == x->key_len &&
	       memcmp(x->key, key, x->key_len) == 0;
}

static int take_sparse(struct reader *r, const struct record *x)
{
	struct entry *e = &r->entry;

	if (is(x, "GNU.sparse.size") || is(x, "GNU.sparse.realsize")) {
		e->sparse = true;
		return take_number(r, x, INT64_MAX, &e->real_size);
	}
	if (is(x, "GNU.sparse.major"))
		e->map_in_data = x->len == 1 && *x->value == '1';
	if (is(x, "GNU.sparse.map"))
		return take_map(r, x);
	if (is(x, "GNU.sparse.offset"))
		return take_piece(r, x, true);
	if (is(x, "GNU.sparse.numbytes"))
		return take_piece(r, x, false);
	return 0;
}

/* Whatever else there is says nothing that a tree could hold. */
static int take(struct reader *r, const struct record *x, struct record *last)
{
	static const char gnu[] = "GNU.sparse.";
	char name[NAME_ROOM];

	if (name_behind(x, "SCHILY.xattr.", name, sizeof name)) {
		unescape(name);
		return put_xattr(r, x, name, x->value, x->len);
	}
	if (name_behind(x, "LIBARCHIVE.xattr.", name, sizeof name))
		return take_encoded(r, x, name);
	for (int k = 0; k < KEYS; k++)
		if (is(x, keys[k]))
			last[k] = *x;
	if (x->len && x->key_len > strlen(gnu) &&
		memcmp(x->key, gnu, strlen(gnu)) == 0)
		return take_sparse(r, x);
	return 0;
}

/* The length counts itself and all up to the newline. */
static int records(
	struct reader *r, const struct text *text, struct record *last)
{
	const char *p = text->s, *end;

	if (!text->len)
		return 0;
	end = p + text->len;
	while (p < end) {
		const char *begin = p, *equals;
		struct record x;
		uint64_t len;

		if (!digits(&p, end, (uint64_t)(end - begin), &len) ||
			begin + len <= p + 1 || *p != ' ' ||
			begin[len - 1] != '\n')
			return tree_bad(r->t, "a wrong pax header");
		x.key = p + 1;
		p = begin + len;
		equals = memchr(x.key, '=', (size_t)(p - x.key));
		if (!equals)
			return tree_bad(r->t, "a wrong pax header");
		x.key_len = (size_t)(equals - x.key);
		x.value = equals + 1;
		x.len = (size_t)(p - 1 - x.value);
		x.global = text == &r->global;
		if (take(r, &x, last))
			return -1;
	}
	return 0;
}

/* One for the owner, the group and others says no more than a mode does. */
static int put_acl(
	struct reader *r, const char *name, const struct record *x, bool access)
{
	bool dropped = is_dropped(r->t->job, name);
	uint8_t acl[ACL_MOST];
	struct entry *e = &r->entry;
	size_t len;

	if (!x->len)
		return 0;
	len = acl_from_text(x->value, x->len, dropped, acl);
	if (!len)
		return tree_bad(r->t,
			"an ACL that is wrong, or has names without numbers");
	if (access) {
		e->inode->mode = acl_mode(acl, len);
		e->permissions = true;
		if (len == 4 + 3 * ACL_ENTRY)
			return 0;
	}
	return tree_xattr(r->t, e->inode, name, acl, (uint32_t)len);
}

int pax_records(struct reader *r)
{
	struct record last[KEYS] = {{0}};
	struct entry *e = &r->entry;
	struct inode *i = e->inode;
	int path;

	if (records(r, &r->global, last) || records(r, &r->local, last))
		return -1;
	path = last[SPARSE_NAME].len ? SPARSE_NAME : PATH;
	if (last[SIZE].len && take_number(r, &last[SIZE], INT64_MAX, &e->size))
		return -1;
	if (take_path(r, &last[path], &r->path, &e->path) ||
		take_path(r, &last[LINK], &r->link, &e->link) ||
		take_id(r, &last[UID], &i->uid, &e->uid) ||
		take_id(r, &last[GID], &i->gid, &e->gid) ||
		take_time(r, &last[TIME]))
		return -1;
	/* said of all files, it is meant for those that can have one */
	if (last[ACCESS].global && e->type == '2')
		last[ACCESS].len = 0;
	if (last[INHERITED].global && e->type != '5')
		last[INHERITED].len = 0;
	if (put_acl(r, ACL_ACCESS, &last[ACCESS], true))
		return -1;
	return put_acl(r, ACL_DEFAULT, &last[INHERITED], false);
}

/* xattr.c - extended attributes as ext2 and ext4 keep them.
 *
 * Names begin with a number. A POSIX ACL of system calls is version 2 and has
 * eight bytes an entry; on the disk it is version 1, and only entries for one
 * user or one group have the four bytes of who that is. */
#include <string.h>

#include "acl.h"
#include "bytes.h"
#include "cursor.h"
#include "xattr.h"

enum { ACL_DISK = 1 }; /* its version there */

static const struct {
	uint32_t number;
	const char *text;
} prefixes[] = {
	/* first what another is the beginning of */
	{2, "system.posix_acl_access"},
	{3, "system.posix_acl_default"},
	{8, "system.richacl"},
	{1, "user."},
	{4, "trusted."},
	{6, "security."},
	{7, "system."},
};

enum { PREFIXES = sizeof prefixes / sizeof *prefixes };

static int is_whole(const char *prefix)
{
	return prefix[strlen(prefix) - 1] != '.';
}

uint32_t ext_xattr_prefix(const char *name, const char **rest)
{
	for (int i = 0; i < PREFIXES; i++) {
		size_t len = strlen(prefixes[i].text);

		if (strncmp(name, prefixes[i].text, len) != 0 ||
			(is_whole(prefixes[i].text) ? name[len] : !name[len]))
			continue;
		*rest = name + len;
		return prefixes[i].number;
	}
	return 0;
}

const char *ext_xattr_name(uint32_t number)
{
	for (int i = 0; i < PREFIXES; i++)
		if (prefixes[i].number == number)
			return prefixes[i].text;
	return NULL;
}

static int has_who(uint32_t tag)
{
	return tag == ACL_USER || tag == ACL_GROUP;
}

size_t ext_acl_to_disk(const void *acl, size_t len, uint8_t *to)
{
	const uint8_t *p = acl, *end = p + len;
	size_t at = 4;

	if (len < 4 || len % 8 != 4 || get32(p) != ACL_VERSION)
		return 0;
	if (to)
		put32(to, ACL_DISK);
	for (p += 4; p < end; p += 8) {
		size_t size = has_who(get16(p)) ? 8 : 4;

		if (to)
			memcpy(to + at, p, size);
		at += size;
	}
	return at;
}

size_t ext_acl_from_disk(const void *acl, size_t len, uint8_t *to)
{
	const uint8_t *p = acl;
	struct cursor c = {p, p + len, false};
	size_t at = 4;

	if (cursor_32(&c) != ACL_DISK)
		return 0;
	if (to)
		put32(to, ACL_VERSION);
	for (; c.p < c.end; at += 8) {
		uint32_t tag = cursor_16(&c), rwx = cursor_16(&c);
		uint32_t who = (uint32_t)ACL_NOBODY;

		if (has_who(tag))
			who = cursor_32(&c);
		if (c.err)
			return 0;
		if (to) {
			put16(to + at, tag);
			put16(to + at + 2, rwx);
			put32(to + at + 4, who);
		}
	}
	return at;
}

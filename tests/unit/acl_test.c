/* acl_test.c - mkimage/acl.c: ACLs from text, at the end of memory that may be
 * read. The oracle is Linux' linux/posix_acl_xattr.h, by hand. */
#include <stdlib.h>
#include <string.h>

#include "acl.h"
#include "tap.h"

static uint8_t acl[ACL_MOST];

static size_t from_any(const char *text, bool nameless)
{
	size_t len = strlen(text), used;
	char *end = malloc(len);

	if (len && !end)
		abort();
	memcpy(end, text, len);
	used = acl_from_text(end, len, nameless, acl);
	free(end);
	return used;
}

static size_t from(const char *text)
{
	return from_any(text, false);
}

static void whole(void)
{
	static const uint8_t want[] = {2, 0, 0, 0, /* the version */
		1, 0, 6, 0, 255, 255, 255, 255,	   /* the owner */
		2, 0, 2, 0, 232, 3, 0, 0,	   /* user 1000 */
		4, 0, 4, 0, 255, 255, 255, 255,	   /* the group */
		16, 0, 7, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255, 255,
		255};

	IS_INT(from("other::---,u:1000:-w-,m::rwx,group::r--,user::rw-"),
		sizeof want, "an ACL in any order");
	OK(memcmp(acl, want, sizeof want) == 0, "its bytes");
	IS_INT(acl_mode(acl, sizeof want), 0670, "its mode");
	IS_INT(from("d:o::---\nd:u:eve:-w-:1000\nd:m::rwx\nd:g::r--\nd:u::rw-"),
		sizeof want, "a name with its number, after default");
	OK(memcmp(acl, want, sizeof want) == 0, "the same bytes");
}

static void none(void)
{
	static const char *const texts[] = {"", ",", ":", "u",
		"u:", "u::", "u::rw", "u::rwx", "u::rwx,g::rwx",
		"u::rwx,g::rwx,o::rwx:", "u::rwx,g::rwx,o::rwt",
		"u::rwx,g::rwx,o::rwxr", "u::rwx,g::rwx,o:1:rwx",
		"u::rwx,g::rwx,o::rwx,m::rwx,u:eve:rwx",
		"u::rwx,g::rwx,o::rwx,m::rwx,u:eve:rwx:",
		"u::rwx,g::rwx,o::rwx,m::rwx,u:eve:rwx:5x",
		"u::rwx,g::rwx,o::rwx,m::rwx,u:4294967295:rwx",
		"u::rwx,g::rwx,o::rwx,m::rwx,u:eve:rwx:1:2",
		"u::rwx,g::rwx,o::rwx,u:1:rwx", "u::rwx,u::rwx,g::rwx,o::rwx"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!OK(from(texts[i]) == 0, "no ACL"))
			printf("# %s\n", texts[i]);
}

/* What of it is left in a file's mode, as setfacl -b leaves it; who is named
 * doesn't matter for that. */
static void without(const char *text, uint32_t mode, uint32_t want)
{
	size_t len = from_any(text, true);

	OK(len && acl_mode_without(mode, acl, len) == want, "%s: mode %o", text,
		(unsigned)acl_mode_without(mode, acl, len));
}

int main(void)
{
	PLAN(30);
	whole();
	none();
	without("u::rwx,g::---,o::---,u:eve:rwx,m::rwx", 02770, 02700);
	without("u::rwx,g::rwx,o::r--,u:eve:rwx,u:bob:---,m::r--", 0744, 0744);
	without("u::rwx,g::r-x,o::---,g:adm:r-x,g:5:rwx,m::rwx", 0770, 0750);
	without("u::rw-,g::r--,o::r--", 0644, 0644);
	OK(acl_mode_without(0664, acl, 3) == 0664, "no ACL changes no mode");
	return done();
}

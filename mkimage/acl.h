/* acl.h - POSIX ACLs, as system calls and attributes have them. */
#ifndef ACL_H
#define ACL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the file itself, and of what is made in a folder. */
#define ACL_ACCESS "system.posix_acl_access"
#define ACL_DEFAULT "system.posix_acl_default"

/* Little-endian: a version, then for each entry 16 bits of tag, 16 of rwx, 32
 * of who it is for. Linux' linux/posix_acl_xattr.h. */
enum { ACL_VERSION = 2, ACL_ENTRY = 8, ACL_MOST = 4 + 512 * ACL_ENTRY };
enum {
	ACL_USER_OBJ = 1,
	ACL_USER = 2,
	ACL_GROUP_OBJ = 4,
	ACL_GROUP = 8,
	ACL_MASK = 16,
	ACL_OTHER = 32,
	ACL_NOBODY = -1,
};

/* Of what archives have, as in "user::rwx,user:eve:r--:1000,group::r-x", put
 * into ACL_MOST bytes: how many, or 0 if it is none. Names alone don't do,
 * since who they are depends on the machine; but with nameless, some number is
 * put for them: that is for a file's mode, in which nobody has a name. */
size_t acl_from_text(const char *text, size_t len, bool nameless, uint8_t *to);

/* The nine bits of a file's mode that go with it. */
uint32_t acl_mode(const uint8_t *acl, size_t len);

/* A file's mode when its ACL is taken away: the owning group keeps what that
 * and its mask gave it. */
uint32_t acl_mode_without(uint32_t mode, const uint8_t *acl, size_t len);

#endif

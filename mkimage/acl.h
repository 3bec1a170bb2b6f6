/* acl.h - POSIX ACLs, as system calls and attributes have them. */
#ifndef ACL_H
#define ACL_H

#include <stddef.h>
#include <stdint.h>

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
 * into ACL_MOST bytes: how many, or 0 if it is none. Names alone don't do: who
 * they are depends on the machine. */
size_t acl_from_text(const char *text, size_t len, uint8_t *to);

/* The nine bits of a file's mode that go with it. */
uint32_t acl_mode(const uint8_t *acl, size_t len);

#endif

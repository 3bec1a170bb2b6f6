/* xattr.h - extended attributes as ext2 and ext4 keep them. */
#ifndef EXT_XATTR_H
#define EXT_XATTR_H

#include <stddef.h>
#include <stdint.h>

/* The number of a name's beginning, and what follows it. 0: none has it. */
uint32_t ext_xattr_prefix(const char *name, const char **rest);
/* The beginning with that number, or NULL. */
const char *ext_xattr_name(uint32_t prefix);

/* Of a POSIX ACL, as the system calls have it and as the disk has it: the
 * length of the other form, written unless to is NULL; 0 if this is no ACL. */
size_t ext_acl_to_disk(const void *acl, size_t len, uint8_t *to);
size_t ext_acl_from_disk(const void *acl, size_t len, uint8_t *to);

#endif

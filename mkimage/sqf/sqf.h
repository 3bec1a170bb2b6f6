/* sqf.h - the numbers of squashfs 4.0, little endian.
 *
 * On disk, in this order: super block, the codec's options, data blocks and
 * blocks of fragments (ends of files, packed together); then in metadata blocks
 * the inodes, the directories, and the tables of fragments, of inodes by number
 * (for NFS), of ids and of attributes. A table has its metadata blocks first,
 * then their positions (u64 each), where the super block points.
 *
 * A metadata block: u16 length on disk, META_RAW if not compressed, the bytes;
 * META_SIZE of them unpacked, but for the last of a table. A reference to a
 * place in one: position of the block from the table's start << 16 | byte in
 * it, unpacked.
 *
 * An inode: u16 type, mode, index of uid, of gid, u32 time, number, then
 *   directory  u32 block, links, u16 size + 3, u16 byte, u32 parent's number
 *    extended  u32 links, size + 3, block, parent's number, u16 places in the
 *              index, u16 byte, u32 attributes; then each place: u32 byte of
 *              the list, block, length of the name - 1, the name
 *   file       u32 position, fragment, byte in it, size; sizes of blocks
 *    extended  u64 position, size, bytes in holes, u32 links, fragment,
 *              byte in it, attributes; sizes of blocks
 *   link       u32 links, length, target; extended: u32 attributes
 *   device     u32 links, device; extended: u32 attributes
 *   pipe, socket  u32 links; extended: u32 attributes
 * A list of a directory: u32 names - 1, block of their inodes, an inode number;
 * then each: u16 byte of the inode in the block, s16 inode number relative to
 * that, u16 basic type, u16 length of the name - 1, the name. */
#ifndef SQF_H
#define SQF_H

#include <stddef.h>
#include <stdint.h>

enum {
	SQF_MAGIC = 0x73717368,
	SQF_SUPER = 96, /* bytes */

	SQF_GZIP = 1,
	SQF_LZMA = 2,
	SQF_LZO = 3,
	SQF_XZ = 4,
	SQF_LZ4 = 5,
	SQF_ZSTD = 6,

	SQF_RAW_INODES = 0x1,
	SQF_RAW_DATA = 0x2,
	SQF_RAW_FRAGMENTS = 0x8,
	SQF_NO_FRAGMENTS = 0x10,
	SQF_DUPLICATES = 0x40, /* are stored once */
	SQF_EXPORT = 0x80,
	SQF_RAW_XATTRS = 0x100,
	SQF_NO_XATTRS = 0x200,
	SQF_OPTIONS = 0x400,
	SQF_RAW_IDS = 0x800,

	SQF_DIR = 1,
	SQF_FILE = 2,
	SQF_LINK = 3,
	SQF_BLOCK = 4,
	SQF_CHAR = 5,
	SQF_FIFO = 6,
	SQF_SOCKET = 7,
	SQF_EXTENDED = 7, /* added to a type */

	SQF_META_SIZE = 8192,
	SQF_META_RAW = 0x8000,
	SQF_BLOCK_RAW = 1 << 24, /* in the size of a block */
	SQF_BLOCK_LEAST = 4096,
	SQF_BLOCK_MOST = 1 << 20,
	SQF_BLOCK_USUAL = 128 << 10,

	SQF_RUN = 256, /* names with one header in a list */
	SQF_IDS = 65535,
	SQF_FRAGMENT_ENTRY = 16, /* u64 position, u32 size, u32 unused */
	SQF_XATTR_ENTRY = 16,	 /* u64 reference, u32 attributes, u32 bytes */
	SQF_XATTR_TABLE = 16,	 /* u64 position, u32 entries, u32 unused */
	SQF_XATTR_FAR = 0x100, /* in the type: the value is a reference to it */
	SQF_TARGET_MOST = 4096, /* the kernel takes no longer link */
};

#define SQF_NONE 0xffffffffu /* no fragment, no attributes */
#define SQF_NO_TABLE 0xffffffffffffffffu

/* What names of attributes of a kind begin with; NULL: there is no such kind.
 */
static inline const char *sqf_xattr_prefix(uint32_t kind)
{
	static const char *const prefixes[] = {
		"user.", "trusted.", "security."};

	return kind < 3 ? prefixes[kind] : NULL;
}

#endif

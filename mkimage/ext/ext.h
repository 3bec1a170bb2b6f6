/* ext.h - the numbers of ext2 and ext4: where fields are, and what they may be.
 *
 * Little-endian all, but for the journal's. */
#ifndef EXT_H
#define EXT_H

enum ext_super {
	EXT_SUPER = 1024, /* its place, and its size */
	EXT_MAGIC = 0xEF53,
	SB_INODES = 0x00,
	SB_BLOCKS = 0x04,
	SB_FREE_BLOCKS = 0x0C,
	SB_FREE_INODES = 0x10,
	SB_FIRST_BLOCK = 0x14,
	SB_BLOCK_LOG = 0x18, /* of 1024 bytes */
	SB_CLUSTER_LOG = 0x1C,
	SB_PER_GROUP = 0x20,
	SB_CLUSTERS_PER_GROUP = 0x24,
	SB_INODES_PER_GROUP = 0x28,
	SB_MAX_MOUNTS = 0x36,
	SB_MAGIC = 0x38,
	SB_STATE = 0x3A,
	SB_ERRORS = 0x3C,
	SB_REVISION = 0x4C,
	SB_FIRST_INODE = 0x54,
	SB_INODE_SIZE = 0x58,
	SB_GROUP = 0x5A,
	SB_COMPAT = 0x5C,
	SB_INCOMPAT = 0x60,
	SB_RO_COMPAT = 0x64,
	SB_UUID = 0x68,
	SB_LABEL = 0x78,
	SB_JOURNAL = 0xE0,
	SB_HASH_SEED = 0xEC,
	SB_HASH = 0xFC,
	SB_JOURNAL_KEPT = 0xFD,
	SB_DESC_SIZE = 0xFE,
	SB_MOUNT = 0x100,
	SB_FIRST_META = 0x104,
	SB_MADE = 0x108,
	SB_JOURNAL_BLOCKS = 0x10C,
	SB_BLOCKS_HIGH = 0x150,
	SB_MIN_EXTRA = 0x15C,
	SB_WANT_EXTRA = 0x15E,
	SB_FLAGS = 0x160,
	SB_CHECKSUM_TYPE = 0x175,
	SB_MADE_HIGH = 0x276,
	SB_CHECKSUM = 0x3FC,
	SB_HALF_MD4 = 1,
	SB_UNSIGNED_HASH = 2, /* of SB_FLAGS */
	SB_CRC32C = 1
};

enum ext_feature {
	COMPAT_JOURNAL = 0x4,
	COMPAT_XATTR = 0x8,
	COMPAT_DIR_INDEX = 0x20,
	INCOMPAT_COMPRESSION = 0x1,
	INCOMPAT_FILETYPE = 0x2,
	INCOMPAT_RECOVER = 0x4,
	INCOMPAT_JOURNAL_DEV = 0x8,
	INCOMPAT_META_BG = 0x10,
	INCOMPAT_EXTENTS = 0x40,
	INCOMPAT_64BIT = 0x80,
	INCOMPAT_MMP = 0x100,
	INCOMPAT_FLEX_BG = 0x200,
	INCOMPAT_EA_INODE = 0x400,
	INCOMPAT_DIRDATA = 0x1000,
	INCOMPAT_CSUM_SEED = 0x2000,
	INCOMPAT_LARGE_DIR = 0x4000,
	INCOMPAT_INLINE_DATA = 0x8000,
	INCOMPAT_ENCRYPT = 0x10000,
	INCOMPAT_CASEFOLD = 0x20000,
	RO_SPARSE_SUPER = 0x1,
	RO_LARGE_FILE = 0x2,
	RO_HUGE_FILE = 0x8,
	RO_DIR_NLINK = 0x20,
	RO_EXTRA_SIZE = 0x40,
	RO_BIGALLOC = 0x200,
	RO_CHECKSUM = 0x400,
	RO_SHARED_BLOCKS = 0x4000
};

enum ext_group {
	GROUP_SIZE = 32,
	GROUP_SIZE_64 = 64,
	GD_BLOCK_BITMAP = 0x00,
	GD_INODE_BITMAP = 0x04,
	GD_TABLE = 0x08,
	GD_FREE_BLOCKS = 0x0C,
	GD_FREE_INODES = 0x0E,
	GD_DIRS = 0x10,
	GD_FLAGS = 0x12,
	GD_BLOCK_BITMAP_SUM = 0x18,
	GD_INODE_BITMAP_SUM = 0x1A,
	GD_UNUSED = 0x1C,
	GD_SUM = 0x1E,
	GD_TABLE_HIGH = 0x28,
	GD_ZEROED = 4 /* of GD_FLAGS: nobody needs to zero the table */
};

enum ext_inode {
	INODE_ROOT = 2,
	INODE_JOURNAL = 8,
	INODE_FIRST = 11,
	INODE_OLD = 128, /* bytes that every inode has */
	INODE_LARGE = 256,
	INODE_EXTRA = 32,    /* and those of fields that we write behind */
	INODE_LINKS = 65000, /* more aren't allowed */
	I_MODE = 0x00,
	I_UID = 0x02,
	I_SIZE = 0x04,
	I_ATIME = 0x08,
	I_CTIME = 0x0C,
	I_MTIME = 0x10,
	I_GID = 0x18,
	I_LINKS = 0x1A,
	I_SECTORS = 0x1C,
	I_FLAGS = 0x20,
	I_BLOCK = 0x28,
	I_BLOCK_SIZE = 60,
	I_XATTRS = 0x68,
	I_SIZE_HIGH = 0x6C,
	I_SECTORS_HIGH = 0x74,
	I_XATTRS_HIGH = 0x76,
	I_UID_HIGH = 0x78,
	I_GID_HIGH = 0x7A,
	I_SUM = 0x7C,
	I_EXTRA = 0x80,
	I_SUM_HIGH = 0x82,
	I_CTIME_MORE = 0x84,
	I_MTIME_MORE = 0x88,
	I_ATIME_MORE = 0x8C,
	I_CRTIME = 0x90,
	I_CRTIME_MORE = 0x94,
	FLAG_INDEX = 0x1000,
	FLAG_ENCRYPTED = 0x800,
	FLAG_EXTENTS = 0x80000,
	FLAG_XATTR_INODE = 0x200000,
	FLAG_INLINE = 0x10000000
};

enum ext_map_format {
	DIRECT = 12, /* blocks named in the inode, then three trees */
	TREES = 3,
	EXTENT_MAGIC = 0xF30A,
	EXTENT_SIZE = 12, /* of a header, an extent and an index */
	EXTENT_IN_INODE = 4,
	EXTENT_LIMIT = 32768, /* blocks; more means less, but not written */
	EXTENT_DEPTH = 5      /* blocks above an extent; the kernel's limit */
};

enum ext_dir_format {
	DIRENT = 8,    /* and the name */
	DIR_TAIL = 12, /* of a block with a checksum */
	DIR_TAIL_TYPE = 0xDE,
	INDEX_ROOT = 32, /* in block 0, before the entries */
	INDEX_NODE = 8,
	INDEX_ENTRY = 8
};

enum ext_xattr_format {
	XATTR_MAGIC = 0xEA02, /* and 16 bits of zeros below */
	XATTR_HEAD = 32,      /* of a block */
	XATTR_BODY = 4,	      /* of an inode */
	XATTR_ENTRY = 16      /* and the name */
};

#endif

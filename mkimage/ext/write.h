/* write.h - what the parts of the ext2 and ext4 writer share. */
#ifndef EXT_WRITE_H
#define EXT_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crc32c.h"
#include "ext.h"
#include "formats.h"
#include "out.h"
#include "tree.h"

/* How a file system is divided. */
struct ext_shape {
	uint32_t block, first; /* bytes of a block; the number of the first */
	uint32_t inode;	       /* bytes of one */
	uint32_t groups, per_group; /* groups of so many blocks */
	uint32_t inodes_per_group;
	uint32_t table, descriptors; /* blocks of them */
	uint64_t blocks;	     /* with those before the first */
};

/* The inode's own is the last. Below it is room for 4 * 84^5 extents with the
 * smallest blocks: more than a file has blocks, which is 2^32. */
enum { EXTENT_LEVELS = EXTENT_DEPTH + 1 };

/* A block of numbers or of extents, while it is being filled. */
struct ext_level {
	uint8_t *data;
	uint64_t key;	/* which of its kind this is */
	uint64_t block; /* where it will be */
	uint32_t count; /* of extents */
	bool live;
};

/* The blocks of the file that is being written. */
struct ext_map {
	uint32_t inode;
	uint64_t blocks;	 /* taken, with those of the map */
	uint64_t logical, block; /* the last extent, */
	uint32_t length;	 /* none yet: 0 */
	uint32_t missing;	 /* levels, of the last ext_file_room() */
	uint8_t root[I_BLOCK_SIZE];
	struct ext_level level[EXTENT_LEVELS];
};

struct ext_writer {
	struct tree *t;
	const struct options *options;
	struct out *o;
	struct crc32c crc;
	uint32_t seed; /* of all checksums */
	uint32_t hash_seed[4];
	struct ext_shape shape;
	uint64_t inodes; /* that are in use, with those reserved */
	uint32_t spare_inodes;
	uint64_t estimate; /* of blocks that the files take */
	uint64_t spare;	   /* blocks to leave free */
	/* Blocks are given out in one sweep. Of group, next to end are free. */
	uint32_t group;
	uint64_t next, end;
	uint64_t used;
	bool over;	   /* the end of all: from here on we only count */
	uint32_t number;   /* the last inode that was begun */
	uint8_t *table;	   /* a part of the inode table: */
	uint64_t table_at; /* its place in the file */
	uint32_t table_first, table_used; /* its first inode, and how many */
	uint32_t *folders;		  /* of each group */
	struct ext_map map;
	uint32_t journal; /* blocks of it */
	uint8_t journal_map[I_BLOCK_SIZE];
};

/* write_shape.c: no I/O. */
/* The first block of a group behind its super block, bitmaps and inodes. */
uint64_t ext_group_data(const struct ext_shape *s, uint32_t group);
uint64_t ext_group_start(const struct ext_shape *s, uint32_t group);
uint64_t ext_group_end(const struct ext_shape *s, uint32_t group);
/* The smallest for so many blocks of files and inodes; or of size bytes. -1:
 * larger than the format allows, or nothing is left for files. */
int ext_shape_fit(struct ext_shape *s, uint64_t blocks, uint64_t inodes);
int ext_shape_size(struct ext_shape *s, uint64_t size, uint64_t inodes);

/* write_map.c: the bytes of files, from front to back. */
int ext_sweep(struct ext_writer *w);
void ext_map_begin(struct ext_writer *w, uint32_t inode);
int ext_map_end(struct ext_writer *w);
/* Room for *count blocks of the open file; *count may be made smaller. */
uint8_t *ext_file_room(struct ext_writer *w, uint64_t logical, size_t *count);
/* They are there. sparse: those of zeros become holes. */
int ext_file_put(
	struct ext_writer *w, uint64_t logical, size_t count, bool sparse);
/* Blocks that nobody writes. */
int ext_file_reserve(struct ext_writer *w, uint64_t logical, size_t count);
/* One block of content, at most a block long: its number. */
int ext_block_put(struct ext_writer *w, const void *content, uint64_t *block);
/* Write what was left out, unless nothing is written any more. */
int ext_patch(
	struct ext_writer *w, const void *content, size_t len, uint64_t block);

/* write_dir.c */
uint64_t ext_dir_blocks(struct ext_writer *w, const struct node *dir);
int ext_dir_write(struct ext_writer *w, const struct node *dir,
	uint64_t *blocks, bool *index);

/* write_xattr.c: whether they fit; whether they need a block; and that,
 * with what goes into the inode. */
int ext_xattr_plan(struct ext_writer *w, const struct node *n, bool *block);
int ext_xattr_write(struct ext_writer *w, const struct inode *i, uint8_t *inode,
	uint64_t *block);

/* write_inode.c */
int ext_cannot(
	const struct ext_writer *w, const struct node *n, const char *what);
int ext_inode_check(struct ext_writer *w, const struct node *n);
int ext_inode_write(struct ext_writer *w, const struct node *n);
int ext_journal_write(struct ext_writer *w);
int ext_table_flush(struct ext_writer *w);

/* write_meta.c: super blocks, groups and bitmaps, once all is known. */
int ext_meta_write(struct ext_writer *w);

#endif

/* read.h - what the parts of the ext2, ext3 and ext4 reader share. */
#ifndef EXT_READ_H
#define EXT_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext.h"
#include "source.h"
#include "tree.h"

/* One block of each use is kept: those of a map by their height. */
enum ext_cache {
	CACHE_MAP, /* and EXTENT_DEPTH more */
	CACHE_GROUPS = EXTENT_DEPTH + 1,
	CACHE_INODES,
	CACHE_VALUES, /* inodes that are attributes */
	CACHE_OTHER,
	CACHES
};

/* A regular file, folder or link, as its inode has it. */
struct ext_file {
	uint32_t number, flags;
	uint64_t at; /* the byte of the image where its inode is */
	uint64_t size;
	uint64_t blocks; /* that it says it has */
	uint64_t reached,
		spent; /* by ext_next(): blocks of it, and of the image */
	uint8_t root[I_BLOCK_SIZE];
	uint64_t more; /* of data in the inode: where what doesn't fit there */
	uint32_t more_size; /* is in the image, and its bytes */
};

/* Blocks that follow each other; block 0: a hole. */
struct ext_run {
	uint64_t block, count;
};

struct ext_image {
	struct source source;
	char *name;
	int fd;
	uint64_t size;
	uint32_t block; /* bytes */
	uint64_t blocks, first;
	uint32_t per_group, groups, inodes_per_group, inodes, first_inode;
	uint32_t inode, descriptor; /* bytes */
	uint32_t incompat, ro_compat, first_meta;
	uint32_t cluster_log; /* blocks of a cluster, as a power of 2 */
	uint64_t loads;	      /* blocks read into the caches */
	uint64_t folder_blocks, file_blocks, xattr_bytes; /* met so far */
	struct ext_file file;				  /* that is open */
	struct {
		uint64_t number; /* 0: none */
		uint8_t *data;
	} cache[CACHES];
};

/* -1, with a message: it is wrong at that byte. */
int ext_bad(struct ext_image *e, uint64_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* len bytes of the image. */
int ext_read(struct ext_image *e, void *buf, size_t len, uint64_t at);
/* A block, until the next one of that use. at: where its number was found. */
const uint8_t *ext_block(
	struct ext_image *e, int use, uint64_t number, uint64_t at);

/* read_inode.c: an inode's bytes, until the next one's of that use; *at is
 * their place. */
const uint8_t *ext_inode(
	struct ext_image *e, int use, uint32_t number, uint64_t *at);
/* What it has for blocks. */
void ext_file_of(const struct ext_image *e, const uint8_t *inode,
	uint32_t number, uint64_t at, struct ext_file *f);
/* The tree's inode, from the image's. */
int ext_take_inode(
	struct ext_image *e, struct tree *t, uint32_t number, struct inode *i);

/* read_map.c: what is at a block of a file, and behind it. */
int ext_find(struct ext_image *e, const struct ext_file *f, uint64_t logical,
	struct ext_run *run);
/* len bytes of a file. */
int ext_get(struct ext_image *e, const struct ext_file *f, void *buf,
	size_t len, uint64_t offset);
/* Of the open file, as struct source_type has it. */
int ext_next(
	struct ext_image *e, uint64_t offset, uint64_t *start, uint64_t *end);

/* read_xattr.c: where data in the inode goes on: f->more and more_size. */
void ext_find_more(
	const struct ext_image *e, const uint8_t *inode, struct ext_file *f);
/* To the tree's inode. */
int ext_take_xattrs(struct ext_image *e, struct tree *t, const uint8_t *inode,
	uint64_t at, struct inode *i);

#endif

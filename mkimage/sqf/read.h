/* read.h - the parts of the squashfs reader. What returns an int returns 0,
 * or -1 with a message. */
#ifndef SQF_READ_H
#define SQF_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "read_image.h"

struct tree;
struct inode;
struct source;

/* An inode, whatever its kind; at: what follows the fixed part. */
struct sqf_inode {
	uint32_t type, mode, uid, gid, seconds, number; /* type: basic */
	uint64_t size;		   /* of a file, a target, a list */
	uint64_t start;		   /* of a file's blocks */
	uint32_t fragment, offset; /* SQF_NONE: no fragment */
	uint32_t block, byte;	   /* of a list */
	uint32_t device, xattrs;
	uint64_t blocks; /* in the list of a file */
	bool extended;
	struct sqf_at at;
};

int sqf_inode_read(struct sqf_image *im, uint64_t ref, struct sqf_inode *i);

/* The target or attributes of i become the tree's. Memory for more than there
 * is left to take is an error. */
int sqf_take_memory(struct sqf_image *im, uint64_t where, uint64_t bytes);
int sqf_read_xattrs(struct sqf_image *im, uint32_t index, struct tree *t,
	struct inode *inode);
/* Its files are those of the tree's first source. */
int sqf_read_tree(struct sqf_image *im, struct tree *t);

/* Ends the image with it. */
struct source *sqf_source_new(struct sqf_image *im);

#endif

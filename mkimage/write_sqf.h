/* write_sqf.h - the parts of the squashfs writer. What returns an int returns
 * 0, or -1 with a message. */
#ifndef WRITE_SQF_H
#define WRITE_SQF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats.h"
#include "tree.h"

/* Bytes that grow. */
struct bytes {
	uint8_t *data;
	size_t len, room;
};

void *bytes_add(struct bytes *b, size_t len); /* len more, to be filled */

/* Metadata blocks, in memory until they are written. */
struct meta {
	struct packer *packer;
	size_t used; /* of raw */
	struct bytes packed;
	uint8_t raw[];
};

struct meta *meta_new(struct packer *packer);
void meta_free(struct meta *m);
void meta_add(struct meta *m, const void *data, size_t len);
uint64_t meta_here(struct meta *m); /* a reference to what comes next */
void meta_end(struct meta *m);	    /* close the last block */

/* Where a file's bytes are. Files with the same bytes share it. */
struct sqf_file {
	struct sqf_file *chain; /* in the table of contents */
	uint64_t hash, size;
	uint64_t start; /* position of the first block; 0: none */
	uint64_t holes; /* bytes in them */
	uint32_t fragment, offset;
	uint32_t count; /* of sizes: 0 is a hole, else length | BLOCK_RAW */
	uint32_t sizes[];
};

/* Where a directory's list is; goes into its inode. */
struct sqf_dir {
	uint64_t ref;
	uint64_t size;
	uint32_t folders; /* in it */
	uint32_t places;  /* in the index */
	struct bytes index;
};

struct sqf {
	struct tree *t;
	const struct options *options;
	struct out *o;
	uint32_t block;
	struct packer *packer; /* of metadata */
	struct meta *inodes, *dirs, *xattrs;
	struct bytes fragments, exports, ids, xattr_ids; /* tables */
	struct id_map *id_map;
	struct xattr_map *xattr_map;
	uint32_t inode_count;
	uint64_t root;
};

/* place of a regular file becomes its struct sqf_file, or 0. */
int sqf_put_data(struct sqf *s);

/* place, of a directory its struct sqf_dir, becomes a reference to the inode.
 */
int sqf_put_inode(struct sqf *s, const struct node *n);

/* Number all inodes in the order in which they are written. */
int sqf_put_tree(struct sqf *s);

/* The index of the id, or of the attributes (SQF_NONE: without). */
int sqf_id(struct sqf *s, uint32_t id, uint32_t *index);
int sqf_xattrs(struct sqf *s, const struct node *n, uint32_t *index);
void sqf_id_end(struct sqf *s);
void sqf_xattr_end(struct sqf *s);

int sqf_type(uint32_t mode); /* basic; -1: none */

/* "write PATH: what" */
int sqf_refuse(const struct sqf *s, const struct node *n, const char *what);

#endif

/* write.h - the parts of the squashfs writer. What returns an int returns
 * 0, or -1 with a message. */
#ifndef SQF_WRITE_H
#define SQF_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats.h"
#include "tree.h"
#include "write_file.h"
#include "write_meta.h"

/* Where a directory's list is; goes into its inode. */
struct sqf_dir {
	uint64_t ref;
	uint64_t size;
	uint32_t folders; /* in it */
	uint32_t places;  /* in the index */
	struct text index;
};

struct sqf {
	struct tree *t;
	const struct options *options;
	struct out *o;
	uint32_t block;
	struct packer *packer; /* of metadata */
	struct meta *inodes, *dirs, *xattrs;
	struct text fragments, exports, ids, xattr_ids; /* tables */
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
int sqf_id(struct sqf *s, const struct node *n, uint32_t id, uint32_t *index);
int sqf_xattrs(struct sqf *s, const struct node *n, uint32_t *index);
void sqf_id_end(struct sqf *s);
void sqf_xattr_end(struct sqf *s);

int sqf_type(uint32_t mode); /* basic; -1: none */

/* "write PATH: what" */
int sqf_cannot(const struct sqf *s, const struct node *n, const char *what);

#endif

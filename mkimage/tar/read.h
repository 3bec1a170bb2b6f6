/* read.h - what the parts of the tar reader share. */
#ifndef TAR_READ_H
#define TAR_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pieces.h"
#include "text.h"

struct inode;
struct input;
struct tree;

/* One file, from its header and what went before that. */
struct entry {
	struct inode *inode; /* has the attributes so far */
	char type;
	uint64_t size;	    /* of the bytes in the archive */
	uint64_t real_size; /* of a sparse file */
	/* pax had them, so that the header's don't count: */
	bool path, link, uid, gid, time, permissions;
	bool sparse, map_in_data;
	size_t for_all; /* bytes of attributes that global headers gave it */
};

struct reader {
	struct tree *t;
	const struct input *in;
	struct source *source;
	uint64_t at;		   /* the next byte to read */
	struct text path, link;	   /* of the entry */
	struct text global, local; /* pax records */
	bool long_path, long_link; /* GNU's own came before the header */
	struct piece *map;	   /* of a sparse file; at isn't set yet */
	size_t pieces, map_room;
	struct entry entry;
};

/* All return 0, or -1 with a message. */
int tar_text(struct reader *r, struct text *text, const void *from, size_t len);
int tar_read(struct reader *r, void *buf, size_t len, uint64_t offset);

/* Apply the records before the entry, and the global ones, to it. */
int pax_records(struct reader *r);

/* GNU's own sparse header; the more of it follows the header. */
int sparse_header(struct reader *r, const uint8_t *block);
/* The map that a pax sparse file begins with. */
int sparse_map_in_data(struct reader *r);
int sparse_add(struct reader *r, uint64_t offset, uint64_t length);
/* The entry's bytes are a map's pieces. */
int sparse_set(struct reader *r);

#endif

/* write.h - what the parts of the tar writer share. */
#ifndef TAR_WRITE_H
#define TAR_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct inode;
struct node;
struct out;
struct tree;

enum { TAR_CHUNK = 64 << 10 };

struct writer {
	struct tree *t;
	struct out *o;
	char *path;		  /* room for the longest there can be */
	const struct node *first; /* name of this file, if this is a further */
	struct text pax;	  /* records of the file at hand */
	bool binary;		  /* records say that names are in no charset */
	/* Of a file with holes, or empty; its lines but the first. */
	struct text map, lines;
	uint8_t chunk[TAR_CHUNK];
};

void pax_add(struct writer *w, const char *key, const void *value, size_t len);
void pax_number(struct writer *w, const char *key, uint64_t n);

/* Fill with zeros up to a block. */
int tar_pad(struct writer *w);

/* Look for holes in the open file, which isn't empty; if there are, *size is
 * that of the map and the rest. */
int tar_map(struct writer *w, const struct inode *i, uint64_t *size);
/* The map, if there is one, and the bytes. */
int tar_data(struct writer *w, const struct inode *i);

#endif

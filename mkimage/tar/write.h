/* write.h - what the parts of the tar writer share. */
#ifndef TAR_WRITE_H
#define TAR_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	char *pax; /* records of the file at hand, used bytes of them */
	size_t used, room;
	bool binary;	 /* records say that names are in no charset */
	const char *map; /* of a file with holes, or NULL: */
	char *map_text;
	size_t map_len, map_room;
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

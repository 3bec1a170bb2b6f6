/* write_data.h - the data of squashfs files, and those stored before. */
#ifndef SQF_WRITE_DATA_H
#define SQF_WRITE_DATA_H

#include "write.h"
#include "write_ring.h"

struct same;

struct data {
	struct sqf *s;
	struct ring *ring;
	struct same *same;
	uint8_t *fragment; /* the block of fragments that is being filled */
	size_t used;	   /* of it */
	uint8_t *spare;	   /* as large */
};

/* The blocks of a file, one after the other; start all 0, but inode and
 * block. */
struct walk {
	const struct inode *inode;
	uint32_t block;
	size_t len;	     /* of this one */
	uint64_t at;	     /* behind this one */
	uint64_t start, end; /* of what may be other than 0 */
	uint64_t hash;	     /* up to there, if wanted */
	bool hashed;
};

/* 1: it is in raw; 0: it is a hole, whether the source says so or not; -1 with
 * a message. */
int walk_next(struct walk *w, uint8_t *raw);

struct same *same_new(struct data *d);
void same_free(struct same *same);
/* There may be another file of that size, or has been one. */
bool same_wanted(const struct same *same, uint64_t size);
bool same_met(const struct same *same, uint64_t size);
/* A file has been stored, with its hash. */
void same_add(struct same *same, struct sqf_file *f);
/* The file that has the same bytes, or NULL, in *found: of one block at most,
 * which is in raw, or of an inode that is open. */
int same_small(struct data *d, const struct walk *w, const uint8_t *raw,
	struct sqf_file **found);
int same_large(struct data *d, const struct walk *w, struct sqf_file **found);

#endif

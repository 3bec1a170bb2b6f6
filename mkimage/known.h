/* known.h - inodes by the numbers that their source has for them: what is met
 * again is a further name of a file. */
#ifndef KNOWN_H
#define KNOWN_H

#include <stddef.h>
#include <stdint.h>

struct inode;

struct known_slot {
	uint64_t device, number;
	struct inode *inode; /* NULL: a free slot */
};

/* All zeros at first. */
struct known {
	struct known_slot *slots;
	size_t size, count;
};

/* NULL if it isn't known. A source with one device has any number for it. */
struct inode *known_find(
	const struct known *k, uint64_t device, uint64_t number);

/* One that isn't known yet. Ends the tool when there is no memory. */
void known_add(
	struct known *k, uint64_t device, uint64_t number, struct inode *inode);

/* Forget all. */
void known_end(struct known *k);

#endif

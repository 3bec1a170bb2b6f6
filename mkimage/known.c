/* known.c - inodes by the numbers that their source has for them. */
#include <stdlib.h>

#include "alloc.h"
#include "known.h"

/* Its own, or a free one. */
static struct known_slot *slot_of(
	const struct known *k, uint64_t device, uint64_t number)
{
	uint64_t hash =
		(number ^ (device << 32 | device >> 32)) * 0x9e3779b97f4a7c15u;
	size_t at = (size_t)(hash >> 32) & (k->size - 1);

	while (k->slots[at].inode && (k->slots[at].number != number ||
					     k->slots[at].device != device))
		at = (at + 1) & (k->size - 1);
	return &k->slots[at];
}

struct inode *known_find(
	const struct known *k, uint64_t device, uint64_t number)
{
	return k->size ? slot_of(k, device, number)->inode : NULL;
}

static void grow(struct known *k)
{
	struct known old = *k;

	k->size = old.size ? 2 * old.size : 1024;
	k->slots = xcalloc(k->size, sizeof *k->slots);
	for (size_t i = 0; i < old.size; i++) {
		const struct known_slot *s = &old.slots[i];

		if (s->inode)
			*slot_of(k, s->device, s->number) = *s;
	}
	free(old.slots);
}

void known_add(
	struct known *k, uint64_t device, uint64_t number, struct inode *inode)
{
	if (2 * k->count >= k->size)
		grow(k);
	*slot_of(k, device, number) =
		(struct known_slot){device, number, inode};
	k->count++;
}

void known_end(struct known *k)
{
	free(k->slots);
	*k = (struct known){NULL, 0, 0};
}

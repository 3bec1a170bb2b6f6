/* arena.c - memory that is freed all at once. */
#include <stdint.h>
#include <stdlib.h>

#include "alloc.h"
#include "arena.h"
#include "die.h"

/* Memory comes in pieces; only the newest, which is the first, has room. */
struct arena {
	struct arena *next;
	size_t left;
	char *at;
	uint64_t memory[];
};

enum { PIECE = 64 << 10 };

static struct arena *piece_new(size_t size, struct arena *next)
{
	struct arena *a = xcalloc(1, sizeof *a + size);

	a->next = next;
	a->left = size;
	a->at = (char *)a->memory;
	return a;
}

void *arena_alloc(struct arena **a, size_t size)
{
	struct arena *first = *a;
	void *p;

	if (size > SIZE_MAX / 2)
		die("allocate %zu bytes: out of memory", size);
	size = (size + 7) & ~(size_t)7;
	if (first && size > PIECE / 4) { /* a piece of its own */
		first->next = piece_new(size, first->next);
		first->next->left = 0;
		return first->next->memory;
	}
	if (!first || first->left < size)
		first = *a = piece_new(size > PIECE ? size : PIECE, first);
	p = first->at;
	first->at += size;
	first->left -= size;
	return p;
}

void arena_join(struct arena **a, struct arena *from)
{
	struct arena **last = a;

	while (*last)
		last = &(*last)->next;
	*last = from;
}

void arena_free(struct arena *a)
{
	while (a) {
		struct arena *next = a->next;

		free(a);
		a = next;
	}
}

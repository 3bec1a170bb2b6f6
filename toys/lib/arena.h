/* arena.h - memory that is freed all at once. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena; /* NULL: nothing yet */

/* Zeros, aligned for any number or pointer. Ends the tool when there are none.
 */
void *arena_alloc(struct arena **a, size_t size);

/* All of from goes with a. */
void arena_join(struct arena **a, struct arena *from);

void arena_free(struct arena *a);

#endif

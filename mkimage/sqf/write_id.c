/* write_id.c - the table of owners and groups. */
#include <stdlib.h>

#include "alloc.h"
#include "bytes.h"
#include "sqf.h"
#include "write.h"

enum { SLOTS = 1 << 17 }; /* twice as many as there may be ids */

struct id_map {
	uint32_t slots[SLOTS]; /* index + 1 in the table; 0: free */
};

int sqf_id(struct sqf *s, const struct node *n, uint32_t id, uint32_t *index)
{
	uint32_t at = (id ^ id >> 16) % SLOTS, *slots;
	uint32_t count = (uint32_t)(s->ids.len / 4);

	if (!s->id_map)
		s->id_map = xcalloc(1, sizeof *s->id_map);
	slots = s->id_map->slots;
	while (slots[at] && get32(s->ids.s + 4 * (slots[at] - 1)) != id)
		at = (at + 1) % SLOTS;
	if (!slots[at]) {
		if (count == SQF_IDS)
			return sqf_cannot(s, n, "more than 65,535 owners");
		put32(text_more(&s->ids, 4), id);
		slots[at] = count + 1;
	}
	*index = slots[at] - 1;
	return 0;
}

void sqf_id_end(struct sqf *s)
{
	free(s->id_map);
	free(s->ids.s);
}

/* write_meta.c - metadata blocks. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bytes.h"
#include "sqf.h"
#include "write_meta.h"

struct meta *meta_new(struct packer *packer)
{
	struct meta *m = xcalloc(1, sizeof *m + SQF_META_SIZE);

	m->packer = packer;
	return m;
}

void meta_free(struct meta *m)
{
	free(m->packed.s);
	free(m);
}

void meta_end(struct meta *m)
{
	uint8_t *to;
	size_t n;

	if (!m->used)
		return;
	to = text_more(&m->packed, 2 + m->used);
	n = pack(m->packer, m->raw, m->used, to + 2, m->used - 1);
	if (n) {
		put16(to, (uint32_t)n);
		m->packed.len -= m->used - n;
	} else {
		put16(to, (uint32_t)m->used | SQF_META_RAW);
		memcpy(to + 2, m->raw, m->used);
	}
	m->used = 0;
}

void meta_add(struct meta *m, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len) {
		size_t n = SQF_META_SIZE - m->used;

		if (n > len)
			n = len;
		memcpy(m->raw + m->used, p, n);
		m->used += n;
		p += n;
		len -= n;
		if (m->used == SQF_META_SIZE)
			meta_end(m);
	}
}

uint64_t meta_here(struct meta *m)
{
	return (uint64_t)m->packed.len << 16 | m->used;
}

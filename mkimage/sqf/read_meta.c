/* read_meta.c - metadata blocks of an image that nobody vouches for. */
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "at.h"
#include "bytes.h"
#include "job.h"
#include "read_image.h"

int sqf_bad(struct sqf_image *im, uint64_t offset, const char *what)
{
	return fail(im->job, "read %s: byte %llu: %s", im->name,
		(unsigned long long)offset, what);
}

int sqf_bytes(struct sqf_image *im, void *buf, size_t len, uint64_t offset)
{
	ssize_t n;

	if (offset > im->used || im->used - offset < len)
		return sqf_bad(im, offset, "leads out of the image");
	n = read_at(im->fd, buf, len, offset);
	if (n < 0)
		return fail(im->job, "read %s:", im->name);
	return n == (ssize_t)len
		       ? 0
		       : sqf_bad(im, offset + (uint64_t)n, "cut short");
}

static int load(
	struct sqf_image *im, uint64_t where, uint64_t end, struct sqf_meta *m)
{
	uint8_t head[2], packed[SQF_META_SIZE];
	uint32_t size, len;
	ssize_t n;

	if (sqf_bytes(im, head, sizeof head, where))
		return -1;
	size = get16(head);
	len = size & (SQF_META_RAW - 1);
	if (len == 0 || len > SQF_META_SIZE || end < where + 2 + len)
		return sqf_bad(im, where, "not a metadata block");
	if (sqf_bytes(im, packed, len, where + 2))
		return -1;
	m->where = 0;
	n = len;
	if (size & SQF_META_RAW)
		memcpy(m->data, packed, len);
	else
		n = unpack(im->packer, packed, len, m->data, sizeof m->data);
	if (n <= 0)
		return sqf_bad(im, where, "a damaged metadata block");
	m->where = where;
	m->next = where + 2 + len;
	m->len = (uint32_t)n;
	return 0;
}

static struct sqf_meta *find(struct sqf_image *im, const struct sqf_at *at)
{
	uint64_t hash = (at->where ^ at->where >> 12) * 0x9e3779b97f4a7c15u;
	struct sqf_meta **slot = &im->cache[hash >> 58], *m = *slot;

	if (!m)
		m = *slot = xcalloc(1, sizeof *m);
	if (m->where == at->where && m->where)
		return m;
	return load(im, at->where, at->end, m) ? NULL : m;
}

int sqf_meta_read(
	struct sqf_image *im, struct sqf_at *at, void *buf, size_t len)
{
	uint8_t *p = buf;

	while (len) {
		const struct sqf_meta *m = find(im, at);
		size_t n;

		if (!m)
			return -1;
		if (at->byte > m->len)
			return sqf_bad(
				im, at->where, "leads out of a metadata block");
		n = m->len - at->byte;
		if (n > len)
			n = len;
		memcpy(p, m->data + at->byte, n);
		p += n;
		len -= n;
		at->byte += (uint32_t)n;
		if (len) {
			at->where = m->next;
			at->byte = 0;
		}
	}
	return 0;
}

uint64_t sqf_meta_room(struct sqf_image *im, uint64_t start, uint64_t end)
{
	uint64_t room = 0;

	while (start + 2 < end) {
		uint8_t head[2];
		uint32_t len;

		if (sqf_bytes(im, head, sizeof head, start))
			break;
		len = get16(head) & (SQF_META_RAW - 1);
		if (len == 0 || len > SQF_META_SIZE)
			break;
		start += 2 + len;
		room += SQF_META_SIZE;
	}
	return room;
}

int sqf_entry(struct sqf_image *im, uint64_t list, uint64_t index, void *buf,
	size_t len)
{
	uint64_t per = SQF_META_SIZE / len;
	struct sqf_at at = {.end = list};
	uint8_t where[8];

	if (sqf_bytes(im, where, sizeof where, list + index / per * 8))
		return -1;
	at.where = get64(where);
	at.byte = (uint32_t)(index % per * len);
	return sqf_meta_read(im, &at, buf, len);
}

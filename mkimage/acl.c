/* acl.c - POSIX ACLs, as text. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "acl.h"
#include "bytes.h"
#include "digits.h"

enum { FIELDS = 5 }; /* default, type, who, rwx, who as a number */

struct field {
	const char *p;
	size_t len;
};

static bool is(const struct field *f, const char *text)
{
	return f->len == strlen(text) && memcmp(f->p, text, f->len) == 0;
}

/* The tag of a type; of users and groups, that of the owner. */
static uint32_t tag_of(const struct field *type)
{
	static const struct {
		const char *word, *letter;
		uint32_t tag;
	} types[] = {{"user", "u", ACL_USER_OBJ}, {"group", "g", ACL_GROUP_OBJ},
		{"mask", "m", ACL_MASK}, {"other", "o", ACL_OTHER}};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (is(type, types[i].word) || is(type, types[i].letter))
			return types[i].tag;
	return 0;
}

static bool number(const struct field *f, uint32_t *value)
{
	const char *p = f->p;
	uint64_t n;

	if (!f->len || !digits(&p, f->p + f->len, UINT32_MAX - 1, &n) ||
		p < f->p + f->len)
		return false;
	*value = (uint32_t)n;
	return true;
}

static bool permissions(const struct field *f, uint32_t *value)
{
	static const char letters[] = "rwx";

	*value = 0;
	for (size_t i = 0; i < 3; i++) {
		if (i >= f->len || (f->p[i] != letters[i] && f->p[i] != '-'))
			return false;
		*value = *value << 1 | (f->p[i] != '-');
	}
	return f->len == 3;
}

/* "default:" may stand before each. made_up is put for who has no number,
 * unless it is 0. */
static bool put_entry(const char *p, size_t len, uint32_t made_up, uint8_t *to)
{
	struct field f[FIELDS] = {{0}};
	uint32_t tag, rwx, who = (uint32_t)ACL_NOBODY;
	size_t n = 0, first;

	for (f[0].p = p; len; p++, len--) {
		if (*p != ':')
			f[n].len++;
		else if (++n == FIELDS)
			return false;
		else
			f[n].p = p + 1;
	}
	first = is(&f[0], "default") || is(&f[0], "d");
	tag = tag_of(&f[first]);
	if (!tag || !permissions(&f[first + 2], &rwx) || n > first + 3)
		return false;
	if (f[first + 1].len) {
		bool told = number(&f[first + 1], &who) ||
			    number(&f[first + 3], &who);

		if (tag > ACL_GROUP_OBJ || (!told && !made_up))
			return false;
		if (!told)
			who = made_up;
		tag <<= 1;
	} else if (n > first + 2) {
		return false;
	}
	put16(to, tag);
	put16(to + 2, rwx);
	put32(to + 4, who);
	return true;
}

/* By tag, then by who. */
static int by_tag(const void *a, const void *b)
{
	uint64_t x = (uint64_t)get16(a) << 32 | get32((const uint8_t *)a + 4);
	uint64_t y = (uint64_t)get16(b) << 32 | get32((const uint8_t *)b + 4);

	return (x > y) - (x < y);
}

/* Everybody has an entry, once; with more there is a mask. */
static bool is_whole(const uint8_t *acl, size_t used)
{
	uint32_t seen = 0, need = ACL_USER_OBJ | ACL_GROUP_OBJ | ACL_OTHER;

	for (size_t at = 4; at < used; at += ACL_ENTRY) {
		if (at > 4 && by_tag(acl + at - ACL_ENTRY, acl + at) == 0)
			return false;
		seen |= get16(acl + at);
	}
	if (seen & (ACL_USER | ACL_GROUP))
		need |= ACL_MASK;
	return (seen & need) == need;
}

size_t acl_from_text(const char *text, size_t len, bool nameless, uint8_t *to)
{
	const char *end = text + len;
	size_t used = 4;

	put32(to, ACL_VERSION);
	while (text < end) {
		const char *stop = text;

		while (stop < end && *stop != ',' && *stop != '\n')
			stop++;
		if (used == ACL_MOST ||
			!put_entry(text, (size_t)(stop - text),
				nameless ? (uint32_t)ACL_NOBODY - (uint32_t)used
					 : 0,
				to + used))
			return 0;
		used += ACL_ENTRY;
		text = stop + 1;
	}
	qsort(to + 4, (used - 4) / ACL_ENTRY, ACL_ENTRY, by_tag);
	return is_whole(to, used) ? used : 0;
}

/* The mask stands where a mode has the group. */
uint32_t acl_mode(const uint8_t *acl, size_t len)
{
	uint32_t mode = 0;

	for (size_t at = 4; at < len; at += ACL_ENTRY) {
		uint32_t tag = get16(acl + at), rwx = get16(acl + at + 2) & 7;

		if (tag == ACL_MASK)
			mode &= 0707;
		if (tag == ACL_MASK || tag == ACL_GROUP_OBJ)
			mode |= rwx << 3;
		else if (tag == ACL_USER_OBJ || tag == ACL_OTHER)
			mode |= tag == ACL_OTHER ? rwx : rwx << 6;
	}
	return mode;
}

uint32_t acl_mode_without(uint32_t mode, const uint8_t *acl, size_t len)
{
	uint32_t group = mode >> 3 & 7, mask = 7;

	for (size_t at = 4; at + ACL_ENTRY <= len; at += ACL_ENTRY) {
		uint32_t tag = get16(acl + at), rwx = get16(acl + at + 2) & 7;

		if (tag == ACL_GROUP_OBJ)
			group = rwx;
		if (tag == ACL_MASK)
			mask = rwx;
	}
	return (mode & ~(uint32_t)070) | (group & mask) << 3;
}

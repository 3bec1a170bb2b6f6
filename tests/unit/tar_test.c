/* tar_test.c - read_tar() of small archives: as they are, cut at every byte,
 * with every byte changed, and with records that don't fit together. The oracle
 * for what is right is write_tar(): tests/image/tar.sh asks others about that.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "archive.h"
#include "tap.h"
#include "tar/tar.h"

static void header_sum(uint8_t *b)
{
	char text[16];

	snprintf(text, sizeof text, "%06o", tar_sum(b));
	memcpy(b + TAR_CHKSUM, text, 7);
}

/* A header, with its checksum; the bytes follow by hand. */
static size_t header(uint8_t *b, const char *name, char type, size_t size)
{
	char text[16];

	memset(b, 0, TAR_BLOCK);
	memcpy(b, name, strlen(name));
	memcpy(b + TAR_MODE, "0000644", 7);
	memcpy(b + TAR_UID, "0000000", 7);
	memcpy(b + TAR_GID, "0000000", 7);
	snprintf(text, sizeof text, "%011zo", size);
	memcpy(b + TAR_SIZE, text, 11);
	memcpy(b + TAR_MTIME, "00000000000", 11);
	b[TAR_TYPE] = (uint8_t)type;
	header_sum(b);
	return TAR_BLOCK;
}

/* A pax header with these records, and a file of 1024 bytes behind it. */
static void pax(const char *records, int want, const char *why)
{
	static uint8_t b[6 * TAR_BLOCK + 2 * TAR_BLOCK];
	struct job job = {.why = ""};
	size_t len = 0;
	int got;

	memset(b, 0, sizeof b);
	len += header(b, "PaxHeader", 'x', strlen(records));
	memcpy(b + len, records, strlen(records));
	len += TAR_BLOCK;
	len += header(b + len, "file", '0', 2 * TAR_BLOCK);
	memcpy(b + len, "1\n0\n4\ntext", 6);
	got = read_bytes(&job, read_tar, b, sizeof b, NULL);
	OK(got == want && !!strstr(job.why, why), "%.*s: %s",
		(int)strcspn(records, "\n"), records,
		job.why[0] ? job.why : "read");
}

/* Without the zeros at its end: what others' last file may look like. */
static void without_end(char type, size_t size, size_t bytes, const char *why)
{
	static uint8_t b[8 * TAR_BLOCK];
	struct job job = {.why = ""};
	size_t len = header(b, "file", '0', 0);
	int got;

	len += header(b + len, "last", type, size);
	memcpy(b + len - TAR_BLOCK + TAR_LINK, "file", type == '1' ? 5 : 0);
	header_sum(b + len - TAR_BLOCK);
	memset(b + len, 0, bytes);
	got = read_bytes(&job, read_tar, b, len + bytes, NULL);
	OK(got == (*why ? -1 : 0) && !!strstr(job.why, why),
		"no end, %zu of %zu bytes in the last, of type %c: %s", bytes,
		size, type, job.why[0] ? job.why : "read");
}

static void numbers(void)
{
	int64_t n = 1;

	OK(tar_number((const uint8_t *)"0000644", 8, &n) && n == 0644, "octal");
	OK(tar_number((const uint8_t *)"   7 ", 8, &n) && n == 7, "blanks");
	OK(!tar_number((const uint8_t *)"00008", 8, &n), "no octal");
	OK(tar_number((const uint8_t *)"\x80\0\0\0\0\0\1\2", 8, &n) && n == 258,
		"base 256");
	OK(tar_number((const uint8_t *)"\xff\xff\xff\xff\xff\xff\xff\xfe", 8,
		   &n) &&
			n == -2,
		"base 256, negative");
	OK(!tar_number((const uint8_t *)"\x80\0\1\0\0\0\0\0\0\0\0\0", 12, &n),
		"base 256, too large");
}

int main(void)
{
	PLAN(6 + 16 + 8 + 3);
	numbers();
	pax("11 path=ab\n", 0, "");
	pax("12 path=../\n", -1, "goes up");
	pax("11 path=ab ", -1, "a wrong pax header");
	pax("99 path=ab\n", -1, "a wrong pax header");
	pax("4 a\n", -1, "a wrong pax header");
	pax("path=ab\n", -1, "a wrong pax header");
	pax("12 size=1x\n", -1, "a wrong pax header");
	pax("11 size=1x\n", -1, "a wrong pax record: size");
	pax("26 size=99999999999999999\n", -1, "cut short");
	pax("18 uid=4294967296\n", -1, "a wrong pax record: uid");
	pax("17 mtime=-1.25.1\n", -1, "a wrong pax record: mtime");
	pax("22 GNU.sparse.major=1\n", -1, "without its size");
	pax("22 GNU.sparse.major=1\n25 GNU.sparse.realsize=3\n", -1,
		"a wrong map");
	pax("22 GNU.sparse.major=1\n25 GNU.sparse.realsize=4\n", 0, "");
	pax("25 GNU.sparse.size=90000\n26 GNU.sparse.map=9,1,0,1\n", -1,
		"a wrong map");
	pax("18 SCHILY.xattr.=\n", -1, "");

	without_end('0', 0, 0, "");
	without_end('0', 1024, 1024, "");
	without_end('1', 0, 0, "");
	without_end('1', 1024, 0, ""); /* some tell the size of the file */
	without_end('0', 1024, 512, "cut short");
	without_end('0', 1000, 1000, "cut short"); /* for others, too */
	without_end('L', 512, 512, "cut short");
	without_end('x', 0, 0, "cut short");
	damage(read_tar, write_tar, true, 6);
	return done();
}

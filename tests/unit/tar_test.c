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

/* A file with an entry's records, behind global ones: what it is then. */
static struct inode *with_global(
	struct tree **t, struct job *job, const char *global, const char *own)
{
	static uint8_t b[16 * TAR_BLOCK];
	size_t len = 0;

	memset(b, 0, sizeof b);
	for (int i = 0; i < 2; i++) {
		const char *records = i ? own : global;

		if (!*records)
			continue;
		len += header(
			b + len, "PaxHeader", i ? 'x' : 'g', strlen(records));
		memcpy(b + len, records, strlen(records));
		len += (strlen(records) + TAR_BLOCK - 1) / TAR_BLOCK *
		       TAR_BLOCK;
	}
	header(b + len, "file", '0', 0);
	*t = NULL;
	if (read_bytes(job, read_tar, b, sizeof b, t) || !(*t)->root->children)
		return NULL;
	return (*t)->root->children->inode;
}

/* An empty value takes the key back: then it is as if nobody had said it. */
static void taken_back(const char *global, const char *own)
{
	struct job job = {.why = ""};
	struct tree *t;
	struct inode *i = with_global(&t, &job, global, own);

	OK(i && strcmp(t->root->children->name, "file") == 0 && !i->size &&
			!i->uid && !i->gid && !i->seconds &&
			(i->mode & 07777) == 0644 && !i->xattrs,
		"taken back: %.*s, %.*s", (int)strcspn(global, "\n"), global,
		(int)strcspn(own, "\n"), own);
	tree_free(t);
}

static void global_attributes(void)
{
	struct job job = {.why = ""};
	char most[5000];
	struct inode *i;
	struct tree *t;

	i = with_global(&t, &job, "23 SCHILY.xattr.user.a=b\n", "");
	OK(!i, "a record of a wrong length is none");
	tree_free(t);
	job.why[0] = 0;
	i = with_global(&t, &job,
		"25 SCHILY.xattr.user.a=b\n25 SCHILY.xattr.user.c=d\n",
		"24 SCHILY.xattr.user.a=\n");
	OK(i && i->xattrs && i->xattrs->next && !i->xattrs->next->next,
		"attributes of all files: %s", job.why);
	OK(i && i->xattrs->length == 0 && i->xattrs->next->length == 1,
		"an empty attribute is one, in the place of a global one");
	tree_free(t);
	memset(most, 'x', sizeof most);
	memcpy(most, "4200 SCHILY.xattr.user.a=", 25);
	strcpy(most + 4199, "\n");
	i = with_global(&t, &job, most, "");
	OK(!i && strstr(job.why, "attributes for all files"),
		"many of them would be many times as many: %s", job.why);
	tree_free(t);
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
	PLAN(6 + 16 + 11 + 4 + 8 + 3);
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

	taken_back("11 path=ab\n", "8 path=\n");
	taken_back("11 path=ab\n8 path=\n", "");
	taken_back("", "11 path=ab\n8 path=\n");
	taken_back("12 mtime=77\n", "9 mtime=\n");
	taken_back("9 uid=77\n", "7 uid=\n");
	taken_back("9 gid=77\n", "7 gid=\n");
	taken_back("11 size=77\n", "8 size=\n");
	taken_back("15 linkpath=zz\n", "13 linkpath=\n");
	taken_back("12 uname=ab\n", "9 uname=\n");
	taken_back("42 SCHILY.acl.access=u::rwx,g::rwx,o::rwx\n",
		"22 SCHILY.acl.access=\n");
	taken_back("9 uid=xy\n", "7 uid=\n"); /* whatever it was */
	global_attributes();
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

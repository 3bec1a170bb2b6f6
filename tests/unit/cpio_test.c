/* cpio_test.c - read_cpio() of a small archive: as it is, cut at every byte and
 * with every byte changed. tests/image/cpio.sh asks others what is right. */
#include <ctype.h>

#include "archive.h"
#include "tap.h"

static void fault(const char *bytes, size_t size, const char *why)
{
	struct job job = {.why = ""};
	int r = read_bytes(&job, read_cpio, bytes, size, NULL);

	OK(r && strstr(job.why, why), "%s", job.why[0] ? job.why : "read");
}

enum { HEADER = 110, ROOM = 256, AT_CHECK = HEADER - 8 };

/* A header of a file of no bytes, with this name; zeros behind it. */
static void header(char *text, const char *path, unsigned mode)
{
	size_t len = strlen(path) + 1;
	int n = snprintf(text, ROOM,
		"070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08zX%08X",
		1, mode, 0, 0, 1, 0, 0, 0, 0, 0, 0, len, 0);

	memset(text + n, 0, ROOM - (size_t)n);
	memcpy(text + n, path, len);
}

static void name(const char *path, unsigned mode, const char *why)
{
	char text[ROOM];

	header(text, path, mode);
	fault(text, sizeof text, why);
}

/* Every byte but a hexadecimal digit, which C's isxdigit(3) knows, is no part
 * of a number. */
static void digits(void)
{
	char text[ROOM];
	int taken = 0;

	header(text, "a", 0100644);
	for (int c = 0; c < 256; c++) {
		struct job job = {.why = ""};

		text[AT_CHECK] = (char)c;
		read_bytes(&job, read_cpio, text, sizeof text, NULL);
		if (!strstr(job.why, "a wrong number") != !!isxdigit(c))
			taken++;
	}
	IS_INT(taken, 0, "numbers have hexadecimal digits, nothing else");
}

int main(void)
{
	PLAN(10);
	damage(read_cpio, write_cpio, false, 0);
	fault("0707", 4, "cut short");
	name("a/../../b", 0100644, "a path that goes up");
	name("", 0100644, "a folder and another file");
	name("a", 0, "a file of mode 0");
	name("a", 0120777, "a symbolic link of 0 bytes");
	name("a", 0100644, "no cpio header"); /* what follows it */
	digits();
	return done();
}

/* cpio_test.c - read_cpio() of a small archive: as it is, cut at every byte and
 * with every byte changed. tests/image/cpio.sh asks others what is right. */
#include "archive.h"
#include "tap.h"

static void fault(const char *bytes, size_t size, const char *why)
{
	struct job job = {.why = ""};
	int r = read_bytes(&job, read_cpio, bytes, size, NULL);

	OK(r && strstr(job.why, why), "%s", job.why[0] ? job.why : "read");
}

/* A header of a file of no bytes, with this name. */
static void name(const char *path, unsigned mode, const char *why)
{
	char text[256];
	size_t len = strlen(path) + 1;
	int n = snprintf(text, sizeof text,
		"070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08zX%08X",
		1, mode, 0, 0, 1, 0, 0, 0, 0, 0, 0, len, 0);

	memset(text + n, 0, sizeof text - (size_t)n);
	memcpy(text + n, path, len);
	fault(text, sizeof text, why);
}

int main(void)
{
	PLAN(9);
	damage(read_cpio, write_cpio, false);
	fault("0707", 4, "cut short");
	name("a/../../b", 0100644, "a path that goes up");
	name("", 0100644, "a folder and another file");
	name("a", 0, "a file of mode 0");
	name("a", 0120777, "a symbolic link of 0 bytes");
	name("a", 0100644, "no cpio header"); /* what follows it */
	return done();
}

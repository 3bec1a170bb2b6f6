/* miniconfig_kconfig_fuzz.c - Kconfig files of any bytes: scanner, macros,
 * parser, links, values and what is written, in both dialects. The first byte
 * says which of them. No command is run. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "miniconfig/config.h"
#include "miniconfig/parse.h"
#include "miniconfig/shell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int shell_run(struct tree *t, const char *command, struct text *out)
{
	(void)t;
	text_puts(out, command[0] == 'y' ? "y" : "");
	return 0;
}

/* "source x" reads some more of the same language. */
static int read_some(struct tree *t, const char *name, struct text *x)
{
	(void)t;
	errno = ENOENT;
	if (strcmp(name, "x") != 0)
		return -1;
	text_puts(x, "config X\n\tbool \"x\"\n");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tree *t = tree_new();
	struct config none = {0};
	struct text out = {0};
	char *text;

	if (size) {
		t->old_words = data[0] & 1;
		t->old_choices = data[0] & 3;
		if (!t->old_words)
			t->version = t->old_choices ? 601 : 701;
		t->old_ranges = t->old_constants = data[0] & 16;
		t->old_unequal = data[0] & 16;
		t->family = data[0] & 4 ? BUSYBOX : LINUX;
		text = strndup((const char *)data + 1, size - 1);
		if (parse_text(t, "f", text, strlen(text), read_some) == 0) {
			config_apply(t, &none, data[0] & 8 ? DEFAULTS : ALL_NO);
			config_write(t, &out, true);
		}
		free(text);
	}
	text_free(&out);
	tree_free(t);
	return 0;
}

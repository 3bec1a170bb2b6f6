/* miniconfig_config_fuzz.c - a .config of any bytes: what is taken from it is
 * written, read back, and must be the same then; and so when it is shrunk. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "miniconfig/config.h"
#include "miniconfig/parse.h"
#include "miniconfig/shell.h"
#include "miniconfig/shrink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char kconfig[] =
	"config MODULES\n\tbool \"m\"\n\tmodules\n"
	"config T\n\ttristate \"t\"\n\tselect U\n\timply V if B\n"
	"config U\n\ttristate\nconfig V\n\ttristate \"v\"\n"
	"config B\n\tbool \"b\" if T\n\tdefault y\n"
	"config I\n\tint \"i\"\n\trange 5 50\n\tdefault 7 if B\n"
	"config H\n\thex \"h\"\nconfig S\n\tstring \"s\"\n\tdepends on I > 9\n"
	"choice\n\tprompt \"c\"\n\tdefault D\nconfig C\n\tbool \"c\"\n"
	"config D\n\tbool \"d\"\n\tdepends on B\nconfig E\n\tbool \"e\"\nendchoice\n";

int shell_run(struct tree *t, const char *command, struct text *out)
{
	(void)t;
	(void)command;
	(void)out;
	return -1;
}

static int no_source(struct tree *t, const char *name, struct text *x)
{
	(void)t;
	(void)name;
	(void)x;
	return -1;
}

static void write_again(
	struct tree *t, struct config *c, enum base base, struct text *out)
{
	text_clear(out);
	config_apply(t, c, base);
	config_write(t, out, false);
}

static void must_be(const struct text *a, const struct text *b)
{
	if (a->len != b->len || memcmp(a->s, b->s, a->len) != 0)
		abort();
}

static void round_trip(struct tree *t, struct config *c, enum base base)
{
	struct text first = {0}, second = {0};
	struct config back = {0};

	write_again(t, c, base, &first);
	if (config_parse(t, &back, "back", first.s, first.len) < 0)
		abort();
	write_again(t, &back, base, &second);
	must_be(&first, &second);
	shrink_lines(t, &back, 0, base);
	write_again(t, &back, base, &second);
	must_be(&first, &second);
	config_free(&back);
	text_free(&first);
	text_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tree *t = tree_new();
	struct config c = {0};

	if (size) {
		t->old_choices = data[0] & 1;
		t->version = t->old_choices ? 601 : 612;
		if (parse_text(t, "k", kconfig, sizeof kconfig - 1, no_source))
			abort();
		if (config_parse(
			    t, &c, "f", (const char *)data + 1, size - 1) == 0)
			round_trip(t, &c, data[0] & 2 ? DEFAULTS : ALL_NO);
	}
	config_free(&c);
	tree_free(t);
	return 0;
}

/* miniconfig_config_test.c - the lines of a .config, what they make of a
 * symbol, and what is written: toys/miniconfig/config.c and write.c.
 * The oracle is the form itself, worked out by hand, and that what is written
 * reads back. */
#include "miniconfig/config.h"
#include "miniconfig/parse.h"
#include "miniconfig/value.h"
#include "tap.h"

static const char kconfig[] = "config B\n\tbool \"b\"\n"
			      "config T\n\ttristate \"t\"\n"
			      "config I\n\tint \"i\"\n"
			      "config H\n\thex \"h\"\n"
			      "config S\n\tstring \"s\"\n"
			      "config -D-\n\tbool \"d\"\n";

/* Nothing is sourced. */
static int no_source(struct tree *t, const char *name, struct text *x)
{
	(void)t;
	(void)name;
	(void)x;
	return -1;
}

/* What is written for a line, without what is n, 0 or empty anyway, in a tree
 * of Linux of that version. */
static void takes_in(int version, const char *line, const char *want)
{
	struct tree *t = tree_new();
	struct config c = {0};
	struct text x = {0};
	struct sym *s;

	t->version = version;
	parse_text(t, "Kconfig", kconfig, sizeof kconfig - 1, no_source);
	text_clear(&x);
	if (config_parse(t, &c, "f", line, strlen(line)) < 0) {
		text_puts(&x, t->error);
	} else {
		config_apply(t, &c, ALL_NO);
		s = c.n ? c.entry[c.n - 1].sym : NULL;
		if (s && s->said) {
			value_of(t, s);
			config_line(t, s, &x);
			x.s[--x.len] = 0;
		}
	}
	IS_STR(x.s, want, line);
	text_free(&x);
	config_free(&c);
	tree_free(t);
}

static void takes(const char *line, const char *want)
{
	takes_in(612, line, want);
}

static const char not_one[] = "f:1: not a line like CONFIG_NAME=value";

int main(void)
{
	PLAN(32);
	takes("CONFIG_B=y", "CONFIG_B=y");
	takes("CONFIG_B=n", "# CONFIG_B is not set");
	takes("# CONFIG_B is not set", "# CONFIG_B is not set");
	takes("# CONFIG_B is not set here", "");
	takes_in(607, "# CONFIG_B is not set here", "# CONFIG_B is not set");
	takes("# B is not set", "");
	takes("#CONFIG_B is not set", "");
	takes("CONFIG_B=m", "");
	takes("CONFIG_B=", "");
	takes("CONFIG_T=m", "CONFIG_T=y");
	takes("CONFIG_T=yes", "CONFIG_T=y");
	takes("CONFIG_I=12", "CONFIG_I=12");
	takes("CONFIG_I=-12", "CONFIG_I=-12");
	takes("CONFIG_I=012", "");
	takes("CONFIG_I=0x12", "");
	takes("CONFIG_I=", "");
	takes("CONFIG_H=0xfF", "CONFIG_H=0xfF");
	takes("CONFIG_H=ff", "CONFIG_H=ff");
	takes("CONFIG_H=0x", "");
	takes("CONFIG_S=\"a b\"", "CONFIG_S=\"a b\"");
	takes("CONFIG_S=\"a\\\"b\\\\c\"", "CONFIG_S=\"a\\\"b\\\\c\"");
	takes("CONFIG_S=\"a\" b", "CONFIG_S=\"a\"");
	takes("CONFIG_S=\"a", "");
	takes("CONFIG_S=a", "");
	takes("CONFIG_NONE=y", "");
	takes("CONFIG_-D-=y", "CONFIG_-D-=y");
	takes("# CONFIG_-D- is not set", "# CONFIG_-D- is not set");
	takes("CONFIG_B=n\nCONFIG_B=y", "CONFIG_B=y");
	takes("\n  \nCONFIG_B=y\n", "CONFIG_B=y");
	takes("B=y", not_one);
	takes(" CONFIG_B=y", not_one);
	takes("CONFIG_B+=y", not_one);
	return done();
}

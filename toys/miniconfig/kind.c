/* kind.c - which program's tree a folder is, and how its build would
 * ask conf. */
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "die.h"
#include "kind.h"
#include "macro.h"
#include "parse.h"
#include "value.h"
#include "say.h"

static bool has(struct tree *t, const char *name)
{
	struct text path = {0};
	bool found;

	text_printf(&path, "%s/%s", t->dir, name);
	found = access(path.s, R_OK) == 0;
	text_free(&path);
	return found;
}

static int read_plain(struct tree *t, const char *name, struct text *x)
{
	struct text path = {0};
	int r;

	if (*name == '/')
		return text_read(x, name);
	text_printf(&path, "%s/%s", t->dir, name);
	r = text_read(x, path.s);
	text_free(&path);
	return r;
}

/* The value of an assignment to name in a Makefile, or "". */
static const char *make_value(
	struct tree *t, const char *makefile, const char *name)
{
	size_t len = strlen(name), n;
	const char *p = makefile;

	while (p && *p) {
		if (!strncmp(p, name, len)) {
			const char *v = p + len + strspn(p + len, " \t:");

			if (*v == '=') {
				v++;
				v += strspn(v, " \t");
				n = strcspn(v, "\n");
				while (n && isspace((unsigned char)v[n - 1]))
					n--;
				return tree_intern(t, v, n);
			}
		}
		p = strchr(p, '\n');
		p += p ? 1 : 0;
	}
	return "";
}

/* What the command line says stands before everything. */
static void take_words(struct tree *t, char *const *word, int n)
{
	for (int i = 0; i < n; i++) {
		const char *eq = strchr(word[i], '=');

		env_set(t, tree_intern(t, word[i], (size_t)(eq - word[i])),
			eq + 1);
	}
}

const char *kind_value(struct tree *t, const char *makefile, const char *name)
{
	struct text x = {0};
	const char *value = "";

	if (read_plain(t, makefile, &x) == 0)
		value = make_value(t, x.s, name);
	text_free(&x);
	return value;
}

bool kind_says(struct tree *t, const char *file, const char *text)
{
	struct text x = {0};
	bool says = read_plain(t, file, &x) == 0 && strstr(x.s, text);

	text_free(&x);
	return says;
}

void kind_version(struct tree *t, const char *makefile, const char *major,
	const char *minor, const char *as)
{
	struct text x = {0}, version = {0};

	if (read_plain(t, makefile, &x) < 0)
		text_clear(&x);
	text_printf(&version, "%s.%s.%s%s", make_value(t, x.s, major),
		make_value(t, x.s, minor), make_value(t, x.s, "SUBLEVEL"),
		make_value(t, x.s, "EXTRAVERSION"));
	env_default(t, as, version.s);
	text_free(&x);
	text_free(&version);
}

const char *kind_mapped(const struct pair *pair, const char *s)
{
	for (; pair->from; pair++)
		if (!strncmp(s, pair->from, strlen(pair->from)))
			return pair->to;
	return s;
}

const char *kind_machine(const struct pair *pair)
{
	static struct utsname u;

	return uname(&u) < 0 ? "" : kind_mapped(pair, u.machine);
}

static void uclibc_environment(struct tree *t)
{
	static const struct pair machines[] = {{"i486", "i386"},
		{"i586", "i386"}, {"i686", "i386"}, {"sparc", "sparc"},
		{"arm", "arm"}, {"sh", "sh"}, {"s390x", "s390"},
		{"parisc", "hppa"}, {"ppc", "powerpc"}, {"mips", "mips"},
		{"xtensa", "xtensa"}, {NULL, NULL}};

	if (!env_get(t, "ARCH"))
		env_set(t, "ARCH", kind_machine(machines));
	kind_version(
		t, "Rules.mak", "MAJOR_VERSION", "MINOR_VERSION", "VERSION");
}

/* In uClibc-ng's title $NAME is a symbol's value. */
static void expand_title(struct tree *t)
{
	const char *s = t->title ? t->title : "uClibc Configuration";
	struct text x = {0};

	text_clear(&x);
	value_forget(t);
	while (*s) {
		struct sym *sym = NULL;
		size_t n = 0;

		while (*s == '$' &&
			(isalnum((unsigned char)s[n + 1]) || s[n + 1] == '_'))
			n++;
		if (!n) {
			text_add(&x, s++, 1);
			continue;
		}
		sym = tree_find(t, tree_intern(t, s + 1, n));
		if (sym) {
			value_of(t, sym);
			text_puts(&x, value_text(sym));
		}
		s += n + 1;
	}
	t->title = tree_intern(t, x.s, x.len);
	text_free(&x);
}

/* Is the folder a tree that we know? It says so in t. Many have Kconfig files:
 * the last name is one that others don't have. */
static bool find_family(struct tree *t)
{
	static const char *const names[][3] = {
		[LINUX] = {"Makefile", "Kconfig", "init/Kconfig"},
		[UCLIBC] = {"Rules.mak", "extra", "extra/Configs/Config.in"},
		[BUSYBOX] = {"Makefile", "Config.in", "libbb"},
		{"Makefile", "Config.in", "toys.h"}, /* toybox */
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!has(t, names[i][0]) || !has(t, names[i][1]) ||
			!has(t, names[i][2]))
			continue;
		t->toybox = i > BUSYBOX;
		t->family = t->toybox ? BUSYBOX : (enum family)i;
		t->old_words = t->old_choices = t->old_ranges = i != LINUX;
		if (i == UCLIBC)
			t->prefix = "";
		return true;
	}
	return false;
}

/* Another file to begin with may be given. What runs in a path that make would
 * take apart fails, and so make refuses to begin. */
static int read_linux(struct tree *t)
{
	struct place none = {0};
	const char *start;

	if (t->dir[strcspn(t->dir, " \t\n:")])
		return tree_fail(t, none,
			"read %s: Linux's make takes no path with a blank or a "
			"colon",
			t->dir);
	linux_environment(t);
	start = env_get(t, "KBUILD_KCONFIG");
	return parse_tree(t, start && *start ? start : "Kconfig", read_plain);
}

/* What depends on the compiler is found out by a script of toybox's. */
static int read_toybox(struct tree *t)
{
	struct place none = {0};

	if (!has(t, "generated/Config.in"))
		return tree_fail(t, none,
			"read %s: generated/Config.in is missing; toybox's "
			"scripts/genconfig.sh makes it",
			t->dir);
	return parse_tree(t, "Config.in", read_plain);
}

static int read_family(struct tree *t, char *const *word, int n)
{
	take_words(t, word, n);
	if (t->family == LINUX)
		return read_linux(t);
	if (t->toybox)
		return read_toybox(t);
	if (t->family == BUSYBOX) {
		kind_version(t, "Makefile", "VERSION", "PATCHLEVEL",
			"KERNELVERSION");
		return parse_tree(t, "Config.in", busybox_read);
	}
	uclibc_environment(t);
	if (parse_tree(t, "extra/Configs/Config.in", read_plain) < 0)
		return -1;
	expand_title(t);
	return 0;
}

struct tree *kind_open(const char *dir, char *const *word, int n)
{
	struct tree *t = tree_new();
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *path = realpath(dir, NULL);

	if (!path || here < 0) {
		say("open %s:", dir);
	} else {
		t->dir = tree_intern(t, path, strlen(path));
		if (!find_family(t))
			say("read %s: it is no tree of Linux, BusyBox, toybox or uClibc-ng",
				dir);
		else if (read_family(t, word, n) < 0)
			say("%s", t->error);
		else
			goto out;
	}
	tree_free(t);
	t = NULL;
out:
	/* A command was run somewhere else. */
	if (here >= 0 && (fchdir(here) < 0 || close(here) < 0))
		die("go back:");
	free(path);
	return t;
}

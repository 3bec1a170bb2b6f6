/* miniconfig.c - the smallest configuration that is exactly yours: options and
 * commands. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "about.h"
#include "alloc.h"
#include "die.h"
#include "io.h"
#include "check.h"
#include "config.h"
#include "kind.h"
#include "need.h"
#include "shrink.h"
#include "value.h"

static const char usage[] =
	"usage: miniconfig expand [-d] TREE MINI... [NAME=VALUE...]\n"
	"       miniconfig shrink [-dV] [-k MINI] TREE .config [NAME=VALUE...]\n"
	"       miniconfig check [-d] [-c .config] TREE MINI... [NAME=VALUE...]\n"
	"       miniconfig why [-d] TREE SYMBOL MINI... [NAME=VALUE...]\n"
	"       miniconfig need [-d] TREE SYMBOL MINI... [NAME=VALUE...]\n"
	"       miniconfig diff [-d] TREE MINI MINI [NAME=VALUE...]\n"
	"\n"
	"A miniconfig has the lines that one would have to answer, starting from\n"
	"allnoconfig. TREE is the source of Linux, BusyBox, toybox or uClibc-ng; all\n"
	"that its Kconfig files say is taken as its own conf takes it.\n"
	"\n"
	"expand    print the full .config that MINI stands for; of several, a later\n"
	"          line counts\n"
	"shrink    print the MINI of a .config: it expands to just that, and none of\n"
	"          its lines can go\n"
	"check     tell of each line that is unknown, refused, changed, ignored,\n"
	"          overridden or redundant, and why; the exit status is 1 if one\n"
	"          wasn't granted, but for those that a later line overrides; and, as\n"
	"          conf warns, of each symbol that is selected in spite of its\n"
	"          dependencies\n"
	"why       tell where a symbol's value comes from, and if it is selected, the\n"
	"          way back to the line that began it\n"
	"need      print lines that make a symbol y when they follow MINI, and of which\n"
	"          none can go; nothing if it is y already. The exit status is 1 if\n"
	"          there are none, with the reason\n"
	"diff      print the lines that two of them don't have in common\n"
	"\n"
	"-d        start from the defaults (defconfig) instead of allnoconfig;\n"
	"          `expand -d` of an older .config updates it\n"
	"-V        verify the outcome: expand it, and again without each line\n"
	"-k MINI   leave out, too, what these lines say already\n"
	"-c FILE   is it granted in this .config?\n"
	"-h, -V    print this, or the version; so do --help and --version\n"
	"\n"
	"A MINI or .config that is - is standard input. NAME=VALUE is what one would\n"
	"say to make: ARCH=arm64, CROSS_COMPILE=..., LLVM=1, CC=...,\n"
	"KBUILD_KCONFIG=... The environment counts as it does there.\n"
	"\n"
	"Exit status: 0 done, 1 failed, 2 wrong usage.\n";

struct options {
	enum base base;
	bool verify;
	const char **keep, *against;
	int n_keep;
};

struct job {
	struct options o;
	char **file; /* MINI, or what else is no NAME=VALUE */
	int n_files;
	bool input_taken;
	struct tree *t;
	struct text out;
};

static void print(const struct text *x)
{
	if (x->len && write_all(STDOUT_FILENO, x->s, x->len) < 0)
		die("write the output:");
}

static void add_lines(struct job *j, struct config *c, const char *file)
{
	bool is_input = !strcmp(file, "-");
	struct text x = {0};

	if (is_input && j->input_taken)
		die_usage("read -: standard input is there only once");
	j->input_taken |= is_input;
	if (is_input)
		file = "standard input";
	if ((is_input ? text_read_all(&x, STDIN_FILENO) : text_read(&x, file)) <
		0)
		die("read %s:", file);
	if (config_parse(j->t, c, file, x.s, x.len) < 0)
		die("%s", j->t->error);
	text_free(&x);
}

static void add_files(struct job *j, struct config *c, int from, int to)
{
	for (int i = from; i < to; i++)
		add_lines(j, c, j->file[i]);
}

static int do_expand(struct job *j)
{
	struct config c = {0};

	add_files(j, &c, 0, j->n_files);
	config_apply(j->t, &c, j->o.base);
	config_write(j->t, &j->out, true);
	config_free(&c);
	return 0;
}

/* ---- shrink */

static bool has_line(const struct config *c, size_t first, const char *name)
{
	for (size_t i = first; i < c->n; i++)
		if (c->entry[i].name == name)
			return true;
	return false;
}

/* What is wrong with the .config, which isn't the tree's own from line i on. */
static void die_unlike(struct job *j, const struct config *c, size_t first,
	const struct config *own, size_t i)
{
	const struct entry *want = i < own->n ? &own->entry[i] : NULL;
	const struct entry *e = first + i < c->n ? &c->entry[first + i] : NULL;
	const char *is = "leaves it out";

	if (want && (!e || !has_line(c, first, want->name)))
		die("shrink %s: %s%s is missing; try expand -d", j->file[0],
			j->t->prefix, want->name);
	if (!e->sym || !e->sym->menu)
		die("%s:%d: %s: unknown: the tree has no such symbol; try "
		    "expand -d",
			e->at.file, e->at.line, e->text);
	if (want && want->name == e->name)
		die("%s:%d: %s: the tree makes it %s; try expand -d",
			e->at.file, e->at.line, e->text, want->text);
	if (has_line(own, 0, e->name))
		is = "has it at another place";
	die("%s:%d: %s: the tree %s; try expand -d", e->at.file, e->at.line,
		e->text, is);
}

/* What the tree writes must be what the .config has, line for line. */
static void must_be_own(struct job *j, const struct config *c, size_t first,
	const struct text *text)
{
	struct config own = {0};
	size_t i, n = c->n - first;

	if (config_parse(j->t, &own, "the tree's", text->s, text->len) < 0)
		die("%s", j->t->error);
	for (i = 0; i < own.n && i < n; i++)
		if (own.entry[i].text != c->entry[first + i].text)
			break;
	if (i < own.n || i < n)
		die_unlike(j, c, first, &own, i);
	config_free(&own);
}

static bool gives(struct job *j, struct config *c, const struct text *want)
{
	struct text x = {0};
	bool same;

	text_clear(&x);
	config_apply(j->t, c, j->o.base);
	config_write(j->t, &x, false);
	same = x.len == want->len && !memcmp(x.s, want->s, x.len);
	text_free(&x);
	return same;
}

static void verify(
	struct job *j, struct config *c, size_t first, const struct text *want)
{
	for (size_t i = first; i < c->n; i++) {
		struct entry *e = &c->entry[i];

		if (e->off)
			continue;
		e->off = true;
		if (gives(j, c, want))
			die("shrink %s: %s could go, too", j->file[0], e->text);
		e->off = false;
	}
}

static int do_shrink(struct job *j)
{
	struct config c = {0};
	struct text want = {0};
	size_t first;

	if (j->n_files != 1)
		die_usage("shrink: one .config; see miniconfig -h");
	for (int i = 0; i < j->o.n_keep; i++)
		add_lines(j, &c, j->o.keep[i]);
	first = c.n;
	add_lines(j, &c, j->file[0]);
	config_apply(j->t, &c, j->o.base);
	config_write(j->t, &want, false);
	must_be_own(j, &c, first, &want);
	shrink_lines(j->t, &c, first, j->o.base);
	if (!gives(j, &c, &want))
		die("shrink %s: what is left doesn't give it", j->file[0]);
	if (j->o.verify)
		verify(j, &c, first, &want);
	for (size_t i = first; i < c.n; i++)
		if (!c.entry[i].off)
			text_printf(&j->out, "%s\n", c.entry[i].text);
	text_free(&want);
	config_free(&c);
	return 0;
}

/* ---- the others */

static int do_check(struct job *j)
{
	struct config c = {.comments = true}, against = {0};
	bool bad;

	add_files(j, &c, 0, j->n_files);
	if (j->o.against)
		add_lines(j, &against, j->o.against);
	bad = check_lines(
		j->t, &c, j->o.against ? &against : NULL, j->o.base, &j->out);
	config_free(&c);
	config_free(&against);
	return bad;
}

/* The first word after TREE, with or without CONFIG_. */
static struct sym *named_symbol(struct job *j, const char *what)
{
	const char *name = j->file[0];
	size_t prefix = strlen(j->t->prefix);
	struct sym *s;

	if (!strncmp(name, j->t->prefix, prefix))
		name += prefix;
	s = tree_find(j->t, name);
	if (!s || !s->menu)
		die("%s %s: the tree has no such symbol", what, name);
	return s;
}

static int do_need(struct job *j)
{
	struct sym *s = named_symbol(j, "need");
	struct config c = {0};

	if (!is_tri(s))
		die("need %s: it is no bool or tristate, so it is never y",
			s->name);
	add_files(j, &c, 1, j->n_files);
	if (!need_lines(j->t, &c, s, j->o.base, &j->out))
		die("need %s: %s", s->name, j->out.s);
	config_free(&c);
	return 0;
}

static int do_why(struct job *j)
{
	struct sym *s = named_symbol(j, "explain");
	struct config c = {0};

	add_files(j, &c, 1, j->n_files);
	config_apply(j->t, &c, j->o.base);
	why(j->t, s, &j->out);
	config_free(&c);
	return 0;
}

/* Each symbol's line, or nothing. */
static char **all_lines(struct job *j, int file)
{
	struct text x = {0};
	struct config c = {0};
	size_t n = 0;
	char **line;

	for (struct sym *s = j->t->syms; s; s = s->next)
		n++;
	line = tree_alloc(j->t, n * sizeof *line);
	add_files(j, &c, file, file + 1);
	config_apply(j->t, &c, j->o.base);
	n = 0;
	for (struct sym *s = j->t->syms; s; s = s->next, n++) {
		value_of(j->t, s);
		text_clear(&x);
		if (s->write && s->name && !s->is_choice)
			config_line(j->t, s, &x);
		line[n] = tree_dup(j->t, x.s, x.len);
	}
	text_free(&x);
	config_free(&c);
	return line;
}

static int do_diff(struct job *j)
{
	char **a, **b;
	size_t n = 0;

	if (j->n_files != 2)
		die_usage("diff: two miniconfigs; see miniconfig -h");
	a = all_lines(j, 0);
	b = all_lines(j, 1);
	for (struct sym *s = j->t->syms; s; s = s->next, n++) {
		if (!strcmp(a[n], b[n]))
			continue;
		if (*a[n])
			text_printf(&j->out, "-%s", a[n]);
		if (*b[n])
			text_printf(&j->out, "+%s", b[n]);
	}
	return 0;
}

static const struct command {
	const char *name, *options;
	int files; /* at least */
	int (*run)(struct job *j);
} commands[] = {
	{"expand", ":dh", 1, do_expand},
	{"shrink", ":dVk:h", 1, do_shrink},
	{"check", ":dc:h", 1, do_check},
	{"why", ":dh", 2, do_why},
	{"need", ":dh", 2, do_need},
	{"diff", ":dh", 2, do_diff},
};

static void read_options(
	struct job *j, const struct command *command, int argc, char **argv)
{
	int option;

	opterr = 0;
	while ((option = getopt(argc, argv, command->options)) != -1) {
		if (option == 'd')
			j->o.base = DEFAULTS;
		else if (option == 'V')
			j->o.verify = true;
		else if (option == 'k')
			j->o.keep[j->o.n_keep++] = optarg;
		else if (option == 'c')
			j->o.against = optarg;
		else if (option == 'h')
			exit(write_all(STDOUT_FILENO, usage, sizeof usage - 1) <
				0);
		else if (option == ':')
			die_usage("%s -%c: what it needs is missing; see "
				  "miniconfig -h",
				command->name, optopt);
		else
			die_usage("%s -%c: no such option; see miniconfig -h",
				command->name, optopt);
	}
}

/* NAME=VALUE, and no file. */
static bool is_variable(const char *word)
{
	size_t n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				"abcdefghijklmnopqrstuvwxyz0123456789");

	return n && word[n] == '=';
}

/* make takes a line of a configuration, too, and does nothing with it. */
static void must_be_variables(struct tree *t, char *const *word, int n)
{
	for (int i = 0; i < n; i++) {
		const char *eq = strchr(word[i], '=');
		struct sym *s = tree_find(
			t, tree_intern(t, word[i], (size_t)(eq - word[i])));
		bool is_line = s && s->menu && !s->hidden;

		if (*t->prefix)
			is_line =
				!strncmp(word[i], t->prefix, strlen(t->prefix));
		if (is_line)
			die_usage("%s: this is a line for a MINI, and nothing "
				  "that make is told",
				word[i]);
	}
}

static void run(const struct command *command, int argc, char **argv)
{
	struct job j = {0};
	const char *dir;
	int n = 0, status;

	j.file = xcalloc((size_t)argc, sizeof *j.file);
	j.o.keep = xcalloc((size_t)argc, sizeof *j.o.keep);
	read_options(&j, command, argc, argv);
	dir = argv[optind];
	/* Variables gather at the beginning of argv, for kind_open. */
	for (int i = optind + 1; i < argc; i++) {
		if (is_variable(argv[i]))
			argv[n++] = argv[i];
		else
			j.file[j.n_files++] = argv[i];
	}
	if (!dir || j.n_files < command->files)
		die_usage("%s: words are missing; see miniconfig -h",
			command->name);
	j.t = kind_open(dir, argv, n);
	if (!j.t)
		exit(1);
	must_be_variables(j.t, argv, n);
	status = command->run(&j);
	print(&j.out);
	text_free(&j.out);
	tree_free(j.t);
	free(j.file);
	free(j.o.keep);
	exit(status);
}

int main(int argc, char **argv)
{
	int status = about(argv, usage);

	if (status >= 0)
		return status;
	if (argc > 1 && !strcmp(argv[1], "-h"))
		return write_all(STDOUT_FILENO, usage, sizeof usage - 1) < 0;
	for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands;
		i++)
		if (!strcmp(argv[1], commands[i].name))
			run(&commands[i], argc - 1, argv + 1);
	if (argc > 1)
		die_usage("%s: no such command; see miniconfig -h", argv[1]);
	die_usage("a command is missing; see miniconfig -h");
}

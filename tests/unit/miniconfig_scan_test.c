/* miniconfig_scan_test.c - the scanner of toys/miniconfig/scan.c: statements
 * told as one line each. The oracle is the language, worked out by hand. */
#include "miniconfig/macro.h"
#include "miniconfig/scan.h"
#include "tap.h"

static const char *const marks[] = {[TK_OPEN] = "(",
	[TK_CLOSE] = ")",
	[TK_NOT] = "!",
	[TK_AND] = "&&",
	[TK_OR] = "||",
	[TK_EQ] = "=",
	[TK_NE] = "!=",
	[TK_LT] = "<",
	[TK_LE] = "<=",
	[TK_GT] = ">",
	[TK_GE] = ">=",
	[TK_SET] = ":=",
	[TK_APPEND] = "+="};

struct row {
	const char *name, *text, *want;
	bool old;
};

/* Tokens with a blank after each, quoted ones in '', statements end in ';'. */
static const struct row rows[] = {
	{"words", "config A\n\tbool\n", "config A ;bool ;", false},
	{"marks", "if A&&!(B||C!=m)\n", "if A && ! ( B || C != m ) ;", false},
	{"comparisons", "a<b<=c>d>=e=f", "a < b <= c > d >= e = f ;", false},
	{"quotes", "x \"a 'b'\" 'c \"d\"'\n", "x 'a 'b'' 'c \"d\"' ;", false},
	{"escapes", "x \"a\\\"b\\\\\\n\"\n", "x 'a\"b\\n' ;", false},
	{"an open quote", "x \"a\ny\n", "x 'a' ;y ;", false},
	{"comments", "# a\nx # b\n\n  # c\n", "x ;", false},
	{"a line goes on", "x \\\n y\n", "x y ;", false},
	{"no newline at the end", "x", "x ;", false},
	{"nothing", "", "", false},
	{"blanks", " \t\n\n", "", false},
	{"a value", "a =  b # c\n", "a = [b # c];", false},
	{"an empty one", "a :=\n", "a := [];", false},
	{"more of it", "a += $(b)\n", "a += [$(b)];", false},
	{"a macro", "a = x y\nb $(a)z \"<$(a)>\"\n",
		"a = [x y];b x yz '<x y>' ;", false},
	{"an empty one is no word", "a $(none) b\n", "a b ;", false},
	{"a dollar", "a \"$b\"\n", "a '$b' ;", false},
	{"what is unknown", "a ? b\n", "a b ;", false},
	{"older: paths", "source a/b.in\n", "source a/b.in ;", true},
	{"older: dashes", "\t---help---\n", "help ;", true},
	{"older: no macros", "a \"$(b)\"\n", "a '$(b)' ;", true},
};

static void describe(const struct scan *s, struct text *out)
{
	for (const struct token *k = s->tok; k->kind != TK_END; k++) {
		if (k->kind == TK_WORD)
			text_printf(out, "%s ", k->text);
		else if (k->kind == TK_QUOTED)
			text_printf(out, "'%s' ", k->text);
		else
			text_printf(out, "%s ", marks[k->kind]);
	}
	if (s->value)
		text_printf(out, "[%s]", s->value);
	text_puts(out, ";");
}

/* Assignments are the parser's: here one that is enough for the rows. */
static void scan_row(const struct row *row)
{
	struct tree *t = tree_new();
	struct text out = {0};
	struct scan s;

	t->old_words = row->old;
	text_clear(&out);
	scan_open(&s, t, "x", row->text, strlen(row->text));
	while (scan_statement(&s)) {
		describe(&s, &out);
		if (s.value && s.tok[1].kind == TK_EQ)
			macro_assign(t, s.at, s.tok[0].text, '=', s.value);
	}
	IS_STR(out.s, row->want, row->name);
	scan_close(&s);
	text_free(&out);
	tree_free(t);
}

/* What follows a help text of two statements. */
static void help(const char *name, const char *text, const char *want, int line)
{
	struct tree *t = tree_new();
	struct text out = {0};
	struct scan s;

	text_clear(&out);
	scan_open(&s, t, "x", text, strlen(text));
	scan_statement(&s);
	scan_help(&s);
	s.n = 0;
	while (scan_statement(&s))
		describe(&s, &out);
	IS_STR(out.s, want, name);
	IS_INT(s.line, line, "and counts its lines");
	scan_close(&s);
	text_free(&out);
	tree_free(t);
}

int main(void)
{
	enum { ROWS = sizeof rows / sizeof *rows };

	PLAN(ROWS + 12);
	for (int i = 0; i < ROWS; i++)
		scan_row(&rows[i]);
	help("help", "help\n  a\n  b\nc\n", "c ;", 5);
	help("help: deeper, and empty lines", "help\n  a\n\n    b\n\nc\n",
		"c ;", 7);
	help("help: less deep", "help\n    a\n  c\n", "c ;", 4);
	help("help: tabs", "help\n\ta\n        b\n    c\n", "c ;", 5);
	help("help: not indented", "help\na\nc\n", "c ;", 4);
	help("help: none", "help\n", "", 2);
	return done();
}

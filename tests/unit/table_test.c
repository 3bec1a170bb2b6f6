/* table_test.c - init/table.c: columns of lines as /proc has them, of any
 * length. The oracle is proc_pid_mountinfo(5)'s word on escapes: \ and three
 * octal digits. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io.h"
#include "table.h"
#include "tap.h"

static char path[] = "/tmp/table_test.XXXXXX";

static void put(const char *text, size_t len)
{
	if (truncate(path, 0) || write_file(path, text))
		abort();
	OK(len == strlen(text), "the table is whole");
}

/* The next line's column into word. */
static int next(struct table *t, int column, char *word, size_t len)
{
	int r = table_line(t);

	table_skip(t, column);
	table_word(t, word, len);
	return r;
}

static struct table open_table(void)
{
	struct table t;

	if (table_open(&t, path))
		abort();
	return t;
}

static void columns(void)
{
	static const char text[] = "none /a\\040b tmpfs\n"
				   "  7 \t 0   1024 loop0\n"
				   "\n"
				   "one\\134two\\011\\012 x\\";
	static const char *const want[][3] = {
		{"none", "7", ""},
		{"/a b", "0", ""},
		{"tmpfs", "1024", ""},
	};
	char word[32];

	put(text, sizeof text - 1);
	for (int column = 0; column < 3; column++) {
		struct table t = open_table();

		for (int line = 0; line < 3; line++) {
			IS_INT(next(&t, column, word, sizeof word), 0,
				"there is a line");
			IS_STR(word, want[column][line], "its column");
		}
		table_close(&t);
	}
}

/* One after the other, and no further than the line's end. */
static void in_turn(void)
{
	struct table t = open_table();
	char a[32], b[32], c[32];

	table_word(&t, a, sizeof a);
	IS_STR(a, "", "nothing before the first line");
	table_line(&t);
	table_word(&t, a, sizeof a);
	table_skip(&t, 1);
	table_word(&t, b, sizeof b);
	table_word(&t, c, sizeof c);
	IS_STR(a, "none", "the first");
	IS_STR(b, "tmpfs", "the third");
	IS_STR(c, "", "no fourth");
	table_line(&t);
	table_word(&t, a, sizeof a);
	IS_STR(a, "7", "then the next line's");
	table_close(&t);
}

static void ends(void)
{
	struct table t = open_table();
	char word[32], four[4];

	for (int line = 0; line < 3; line++)
		next(&t, 0, word, sizeof word);
	IS_INT(next(&t, 0, word, sizeof word), 0,
		"a last line without its newline");
	IS_STR(word, "one\\two\t\n", "blanks and backslashes");
	IS_INT(next(&t, 0, word, sizeof word), -1, "then the end");
	table_close(&t);
	t = open_table();
	next(&t, 2, four, sizeof four);
	IS_STR(four, "tmp", "a word too long is cut");
	table_close(&t);
	IS_INT(table_open(&t, "/nonexistent/table"), -1, "no table");
}

/* Lines longer than the buffer, and words across its end. */
static void longer(void)
{
	static char text[20000], word[8000];
	struct table t;
	int bad = 0;

	memset(text, 'x', sizeof text - 1);
	for (size_t i = 1000; i < 9000; i += 7)
		text[i] = ' ';
	text[9000] = '\n';
	text[17000] = ' ';
	put(text, sizeof text - 1);
	t = open_table();
	bad |= next(&t, 1143, word, sizeof word);
	IS_STR(word, "xxxxx", "a column far out");
	bad |= next(&t, 0, word, sizeof word);
	IS_INT((long)strlen(word), 7999, "a long word");
	IS_INT(bad, 0, "no error");
	table_close(&t);
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	PLAN(33);
	columns();
	in_turn();
	ends();
	longer();
	unlink(path);
	return done();
}

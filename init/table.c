/* table.c - the tables of /proc: a line a thing, its columns in blanks.
 *
 * Read through a small buffer, so that a table may have any length. */
#include <fcntl.h>
#include <unistd.h>

#include "io.h"
#include "table.h"

int table_open(struct table *t, const char *path)
{
	t->at = t->end = 0;
	t->in_line = 0;
	t->fd = open(path, O_RDONLY | O_CLOEXEC);
	return t->fd < 0 ? -1 : 0;
}

void table_close(struct table *t)
{
	close(t->fd);
}

static int fill(struct table *t)
{
	ssize_t n;

	if (t->at < t->end)
		return 0;
	n = read_all(t->fd, t->buf, sizeof t->buf);
	if (n <= 0)
		return -1;
	t->at = 0;
	t->end = (size_t)n;
	return 0;
}

/* Of the line; -1 at its end. */
static int next_char(struct table *t)
{
	int c = -1;

	if (!t->in_line)
		return -1;
	if (!fill(t))
		c = (unsigned char)t->buf[t->at++];
	t->in_line = c >= 0 && c != '\n';
	return t->in_line ? c : -1;
}

int table_line(struct table *t)
{
	while (t->in_line)
		next_char(t);
	t->in_line = !fill(t);
	return t->in_line ? 0 : -1;
}

/* Undo the \040 escapes in place. */
static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++, to++) {
		*to = *s;
		if (s[0] == '\\' && s[1] && s[2] && s[3]) {
			*to = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 |
				     (s[3] - '0'));
			s += 3;
		}
	}
	*to = 0;
}

static int is_blank(int c)
{
	return c == ' ' || c == '\t';
}

void table_word(struct table *t, char *word, size_t len)
{
	size_t n = 0;
	int c;

	do {
		c = next_char(t);
	} while (is_blank(c));
	for (; c >= 0 && !is_blank(c); c = next_char(t))
		if (n + 1 < len)
			word[n++] = (char)c;
	word[n] = 0;
	unescape(word);
}

void table_skip(struct table *t, int columns)
{
	char word[2];

	while (columns-- > 0)
		table_word(t, word, sizeof word);
}

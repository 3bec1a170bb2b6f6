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
	t->fd = open(path, O_RDONLY | O_CLOEXEC);
	return t->fd < 0 ? -1 : 0;
}

void table_close(struct table *t)
{
	close(t->fd);
}

static int next_char(struct table *t)
{
	if (t->at == t->end) {
		ssize_t n = read_all(t->fd, t->buf, sizeof t->buf);

		if (n <= 0)
			return -1;
		t->at = 0;
		t->end = (size_t)n;
	}
	return (unsigned char)t->buf[t->at++];
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

int table_next(struct table *t, int column, char *word, size_t len)
{
	int c = next_char(t), blank = 1, at = -1;
	size_t n = 0;

	if (c < 0)
		return -1;
	for (; c >= 0 && c != '\n'; c = next_char(t)) {
		int was = blank;

		blank = c == ' ' || c == '\t';
		at += was && !blank;
		if (at == column && !blank && n + 1 < len)
			word[n++] = (char)c;
	}
	word[n] = 0;
	unescape(word);
	return 0;
}

/* words.c - command lines that grow.
 *
 * Quoting in response files is GCC's: a backslash quotes the next character
 * everywhere, within '...' too, which the shell doesn't do. */
#include <ctype.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "words.h"
#include "die.h"
#include "io.h"

char *text(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("allocate memory:");
	return s;
}

char *read_text(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t room = 4096, len = 0;
	char *buf = xmalloc(room);
	ssize_t n;

	if (fd < 0)
		goto out;
	while ((n = read_all(fd, buf + len, room - len)) > 0) {
		len += (size_t)n;
		if (len == room)
			buf = xrealloc(buf, room *= 2);
	}
	close(fd);
	if (n == 0) {
		buf[len] = 0;
		return buf;
	}
out:
	free(buf);
	return NULL;
}

void words_add(struct words *w, const char *word)
{
	if (w->room < w->n + 2) {
		w->room = 2 * w->room + 16;
		w->at = xrealloc(w->at, w->room * sizeof *w->at);
	}
	w->at[w->n++] = xstrdup(word);
	w->at[w->n] = NULL;
}

void words_append(struct words *w, const struct words *more)
{
	for (size_t i = 0; i < more->n; i++)
		words_add(w, more->at[i]);
}

/* Copy the first word of s without its quotes to to: where it ends. */
static const char *unquote(char *to, const char *s)
{
	char quote = 0;

	for (; *s && (quote || !isspace((unsigned char)*s)); s++) {
		if (*s == '\\' && s[1])
			*to++ = *++s;
		else if (*s == quote)
			quote = 0;
		else if (!quote && (*s == '\'' || *s == '"'))
			quote = *s;
		else
			*to++ = *s;
	}
	*to = 0;
	return s;
}

void words_split(struct words *w, const char *s)
{
	char *word = xmalloc(strlen(s) + 1);

	for (;;) {
		while (isspace((unsigned char)*s))
			s++;
		if (!*s)
			break;
		s = unquote(word, s);
		words_add(w, word);
	}
	free(word);
}

void words_expand(struct words *w, char **from, size_t n, int level)
{
	for (size_t i = 0; i < n; i++) {
		char *file = *from[i] == '@' ? read_text(from[i] + 1) : NULL;
		struct words inner = {0};

		if (!file) {
			words_add(w, from[i]);
			continue;
		}
		if (level == 32)
			die("expand %s: nested too deep", from[i]);
		words_split(&inner, file);
		words_expand(w, inner.at, inner.n, level + 1);
		free(file);
	}
}

/* One word, in quotes if the shell would take any of it for more. */
static void print_word(const char *s)
{
	if (*s && !s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"
			       "abcdefghijklmnopqrstuvwxyz+,-./:=@")]) {
		fputs(s, stderr);
		return;
	}
	fputc('\'', stderr);
	for (; *s; s++) {
		if (*s == '\'')
			fputs("'\\''", stderr);
		else
			fputc(*s, stderr);
	}
	fputc('\'', stderr);
}

void words_print(const struct words *w)
{
	for (size_t i = 0; i < w->n; i++) {
		if (i)
			fputc(' ', stderr);
		print_word(w->at[i]);
	}
	fputc('\n', stderr);
}

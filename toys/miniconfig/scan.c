/* scan.c - a Kconfig file as statements, each a row of tokens.
 *
 * A statement is a line, or several with a backslash at their ends. There are
 * two dialects. In the current one $(...) is expanded where it stands, and what
 * comes of it is no more looked at: it is one word, or part of one, or of
 * quoted text. The older one has no macros, leaves out what it doesn't know,
 * and takes . and / for letters. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "macro.h"
#include "scan.h"

void scan_open(struct scan *s, struct tree *t, const char *file,
	const char *text, size_t len)
{
	*s = (struct scan){.t = t, .p = text, .end = text + len, .line = 1};
	s->at.file = file;
}

void scan_close(struct scan *s)
{
	free(s->tok);
	text_free(&s->word);
}

static void push(
	struct scan *s, enum token_kind kind, const char *text, size_t len)
{
	if (s->n == s->size) {
		s->size = s->size ? s->size * 2 : 16;
		s->tok = xrealloc(s->tok, s->size * sizeof *s->tok);
	}
	s->tok[s->n].kind = kind;
	s->tok[s->n].made = NULL;
	s->tok[s->n++].text = text ? tree_intern(s->t, text, len) : NULL;
}

static int peek(const struct scan *s, size_t ahead)
{
	return (size_t)(s->end - s->p) > ahead ? (unsigned char)s->p[ahead] : 0;
}

static const char *line_end(const struct scan *s)
{
	const char *nl = memchr(s->p, '\n', (size_t)(s->end - s->p));

	return nl ? nl : s->end;
}

static bool is_letter(const struct scan *s, int c)
{
	if (isalnum(c) || c == '_')
		return true;
	if (!s->t->old_words)
		return c == '-';
	return s->n && (c == '-' || c == '.' || c == '/');
}

/* After a '$': what it stands for goes to the end of s->word. */
static void expand(struct scan *s)
{
	struct place at = {s->at.file, s->line};

	macro_expand(s->t, at, &s->p, line_end(s), &s->word);
}

/* How the last token is written, which began at start. */
static void note_made(struct scan *s, bool made, const char *start)
{
	if (made)
		s->tok[s->n - 1].made =
			tree_intern(s->t, start, (size_t)(s->p - start));
}

static void scan_word(struct scan *s)
{
	const char *start = s->p;
	bool made = false;

	text_clear(&s->word);
	while (s->p < s->end && !*s->t->error) {
		if (is_letter(s, peek(s, 0))) {
			text_add(&s->word, s->p++, 1);
		} else if (*s->p == '$' && !s->t->old_words) {
			s->p++;
			expand(s);
			made = true;
		} else {
			break;
		}
	}
	/* An expansion may be nothing, and then it is no word. */
	if (!s->word.len)
		return;
	push(s, TK_WORD, s->word.s, s->word.len);
	note_made(s, made, start);
}

static void scan_quoted(struct scan *s)
{
	const char *start = s->p;
	int quote = *s->p++;
	bool made = false;

	text_clear(&s->word);
	while (s->p < s->end && *s->p != '\n' && !*s->t->error) {
		int c = (unsigned char)*s->p++;

		if (c == quote)
			break;
		if (c == '$' && !s->t->old_words) {
			expand(s);
			made = true;
			continue;
		}
		if (c == '\\' && s->p < s->end && *s->p != '\n')
			c = (unsigned char)*s->p++;
		else if (c == '\\')
			continue;
		text_add(&s->word, &(char){(char)c}, 1);
	}
	push(s, TK_QUOTED, s->word.s, s->word.len);
	note_made(s, made, start);
}

static const struct {
	char text[3];
	enum token_kind kind;
} marks[] = {{"&&", TK_AND}, {"||", TK_OR}, {"!=", TK_NE}, {"<=", TK_LE},
	{">=", TK_GE}, {":=", TK_SET}, {"+=", TK_APPEND}, {"(", TK_OPEN},
	{")", TK_CLOSE}, {"!", TK_NOT}, {"=", TK_EQ}, {"<", TK_LT},
	{">", TK_GT}};

static bool scan_mark(struct scan *s)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t len = strlen(marks[i].text);

		if ((size_t)(s->end - s->p) < len ||
			memcmp(s->p, marks[i].text, len) != 0)
			continue;
		s->p += len;
		push(s, marks[i].kind, NULL, 0);
		return true;
	}
	return false;
}

/* NAME = value: all of the line that is left, expanded later. */
static void scan_value(struct scan *s)
{
	const char *end = line_end(s);

	if (s->t->old_words || s->n != 2 || s->tok[0].kind != TK_WORD ||
		(s->tok[1].kind != TK_EQ && s->tok[1].kind != TK_SET &&
			s->tok[1].kind != TK_APPEND))
		return;
	while (s->p < end && (*s->p == ' ' || *s->p == '\t'))
		s->p++;
	s->value = tree_intern(s->t, s->p, (size_t)(end - s->p));
	s->p = end;
}

/* The older dialect's first word is made of fewer letters, and what isn't one
 * is left out: "---help---" is help. */
static void skip_to_command(struct scan *s)
{
	while (s->p < s->end && *s->p != '\n' &&
		!isalnum((unsigned char)*s->p) && *s->p != '_')
		s->p++;
}

/* One token, or nothing where a blank or something unknown is. */
static void scan_token(struct scan *s)
{
	int c = peek(s, 0);

	if (c == '#') {
		s->p = line_end(s);
	} else if (c == '\\' && peek(s, 1) == '\n') {
		s->p += 2;
		s->line++;
	} else if (c == '"' || c == '\'') {
		scan_quoted(s);
	} else if (s->t->old_words && !strncmp(s->p, "---", 3) &&
		   !is_letter(s, peek(s, 3))) {
		s->p += 3;
	} else if (is_letter(s, c) || (c == '$' && !s->t->old_words)) {
		scan_word(s);
	} else if (!scan_mark(s)) {
		s->p++;
	}
}

bool scan_statement(struct scan *s)
{
	s->n = 0;
	s->value = NULL;
	while (!*s->t->error) {
		if (!s->n) {
			while (peek(s, 0) == ' ' || peek(s, 0) == '\t')
				s->p++;
			if (s->t->old_words && peek(s, 0) != '#')
				skip_to_command(s);
			s->at.line = s->line;
		}
		if (s->p >= s->end && !s->n)
			return false;
		if (s->p >= s->end || *s->p == '\n') {
			s->cut = s->p >= s->end;
			if (!s->cut) {
				s->p++;
				s->line++;
			}
			if (!s->n)
				continue;
			push(s, TK_END, NULL, 0);
			s->next = s->tok;
			return true;
		}
		scan_token(s);
		scan_value(s);
	}
	return false;
}

/* How far a line is indented, where tabs stop at every eighth column; s->p goes
 * past the blanks. */
static int indentation(struct scan *s)
{
	int column = 0;

	for (; s->p < s->end && (*s->p == ' ' || *s->p == '\t'); s->p++)
		column = *s->p == '\t' ? (column & ~7) + 8 : column + 1;
	return column;
}

/* The text ends before a line that is indented less than its first one, or not
 * at all. The line right after `help` belongs to it in any case. */
bool scan_help(struct scan *s)
{
	int first = 0, column, last = 0;
	bool text = false;

	for (;;) {
		column = indentation(s);
		if (s->p < s->end && *s->p != '\n') {
			if (column)
				last = column;
			if (column && first && column < first)
				return text;
			s->p = line_end(s);
			text = true;
			if (!first)
				first = last;
		}
		if (s->p >= s->end)
			return text;
		s->p++;
		s->line++;
		if (s->p >= s->end || !strchr(" \t\n", *s->p))
			return text;
	}
}

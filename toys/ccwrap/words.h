/* words.h - command lines that grow. */
#ifndef CCWRAP_WORDS_H
#define CCWRAP_WORDS_H

#include <stddef.h>

/* The words at[0] to at[n - 1], and a NULL after them as exec wants it.
 * Starts as {0}. Words are never freed: the process ends in exec. All of
 * these functions die when there is no memory. */
struct words {
	char **at;
	size_t n, room;
};

void words_add(struct words *w, const char *word);
void words_append(struct words *w, const struct words *more);

/* Add the words of text: white space parts them; '...', "..." and \ quote. */
void words_split(struct words *w, const char *text);

/* Add from[0] to from[n - 1], with the words of FILE in the place of @FILE; a
 * file that can't be read leaves its word as it is. level is 0. */
void words_expand(struct words *w, char **from, size_t n, int level);

/* Print them to standard error as a line for the shell. */
void words_print(const struct words *w);

/* A new string, by printf's rules. */
char *text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The whole file as a new string, or NULL with errno. */
char *read_text(const char *path);

#endif

/* text.h - text and other bytes that grow, and whole files. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* s is NULL or ends in a NUL that len doesn't count. Free s, or text_free. */
struct text {
	char *s;
	size_t len, size;
};

void text_add(struct text *x, const void *s, size_t len);
void *text_more(struct text *x, size_t len); /* len more, to be filled */
void text_puts(struct text *x, const char *s);
void text_printf(struct text *x, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void text_clear(struct text *x);
void text_free(struct text *x);

/* All of a file: 0, or -1 with errno. A folder is EISDIR. */
int text_read(struct text *x, const char *path);
int text_read_all(struct text *x, int fd);

#endif

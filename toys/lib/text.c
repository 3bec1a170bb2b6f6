/* text.c - text and other bytes that grow, and whole files. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "io.h"
#include "text.h"

static void reserve(struct text *x, size_t more)
{
	size_t want = x->len + more + 1;

	if (want <= x->size)
		return;
	if (want < x->size * 2)
		want = x->size * 2;
	if (want < 64)
		want = 64;
	x->s = xrealloc(x->s, want);
	x->size = want;
}

void *text_more(struct text *x, size_t len)
{
	reserve(x, len);
	x->len += len;
	x->s[x->len] = 0;
	return x->s + x->len - len;
}

void text_add(struct text *x, const void *s, size_t len)
{
	memcpy(text_more(x, len), s, len);
}

void text_puts(struct text *x, const char *s)
{
	text_add(x, s, strlen(s));
}

void text_printf(struct text *x, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	reserve(x, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(x->s + x->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	x->len += (size_t)n;
}

void text_clear(struct text *x)
{
	x->len = 0;
	text_add(x, "", 0);
}

void text_free(struct text *x)
{
	free(x->s);
	*x = (struct text){0};
}

int text_read_all(struct text *x, int fd)
{
	ssize_t n;

	text_clear(x);
	do {
		reserve(x, 1 << 16);
		n = read_all(fd, x->s + x->len, 1 << 16);
		if (n > 0)
			x->len += (size_t)n;
	} while (n == 1 << 16);
	x->s[x->len] = 0;
	return n < 0 ? -1 : 0;
}

int text_read(struct text *x, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return -1;
	r = text_read_all(x, fd);
	close_quietly(fd);
	return r;
}

/* table.h - the tables of /proc: a line a thing, its columns in blanks. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

struct table {
	int fd;
	int in_line;
	size_t at, end;
	char buf[1024];
};

/* 0, or -1 with errno. */
int table_open(struct table *t, const char *path);
void table_close(struct table *t);

/* Go to the next line, before its first column. 0, or -1 at the table's end. */
int table_line(struct table *t);

/* The line's next column, its octal escapes undone; what is over len - 1 bytes
 * is cut off. "" when there is none. */
void table_word(struct table *t, char *word, size_t len);

/* Pass over so many columns. */
void table_skip(struct table *t, int columns);

#endif

/* table.h - the tables of /proc: a line a thing, its columns in blanks. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

struct table {
	int fd;
	size_t at, end;
	char buf[1024];
};

/* 0, or -1 with errno. */
int table_open(struct table *t, const char *path);
void table_close(struct table *t);

/* A column (from 0) of the next line into word, its octal escapes undone; ""
 * where the line is too short, what is over len - 1 bytes cut off. 0, or -1 at
 * the table's end. */
int table_next(struct table *t, int column, char *word, size_t len);

#endif

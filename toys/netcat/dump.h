/* dump.h - traffic as hexadecimal lines. */
#ifndef NETCAT_DUMP_H
#define NETCAT_DUMP_H

#include <stdbool.h>
#include <stddef.h>

#define DUMP_WIDTH 16

/* One direction. */
struct dump {
	int fd;		/* where the lines go */
	char mark;	/* '<' for what came in, '>' for what went out */
	bool streaming; /* fill lines, rather than start one with each read */
	unsigned long long offset;
	unsigned char line[DUMP_WIDTH];
	size_t n; /* bytes in line */
};

/* Add bytes, as one read gave them: 0, or -1 with errno. */
int dump_bytes(struct dump *d, const void *bytes, size_t n);

/* Write out a line begun: 0, or -1 with errno. */
int dump_flush(struct dump *d);

#endif

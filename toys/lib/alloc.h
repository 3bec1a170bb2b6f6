/* alloc.h - memory, or the end of the tool: "allocate N bytes: ...". */
#ifndef ALLOC_H
#define ALLOC_H

#include <stddef.h>

/* As malloc(3) and so on; they never return NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);

#endif

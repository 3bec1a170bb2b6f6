/* alloc.c - memory, or the end of the tool. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "die.h"

/* Of nothing there may be NULL. */
static void *need(void *p, size_t size)
{
	if (!p && size)
		die("allocate %zu bytes:", size);
	return p;
}

void *xmalloc(size_t size)
{
	return need(malloc(size), size);
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p && count && size)
		die("allocate %zu times %zu bytes:", count, size);
	return p;
}

void *xrealloc(void *p, size_t size)
{
	return need(realloc(p, size), size);
}

char *xstrdup(const char *s)
{
	return need(strdup(s), strlen(s) + 1);
}

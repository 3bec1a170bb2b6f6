/* shrink.h - leave out the lines that change nothing. */
#ifndef MINICONFIG_SHRINK_H
#define MINICONFIG_SHRINK_H

#include "config.h"

/* Turn off each line that can go; those before the one at first stay. c must be
 * applied, and is so afterwards, without the lines that are off then. */
void shrink_lines(
	struct tree *t, struct config *c, size_t first, enum base base);

/* Would nothing change without this line? It stays on. */
bool shrink_could(
	struct tree *t, struct config *c, struct entry *e, enum base base);

#endif

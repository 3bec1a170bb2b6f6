/* check.h - what became of each line of a miniconfig. */
#ifndef MINICONFIG_CHECK_H
#define MINICONFIG_CHECK_H

#include "config.h"

/* Tell of each line of mini that is unknown, refused, changed or redundant,
 * with the reason, to out. What is applied to t decides; against is the .config
 * that it comes from, or NULL if that is mini itself. True if a line wasn't
 * granted. */
bool check_lines(struct tree *t, struct config *mini,
	const struct config *against, enum base base, struct text *out);

/* Why a symbol is what it is. */
void why(struct tree *t, struct sym *s, struct text *out);

#endif

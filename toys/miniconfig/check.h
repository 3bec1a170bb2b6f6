/* check.h - what became of each line of a miniconfig. */
#ifndef MINICONFIG_CHECK_H
#define MINICONFIG_CHECK_H

#include "config.h"

/* Tell of each line of mini that is unknown, refused, changed, ignored,
 * overridden or redundant, with the reason, to out. What comes of against
 * decides, the .config that mini was made into, or if that is NULL, of mini
 * itself; it is applied then. True if a line wasn't granted; one that a later
 * line overrides isn't asked for. */
bool check_lines(struct tree *t, struct config *mini, struct config *against,
	enum base base, struct text *out);

/* Why a symbol is what it is. */
void why(struct tree *t, struct sym *s, struct text *out);

#endif

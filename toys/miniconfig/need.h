/* need.h - lines that make a symbol y. */
#ifndef MINICONFIG_NEED_H
#define MINICONFIG_NEED_H

#include "config.h"

/* Print lines to out that make s y when they follow those of mini, and of which
 * none can go. False if none were found: out has the reason. */
bool need_lines(struct tree *t, struct config *mini, struct sym *s,
	enum base base, struct text *out);

#endif

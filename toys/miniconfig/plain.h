/* plain.h - the form that Kconfig gives to expressions. */
#ifndef MINICONFIG_PLAIN_H
#define MINICONFIG_PLAIN_H

#include "tree.h"

/* What a comparison is when it isn't so: < for >=, and so on. */
enum op opposite(enum op op);

/* That of e, or of !e. */
struct expr *plain(struct tree *t, const struct expr *e, bool is);

/* Of plain ones: are the terms of part, a row of &&, among those of e? */
bool plain_has_all(struct expr *e, struct expr *part);

/* The plain form without what can't matter, as far as the conf of this version
 * sees that. */
struct expr *simplified(struct tree *t, struct expr *e);

#endif

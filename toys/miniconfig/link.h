/* link.h - what menus, ifs, choices, select and imply add to
 * symbols. */
#ifndef MINICONFIG_LINK_H
#define MINICONFIG_LINK_H

#include "tree.h"

/* Once, after everything is read: 0, or -1 with t->error. */
int link_tree(struct tree *t);

/* Of a property of s: if it selects or implies a symbol, so that one knows. */
void link_select(struct tree *t, struct sym *s, const struct prop *p);

#endif

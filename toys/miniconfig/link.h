/* link.h - what menus, ifs, choices, select and imply add to
 * symbols. */
#ifndef MINICONFIG_LINK_H
#define MINICONFIG_LINK_H

#include "tree.h"

/* Once, after everything is read: 0, or -1 with t->error. */
int link_tree(struct tree *t);

#endif

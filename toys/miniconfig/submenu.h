/* submenu.h - which entries Kconfig puts below the one before them. */
#ifndef MINICONFIG_SUBMENU_H
#define MINICONFIG_SUBMENU_H

#include "tree.h"

/* Does Kconfig's menu put m, when all conditions are known, below the entry
 * before it? */
bool goes_below(struct tree *t, const struct menu *m, const struct menu *above);

#endif

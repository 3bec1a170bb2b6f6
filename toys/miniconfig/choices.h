/* choices.h - what may be in a choice. */
#ifndef MINICONFIG_CHOICES_H
#define MINICONFIG_CHOICES_H

#include "tree.h"

/* Is this block one, or within one? */
bool in_choice(const struct menu *block);

/* Once, before the tree is linked: 0, or -1 with t->error. */
int check_choices(struct tree *t);

#endif

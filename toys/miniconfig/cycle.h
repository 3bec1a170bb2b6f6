/* cycle.h - symbols that depend on themselves. */
#ifndef MINICONFIG_CYCLE_H
#define MINICONFIG_CYCLE_H

#include "tree.h"

/* Of a linked tree: 0, or -1 with t->error if there is one. */
int check_cycles(struct tree *t);

#endif

/* drop.h - extended attributes that are read and then left out. */
#ifndef DROP_H
#define DROP_H

#include <stdbool.h>

struct job;
struct tree;

/* Is one of this name left out: since the command line asks for it, or since
 * Linux has no such names? */
bool is_dropped(const struct job *job, const char *name);

/* Leave them out of a tree that was read. What Linux has not is told: other
 * systems' archives are full of it, and nothing here can do without. */
void drop_xattrs(struct tree *t);

#endif

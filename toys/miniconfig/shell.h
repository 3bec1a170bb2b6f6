/* shell.h - $(shell,COMMAND), each command once. */
#ifndef MINICONFIG_SHELL_H
#define MINICONFIG_SHELL_H

#include "text.h"
#include "tree.h"

/* What sh says on its standard output, as Kconfig wants it: the first 4095
 * bytes, blanks for newlines, none at the end. -1 with errno if it can't be
 * run. */
int shell_run(struct tree *t, const char *command, struct text *out);

#endif

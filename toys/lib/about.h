/* about.h - what every tool tells of itself. */
#ifndef ABOUT_H
#define ABOUT_H

/* If the first word is --help, --version or -V, print the usage text or the
 * version on standard output: the exit status for main to return. Else -1. */
int about(char **argv, const char *usage);

#endif

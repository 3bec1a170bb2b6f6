/* netcat.h - what netcat's parts share: its options, and how it ends. */
#ifndef NETCAT_H
#define NETCAT_H

#include <stdbool.h>

enum status { DONE, FAILED, USAGE, REFUSED, TIMED_OUT, LOST };

struct options {
	int family;	      /* AF_UNSPEC unless -4, -6 or -U */
	int type;	      /* SOCK_STREAM or, for -u, SOCK_DGRAM */
	bool numeric;	      /* -n */
	bool many;	      /* -L */
	bool tty, errors;     /* -t, -E */
	bool deaf, half;      /* -d, -N */
	const char *address;  /* -s, or NULL */
	const char *port;     /* -p, or NULL */
	int quit, wait, idle; /* -q, -w and -W in ms, or -1 */
	int dump;	      /* -o's or -O's file, or -1 */
	bool streaming;	      /* -O */
	char **words;	      /* the rest: HOST PORT, PATH or COMMAND */
};

#endif

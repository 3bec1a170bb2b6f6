/* about.c - what every tool tells of itself.
 *
 * Only the first word counts, since getopt knows no long options, and what -V
 * means behind it is the tool's. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "about.h"
#include "io.h"

static const char version[] = "guestkit 0.1";

int about(char **argv, const char *usage)
{
	const char *word = *argv && argv[1] ? argv[1] : "";
	char line[80];

	if (strcmp(word, "--help") != 0) {
		if (strcmp(word, "--version") != 0 && strcmp(word, "-V") != 0)
			return -1;
		snprintf(line, sizeof line, "%s of %s\n",
			program_invocation_short_name, version);
		usage = line;
	}
	return write_all(STDOUT_FILENO, usage, strlen(usage)) ? 1 : 0;
}

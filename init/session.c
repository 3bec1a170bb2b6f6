/* session.c - a terminal for the child of PID 1.
 *
 * It is opened by its own name: /dev/console stands for another, and is always
 * there. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "io.h"
#include "say.h"
#include "session.h"

void session_console(const char *name, char *path, size_t len)
{
	char active[256];
	char *word;

	if (!name && read_file("/sys/class/tty/console/active", active,
			     sizeof active) > 0) {
		active[strcspn(active, "\n")] = 0;
		word = strrchr(active, ' ');
		name = word ? word + 1 : active;
	}
	if (!name || !*name)
		name = "console";
	snprintf(path, len, "%s%s", *name == '/' ? "" : "/dev/", name);
}

static unsigned short size_of(const char *name, unsigned short otherwise)
{
	const char *word = getenv(name);
	int n = word ? atoi(word) : 0;

	return n > 0 && n < 10000 ? (unsigned short)n : otherwise;
}

/* A serial line doesn't know its size; most terminals are at least 24x80. */
static void set_size(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) || (size.ws_row && size.ws_col))
		return;
	memset(&size, 0, sizeof size);
	size.ws_row = size_of("LINES", 24);
	size.ws_col = size_of("COLUMNS", 80);
	ioctl(fd, TIOCSWINSZ, &size);
}

int session_start(const char *path)
{
	/* Without O_NONBLOCK a line without a carrier would be waited for. */
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0) {
		say("open %s:", path);
		return -1;
	}
	fcntl(fd, F_SETFL, O_RDWR);
	setsid();
	if (ioctl(fd, TIOCSCTTY, 1)) {
		say("control %s:", path);
		close(fd);
		return -1;
	}
	set_size(fd);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	else
		fcntl(fd, F_SETFD, 0);
	return 0;
}

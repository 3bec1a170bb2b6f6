/* session.c - a terminal for the child of PID 1.
 *
 * /dev/console can't be a controlling terminal, so that ctrl-C would do
 * nothing there: the device behind it is opened by its own name. */
#include <fcntl.h>
#include <stdio.h>
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

/* A serial line doesn't know its size; most terminals are at least this big. */
static void default_size(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) || (size.ws_row && size.ws_col))
		return;
	memset(&size, 0, sizeof size);
	size.ws_row = 24;
	size.ws_col = 80;
	ioctl(fd, TIOCSWINSZ, &size);
}

void session_start(const char *path)
{
	int fd;

	setsid();
	fd = open(path, O_RDWR | O_NOCTTY);
	if (fd < 0) {
		say("open %s:", path);
		return;
	}
	if (ioctl(fd, TIOCSCTTY, 1) && strcmp(path, "/dev/console"))
		say("control %s:", path);
	default_size(fd);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

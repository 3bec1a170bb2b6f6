/* terminal.c - telling who reads a terminal that its input has ended.
 *
 * A terminal's input has no end of its own. In canonical mode, that of lines,
 * there is a character for it, VEOF, on which one read gives what is there of
 * a line, or nothing: so it is sent when all before it has been read, and once
 * more for each that reads on. In the other modes it would be a byte like any
 * other. */
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "terminal.h"

/* Is there nothing to read? Only the other side knows. It isn't kept open,
 * since its last close is how COMMAND's end is seen. */
static bool is_read(int fd)
{
	struct pollfd p = {.events = POLLIN};
	int ready;

	p.fd = ioctl(fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p.fd < 0)
		return false;
	ready = poll(&p, 1, 0);
	close(p.fd);
	return !ready;
}

int terminal_end(int fd)
{
	struct termios t;

	if (!is_read(fd))
		return 0;
	if (tcgetattr(fd, &t) < 0 || !(t.c_lflag & ICANON) ||
		t.c_cc[VEOF] == _POSIX_VDISABLE)
		return -1;
	return write(fd, &t.c_cc[VEOF], 1) < 0 ? -1 : 0;
}

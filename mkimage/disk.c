/* disk.c - a disk that an image is written to.
 *
 * The kernel refuses a second exclusive descriptor, and mounts, swap and the
 * like have one, also of a disk by its parts. Only loop devices have none of
 * what is behind them. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/loop.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "disk.h"
#include "io.h"

/* The disk that it is a part of, or itself. */
static dev_t whole_disk(dev_t dev)
{
	unsigned int number[2] = {major(dev), minor(dev)};
	char path[64], said[32];

	snprintf(path, sizeof path, "/sys/dev/block/%u:%u/partition", number[0],
		number[1]);
	if (access(path, F_OK))
		return dev;
	snprintf(path, sizeof path, "/sys/dev/block/%u:%u/../dev", number[0],
		number[1]);
	if (read_file(path, said, sizeof said) <= 0 ||
		sscanf(said, "%u:%u", &number[0], &number[1]) != 2)
		return dev;
	return makedev(number[0], number[1]);
}

/* Is one the other, or a part of it? */
static bool overlap(dev_t a, dev_t b)
{
	return a == b || whole_disk(a) == b || a == whole_disk(b);
}

/* By its number, since the name that the kernel keeps may lead nowhere here. */
static bool is_behind(const char *loop, dev_t disk)
{
	int fd = open(loop, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct loop_info64 info;
	bool is = fd >= 0 && ioctl(fd, LOOP_GET_STATUS64, &info) == 0 &&
		  info.lo_rdevice && overlap((dev_t)info.lo_rdevice, disk);

	if (fd >= 0)
		close(fd);
	return is;
}

static bool is_behind_loop(dev_t disk)
{
	bool found = false;
	glob_t loops;

	if (glob("/dev/loop[0-9]*", 0, NULL, &loops))
		return false;
	for (size_t i = 0; i < loops.gl_pathc && !found; i++)
		found = is_behind(loops.gl_pathv[i], disk);
	globfree(&loops);
	return found;
}

int disk_claim(int fd)
{
	char path[32];
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	if (is_behind_loop(st.st_rdev)) {
		errno = EBUSY;
		return -1;
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return open(path, O_RDONLY | O_EXCL | O_CLOEXEC);
}

/* disk.c - a disk that an image is written to.
 *
 * The kernel refuses a second exclusive descriptor, and mounts, swap and the
 * like have one, also of a disk by its parts. Only loop devices have none of
 * what is behind them. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
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

static bool is_behind(const char *file, const struct stat *disk)
{
	char name[PATH_MAX];
	struct stat st;

	if (read_file(file, name, sizeof name) <= 0)
		return false;
	name[strcspn(name, "\n")] = 0;
	return stat(name, &st) == 0 && S_ISBLK(st.st_mode) &&
	       overlap(st.st_rdev, disk->st_rdev);
}

static bool is_behind_loop(const struct stat *disk)
{
	bool found = false;
	glob_t loops;

	if (glob("/sys/block/loop*/loop/backing_file", 0, NULL, &loops))
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
	if (is_behind_loop(&st)) {
		errno = EBUSY;
		return -1;
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return open(path, O_RDONLY | O_EXCL | O_CLOEXEC);
}

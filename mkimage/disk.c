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
#include <unistd.h>

#include "disk.h"
#include "io.h"

static bool is_behind(const char *file, const struct stat *disk)
{
	char name[PATH_MAX];
	struct stat st;

	if (read_file(file, name, sizeof name) <= 0)
		return false;
	name[strcspn(name, "\n")] = 0;
	return stat(name, &st) == 0 && S_ISBLK(st.st_mode) &&
	       st.st_rdev == disk->st_rdev;
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

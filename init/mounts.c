/* mounts.c - the file systems that every guest has. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "mounts.h"
#include "run.h"
#include "say.h"

static const struct fs {
	const char *type, *where, *options;
	unsigned long flags;
} table[] = {
	{"proc", "/proc", "", MS_NOSUID | MS_NOEXEC | MS_NODEV},
	{"sysfs", "/sys", "", MS_NOSUID | MS_NOEXEC | MS_NODEV},
	{"devtmpfs", "/dev", "mode=755", MS_NOSUID},
	{"devpts", "/dev/pts", "gid=5,mode=620,ptmxmode=666",
		MS_NOSUID | MS_NOEXEC},
	{"tmpfs", "/tmp", "mode=1777", MS_NOSUID | MS_NODEV},
	{"tmpfs", "/run", "mode=755", MS_NOSUID | MS_NODEV},
};

/* A /dev without devtmpfs: what PID 1 itself needs before mdev has run, then
 * mdev for the rest. */
static int fill_dev(void)
{
	char *mdev[] = {"/sbin/mdev", "-s", NULL};

	if (mount("tmpfs", "/dev", "tmpfs", MS_NOSUID, "mode=755"))
		return -1;
	mknod("/dev/console", S_IFCHR | 0600, makedev(5, 1));
	mknod("/dev/null", S_IFCHR | 0666, makedev(1, 3));
	return run(mdev, 0);
}

/* What a kernel's devtmpfs doesn't make and programs expect. */
static void dev_links(void)
{
	static const char *const links[][2] = {
		{"/proc/self/fd", "/dev/fd"},
		{"fd/0", "/dev/stdin"},
		{"fd/1", "/dev/stdout"},
		{"fd/2", "/dev/stderr"},
	};

	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (symlink(links[i][0], links[i][1]) && errno != EEXIST)
			say("link %s:", links[i][1]);
}

static int mount_one(const struct fs *fs)
{
	mkdir(fs->where, 0755);
	if (!mount(fs->type, fs->where, fs->type, fs->flags, fs->options))
		return 0;
	/* EBUSY: a kernel with DEVTMPFS_MOUNT was here first. */
	if (errno == EBUSY)
		return 0;
	if (!strcmp(fs->type, "devtmpfs") && !fill_dev())
		return 0;
	say("mount %s:", fs->where);
	return -1;
}

void mount_all(void)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (!mount_one(&table[i]) && !strcmp(table[i].where, "/dev"))
			dev_links();
}

/* Mount path on /home with the first type that fits: 0, or -1 with the errno
 * of the last type that the kernel knows. */
static int mount_any(const char *path)
{
	static const char *const types[] = {
		"ext4", "ext3", "ext2", "vfat", "squashfs"};
	int err = ENODEV;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		unsigned long flags =
			strcmp(types[i], "squashfs") ? 0 : MS_RDONLY;

		if (!mount(path, "/home", types[i], flags | MS_NODEV, ""))
			return 0;
		/* A write-protected disk is mounted as what it is. */
		if (errno == EACCES || errno == EROFS)
			if (!mount(path, "/home", types[i],
				    MS_RDONLY | MS_NODEV, ""))
				return 0;
		if (errno != ENODEV)
			err = errno;
	}
	errno = err;
	return -1;
}

int mount_home(const char *device)
{
	static const char *const names[] = {"hdb", "sdb", "vdb"};
	char path[64];

	for (size_t i = 0; !device && i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "/dev/%s", names[i]);
		if (!access(path, F_OK))
			device = names[i];
	}
	if (!device || !strcmp(device, "none"))
		return 0;
	snprintf(path, sizeof path, "%s%s", *device == '/' ? "" : "/dev/",
		device);
	if (!mount_any(path))
		return 0;
	say("mount %s on /home:", path);
	return -1;
}

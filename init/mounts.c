/* mounts.c - the file systems that every guest has. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
	int err;

	mkdir(fs->where, 0755);
	if (!mount(fs->type, fs->where, fs->type, fs->flags, fs->options))
		return 0;
	/* EBUSY: a kernel with DEVTMPFS_MOUNT was here first. */
	if (errno == EBUSY)
		return 0;
	err = errno;
	if (!strcmp(fs->type, "devtmpfs") && !fill_dev())
		return 0;
	errno = err;
	say("mount %s:", fs->where);
	return -1;
}

void mount_all(void)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (!mount_one(&table[i]) && !strcmp(table[i].where, "/dev"))
			dev_links();
}

/* Mount path on where with the first type that fits: 0, or -1 with the errno of
 * the last type that the kernel knows. A write-protected disk is mounted as
 * what it is. */
static int mount_any(const char *path, const char *where, unsigned long flags)
{
	static const char *const types[] = {
		"ext4", "ext3", "ext2", "vfat", "squashfs"};
	int err = ENODEV;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		const char *type = types[i];

		if (!strcmp(type, "squashfs"))
			flags |= MS_RDONLY;
		if (!mount(path, where, type, flags, ""))
			return 0;
		if (errno == EACCES || errno == EROFS)
			if (!mount(path, where, type, flags | MS_RDONLY, ""))
				return 0;
		if (errno != ENODEV)
			err = errno;
	}
	errno = err;
	return -1;
}

/* The path of a disk: name, below /dev or whole; NULL is the first of the
 * defaults that exists. -1 if there is none, or the name is "none". */
static int find_disk(
	const char *name, const char *const defaults[3], char *path, size_t len)
{
	for (int i = 0; !name && i < 3; i++) {
		snprintf(path, len, "/dev/%s", defaults[i]);
		if (!access(path, F_OK))
			return 0;
	}
	if (!name || !strcmp(name, "none"))
		return -1;
	snprintf(path, len, "%s%s", *name == '/' ? "" : "/dev/", name);
	return 0;
}

/* Does it hold no more than . and .., which take 24 bytes each? */
static int is_empty(const char *folder)
{
	char entries[256];
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), r;

	if (fd < 0)
		return 0;
	r = syscall(SYS_getdents64, fd, entries, sizeof entries);
	close(fd);
	return r >= 0 && r <= 2 * 24;
}

int mount_home(const char *device)
{
	static const struct fs tmpfs_home = {
		"tmpfs", "/home", "mode=755", MS_NOSUID | MS_NODEV};
	static const char *const names[] = {"hdb", "sdb", "vdb"};
	char path[64];

	if (!find_disk(device, names, path, sizeof path)) {
		if (!mount_any(path, "/home", MS_NODEV))
			return 0;
		say("mount %s on /home:", path);
		return -1;
	}
	if (!access("/home", W_OK) || !is_empty("/home"))
		return 0;
	return mount_one(&tmpfs_home);
}

int mount_control(const char *device)
{
	static const char *const names[] = {"hdc", "sdc", "vdc"};
	char path[64];

	if (find_disk(device, names, path, sizeof path))
		return 0;
	/* Another's disk stays as it is. */
	if (mount_any(path, "/mnt", MS_NODEV | MS_RDONLY | MS_SILENT))
		return 0;
	if (!access("/mnt/init", X_OK)) {
		mount(NULL, "/mnt", NULL, MS_REMOUNT | MS_NODEV, NULL);
		return 1;
	}
	umount("/mnt");
	return 0;
}

int mount_share(const char *tag)
{
	if (!mount(tag, "/share", "9p", MS_NOSUID | MS_NODEV, "trans=virtio"))
		return 0;
	say("mount %s on /share:", tag);
	return -1;
}

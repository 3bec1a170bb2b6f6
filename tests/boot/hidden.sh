#!/bin/sh
# hidden.sh - disks that no path leads to at the end: below an overlay or another
# mount, under a swap file or a loop device after they were unmounted, left behind
# by another root. Oracles: e2fsck and the superblock, from the host; the console.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 78

mkdir "$tmp/home"

# down NAME SCRIPT [OPTION...]: boot with two disks, an ext2 on /home and an ext4,
# run SCRIPT, and shut down.
down() {
	name=$1
	printf '%s\n' "$2" 'echo script: done' >"$tmp/home/script"
	shift 2
	rm -f "$tmp/disk" "$tmp/ext4"
	mke2fs -q -F -t ext2 -d "$tmp/home" "$tmp/disk" 16M >/dev/null 2>&1
	mke2fs -q -F -t ext4 "$tmp/ext4" 16M >/dev/null 2>&1
	boot "s#\$# -drive file=$tmp/ext4,format=raw,if=virtio#" -d "$tmp/disk" "$@"
	boot_prompt
	type_line 'disk=/dev/vdc; . /home/script'
	ok "$name: the script runs" wait_for 'script: done'
	ok "$name: the guest ends" boot_exit
	ok "$name: the ext2 disk is clean" clean "$tmp/disk"
	ok "$name: the ext4 disk is clean" clean "$tmp/ext4"
}
has() { # FILE [IMAGE]
	is "$name: and what was written there" \
		"$(debugfs -R "cat $1" "${2-$tmp/ext4}" 2>/dev/null)" word
}
said() {
	tr -d '\r' <"$console" | sed -n '/Type exit/,$p' | grep -E '^(init|halt): '
}
quiet() {
	is "$name: without a complaint" "$(said)" ''
}

down 'an overlay over another root' '
mount -t ext4 $disk /mnt; mkdir /mnt/up /mnt/work /run/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/up,workdir=/mnt/work root /run/root
mkdir /run/root/old; cd /run/root; pivot_root . old; cd /; umount -l /old
echo word >/written'
has /up/written
quiet

down 'a file system on /proc' 'mount -t ext4 $disk /proc; echo word >/proc/written'
has /written
quiet
down 'a file system on /dev' 'mount -t ext4 $disk /dev; echo word >/dev/written'
has /written
quiet

# The last resort is tried always: where nothing is to be done, it takes no time.
remount_took() {
	tr -d '\r' <"$console" | awk -F '[][ ]+' '
		/sysrq: Emergency Remount/ { began = $2 }
		/Emergency Remount complete/ { print $2 - began; done = 1; exit $2 - began > 0.5 }
		END { if (!done) exit 1 }'
}
ok "$name: the emergency remount takes no time" remount_took

down 'a swap file, unmounted' '
mount -t ext4 $disk /mnt; dd if=/dev/zero of=/mnt/swap bs=1M count=4 2>/dev/null
mkswap /mnt/swap >/dev/null; swapon /mnt/swap; echo word >/mnt/written; umount -l /mnt'
has /written
quiet
down 'swap on a loop device, unmounted' '
mount -t ext4 $disk /mnt; dd if=/dev/zero of=/mnt/swap bs=1M count=4 2>/dev/null
losetup /dev/loop3 /mnt/swap; mkswap /dev/loop3 >/dev/null; swapon /dev/loop3
echo word >/mnt/written; umount -l /mnt'
has /written
quiet

down 'below what is over it' '
mkdir /run/a /run/b /run/c; mount -t tmpfs none /run/a; mount -t tmpfs none /run/b; mkdir /run/b/c
mount -t ext4 $disk /run/b/c; echo word >/run/b/c/written
mount --move /run/a /run/b; mount -t tmpfs none /run'
has /written
quiet

down 'moved over the root' 'mount -t ext4 $disk /mnt; echo word >/mnt/written; mount --move /mnt /'
has /written
quiet

down 'another root' '
mount -t ext4 $disk /mnt; cp -a /bin /usr /sbin /lib /mnt; mkdir /mnt/old /mnt/proc /mnt/home /mnt/dev
cd /mnt; pivot_root . old; cd /; echo word >/written'
has /written
quiet
down 'another root, the old one above' '
mount -t ext4 $disk /mnt; cp -a /bin /usr /sbin /lib /mnt; mkdir /mnt/old /mnt/proc /mnt/home /mnt/dev
cd /mnt; pivot_root . .; echo word >/written'
has /written

# from NAME SCRIPT: boot from an initramfs whose first program is SCRIPT. It finds
# a stick with an ext3 in a file, and goes on with another root.
mkdir "$tmp/stick" "$tmp/start"
cp "$O/$TARGET/root.ext2" "$tmp/stick/root.img"
tune2fs -j "$tmp/stick/root.img" >/dev/null 2>&1
from() {
	name=$1
	printf '%s\n' '#!/bin/sh' 'mount -t devtmpfs dev /dev; mkdir /stick /new' \
		'mount -t ext4 /dev/vda /stick; mount -o loop -t ext4 /stick/root.img /new' \
		"$2" 'exec switch_root /new /sbin/init' >"$tmp/start/start"
	chmod 755 "$tmp/start/start"
	rm -f "$tmp/ext4"
	mke2fs -q -F -t ext4 -d "$tmp/stick" "$tmp/ext4" 32M >/dev/null 2>&1
	(cd "$tmp/start" && echo start | cpio -o -H newc --quiet | gzip) |
		cat "$O/$TARGET/root.cpio.gz" - >"$tmp/live.cpio.gz"
	IMAGE=$tmp/live.cpio.gz boot '' -x "$tmp/ext4" rdinit=/start
	boot_prompt
	type_line 'mkdir -p /written/on; echo word >/written/on/it; echo script: done'
	ok "$name: the script runs" wait_for 'script: done'
	ok "$name: the guest ends" boot_exit
	ok "$name: the stick is clean" clean "$tmp/ext4"
	debugfs -R "dump /root.img $tmp/inner" "$tmp/ext4" 2>/dev/null
	ok "$name: the disk in its file is clean" clean "$tmp/inner"
}

from 'a live stick' 'mkdir -p /new/stick; mount --move /stick /new/stick'
has /written/on/it "$tmp/inner"
is "$name: the stick, which the root lies on, is named and forced" "$(said)" \
	'halt: unmount /stick: Device or resource busy
halt: remount /stick read-only: Device or resource busy'
from 'a live stick, left behind' ''
has /written/on/it "$tmp/inner"
quiet
from 'a live stick and an overlay' '
mkdir /stick/up /stick/work /low; mount --move /new /low
mount -t overlay -o lowerdir=/low,upperdir=/stick/up,workdir=/stick/work over /new'
has /up/written/on/it
quiet
from 'a live stick as the root' '
cp -a /new/. /stick; umount /new; mount --move /stick /new'
has /written/on/it
quiet

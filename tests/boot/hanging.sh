#!/bin/sh
# hanging.sh - a disk that never answers again holds nobody up: all processes get
# SIGTERM and their time, the other disks are clean, and the machine goes down,
# after it named that disk. One that is only slow is waited for. QEMU's limit of
# a byte a second makes a disk hang. Oracles: e2fsck, the superblock and the
# records, from the host; the times in the kernel's log.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 36

grace=2
mkdir "$tmp/home"
cat >"$tmp/home/daemon" <<'END'
(trap 'sleep 1; echo last >/home/last; exit' TERM; while :; do sleep 0.1; done) &
END

# hang NAME DISK BYTES BEFORE AFTER [OPTION...]: boot with three disks, an ext2 on
# /home and two ext4, and run BEFORE; let DISK do no more than BYTES a second; run
# AFTER, and shut down.
hang() {
	name=$1 disk=$2 bytes=$3
	printf '%s\n' "$4" '. /home/daemon' 'echo before: done' >"$tmp/home/before"
	printf '%s\n' 'echo down: now >/dev/kmsg' "$5" >"$tmp/home/after"
	shift 5
	rm -f "$tmp/disk" "$tmp/bad" "$tmp/good"
	mke2fs -q -F -t ext2 -d "$tmp/home" "$tmp/disk" 16M >/dev/null 2>&1
	for disk_file in bad good; do
		mke2fs -q -F -t ext4 "$tmp/$disk_file" 16M >/dev/null 2>&1
	done
	boot "s#\$# -drive file=$tmp/bad,format=raw,if=virtio -drive file=$tmp/good,format=raw,if=virtio#" \
		-d "$tmp/disk" GRACE=$grace "$@"
	boot_prompt
	type_line 'mount -t ext4 /dev/vdc /mnt; mkdir /run/good; mount -t ext4 /dev/vdd /run/good; . /home/before'
	ok "$name: all is there" wait_for 'before: done'
	sleep 0.3
	tell_qemu "block_set_io_throttle virtio$disk $bytes 0 0 0 0 0"
	sleep 0.3
	type_line '. /home/after'
	wait_for 'down: now'
	sleep 0.5
	tell_qemu system_powerdown
	ok "$name: the machine goes down" wait_for 'reboot: Power down'
	ok "$name: the guest ends" wait_gone
	ok "$name: the ext2 disk is clean" clean "$tmp/disk"
	ok "$name: the ext4 disk is clean" clean "$tmp/good"
	is "$name: the record of a second after SIGTERM" \
		"$(debugfs -R 'cat /last' "$tmp/disk" 2>/dev/null)" last
}
said() {
	tr -d '\r' <"$console" | sed -n '/down: now/,$p' | grep -E '^(init|halt): '
}
# By the guest's own clock, until the last of the healthy disks was clean.
in_time() { # SECONDS
	took=$(tr -d '\r' <"$console" | awk -v disks="$healthy" '
		/down: now/ { began = $2 }
		began && $0 ~ disks && /unmounting|re-mounted/ { ended = $2 }
		/reboot: Power down/ { print int(ended - began), int($2 - began) }' FS='[][ ]+')
	echo "# $name: disks clean and power off after $took s"
	ok "$name: within $1 s" [ "${took% *}" -le "$1" ]
}
# names SOURCE DISK: as what hangs, or, where the writer hangs in open(2) and the
# remount is refused for it at once, as what is still writable.
names() {
	like "$name: it is named" "$(said)" \
		"^halt: (wait for $1: it hangs|remount /dev/$2 read-only: it is still writable)\$"
}
healthy='EXT4-fs .vd[bd]'

hang 'a disk that hangs' 2 1 'echo x >/mnt/x; sync' 'echo x >>/mnt/x; echo y >/run/good/y'
in_time $((grace + 10))
names /dev/vdc vdc

# The shell is on it, somebody waits for it, and others are on it.
hang 'a disk in use' 2 1 '
dd if=/dev/zero of=/mnt/swap bs=1M count=4 2>/dev/null; mkswap /mnt/swap >/dev/null; swapon /mnt/swap
dd if=/dev/zero of=/mnt/fs bs=1M count=4 2>/dev/null; mke2fs -F /mnt/fs >/dev/null
mkdir /run/fs; mount -o loop /mnt/fs /run/fs; echo x >/run/fs/x' \
	'echo x >>/run/fs/x; sync & cd /mnt; echo x >new'
in_time $((grace + 10))
names /dev/vdc vdc

cp "$O/$TARGET/root.ext2" "$tmp/root.ext2"
IMAGE=$tmp/root.ext2
export IMAGE
hang 'the root hangs' 0 1 : 'echo x >/x'
in_time $((grace + 10))
names /dev/root vda
unset IMAGE

hang 'slow, but not hanging' 2 500000 : \
	'dd if=/dev/urandom of=/mnt/x bs=1M count=8 2>/dev/null; echo last >>/mnt/x'
ok "$name: that disk is clean" clean "$tmp/bad"
is "$name: and whole" "$(debugfs -R 'cat /x' "$tmp/bad" 2>/dev/null | tail -c 5)" last
is "$name: without a complaint" "$(said)" ''

# The kernel's own way down waits for an IDE disk.
name='an IDE disk'
if [ "$TARGET" = x86_64 ]; then
	mke2fs -q -F -t ext2 "$tmp/disk" 16M >/dev/null 2>&1
	boot "s#-M q35,sata=off#-M pc#; s#\$# -drive file=$tmp/bad,format=raw,if=ide,id=ide#" \
		-d "$tmp/disk" GRACE=$grace
	boot_prompt
	tell_qemu 'block_set_io_throttle ide 1 0 0 0 0 0'
	sleep 0.3
	type_line 'echo x >/home/x; for n in 1 2; do dd if=/dev/zero of=/dev/sda bs=64k count=8; done'
	sleep 1
	tell_qemu system_powerdown
	ok "$name: the machine goes down" wait_for 'halt: reboot: a device hangs; restarting at once'
	ok "$name: the guest ends" wait_gone
	ok "$name: the other disk is clean" clean "$tmp/disk"
else
	for case in 'the machine goes down' 'the guest ends' 'the other disk is clean'; do
		skip "$name: $case" 'the board has none'
	done
fi

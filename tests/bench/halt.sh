#!/bin/sh
# halt.sh - what `make bench-halt` prints: what is left of three disks and of the
# records of two slow daemons after a shutdown, by init and by what others do:
# BusyBox's init with Buildroot's shutdown lines, and a script that ends in
# `sync; reboot -f`. The kernel, the root and the daemons are the same.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"

busybox=$("$top/tests/bench/static-busybox.sh" "$tmp") || exit

# The peers' files: a step before the shell, an inittab, the script.
cat >"$tmp/start" <<'END'
#!/bin/sh
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mount -t tmpfs none /run
mount -t ext2 /dev/vdb /home
echo Type exit when done.
END
cat >"$tmp/inittab" <<'END'
::sysinit:/peer/start
ttyS0::respawn:-/bin/sh
::shutdown:/sbin/swapoff -a
::shutdown:/bin/umount -a -r
END
cat >"$tmp/script" <<'END'
#!/bin/sh
. /peer/start
sh -l
sync
reboot -f
END
mkdir "$tmp/home"
cp "$top/tests/boot/guest/writers" "$tmp/home"

# The image: root.ext2, larger, with them in it.
image=$tmp/image
cp "$O/$TARGET/root.ext2" "$image"
truncate -s 16M "$image"
resize2fs "$image" >/dev/null 2>&1
cat >"$tmp/commands" <<END
mkdir /peer
write $busybox /peer/init
write $tmp/start /peer/start
write $tmp/script /peer/script
write $tmp/inittab /etc/inittab
sif /peer/init mode 0100755
sif /peer/start mode 0100755
sif /peer/script mode 0100755
END
debugfs -w -f "$tmp/commands" "$image" >/dev/null 2>&1
clean "$image" >/dev/null 2>&1 || exit 1

state() { # DISK
	if clean "$1" >/dev/null 2>&1; then echo clean; else echo UNCLEAN; fi
}
kept() { # SECONDS: on both disks?
	for type in ext2 ext4; do
		records "$tmp/$type" "$1" 1 >/dev/null || echo "$type: LOST "
	done | tr -d '\n'
}

row() { # NAME INIT COMMAND
	mke2fs -q -F -t ext2 -d "$tmp/home" "$tmp/ext2" 8M >/dev/null 2>&1
	mke2fs -q -F -t ext4 "$tmp/ext4" 8M >/dev/null 2>&1
	cp "$image" "$tmp/root"
	IMAGE=$tmp/root boot "s#\$# -drive file=$tmp/ext4,format=raw,if=virtio#" -d "$tmp/ext2" "init=$2"
	wait_for ' # ' && type_line '. /home/writers' && wait_for 'writers: up' && type_line "$3" &&
		wait_gone || exit 1
	quick=$(kept 0.3) slow=$(kept 2)
	printf '%-24s %-8s %-8s %-8s %-22s %s\n' "$1" "$(state "$tmp/root")" "$(state "$tmp/ext2")" \
		"$(state "$tmp/ext4")" "${quick:-kept}" "${slow:-kept}"
}
printf '%-24s %-8s %-8s %-8s %-22s %s\n' 'PID 1' root ext2 ext4 'record after 0.3 s' 'after 2 s'
row init /sbin/init exit
row 'BusyBox init, Buildroot' /peer/init poweroff
row 'sync; reboot -f' /peer/script exit

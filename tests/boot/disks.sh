#!/bin/sh
# disks.sh - disks that are hard to unmount: the way down finds the order, or
# names what stays and makes it read-only. Oracles: e2fsck and the superblock,
# from the host; the console.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 64

mkdir "$tmp/home"
for program in in_flight shared_memory file_size; do
	"$O/$TARGET/cross/bin/$TARGET-cc" -D_GNU_SOURCE -Os -o "$tmp/home/$program" \
		"$top/tests/boot/guest/$program.c"
done

# go NAME SCRIPT [OPTION...]: boot with two disks, run SCRIPT, and shut down. It
# takes far less than GRACE, since everybody ends when told to.
go() {
	name=$1
	printf '%s\n' "$2" 'echo script: done' >"$tmp/home/script"
	shift 2
	rm -f "$tmp/disk" "$tmp/ext4"
	mke2fs -q -F -t ext2 -d "$tmp/home" "$tmp/disk" 32M >/dev/null 2>&1
	mke2fs -q -F -t ext4 "$tmp/ext4" 32M >/dev/null 2>&1
	boot "s#\$# -drive file=$tmp/ext4,format=raw,if=virtio#" -d "$tmp/disk" "$@" GRACE=60
	boot_prompt
	type_line 'mount -t ext4 /dev/vdc /mnt; . /home/script'
	ok "$name: the script runs" wait_for 'script: done'
	ok "$name: the guest ends" boot_exit
}
down() {
	go "$@"
	ok "$name: the ext2 disk is clean" clean "$tmp/disk"
	ok "$name: the ext4 disk is clean" clean "$tmp/ext4"
}
# said: what came after the prompt; complaints: what PID 1 had to say
# there; halt is its name when it goes on in memory.
said() {
	tr -d '\r' <"$console" | sed -n '/Type exit/,$p'
}
complaints() {
	said | grep -E '^(init|halt): '
}
quiet() {
	is "$name: without a complaint" "$(complaints)" ''
}

down 'loops and swap' '
cd /mnt
for file in fs swap both bound; do
	dd if=/dev/zero of=$file bs=1M count=4 2>/dev/null
done
mke2fs -F fs >/dev/null; mkswap swap >/dev/null; mkswap both >/dev/null
mkdir /run/fs; mount -o loop fs /run/fs; echo deep >/run/fs/file
swapon swap; losetup /dev/loop5 both; swapon /dev/loop5; losetup /dev/loop7 bound
dd if=/dev/zero of=/run/fs/swap bs=1M count=2 2>/dev/null; mkswap /run/fs/swap >/dev/null; swapon /run/fs/swap
wc -l </proc/swaps | sed s/^/swaps=/'
quiet
like 'loops and swap: all were there' "$(said)" '^swaps=4$'
debugfs -R "dump /fs $tmp/inner" "$tmp/ext4" 2>/dev/null
ok 'loops and swap: the disk in a file is clean' clean "$tmp/inner"

# shellcheck disable=SC1003
down 'many mounts' '
odd=$(printf "/run/a b\tc\\\\d\n\"e")
mkdir -p "$odd"; mount -t tmpfs none "$odd"
mkdir "$odd/on top"; mount -o bind /mnt "$odd/on top"; echo x >"$odd/on top/x"
long=/run; n=0
while [ $n -lt 15 ]; do
	long=$long/$(printf %0200d $n); mkdir $long; n=$((n + 1))
done
mount -o bind /mnt $long; echo y >$long/y
mkdir /run/many; mount -t tmpfs none /run/many; n=0
while [ $n -lt 150 ]; do
	mkdir /run/many/$n; mount -o bind /mnt /run/many/$n; n=$((n + 1))
done
mount -o bind /home /mnt; mount -t tmpfs none /run
wc -l </proc/mounts | sed s/^/mounts=/'
quiet
like 'many mounts: all were there' "$(said)" '^mounts=1[5-9][0-9]$'

# A shell with a folder, a mount namespace and a file open for writing, each.
down 'catatonit 0.2.1, a held working directory' '
mkdir /mnt/in
(cd /mnt/in && exec 5>file && while :; do echo x >&5; sleep 0.1; done) &
unshare -m sh -c "mkdir /run/own; mount -o bind /home /run/own; cd /run/own; while :; do sleep 1; done" &
sleep 0.5; cd /mnt/in'
quiet

down 'in flight' '/home/in_flight /mnt/file & sleep 0.5'
quiet
is 'in flight: what was written is there' "$(debugfs -R 'cat /file' "$tmp/ext4" 2>/dev/null)" kept

# The tmpfs has no room in memory: swap can be turned off only after it is gone.
down 'a tmpfs in swap' '
dd if=/dev/zero of=/mnt/swap bs=1M count=28 2>/dev/null; mkswap /mnt/swap >/dev/null; swapon /mnt/swap
mkdir /run/full; mount -t tmpfs -o size=100m none /run/full
dd if=/dev/urandom of=/run/full/file bs=1M count=60 2>/dev/null
awk "NR == 2 { print \"used=\" int(\$4 / 1024) }" /proc/swaps' -m 64
quiet
like 'a tmpfs in swap: it was' "$(said)" '^used=[12][0-9]$'

down 'frozen' 'fsfreeze -f /mnt; (echo late >/mnt/late) & sleep 0.3'
quiet
is 'frozen: who waited there could go on' "$(debugfs -R 'cat /late' "$tmp/ext4" 2>/dev/null)" late

down 'over the root' 'mount -o bind /home /; mount -t ext4 /dev/vdc /; mount -o bind /mnt /'
quiet

# Shared memory outlives all processes: there is no room for what is in swap.
# The kernel must not panic, and a disk with a swap file is made read-only.
down 'swap that does not fit' 'exec 2>/dev/null
dd if=/dev/zero of=/mnt/swap bs=1M count=28; mkswap /mnt/swap >/dev/null; swapon /mnt/swap
/home/shared_memory 56
awk "NR == 2 { print \"used=\" int(\$4 / 1024) }" /proc/swaps; exec 2>&1' -m 64
like 'swap that does not fit: it is used' "$(said)" '^used=([5-9]|[12][0-9])$'
is 's6-linux-init 9, a busy disk left read-write: it is named, and forced' "$(complaints)" \
	'halt: swapoff /mnt/swap: Cannot allocate memory
halt: unmount /mnt: Device or resource busy
halt: remount /mnt read-only: Device or resource busy'

# PID 1 holds its own program when another is put in its place.
cp "$O/$TARGET/root.ext2" "$tmp"
IMAGE=$tmp/root.ext2
export IMAGE
down 'a new init' 'cp /sbin/init /usr/sbin/new; mv /usr/sbin/new /usr/sbin/init'
quiet
ok 'a new init: the root is clean' clean "$tmp/root.ext2"

# It goes on as a copy in memory; but not as one that has no room there.
cp "$O/$TARGET/root.ext2" "$tmp"
down 'no room for a copy' '/home/file_size 8192'
quiet
ok "$name: the root is clean" clean "$tmp/root.ext2"

# Swap that does not fit holds what is mounted on the way to the last resort.
unset IMAGE
go 'nothing helps' 'exec 2>/dev/null
dd if=/dev/zero of=/mnt/swap bs=1M count=28; mkswap /mnt/swap >/dev/null
mount -o bind /mnt/swap /proc/sysrq-trigger; swapon /proc/sysrq-trigger
/home/shared_memory 56; exec 2>&1' -m 64
like "$name: it is said" "$(complaints)" '^halt: remount /dev/vdc read-only: it is still writable$'
ok "$name: the ext2 disk is clean" clean "$tmp/disk"
not_ok "$name: and it is true" clean "$tmp/ext4"

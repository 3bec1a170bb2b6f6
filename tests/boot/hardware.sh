#!/bin/sh
# hardware.sh - the file systems and devices that the kernel must have, beside
# those that every boot uses. Oracle: the guest's kernel mounts and finds them.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 16
export KERNEL="${KERNEL:-$O/$TARGET/kernel}" IMAGE="$O/$TARGET/root.sqf"

# with EDIT COMMAND [OPTION...]: run COMMAND with the script's QEMU line edited.
with() {
	sed "$1" "$run_qemu" >"$tmp/run"
	told=$(shift && sh "$tmp/run" -t 120 -c "$@" 2>&1 </dev/null)
	status=$?
}

# What can be mounted from files, all in one boot.
with '' 'cd /tmp
exec 2>&1
try() { # NAME COMMAND...
	name=$1; shift
	if "$@"; then echo "works: $name"; else echo "fails: $name"; fi
}
loop() { # TYPE FILE
	mkdir -p m && mount -o loop -t "$1" "$2" m && touch m/x && umount m
}
dd if=/dev/zero of=disk bs=1M count=16
mkfs.vfat disk && try vfat loop vfat disk
mke2fs -F disk >/dev/null && try ext2 loop ext2 disk
try ext4 loop ext4 disk
mkdir low up work over
echo word >low/file
try overlay sh -c "mount -t overlay -o lowerdir=low,upperdir=up,workdir=work none over &&
	grep word over/file && echo more >>over/file && grep more up/file"
try "ext3 is known" grep -w ext3 /proc/filesystems
try "IPv6 on lo" ping -6 -c 1 ::1
try "swap" sh -c "dd if=/dev/zero of=/dev/null count=1; mkswap disk && losetup /dev/loop0 disk && swapon /dev/loop0"
'
for name in vfat ext2 ext4 overlay 'ext3 is known' 'IPv6 on lo' swap; do
	like "$name" "$told" "^works: $name$"
done
is 'and the guest ends well' "$status" 0

mkdir "$tmp/share"
echo from the host >"$tmp/share/file"
with "s|-device \"virtio-rng-\$BUS\"|& -fsdev local,id=f,path=$tmp/share,security_model=mapped \
-device virtio-9p-\$BUS,fsdev=f,mount_tag=share -device virtio-serial-\$BUS -device virtconsole,chardev=null \
-chardev null,id=null|" 'cd /tmp; mkdir m; mount -t 9p share m && cat m/file; echo hi >m/back; ls -d /dev/hvc0'
like '9p: a folder of the host' "$told" '^from the host$'
is '9p: the guest writes to it' "$(cat "$tmp/share/back")" hi
like 'virtio-console' "$told" '^/dev/hvc0$'

with 's|virtio-net-$BUS|e1000|' 'cat /sys/class/net/eth0/device/vendor'
like 'e1000 carries the network' "$told" '^0x8086$'

# A PC's own disks: IDE (the old board), AHCI (the newer), as with -hda.
if [ "$TARGET" = x86_64 ]; then
	with 's|-M q35,sata=off|-M pc|; s|if=virtio|if=ide|; s|/dev/vda|/dev/sda|' 'ls /sys/bus/pci/drivers/ata_piix'
	like 'IDE: ata_piix has a disk' "$told" '^0000:00:01'
	with 's|-M q35,sata=off|-M q35|; s|if=virtio|if=ide|; s|/dev/vda|/dev/sda|' 'ls /sys/bus/pci/drivers/ahci'
	like 'AHCI: ahci has a disk' "$told" '^0000:00:1f'
	is 'and the root is on it' "$status" 0
else
	for name in IDE AHCI 'a root on it'; do
		skip "$name" 'not a PC'
	done
fi
disks_clean 0

#!/bin/sh
# mounts.sh - the guest's kernel mounts what mkimage writes of a folder with all
# there can be, and finds every path, type, mode, owner, link, size, device, time,
# extended attribute and checksum. What it ought to find is told by GNU tar, which
# unpacks mkimage's tar under fakeroot.
# shellcheck disable=SC2154 # O and TARGET come from make
[ "${FAKEROOTKEY-}" ] || exec fakeroot -- "$0" "$@"
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/tree.sh
. "$top/tests/tree.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
export LC_ALL=C
plan 29

mkimage() {
	env -u LD_PRELOAD -u FAKEROOTKEY "$O/host/mkimage" -q "$@"
}
guest() { # COMMAND [OPTION...]: outside of fakeroot
	command=$1
	shift
	env -u LD_PRELOAD -u FAKEROOTKEY "$run_qemu" -t 200 -c "$command" "$@" </dev/null
}

env -u LD_PRELOAD -u FAKEROOTKEY "$top/tests/torture.sh" "$tmp/tree"
(cd "$tmp/tree/holes" && rm all begin middle end && truncate -s 3M all)
own_times "$tmp/tree"
nodes=$tmp/tree.nodes
for image in tree.sqf tree.ext2 tree.ext4; do
	ok "$image is written" mkimage -n "$nodes" -o "$tmp/$image" "$tmp/tree"
done
# tar has no sockets.
printf '/%s/socket - - - -\n' special device >"$tmp/no.nodes"
ok 'tree.tar is written' mkimage -n "$nodes" -n "$tmp/no.nodes" -o "$tmp/tree.tar" "$tmp/tree"

# The same lines from GNU's and BusyBox's tools: names as they are. What is empty
# isn't read: fakeroot's devices are empty files.
sums() {
	(cd "$1" && find . -type f -size +0 -exec sha256sum --zero {} +) | tr '\0' '\n' | sort
}
attributes() {
	LC_ALL=C awk '/^# file: / { file = $3; next } /^user/ { print file ": " $0 }' |
		grep -av user.bytes | sort
}
mkdir "$tmp/want"
tar -xpf "$tmp/tree.tar" -C "$tmp/want"
what "$tmp/want" >"$tmp/want.what"
sums "$tmp/want" >"$tmp/want.sums"
(cd "$tmp/tree" && env -u LD_PRELOAD getfattr -h -d attributes/*) | sed "s/\\\\075/=/" | attributes >"$tmp/want.attributes"

# shellcheck disable=SC2016 # the guest's
look='look() { # NAME FOLDER
	cd "$2" || return
	find . -exec stat -c "%n|%f|%u:%g|%h|%s|%t:%T|%Y" {} + >$OUT/$1.what
	find . -type f -size +0 -exec sha256sum {} + >$OUT/$1.sums
	getfattr -h -d attributes/* >$OUT/$1.attributes 2>&1
	cd /
}
'
compare() { # NAME
	grep -av -e '^\./lost+found|' -e '/socket|' "$tmp/got/$1.what" | comparable >"$tmp/got.what"
	ok "$1: paths, types, modes, owners, links, sizes, devices, times" \
		diff "$tmp/want.what" "$tmp/got.what"
	sort "$tmp/got/$1.sums" >"$tmp/got.sums"
	ok "$1: contents" diff "$tmp/want.sums" "$tmp/got.sums"
}
compare_attributes() {
	attributes <"$tmp/got/$1.attributes" >"$tmp/got.attributes"
	ok "$1: extended attributes" diff "$tmp/want.attributes" "$tmp/got.attributes"
}

# shellcheck disable=SC2016 # the guest's
ok 'three images are mounted' guest "$look"'
set -e
mkdir /tmp/sqf /tmp/ext2 /tmp/ext4
mount -t squashfs -o ro /dev/vdb /tmp/sqf
mount -t ext2 -o ro /dev/vdc /tmp/ext2
mount -t ext4 -o ro /dev/vdd /tmp/ext4
for name in sqf ext2 ext4; do look $name /tmp/$name; done
du -k /tmp/ext2/holes/all /tmp/ext4/holes/all >$OUT/holes
dmesg >$OUT/dmesg' -o "$tmp/got" -x "$tmp/tree.sqf" -x "$tmp/tree.ext2" -x "$tmp/tree.ext4" \
	HOMEDEV=none
for name in sqf ext2 ext4; do
	compare $name
	compare_attributes $name
done
is 'sockets are there' "$(cat "$tmp"/got/*.what | grep -a '/device/socket|' | cut -d '|' -f 1-6 | sort -u)" \
	'./device/socket|c1ed|1:2|1|0|0:0'
is 'holes take no room' "$(awk '{ print $1 }' "$tmp/got/holes" | tr '\n' ' ')" '0 0 '
not_ok 'the kernel complains of nothing' \
	grep -aiE 'squashfs.*error|EXT4-fs.*(error|warning|corrupt)' "$tmp/got/dmesg"

# What can be written to, is, in each folder and the largest, and stays whole.
# shellcheck disable=SC2016 # the guest's
write='set -e
mkdir /tmp/disk
for disk in vdb vdc; do
	mount /dev/$disk /tmp/disk
	cd /tmp/disk
	i=0
	while [ $((i += 1)) -le 300 ]; do echo $i >many/new$i; done
	rm -r names "many/new7" sizes/65536
	seq 1 100000 >sizes/text
	ln sizes/text links/text
	cat sizes/text >>sizes/131073
	cd /
	umount /tmp/disk
done
dmesg | grep -iE "EXT4-fs.*(error|warning|corrupt)" || :'
for image in ext2 ext4; do
	ok "$image: with room" mkimage -s +8M -n "$nodes" -o "$tmp/room.$image" "$tmp/tree"
done
is 'ext2 and ext4: are written to' \
	"$(guest "$write" -x "$tmp/room.ext2" -x "$tmp/room.ext4" HOMEDEV=none 2>&1)" ''
for image in ext2 ext4; do
	ok "$image: whole afterwards" e2fsck -fn "$tmp/room.$image"
	is "$image: what was written is there" \
		"$(debugfs -R 'cat /links/text' "$tmp/room.$image" 2>/dev/null | cksum)" \
		"$(seq 1 100000 | cksum)"
done

# An initramfs: the guest's own, and the folder in it. cpio has no attributes.
mkdir "$tmp/with"
mv "$tmp/tree" "$tmp/with/tree"
rm -r "$tmp/with/tree/attributes" "$tmp/with/tree/special/socket"
sed -e /attributes/d -e /socket/d -e 's# /device/disk$# /tree&#; s#/tree /#/tree/#; s#^/#/tree/#' "$nodes" >"$tmp/with.nodes"
ok 'an initramfs is written' mkimage -T 1700000000 -n "$top/overlay/nodes" -n "$tmp/with.nodes" \
	-o "$tmp/with.cpio.gz" "$O/$TARGET/root" "$tmp/with"
rm -rf "$tmp/got"
(
	IMAGE=$tmp/with.cpio.gz
	export IMAGE
	guest "$look look cpio /tree" -o "$tmp/got"
) >"$tmp/said" 2>&1
is 'it boots' "$?:$(cat "$tmp/said")" 0:
rm -rf "$tmp/want/attributes"
find "$tmp/want" -exec touch -h -d @1700000000 {} +
# The kernel doesn't link what is a symbolic link.
what "$tmp/want" | sed -E 's/(\|a1ff\|[0-9:]+)\|2\|/\1|1|/' >"$tmp/want.what"
sums "$tmp/want" >"$tmp/want.sums"
compare cpio
disks_clean 4

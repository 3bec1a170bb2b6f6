#!/bin/sh
# mkimage-formats.sh - the torture tree from format to format: nothing is lost, and
# nothing depends on where it was read from. The oracle is mkimage -d, and that
# the same files give the same bytes.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
is_root=0
[ "$(id -u)" != 0 ] || is_root=1
plan $((17 + is_root))
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

"$top/tests/torture.sh" tree 2>/dev/null
for format in sqf ext2 ext4; do
	ok "$format: holds all" "$mkimage" -k -n tree.nodes -o t.$format tree
done
printf '/special/socket -\n/device/socket -\n' >sockets # which tar has not
ok 'tar: holds all but sockets' "$mkimage" -k -n tree.nodes -n sockets -o t.tar tree
for format in ext2 ext4; do
	is "$format: as in squashfs" "$("$mkimage" -d t.sqf t.$format; echo $?)" 0
	"$mkimage" -k -o again.sqf t.$format
	ok "$format: makes the same squashfs" cmp again.sqf t.sqf
	"$mkimage" -k -j1 -o again.$format t.$format
	ok "$format: makes the same again" cmp again.$format t.$format
done
is 'tar: as in squashfs' "$("$mkimage" -d t.sqf t.tar | tr '\n' ' ')" \
	'/device/socket: only in t.sqf /special/socket: only in t.sqf '
"$mkimage" -k -n sockets -o small.sqf t.sqf
"$mkimage" -k -o again.sqf t.tar
ok 'tar: makes the same squashfs' cmp again.sqf small.sqf
"$mkimage" -x -o again.tar t.ext4 2>/dev/null
not_ok 'a socket to tar is an error' [ -e again.tar ]
"$mkimage" -k -n sockets -o again.tar t.ext4
ok 'ext4: makes the same tar, with fractions of seconds' cmp again.tar t.tar
"$mkimage" -t -m t.ext4 >nodes
"$mkimage" -x -C out t.ext4 2>/dev/null || :
"$mkimage" -n nodes -o again.ext4 out
ok 'ext4: extracted, and made again by its table' cmp again.ext4 t.ext4
cp -a tree copy
"$mkimage" -k -j1 -n tree.nodes -o again.sqf copy
ok 'sqf: the same of a copy, by one thread' cmp again.sqf t.sqf
head -c 10240 /dev/zero >empty.tar
is 'an empty tar is no ext image' "$("$mkimage" -t empty.tar | wc -l)" 1
if [ $is_root = 1 ]; then
	"$mkimage" -x -k -C owned t.sqf
	is 'sqf: extracted with owners' "$("$mkimage" -d -k owned t.sqf; echo $?)" 0
fi

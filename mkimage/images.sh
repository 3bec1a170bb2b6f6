#!/bin/sh
# images.sh ROOT NODES OUT - write OUT/root.sqf, root.ext2 and root.cpio.gz of the
# folder ROOT, with the owners, modes and devices of NODES. Same input, same
# bytes; every file gets the time SOURCE_DATE_EPOCH.
#
# fakeroot stands in for root: it remembers what only root could do.
set -eu
[ "${FAKEROOTKEY-}" ] || exec fakeroot -- "$0" "$@"
root=$1 nodes=$2 out=$3
: "${SOURCE_DATE_EPOCH:?}"

tmp=$out/.images
rm -rf "$tmp"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$tmp"
cp -a "$root" "$tmp/root"
chown -hR 0:0 "$tmp/root"

# A node whose folder isn't in ROOT isn't wanted there.
while read -r name type mode uid gid major minor; do
	path=$tmp/root$name
	case $type in
	d) mkdir -p "$path" ;;
	c | b) [ -e "$path" ] || mknod "$path" "$type" "$major" "$minor" ;;
	f) [ -e "$path" ] || continue ;;
	'') continue ;;
	*)
		echo "images: read $nodes: type $type of $name is not d, f, c or b" >&2
		exit 1
		;;
	esac
	chmod "$mode" "$path"
	chown "$uid:$gid" "$path"
done <<EOF
$(grep -v '^#' "$nodes")
EOF
find "$tmp/root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

# mksquashfs and mke2fs read the time from the environment or take it so.
mksquashfs "$tmp/root" "$tmp/root.sqf" -noappend -no-progress -quiet \
	-comp gzip -b 64K -no-xattrs -no-exports

# Room to write in: as much again, and 4 MiB.
size=$(du -sk "$tmp/root" | cut -f1)
truncate -s 0 "$tmp/root.ext2"
E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mke2fs -q -F -t ext2 -I 256 -m 0 \
	-L guestkit -U 6775e57b-2026-4000-8000-000000000000 \
	-E hash_seed=6775e57b-2026-4000-8000-000000000001 \
	-d "$tmp/root" "$tmp/root.ext2" $((size * 2 + 4096))k

(cd "$tmp/root" && find . | LC_ALL=C sort |
	cpio -o -H newc --reproducible --quiet) >"$tmp/root.cpio"
gzip -9n "$tmp/root.cpio"

for image in sqf ext2 cpio.gz; do
	mv "$tmp/root.$image" "$out/root.$image"
done

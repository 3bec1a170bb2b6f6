#!/bin/sh
# limits.sh - mkimage with nothing, and with very much of one kind. Oracles: e2fsck,
# debugfs, unsquashfs, tar and cpio; then mkimage extracts what it wrote.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs
export LC_ALL=C
all='sqf ext2 ext4 cpio tar'
plan $((10 + 12 + 10 + 5 + 9 + 2 + 11))

mkimage() {
	"$O/host/mkimage" -q "$@"
}
# whole IMAGE: what judges the image's structure finds nothing.
whole() {
	case $1 in
	*.sqf) unsquashfs -s "$1" && unsquashfs -lln "$1" ;;
	*.ext?) e2fsck -fn "$1" ;;
	*.cpio) cpio -it --quiet <"$1" ;;
	*.tar) tar -tf "$1" ;;
	esac
}
fails() { # NAME ERE COMMAND...
	name=$1 ere=$2
	shift 2
	answers "$name" 1 "mkimage: .*$ere" "$@"
}
paths() { # IMAGE: how many, with the root
	mkimage -t "$1" | wc -l
}

mkdir "$tmp/none"
for format in $all; do
	ok "$format: no file at all" mkimage -o "$tmp/none.$format" "$tmp/none"
	ok "$format: is whole" whole "$tmp/none.$format"
	rm "$tmp/none.$format"
done

# A hole of 5 GB, and a byte at each end.
mkdir "$tmp/holes"
truncate -s 5G "$tmp/holes/file"
printf begin | dd of="$tmp/holes/file" conv=notrunc status=none
printf end | dd of="$tmp/holes/file" oflag=append conv=notrunc status=none
for format in sqf ext2 ext4 tar; do
	image=$tmp/holes.$format
	ok "$format: a file of 5 GB, nearly all of it a hole" mkimage -o "$image" "$tmp/holes"
	[ "$format" = sqf ] || ok "$format: is whole" whole "$image"
	rm -rf "$tmp/out"
	mkimage -x -C "$tmp/out" "$image"
	is "$format: comes back with its hole" \
		"$(stat -c %s "$tmp/out/file") $(($(stat -c %b "$tmp/out/file") < 1000)) $(head -c 5 "$tmp/out/file") $(tail -c 3 "$tmp/out/file")" \
		'5368709123 1 begin end'
	rm "$image"
done
fails 'cpio: names the file that it cannot hold' '/file' mkimage -o "$tmp/holes.cpio" "$tmp/holes"
rm -r "$tmp/holes" "$tmp/out"

# 100,000 names in one folder.
mkdir -p "$tmp/many/d"
(cd "$tmp/many/d" && seq -f 'name-%06.0f' 100000 | xargs touch)
for format in $all; do
	mkimage -o "$tmp/many.$format" "$tmp/many"
	is "$format: 100,000 files in a folder" "$(paths "$tmp/many.$format")" 100002
	ok "$format: is whole" whole "$tmp/many.$format"
done
rm -r "$tmp/many"
for name in 000001 050000 100000; do
	is "ext2: name-$name is found" \
		"$(debugfs -R "stat /d/name-$name" "$tmp/many.ext2" 2>/dev/null | grep -c '^Inode:')" 1
done
like 'ext2: by a hash' "$(debugfs -R 'htree_dump /d' "$tmp/many.ext2" 2>&1)" '^Root node dump'
like 'ext4: by a hash' "$(debugfs -R 'htree_dump /d' "$tmp/many.ext4" 2>&1)" '^Root node dump'
rm "$tmp"/many.*

# 70,000 names of one file, which the host's file system may not hold.
mkdir "$tmp/links"
echo text >"$tmp/links/first"
seq -f '/link%.0f h - - - /first' 70000 >"$tmp/links.nodes"
for format in sqf cpio tar; do
	mkimage -n "$tmp/links.nodes" -o "$tmp/links.$format" "$tmp/links"
	is "$format: 70,000 links" "$(paths "$tmp/links.$format")" 70002
	ok "$format: is whole" whole "$tmp/links.$format"
	is "$format: to one file" \
		"$(mkimage -t "$tmp/links.$format" | awk '$8 == "/first" { print $2 }')" 70001
	rm "$tmp/links.$format"
done
for format in ext2 ext4; do
	fails "$format: names the file that has too many" '/first' \
		mkimage -n "$tmp/links.nodes" -o "$tmp/links.$format" "$tmp/links"
done

# 1,000 folders, by a path of 2,000 bytes and by one of 10,000, which is more than
# cpio's readers take.
deep() { # FORMAT NAME
	mkdir "$tmp/deep"
	(
		cd "$tmp/deep" || exit
		for _ in $(seq 1000); do
			mkdir "$2" && cd -P "$2" || exit
		done
		echo bottom >file
	)
	mkimage -o "$tmp/deep.$1" "$tmp/deep"
	rm -rf "$tmp/out" "$tmp/first.tar" "$tmp/again.tar"
	mkimage -x -C "$tmp/out" "$tmp/deep.$1"
	mkimage -T 0 -o "$tmp/again.tar" "$tmp/out"
	mkimage -T 0 -o "$tmp/first.tar" "$tmp/deep"
	ok "$1: 1,000 folders deep" cmp "$tmp/first.tar" "$tmp/again.tar"
	is "$1: are all there" "$(paths "$tmp/deep.$1")" 1002
	rm -rf "$tmp/deep"
}
deep cpio d
for format in sqf ext2 ext4 tar; do deep $format a.folder; done
mkdir -p "$tmp/deep"
(
	cd "$tmp/deep" || exit
	for _ in $(seq 20); do mkdir "$(printf %0250d 0)" && cd -P "$(printf %0250d 0)" || exit; done
)
fails 'cpio: names the path that it cannot hold' '/0000' mkimage -o "$tmp/deep.cpio" "$tmp/deep"

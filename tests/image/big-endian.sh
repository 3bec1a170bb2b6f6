#!/bin/sh
# big-endian.sh - mkimage on a big-endian machine (s390x, by QEMU's user mode)
# writes and reads what it does here, byte for byte; but for lz4, which compresses
# differently by the order of bytes.
#
# The codecs' libraries for that machine come from the host's own archive, by an
# apt that knows of no other machine and keeps its lists here.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
here=$O/host/mkimage formats='sqf ext2 ext4 cpio tar' codecs='gzip xz zstd'
plan $((1 + 5 + 3 + 1 + 5))

apt() {
	apt-get -qq -o Dir::State::Lists="$tmp/lists" -o Dir::Cache="$tmp/cache" \
		-o Dir::State::status=/dev/null -o APT::Architecture=s390x \
		-o APT::Architectures::=s390x -o APT::Sandbox::User=root "$@"
}
fetch() {
	mkdir -p "$tmp/lists/partial" "$tmp/cache/archives/partial" && cd "$tmp" && apt update &&
		apt download libdeflate-dev liblzma-dev libzstd-dev liblz4-dev &&
		for deb in ./*.deb; do dpkg-deb -x "$deb" "$tmp/libs" || return; done
}
if ! (fetch) >"$tmp/log" 2>&1; then
	tail -n 3 "$tmp/log" | tap_note
	while [ "$tap_n" -lt 15 ]; do skip 'big-endian' 'no libraries for s390x'; done
	exit
fi
build() {
	s390x-linux-gnu-gcc -O1 -D_GNU_SOURCE -static -I"$top/toys/lib" -I"$top/mkimage" -I"$tmp/libs/usr/include" \
		-o "$tmp/mkimage" "$top"/mkimage/*.c "$top"/mkimage/*/*.c "$top"/toys/lib/*.c \
		-L"$tmp/libs/usr/lib/s390x-linux-gnu" -ldeflate -llzma -lzstd -llz4 -pthread
}
there() {
	qemu-s390x "$tmp/mkimage" "$@"
}
ok 'it builds' build

# tar has no sockets, cpio no extended attributes.
"$top/tests/torture.sh" "$tmp/tree" >/dev/null 2>&1
rm -rf "$tmp/tree/attributes" "$tmp/tree/special/socket"
sed -i -e /socket/d -e /attributes/d "$tmp/tree.nodes"
args="-T 1700000000 -k -n $tmp/tree.nodes"
for format in $formats; do
	# shellcheck disable=SC2086 # several words
	"$here" $args -f "$format" -o "$tmp/here.$format" "$tmp/tree"
	# shellcheck disable=SC2086
	there $args -f "$format" -o "$tmp/there.$format" "$tmp/tree" 2>"$tmp/said"
	ok "$format: the same bytes" cmp "$tmp/here.$format" "$tmp/there.$format"
done
for codec in $codecs; do
	# shellcheck disable=SC2086
	"$here" $args -c "$codec" -o "$tmp/here.sqf" "$tmp/tree"
	# shellcheck disable=SC2086
	there $args -c "$codec" -o "$tmp/there.sqf" "$tmp/tree"
	ok "sqf -c $codec: the same bytes" cmp "$tmp/here.sqf" "$tmp/there.sqf"
done
# shellcheck disable=SC2086
there $args -c lz4 -o "$tmp/there.sqf" "$tmp/tree"
ok 'sqf -c lz4: the same tree' "$here" -d "$tmp/here.sqf" "$tmp/there.sqf"
for format in $formats; do
	"$here" -t "$tmp/here.$format" >"$tmp/here.list"
	there -t "$tmp/here.$format" >"$tmp/there.list"
	ok "$format: the same list" cmp "$tmp/here.list" "$tmp/there.list"
done

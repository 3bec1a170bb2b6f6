#!/bin/sh
# machines.sh - on a big-endian machine (s390x) and on a 32-bit one (armhf), both by
# QEMU's user mode, mkimage writes and reads what it does here, byte for byte; but
# for lz4, which compresses differently there. The 32-bit one has files over 4 GiB
# and times after 2038, too.
#
# The codecs' libraries for a machine come from the host's own archive, by an apt
# that knows of no other machine and keeps its lists here.
# shellcheck disable=SC2154 # DEFINES and O come from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
here=$O/host/mkimage formats='sqf ext2 ext4 cpio tar' codecs='gzip xz zstd'
of_a_machine=$((1 + 5 + 3 + 1 + 5))
plan $((2 * of_a_machine + 3))

apt() {
	apt-get -qq -o Dir::State::Lists="$tmp/lists" -o Dir::Cache="$tmp/cache" \
		-o Dir::State::status=/dev/null -o APT::Architecture="$machine" \
		-o APT::Architectures::="$machine" -o APT::Sandbox::User=root "$@"
}
fetch() {
	rm -rf "$tmp/lists" "$tmp/cache" "$tmp/libs"
	mkdir -p "$tmp/lists/partial" "$tmp/cache/archives/partial" "$tmp/libs" && cd "$tmp/libs" || return
	apt update # of several lists; one that isn't there may not be needed
	apt download libdeflate-dev liblzma-dev libzstd-dev liblz4-dev libxxhash-dev &&
		for deb in ./*.deb; do dpkg-deb -x "$deb" . || return; done
}
build() {
	# shellcheck disable=SC2086 # several words
	"$tuple-gcc" -O1 $DEFINES -static -I"$top/toys/lib" -I"$top/mkimage" -I"$tmp/libs/usr/include" \
		-o "$tmp/mkimage" "$top"/mkimage/*.c "$top"/mkimage/*/*.c "$top"/toys/lib/*.c \
		-L"$tmp/libs/usr/lib/$tuple" -ldeflate -llzma -lzstd -llz4 -lxxhash -pthread
}
there() {
	"$qemu" "$tmp/mkimage" "$@"
}
same_there() {
	ok "$machine: it builds" build
	# shellcheck disable=SC2086 # several words
	for format in $formats; do
		there $args -f "$format" -o "$tmp/there.$format" "$tmp/tree" 2>"$tmp/said"
		ok "$machine: $format: the same bytes" cmp "$tmp/here.$format" "$tmp/there.$format"
	done
	# shellcheck disable=SC2086
	for codec in $codecs; do
		there $args -c "$codec" -o "$tmp/there.sqf" "$tmp/tree"
		ok "$machine: sqf -c $codec: the same bytes" cmp "$tmp/here.$codec" "$tmp/there.sqf"
	done
	# shellcheck disable=SC2086
	there $args -c lz4 -o "$tmp/there.sqf" "$tmp/tree"
	ok "$machine: sqf -c lz4: the same tree" "$here" -d "$tmp/here.sqf" "$tmp/there.sqf"
	for format in $formats; do
		there -t "$tmp/here.$format" >"$tmp/there.list"
		ok "$machine: $format: the same list" cmp "$tmp/here.$format.list" "$tmp/there.list"
	done
}
on() { # MACHINE TUPLE QEMU
	machine=$1 tuple=$2 qemu=$3 first=$tap_n
	if (fetch) >"$tmp/log" 2>&1; then
		same_there
	else
		tail -n 3 "$tmp/log" | tap_note
		while [ "$tap_n" -lt $((first + of_a_machine)) ]; do
			skip "$machine" 'no libraries for it'
		done
	fi
}

# tar has no sockets, cpio no extended attributes.
"$top/tests/torture.sh" "$tmp/tree" >/dev/null 2>&1
rm -rf "$tmp/tree/attributes" "$tmp/tree/special/socket"
sed -i -e /socket/d -e /attributes/d "$tmp/tree.nodes"
args="-T 1700000000 -k -n $tmp/tree.nodes"
# shellcheck disable=SC2086
{
	for format in $formats; do
		"$here" $args -f "$format" -o "$tmp/here.$format" "$tmp/tree"
		"$here" -t "$tmp/here.$format" >"$tmp/here.$format.list"
	done
	for codec in $codecs; do
		"$here" $args -c "$codec" -o "$tmp/here.$codec" -f sqf "$tmp/tree"
	done
}
on s390x s390x-linux-gnu qemu-s390x
on armhf arm-linux-gnueabihf qemu-arm

# The oracle is the same program with 64 bits, here.
mkdir "$tmp/wide"
truncate -s 5G "$tmp/wide/large"
echo end >>"$tmp/wide/large"
touch -d @5000000000 "$tmp/wide/large" "$tmp/wide"
for format in tar ext4 sqf; do
	case $format in sqf) time='-T 4200000000' ;; *) time= ;; esac
	# shellcheck disable=SC2086
	"$here" $time -f "$format" -o "$tmp/here.wide" "$tmp/wide"
	if [ -x "$tmp/mkimage" ]; then
		# shellcheck disable=SC2086
		there $time -f "$format" -o "$tmp/there.wide" "$tmp/wide"
		ok "armhf: $format: 5 GiB, the year 2128" cmp "$tmp/here.wide" "$tmp/there.wide"
	else
		skip "armhf: $format: 5 GiB" 'no libraries for it'
	fi
done

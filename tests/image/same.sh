#!/bin/sh
# same.sh - the same input gives the same bytes: run again, from a copy made in
# another order, with any number of threads, from a folder, its tar or its cpio, by
# root or not, in another locale, umask and time zone. Oracle: cmp.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/tree.sh
. "$top/tests/tree.sh"
all='sqf ext2 ext4 cpio tar' is_root=0
[ "$(id -u)" != 0 ] || is_root=1
plan $((5 * 9 + 4 + 5 * is_root))

mkimage() {
	"$O/host/mkimage" -q "$@"
}
"$top/tests/torture.sh" "$tmp/torture" 2>/dev/null
# cpio has no extended attributes; a socket is no file for GNU's tar, nor is a pipe
# one that may have two names.
rm -rf "$tmp/torture/attributes" "$tmp/torture/special/socket" "$tmp/torture/special/pipe-again"
tree=$tmp/torture
own_times "$tree"

same() { # NAME SOURCE [OPTION...]: of each format
	name=$1 from=$2
	shift 2
	for format in $all; do
		mkimage "$@" -o "$tmp/again.$format" "$from"
		ok "$format: $name" cmp "$tmp/first.$format" "$tmp/again.$format"
		rm -f "$tmp/again.$format"
	done
}
for format in $all; do mkimage -o "$tmp/first.$format" "$tree"; done
same 'run again' "$tree"
same 'one thread' "$tree" -j 1
same 'seven threads' "$tree" -j 7

# On another kind of file system, where readdir's order is another, too.
other_place
mkdir "$other/tree"
(cd "$tree" && find . -print0 | sort -rz | tar -cf - --null --no-recursion -T -) |
	tar -xpf - -C "$other/tree"
same 'a copy' "$other/tree"
for format in $all; do
	(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 mkimage -o "$tmp/again.$format" "$other/tree")
	ok "$format: another umask, zone and locale" cmp "$tmp/first.$format" "$tmp/again.$format"
done
# Of a checkout every file has the time of that.
find "$other/tree" -exec touch -h {} +
for format in $all; do
	mkimage -T 5 -o "$tmp/here.$format" "$tree"
	mkimage -T 5 -o "$tmp/there.$format" "$other/tree"
	ok "$format: another checkout" cmp "$tmp/here.$format" "$tmp/there.$format"
	rm "$tmp/here.$format" "$tmp/there.$format"
done
(cd "$tree" && tar -cf "$tmp/tree.gnu.tar" --sort=none .)
same "from its tar, GNU's" "$tmp/tree.gnu.tar"
same 'from its tar, ours' "$tmp/first.tar"
same 'from its cpio, ours' "$tmp/first.cpio"
for format in sqf ext2 ext4; do
	mkimage -f tar -o "$tmp/again.tar" "$tmp/first.$format"
	ok "from $format, back to tar" cmp "$tmp/first.tar" "$tmp/again.tar"
done
(cd "$tree" && find . -print0 | cpio -0 -o -H newc --quiet) >"$tmp/gnu.cpio"
mkimage -o "$tmp/again.tar" "$tmp/gnu.cpio"
ok "from GNU's cpio" cmp "$tmp/first.tar" "$tmp/again.tar"

if [ $is_root = 1 ]; then
	chmod 755 "$tmp" "$tmp/.."
	mkdir -m 777 "$tmp/nobody"
	find "$tree" ! -type l -exec chmod a+rX {} +
	cp "$O/host/mkimage" "$tmp/nobody/run"
	for format in $all; do
		mkimage -o "$tmp/root.$format" "$tree"
		(cd / && setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$tmp/nobody/run" -q -o "$tmp/nobody/image.$format" "$tree")
		ok "$format: by another user" cmp "$tmp/root.$format" "$tmp/nobody/image.$format"
	done
fi

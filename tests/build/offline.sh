#!/bin/sh
# offline.sh - everything but the kernel, built once more: with no network, from
# the folder of tarballs alone; by a copy of the project in another place, into
# another place, with another umask and time zone. The images must be the same to
# the byte, which shows that nothing of the build gets into them.
# shellcheck disable=SC2154 # O and TARGET come from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/copy.sh
. "$top/tests/copy.sh"
# shellcheck source=tests/namespaces.sh
. "$top/tests/namespaces.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS V ROOT
plan 13

# A network namespace of its own, in which not even lo is up. Where the system
# refuses one (to a user in a chroot, say), a proxy that isn't there stands in.
[ -z "${SOURCES-}" ] || SOURCES=$(readlink -f "$SOURCES")
no_net=$own_network
if ! $no_net true 2>/dev/null; then
	no_net='env'
	export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9
fi
offline() {
	# shellcheck disable=SC2086 # words
	env "$@" $no_net make --no-print-directory -C "$tmp/tree" O="$tmp/other" \
		TARGET="$TARGET" KERNEL="$O/$TARGET/kernel" image
}

# For the log: whose fault it is.
differ() {
	for program in busybox dropbearmulti init oneit hello-static netcat; do
		cmp "$tmp/other/$TARGET/build/bin/$program" "$O/$TARGET/build/bin/$program"
	done
	diff -r --no-dereference "$tmp/other/$TARGET/root" "$O/$TARGET/root"
	cd "$tmp/other/$TARGET/root" && find . ! -type l -printf '%m %p\n' | sort >"$tmp/modes"
	cd "$O/$TARGET/root" && find . ! -type l -printf '%m %p\n' | sort | diff "$tmp/modes" -
}

# leaks WORD...: files of the guest, and the C library's, that hold one.
leaks() {
	for word; do
		find "$O/$TARGET/root" "$O/$TARGET/cross/lib" "$O/$TARGET/cross/include" \
			-type f -exec grep -lF -e "$word" {} +
	done
	true
}

if [ "$no_net" = env ]; then
	skip 'there is no network' 'user namespaces are refused'
else
	is 'there is no network' "$($no_net grep -v -e Inter -e face -e lo: /proc/net/dev)" ''
fi
copy_project
chmod -R go= "$tmp/tree"
mkdir "$tmp/empty"
not_ok 'without tarballs it fails' offline SOURCES="$tmp/empty"
offline SOURCES="$tmp/empty" >"$tmp/said" 2>&1
like 'and says what to do' "$(cat "$tmp/said")" '^fetch: get [a-z]*: no place had it .*put .* into '
is 'and leaves no source' "$(find "$tmp/empty" "$tmp/other/src" -mindepth 1)" ''

umask 077
start=$(date +%s)
ok 'with them it builds' offline TZ=Asia/Tokyo LC_ALL=C.UTF-8
echo "# it took $(($(date +%s) - start)) s"
umask 022
for image in sqf ext2 cpio.gz; do
	ok "root.$image is the same" cmp "$tmp/other/$TARGET/root.$image" "$O/$TARGET/root.$image"
done
[ "$tap_bad" = 0 ] || differ 2>&1 | head -n 40 | tap_note
for lib in libc.a crt1.o; do
	ok "$lib is the same" cmp "$tmp/other/$TARGET/cross/lib/$lib" "$O/$TARGET/cross/lib/$lib"
done
ok 'and so are all headers' diff -r "$tmp/other/$TARGET/cross/include" "$O/$TARGET/cross/include"
is 'no path is in any file of the guest' "$(leaks "$O" "$top")" ''
ok 'run-qemu.sh is the same' cmp "$tmp/other/$TARGET/run-qemu.sh" "$O/$TARGET/run-qemu.sh"

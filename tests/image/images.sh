#!/bin/sh
# images.sh - the guest's own images. Oracles: unsquashfs, cpio and debugfs unpack
# them, e2fsck judges, and find and diff compare that with root/ and overlay/nodes.
#
# All of it runs under fakeroot, so that owners and devices can be unpacked.
# shellcheck disable=SC2154 # O, TARGET and EPOCH come from make
[ "${FAKEROOTKEY-}" ] || exec fakeroot -- "$0" "$@"
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/tree.sh
. "$top/tests/tree.sh"
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs
export TZ=UTC LC_ALL=C
nodes=$top/overlay/nodes out=$O/$TARGET all='sqf ext2 cpio.gz'
is_x86_64=0
[ "$TARGET" != x86_64 ] || is_x86_64=1
plan $((16 + 2 * is_x86_64 + 9))

# images ROOT O: as make makes them, of a folder.
images() {
	for image in $all; do echo "$2/$TARGET/root.$image"; done |
		xargs env -u LD_PRELOAD -u FAKEROOTKEY -u MAKEFLAGS make -C "$top" -s \
			TARGET="$TARGET" O="$2" ROOT="$1"
}

# unpack IMAGE FOLDER
unpack() {
	case $1 in
	*.sqf) unsquashfs -q -n -d "$2" "$1" >/dev/null ;;
	*.cpio.gz) mkdir "$2" && zcat "$1" | (cd "$2" && cpio -idm --quiet) ;;
	esac
}

# cpio doesn't set the times of folders and of links.
times_of() { # IMAGE
	case $1 in
	cpio.gz) sed -E 's/(\|(4[0-9a-f]{3}|a1ff)\|.*)\|[0-9]+$/\1/' ;;
	*) cat ;;
	esac
}

wanted "$out/root" "$nodes" "$tmp/want"
what "$tmp/want" >"$tmp/what.want"
paths=$(wc -l <"$tmp/what.want")
for image in sqf cpio.gz; do
	ok "root.$image: unpacks" unpack "$out/root.$image" "$tmp/$image"
	what "$tmp/$image" | times_of "$image" >"$tmp/what.got"
	times_of "$image" <"$tmp/what.want" >"$tmp/what.image"
	ok "root.$image: paths, modes, owners, times, links, devices" \
		diff "$tmp/what.image" "$tmp/what.got"
	ok "root.$image: contents" \
		diff -r -x console -x null --no-dereference "$tmp/want" "$tmp/$image"
done

is 'root.cpio.gz: every time' "$(zcat "$out/root.cpio.gz" |
	grep -aoE "070701[0-9A-Fa-f]{40}$(printf %08X "$EPOCH")" | wc -l)" "$paths"

# debugfs asks for each path; what it dumps has no owners and devices.
sed -E 's/\|.*//; s/"/""/g; s/.*/stat "&"/' "$tmp/what.want" >"$tmp/ask"
debugfs -f "$tmp/ask" "$out/root.ext2" >"$tmp/stat" 2>/dev/null
is 'root.ext2: modes and owners' "$(sed -nE \
	's/^.*Type: .*Mode: +0*([0-7]+) .*/\1/p; s/^User: +([0-9]+) +Group: +([0-9]+) .*/\1:\2/p' "$tmp/stat" |
	paste -d ' ' - -)" \
	"$(sed 's/|.*//' "$tmp/what.want" | (cd "$tmp/want" && xargs -d '\n' stat -c '%a %u:%g'))"
is 'root.ext2: every time, of three kinds' "$(
	sed -nE 's/^ ?(a|c|m)time: (0x[0-9a-f]*).*/\1 \2/p' "$tmp/stat" | sort | uniq -c |
		sed 's/^ *//'
)" "$(printf "$paths %s $(printf 0x%08x "$EPOCH")\n" a c m)"
mkdir "$tmp/dump"
debugfs -R "rdump / $tmp/dump" "$out/root.ext2" 2>/dev/null
ok 'root.ext2: contents' diff -r -x console -x null -x lost+found --no-dereference \
	"$tmp/want" "$tmp/dump"
ok 'root.ext2: clean' e2fsck -fn "$out/root.ext2"
free=$(dumpe2fs -h "$out/root.ext2" 2>/dev/null |
	awk '/^Free blocks:/ { n = $3 } /^Block size:/ { print n * $3 }')
ok "root.ext2: 8 MB and more are free: $free" [ "$free" -ge 8000000 ]
is 'root.ext2: all of them for everyone' \
	"$(dumpe2fs -h "$out/root.ext2" 2>/dev/null | sed -n 's/^Reserved block count: *//p')" 0

like 'the console is a device' "$(cat "$tmp/what.got")" "^\\./dev/console\\|2180\\|0:0\\|1\\|0\\|5:1\\|$EPOCH$"
like 'everyone may write to /tmp' "$(cat "$tmp/what.got")" '^\./tmp\|43ff\|0:0$'
like 'nobody may read /etc/shadow' "$(cat "$tmp/what.got")" '^\./etc/shadow\|8180\|0:0\|'
if [ $is_x86_64 = 1 ]; then
	ok 'root.sqf: 1.1 MB at most' [ "$(wc -c <"$out/root.sqf")" -le 1153433 ]
	ok 'kernel: 2.9 MB at most' [ "$(wc -c <"$out/kernel")" -le 3040870 ]
fi

# ---- the same bytes: whatever the umask, the zone, the kind of the file system
# (and with it the order of a folder)

other_place
cp -a "$out/root" "$other/mine"
elsewhere() {
	(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 images "$other/mine" "$other/o")
}
ok 'made again elsewhere' elsewhere
for image in $all; do
	ok "root.$image: the same bytes" cmp "$other/o/$TARGET/root.$image" "$out/root.$image"
done

# ---- another folder, and one that can't be packed: the old images stay

mkdir "$tmp/small"
echo text >"$tmp/small/file"
again() {
	images "$tmp/small" "$other/o" >"$tmp/said" 2>&1
}
again
like 'an image of another folder' "$(unsquashfs -l -d '' "$other/o/$TARGET/root.sqf")" '^/file$'
ok 'root.ext2: clean' e2fsck -fn "$other/o/$TARGET/root.ext2"
sums=$(cksum "$other/o/$TARGET"/root.*)
mkdir "$tmp/small/tmp.d"
ln -s tmp.d "$tmp/small/tmp"
not_ok 'a node that is a link fails' again
like 'it is named' "$(cat "$tmp/said")" 'mkimage: .*tmp'
is 'the old images stay' "$(cksum "$other/o/$TARGET"/root.*)" "$sums"

#!/bin/sh
# images.sh - what mkimage/images.sh writes. Oracles: unsquashfs, cpio and debugfs
# unpack it, e2fsck judges it, and find and diff compare that with the folder.
#
# All of it runs under fakeroot, so that owners and devices can be unpacked; the
# script itself gets a clean environment and starts its own.
# shellcheck disable=SC2154 # O, TARGET and EPOCH come from make
[ "${FAKEROOTKEY-}" ] || exec fakeroot -- "$0" "$@"
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs
export TZ=UTC LC_ALL=C SOURCE_DATE_EPOCH="$EPOCH"
nodes=$top/overlay/nodes out=$O/$TARGET all='sqf ext2 cpio.gz'
is_x86_64=0 is_root=0
[ "$TARGET" != x86_64 ] || is_x86_64=1
[ "$(env -u LD_PRELOAD -u FAKEROOTKEY id -u)" != 0 ] || is_root=1
plan $((20 + 2 * is_x86_64 + 3 * is_root + 6 + 18 + 26))

images() {
	env -u LD_PRELOAD -u FAKEROOTKEY "$top/mkimage/images.sh" "$@"
}

# unpack IMAGE FOLDER
unpack() {
	rm -rf "$2"
	case $1 in
	*.sqf) unsquashfs -q -n -d "$2" "$1" >/dev/null ;;
	*.cpio.gz) mkdir "$2" && zcat "$1" | (cd "$2" && cpio -idm --quiet) ;;
	*.ext2)
		mkdir "$2" && debugfs -R "rdump / $2" "$1" 2>/dev/null &&
			rmdir "$2/lost+found" && specials "$1" "$2" ;;
	esac
}

# debugfs dumps no devices and pipes, and no set-user-id or sticky bits: mend that
# with what it tells of them.
specials() {
	(cd "$2" && find . -type d) | sed 's/"/""/g; s/.*/ls -p "&"/' >"$tmp/ask"
	debugfs -f "$tmp/ask" "$1" 2>/dev/null | awk -F / '
		/^debugfs: ls/ { dir = $0; sub(/^[^"]*"/, "", dir); sub(/"$/, "", dir); gsub(/""/, "\"", dir) }
		$3 ~ /^0[126]0|[1-7]...$/ && $6 !~ /^\.\.?$/ { print $3, $4, $5, dir "/" $6 }' >"$tmp/special"
	while read -r mode uid gid path; do
		if [ ! -e "$2/$path" ]; then
			debugfs -R "stat \"$path\"" "$1" >"$tmp/stat" 2>/dev/null
			number=$(sed -n 's/.*hex \(..\):\(..\)).*/0x\1 0x\2/p' "$tmp/stat")
			# shellcheck disable=SC2086 # two numbers or none
			mknod "$2/$path" "$(echo "$mode" | cut -c 2 | tr 126 pcb)" $number
			chown "$uid:$gid" "$2/$path"
			touch -d "@$(($(sed -n 's/.* mtime: \(0x[0-9a-f]*\).*/\1/p' "$tmp/stat")))" "$2/$path"
		fi
		chmod "${mode#??}" "$2/$path"
	done <"$tmp/special"
}

# what FOLDER: a line for each file: path, type, mode, owners, and but for a
# folder links, size, device and (but for a link) time. By stat: find -type asks
# the kernel, which doesn't know what fakeroot does.
what() {
	(cd "$1" && find . -exec stat -c '%n|%F|%a|%u:%g|%h|%s|%t:%T|%Y' {} +) |
		sed -E 's/(\|directory\|[0-7]+\|[0-9:]+)\|.*/\1/
			s/(\|symbolic link\|.*)\|[0-9]+$/\1/' | sort
}

# With fakeroot we may make what ought to be there, from the folder and nodes.
wanted() { # ROOT NODES FOLDER
	cp -a "$1" "$3"
	chown -hR 0:0 "$3"
	grep '^/' "$2" | while read -r name type mode uid gid device; do
		# shellcheck disable=SC2086 # two numbers
		case $type in
		d) [ -e "$3$name" ] || mkdir "$3$name" ;;
		c | b) mknod "$3$name" "$type" $device ;;
		esac
		chmod "$mode" "$3$name"
		chown "$uid:$gid" "$3$name"
	done
	find "$3" -exec touch -h -d "@$EPOCH" {} +
}

# compare WHERE: three checks for each image of the folder WHERE with $tmp/want.
# debugfs copies a hard link.
compare() {
	for image in $all; do
		unlink='' from=root.$image
		[ "$image" != ext2 ] || unlink='s/(file\|[0-7]+\|[0-9:]+)\|[0-9]+\|/\1|1|/'
		ok "$from: unpacks" unpack "$1/$from" "$tmp/got"
		what "$tmp/got" | sed -E "$unlink" >"$tmp/what.got"
		what "$tmp/want" | sed -E "$unlink" >"$tmp/what.want"
		ok "$from: paths, modes, owners, times, links, devices" \
			diff "$tmp/what.want" "$tmp/what.got"
		ok "$from: contents" diff -r -x console -x null -x pipe --no-dereference "$tmp/want" "$tmp/got"
	done
}

same() { # NAME FOLDER FOLDER
	for image in $all; do
		ok "root.$image: $1" cmp "$2/root.$image" "$3/root.$image"
	done
}

# ---- the guest's own images

wanted "$out/root" "$nodes" "$tmp/want"
compare "$out"
paths=$(what "$tmp/want" | wc -l)
like 'the console is a device' "$(cat "$tmp/what.got")" \
	"^\\./dev/console\\|character special file\\|600\\|0:0\\|1\\|0\\|5:1\\|$EPOCH$"
like 'everyone may write to /tmp' "$(cat "$tmp/what.got")" '^\./tmp\|directory\|1777\|0:0$'
like 'nobody may read /etc/shadow' "$(cat "$tmp/what.got")" '^\./etc/shadow\|regular file\|600\|0:0\|'

# Links have times, too, which unpacking doesn't show.
is 'root.sqf: every time' "$(unsquashfs -d '' -lln "$out/root.sqf" |
	grep -o ' 2[0-9-]* [0-9][0-9]:[0-9][0-9] ' | sort | uniq -c | sed 's/^ *//')" \
	"$paths $(date -d "@$EPOCH" '+ %Y-%m-%d %H:%M ')"
is 'root.cpio.gz: every time' "$(zcat "$out/root.cpio.gz" |
	grep -aoE "070701[0-9A-F]{40}$(printf %08X "$EPOCH")" | wc -l)" "$paths"
debugfs -R 'ls -p /' "$out/root.ext2" >"$tmp/ls" 2>/dev/null
(cd "$tmp/want" && find . | sed 's/.*/stat "&"/') >"$tmp/ask"
is 'root.ext2: every time, of four kinds' "$(debugfs -f "$tmp/ask" "$out/root.ext2" 2>/dev/null |
	sed -nE 's/^ ?(a|c|m|cr)time: (0x[0-9a-f]*).*/\1 \2/p' | sort | uniq -c | sed 's/^ *//')" \
	"$(printf "$paths %s $(printf 0x%08x "$EPOCH")\n" a c cr m)"
ok 'root.ext2: clean' e2fsck -fn "$out/root.ext2"
free=$(dumpe2fs -h "$out/root.ext2" 2>/dev/null |
	awk '/^Free blocks:/ { n = $3 } /^Block size:/ { print n * $3 }')
ok "root.ext2: 4 MB and more are free: $free" [ "$free" -ge 4000000 ]
is 'root.ext2: all of them for everyone' \
	"$(dumpe2fs -h "$out/root.ext2" 2>/dev/null | sed -n 's/^Reserved block count: *//p')" 0
not_ok 'nothing of ours is left' [ -e "$out/.images" ]
ok 'root.sqf: no byte more than its length says, but for the padding' eval \
	"[ \$((\$(wc -c <'$out/root.sqf') % 4096)) = 0 ]"
if [ $is_x86_64 = 1 ]; then
	ok 'root.sqf: 1.1 MB at most' [ "$(wc -c <"$out/root.sqf")" -le 1153433 ]
	ok 'kernel: 2.9 MB at most' [ "$(wc -c <"$out/kernel")" -le 3040870 ]
fi

# ---- the same bytes: whatever the umask, the zone, the kind of the file system
# (and with it the order of a folder), the user

other=$tmp/other
if [ -w /dev/shm ]; then
	other=$(mktemp -d /dev/shm/images.XXXXXX)
	on_exit "rm -rf '$other'"
fi
cp -a "$out/root" "$tmp/mine"
(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 images "$tmp/mine" "$nodes" "$other")
same 'made again, the same' "$other" "$out"
images "$tmp/mine" "$nodes" "$tmp/again"
same 'twice the same' "$other" "$tmp/again"
if [ $is_root = 1 ]; then
	mkdir -m 777 "$tmp/nobody"
	chmod 755 "$tmp" "$tmp/.."
	cp -a "$top/mkimage/images.sh" "$nodes" "$out/root" "$tmp/nobody"
	chmod -R a+rX "$tmp/nobody"
	(cd / && env -u LD_PRELOAD -u FAKEROOTKEY setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$tmp/nobody/images.sh" "$tmp/nobody/root" "$tmp/nobody/nodes" "$tmp/nobody")
	same 'the same by another user' "$tmp/nobody" "$out"
fi

# ---- any folder
rm -rf "$tmp/mine" "$tmp/want"
mkdir "$tmp/mine" "$tmp/outside"
cat >"$tmp/fill" <<'END'
mkdir -p empty 'usr/a b/ c ' many
echo text >'usr/a b/it is'
for name in 'quo"te' "app's" '-n' '#no comment' 'back\slash' '[x]*?' 'ü' '$HOME' '..hidden' 'l|ne'; do
	echo "$name" >"./$name"
done
: >empty-file
head -c 3000000 /dev/urandom >big
ln big 'usr/a b/ c /same'
i=0
while [ $((i += 1)) -le 60 ]; do
	ln '[x]*?' "many/a name that takes up its room in the folder's block, no $i"
	echo $i >"usr/small$i"
	ln -s x "usr/link$i"
done
ln -s nowhere/at/all dangling
ln -s 'usr/a b' 'a link'
ln -s "$(printf %0200d 0)" long
ln -s "$1" tmp
ln -s "$1" dev
echo x >setuid
mkfifo pipe
[ "$(id -u)" != 0 ] || chown 12:34 setuid usr pipe
chmod 4755 setuid
chmod 2775 many
chmod 500 empty
chmod 400 big
chmod 620 pipe
END
(cd "$tmp/mine" && env -u LD_PRELOAD -u FAKEROOTKEY sh "$tmp/fill" "$tmp/outside")
grep -v -e ^/dev -e ^/etc -e ^/tmp "$nodes" >"$tmp/nodes"
wanted "$tmp/mine" "$tmp/nodes" "$tmp/want"
ok 'a folder with all there is' images "$tmp/mine" "$nodes" "$tmp/again"
compare "$tmp/again"
ok 'root.ext2: clean' e2fsck -fn "$tmp/again/root.ext2"
links=$(printf 'stat /big\nstat "/usr/a b/ c /same"\nstat "/many/%s 60"\n' \
	"a name that takes up its room in the folder's block, no" |
	debugfs -f - "$tmp/again/root.ext2" 2>/dev/null |
	awk '/^Inode:/ { print $2 } /^Links:/ { print $2 }' | tr '\n' ' ')
like 'root.ext2: hard links are hard' "$(echo "$links" | awk '{ print $1 - $3, $2, $4, $6 }')" '^0 2 2 61$'
is 'what is outside was not touched' "$(stat -c %a "$tmp/outside") $(ls "$tmp/outside")" '755 '
images "$tmp/mine" "$nodes" "$other"
same 'another folder: twice the same' "$other" "$tmp/again"
mkdir "$tmp/nothing"
ok 'an empty folder' images "$tmp/nothing" "$nodes" "$tmp/empty"
ok 'root.ext2: clean' e2fsck -fn "$tmp/empty/root.ext2"

# ---- faults: one line says why, and the images of before stay

state() {
	(cd "$tmp/again" && find . -type f -exec cksum {} + | sort)
}
old=$(state)
fault() { # NAME ERE ROOT NODES [OUT]
	name=$1 ere=$2 status=0
	shift 2
	images "$1" "$2" "${3-$tmp/again}" >"$tmp/said" 2>&1 || status=$?
	like "$name: one line" "$status: $(cat "$tmp/said")" "^1: images: $ere"
	is "$name: the old images stay" "$(wc -l <"$tmp/said") $(state)" "1 $old"
}
for line in '/x q 755 0 0' '/x c 600 0 0' 'x d 755 0 0' '/x d 9755 0 0' '/x d 755 root root' '/x'; do
	printf '/a d 755 0 0\n%s\n' "$line" >"$tmp/bad"
	fault "nodes: $line" "read $tmp/bad: '$line' is not NAME TYPE" "$tmp/nothing" "$tmp/bad"
done
fault 'no nodes' "read $tmp/none: " "$tmp/nothing" "$tmp/none"
fault 'no folder' "read $tmp/none: no such folder" "$tmp/none" "$nodes"
fault 'a file' "read $tmp/bad: no such folder" "$tmp/bad" "$nodes"
fault 'nowhere to write' "write $tmp/bad/out: " "$tmp/nothing" "$nodes" "$tmp/bad/out"
fault 'no place for it' "write /proc/out: " "$tmp/nothing" "$nodes" /proc/out
: >"$tmp/nothing/a$(printf '\a')bell"
fault 'a name for no tool' "package $tmp/nothing: a control character" "$tmp/nothing" "$nodes"
(
	ulimit -f 2000
	images "$out/root" "$nodes" "$tmp/again" >/dev/null 2>&1
) && : >"$tmp/worked"
not_ok 'no room: fails' [ -e "$tmp/worked" ]
is 'no room: the old images stay' "$(state)" "$old"

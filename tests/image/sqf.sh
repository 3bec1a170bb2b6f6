#!/bin/sh
# sqf.sh - squashfs images, written and read. Oracles: unsquashfs and rdsquashfs
# unpack what mkimage wrote, and mkimage what mksquashfs and gensquashfs wrote;
# that is compared with the folder that went in, and sqfsdiff compares images.
#
# All of it runs under fakeroot, so that there can be owners and devices.
# shellcheck disable=SC2154 # O comes from make
[ "${FAKEROOTKEY-}" ] || exec fakeroot -- "$0" "$@"
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
export TZ=UTC LC_ALL=C
unset SOURCE_DATE_EPOCH
mkimage=$O/host/mkimage in=$tmp/in
plan $((4 * 4 + 4 * 2 + 2 * 3 + 4 + 3 + 2 + 5))

# ---- a folder with all there is
cat >"$tmp/fill" <<'END2'
mkdir -p a/b/c empty big many 'na me'
echo hello >a/f
ln a/f a/b/hard
ln -s target a/link
ln a/link a/b/hardlink
ln -s "$(printf %0200d 0)" longlink
mkfifo pipe
ln pipe a/pipe2
mknod null c 1 3
mknod disk b 259 70000
ln null a/null2
: >zero
head -c 100 /dev/zero >zeros
head -c 1000000 /dev/zero >morezeros
for size in 131071 131072 131073 700000; do
	head -c $size /dev/urandom >r$size
	cp r$size same$size
	cp r$size differs$size
	printf x | dd of=differs$size bs=1 seek=$((size - 1)) conv=notrunc 2>&3
done
cp a/f small
truncate -s 50M sparse
printf data | dd of=sparse bs=1 seek=20000000 conv=notrunc 2>&3
truncate -s 5000000 sparse2
printf data | dd of=sparse2 bs=1 seek=4999990 conv=notrunc 2>&3
cp --sparse=never sparse2 sparse3
seq 1 200000 >text
(cd big && seq -f 'a file with some name %g' 1 300 | xargs -d '\n' touch)
(cd many && seq 1 20 | xargs touch && for i in 1 2 3; do ln $i l$i; echo $i >$i; done)
name=$(printf %0255d 0)
echo long >"$name"
mkdir "d${name#0}"
printf x >"$(printf 'by\377te\nname')"
setfattr -n user.comment -v hello a/f
setfattr -n user.comment -v hello many/2
setfattr -n user.big -v "$(head -c 900 /dev/zero | tr '\0' x)" text
setfattr -n user.empty text
setfattr -n user.folder -v dir a/b
chown 70000:80000 a/f
chown -h 1:2 a/link
chown 5:6 null a
chmod 4755 a/f
chmod 1777 empty
chmod 2770 a/b
chmod 0 zero
touch -d @0 a/f
touch -d @4294967295 text
touch -h -d @1234567 longlink
END2
mkdir "$in"
(cd "$in" && sh -e "$tmp/fill") 3>"$tmp/said" || exit

# what FOLDER: for each file its path, type, mode, owners, and but for a folder
# links, size, device, time; then sums, holes, attributes, which names are one file.
what() {
	(
		cd "$1" || exit
		find . -exec stat -c '%n|%F|%a|%u:%g|%h|%s|%t:%T|%Y' {} + |
			sed -E 's/(\|directory\|[0-7]+\|[0-9:]+)\|.*/\1/' | sort
		find . -type l -printf '%p %l\n' | sort
		find . -type f -size +0 -exec cksum {} + | sort -k 3
		find . -type f -o -type d | sort | tr '\n' '\0' |
			xargs -0 getfattr -h -d -m '^user' 2>/dev/null
		find . ! -type d -links +1 -printf '%i %p\n' | sort -k 2 |
			awk '!($1 in first) { first[$1] = $2 } { print $2, first[$1] }'
	)
}
what "$in" >"$tmp/want"

is_same() { # FOLDER [SED-SCRIPT for both]
	what "$1" | sed -E "${2-}" >"$tmp/got"
	sed -E "${2-}" "$tmp/want" | diff - "$tmp/got"
}
extract() { # IMAGE
	rm -rf "$tmp/out"
	"$mkimage" -k -C "$tmp/out" -x "$1"
}

# ---- what mkimage writes
for codec in gzip xz zstd lz4; do
	block=131072
	[ $codec != xz ] || block=1048576
	[ $codec != lz4 ] || block=4096
	image=$tmp/$codec.sqf
	"$mkimage" -f sqf -c $codec -b $block -k -j 3 -o "$image" "$in" || exit
	rm -rf "$tmp/out"
	ok "$codec: unsquashfs takes it" unsquashfs -q -n -d "$tmp/out" "$image"
	ok "$codec: all is as it was" is_same "$tmp/out"
	rm -rf "$tmp/out"
	mkdir "$tmp/out"
	rdsquashfs -q -u / -p "$tmp/out" "$image" >"$tmp/said" 2>&1
	ok "$codec: rdsquashfs reads all files" eval '(cd "$in" && find . -type f -size +0 -exec cksum {} + |
		sort -k 3) >"$tmp/sums" && (cd "$tmp/out" && find . -type f -size +0 -exec cksum {} + |
		sort -k 3) | diff "$tmp/sums" -'
	"$mkimage" -f sqf -c $codec -b $block -k -j 1 -o "$tmp/again.sqf" "$in"
	ok "$codec: the same bytes with one thread" cmp "$image" "$tmp/again.sqf"
done

# ---- what mkimage reads
for codec in xz lz4; do
	rm -f "$tmp/other"
	mksquashfs "$in" "$tmp/other" -noappend -no-progress -quiet -comp $codec >"$tmp/said" 2>&1
	# It has no holes shorter than a block.
	sqfsdiff -T -a "$tmp/$codec.sqf" -b "$tmp/other" >"$tmp/said" 2>&1
	is "$codec of mksquashfs: no difference" "$?: $(grep -v 'zeros has a basic type' "$tmp/said")" '1: '
	ok "$codec of mksquashfs: read" extract "$tmp/other"
	ok "$codec of mksquashfs: all is as it was" is_same "$tmp/out"
done
for options in '-noI -noD -noF -noX -no-fragments' '-b 4096 -always-use-fragments -no-exports -no-duplicates'; do
	# shellcheck disable=SC2086 # several
	mksquashfs "$in" "$tmp/other" -noappend -no-progress -quiet $options >"$tmp/said" 2>&1
	ok "mksquashfs $options: read" extract "$tmp/other"
	ok "mksquashfs $options: all is as it was" is_same "$tmp/out"
done
# It makes files of their own of hard links: not compared here.
for codec in gzip zstd; do
	gensquashfs -k -x -q -f -D "$in" -c $codec "$tmp/other" >"$tmp/said" 2>&1
	ok "$codec of gensquashfs: read" extract "$tmp/other"
	ok "$codec of gensquashfs: all but hard links" is_same "$tmp/out" \
		's/^(.*\|[0-9]+:[0-9]+)\|[0-9]+\|/\1|/; /^[^|]+ [^|]*$/d; /user.empty|user.*hello|^# file/d'
done

# ---- lists, sizes
is 'as many lines as files' "$("$mkimage" -t "$tmp/gzip.sqf" | grep -c .)" \
	"$(find "$in" -print0 | tr -dc '\0' | wc -c)"
is 'unsquashfs counts as many' "$(env -u LD_PRELOAD unsquashfs -lls "$tmp/gzip.sqf" | grep -c squashfs-root)" \
	"$(find "$in" -print0 | tr -dc '\0' | wc -c)"
ok 'one file of it' eval 'unsquashfs -cat "$tmp/zstd.sqf" text | cmp - "$in/text"'
is 'its length is whole pages' $(($(wc -c <"$tmp/gzip.sqf") % 4096)) 0
# Of libraries: small texts are a matter of luck, of where blocks of fragments end.
mkdir "$tmp/libraries"
ldd "$mkimage" | awk '/=> \// { print $3 }' | xargs cp -t "$tmp/libraries"
for codec in gzip xz zstd; do
	"$mkimage" -f sqf -c $codec -o "$tmp/mine.sqf" "$tmp/libraries"
	mksquashfs "$tmp/libraries" "$tmp/other" -noappend -no-progress -quiet -comp $codec >"$tmp/said" 2>&1
	ok "$codec: no larger than mksquashfs makes it" [ "$(wc -c <"$tmp/mine.sqf")" -le "$(wc -c <"$tmp/other")" ]
	rm "$tmp/other"
done

# ---- limits
mkdir "$tmp/flat"
(cd "$tmp/flat" && seq -f 'name-%06g' 1 10000 | env -u LD_PRELOAD xargs touch)
env -u LD_PRELOAD "$mkimage" -f sqf -T 7 -o "$tmp/flat.sqf" "$tmp/flat"
is '10,000 names in a folder' "$(env -u LD_PRELOAD unsquashfs -ls "$tmp/flat.sqf" | wc -l)" 10001
is 'and the last of them is found' "$(env -u LD_PRELOAD unsquashfs -lls "$tmp/flat.sqf" name-010000 | tail -n 1 | sed 's/.*squashfs-root//')" \
	/name-010000

# ---- faults
refused() { # ERE
	answers "$1" 1 "mkimage: $1" "$mkimage" -f sqf -o "$tmp/refused.sqf" "$tmp/small"
	not_ok 'and nothing is left' [ -e "$tmp/refused.sqf" ]
}
mkdir -p "$tmp/small/d"
touch -d @4294967296 "$tmp/small/d/late"
refused "write $tmp/refused.sqf: squashfs can't hold a time before 1970 or after 2106: /d/late"
head -c 5000 "$tmp/gzip.sqf" >"$tmp/cut.sqf"
answers 'cut short' 1 'mkimage: read .*cut.sqf: byte 5000: cut short' "$mkimage" -t "$tmp/cut.sqf"
cp "$tmp/gzip.sqf" "$tmp/bad.sqf"
printf '\377\377' | dd of="$tmp/bad.sqf" bs=1 seek=$(($(od -An -t u8 -j 64 -N 8 "$tmp/bad.sqf"))) \
	conv=notrunc 2>"$tmp/said"
rm -rf "$tmp/out"
status=0
"$mkimage" -C "$tmp/out" -x "$tmp/bad.sqf" >"$tmp/said" 2>&1 || status=$?
like 'damaged' "$status $(cat "$tmp/said")" '^1 mkimage: read .*bad.sqf: byte [0-9]+: '
is 'in one line' "$(wc -l <"$tmp/said")" 1

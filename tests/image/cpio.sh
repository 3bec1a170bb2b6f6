#!/bin/sh
# cpio.sh - cpio archives of mkimage. Oracles: GNU cpio and bsdcpio extract what it
# writes, and of what they write it makes the same bytes as of the folder.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 33
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

# what FOLDER: each file with all that stat tells, times in seconds; each ends in
# a NUL.
what() {
	(cd "$1" && find . -printf '%p|%y|%m|%U:%G|%n|%s|%l|%Ts\0') | sort -z |
		sed -z 's/\(|d|[^|]*|[^|]*\)|[0-9]*|[0-9]*|/\1|/'
}

"$top/tests/torture.sh" tree 2>/dev/null
rm -rf tree/holes tree/attributes
ok 'writes what there is' "$mkimage" -k -o a.cpio tree
is 'in whole blocks' $(($(wc -c <a.cpio) % 512)) 0
mkdir gnu bsd
(cd gnu && cpio -idm --quiet <../a.cpio)
(cd bsd && bsdcpio -idm --quiet <../a.cpio)
touch -r tree bsd # bsdcpio leaves the root as it is
# which makes a file of a socket, too
for folder in tree bsd; do
	what $folder | grep -zav special/socket >what.$folder
done
ok 'bsdcpio extracts it' cmp what.tree what.bsd
ok 'bsdcpio extracts it: bytes' diff -rq --no-dereference -x 'pipe*' -x socket tree bsd

# GNU cpio keeps no times of folders and links, makes a file of a socket and two
# links of a symbolic one with two names.
for folder in tree gnu; do
	what $folder | grep -zav -e special/socket -e links/symbolic |
		sed -z 's/\(|[dl]|.*\)|[0-9]*$/\1/' >what.$folder
done
ok 'GNU cpio extracts it' cmp what.tree what.gnu
ok 'GNU cpio extracts it: bytes' diff -rq --no-dereference -x 'pipe*' -x socket tree gnu

"$mkimage" -k -o again.cpio a.cpio
ok 'made again of itself, the same' cmp a.cpio again.cpio
for format in newc crc; do
	(cd tree && find . -print0 | cpio -0 -o -H $format --quiet) >gnu.cpio 2>/dev/null
	"$mkimage" -k -o again.cpio gnu.cpio
	ok "of GNU cpio's, $format, the same" cmp a.cpio again.cpio
done
(cd tree && find . -print0 | bsdcpio -0 -o -H newc --quiet) >bsd.cpio 2>/dev/null
"$mkimage" -k -o again.cpio bsd.cpio
ok "of bsdcpio's, the same" cmp a.cpio again.cpio

# One behind the other, as the kernel takes them: the later wins.
mkdir one two
echo first >one/file
echo second >two/file
echo other >two/other
"$mkimage" -o one.cpio one
"$mkimage" -o two.cpio two
cat one.cpio two.cpio >both.cpio
ok 'several archives' "$mkimage" -x -C both both.cpio
is 'several archives: what the last one has' "$(cat both/file both/other)" 'second
other'
ok 'several sources' "$mkimage" -T 1 -o both2.cpio one.cpio two
"$mkimage" -T 1 -o both.cpio both.cpio
ok 'several sources: the same' cmp both.cpio both2.cpio

# An initrd: microcode first, which the kernel reads before it can unpack.
for codec in gzip xz zstd lz4; do
	"$mkimage" -f cpio -c $codec -o two.$codec two
	{ cat one.cpio && head -c 1004 /dev/zero && cat two.$codec; } >initrd
	"$mkimage" -T 1 -o got.cpio initrd
	ok "behind a plain archive one by $codec" cmp both2.cpio got.cpio
done
cat one.cpio two.cpio two.gzip >initrd
"$mkimage" -T 1 -o got.cpio initrd
ok 'behind two plain archives one by gzip' cmp both2.cpio got.cpio
"$mkimage" -f cpio -c gzip -o one.gzip one
cat one.gzip two.gzip >initrd
"$mkimage" -T 1 -o got.cpio initrd
ok 'two by gzip' cmp both2.cpio got.cpio

# faults
fault() { # NAME ERE MKIMAGE-ARGUMENT...
	name=$1 ere=$2
	shift 2
	answers "$name" 1 "mkimage: $ere" "$mkimage" -o f.cpio "$@"
}
head -c 100000 a.cpio >cut.cpio
fault 'cut short' 'read cut\.cpio: byte [0-9]+: cut short$' cut.cpio
(cd one && printf 'file\nfile\n' | cpio -o -H newc --quiet) >twice.cpio
fault 'the same file twice' 'read twice\.cpio: byte [0-9]+: a second file$' twice.cpio
(cd one && echo ../two/file | cpio -o -H newc --quiet) >up.cpio
fault 'a way up' 'read up\.cpio: byte 0: a path that goes up' up.cpio
(cd one && echo file | cpio -o -H crc --quiet) | sed 's/first/fjrst/' >sum.cpio
fault 'a wrong checksum' 'read sum\.cpio: byte 0: a wrong checksum' sum.cpio
{ cat one.cpio && head -c 1001 /dev/zero && cat two.gzip; } >initrd
fault 'packed, not at a multiple of four' 'read initrd: byte 1513: no cpio header$' initrd
{ cat one.cpio && head -c 100 two.gzip; } >initrd
fault 'cut short in what is packed' 'read initrd: byte 512: wrong gzip$' initrd
(head -c 300 two.cpio | gzip) >two.cut
cat one.cpio two.cut >initrd
fault 'cut short before it was packed' 'read initrd: byte 748: cut short$' initrd
{ cat one.cpio && cat one.cpio two.gzip | gzip; } >initrd
fault 'packed twice' 'read initrd: byte 1024: no cpio header$' initrd
mkdir no
truncate -s 4G no/file
fault '4 GiB' "write f\\.cpio: cpio can't hold a file of 4 GiB or more: /file" no
rm no/file
touch -d @-1 no/old
fault 'before 1970' "write f\\.cpio: cpio can't hold a time before 1970 .*: /old" no
ok 'with a time, though' "$mkimage" -T 1 -o f.cpio no
mv no/old 'no/TRAILER!!!'
fault 'its own end' "write f\\.cpio: cpio can't hold .*: /TRAILER!!!" -T 1 no
rm 'no/TRAILER!!!'
: >no/file
if setfattr -n user.name -v value no/file 2>/dev/null; then
	fault 'an attribute' "write f\\.cpio: cpio can't hold extended attributes: /file" no
else
	skip 'an attribute' 'the file system has none'
fi

#!/bin/sh
# tar.sh - tar archives of mkimage. Oracles: GNU tar and bsdtar extract what it
# writes, and of what they write it makes the same bytes as of the folder.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 53
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

# what FOLDER: each file with all that stat and getfattr tell.
what() {
	(
		cd "$1" || exit
		find . ! -type d -printf '%p|%y|%m|%U:%G|%n|%s|%l|%T@\0' | sort -z
		find . -type d -printf '%p|%y|%m|%U:%G|%T@\0' | sort -z
		getfattr -Rdhm - . 2>/dev/null
	) | tr '\0' '\n'
}

# same NAME FOLDER FOLDER
same() {
	what "$2" >what.want
	what "$3" >what.got
	ok "$1" cmp what.want what.got
	ok "$1: bytes" diff -rq --no-dereference -x 'pipe*' "$2" "$3"
}

"$top/tests/torture.sh" tree early 2>/dev/null
rm -f tree/special/socket # tar has none
ok 'writes what there is' "$mkimage" -k -o a.tar tree
mkdir gnu bsd
tar -x --xattrs --xattrs-include='*' -f a.tar -C gnu 2>/dev/null
same 'GNU tar extracts it' tree gnu
bsdtar -x -p -f a.tar -C bsd
touch -r tree bsd                                   # bsdtar doesn't
sed -i 's/=na me/%3Dna me/' what.got what.want      # nor undo GNU tar's %3D
setfattr -n user.odd=na -v x bsd 2>/dev/null && setfattr -x user.odd=na bsd
for folder in tree bsd; do
	what $folder | grep -av '^user.odd' >what.$folder
done
ok 'bsdtar extracts it' cmp what.tree what.bsd
ok 'bsdtar extracts it: bytes' diff -rq --no-dereference -x 'pipe*' tree bsd
ok 'holes are left out' [ "$(wc -c <a.tar)" -lt 9000000 ]
"$mkimage" -k -o again.tar a.tar
ok 'made again of itself, the same' cmp a.tar again.tar
cp -a tree copy
"$mkimage" -k -j1 -o again.tar copy
ok 'made of a copy, the same' cmp a.tar again.tar
# shellcheck disable=SC2002 # a pipe, not a file
cat a.tar | "$mkimage" -k -f tar -o - - >again.tar
ok 'through pipes, the same' cmp a.tar again.tar

# GNU tar makes a pipe's second name a pipe of its own.
rm tree/special/pipe-again
"$mkimage" -k -o a.tar tree
tar -cf gnu.tar --format=pax -S --xattrs --xattrs-include='*' -C tree .
"$mkimage" -k -o again.tar gnu.tar
ok "of GNU tar's pax archive, the same" cmp a.tar again.tar
bsdtar -cf bsd.tar --format pax -C tree . 2>/dev/null
"$mkimage" -k -o again.tar bsd.tar
"$mkimage" -d -k again.tar a.tar | grep -v '^/attributes/file: attributes$' >differs || :
is "of bsdtar's, the same but for an odd name" "$(cat differs)" ''

# Without attributes and fractions of seconds all formats hold the same.
"$mkimage" -T 1000000000 -o plain.tar tree
for format in gnu pax-0.0 pax-0.1 pax-1.0; do
	version=${format#*-}
	[ "$version" != gnu ] || version=1.0
	tar -cf f.tar --format="${format%-*}" -S --sparse-version="$version" --xattrs \
		--xattrs-include='*' --mtime=@1000000000 -C tree . 2>/dev/null ||
		tar -cf f.tar --format="${format%-*}" -S --mtime=@1000000000 -C tree .
	"$mkimage" -T 1000000000 -o f2.tar f.tar
	"$mkimage" -d plain.tar f2.tar | sed 's/: attributes$//' >differs || :
	is "sparse files as in $format" "$(grep -v '^/attributes/' differs)" ''
done
mkdir small
echo text >small/file
ln small/file small/hard
ln -s file small/symbolic
"$mkimage" -T 7 -o small.tar small
for format in v7 oldgnu ustar; do
	tar -cf f.tar --format=$format --mtime=@7 -C small .
	"$mkimage" -T 7 -o f2.tar f.tar
	ok "$format" cmp small.tar f2.tar
done

# Large files: five gigabytes of nothing, and what ustar's fields can't hold.
mkdir large
truncate -s 5G large/hole
printf end | dd of=large/hole bs=1M seek=5120 conv=notrunc status=none
"$mkimage" -o large.tar large
ok '5 GB of holes are a few blocks' [ "$(wc -c <large.tar)" -lt 100000 ]
is 'of which GNU tar knows the size' "$(tar -tvf large.tar hole | awk '{ print $3 }')" 5368709123

# Later files replace earlier ones, as --append means it.
tar -cf f.tar -C small file
echo other >small/file
tar -rf f.tar -C small file
"$mkimage" -x -C later f.tar
is 'a file that comes again' "$(cat later/file)" other
tar -cPf f.tar "$tmp/small/file"
is 'an absolute name is one below the root' "$("$mkimage" -t f.tar "$tmp/small/file" | wc -l)" \
	"$(echo "$tmp/small/file" | tr -dc / | wc -c | awk '{ print $1 + 1 }')"

# An ACL as text, in any order: version 2, then tag, rwx and who. The mode's group is
# the mask.
with_acl() { # KIND TEXT FILE: in TEXT, ; is a comma
	tar -cf - --format=pax --pax-option="SCHILY.acl.$1:=$2" -C small "$3" | sed 's/;/,/g' >acl.tar
}
acl() { # KIND: as numbers of 16 bits, what mkimage makes of it
	"$mkimage" -x -o acl2.tar acl.tar
	grep -a -A 5 "SCHILY.xattr.system.posix_acl_$1=" acl2.tar | sed "s/.*$1=//" | head -c 44 |
		od -A n -v -t u2 -w44 | tr -s ' '
}
mode() { # PATH
	"$mkimage" -t acl.tar | awk -v path="$1" '$8 == path { print $1 }'
}
all='user::rw-;group::r--;other::---;mask::rwx;user:eve:-w-:1000'
with_acl access "$all" file
want=' 2 0 1 6 65535 65535 2 2 1000 0 4 4 65535 65535 16 7 65535 65535 32 0 65535 65535'
is 'an ACL is an attribute' "$(acl access)" "$want"
is 'and has the mode' "$(mode /file)" -rw-rwx---
with_acl access "$(echo "$all" | tr ';' '\n')" file
is 'each entry in a line' "$(acl access)" "$want"
mkdir small/d
with_acl default "$(echo "$all" | sed 's/[ugmo][a-z]*:/default:&/g')" d
is 'an ACL for new files' "$(acl default)" "$want"
with_acl access 'u::r--;g::r--;o::r-x' file
is 'one that is only a mode' "$(mode /file)$(acl access)" -r--r--r-x

# What a global header says (as POSIX has it) is said of all files, until a header of
# their own takes it back by an empty value: then each has its own, as bsdtar reads it.
tar -cf all.tar --format=pax --pax-option='SCHILY.xattr.user.a=x,uid=99' -C small file d
is 'attributes and owners of all files' \
	"$("$mkimage" -tm all.tar | sed -n 's/^\([^ ]*\) . [0-7]* \([0-9]*\) .* xattr/\1 \2 xattr/p')" \
	'/d 99 xattr.user.a=x
/file 99 xattr.user.a=x'
for option in uid=99 gid=99 path=other linkpath=other; do
	tar -cf back.tar --format=pax --pax-option="$option,${option%=*}:=" -C small file symbolic
	is "an empty value takes $option back" \
		"$("$mkimage" -t back.tar | awk 'NR > 1 { print $3, $4, substr($8, 2), $9, $10 }')" \
		"$(bsdtar -tvf back.tar --numeric-owner | awk '{ print $3, $4, $9, $10, $11 }')"
done

# faults
fault() { # NAME ERE ARCHIVE
	answers "$1" 1 "mkimage: $2" "$mkimage" -o f.sqf "$3"
}
bad_acl() { # NAME TEXT
	with_acl access "$2" file
	fault "an ACL of $1" 'read acl\.tar: byte 1024: an ACL that is wrong, or has names without numbers' acl.tar
}
bad_acl names 'u::rw-;g::r--;o::---;m::rwx;user:eve:-w-'
bad_acl 'nobody else' 'u::rw-;g::r--;m::rwx'
bad_acl 'names without a mask' 'u::rw-;g::r--;o::---;u:5:rwx'
bad_acl 'one user twice' 'u::rw-;g::r--;o::---;m::rwx;u:5:rwx;u:5:r--'
with_acl access "u::rw-;g::r--;o::---;m::rwx$(seq -f ';u:%.0f:r--' 509)" file
fault 'an ACL of 513' 'read acl\.tar: byte [0-9]*: an ACL that is wrong' acl.tar
head -c 100000 a.tar >cut.tar
fault 'cut short' 'read cut\.tar: byte [0-9]+: cut short$' cut.tar
mkdir ends
head -c 1024 /dev/zero >ends/many
echo few >ends/few
tar -cf f.tar -C ends many few
for bytes in 1536:'/ /many ' 2560:'/ /few /many '; do
	head -c "${bytes%:*}" f.tar >cut.tar
	ok "${bytes%:*} bytes, a whole file at the end: GNU tar takes them" tar -tf cut.tar
	is 'so does mkimage' "$("$mkimage" -t cut.tar | awk '{ print $8 }' | tr '\n' ' ')" "${bytes#*:}"
done
for bytes in 1024 2048 2200; do
	head -c $bytes f.tar >cut.tar
	not_ok "$bytes bytes, half a file at the end: GNU tar doesn't" tar -tf cut.tar
	fault 'nor does mkimage' 'read cut\.tar: byte [0-9]+: cut short$' cut.tar
done
(cd small && tar -cPf ../up.tar ../small/file 2>/dev/null)
fault 'a way up' 'read up\.tar: byte 0: a path that goes up' up.tar
tar -cf link.tar -C small hard file 2>/dev/null
tar --delete -f link.tar hard
fault 'a hard link to nothing' 'read link\.tar: byte 0: a hard link to what is no file: hard' link.tar
tar -cf through.tar -C small symbolic
mkdir -p other/symbolic
: >other/symbolic/x
tar -rf through.tar -C other symbolic/x
fault 'a path through a link' 'read through\.tar: byte 512: in /, symbolic is no folder' through.tar
status=0
mkfifo small/s 2>/dev/null
said=$(timeout 5 socat -u UNIX-LISTEN:small/socket,unlink-close=0 /dev/null & sleep 0.5
	kill $!
	"$mkimage" -o f.tar small 2>&1) || status=$?
is 'a socket' "$status: $said" "1: mkimage: write f.tar: tar can't hold a socket: /socket"

# What is said of all files is read anew for each: there can't be much of it.
tar --format=pax --pax-option="comment=$(head -c 9000 /dev/zero | tr '\0' x)" -cf long.tar -C small s
answers 'much that is said of all files' 1 'mkimage: read long.tar: ' "$O/host/mkimage" -t long.tar

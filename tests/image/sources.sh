#!/bin/sh
# sources.sh - what mkimage reads: nothing of a source is left out without a word,
# and nothing is taken that no file can have. Oracles: GNU tar, bsdtar, setfattr(1),
# and Linux' limits of attributes (linux/limits.h).
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 29
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

names() { # IMAGE
	"$mkimage" -t "$1" | awk '{ print $8 }' | tr '\n' ' '
}
refused() { # NAME ERE ARGUMENT...
	name=$1 ere=$2
	shift 2
	answers "$name" 1 "mkimage: $ere" "$mkimage" "$@"
}

# ---- zeros, and what is behind them
mkdir a b
echo 1 >a/one
echo 2 >b/two
for d in a b; do
	"$mkimage" -o $d.tar $d
	"$mkimage" -o $d.cpio $d
	"$mkimage" -o $d.ext4 $d
done
truncate -s 1M zeros
is 'zeros are an empty tar' "$(names zeros)" '/ '
cp zeros late
printf X | dd of=late bs=1 seek=65600 conv=notrunc 2>/dev/null
refused 'zeros, and late something else' 'read late: byte 65600: no tar header$' -t late
dd if=/dev/zero of=a.ext4 bs=1024 count=2 conv=notrunc 2>/dev/null
refused 'an ext4 without its super block' 'read a\.ext4: byte [0-9]+: no tar header$' -t a.ext4
{ head -c 512 /dev/zero && cat a.cpio; } >padded
is 'a cpio behind zeros, as the kernel takes it' "$(names padded)" '/ /one '
cat a.tar b.tar >two.tar
is 'two tars in one' "$(names two.tar)" '/ /one /two '
is 'as GNU tar takes them, when told to' "$(tar -tif two.tar | tr '\n' ' ')" './ one ./ two '
{ cat a.tar && echo rubbish; } >more.tar
refused 'a tar, and something else' 'read more\.tar: byte [0-9]+: no tar header$' -t more.tar
tar -cf short.tar -C a one
truncate -s 1536 short.tar # the file, one block of zeros at its end
is 'one block of zeros ends a tar, too' "$(names short.tar)" '/ /one '

# ---- an old OUT
mkdir old
echo image >old/image.tar
ln old/image.tar old/further
ln -s image.tar old/link.tar
for out in old/image.tar ./old/../old/image.tar; do
	"$mkimage" -o "$out" old
	is "$out: it is no part of its folder, a further name of it is" "$(names old/image.tar)" \
		'/ /further /link.tar '
done
(cd old && "$mkimage" -o image.tar .)
is 'nor in the working directory' "$(names old/image.tar)" '/ /further /link.tar '
echo image >out.tar
ln -f out.tar old/further
"$mkimage" -o out.tar old
is 'nor are further names of one elsewhere' "$(names out.tar)" '/ /further /image.tar /link.tar '
"$mkimage" -o old/link.tar a
is 'a symbolic link of that name leads to it' "$(test -L old/link.tar && names old/image.tar)" '/ /one '

# ---- attributes
echo text >b/file
setfattr -n 'user.a%b' -v '1=2' b/file
setfattr -n user.bin -v 0x0001ff80 b/file
setfattr -n user.none b/file
"$mkimage" -o want.tar b
for kind in LIBARCHIVE ALL SCHILY; do
	bsdtar -cf got.tar --format pax --options "pax:xattrheader=$kind" -C b .
	is "attributes as bsdtar writes them: $kind" "$("$mkimage" -d want.tar got.tar; echo $?)" 0
done
encoded() { # NAME KEY VALUE: QX is %0
	tar -cf - --format=pax --pax-option="LIBARCHIVE.xattr.$2:=$3" -C a one | sed 's/QX/%0/' >bad.tar
	refused "$1" "read bad\\.tar: byte [0-9]+: a wrong pax record: LIBARCHIVE.xattr" -t bad.tar
}
encoded 'no base64: a letter' user.a 'YW-='
encoded 'no base64: its length' user.a YWJjY
encoded 'a name of %XX that is none' user.aQX YQ
encoded 'a NUL in a name' user.aQX0 YQ
mkdir none
long=$(printf 'x%.0s' $(seq 300))
limit() { # NAME ERE WORD...
	name=$1 ere=$2
	shift 2
	printf '/p p 600 0 0 %s\n' "$*" >table
	refused "$name" "read table:1: $ere" -n table -o limit.sqf none
}
limit 'a name of 305 bytes' 'an attribute of a wrong name: user\.x' "xattr.user.$long=1"
limit 'only the beginning of a name' 'an attribute of a wrong name: user\.$' xattr.user.=1
limit 'a NUL in the name' 'a name with a NUL$' 'xattr.user.a\000b=1'
limit 'a value of 65537 bytes' 'user\.a has 65537 bytes$' "xattr.user.a=$(head -c 65537 /dev/zero | tr '\0' x)"
limit 'names of over 64 kB' 'too many attributes$' \
	"$(seq -s ' ' -f "xattr.user.$(echo "$long" | cut -c 1-200)%03.0f=" 320)"
echo "/p p 600 0 0 xattr.user.$(echo "$long" | cut -c 1-250)=$(head -c 65536 /dev/zero | tr '\0' x)" >table
for format in sqf tar; do
	"$mkimage" -n table -f $format -o most none
	ok "$format: what is read again is the same" eval "$mkimage -tm most | grep -v '^#' >again &&
		$mkimage -n again -f $format -o most2 none && cmp most most2"
done

# ---- NODES and files with several names
mkdir links
mkfifo links/p
ln links/p links/q
ln -s old links/s
ln links/s links/t
printf '/s l 777 0 0 new\n/p p 640 - -\n' >table
"$mkimage" -n table -o links.tar links
is 'what a table makes is a file of its own' "$("$mkimage" -t links.tar | awk 'NR > 1 { print $1, $2, $8 $10 }')" \
	'prw-r----- 1 /p
prw-r--r-- 1 /q
lrwxrwxrwx 1 /snew
lrwxrwxrwx 1 /told'
printf '/* f 600 1 -\n' >table
"$mkimage" -n table -o links.tar links
is 'f changes a file with all its names, but no link has another mode' \
	"$("$mkimage" -t links.tar | awk 'NR > 1 { print $1, $3, $8 }')" 'prw------- 1 /p
prw------- 1 /q
lrwxrwxrwx 1 /s
lrwxrwxrwx 1 /t'

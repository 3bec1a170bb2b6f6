#!/bin/sh
# packed.sh - compressed archives as others write them, and cpio archives as they were
# long ago. Oracle: what mkimage makes of the archive as it was before; the codecs'
# own tools compress, GNU cpio and bsdcpio write odc.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 37
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

same() { # NAME FILE
	rm -f got.tar
	"$mkimage" -k -o got.tar "$2"
	ok "$1" cmp want.tar got.tar
}
refused() { # NAME ERE FILE
	answers "$1" 1 "mkimage: read $3: $2" "$mkimage" -t "$3"
}
skippable() { # COUNT: a frame of so many bytes that says nothing
	printf '\137\052\115\030' # 0x184d2a5f
	# shellcheck disable=SC2059 # bytes
	printf "$(printf '\\%03o\\%03o\\0\\0' $(($1 % 256)) $(($1 / 256)))"
	head -c "$1" /dev/urandom
}

mkdir -p d/e
seq 500000 | gzip -1 >d/random # what doesn't get smaller any more
seq 100000 >d/e/numbers
ln d/random d/hard
ln -s random d/symbolic
tar -cf d.tar -C d .
"$mkimage" -k -o want.tar d.tar

# ---- frames to be skipped
for codec in zstd lz4; do
	"$codec" -cq d.tar >d.$codec
	{ skippable 0 && skippable 300 && cat d.$codec; } >first
	same "$codec: at first" first
	head -c 1000000 d.tar | "$codec" -cq >half
	tail -c +1000001 d.tar | "$codec" -cq >other
	{ cat half && skippable 70 && skippable 5 && cat other; } >between
	same "$codec: between" between
	{ cat d.$codec && skippable 1000; } >last
	same "$codec: behind" last
	{ cat d.$codec && skippable 1000 | head -c 900; } >cut.x
	refused "$codec: cut short in one" "byte $(wc -c <d.$codec): wrong $codec$" cut.x
	cat half other >two
	same "$codec: two streams" two
	head -c $(($(wc -c <d.$codec) / 2)) d.$codec >cut.x
	refused "$codec: cut short" "byte [0-9]*: wrong $codec$" cut.x
done
# with several frames, each behind one that tells its length
pzstd -cq -p 4 d.tar >pzstd.x 2>/dev/null
is 'pzstd writes them' "$(head -c 4 pzstd.x | od -A n -t x1 | tr -d ' ')" 502a4d18
same "pzstd's" pzstd.x
{ skippable 9 && gzip -c d.tar; } >first
refused 'gzip has none' 'no archive or image that is known$' first
skippable 9 >first
refused 'nothing but one' 'no archive or image that is known$' first

# ---- gzip in members, long and short, as bgzip and pigz -i have them
{
	head -c 700000 d.tar | gzip -1
	tail -c +700001 d.tar | head -c 600000 >middle
	split -b 20000 middle part. && for part in part.*; do gzip -c "$part"; done
	tail -c +1300001 d.tar | gzip -1
} >members
ok 'gzip reads the members' sh -c 'zcat <members | cmp - d.tar'
same 'gzip, long members and short ones' members
head -c 300000 d.tar | split -b 1000 --filter='gzip -c' - >short
tail -c +300001 d.tar | gzip >>short
same 'gzip, short members and a long one' short

# ---- lzma alone
for level in 0 6 9e; do
	xz --format=lzma -$level -c d.tar >d.lzma
	same "lzma -$level" d.lzma
done
xz --format=lzma -c <d.tar >d.lzma # its length isn't told
same 'lzma, from a pipe' d.lzma
head -c 100000 d.lzma >cut.x
refused 'lzma, cut short' 'byte 100000: wrong lzma$' cut.x
{ cat d.lzma && echo more; } >more.x
refused 'lzma, and something else' "byte $(wc -c <d.lzma): something else behind what is compressed by lzma$" more.x
printf ']\0\0\0\200\377\377\377\377\377\377\377\377\0\203\377\373\377\377' >huge
refused 'lzma, with a dictionary of 2 GiB' 'byte [0-9]+: wrong lzma$' huge

# ---- what can't be read is named, but a file of such a name is one
bzip2 -c d.tar >d.bz2
refused bzip2 "byte 0: compressed by bzip2, which mkimage can't read$" d.bz2
printf 'LZIP\001\014' >d.lz
refused lzip "byte 0: compressed by lzip, which mkimage can't read$" d.lz
printf '\211LZO\0\r\n\032\n' >d.lzo
refused lzop "byte 0: compressed by lzop, which mkimage can't read$" d.lzo
printf '\037\235\220' >d.Z
refused compress "byte 0: compressed by compress, which mkimage can't read$" d.Z
mkdir names
for name in BZh9 LZIP hsqs.c; do
	echo 1 >names/$name
	tar -cf names.tar -C names $name
	is "a tar of $name" "$("$mkimage" -t names.tar | sed -n '2s,.*/,,p')" $name
done

# ---- old cpio
(cd d && find . | sort | cpio -o -H newc --quiet) >d.cpio
"$mkimage" -k -o want.tar d.cpio
(cd d && find . | sort | cpio -o -H odc --quiet) >d.odc
same "odc, GNU cpio's" d.odc
(cd d && find . | sort | bsdcpio -o -H odc --quiet) >d.odc
gzip d.odc
same "odc, bsdcpio's, compressed" d.odc.gz
for order in --swap --quiet; do
	(cd d && echo e | cpio -o -H bin --quiet) >d.bin
	[ $order = --quiet ] || dd conv=swab if=d.bin of=swapped 2>/dev/null
	[ $order = --quiet ] || mv swapped d.bin
	refused "the old binary one, $order" "byte 0: an old binary cpio, which mkimage can't read" d.bin
done

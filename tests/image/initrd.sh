#!/bin/sh
# initrd.sh - an initrd as Linux takes it: cpio archives one behind the other, each
# plain or compressed in its own way, with zeros before, between and behind them.
# Oracles: the same archives as so many sources of mkimage; tests/boot/initrd.sh
# boots some. What compresses: the codecs' own tools.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 32
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

zeros() { # COUNT
	head -c "$1" /dev/zero
}
# pad: what comes by the pipe, and zeros up to a multiple of four.
pad() {
	cat >padded && truncate -s %4 padded && cat padded
}
pack() { # CODEC FILE
	case $1 in
	none) cat "$2" ;;
	lz4) lz4 -lcq "$2" ;;
	frame) lz4 -cq "$2" ;;
	*) "$1" -cq "$2" ;;
	esac
}
same() { # NAME INITRD ARCHIVE...
	name=$1 initrd=$2
	shift 2
	rm -f want.cpio got.cpio
	"$mkimage" -T 1 -o want.cpio "$@"
	"$mkimage" -T 1 -o got.cpio "$initrd"
	ok "$name" cmp want.cpio got.cpio
}
refused() { # NAME ERE INITRD
	answers "$1" 1 "mkimage: read initrd: $2" "$mkimage" -t initrd
}

# Three archives; all have a file of one name, and one with two names.
for d in one two three; do
	mkdir -p $d/kernel
	echo $d >$d/$d
	echo $d >$d/kernel/same
	ln $d/$d $d/kernel/$d.bin
	"$mkimage" -o $d.cpio $d
done
all='none gzip xz lzma zstd lz4 frame'
for codec in $all; do
	for d in one two three; do
		pack "$codec" $d.cpio >"$d.$codec"
	done
done

"$mkimage" -T 1 -o want.cpio one.cpio two.cpio three.cpio
for a in $all; do
	bad=
	for b in $all; do
		{ pad <one."$a" && pad <two."$b" && pad <three."$a"; } >initrd
		"$mkimage" -T 1 -o got.cpio initrd && cmp -s want.cpio got.cpio || bad="$bad $b"
	done
	is "$a, each of the others, and $a" "$bad" ''
done
for n in 4 508 100000; do
	for a in none gzip; do
		{ zeros $n && pad <one.$a && zeros $n && pad <two.xz && zeros $n && cat three.none && zeros $n; } >initrd
		same "$n zeros before, between and behind, $a first" initrd one.cpio two.cpio three.cpio
	done
done
{ cat one.gzip && printf '\0' && cat two.xz && printf '\0\0\0\0\0' && cat three.zstd; } >initrd
same 'what is compressed behind what is compressed, anywhere' initrd one.cpio two.cpio three.cpio
for a in gzip xz zstd; do
	cat one.$a two.$a three.$a >initrd
	same "three by $a without anything between" initrd one.cpio two.cpio three.cpio
done
{ cat one.cpio two.cpio && zeros 100; } | gzip | pad >initrd
cat three.cpio >>initrd
same 'two in one stream, and a plain one' initrd one.cpio two.cpio three.cpio
yes 'one.gzip two.zstd' | head -n 1000 | xargs cat >initrd
pad <three.xz >>initrd
ok '2001, with few files open' sh -c "ulimit -n 20; '$mkimage' -T 1 -o got.cpio initrd"
ok 'the same as three' cmp want.cpio got.cpio
cat one.gzip two.gzip >initrd
# shellcheck disable=SC2002 # a pipe, not a file
is 'through a pipe' "$(cat initrd | "$mkimage" -t - | wc -l)" "$("$mkimage" -t initrd | wc -l)"
{ pad <one.gzip && cat two.cpio; } >initrd
"$mkimage" -x -C out initrd
is 'all of it is there' "$(cat out/one out/kernel/one.bin out/two out/kernel/two.bin out/kernel/same)" \
	'one
one
two
two
two'

# ---- what the kernel doesn't take
at() { # FILE...: how many bytes are before what comes next
	cat "$@" | wc -c
}
{ cat one.cpio && printf '\0' && cat two.gzip; } >initrd
refused 'compressed behind a plain one, not at a multiple of four' "byte $(($(at one.cpio) + 1)): no cpio header$"
truncate -s %4 one.gzip
{ cat one.gzip && printf '\0' && cat two.cpio; } >initrd
refused 'plain, not at a multiple of four' "byte $(($(at one.gzip) + 1)): no cpio header$"
{ cat one.gzip && zeros 5 && echo rubbish; } >initrd
refused 'something else, by its byte' "byte $(($(at one.gzip) + 5)): no cpio header$"
{ cat one.cpio && head -c 50 two.gzip; } >initrd
refused 'cut short in what is compressed' "byte $(at one.cpio): wrong gzip$"
{ cat one.cpio && head -c 300 two.cpio; } >initrd
refused 'cut short' "byte [0-9]+: cut short$"
{ cat one.cpio && cat one.cpio two.gzip | gzip; } >initrd
refused 'compressed twice' "byte $(at one.cpio one.cpio): no cpio header$"
bzip2 -c two.cpio >two.bzip2
cat one.cpio two.bzip2 >initrd
refused 'what mkimage has no library for' "byte $(at one.cpio): compressed by bzip2, which mkimage can't read$"
tar -cf two.tar two
{ pad <one.gzip && cat two.tar; } >initrd
refused 'a tar behind a cpio' "byte $(pad <one.gzip | wc -c): no cpio header$"
gzip -c two.tar >initrd
cat one.cpio >>initrd
refused 'a cpio behind a tar' "byte $(gzip -c two.tar | wc -c): something else behind what is compressed by gzip$"
: | gzip >initrd
refused 'nothing' 'no archive or image that is known$'

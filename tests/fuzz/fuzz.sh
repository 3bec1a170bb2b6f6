#!/bin/sh
# fuzz.sh - each fuzzer for FUZZ seconds (60), two at a time: the readers of what
# nobody vouches for neither crash, hang, nor need much memory. The seeds are
# small archives, images and tables made here. SEED makes what they try the same
# each time.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
export LC_ALL=C
unset SOURCE_DATE_EPOCH
mkimage=$O/host/mkimage
cd "$tmp" || exit
seconds=${FUZZ:-60}

seed() { # NAME KIND MKIMAGE-OPTION...
	to=seeds/$2_fuzz
	mkdir -p "$to"
	name=$1
	shift 2
	"$mkimage" -q -o "$to/$name" "$@" 2>/dev/null || rm -f "$to/$name"
}

mkdir -p tree/d/e small
echo 'some text' >tree/d/file
ln tree/d/file tree/hard
ln -s d/file tree/symbolic
mkfifo tree/pipe
truncate -s 200000 tree/hole
mkdir "tree/$(printf %0120d 1)"
: >"tree/$(printf %0120d 1)/$(printf %0110d 2)"
cp -a tree/d tree/hard tree/symbolic small
find tree small -depth -exec touch -h -d @1700000000.25 {} +
cat >table <<'END'
/console c 600 0 5 5 1
/big\040one d 755 4000000000 3 time=-4.25 xattr.user.z=\000
END
printf '/d/* f 640 1 2 xattr.a.b=c # all\n/x h - - - /hard\n/[de]* d - - -\n/d/e -\n' >patterns
printf '/console c 600 0 5 5 1\n' >console

seed all tar -f tar -n table tree
seed small cpio -f cpio -T 1 -n console small
for codec in gzip xz zstd lz4; do
	seed "$codec" stream -f cpio -T 1 -c "$codec" small
	cat seeds/cpio_fuzz/small "seeds/stream_fuzz/$codec" >"seeds/cpio_fuzz/$codec"
	seed "$codec" sqf -f sqf -T 1 -c "$codec" -b 4K -n table tree
done
seed lz4frame stream -f tar -c lz4 small
lzma -c seeds/cpio_fuzz/small >seeds/stream_fuzz/lzma
pzstd -cq seeds/cpio_fuzz/small >seeds/stream_fuzz/pzstd
{ head -c 8 /dev/zero && cat seeds/stream_fuzz/lzma && head -c 5 /dev/zero && cat seeds/stream_fuzz/gzip; } \
	>seeds/cpio_fuzz/initrd
(cd small && find . | cpio -o -H odc --quiet) >seeds/cpio_fuzz/odc
for format in ext2 ext4; do
	seed "$format" ext -f "$format" -b 1K -n table tree
done
# Data in inodes, and attributes in inodes of their own.
cp -a small within
seq 1 40 >within/d/longer
setfattr -n user.value -v "$(printf '%01200d' 7)" within/d/longer
PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 -b 1024 -I 256 -N 32 \
	-O inline_data,ea_inode,^has_journal,^resize_inode -d within seeds/ext_fuzz/within 128K >/dev/null 2>&1 || exit
mkdir -p seeds/nodes_fuzz seeds/tar_fuzz seeds/cpio_fuzz
cp table patterns seeds/nodes_fuzz
for version in 0.0 0.1 1.0; do
	tar -cf "seeds/tar_fuzz/$version" --format=pax -S --sparse-version=$version tree
done
for who in g:7:r-- group:staff:r--; do
	tar -cf "seeds/tar_fuzz/acl$who" --format=pax -C tree/d file \
		--pax-option="$(printf 'SCHILY.acl.access:=user::rw-\n%s\ngroup::r--\nmask::rwx\nother::---' $who)"
done
tar -cf seeds/tar_fuzz/encoded --format=pax -C tree/d file --pax-option=LIBARCHIVE.xattr.user.a:=YWJj
tar -cf seeds/tar_fuzz/global --format=pax -C tree/d file \
	--pax-option=SCHILY.xattr.user.a=b,uid=5,uid:=,SCHILY.xattr.com.apple.b:=c
tar -cf seeds/tar_fuzz/gnu --format=gnu -S tree
(cd small && find . | cpio -o -H crc --quiet) >seeds/cpio_fuzz/crc

# A miniconfig's seeds are texts.
for kind in config kconfig; do
	cp -R "$top/tests/fuzz/miniconfig/$kind" "seeds/miniconfig_${kind}_fuzz"
done

run() { # FUZZER
	name=${1##*/}
	mkdir -p "seeds/$name" "new/$name"
	ASAN_OPTIONS=quarantine_size_mb=16 timeout -k 5 $((seconds + 60)) "$1" \
		-max_total_time="$seconds" ${SEED:+-seed=$SEED} -timeout=20 -rss_limit_mb=2048 \
		-artifact_prefix="new/$name-" -print_final_stats=1 \
		"new/$name" "seeds/$name" >"new/$name.log" 2>&1
	echo $? >"new/$name.status"
}

set -- "$O"/host/fuzz/*_fuzz
plan $#
while [ $# -gt 0 ]; do
	run "$1" &
	[ $# -lt 2 ] || run "$2"
	wait
	for fuzzer in "$1" ${2+"$2"}; do
		name=${fuzzer##*/}
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "new/$name.log")
		if [ "$(cat "new/$name.status")" = 0 ]; then
			pass "$name: $runs runs in $seconds s"
		else
			fail "$name: after $runs runs"
			grep -aE -A 12 'ERROR|runtime error|ALARM|out-of-memory' "new/$name.log" | tap_note
			for bad in "new/$name-"*; do
				[ ! -f "$bad" ] || base64 "$bad" | head -n 60 | tap_note "${bad##*-} "
			done
		fi
	done
	shift
	[ $# -eq 0 ] || shift
done

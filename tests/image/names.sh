#!/bin/sh
# names.sh - what an image's name tells mkimage: each gives the same bytes as -f and
# -c do. Oracles: those; the codecs' tools, unsquashfs and e2fsprogs for what it is.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 31
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

mkdir d
echo 1 >d/file
while read -r name format options; do
	"$mkimage" -T 1 -o "i$name" d
	# shellcheck disable=SC2086 # none, or some
	"$mkimage" -T 1 -f "$format" $options -o want d
	ok "$name" cmp want "i$name"
done <<END
.sqf sqf
.sqfs sqf
.sfs sqf
.squashfs sqf
.ext2 ext2
.ext3 ext2 -J
.ext4 ext4
.cpio cpio
.tar tar
.tgz tar -c gzip
.txz tar -c xz
.tzst tar -c zstd
.tar.gz tar -c gzip
.tar.xz tar -c xz
.tar.zst tar -c zstd
.tar.lz4 tar -c lz4
.cpio.gz cpio -c gzip
.cpio.xz cpio -c xz
.cpio.zst cpio -c zstd
.cpio.lz4 cpio -c lz4
END
ok '.tgz is by gzip' gzip -t <i.tgz
ok '.txz is by xz' xz -t i.txz
ok '.tzst is by zstd' zstd -qt i.tzst
ok '.sfs is squashfs' unsquashfs -s i.sfs
"$mkimage" -T 1 -f ext3 -o want d
ok '-f ext3' cmp want i.ext3
ok '-f ext3 -J' "$mkimage" -T 1 -f ext3 -J -o i.img d
ok 'has one journal, too' cmp want i.img
like '.ext3 has a journal' "$(dumpe2fs -h i.ext3 2>/dev/null)" '^Filesystem features: .*has_journal'
ok '.ext3 is clean' e2fsck -fn i.ext3
answers 'no codec behind .tgz' 2 '.*tells no format' "$mkimage" -o i.tgz.gz d
answers 'no codec for ext3' 2 '.*no name for ext3' "$mkimage" -o i.ext3.gz d

#!/bin/sh
# miniconfig-trees.sh - expand and shrink on the trees that the kit builds, of some
# architectures and random configurations; tests/matrix/miniconfig.sh has all.
# Oracle: each tree's own conf.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/miniconfig.sh
. "$top/tests/miniconfig.sh"
hurry
plan 20

seed=${SEED:-$(date +%s)}
echo "# SEED=$seed"
version() {
	awk -v name="$1" '$1 == name { print $2; exit }' "$top/miniconfigs/pins"
}
linux_tree=$O/src/linux-$(version linux)

for a in x86_64 arm64 mips; do
	ok "conf for $a" linux "$linux_tree" $a
	seed=$((seed + 1))
	to=want
	conf KCONFIG_SEED="$seed" --randconfig
	ok "$a random, $seed" round want all_no
done
# One that the seed takes.
for file in "$linux_tree"/arch/mips/configs/*defconfig; do
	seed=$((seed * 1103515245 / 65536 % 32768 + seed))
	[ $((seed % 17)) != 3 ] || break
done
ok "mips ${file##*/}" defconfig "$file"
ok "mips ${file##*/}, shrunk" round want all_no
ok 'the same from defaults' round want all_default -d

ok 'conf of uClibc-ng' uclibc "$O/src/uclibc-$(version uclibc)" x86_64
for _ in 1 2 3 4; do
	seed=$((seed + 1))
	uclibc_random $seed
	ok "uClibc-ng random, $seed" round want uclibc_no
done

ok 'conf of BusyBox' busybox "$O/src/busybox-$(version busybox)"
ok 'BusyBox defconfig' round all busybox_no
"$mc" expand -d "$tree" /dev/null >got
ok 'by -d' same default got all
for _ in 1 2 3; do
	seed=$((seed + 1))
	busybox_random $seed
	ok "BusyBox random, $seed" round want busybox_no
done

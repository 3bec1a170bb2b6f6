#!/bin/sh
# usage: miniconfig.sh [-n COUNT] [-s SEED] [-a "ARCH..."] [-t] linux|busybox|uclibc TREE
# Compare miniconfig with the tree's own conf: all defconfigs of the architectures,
# tinyconfig, Debian's kernels, and COUNT random configurations (default 200) of each.
# It takes hours. Of those but the random ones miniconfig tries each line itself, too.
#   -a  which architectures, of those that make's ARCH= names
#   -t  no defconfigs: only random ones
# TEST_CC is the compiler to ask; the default is one that answers at once.
# shellcheck disable=SC2154 # O comes from make

count=200 seed=$(date +%s) archs='' defconfigs=1
while getopts n:s:a:t option; do
	case $option in
	n) count=$OPTARG ;;
	s) seed=$OPTARG ;;
	a) archs=$OPTARG ;;
	t) defconfigs= ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 2 ] || exit 2
family=$1 source=$(realpath "$2")
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/miniconfig.sh
. "$top/tests/miniconfig.sh"
hurry
echo "# SEED=$seed, $count each, $source"

# make tinyconfig, as its rules do it.
tiny() {
	rm -f want
	to=tiny
	all_no kernel/configs/tiny-base.config || return
	cat "$tree/kernel/configs/tiny.config" "$tree/arch/$src/configs/tiny.config" >>tiny 2>/dev/null
	cp tiny "$arch/tiny"
	to=want
	# shellcheck disable=SC1091 # made by linux
	(cd "$arch" && . ./env && KCONFIG_CONFIG=tiny exec scripts/kconfig/conf -s \
		--olddefconfig Kconfig) </dev/null >log 2>&1 && mv "$arch/tiny" want
}

# Brought up to date first.
debians() {
	for flavour in amd64 cloud-amd64; do
		ok "the .config of Debian's $flavour" debian $flavour
		to=want
		all_default "$tmp/debian-$flavour"
		ok "Debian's $flavour" round want all_no
	done
}

linux_arch() {
	src=$1
	case $1 in
	x86_64 | i386) src=x86 ;;
	sparc64) src=sparc ;;
	esac
	ok "conf for $1" linux "$source" "$1"
	if [ "$defconfigs" ]; then
		verify=-V
		for file in "$source/arch/$src/configs"/*defconfig; do
			name="$1 ${file##*/}"
			ok "$name" defconfig "$file"
			ok "$name, shrunk" round want all_no
		done
		tiny
		ok "$1 tinyconfig" round want all_no
		[ "$1" != x86_64 ] || debians
		verify=''
	fi
	for _ in $(seq "$count"); do
		seed=$((seed + 1)) to=want
		conf KCONFIG_SEED="$seed" --randconfig
		ok "$1 random, $seed" round want all_no
	done
}

uclibc_arch() {
	ok "conf for $1" uclibc "$source" "$1"
	to=want
	if [ -e "$source/extra/Configs/defconfigs/$1/defconfig" ]; then
		uclibc_conf extra/config/conf -D "extra/Configs/defconfigs/$1/defconfig"
		ok "$1 defconfig" round want uclibc_no
	fi
	for _ in $(seq "$count"); do
		seed=$((seed + 1))
		uclibc_random $seed
		ok "$1 random, $seed" round want uclibc_no
	done
}

busybox_all() {
	ok 'conf' busybox "$source"
	ok 'defconfig' round all busybox_no
	for _ in $(seq "$count"); do
		seed=$((seed + 1))
		busybox_random $seed
		ok "random, $seed" round want busybox_no
	done
}

case $family in
linux)
	for a in ${archs:-x86_64 i386 arm arm64 mips powerpc riscv m68k sh um}; do
		linux_arch "$a"
	done
	;;
uclibc)
	for a in ${archs:-x86_64 i386 arm aarch64 mips powerpc riscv64 m68k sh}; do
		uclibc_arch "$a"
	done
	;;
busybox) busybox_all ;;
*) exit 2 ;;
esac
plan "$tap_n"

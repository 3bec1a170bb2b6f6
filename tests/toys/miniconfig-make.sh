#!/bin/sh
# miniconfig-make.sh - the environment that miniconfig gives to Kconfig files is
# that of make: what of the command line and of the environment counts. Oracle: the
# Makefile of the kit's Linux. Under the sanitizers.
# shellcheck disable=SC2154 # O comes from make, tmp and top from tap.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/miniconfig.sh
. "$top/tests/miniconfig.sh"
plan 14
mc=$O/host/tests/miniconfig
tree=$O/src/linux-$(awk '$1 == "linux" { print $2; exit }' "$top/miniconfigs/pins")
unset ARCH SUBARCH CROSS_COMPILE LLVM LLVM_IAS RUSTC PAHOLE HOSTCC

# What both tell Kconfig: it says it to a file.
names="ARCH SRCARCH SUBARCH HEADER_ARCH CROSS_COMPILE CC HOSTCC LD RUSTC RUSTC_VERSION_TEXT PAHOLE BINDGEN CLANG_FLAGS PYTHON3"
printf '$(shell,{ %s } >%s/told)\nconfig MODULES\n\tbool\n\tmodules\n' \
	"$(for name in $names; do printf 'echo "%s=$(%s)"; ' "$name" "$name"; done)" "$tmp" >Kconfig
mkdir made toy
linux_like toy
cp "$tree/Makefile" Kconfig toy
ln -s "$tree/scripts" toy
printf '#!/bin/sh\necho "${0##*/} 1.2.3 #4"\n' >own
chmod +x own

# told NAME VALUE... -- WORD...: with the variables in the environment
told() {
	name=$1
	shift
	rm -f told
	(
		while [ "$1" != -- ]; do
			export "${1?}"
			shift
		done
		shift
		env -u MAKEFLAGS -u MAKELEVEL -u O make -s -C "$tree" O="$tmp/made" \
			KBUILD_KCONFIG="$tmp/Kconfig" allnoconfig "$@" >log 2>&1
		mv told theirs
		"$mc" expand toy /dev/null "$@" >log 2>&1
		mv told ours
	)
	is "$name" "$(cat ours)" "$(cat theirs)"
}
told 'nothing' --
told 'an architecture of the environment' ARCH=i386 CROSS_COMPILE=some- --
told 'SUBARCH of the environment' SUBARCH=arm64 --
told 'SUBARCH of the command line' -- SUBARCH=arm64
told 'programs of the environment' RUSTC="$tmp/own" PAHOLE="$tmp/own" HOSTCC=false CC=false LD=false --
told 'programs of the command line' -- RUSTC="$tmp/own" PAHOLE="$tmp/own" CC="$cc" LD=some-ld
told 'LLVM' LLVM=1 -- ARCH=arm
told 'LLVM, but for the assembler' LLVM=1 LLVM_IAS=0 -- HOSTCC=gcc CROSS_COMPILE=some-
mkdir llvm && ln -s "$(command -v clang)" llvm/clang
told 'LLVM in a folder' CLANG_FLAGS=-none -- HOSTCC=gcc LLVM="$tmp/llvm/" LLVM_IAS=1
told 'clang for um' -- HOSTCC=gcc ARCH=um CC=clang
told 'um' SUBARCH=arm64 HEADER_ARCH=arm64 -- ARCH=um
told 'um of the command line' -- ARCH=um SUBARCH=i386

# Linux as a program: its files are in two folders.
um() {
	env -u MAKEFLAGS -u MAKELEVEL -u O make -s -C "$tree" O="$tmp/made" \
		ARCH=um CC="$cc" allnoconfig >log 2>&1 &&
		"$mc" expand "$tree" /dev/null ARCH=um CC="$cc" >ours &&
		same um ours made/.config
}
ok 'all of um' um

# clang isn't for all machines.
answers 'clang has no such target' 1 \
	"miniconfig: ask make for clang's flags: it has none for ARCH=parisc\$" \
	"$mc" expand toy /dev/null ARCH=parisc CC=clang

# shellcheck shell=sh
# miniconfig.sh - each tree's own conf, the oracle for miniconfig; sourced after
# tap.sh. All is done in $tmp: the trees are only read.
# shellcheck disable=SC2034,SC2154 # O comes from make, tmp and top from tap.sh; some are the tests'

# shellcheck source=tests/kconfig.sh
. "$top/tests/kconfig.sh"

mc=${MINICONFIG:-$O/host/miniconfig}
cd "$tmp" || exit
cc -O2 -o cc "$top/tests/toys/miniconfig_cc.c" || exit
cc=${TEST_CC:-$tmp/cc}
said='' flags='' verify=''

# Once, before conf is made: each of Linux's commands is run once an architecture
# by conf, and once by miniconfig; and conf, since 6.12, finds its expressions in
# time, whose table uses the low bits of addresses, of which four are always 0.
hurry() {
	said=$tmp/said.so flags=-I$tmp/include
	cc -O2 -D_GNU_SOURCE -shared -fPIC -o "$said" \
		"$top/tests/toys/miniconfig_said.c" -ldl || exit
	mkdir include
	printf '#include_next <hash.h>\n#define hash_ptr(p) %s\n' \
		'(hash_32((unsigned int)(unsigned long)(p)) >> 12)' >include/hash.h
}
# ours WORD...: miniconfig
ours() {
	env ${said:+LD_PRELOAD="$said" SAID="$tmp/$arch/ours"} "$mc" "$@"
}

# linux TREE ARCH: make conf of it, in the folder $arch, and note there the
# environment that make gives it: from a Kconfig file that has it printed.
linux() {
	tree=$1 arch=$2 words="ARCH=$2 CC=$cc"
	[ ! -e "$arch/env" ] || return 0
	mkdir -p "$arch/ours" "$arch/theirs"
	# shellcheck disable=SC2016 # for conf
	printf '$(shell,export -p >%s)\nconfig ANY\n\tbool\n' \
		"$tmp/$arch/env" >"$arch/Kconfig.env"
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C make -s -C "$tree" O="$tmp/$arch" \
		ARCH="$arch" CROSS_COMPILE='' CC="$cc" ${flags:+HOSTCFLAGS="$flags"} \
		KBUILD_KCONFIG="$tmp/$arch/Kconfig.env" allnoconfig >log 2>&1 || {
		cat log
		return 1
	}
	sed -i '/^export \(HOSTCFLAGS\|MAKEFLAGS\|MFLAGS\|MAKELEVEL\|PWD\|OLDPWD\)=/d' "$arch/env"
	rm -f "$arch/.config"
}

# debian FLAVOUR: the .config of Debian's kernel, from its package, as debian-FLAVOUR.
debian() {
	package=$(apt-cache depends "linux-image-$1" | sed -n 's/.*Depends: //p')
	apt-get -q download "$package" >log 2>&1 || {
		cat log
		return 1
	}
	dpkg-deb --fsys-tarfile "$package"_* |
		tar -xO "./boot/config-${package#linux-image-}" >"debian-$1" || return
	rm -f "$package"_*
}

# conf [NAME=VALUE...] OPTION: what it writes goes to the file named by $to.
conf() {
	rm -f "$arch/.config" "$to"
	(
		# shellcheck disable=SC1091 # made above
		cd "$arch" && . ./env
		while :; do
			case $1 in
			[A-Z]*=*) export "${1?}" ;;
			*) break ;;
			esac
			shift
		done
		exec env ${said:+LD_PRELOAD="$said" SAID="$tmp/$arch/theirs"} \
			scripts/kconfig/conf -s "$1" Kconfig
	) </dev/null >log 2>&1 && mv "$arch/.config" "$to"
}
all_no() { # MINI
	conf KCONFIG_ALLCONFIG="$1" --allnoconfig
}
all_default() {
	conf KCONFIG_ALLCONFIG="$1" --alldefconfig
}

# uclibc TREE ARCH: the same in a copy of it, the folder uclibc.
uclibc() {
	tree=$1 arch=$2 words="ARCH=$2"
	[ -e uclibc ] || {
		mkdir uclibc
		(cd "$1" && find . -name 'Make*' -o -name '*.mak' -o -path './extra/*' -type f |
			tar cf - -T -) | tar xf - -C uclibc
	}
	uclibc_make allnoconfig
}
uclibc_make() { # WORD...
	(unset MAKEFLAGS MAKELEVEL O && make -s -C uclibc ARCH="$arch" "$@") </dev/null >log 2>&1
}
uclibc_conf() { # [NAME=VALUE...] OPTION...
	rm -f uclibc/.config "$to"
	(cd uclibc && env ARCH="$arch" VERSION="$(sed -n 's/^M.*_VERSION := //p;
			s/^SUBLEVEL *:= //p' Rules.mak | paste -sd .)" "$@" \
		extra/Configs/Config.in) </dev/null >log 2>&1 && mv uclibc/.config "$to"
}
# Its randconfig writes what was seen only meanwhile, too: take what comes of that.
uclibc_random() { # SEED
	to=random
	uclibc_conf KCONFIG_SEED="$1" extra/config/conf -r
	to=want
	uclibc_no "$tmp/random"
}
uclibc_no() {
	uclibc_conf KCONFIG_ALLCONFIG="$1" extra/config/conf -n
}

# busybox TREE: the same. It has no KCONFIG_ALLCONFIG: all symbols are n by name,
# but for those of the miniconfig, and its oldconfig's questions get no answer. Its
# defconfig goes to the file all.
busybox() {
	tree=$1 arch=busybox words=
	busybox_version=$(awk '/^[A-Z]*LEVEL =|^VERSION =/ { printf "%s%s", dot, $3; dot = "." }' \
		"$1/Makefile")
	mkdir -p busybox
	(unset MAKEFLAGS MAKELEVEL && make -s -C "$1" O="$tmp/busybox" allnoconfig) \
		</dev/null >log 2>&1 || return
	sed -n 's/^CONFIG_\([A-Z0-9_]*\)=y$/# CONFIG_\1 is not set/p; /^# CONFIG_/p' \
		busybox/.config >all-n
	busybox_conf -d >log 2>&1 && mv busybox/.config all
}
busybox_conf() { # OPTION
	(cd busybox && srctree=$tree KCONFIG_NOTIMESTAMP=1 \
		KERNELVERSION=$busybox_version scripts/kconfig/conf "$1" Config.in)
}
busybox_no() {
	sed -n 's/^# \(CONFIG_[A-Z0-9_]*\) .*/\1/p; s/^\(CONFIG_[A-Z0-9_]*\)=.*/\1/p' "$1" >names
	{
		cat "$1"
		grep -vwFf names all-n
	} >busybox/.config
	rm -f "$to"
	yes '' | busybox_conf -o >log 2>&1 && mv busybox/.config "$to"
}
# A part of what the defconfig has, and how large a part.
busybox_random() { # SEED
	awk -v seed="$1" 'BEGIN { srand(seed); part = rand() }
		/^CONFIG.*=y/ && rand() < part' all >some
	to=want
	busybox_no some
}

# defconfig FILE: miniconfig -d gives what make defconfig does, the file want.
defconfig() {
	to=want
	conf --defconfig="$1" || return
	# shellcheck disable=SC2086 # words
	ours expand -d "$tree" "$1" $words >got && same defconfig got want
}

# same WORD FILE FILE
same() {
	cmp -s "$2" "$3" && return
	echo "$1: "
	diff "$2" "$3" | head -n 20
	return 1
}

# round CONFIG ORACLE [OPTION]: miniconfig gives the .config back as it is, shrinks
# it, and ORACLE makes the same .config of that, but another one without one line,
# taken by $seed.
round() {
	# shellcheck disable=SC2086 # words
	ours expand $3 "$tree" "$1" $words >got && same expand got "$1" || return
	# shellcheck disable=SC2086
	ours shrink $verify $3 "$tree" "$1" $words >mini || return
	to=got
	"$2" "$tmp/mini" && same shrink got "$1" || return
	[ -s mini ] || return 0
	line=$((1 + ${seed:-0} % $(wc -l <mini)))
	sed "${line}d" mini >less
	"$2" "$tmp/less" || return
	! cmp -s got "$1" || {
		echo "not minimal: $(sed -n "${line}p" mini)"
		return 1
	}
}

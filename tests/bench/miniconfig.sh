#!/bin/sh
# miniconfig.sh TREE - what `make bench-miniconfig` prints: the CPU that miniconfig
# takes on a Linux tree, and conf for one allnoconfig, each asking the real compiler;
# the least of three, in rounds. Of x86_64's defconfig, and of the .config of Debian's
# kernel, brought up to date. And what one make a line would take, the way it used to
# be done: of 50 lines, times as many as there are.
# shellcheck disable=SC2031,SC2154 # $tmp stays what it is; O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
set -e
source=$1 TEST_CC=gcc
# shellcheck source=tests/miniconfig.sh
. "$top/tests/miniconfig.sh"
linux "$source" x86_64
words='ARCH=x86_64 CC=gcc'
debian amd64
echo 'cd x86_64 && . ./env && exec scripts/kconfig/conf -s --allnoconfig Kconfig' >conf

# least NAME COMMAND...: NAME.cpu is the least CPU of all its runs so far, NAME.kb
# the memory of the last one.
least() {
	name=$1
	shift
	command time -o used -f '%U %S %M' "$@" >printed 2>log
	awk '{ printf "%.2f\n", $1 + $2 }' used >>"$name.cpus"
	sort -n "$name.cpus" | head -n 1 >"$name.cpu"
	cut -d ' ' -f 3 used >"$name.kb"
}
tell() { # NAME WHAT
	printf '%-34s %6s s %6s kB %5.2f\n' "$2" "$(cat "$1.cpu")" "$(cat "$1.kb")" \
		"$(echo "$(cat "$1.cpu") $(cat conf.cpu)" | awk '{ print $1 / $2 }')"
}

n=0
for file in "$source/arch/x86/configs/x86_64_defconfig" debian-amd64; do
	n=$((n + 1))
	# shellcheck disable=SC2086 # words
	"$mc" expand -d "$source" "$file" $words >config.$n
	# shellcheck disable=SC2086
	"$mc" shrink "$source" config.$n $words >mini.$n
done
for _ in 1 2 3; do
	least conf sh conf
	for i in $(seq $n); do
		# shellcheck disable=SC2086
		{
			least expand.$i "$mc" expand "$source" mini.$i $words
			least shrink.$i "$mc" shrink "$source" config.$i $words
			least check.$i "$mc" check "$source" mini.$i $words
		}
	done
done
echo "${source##*/}, least of three: CPU; the largest process, compilers included; against conf"
tell conf 'conf --allnoconfig'
i=0
for file in x86_64_defconfig debian-amd64; do
	i=$((i + 1))
	set="$(grep -c = config.$i) set, $(wc -l <mini.$i) lines"
	echo "${file##*/}: $set"
	for what in expand shrink check; do
		tell $what.$i "  $what"
	done
done

# Each line is tried by a make allnoconfig without it.
lines=${LINES_TRIED:-50}
cat >each <<END
set -e
for i in \$(seq $lines); do
	sed "\${i}d" '$tmp/mini.1' >'$tmp/less'
	make -s -C '$source' O='$tmp/x86_64' ARCH=x86_64 KCONFIG_ALLCONFIG='$tmp/less' allnoconfig
done
END
least each env -u MAKEFLAGS -u MAKELEVEL -u O sh each
awk -v lines="$lines" -v all="$(grep -c = config.1)" -v ours="$(cat shrink.1.cpu)" '{
	printf "one make a line: %.0f s for %d, so %.0f s for the %d of defconfig (extrapolated):\n", $1,
		lines, $1 / lines * all, all
	printf "  %.0f times ours\n", $1 / lines * all / ours }' each.cpu

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
plan 21

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

# Members of a choice that depend on each other, at random: those that uClibc-ng's
# conf, whose menus are those of Linux before 6.11, calls a circle, are refused.
choice_of() { # SEED
	awk -v seed="$1" '
		function some(i) {
			i = 1 + int(rand() * (i - 1))
			return (i < 3 && rand() < .3 ? "!" : "") name[i]
		}
		BEGIN {
			srand(seed)
			n = split("X Y A B C D E", name)
			for (i = 1; i <= n; i++) {
				if (i == 3)
					print "choice\n\tprompt \"c\""
				printf "config %s\n\tbool \"%s\"\n", name[i], name[i]
				if (i > 2 && rand() < .7)
					print "\tdepends on " some(i) (rand() < .5 ? "" : \
						(rand() < .5 ? " && " : " || ") some(i))
			}
			print "endchoice"
		}' >choice/extra/Configs/Config.in
	awk -v seed="$1" 'BEGIN {
		srand(seed)
		n = split("X Y A B C D E", name)
		for (i = 1; i <= n; i++)
			if (rand() < .6)
				print name[i] "=y"
	}' >mini
}
choices() {
	mkdir -p choice/extra/Configs && cp uclibc/Rules.mak choice || return
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		choice_of $((seed + i))
		rm -f choice/.config
		(cd choice && KCONFIG_ALLCONFIG=$tmp/mini ../uclibc/extra/config/conf -n \
			extra/Configs/Config.in) </dev/null >log 2>&1
		if grep -q recursive log; then
			! ours expand choice mini >got 2>log && grep -q circular log || return
		else
			ours expand choice mini >got && same choice got choice/.config || return
			asked=$((asked + 1))
		fi
	done
	[ $asked -gt 0 ]
}
asked=0
ok 'choices of uClibc-ng'"'"'s kind, random' choices

ok 'conf of BusyBox' busybox "$O/src/busybox-$(version busybox)"
ok 'BusyBox defconfig' round all busybox_no
"$mc" expand -d "$tree" /dev/null >got
ok 'by -d' same default got all
for _ in 1 2 3; do
	seed=$((seed + 1))
	busybox_random $seed
	ok "BusyBox random, $seed" round want busybox_no
done

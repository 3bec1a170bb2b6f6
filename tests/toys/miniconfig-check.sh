#!/bin/sh
# miniconfig-check.sh - which lines check calls redundant or overridden, and which
# mean something else than they look like. Oracle: expand, which other tests compare
# with conf: what is named can be deleted, each line alone and all at once, and of the
# others none. What a comment is, conf's source says. Under the sanitizers.
# shellcheck disable=SC2086,SC2154 # lists of numbers; O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/kconfig.sh
. "$top/tests/kconfig.sh"
plan 34
mc=$O/host/tests/miniconfig expand=$O/host/miniconfig
cd "$tmp" || exit
unset ARCH CROSS_COMPILE LLVM KBUILD_KCONFIG

linux_like tree
cat >tree/Kconfig <<'END_OF_TREE'
config MODULES
	bool "Modules"
	modules
config A
	bool "A"
config D
	bool "D"
	default y
config M
	tristate "M"
config N
	int "N"
	default 5
	range 1 9
config S
	string "S"
choice
	prompt "Which"
	default SECOND
config FIRST
	bool "First"
config SECOND
	bool "Second"
config THIRD
	bool "Third"
endchoice
config ON_A
	bool "On A"
	depends on A
	default y
END_OF_TREE

check() { # LINE...
	printf '%s\n' "$@" >mini
	out=$("$mc" check $base tree mini CC=true)
	echo "$?:$out"
}
base=''
yes=CONFIG_A=y no='# CONFIG_A is not set'

# ---- one symbol

is 'a line that overrides is needed' "$(check "$yes" "$no")" \
	"0:mini:1: $yes: overridden by mini:2, which says $no"
is 'but where all can go' "$(check "$no" "$no")" "0:mini:1: $no: redundant: mini:2 says it again
mini:2: $no: redundant: nothing changes without it"
is 'what comes back by deleting one of the others' "$(check "$yes" "$no" "$no")" \
	"0:mini:1: $yes: overridden by mini:3, which says $no
mini:2: $no: redundant: mini:3 says it again"
is 'the last of three is needed' "$(check "$no" "$yes" "$no")" \
	"0:mini:1: $no: redundant: mini:3 says it again
mini:2: $yes: overridden by mini:3, which says $no"
is 'one of two is needed' "$(check "$yes" "$yes")" "0:mini:1: $yes: redundant: mini:2 says it again"
echo "$yes" >base
echo "$no" >frag
is 'in two files' "$("$mc" check tree base frag CC=true; echo $?)" \
	"base:1: $yes: overridden by frag:1, which says $no
0"
base=-d
is '-d: a line that overrides' "$(check '# CONFIG_D is not set' CONFIG_D=y)" \
	'0:mini:1: # CONFIG_D is not set: overridden by mini:2, which says CONFIG_D=y'
is '-d: what comes back' "$(check CONFIG_N=6 CONFIG_N=5 CONFIG_N=5)" \
	'0:mini:1: CONFIG_N=6: overridden by mini:3, which says CONFIG_N=5
mini:2: CONFIG_N=5: redundant: mini:3 says it again'
is '-d: the last of three' "$(check CONFIG_N=5 CONFIG_N=6 CONFIG_N=5)" \
	'0:mini:1: CONFIG_N=5: redundant: mini:3 says it again
mini:2: CONFIG_N=6: overridden by mini:3, which says CONFIG_N=5'
base=''

# ---- a choice

is 'n to a member after y' "$(check CONFIG_THIRD=y '# CONFIG_THIRD is not set')" \
	'0:mini:1: CONFIG_THIRD=y: overridden by mini:2, which says # CONFIG_THIRD is not set'
is 'either of two lines, but not both' "$(check CONFIG_FIRST=y '# CONFIG_SECOND is not set')" \
	'0:mini:2: # CONFIG_SECOND is not set: redundant: nothing changes without it'
is 'another member later' "$(check CONFIG_FIRST=y CONFIG_THIRD=y)" \
	'1:mini:1: CONFIG_FIRST=y: refused: it is n; THIRD is y in the same choice, as mini:2 says'

# ---- lines that mean something else than their writer thinks

ignored() { # NAME LINE WHAT: it is a comment
	is "$1" "$(check "$2")$("$mc" expand -d tree mini CC=true | grep CONFIG_D)" \
		"1:mini:1: $2: ignored: it is a comment, unlike \"# CONFIG_D is not set\"CONFIG_D=y"
}
counts() { # NAME LINE
	base=-d
	is "$1" "$(check "$2")$("$mc" expand -d tree mini CC=true | grep CONFIG_D)" \
		'0:# CONFIG_D is not set'
	base=''
}
ignored 'a blank at the end' '# CONFIG_D is not set '
ignored 'no blank' '#CONFIG_D is not set'
ignored 'tabs' '#	CONFIG_D is	not set'
is 'another comment' "$(check '# CONFIG_D is not set, since it is not needed' '#CONFIG_D=y' '##' '#')" 0:
ok 'shrink takes it for a comment' sh -c '"$1" expand tree mini CC=true >config
	echo "#CONFIG_D is not set" >>config && "$1" shrink tree config CC=true' - "$mc"
linux_like tree 7
counts '6.7: a blank at the end' '# CONFIG_D is not set '
counts '6.7: more words' '# CONFIG_D is not set here'
counts '6.7: a tab' '#	CONFIG_D is not set'
ignored '6.7: no blank' '#CONFIG_D is not set'
linux_like tree 12
is 'text behind the second quote' "$(check 'CONFIG_S="a"b"')" \
	"1:mini:1: CONFIG_S=\"a\"b\": changed: it is \"a\": what follows its second quote isn't taken"
is 'only blanks behind it' "$(check 'CONFIG_S="a" ' 'CONFIG_A=y ')" 0:

echo "$yes" >mini
answers 'a line as a word for make' 2 'miniconfig: CONFIG_NET=y: this is a line for a MINI, and nothing that make is told$' \
	"$mc" expand tree mini CONFIG_NET=y
mkdir -p clib/extra/Configs && : >clib/Rules.mak
printf 'config A\n\tbool "a"\nconfig ARCH\n\tstring\n\toption env="ARCH"\n' >clib/extra/Configs/Config.in
answers 'and of uClibc-ng' 2 'miniconfig: A=y: this is .*' "$mc" expand clib /dev/null A=y
ok 'but what its make has' "$mc" expand clib /dev/null ARCH=x86_64
mkdir beside
printf 'config B\n\tbool "b"\n\tdefault y\n' | tee beside/Kconfig >tree/Other
for file in Other "$PWD/beside/Kconfig"; do
	is "another Kconfig file, ${file##*/}" "$("$mc" expand -d tree /dev/null KBUILD_KCONFIG="$file" CC=true | tail -n 1)" CONFIG_B=y
done
is 'and of the environment' "$(KBUILD_KCONFIG=Other "$mc" expand -d tree /dev/null CC=true | tail -n 1)" CONFIG_B=y
like 'empty, it is none' "$("$mc" expand tree mini KBUILD_KCONFIG= CC=true)" "^$yes"

# ---- lines at random

lines_of() { # SEED: 6 lines, of which some repeat or contradict others
	awk -v seed="$1" 'BEGIN {
		srand(seed)
		n = split("A D M FIRST SECOND THIRD ON_A MODULES N S", name)
		v = split("y n y n m", tri)
		from = 1 + int(rand() * n)
		for (i = 0; i < 6; i++) {
			s = name[1 + (from + int(rand() * 3)) % n]
			if (s == "N")
				print "CONFIG_N=" 5 + int(rand() * 2)
			else if (s == "S")
				print "CONFIG_S=\"" (rand() < .5 ? "" : "x") "\""
			else
				print "CONFIG_" s "=" tri[1 + int(rand() * (s == "M" ? 5 : 4))]
		}
	}'
}
without() { # LINE-NUMBER...: is the outcome the same?
	for number; do
		echo "${number}d"
	done | sed -f - mini >less
	"$expand" expand $base tree less CC=true | cmp -s - want
}
what() { # WORD: the lines that are said to be so
	sed -n "s/^mini:\([0-9]*\): [^:]*: \($1\).*/\1/p" said | paste -sd' '
}
# A line that isn't named is needed: alone, or when the others are gone, or those
# of them that aren't overridden.
needed() { # LINE-NUMBER
	! without "$1" || ! without $gone "$1" || ! without $again "$1"
}
# What is named of mini, with the options in $base, is just what can go.
named() {
	"$expand" expand $base tree mini CC=true >want
	"$mc" check $base tree mini CC=true >said
	gone=$(what 'redundant\|overridden') again=$(what redundant)
	without $gone && without $again || return
	for number in 1 2 3 4 5 6; do
		case " $gone . $(what 'refused\|changed') " in
		*" $number "*.*) without "$number" && some=1 ;;
		*.*" $number "*) ;;
		*) needed "$number" ;;
		esac || return
	done
}
at_random() { # MINOR
	linux_like tree "$1"
	some=''
	for i in 1 2 3 4; do
		lines_of $((seed + i)) >mini
		named || {
			echo "$((seed + i)):"
			paste -sd' ' mini
			cat said
			return 1
		}
	done
	[ "$some" ]
}
seed=${SEED:-$(date +%s)}
echo "# SEED=$seed"
for base in '' -d; do
	for version in 12 1; do
		ok "6.$version $base: lines at random" at_random $version
		seed=$((seed + 100))
	done
done

#!/bin/sh
# miniconfig-why.sh - the reasons that miniconfig's check and why give, on a small
# tree of our own. Oracle: worked out by hand. Under the sanitizers.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/kconfig.sh
. "$top/tests/kconfig.sh"
plan 70
mc=$O/host/tests/miniconfig
cd "$tmp" || exit
unset ARCH CROSS_COMPILE LLVM

linux_like tree
mkdir tree/libbb # and BusyBox, with another Kconfig file
cat >tree/Kconfig <<'END_OF_TREE'
config MODULES
	bool "Modules"
	modules
config A
	tristate "A"
config N
	int "A number"
	range 1 9
	default 5
config SEL
	bool "Selects"
	select LIB
config DEEP
	bool "Deep"
	depends on A
config LIB
	tristate "A library"
	depends on DEEP && N > 3

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

choice
	prompt "And which" if !A
config NEAR
	bool "Near"
	depends on N > 1
config FAR
	bool "Far"
endchoice

config C1
	bool "A chain" if N > 4
config C2
	bool "A chain"
	depends on C1
config C3
	bool "A chain"
	depends on C2
config C4
	bool "A chain"
	depends on C3 && C1
config C5
	bool "A chain"
	depends on C4
config C6
	bool "A chain"
	depends on C5 && QUIET
config QUIET
	bool
	default n if N > 8
	default y if C3
config INNER
	tristate
	default A if N < 5
config NUMBER
	int
	default N if C1
	default 7
config ENDS
	int
	default 20
config LIMITED
	int "Limited"
	range 1 ENDS
	default 50
config LEAST
	hex "No default"
	range 0x3 0x5
config ON_A
	tristate "On A"
	depends on A
config HINTED
	bool
config HINT1
	bool "A hint"
	imply HINTED
config USER1
	bool "A user" if A
	select HELPER if C1
	imply HINTED
config USER2
	bool
	select HELPER
config USER3
	bool "Another one"
	depends on A
	select HELPER
	select ONE
config USER4
	bool "Another one"
	select HELPER
config HELPER
	bool
config ONE
	bool
config FINE
	bool "Needs one"
	depends on ONE && NEVER
config ONCE
	bool "Needs who selects it under a condition"
	depends on HELPER
config NEVER
	bool
END_OF_TREE

lines() { # LINE...
	printf '%s\n' "$@" >mini
}
check() { # LINE...: its exit status, and what it says
	lines "$@"
	said=$("$mc" check tree mini CC=true)
	said="$?:$said"
}
checks() { # NAME STATUS:SAID LINE...
	name=$1 want=$2
	shift 2
	check "$@"
	is "$name" "$said" "$want"
}
older() { # the kind of choice before Linux 6.11
	sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 1/' tree/Makefile
	"$@"
	sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 12/' tree/Makefile
}

whole() { # SYMBOL: all that is said of it
	"$mc" why tree "$1" mini CC=true
}
why() { # SYMBOL: its reason
	whole "$1" | sed -n 's/^  because: //p'
}

# ---- check: a line that is said again

checks 'said again' '0:mini:1: CONFIG_N=7: redundant: mini:2 says it again' CONFIG_N=7 CONFIG_N=7
checks 'overridden' '0:mini:1: CONFIG_A=n: overridden by mini:2, which says CONFIG_A=y' \
	CONFIG_A=n CONFIG_A=y
checks 'the last one counts' '0:mini:1: CONFIG_N=7: redundant: mini:3 says it again
mini:2: CONFIG_N=8: overridden by mini:3, which says CONFIG_N=7' CONFIG_N=7 CONFIG_N=8 CONFIG_N=7
checks 'an invalid one overrides nothing' '1:mini:2: CONFIG_N=fast: refused: N is a decimal number' \
	CONFIG_N=7 CONFIG_N=fast
checks 'an invalid one is no redundant one' '1:mini:1: CONFIG_N=fast: refused: N is a decimal number' \
	CONFIG_N=fast CONFIG_N=7
checks 'overridden, and then refused' '1:mini:1: CONFIG_N=7: overridden by mini:2, which says CONFIG_N=70
mini:2: CONFIG_N=70: changed: it is 9; its range is 1 to 9' CONFIG_N=7 CONFIG_N=70
checks 'in a choice' '0:mini:1: CONFIG_THIRD=y: overridden by mini:2, which says # CONFIG_THIRD is not set' \
	CONFIG_THIRD=y '# CONFIG_THIRD is not set'
older checks 'in a choice of the older kind' \
	'1:mini:2: # CONFIG_THIRD is not set: changed: it is y; one of a choice must be y' \
	CONFIG_THIRD=y '# CONFIG_THIRD is not set'
older checks 'in one, without effect' '0:mini:1: CONFIG_THIRD=y: redundant: mini:2 says it again' \
	CONFIG_THIRD=y CONFIG_THIRD=y

lines CONFIG_A=m CONFIG_MODULES=y
echo CONFIG_A=y >later
"$mc" expand tree mini later CC=true >config
is 'check -c: a later file overrides' "$("$mc" check -c config tree mini later CC=true; echo $?)" \
	'mini:1: CONFIG_A=m: overridden by later:1, which says CONFIG_A=y
0'
lines CONFIG_A=y
printf '# CONFIG_A is not set\nCONFIG_A=y\n' >config
is 'check -c: of two lines the last counts' "$("$mc" check -c config tree mini CC=true; echo $?)" 0
printf 'CONFIG_N=3\n' >mini
printf 'CONFIG_N=3\nCONFIG_N=fast\n' >config
is 'check -c: that can be at all' "$("$mc" check -c config tree mini CC=true; echo $?)" 0

# ---- selected in spite of its dependencies

checks 'selected, but not allowed' '0:Kconfig:16: LIB: selected by SEL [y], although it depends on DEEP [n] (needs A [n])' \
	CONFIG_SEL=y
is 'why: likewise' "$(why LIB)" 'it is selected, although it depends on DEEP [n] (needs A [n])'
checks 'selected, and allowed' 0: CONFIG_SEL=y CONFIG_A=y CONFIG_DEEP=y
is 'why: allowed' "$(why LIB)" 'it is selected'

# ---- a choice

lines ''
is 'why: a default of a choice' "$(why SECOND)" 'the default of the choice, Kconfig:22'
is 'why: a member that is n' "$(why FIRST)" 'SECOND is y in its choice: the default of the choice, Kconfig:22'
is 'why: the place of the choice' "$(whole FIRST | sed -n '/choice: K/p')" \
	'  choice: Kconfig:21: prompt "Which"
  choice: Kconfig:22: default SECOND [y]'
is 'why: the first' "$(why NEAR)" 'the first of the choice that can be seen'
is 'why: not the first' "$(why FAR)" 'NEAR is y in its choice: the first of the choice that can be seen'
lines CONFIG_N=1
is 'why: the first that can be seen' "$(why FAR)" 'the first of the choice that can be seen'
lines CONFIG_FAR=y CONFIG_THIRD=y CONFIG_FIRST=y
is 'why: a line says so' "$(why FAR)" 'mini:1 says CONFIG_FAR=y'
is 'why: a line says so of another one' "$(why NEAR)" 'FAR is y in its choice: mini:1 says CONFIG_FAR=y'
is 'why: a line that is not the last' "$(why THIRD)" 'FIRST is y in its choice: mini:3 says CONFIG_FIRST=y'
lines '# CONFIG_SECOND is not set' CONFIG_FIRST=n
is 'why: a line says n' "$(why SECOND)" \
	'mini:1 says # CONFIG_SECOND is not set; THIRD is y in its choice: the first of the choice that no line says n to'
lines CONFIG_THIRD=n CONFIG_SECOND=n CONFIG_FIRST=n
is 'why: lines say n to all' "$(why THIRD)" \
	'one must be, and of the lines that say n to all of them its is the first'
is 'why: n in the older kind' "$(older why FIRST)" \
	'SECOND is y in its choice: the default of the choice, Kconfig:22'
lines CONFIG_THIRD=y CONFIG_THIRD=n
is 'why: y, then n, in the older kind' "$(older why THIRD)" 'a line before mini:2 says so'
lines CONFIG_THIRD=y
is 'why: y in the older kind' "$(older why THIRD)" 'mini:1 says CONFIG_THIRD=y'
is 'why: another one there' "$(older why FIRST)" 'THIRD is y in its choice: mini:1 says CONFIG_THIRD=y'
lines CONFIG_A=y
is 'why: no choice now' "$(whole FAR | sed -n '/choice: K/p')" '  choice: Kconfig:32: prompt "And which" if !A [y]'

# ---- without a prompt

refuses() { # NAME WHY LINE...: the first one
	name=$1 want="1:mini:1: $3: $2"
	shift 2
	checks "$name" "$want" "$@"
}
refuses 'its default' 'refused: it is n; it has no prompt; its default A [n] needs N [5] < 5' CONFIG_INNER=y
refuses 'its default is too little' 'refused: it is n; it has no prompt; its default needs A [n]' \
	CONFIG_INNER=y CONFIG_N=4
refuses 'it is half of it' 'changed: it is m; it has no prompt; its default needs A [m]' \
	CONFIG_INNER=y CONFIG_N=4 CONFIG_A=m CONFIG_MODULES=y
refuses 'no default of n, and what it needs' \
	'refused: it is n; it has no prompt; its default y needs C3 [n] (needs C2 [n] (needs C1 [n]))' CONFIG_QUIET=y
refuses 'a number without a prompt' \
	'changed: it is 7; it has no prompt; its default N [5] needs C1 [n]; its default is 7' CONFIG_NUMBER=8
refuses 'nothing sets it' 'refused: it is n; it has no prompt, and nothing sets it' CONFIG_NEVER=y
refuses 'who can select it' "refused: it is n; it has no prompt; USER1 [n] (needs A [n]), \
USER2 [n] (no prompt, and nothing sets it), USER3 [n] or others can select it" CONFIG_HELPER=y
refuses 'who selects it under a condition' "refused: it is n; it has no prompt; USER1 [y] if C1 [n], \
USER2 [n] (no prompt, and nothing sets it), USER3 [n] or others can select it" \
	CONFIG_HELPER=y CONFIG_A=y CONFIG_USER1=y
refuses 'who can imply it' 'refused: it is n; it has no prompt; HINT1 [n], USER1 [n] (needs A [n]) can imply it' \
	CONFIG_HINTED=y
refuses 'who implies it' 'changed: it is y; nobody is asked, and it is implied by HINT1 [y]' \
	'# CONFIG_HINTED is not set' CONFIG_HINT1=y
lines ''
is 'why: who can select it' "$(why ONE)" 'it has no prompt; USER3 [n] (needs A [n]) can select it'

# ---- a chain

lines CONFIG_N=4
is 'a chain to its end' "$(why C6)" 'it needs C5 [n] (needs C4 [n] (needs C3 [n] (needs C2 [n] (needs C1 [n] (needs N [4] > 4))))) && QUIET [n] (no prompt)'
refuses 'one without a prompt in it' \
	'refused: it is n; it needs ONE [n] (no prompt; USER3 [n] can select it) && NEVER [n] (no prompt, and nothing sets it)' CONFIG_FINE=y
refuses 'a condition in it' "refused: it is n; it needs HELPER [n] (no prompt; USER1 [y] if C1 [n], \
USER2 [n], USER3 [n] or others can select it)" CONFIG_ONCE=y CONFIG_A=y CONFIG_USER1=y

# ---- check -c: what the .config says

against() { # NAME WHY MINI LINE...: of mini's line in a .config of these
	name=$1 want="mini:1: $3: $2" line=$3
	shift 3
	printf '%s\n' "$@" >config
	lines "$line"
	is "$name" "$("$mc" check -c config tree mini CC=true)" "$want"
}
against 'the .config says n' 'refused: it is n; config:2 says # CONFIG_A is not set' CONFIG_A=y \
	CONFIG_MODULES=y '# CONFIG_A is not set'
against 'it has no such line' 'refused: it is n; the .config has no line of it' CONFIG_A=y CONFIG_N=5
against 'another number' 'changed: it is 3; config:1 says CONFIG_N=3' CONFIG_N=4 CONFIG_N=3
against 'a number that could not be' 'changed: it is 3; its range is 1 to 9' CONFIG_N=10 CONFIG_N=3
against 'm, with modules' 'changed: it is y; config:1 says CONFIG_A=y' CONFIG_A=m CONFIG_A=y CONFIG_MODULES=y
against 'm, without' 'changed: it is y; there are no modules' CONFIG_A=m CONFIG_A=y
against 'what the tree would grant' 'changed: config:1 says CONFIG_N=70' CONFIG_N=9 CONFIG_N=70

# ---- values and words

lines CONFIG_MODULES=y CONFIG_A=m CONFIG_ON_A=y
is 'y where m is the most' "$(why ON_A)" 'mini:3 says CONFIG_ON_A=y, but it needs A [m]'
is 'what it says' "$(why A)" 'mini:2 says CONFIG_A=m'
lines CONFIG_A=m
is 'm without modules' "$(why A)" 'mini:1 says CONFIG_A=m, but there are no modules'
lines CONFIG_N=12
is 'a number out of its range' "$(why N)" 'mini:1 says CONFIG_N=12, which is out of its range'
lines CONFIG_N=9
is 'a number in it' "$(why N)" 'mini:1 says CONFIG_N=9'
lines ''
is 'a default out of its range' "$(why LIMITED)" 'the default of Kconfig:74, which is out of its range'
is 'a default in it' "$(why N)" 'the default of Kconfig:9'
is 'no default, and none in its range' "$(why LEAST)" 'it has no default, and 0x0 is out of its range'
is 'a range of symbols' "$(whole LIMITED | sed -n 's/.*: range //p')" '1 ENDS [20]'
refuses 'a line below such a range' 'changed: it is 1; its range is 1 to ENDS [20]' CONFIG_LIMITED=0
lines ''
is 'what it selects' "$(whole SEL | sed -n 's/.*: select //p')" 'LIB [n]'
type() { # SYMBOL
	whole "$1" | sed -n 's/^  type: //p'
}
is 'the type of a number' "$(type N)" 'int, may be set'
is 'of one that is not asked for' "$(type ENDS)" 'int, may not be set'
is 'of a tristate' "$(type A)" 'tristate, may be set up to y'
is 'of a bool without a prompt' "$(type HELPER)" 'bool, may not be set'
# conf takes it so, without a word.
refuses 'yes is y' 'changed: it is y: no more than its first letter is taken' CONFIG_SEL=yes CONFIG_A=y CONFIG_DEEP=y
refuses 'never is n' 'changed: it is n: no more than its first letter is taken' CONFIG_A=never

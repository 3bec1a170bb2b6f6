#!/bin/sh
# miniconfig.sh - miniconfig's commands, on small trees of our own, and what it
# says of input that is wrong. Oracle: the language as Kconfig's documentation has
# it, worked out by hand; miniconfig-trees.sh asks real trees' conf. Under the
# sanitizers.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/kconfig.sh
. "$top/tests/kconfig.sh"
plan 93
mc=$O/host/tests/miniconfig
cd "$tmp" || exit
unset ARCH CROSS_COMPILE LLVM

linux_like tree
cat >tree/Kconfig <<'END'
mainmenu "Small/$(ARCH) $(KERNELVERSION)"
two := $(shell,expr 1 + 1)
pick = $(if-y,$(1),yes,no)
if-y = $(shell,[ "$(1)" = y ] && echo "$(2)" || echo "$(3)")
words += a
words += b

config MODULES
	bool "Modules"
	modules

menu "Parts"

config BUS
	tristate "A bus" # a comment
	help
	  Text that has lines like

	  config NOT_A_SYMBOL
	     bool "x"

	  and goes on.
config DEV
	tristate "A device"
	depends on BUS
	select LIB
	imply EXTRA
config LIB
	tristate
config EXTRA
	bool "Something more"
	default y if LIB = m

if BUS!=n
comment "There is a bus"

config SPEED
	int "Speed"
	range 10 $(two)00
	default 100
config MASK
	hex "Mask"
	default 0x10
endif
endmenu

choice
	prompt "Which"
	default SECOND
config FIRST
	bool "First"
config SECOND
	bool "Second"
config THIRD
	bool "Third"
	depends on DEV
endchoice

menu "Hidden"
	visible if EXTRA
config NAME
	string "Name"
	default "a \"b\" \\ $(words)"
config PICKED
	string
	default "$(pick,y) $(pick,n)"
endmenu
source "more/Kconfig"
END
mkdir tree/more
cat >tree/more/Kconfig <<'END'
config LEVEL
	def_bool y
	depends on SPEED > 50 && MASK <= 0x20 \
		&& NAME != ""
END

expand() {
	"$mc" expand tree "$@" ARCH=toy CC=true | sed '1,/^# Small/d'
}
shrink() {
	"$mc" shrink "$@" tree config ARCH=toy CC=true
}

# ---- expand

: >none
is 'nothing is asked for' "$(expand none)" '#
# CONFIG_MODULES is not set

#
# Parts
#
# CONFIG_BUS is not set
# CONFIG_EXTRA is not set
# end of Parts

# CONFIG_FIRST is not set
CONFIG_SECOND=y
CONFIG_NAME="a \"b\" \\ a b"
CONFIG_PICKED="yes no"'
like 'the title' "$("$mc" expand tree none ARCH=toy CC=true)" '^# Small/toy 6\.12\.7-x$'
printf 'CONFIG_MODULES=y\nCONFIG_BUS=m\nCONFIG_DEV=y\nCONFIG_SPEED=7\nCONFIG_THIRD=y\n' >mini
is 'values, and what comes of them' "$(expand mini)" '#
CONFIG_MODULES=y

#
# Parts
#
CONFIG_BUS=m
CONFIG_DEV=m
CONFIG_LIB=m
# CONFIG_EXTRA is not set

#
# There is a bus
#
CONFIG_SPEED=10
CONFIG_MASK=0x10
# end of Parts

# CONFIG_FIRST is not set
# CONFIG_SECOND is not set
CONFIG_THIRD=y
CONFIG_NAME="a \"b\" \\ a b"
CONFIG_PICKED="yes no"'
value() { # SYMBOL LINE...
	name=$1
	shift
	printf '%s\n' "$@" >mini
	expand mini | grep -w "CONFIG_$name"
}
is 'm is y without modules' "$(value DEV CONFIG_BUS=m CONFIG_DEV=m)" CONFIG_DEV=y
is 'select' "$(value LIB CONFIG_BUS=y CONFIG_DEV=y)" CONFIG_LIB=y
is 'an unmet dependency' "$(value DEV CONFIG_DEV=y)" ''
is 'a range has an end' "$(value SPEED CONFIG_BUS=y CONFIG_SPEED=201)" CONFIG_SPEED=200
is 'comparisons' "$(value LEVEL CONFIG_BUS=y CONFIG_SPEED=51)" CONFIG_LEVEL=y
is 'of numbers' "$(value LEVEL CONFIG_BUS=y CONFIG_SPEED=50)" ''
is 'of hexadecimal ones' "$(value LEVEL CONFIG_BUS=y CONFIG_MASK=0x21)" ''
is 'visible if' "$(value NAME 'CONFIG_NAME="x"')" 'CONFIG_NAME="a \"b\" \\ a b"'
is 'a string' "$(value NAME CONFIG_EXTRA=y 'CONFIG_NAME="\"\\"')" 'CONFIG_NAME="\"\\"'
is 'a choice: the last y counts' "$(value SECOND CONFIG_SECOND=y CONFIG_FIRST=y)" \
	'# CONFIG_SECOND is not set'
is 'a choice: n to its default' "$(value FIRST '# CONFIG_SECOND is not set')" CONFIG_FIRST=y
is 'a later line counts' "$(value BUS CONFIG_BUS=y CONFIG_BUS=n)" '# CONFIG_BUS is not set'
printf 'CONFIG_BUS=y\nCONFIG_DEV=y\n' >mini
is 'help ends where it ends' "$(expand mini | sed -n '/BUS/p;/DEV/p;/NOT_A/p')" 'CONFIG_BUS=y
CONFIG_DEV=y'
echo CONFIG_BUS=y >mini
echo 'CONFIG_SPEED=60' >other
is 'two files' "$(expand mini other | grep SPEED)" CONFIG_SPEED=60
is '-d' "$("$mc" expand -d tree mini CC=true | grep -e EXTRA -e LIB)" '# CONFIG_EXTRA is not set'
printf 'CONFIG_MODULES=y\nCONFIG_BUS=m\nCONFIG_DEV=m\n' >mini
is '-d: a default' "$("$mc" expand -d tree mini CC=true | grep EXTRA)" CONFIG_EXTRA=y
is 'the environment' "$(ARCH='env' "$mc" expand tree none CC=true | sed -n 3p)" '# Small/env 6.12.7-x'
sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 1/' tree/Makefile
is 'a menu that is seen' "$(value NAME CONFIG_EXTRA=y >/dev/null; expand mini | sed -n '/Hidden/p')" '# Hidden
# end of Hidden'
is 'the older kind of choice' "$(value FIRST '# CONFIG_SECOND is not set')" '# CONFIG_FIRST is not set'
sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 12/' tree/Makefile

mkdir -p newer/scripts
cp -R tree/init newer
sed 's/^VERSION.*/VERSION = 7/; $aPAHOLE_VERSION = asked by make' tree/Makefile >newer/Makefile
printf '#!/bin/sh\necho "3$1"\n' >newer/scripts/pahole-version.sh
chmod +x newer/scripts/pahole-version.sh
cat >newer/Kconfig <<'END'
config OLD
	bool
	transitional
config NEW
	bool "New"
	default OLD
config A
	bool "A"
config B
	bool "B" if !A
config C
	bool "C"
	depends on A && NEW if B || !NEW
config PAHOLE
	string
	default "$(PAHOLE_VERSION)"
END
of_newer() { # LINE...
	printf '%s\n' "$@" >mini
	"$mc" expand -d newer mini CC=true PAHOLE=1 | sed -n 's/^CONFIG_//p' | grep -v PAHOLE | tr '\n' ' '
}
like 'what make asks' "$("$mc" expand newer none CC=true PAHOLE=1)" '^CONFIG_PAHOLE="31"$'
like 'why: a transitional symbol' "$(echo CONFIG_OLD=y >mini; "$mc" why newer OLD mini CC=true)" \
	"^# CONFIG_OLD isn't in the .config\$"
is 'a transitional symbol' "$(of_newer CONFIG_OLD=y)" 'NEW=y '
is 'depends on, if: it is not asked' "$(of_newer CONFIG_NEW=y CONFIG_C=y)" 'NEW=y C=y '
is 'depends on, if: it is' "$(of_newer CONFIG_C=y)$(of_newer CONFIG_NEW=y CONFIG_B=y CONFIG_C=y)" 'NEW=y B=y '
is 'depends on, if: it is, and met' "$(of_newer CONFIG_NEW=y CONFIG_A=y CONFIG_B=y CONFIG_C=y)" 'NEW=y A=y C=y '

# ---- shrink

again() { # LINE...: what is left of them
	printf '%s\n' "$@" >mini
	"$mc" expand tree mini ARCH=toy CC=true >config
	shrink -V | tr '\n' ' '
}
is 'shrink: nothing' "$(again)" ''
is 'shrink: a line' "$(again CONFIG_BUS=y '# CONFIG_EXTRA is not set' CONFIG_SPEED=100)" 'CONFIG_BUS=y '
is 'shrink: a choice' "$(again CONFIG_FIRST=y)" 'CONFIG_FIRST=y '
is 'shrink: its default' "$(again CONFIG_SECOND=y)" ''
is 'shrink: a number, a text' "$(again CONFIG_BUS=y CONFIG_EXTRA=y CONFIG_SPEED=20 'CONFIG_NAME="x y"')" \
	'CONFIG_BUS=y CONFIG_EXTRA=y CONFIG_SPEED=20 CONFIG_NAME="x y" '
printf 'CONFIG_BUS=y\nCONFIG_SPEED=20\n' >keep
is 'shrink -k' "$(again CONFIG_BUS=y CONFIG_EXTRA=y >/dev/null; shrink -k keep | tr '\n' ' ')" \
	'CONFIG_EXTRA=y CONFIG_SPEED=100 '
is 'shrink -d' "$(shrink -d | tr '\n' ' ')" 'CONFIG_BUS=y CONFIG_EXTRA=y '
sed 's/SPEED=100/SPEED=7/' config >changed
like 'shrink: not the tree'"'"'s own' "$("$mc" shrink tree changed ARCH=toy CC=true 2>&1)" \
	'^miniconfig: changed:[0-9]*: CONFIG_SPEED=7: the tree makes it CONFIG_SPEED=10; try expand -d$'
unlike() { # NAME WHAT: it says of the file changed
	said=$("$mc" shrink tree changed ARCH=toy CC=true 2>&1 >out)
	is "shrink: $1" "$?:$said:$(wc -c <out)" "1:miniconfig: $2; try expand -d:0"
}
grep -v SPEED config >changed
unlike 'one is missing' 'shrink changed: CONFIG_SPEED is missing'
grep -v PICKED config >changed
unlike 'the last one is missing' 'shrink changed: CONFIG_PICKED is missing'
sed '/SPEED/aCONFIG_GONE=y' config >changed
unlike 'one is unknown' 'changed:18: CONFIG_GONE=y: unknown: the tree has no such symbol'
sed '/SPEED/a# CONFIG_DEV is not set' config >changed
unlike 'one is twice' 'changed:18: # CONFIG_DEV is not set: the tree has it at another place'
{ cat config && echo CONFIG_LEVEL=y; } >changed
unlike 'the last one is twice' 'changed:32: CONFIG_LEVEL=y: the tree has it at another place'
sed '/SPEED/aCONFIG_THIRD=y' config >changed
unlike 'one is not asked for' 'changed:18: CONFIG_THIRD=y: the tree leaves it out'

# ---- check, why, diff

check() { # LINE...
	printf '%s\n' "$@" >mini
	said=$("$mc" check tree mini CC=true)
	said="$?:$said"
}
check CONFIG_BUS=y CONFIG_DEV=y
is 'check: all is well' "$said" 0:
check CONFIG_DEV=y
is 'check: refused' "$said" '1:mini:1: CONFIG_DEV=y: refused: it is n; it needs BUS [n]'
check CONFIG_NONE=y
is 'check: unknown' "$said" '1:mini:1: CONFIG_NONE=y: unknown: the tree has no such symbol'
check CONFIG_BUS=y CONFIG_SPEED=201
is 'check: a range' "$said" '1:mini:2: CONFIG_SPEED=201: changed: it is 200; its range is 10 to 200'
check CONFIG_BUS=y CONFIG_SPEED=fast
is 'check: not a number' "$said" '1:mini:2: CONFIG_SPEED=fast: refused: SPEED is a decimal number'
check CONFIG_EXTRA=m
is 'check: m of a bool' "$said" '1:mini:1: CONFIG_EXTRA=m: refused: EXTRA is bool'
check CONFIG_BUS=m
is 'check: no modules' "$said" '1:mini:1: CONFIG_BUS=m: changed: it is y; there are no modules'
check CONFIG_LIB=y
is 'check: no prompt' "$said" '1:mini:1: CONFIG_LIB=y: refused: it is n; it has no prompt; DEV [n] (needs BUS [n]) can select it'
check CONFIG_FIRST=y CONFIG_SECOND=y
is 'check: one of a choice' "$said" '1:mini:1: CONFIG_FIRST=y: refused: it is n; SECOND is y in the same choice, as mini:2 says'
check CONFIG_BUS=y CONFIG_DEV=y '# CONFIG_LIB is not set'
like 'check: selected' "$said" '# CONFIG_LIB is not set: changed: it is y; selected by DEV \[y\]'
check CONFIG_SECOND=y
is 'check: redundant' "$said" '0:mini:1: CONFIG_SECOND=y: redundant: nothing changes without it'
check CONFIG_BUS=n CONFIG_BUS=y
is 'check: said again' "$said" \
	'0:mini:1: CONFIG_BUS=n: overridden by mini:2, which says CONFIG_BUS=y'
echo CONFIG_BUS=y >mini
expand none >config
is 'check -c' "$("$mc" check -c config tree mini CC=true)" \
	'mini:1: CONFIG_BUS=y: refused: it is n; config:7 says # CONFIG_BUS is not set'
expand mini >config
ok 'check -c: granted' "$mc" check -c config tree mini CC=true
why=$("$mc" why tree DEV mini CC=true)
like 'why: the value' "$why" '^# CONFIG_DEV is not set$'
like 'why: its dependency' "$why" '^  depends on \[y\]: BUS \[y\]$'
like 'why: where it is' "$why" '^  Kconfig:[0-9]*: prompt "A device" if BUS \[y\]$'
answers 'why: no such symbol' 1 'miniconfig: explain NONE: the tree has no such symbol$' \
	"$mc" why tree NONE mini CC=true
printf 'CONFIG_BUS=y\nCONFIG_EXTRA=y\n' >other
is 'diff' "$("$mc" diff tree mini other CC=true)" '-# CONFIG_EXTRA is not set
+CONFIG_EXTRA=y'

# ---- what is wrong

bad() { # WORD...: what it says
	said=$("$mc" "$@" CC=true 2>&1 >out)
	said="$?:$(printf '%s\n' "$said" | sed 's/^miniconfig: //'):$(wc -c <out)"
}
bad expand nowhere none
is 'no such tree' "$said" '1:open nowhere: No such file or directory:0'
bad expand . none
is 'none of the three' "$said" '1:read .: it is no tree of Linux, BusyBox, toybox or uClibc-ng:0'
bad expand tree nothing
is 'no such file' "$said" '1:read nothing: No such file or directory:0'
line() { # NAME TEXT REASON: of a line in a miniconfig
	printf 'CONFIG_BUS=y\n%b' "$2" >mini
	bad expand tree mini
	is "$1" "$said" "1:mini:2: $3:0"
}
line 'not a line' 'BUS=y\n' 'not a line like CONFIG_NAME=value'
line 'a name alone' 'CONFIG_BUS\n' 'not a line like CONFIG_NAME=value'
line 'CRLF' 'CONFIG_BUS=y\r\n' 'the line ends in a carriage return'
line 'not text' 'CONFIG_BUS=\001\n' 'this is not text'
line 'a long line' "CONFIG_NAME=\"$(head -c 1000000 /dev/zero | tr '\0' x)\"" 'the line is too long'
head -c 100000 /dev/urandom >mini
bad expand tree mini
like 'rubbish' "$said" '^1:mini:[0-9]*: .*:0$'

mkdir wrong && cp -R tree/Makefile tree/init wrong
kconfig() { # NAME TEXT WHAT
	printf %b "$2" >wrong/Kconfig
	bad expand wrong none
	is "$1" "$said" "1:$3:0"
}
kconfig 'a circle' 'config A\n\tbool\n\tdepends on B\nconfig B\n\tbool\n\tdefault y if A\n' \
	'Kconfig:1: circular dependency: A, which is in a condition of B, which is needed by A'
kconfig 'a circle of one' 'config A\n\tstring "a" if A = "x"\n' \
	'Kconfig:1: circular dependency: A, which is in a condition of A'
kconfig 'it sources itself' '\nsource "Kconfig"\n' \
	'Kconfig:2: source Kconfig: it is being read already, from the start:0'
kconfig 'a missing file' 'source "x"\n' 'Kconfig:1: source x: No such file or directory'
kconfig 'an unknown statement' 'config A\n\tboool\n' 'Kconfig:2: unknown statement, at boool'
kconfig 'a block without end' 'menu "A"\n' 'Kconfig:1: this block has no end'
kconfig 'the end of another' 'if A\nendmenu\n' "Kconfig:2: this ends a block that isn't open here"
kconfig 'half an expression' 'config A\n\tdefault B &&\n' 'Kconfig:2: a symbol is missing, at the end of the line'
kconfig 'an open macro' 'config A\n\tdefault $(x\n' 'Kconfig:2: $( without its )'
kconfig 'a macro of itself' 'a = $(a)\nconfig A\n\tdefault $(a)\n' 'Kconfig:3: variable a is made of itself'
kconfig 'error-if' '$(error-if,y,not so)\n' 'Kconfig:1: not so'

# BusyBox's conf takes a circle: who asks for what is being worked out gets none.
mkdir -p old/libbb && cp tree/Makefile old
while read -r statement; do
	printf 'config A\n\t%s\n' "$statement" >old/Config.in
	is "BusyBox: $statement" "$("$mc" expand old none 2>&1 | sed 1,4d)" \
		"CONFIG_A=$(case $statement in string*) echo '""' ;; int*) echo 0 ;; esac)"
done <<'END'
string "a" if A = "x"
int "a" if A > 3
hex "a" if A != 0x3
int "a" if !(A < 3)
END

# ---- the command line

like '-h prints the usage' "$("$mc" -h)" '^usage: miniconfig expand '
while read -r words; do
	# shellcheck disable=SC2086 # words
	said=$("$mc" $words 2>&1 >out)
	is "wrong usage: miniconfig $words" "$?:$(wc -c <out):$(printf '%s\n' "$said" | grep -c .)" 2:0:1
done <<'END'

grow tree none
expand
expand tree
shrink tree
END
bad expand -x tree none
is 'an unknown option' "$said" '2:expand -x: no such option; see miniconfig -h:0'
is 'an option without its file' "$("$mc" shrink -k 2>&1; echo $?)" \
	'miniconfig: shrink -k: what it needs is missing; see miniconfig -h
2'

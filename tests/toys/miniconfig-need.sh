#!/bin/sh
# miniconfig-need.sh - the lines that need prints, and what README says of merging.
# Oracle: the conf of the kit's Linux, for trees of our own: with the lines the symbol
# is y, and without any one of them it isn't; and its merge_config.sh. On all of
# Linux, expand. Under the sanitizers.
# shellcheck disable=SC2154 # O comes from make, tmp and top from tap.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/miniconfig.sh
. "$top/tests/miniconfig.sh"
plan 65
mc=$O/host/tests/miniconfig
linux_tree=$O/src/linux-$(awk '$1 == "linux" { print $2; exit }' "$top/miniconfigs/pins")
ok 'conf' linux "$linux_tree" x86_64
theirs=$tmp/x86_64/scripts/kconfig/conf
unset ARCH CROSS_COMPILE LLVM KBUILD_KCONFIG

linux_like toy
cat >toy/Kconfig <<'END_OF_TREE'
config MODULES
	bool "Modules"
	modules
config NET
	bool "Net"
menu "Devices"
	depends on NET
config BUS
	tristate "Bus"
menuconfig VENDOR
	bool "Vendor"
if VENDOR
config CARD
	tristate "Card"
	depends on BUS && FAST || OLD
endif
endmenu
config FAST
	bool "Fast"
config OLD
	bool "Old"
	depends on NEVER
config NEVER
	bool
config LIB
	tristate
config USER
	tristate "User"
	depends on BUS
	select LIB
config OTHER_USER
	bool
	depends on NEVER
	select LIB
config HINTED
	bool "Hinted" if NEVER
	depends on FAST
config HINT
	bool "Hint"
	imply HINTED
config MADE
	bool
	default y if LIB && !SMALL
config SMALL
	bool "Small"
	default y
config LARGE
	bool "Large"
	depends on !SMALL
config EXPERT
	bool "Expert"
	select SMALL
config COUNT
	int "Count"
	range 1 100
	default 3
config MASK
	hex "Mask"
config MANY
	bool "Many"
	depends on COUNT > 8 && MASK >= 0x10
config EXACT
	bool "Exact"
	depends on MODE = "fast" && COUNT != 3
config MODE
	string "Mode"
	depends on FAST
config NAMED
	bool "Named"
	depends on MODE != ""
config SAME
	bool "Same"
	depends on BUS = SMALL && BUS
choice
	prompt "Which"
config FIRST
	bool "First"
config SECOND
	bool "Second"
	depends on FAST
config THIRD
	bool "Third"
endchoice
config ON_SECOND
	bool "On Second"
	depends on SECOND
config NOT_FIRST
	bool "Not First"
	depends on !FIRST
config FIXED
	bool
	default y
config UNFIXED
	bool "Unfixed"
	depends on !FIXED
config COMMAND
	bool "Command"
	depends on $(shell,echo n)
config ON_COMMAND
	bool
	default COMMAND
config ONLY_M
	tristate "Only m"
	depends on m
config WITH_M
	bool "With m"
	depends on m
config DEFY
	bool "Defy" if NET
	default y
config NO_DEFY
	bool "No Defy"
	depends on !DEFY
config AGAINST
	bool "Against itself"
	depends on SMALL && LARGE
END_OF_TREE

# theirs_y SYMBOL [NUMBER]: by conf, it is y with mini and the lines, but for one.
theirs_y() {
	{ cat mini && sed "${2:+$2d}" lines; } >all
	(cd toy && env -i PATH="$PATH" srctree=. KCONFIG_ALLCONFIG="$tmp/all" "$theirs" -s \
		--allnoconfig Kconfig) </dev/null >log 2>&1
	grep -qx "CONFIG_$1=y" toy/.config
}
none_spare() { # SYMBOL
	theirs_y "$1" || return
	for number in $(seq "$(wc -l <lines)"); do
		! theirs_y "$1" "$number" || return
	done
}
needs() { # SYMBOL LINES [MINI-LINE...]
	symbol=$1 want=$2
	shift 2
	printf '%s\n' "$@" >mini
	"$mc" need toy "$symbol" mini CC=true >lines 2>&1
	is "$symbol $*" "$(sed 's/^CONFIG_//; s/^# CONFIG_\(.*\) is not set/\1=n/' lines | paste -sd' ')" "$want"
	ok "$symbol $*, by conf" none_spare "$symbol"
}
needs CARD 'NET=y VENDOR=y BUS=y FAST=y CARD=y'
needs CARD 'VENDOR=y FAST=y CARD=y' CONFIG_NET=y CONFIG_BUS=y
needs LIB 'NET=y BUS=y USER=y'
needs HINTED 'HINT=y FAST=y'
needs MADE 'NET=y BUS=y USER=y'
needs MADE 'NET=y BUS=y USER=y SMALL=n' CONFIG_SMALL=y
needs LARGE 'SMALL=n LARGE=y' CONFIG_SMALL=y
needs LARGE 'EXPERT=n LARGE=y' CONFIG_EXPERT=y
needs MANY 'COUNT=9 MASK=0x10 MANY=y'
needs MANY 'MASK=0x10 MANY=y' CONFIG_COUNT=50
needs EXACT 'FAST=y MODE="fast" COUNT=4 EXACT=y'
needs SAME 'NET=y BUS=y SMALL=y SAME=y'
needs ON_SECOND 'FAST=y SECOND=y ON_SECOND=y'
needs NOT_FIRST 'FIRST=n NOT_FIRST=y'
needs NOT_FIRST NOT_FIRST=y CONFIG_THIRD=y
needs NOT_FIRST 'FIRST=n NOT_FIRST=y' CONFIG_FIRST=y
needs ON_SECOND 'FAST=y SECOND=y ON_SECOND=y' CONFIG_THIRD=y
needs CARD CARD=y CONFIG_NET=y CONFIG_BUS=y CONFIG_VENDOR=y CONFIG_FAST=y '# CONFIG_CARD is not set'
needs WITH_M 'MODULES=y WITH_M=y'
needs NO_DEFY 'NET=y NO_DEFY=y'
needs FAST '' CONFIG_FAST=y
needs FIXED ''
linux_like old 1
sed -n '/^choice/,/^endchoice/p; /^config FAST/,/^config OLD/p' toy/Kconfig >old/Kconfig
is 'in a choice of the older kind' "$("$mc" need old SECOND /dev/null CC=true)" 'CONFIG_FAST=y
CONFIG_SECOND=y'
is 'with CONFIG_' "$("$mc" need toy CONFIG_FAST /dev/null CC=true)" CONFIG_FAST=y
is '-d' "$("$mc" need -d toy SMALL /dev/null CC=true)" ''

never() { # SYMBOL WHAT
	answers "$1" 1 "miniconfig: need $1: $2\$" "$mc" need toy "$1" /dev/null CC=true
}
never OLD "it can't be y: it needs NEVER \\[n\\], which has no prompt, and nothing sets it"
never UNFIXED "it can't be y: it needs !FIXED \\[y\\]"
never COMMAND "it can't be y: it needs \\$\\(shell,echo n\\) \\[n\\]"
never ON_COMMAND "it can't be y: it has no prompt, and its default is COMMAND \\[n\\], which needs \\$\\(shell,echo n\\) \\[n\\]"
never OTHER_USER "it can't be y: it has no prompt, and nothing sets it"
never ONLY_M 'no lines were found that make it y; it needs m && MODULES \[n\]'
never NAMED 'no lines were found that make it y; it needs MODE \[""\] != ""'
never AGAINST 'no lines were found that make it y; it needs SMALL \[n\] && LARGE \[n\]'
never COUNT 'it is no bool or tristate, so it is never y'
never NO_SUCH 'the tree has no such symbol'

# ---- on all of Linux

# shellcheck disable=SC2086 # words
on_linux() { # COMMAND WORD...
	command=$1
	shift
	"$O/host/miniconfig" "$command" "$linux_tree" "$@" $words
}
echo CONFIG_NET=y >mini
for symbol in E1000 DEBUG_INFO; do
	on_linux need $symbol mini >lines
	is "$symbol" "$(on_linux expand mini lines | grep -x "CONFIG_$symbol=y")" "CONFIG_$symbol=y"
done

# ---- a defconfig, and then a fragment

cat >toy/Kconfig <<'END_OF_TREE'
config A
	bool "A"
config NEW
	bool "New"
config EXTRA
	bool "Extra"
	default y if NEW
config OLD
	bool "Old"
	default y
END_OF_TREE
echo CONFIG_A=y >defconfig
printf 'CONFIG_NEW=y\n# CONFIG_OLD is not set\n' >fragment
# merge_config.sh calls make.
mkdir bin
cat >bin/make <<'END_OF_MAKE'
#!/bin/sh
cd toy && srctree=. KCONFIG_ALLCONFIG=$PWD/../${1#*=} KCONFIG_CONFIG=../.config \
	exec ../x86_64/scripts/kconfig/conf -s --"$2" Kconfig
END_OF_MAKE
chmod +x bin/make
merge() { # FILE...: what merge_config.sh makes of them
	rm -f .config
	PATH="$tmp/bin:$PATH" sh "$linux_tree/scripts/kconfig/merge_config.sh" -Q "$@" >log 2>&1 &&
		cat .config
}
(cd toy && srctree=. KCONFIG_CONFIG=../base $theirs -s --defconfig=../defconfig Kconfig)
is 'a defconfig' "$("$mc" expand -d toy defconfig CC=true)" "$(cat base)"
is 'and a fragment' "$("$mc" expand -d toy base fragment CC=true)" "$(merge base fragment)"
like 'what was n stays so' "$(cat .config)" '^# CONFIG_EXTRA is not set$'
is 'both at once' "$("$mc" expand -d toy defconfig fragment CC=true)" "$(merge defconfig fragment)"
like 'what was not named has its default' "$(cat .config)" '^CONFIG_EXTRA=y$'

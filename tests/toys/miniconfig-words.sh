#!/bin/sh
# miniconfig-words.sh - how miniconfig names what a reason is made of: texts, and
# what macros and commands gave; and what it reads. Oracle: worked out by hand.
# Under the sanitizers.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/kconfig.sh
. "$top/tests/kconfig.sh"
plan 33
mc=$O/host/tests/miniconfig
cd "$tmp" || exit
unset ARCH CROSS_COMPILE LLVM KBUILD_KCONFIG

linux_like tree
cat >tree/Kconfig <<'END_OF_TREE'
success = $(if-success,$(1),y,n)
if-success = $(shell,( $(1) ) >/dev/null 2>&1 && echo "$(2)" || echo "$(3)")
ask = $(shell,echo 5)

config NAME
	string "Name"
config OTHER
	string "Other" if NAME = ""
	default "a \"b\""
config NAMED
	bool "Named"
	depends on NAME != ""
config TOLD
	bool "Told"
	depends on NAME = "x y" || OTHER = ""
config PLUGINS
	bool "Plugins"
	depends on $(success,test -e /nowhere/plugin.h)
config PLUGIN
	bool "A plugin"
	depends on PLUGINS
config CC_HAS
	def_bool $(success,exit 3)
config USES
	bool "Uses"
	depends on CC_HAS
config FEW
	bool "Few"
	depends on $(ask) > 6
config NOT
	bool "Not"
	depends on !$(success,true)
if $(success,false)
config INSIDE
	bool "Inside"
endif
menu "Menu"
	visible if $(success,false)
config SHOWN
	bool "Shown"
endmenu
config TWO
	bool "Two"
	default $(success,false)
	depends on PLUGINS && n
config ASKED
	bool "Asked" if $(success,exit 2)
config CHOSEN
	bool
	default y if $(success,exit 4)
config FREE
	bool "Free"
	select HELD if $(success,exit 5)
config HELD
	bool
config COMPAT
	bool "Compat"
	depends on "$(NO_SUCH_VARIABLE)" != ""
config FIRST
	bool "First"
	select SECOND
config SECOND
	bool
	select THIRD
	imply FOURTH
config BESIDE
	def_bool y
	select THIRD
	select FOURTH if NAMED
config THIRD
	bool "Third"
	select FIFTH
config FOURTH
	bool
	select FIFTH
config FIFTH
	bool
END_OF_TREE

says() { # NAME LINE... WHAT: of the first line
	name=$1 line=$2
	shift 2
	printf '%s\n' "$line" >mini
	while [ $# -gt 1 ]; do
		echo "$1" >>mini
		shift
	done
	is "$name" "$("$mc" check tree mini CC=true | sed -n 's/^mini:1: [^ ]*: //p')" "$1"
}
whole() { # SYMBOL: all that is said of it
	"$mc" why tree "$1" mini CC=true
}

# ---- texts

says 'an empty text' CONFIG_NAMED=y 'refused: it is n; it needs NAME [""] != ""'
says 'texts' CONFIG_TOLD=y CONFIG_NAME='"x"' 'refused: it is n; it needs (NAME ["x"] = "x y" || OTHER ["a \"b\""] = "")'
says 'one that is something else' 'CONFIG_OTHER="z"' 'CONFIG_NAME="x"' 'changed: it is "a \"b\""; it needs NAME ["x"] = ""'
like 'a default' "$(whole OTHER)" '^  Kconfig:9: default "a \\"b\\""$'

# ---- what a macro gave

says 'a command' CONFIG_PLUGINS=y 'refused: it is n; it needs $(success,test -e /nowhere/plugin.h) [n]'
says 'of another symbol' CONFIG_PLUGIN=y \
	'refused: it is n; it needs PLUGINS [n] (needs $(success,test -e /nowhere/plugin.h) [n])'
says 'a default' CONFIG_CC_HAS=y 'refused: it is n; it has no prompt; its default is $(success,exit 3) [n]'
says 'of another symbol, a default' CONFIG_USES=y \
	'refused: it is n; it needs CC_HAS [n] (no prompt; its default is $(success,exit 3) [n])'
says 'a number' CONFIG_FEW=y 'refused: it is n; it needs $(ask) [5] > 6'
says 'not' CONFIG_NOT=y 'refused: it is n; it needs !$(success,true) [y]'
says 'if around it' CONFIG_INSIDE=y 'refused: it is n; it needs $(success,false) [n]'
says 'a menu around it' CONFIG_SHOWN=y 'refused: it is n; it needs $(success,false) [n]'
says 'n, and a macro elsewhere' CONFIG_TWO=y \
	'refused: it is n; it needs PLUGINS [n] (needs $(success,test -e /nowhere/plugin.h) [n]) && n'
says 'if of a prompt' CONFIG_ASKED=y 'refused: it is n; it needs $(success,exit 2) [n]'
says 'if of a default' CONFIG_CHOSEN=y 'refused: it is n; it has no prompt; its default y needs $(success,exit 4) [n]'
says 'if of a select' CONFIG_HELD=y CONFIG_FREE=y \
	'refused: it is n; it has no prompt; FREE [y] if $(success,exit 5) [n] can select it'
says 'in quotes' CONFIG_COMPAT=y 'refused: it is n; it needs "$(NO_SUCH_VARIABLE)" [""] != ""'
like 'why: it depends on' "$(whole PLUGINS)" \
	'^  depends on \[n\]: \$\(success,test -e /nowhere/plugin.h\) \[n\]$'
like 'why: a property' "$(whole CHOSEN)" '^  Kconfig:[0-9]*: default y if \$\(success,exit 4\) \[n\]$'

# ---- the way back

way() { # SYMBOL LINE...
	symbol=$1
	shift
	printf '%s\n' "$@" >mini
	whole "$symbol" | sed -n '/because/,/type/p' | sed '$d'
}
is 'why: through all selectors' "$(way FIFTH CONFIG_N=1 CONFIG_FIRST=y)" \
'  because: it is selected
    by THIRD [y]: it is selected
      by SECOND [y]: it is selected
        by FIRST [y]: mini:2 says CONFIG_FIRST=y
      by BESIDE [y]: the default of Kconfig:67
    by FOURTH [y]: it is implied
      by SECOND [y]: see above'
is 'why: not those that do not now' "$(way FOURTH CONFIG_THIRD=n)" '  because: it has no prompt; BESIDE [y] if NAMED [n] (needs NAME [""] != "") can select it; SECOND [n] (no prompt; FIRST [n] can select it) can imply it'
is 'why: the line itself' "$(way FIRST CONFIG_FIRST=y)" '  because: mini:1 says CONFIG_FIRST=y'

# ---- what it reads

echo CONFIG_FREE=y >mini
"$mc" expand tree mini CC=true >config
is 'standard input' "$("$mc" expand tree - CC=true <mini)" "$(cat config)"
is 'beside a file' "$("$mc" expand tree /dev/null - CC=true <mini)" "$(cat config)"
is 'shrink' "$("$mc" shrink tree - CC=true <config)" CONFIG_FREE=y
is 'shrink -k' "$("$mc" shrink -k - tree config CC=true <mini)" ''
is 'check, by its name' "$(echo CONFIG_NONE=y | "$mc" check tree - CC=true)" \
	'standard input:1: CONFIG_NONE=y: unknown: the tree has no such symbol'
ok 'check -c' sh -c '"$1" check -c - tree mini CC=true <config' - "$mc"
answers 'only once' 2 'miniconfig: read -: standard input is there only once$' \
	"$mc" diff tree - - CC=true
answers 'one that cannot be read' 1 'miniconfig: read standard input: Is a directory$' \
	sh -c '"$1" expand tree - CC=true <tree' - "$mc"
# shellcheck disable=SC2046 # a hundred words
is 'a hundred files' "$("$mc" expand tree $(yes /dev/null | head -n 100) mini CC=true)" "$(cat config)"
# shellcheck disable=SC2046 # and options
is 'shrink -k of fifty' "$("$mc" shrink $(yes '-k /dev/null' | head -n 50) -k mini tree config CC=true)" ''
bad=''
for dir in 'a b' a:b; do
	cp -R tree "$dir"
	said=$("$mc" expand "$dir" mini CC=true 2>&1)
	[ "$?:$said" = "1:miniconfig: read $tmp/$dir: Linux's make takes no path with a blank or a colon" ] ||
		bad="$bad $said"
done
is 'a path that make would not take' "$bad" ''

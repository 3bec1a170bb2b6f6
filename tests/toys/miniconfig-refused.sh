#!/bin/sh
# miniconfig-refused.sh - Kconfig files that Linux's conf takes for wrong, so that
# nobody hears that all is well where make fails. Oracle: the conf of the kit's
# Linux, for each; what older ones take was tried with that of 6.1. Under the
# sanitizers.
# shellcheck disable=SC2154 # O comes from make, tmp and top from tap.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/miniconfig.sh
. "$top/tests/miniconfig.sh"
plan 80
mc=$O/host/tests/miniconfig

ok 'conf' linux "$O/src/linux-$(awk '$1 == "linux" { print $2; exit }' "$top/miniconfigs/pins")" x86_64
theirs=$tmp/x86_64/scripts/kconfig/conf
linux_like toy
printf 'config X\n\tbool "x"\n' >toy/open
printf 'config Y\n\tbool "y"\n\thelp\n\t  It ends here.\n' >toy/helped

# kconfig TEXT: what both do; $said is 0, or 1 and our message.
kconfig() {
	printf %b "$1" >toy/Kconfig
	said=$("$mc" expand toy /dev/null CC=true 2>&1 >out)
	said=$?${said#miniconfig}
	(cd toy && env -i PATH="$PATH" srctree=. "$theirs" -s --allnoconfig Kconfig) \
		</dev/null >log 2>&1
	conf=$?
}
refused() { # NAME TEXT WHAT
	kconfig "$2"
	is "$1" "$conf $said" "1 1: $3"
}
taken() { # NAME TEXT
	kconfig "$2"
	is "taken: $1" "$conf $said$(diff out toy/.config 2>&1)" '0 0'
}
# With a symbol that is open, and those of a choice.
a='config A\n\tbool "a"\n' b='config B\n\tbool "b"\n'
choice='choice\n\tprompt "c"\n'

# ---- choices

refused 'a choice without a prompt' "choice\n${a}endchoice\n" 'Kconfig:1: a choice needs a prompt'
refused 'a member without a prompt' "${choice}config A\n\tbool\nendchoice\n" \
	'Kconfig:3: a member of a choice needs a prompt'
refused 'a tristate member' "${choice}config A\n\ttristate \"a\"\nendchoice\n" \
	'Kconfig:3: a member of a choice is bool'
refused 'a member within an if' "${choice}if !B\nconfig A\n\tint \"a\"\nendif\nendchoice\n$b" \
	'Kconfig:4: a member of a choice is bool'
refused 'a default' "$choice$a\tdefault y\nendchoice\n" \
	'Kconfig:5: a member of a choice has no default'
refused 'a default of elsewhere' "$choice${a}endchoice\nconfig A\n\tdefault y\n" \
	'Kconfig:7: a member of a choice has no default'
refused 'a prompt outside' "$choice${a}endchoice\n$a" \
	'Kconfig:7: a prompt of a member is outside its choice'
taken 'a prompt twice inside' "$choice${a}if B\n${a}endif\nendchoice\n$b"
taken 'a member of elsewhere' "$choice${a}endchoice\nconfig A\n\tbool\n"
refused 'menu' "$choice${a}menu \"m\"\nendmenu\nendchoice\n" \
	"Kconfig:5: this can't be in a choice, at menu"
refused 'menuconfig' "${choice}menuconfig A\n\tbool \"a\"\nendchoice\n" \
	"Kconfig:3: this can't be in a choice, at menuconfig"
refused 'source' "${choice}source \"open\"\nendchoice\n" \
	"Kconfig:3: this can't be in a choice, at source"
refused 'a choice, in an if' "${choice}if B\n${choice}${a}endchoice\nendif\nendchoice\n" \
	"Kconfig:4: this can't be in a choice, at choice"
refused 'an assignment' "${choice}X = 1\n${a}endchoice\n" \
	"Kconfig:3: this can't be in a choice, at X"
taken 'comment and if' "${choice}comment \"k\"\nif B\n${a}endif\nendchoice\n$b"
refused 'tristate' "choice\n\ttristate \"c\"\n${a}endchoice\n" 'Kconfig:2: this belongs to no entry, at tristate'
refused 'bool alone' "$choice\tbool\n${a}endchoice\n" \
	'Kconfig:3: a text in quotes is missing, at the end of the line'
refused 'optional' "$choice\toptional\n${a}endchoice\n" 'Kconfig:3: unknown statement, at optional'
refused 'a default that is text' "$choice\tdefault \"A\"\n${a}endchoice\n" \
	"Kconfig:3: a symbol's name is missing, at A"
refused 'a default that is an expression' "$choice\tdefault A && B\n${a}${b}endchoice\n" \
	'Kconfig:3: the statement goes on'

# ---- words

refused 'boolean' 'config A\n\tboolean "a"\n' 'Kconfig:2: unknown statement, at boolean'
refused '---help---' "$a\t---help---\n\t  x\n" 'Kconfig:3: unknown statement, at ---help---'
refused 'option' 'config A\n\tbool\n\toption modules\n' 'Kconfig:3: unknown statement, at option'
refused 'requires' "$a\trequires B\n" 'Kconfig:3: unknown statement, at requires'
refused 'transitional' "$a\ttransitional\n" 'Kconfig:3: unknown statement, at transitional'
refused 'depends on, if' "$a\tdepends on B if C\n" 'Kconfig:3: the statement goes on, at if'
refused 'modules twice' "$a\tmodules\n$b\tmodules\n" 'Kconfig:6: modules is A already'
refused 'mainmenu late' "${a}mainmenu \"m\"\n" 'Kconfig:3: mainmenu comes first, at m'
refused 'mainmenu behind an assignment' "X = 1\nmainmenu \"m\"\n$a" 'Kconfig:2: mainmenu comes first, at m'
taken 'mainmenu' "# first\n\nmainmenu \"m\"\n$a"
refused 'a word from a macro' "K = config\n\$(K) A\n\tbool \"a\"\n" 'Kconfig:2: unknown statement, at config'
refused 'if from a macro' "I = if\nconfig A\n\tbool \"a\" \$(I) B\n$b" 'Kconfig:3: the statement goes on, at if'
taken 'a name from a macro' "N = bool\nconfig \$(N)\n\tbool \"a\"\n"
refused 'a word for a name' 'config range\n\tbool "a"\n' "Kconfig:1: a symbol's name is missing, at range"
refused 'a word in an expression' "$a\tdepends on B || on\n" 'Kconfig:3: a symbol is missing, at on'
refused 'a word that is selected' "$a\tselect menu\n" "Kconfig:3: a symbol's name is missing, at menu"
refused 'a word that is assigned' "bool = 1\n$a" 'Kconfig:1: this belongs to no entry, at bool'
taken 'words that are none' "config optional\n\tbool \"a\"\n\tdepends on requires\nconfig requires\n\tbool \"r\"\n"
refused 'source without quotes' "${a}source open\n" "Kconfig:3: a file's name is missing, at open"

# ---- what is said about which entry

refused 'help in a menu' "menu \"m\"\n\thelp\n\t  x\nendmenu\n" 'Kconfig:2: this belongs to no entry, at help'
refused 'help of a comment' "comment \"m\"\n\thelp\n\t  x\n" 'Kconfig:2: this belongs to no entry, at help'
refused 'if of a menu' "menu \"m\" if A\nendmenu\n$a" 'Kconfig:1: a menu and a comment take no if'
refused 'visible if of a config' "$a\tvisible if B\n" 'Kconfig:3: this belongs to no entry, at visible'
refused 'depends in an if' "${a}if A\n\tdepends on B\nendif\n" 'Kconfig:4: this belongs to no entry, at depends'
refused 'depends behind a block' "menu \"m\"\nendmenu\n\tdepends on A\n$a" \
	'Kconfig:3: this belongs to no entry, at depends'
refused 'an assignment in an entry' "${a}X := y\n\tdefault \$(X)\n" 'Kconfig:4: this belongs to no entry, at default'
taken 'an assignment behind an entry' "${a}X := b\nconfig B\n\tbool \"\$(X)\"\n"
refused 'an assignment right after help' "$a\thelp\n\t  x\n\nX := y\n$b" \
	"Kconfig:6: this can't be right after help, at X"
refused "and after that of a file" "source \"helped\"\nX := y\n$b" \
	"Kconfig:2: this can't be right after help, at X"
taken 'one behind the next entry' "$a\thelp\n\t  x\n${b}X := y\n"
taken 'what is said about an entry of a file' "source \"open\"\n\tdefault y\n"
printf '# nothing\n' >toy/open
refused 'a file without any' "${a}source \"open\"\n\tdefault y\n" 'Kconfig:4: this belongs to no entry, at default'
refused 'no newline at the end' 'config A\n\tbool "a"\n\tdefault y' 'Kconfig:3: the file ends within this line'
refused 'only a backslash' 'config A\n\tbool "a" \\\n' 'Kconfig:2: the file ends within this line'
taken 'none behind a comment, or help' "$a\thelp\n\t  x\n\t  y"
printf 'config X\n\tbool "x"' >toy/open
taken 'none in a file that is sourced' "source \"open\"\n$a"

taken "mainmenu's blanks" "mainmenu \"  m\"\n$a"

# ---- circles that are none, since a condition has what can't matter

taken 'm of a bool' "${a}\tdepends on A = m || B\n${b}config C\n\tdef_bool A\n"
taken 'not m of a bool' "${a}\tdepends on B && !(A = m)\n$b"
taken 'a bool, or not' "${a}\tdepends on A || !A\n"
taken 'y ||' "${a}\tdepends on y || A\n$b\tdepends on A\n\tdefault y\n"
taken 'n &&' "${a}\tdepends on n && A || B\n$b"
taken 'in an if' "if \"y\" || A\n${a}endif\n"
taken 'in a menu' "menu \"m\"\n\tvisible if !(n && A)\n${a}endmenu\n"
taken 'of a default' "config A\n\tint \"a\"\n\tdefault 7 if y || A\n\trange 1 5 if A || y\n"
taken 'of a select' "${a}\tdefault y\n\tselect B if y || B\n$b"
circle() { # NAME TEXT
	kconfig "$2"
	is "a circle: $1" "$conf ${said%% circular*}" '1 1: Kconfig:1:'
}
circle 'a default' "${a}\tdefault A = m\n"
circle 'a select' "${a}\tselect A if A = m\n"
circle 'm of a tristate' 'config A\n\ttristate "a"\n\tdepends on A = m\n'
circle 'y &&' "${a}\tdepends on y && B\n${b}\tdepends on A\n"

# ---- what commands leave

mkdir keep temp
touch keep/this
printf '$(shell,touch made; mkdir -p d/e; touch d/e/f; ln -s %s d/link)\n%b' "$tmp/keep" "$a" >toy/Kconfig
TMPDIR=$tmp/temp "$mc" expand toy /dev/null CC=true >out
is 'what commands leave goes, and nothing else' "$(ls temp keep)" 'keep:
this

temp:'
mkfifo began
printf '$(shell,touch made; echo >%s; sleep 5)\n' "$tmp/began" >toy/Kconfig
TMPDIR=$tmp/temp "$mc" expand toy /dev/null CC=true >out 2>&1 &
read -r _ <began
kill $!
wait $!
is 'and so by a signal' "$? $(ls temp)" '143 '

# ---- trees that are none of the three

none_of() { # NAME DIR
	is "$1" "$("$mc" expand "$2" /dev/null 2>&1)" \
		"miniconfig: read $2: it is no tree of Linux, BusyBox, toybox or uClibc-ng"
}
mkdir -p uboot/scripts/kconfig toybox/scripts
printf 'VERSION = 2024\n' | tee uboot/Makefile >toybox/Makefile
printf %b "$a" | tee uboot/Kconfig >toybox/Config.in
none_of 'U-Boot' uboot
none_of 'toybox' toybox

# ---- older ones

sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 1/' toy/Makefile
older() { # NAME TEXT
	kconfig "$2"
	is "6.1: $1" "$said" 0
}
older 'a choice without a prompt, a default' "choice\n\toptional\n\ttristate\nconfig A\n\ttristate\n\tdefault y\nendchoice\n$a"
older 'no newline at the end' 'config A\n\tbool "a"'
refused '6.1: ---help---' "$a\t---help---\n\t  x\n" 'Kconfig:3: unknown statement, at ---help---'
refused '6.1: optional of a config' "$a\toptional\n" 'Kconfig:3: this belongs to no entry, at optional'
sed -i 's/^VERSION.*/VERSION = 5/' toy/Makefile
older '5.1: ---help---, option' "$a\t---help---\n\t  x\nconfig M\n\tbool\n\toption modules\n"

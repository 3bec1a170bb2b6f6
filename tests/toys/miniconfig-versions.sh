#!/bin/sh
# miniconfig-versions.sh - what the conf of each version of Linux does in its own
# way. Oracle: conf of 5.10, 5.15, 6.1, 6.12 and 7.2, which once said all of this
# of these trees. Under the sanitizers.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/kconfig.sh
. "$top/tests/kconfig.sh"
plan 44
mc=$O/host/tests/miniconfig
cd "$tmp" || exit
unset ARCH CROSS_COMPILE LLVM LLVM_IAS

version() { # MAJOR MINOR
	linux_like tree "$2" "$1"
}
# The rest of what expand gives, one line, without the lines of no meaning.
expand() { # WORD...
	"$mc" expand "$@" CC=true 2>&1 | sed '1,/^# Main/d; /^#*$/d' | tr '\n' ' '
}

# ---- a menu without anything in it

mkdir tree
cat >tree/Kconfig <<'END'
menu "none"
endmenu
menu "one"
comment "c"
endmenu
menu "two"
if X
endif
endmenu
END
rest='# one # c # end of one # two # end of two '
for of in '5 17' '5 18' '6 12'; do
	# shellcheck disable=SC2086 # two words
	version $of
	none='# none # end of none '
	[ "$of" != '5 17' ] || none='# none '
	is "$of: an empty menu" "$(expand tree /dev/null)" "$none$rest"
done

# ---- what conf itself was mended in, also in later releases of an older version:
# conf of 5.15.0 has it the old way, that of 5.10.223 and 6.1.192 not

set_lines() { # COMMAND WORD...: what is set, without CONFIG_
	"$mc" "$@" CC=true 2>&1 | sed '/^#/d; /^$/d; s/^CONFIG_//' | tr '\n' ' '
}
unmended() {
	version 5 15
	mkdir -p tree/scripts/kconfig
	printf 'struct symbol symbol_mod = {\n\tsprintf(str, "0x%%llx", val2);\n' \
		>tree/scripts/kconfig/symbol.c
	echo 'dep = expr_trans_bool(dep);' >tree/scripts/kconfig/menu.c
}
mended() { # MAJOR MINOR
	version "$1" "$2"
	mkdir -p tree/scripts/kconfig
	printf 'struct symbol symbol_mod = {\n\t.type = S_TRISTATE,\n' \
		>tree/scripts/kconfig/symbol.c
	: >tree/scripts/kconfig/menu.c
}

cat >tree/Kconfig <<'END'
config A
	hex "a"
	range 5 0x20
	default 1
config B
	hex "b"
	range 0x5 20
	default 0x30
config C
	int "c"
	range 05 010
	default 77
config D
	string
	default A
END
unmended
is "a range's end is a number" "$(set_lines expand tree /dev/null)" 'A=0x5 B=0x20 C=10 D="0x5" '
mended 5 10
is 'it is as it is written' "$(set_lines expand tree /dev/null)" 'A=5 B=20 C=010 D="5" '

cat >tree/Kconfig <<'END'
config B
	bool "b"
config T
	tristate "t"
config C
	def_bool y
	depends on B >= m
config D
	def_bool m > T
config E
	def_bool B >= T
config F
	def_bool N = y
config N
	int "n"
END
echo CONFIG_N=2 >mini
unmended
is 'n >= m: a text' "$(set_lines expand tree mini)" 'C=y E=y N=2 '
mended 5 10
is 'n >= m: tristate' "$(set_lines expand tree mini)" 'D=y E=y F=y N=2 '

cat >tree/Kconfig <<'END'
config MODULES
	def_bool y
	modules
config T
	def_tristate m
config X
	def_bool y
	select XA if T != n
	select XB if !(T = n || N) && !N
config Y
	def_tristate y
	select YA if T != n
if T != n
config Z
	def_bool y
	select ZA
endif
config XA
	tristate
config XB
	tristate
config YA
	tristate
config ZA
	tristate
config ZB
	tristate
	default y if T != n
END
unmended
is 'T != n is T' "$(set_lines expand tree mini)" \
	'MODULES=y T=m X=y Y=y Z=y XA=m XB=m YA=y ZA=m ZB=y '
mended 5 15
is 'T != n is y' "$(set_lines expand tree mini)" \
	'MODULES=y T=m X=y Y=y Z=y XA=y XB=y YA=y ZA=y ZB=y '

# ---- numbers out of their range, -d

cat >tree/Kconfig <<'END'
config A
	int "a"
	range 1 9
	default 5
config B
	int
	default A
END
echo CONFIG_A=50 >mini
version 6 9
is '6 9: dropped' "$(set_lines expand -d tree mini)" 'A=5 B=5 '
version 6 10
is '6 10: the end of the range' "$(set_lines expand -d tree mini)" 'A=9 B=9 '

# ---- what is refused from which version on, or until which

a='config A\n\tbool "a"\n'
since() { # VERSION OTHER TEXT WHAT: this version refuses it, the other doesn't
	printf %b "$3" >tree/Kconfig
	# shellcheck disable=SC2086 # two words
	version $1
	is "$1: $4" "$("$mc" expand tree /dev/null CC=true 2>&1)" "miniconfig: Kconfig:$4"
	# shellcheck disable=SC2086
	version $2
	is "$2 takes it" "$("$mc" expand tree /dev/null CC=true 2>&1 >/dev/null)" ''
}
since '6 11' '6 12' "$a\tdepends on y || A\n" '1: circular dependency: A, which is needed by A'
since '5 12' '5 13' "$a\tmodules\n" '3: this belongs to no entry, at modules'
since '6 13' '6 12' "choice\n\tbool \"c\"\n${a}endchoice\n" '2: this belongs to no entry, at bool'
since '6 13' '6 12' "menuconfig A\n\tbool\n$a" '1: a menuconfig needs a prompt'
since '6 13' '6 12' "$a\thelp\n\t  x\n\thelp\n\t  y\n" '5: this entry has help already'
since '6 13' '6 12' "$a\thelp\n\t\nconfig B\n\tbool\n" '3: this help has no text'
since '7 1' '7 0' "choice\n\tprompt \"c\"\n${a}if B\n${a}endif\nendchoice\n" \
	'7: a member of a choice has two prompts'
since '6 19' '7 0' "$a\tdepends on B if C\n" '3: the statement goes on, at if'
since '6 17' '6 18' "config A\n\tbool\n\ttransitional\n" '3: unknown statement, at transitional'
printf 'config X\n\tbool\n' >tree/once
since '7 1' '7 0' "source \"once\"\n\n${a}source \"once\"\n" \
	'5: source once: it was read before, from Kconfig:1'

version 6 18
transitional() { # NAME TEXT PLACE; '' if it is taken
	printf %b "$2" >tree/Kconfig
	is "transitional: $1" "$("$mc" expand tree /dev/null CC=true 2>&1 >/dev/null)" \
		"${3:+miniconfig: Kconfig:$3: a transitional symbol has a type and help, no more}"
}
t='config A\n\tbool\n\ttransitional\n'
transitional 'help' "$t\thelp\n\t  x\n" ''
transitional 'in an if that is y' "if y\n${t}endif\n" ''
transitional 'in a menu that may be hidden' "menu \"m\"\n\tvisible if B\n${t}endmenu\n" ''
transitional 'a default' "$t\tdefault y\n" 4
transitional 'depends' "$t\tdepends on B\n" 1
transitional 'in an if' "if B\n${t}endif\n" 2
transitional 'in a menu' "menu \"m\"\n\tdepends on B\n${t}endmenu\n" 3
transitional 'a prompt elsewhere' "$t$a" 5
version 6 13
printf %b "${a}\thelp\n\t  x\n${a}\thelp\n\t  y\n" >tree/Kconfig
is 'help of each entry' "$(expand tree /dev/null)" '# CONFIG_A is not set '

# ---- clang's flags are what the tree's own Makefile says: here it says our words

printf '#!/bin/sh\necho clang 1\n' >our-clang
chmod +x our-clang
cat >tree/Kconfig <<'END'
config FLAGS
	string
	default "$(CLANG_FLAGS)"
config LD
	string
	default "$(LD)"
END
flags() { # WORD...
	"$mc" expand tree /dev/null "$@" CC="$tmp/our-clang" 2>&1 | sed -n 's/^CONFIG_FLAGS=//p'
}
version 5 10
cat >>tree/Makefile <<'END'
CLANG_FLAGS :=
ifneq ($(shell $(CC) --version 2>&1 | head -n 1 | grep clang),)
CLANG_FLAGS += -for=$(CROSS_COMPILE)
ifeq ($(LLVM_IAS),1)
CLANG_FLAGS += -as
endif
export CLANG_FLAGS
endif
ifdef config-build
CLANG_FLAGS += -not
endif
END
is '5 10: a part of the Makefile' "$(CLANG_FLAGS=-none flags CROSS_COMPILE=x-)" '"-for=x-"'
is '5 10: LLVM_IAS' "$(LLVM_IAS=1 MAKEFLAGS=-n flags)" '"-for= -as"'
like '5 10: LLVM is only said' "$("$mc" expand tree /dev/null LLVM=-14 CC=true)" '^CONFIG_LD="ld.lld"$'
echo 'CLANG_FLAGS += -on=$(SRCARCH) $(if $(filter 0,$(LLVM_IAS)),-gnu)' >tree/scripts/Makefile.clang
is '5 15: a file of its own' "$(flags ARCH=i386 LLVM_IAS=0)" '"-on=x86 -gnu"'

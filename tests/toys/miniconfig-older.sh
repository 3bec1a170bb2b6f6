#!/bin/sh
# miniconfig-older.sh - what only older trees of Linux have: choices that may be n
# or m, numbers that are dropped, options. Oracle: conf of Linux 6.1, which said all
# of this of these trees once; of options, conf's source in 5.10. Under the
# sanitizers.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/kconfig.sh
. "$top/tests/kconfig.sh"
plan 28
mc=$O/host/tests/miniconfig
cd "$tmp" || exit
unset ARCH CROSS_COMPILE LLVM

linux_like tree 1
mkdir tree/libbb # and BusyBox, with another Kconfig file
set_lines() { # COMMAND WORD...: what is set, without CONFIG_
	"$mc" "$@" CC=true 2>&1 | sed '/^#/d; /^$/d; s/^CONFIG_//' | tr '\n' ' '
}
of() { # LINE...: what expand gives
	printf '%s\n' "$@" >mini
	set_lines expand tree mini
}

# ---- what is below a member of a choice is none itself

cat >tree/Kconfig <<'END'
choice
	prompt "c"
config A
	bool "a"
config B
	bool "b"
	depends on A
config C
	bool "c"
	depends on B
config D
	bool "d"
endchoice
END
is 'one below another' "$(of CONFIG_B=y CONFIG_C=y)" 'A=y B=y C=y '
is 'and another member' "$(of CONFIG_B=y CONFIG_C=y CONFIG_D=y)" 'D=y '

cat >tree/Kconfig <<'END'
config X
	bool "x"
choice
	prompt "c"
config A
	bool "a"
config B
	bool "b"
	depends on A || X
config C
	bool "c"
	depends on (A && X) || (A && !X)
config D
	bool "d"
endchoice
END
is 'it need not need it' "$(of CONFIG_B=y CONFIG_C=y)" 'A=y B=y C=y '
is 'or what else is said' "$(of CONFIG_X=y CONFIG_D=y CONFIG_B=y)" 'X=y B=y D=y '

cat >tree/Kconfig <<'END'
config X
	bool "x"
config Y
	bool "y"
choice
	prompt "c"
config A
	bool "a"
	depends on X
config B
	bool "b"
	depends on A || Y
config C
	bool "c"
endchoice
END
is 'it needs less: a circle' "$(of CONFIG_X=y)" \
	'miniconfig: Kconfig:7: circular dependency: A, which is needed by B '
sed -i 's/A || Y/X \&\& (Y || A)/' tree/Kconfig
is 'it needs as much' "$(of CONFIG_X=y CONFIG_Y=y CONFIG_B=y)" 'X=y Y=y A=y B=y '

cat >tree/Kconfig <<'END'
choice
	prompt "c"
config C
	bool "c"
if C
config D
	bool "d"
comment "e"
config E
	bool "e"
endif
config F
	bool "f"
	depends on C
endchoice
END
is 'an if' "$(of CONFIG_C=y CONFIG_D=y CONFIG_E=y CONFIG_F=y)" 'C=y D=y E=y F=y '

# ---- m after y

cat >tree/Kconfig <<'END'
config MODULES
	bool "m"
	modules
choice
	tristate "c"
config A
	tristate "a"
config B
	tristate "b"
endchoice
END
is 'm after y' "$(of CONFIG_MODULES=y CONFIG_A=y CONFIG_B=m)" 'MODULES=y A=m B=m '
is 'y after m' "$(of CONFIG_MODULES=y CONFIG_B=m CONFIG_A=y)" 'MODULES=y A=y '
is 'y, m, y' "$(of CONFIG_MODULES=y CONFIG_A=y CONFIG_B=m CONFIG_A=y)" 'MODULES=y A=m B=m '
is 'm after y without modules' "$(of CONFIG_A=y CONFIG_B=m)" 'A=y '
printf 'CONFIG_MODULES=y\nCONFIG_A=y\nCONFIG_B=m\n' >mini
is 'm after y, -d' "$(set_lines expand -d tree mini)" 'MODULES=y A=y '

cat >tree/Kconfig <<'END'
config MODULES
	bool "m"
	modules
config X
	bool "x"
choice
	prompt "c"
config A
	bool "a"
	depends on !X
config B
	tristate "b"
	depends on m
comment "c"
	depends on B
endchoice
END
is 'y with a member that is m' "$(of CONFIG_MODULES=y CONFIG_B=y)" 'MODULES=y A=y '
is 'y with none that can be y' "$(of CONFIG_MODULES=y CONFIG_X=y CONFIG_B=y)" 'MODULES=y X=y '

# ---- numbers out of their range

cat >tree/Kconfig <<'END'
config A
	int "a"
	range 1 9
	default 5
END
is 'out of its range' "$(of CONFIG_A=50)" 'A=9 '
is 'out of its range, -d: as defconfig' "$(set_lines expand -d tree mini)" 'A=5 '
shrunk() { # LINE...: what is left of A=5, beside those lines
	printf '%s\n' "$@" >mini
	echo CONFIG_A=5 >config
	set_lines shrink -dV -k mini tree config
}
is 'shrink -d: dropped, as is the default' "$(shrunk CONFIG_A=50)" ''
is 'shrink -d: said over' "$(shrunk CONFIG_A=7)" 'A=5 '
is 'shrink -d: said again' "$(shrunk CONFIG_A=5)" ''

# ---- names

cat >tree/Kconfig <<'END'
config A-B
	bool "a"
config -
	int "n"
END
is 'a name with a dash' "$(of CONFIG_A-B=y CONFIG_-=5)" 'A-B=y -=5 '
is 'not set' "$(of CONFIG_A-B=y '# CONFIG_A-B is not set' CONFIG_-=5)" '-=5 '
"$mc" expand tree mini CC=true >config
is 'read back' "$(set_lines expand tree config)" '-=5 '

# ---- options of Linux before 5.13

cat >tree/Kconfig <<'END'
config LIST
	string
	option defconfig_list
	default "/boot/config"
config MODS
	bool "m"
	option modules
config EXPERT
	bool "e"
	option allnoconfig_y
config T
	tristate "t"
	depends on EXPERT
END
printf 'VERSION = 5\nPATCHLEVEL = 10\n' >tree/Makefile
is 'options' "$(of CONFIG_MODS=y CONFIG_T=m)" 'MODS=y EXPERT=y T=m '
"$mc" expand tree mini CC=true >config
is 'allnoconfig_y: needs no line' "$(set_lines shrink -V tree config)" 'MODS=y T=m '
is 'allnoconfig_y: unless n is said' "$(of CONFIG_EXPERT=n CONFIG_T=y)" ''
"$mc" expand tree mini CC=true >config
is 'which takes a line' "$("$mc" shrink -V tree config CC=true)" '# CONFIG_EXPERT is not set'
is 'allnoconfig_y, -d: it is none' "$(set_lines expand -d tree mini)" ''
printf 'config A\n\tbool "a"\n\toption unheard_of\n' >tree/Kconfig
is 'an unknown option' "$(of CONFIG_A=y)" 'miniconfig: Kconfig:3: unknown option, at unheard_of '

#!/bin/sh
# miniconfig-versions.sh - what the conf of each version of Linux does in its own
# way. Oracle: conf of 5.10, 5.15, 6.1, 6.12 and 7.2, which once said all of this
# of these trees. Under the sanitizers.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 3
mc=$O/host/tests/miniconfig
cd "$tmp" || exit
unset ARCH CROSS_COMPILE LLVM

mkdir -p tree/init
: >tree/init/Kconfig
version() { # MAJOR MINOR
	printf 'VERSION = %s\nPATCHLEVEL = %s\n' "$1" "$2" >tree/Makefile
}
# The rest of what expand gives, one line, without the lines of no meaning.
expand() { # WORD...
	"$mc" expand "$@" CC=true 2>&1 | sed '1,/^# Main/d; /^#*$/d' | tr '\n' ' '
}

# ---- a menu without anything in it

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

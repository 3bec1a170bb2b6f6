#!/bin/sh
# miniconfig-verify.sh - shrink doesn't believe itself: what is left must give the
# .config, and by -V no line of it can go. Tried with a miniconfig whose shrinking is
# wrong, miniconfig_shrink.c; miniconfig.sh has that it says nothing otherwise.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/miniconfig.sh
. "$top/tests/miniconfig.sh"
plan 4

set --
for file in "$top"/toys/miniconfig/*.c; do
	[ "${file##*/}" = shrink.c ] || set -- "$@" "$file"
done
ok 'one that is wrong' cc -O1 -D_GNU_SOURCE -I"$top/toys/lib" -I"$top/toys" -o wrong \
	"$@" "$top/tests/toys/miniconfig_shrink.c" "$top"/toys/lib/*.c
linux_like toy
printf 'config A\n\tbool "a"\nconfig B\n\tbool "b"\n' >toy/Kconfig
printf 'CONFIG_A=y\n# CONFIG_B is not set\n' >config

answers 'too little is left' 1 "[a-z]*: shrink config: what is left doesn't give it\$" \
	./wrong shrink toy config CC=true
answers '-V: too much is' 1 '[a-z]*: shrink config: # CONFIG_B is not set could go, too$' \
	env KEEP=1 ./wrong shrink -V toy config CC=true
is 'only -V asks' "$(KEEP=1 ./wrong shrink toy config CC=true)" "$(cat config)"

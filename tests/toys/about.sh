#!/bin/sh
# about.sh - what each tool tells of itself, and how. Oracle: README.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan $((4 * 5))

for tool in host/mkimage host/miniconfig host/netcat host/tests/oneit; do
	name=${tool##*/}
	for word in -V --version; do
		is "$name $word" "$("$O/$tool" $word 2>&1; echo $?)" "$name of guestkit 0.1
0"
	done
	like "$name -h" "$("$O/$tool" -h 2>&1; echo $?)" "^usage: $name "
	is "$name --help" "$("$O/$tool" --help 2>&1; echo $?)" "$("$O/$tool" -h; echo 0)"
	for word in -h --help -V; do
		"$O/$tool" $word >/dev/full
		echo $?
	done >"$tmp/statuses" 2>/dev/null
	is "$name, when it can't" "$(tr '\n' ' ' <"$tmp/statuses")" '1 1 1 '
done

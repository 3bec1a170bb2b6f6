#!/bin/sh
# readme.sh - README and the programs say the same. Oracle: each program's -h,
# the Makefile's help, and the pages that README names.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 10

# says COMMAND...: README has what -h prints, indented by four, line by line.
says() {
	"$@" -h | sed 's/^\(.\)/    \1/' >"$tmp/usage"
	[ -s "$tmp/usage" ] && awk -v usage="$tmp/usage" '
		BEGIN { while ((getline line < usage) > 0) want[++n] = line }
		{ at = ($0 == want[at + 1]) ? at + 1 : ($0 == want[1]) }
		at == n { found = 1; exit }
		END { exit !found }' "$top/README"
}
ok 'README has the usage of ccwrap' says "$O/$TARGET/cross/bin/$TARGET-cc"
ok 'README has the usage of netcat' says "$O/host/netcat"
ok 'README has the usage of miniconfig' says "$O/host/miniconfig"
ok 'README has the usage of run-qemu.sh' says "$O/$TARGET/run-qemu.sh"
ok 'README has the usage of fetch.sh' says "$top/miniconfigs/fetch.sh"
ok 'README has the usage of oneit' says "$O/host/tests/oneit"
ok 'README has the usage of mkimage' says "$O/host/mkimage"


# Each goal and variable of `make help` is explained, and each kernel word.
unset MAKEFLAGS MAKELEVEL
words=$(make -C "$top" --no-print-directory help |
	sed -n 's/^make \([a-z-]*\) .*/make \1/p; s/^\([A-Z_]*=\).*/\1/p')
missing=$(printf '%s\n' "$words" | while read -r word; do
	grep -qF -- "    $word" "$top/README" || echo "$word"
done)
is 'README explains what make help names' "$missing" ''
missing=$(sed -n 's/.*getenv("\([A-Z]*\)").*/\1/p' "$top"/init/*.c | sort -u | while read -r word; do
	grep -q "^    $word= " "$top/README" || echo "$word"
done)
is 'README explains what init reads' "$missing" ''
missing=$(sed -n '/^What is where/,/^Known/s/^    \([a-z]*\/\) .*/\1/p' "$top/README" | while read -r dir; do
	[ -d "$top/$dir" ] || echo "$dir"
done)
is 'README names folders that are there' "$missing" ''

#!/bin/sh
# mini.sh FRAGMENT COMMAND... - write the miniconfig that COMMAND prints back to
# FRAGMENT: its comments stay, and so does the order of the lines that are still in
# it; new ones go to its end.
set -eu
fragment=$1
shift
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$@" >"$tmp/lines"
awk -v lines="$tmp/lines" '
	BEGIN {
		while ((getline line <lines) > 0) {
			want[line]
			all[++n] = line
		}
	}
	!/^[A-Za-z0-9_]+=/ && !/^# [A-Za-z0-9_]+ is not set$/ { print; next }
	$0 in want { print; delete want[$0] }
	END {
		for (i = 1; i <= n; i++)
			if (all[i] in want)
				print all[i]
	}' "$fragment" >"$tmp/new"
! cmp -s "$tmp/new" "$fragment" || { echo "mini: $fragment stays as it is" && exit; }
diff -u "$fragment" "$tmp/new" || :
cp "$tmp/new" "$fragment"

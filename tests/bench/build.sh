#!/bin/sh
# build.sh - what `make bench-build` prints: how long it takes to build everything
# from the tarballs and boot to the prompt, and what a second make does. Builds
# in a folder of its own below O, removed afterwards.
set -eu
cd "${0%/*}/../.."
unset MAKEFLAGS MAKELEVEL
build() {
	make --no-print-directory O="$O/bench" TARGET="$TARGET" "$@"
}
rm -rf "$O/bench"
trap 'rm -rf "$O/bench"' EXIT

now() { # milliseconds
	echo $(($(date +%s%N) / 1000000))
}
timed() { # NAME COMMAND...
	name=$1 start=$(now)
	shift
	"$@" >"$O/bench.log" 2>&1 </dev/null || { tail "$O/bench.log"; exit 1; }
	printf '%-40s %8d ms\n' "$name" $(($(now) - start))
}

timed 'make run, from the tarballs to the end' build run
sed 's/^/    /' "$O/bench.log" | grep ' s$'
timed 'make image again' build image
touch init/net.c
timed 'make image after a change in init/net.c' build image
sed 's/^/    /' "$O/bench.log"

#!/bin/sh
# ccwrap-airlock.sh - no header and no library of the host's gets in, and none of
# the sysroot's old place once it was moved. Oracles: the real compiler's -H and -M,
# the linker's --trace.
# shellcheck disable=SC2154 # what tests/ccwrap.sh sets
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/ccwrap.sh
. "$top/tests/ccwrap.sh"
plan 31

# Of the paths on standard input, those outside of the sysroot, the
# compiler's own folders and $tmp; nothing at all is a fault, too.
outside() {
	own="$(real -print-libgcc-file-name) $1"
	sort -u | grep / | while IFS= read -r path; do
		path=$(readlink -f "$path")
		case $path in "$tmp"/* | "${2:-$cross}"/*) continue ;; esac
		for dir in $own; do
			dir=$(readlink -f "$dir")
			[ -d "$dir" ] || dir=${dir%/*}
			case $path in "$dir"/*) continue 2 ;; esac
		done
		echo "$path"
	done
}

# Another place: the same program, and nothing of the old place.
"$cc" hello.c -o first.out
mkdir 'a b' elsewhere path
cp -a "$cross" 'a b/cross'
moved="$tmp/a b/cross"
moved_cc=$moved/bin/$TARGET-cc
ln -s "$moved_cc" elsewhere/anycc
ln -s "../a b/cross/bin/$TARGET-cc" path/pathcc
for f in "$moved_cc" "../a b/cross/bin/$TARGET-cc" ./anycc pathcc; do
	moved() (
		cd elsewhere && rm -f out && PATH=$tmp/path:$PATH &&
			"$f" ../hello.c -o out && cmp out ../first.out
	)
	ok "moved: $f" moved
done
is 'moved: -print-sysroot' "$(path/pathcc -print-sysroot)" "$moved"
is 'moved: headers and libraries' "$({
	"$moved_cc" -H -c many.c 2>&1 | sed 's/^[.x!]* //'
	"$moved_cc" hello.c -o prog -Wl,--trace
} | outside "$(real -print-file-name=include)" "$moved")" ''
rm "$moved/compiler"
ok 'no file compiler' refuses \
	"read $moved/compiler: No such file or directory" "$moved_cc" -c plain.c
: >"$moved/compiler"
ok 'an empty file compiler' refuses \
	"read $moved/compiler: it names no compiler" "$moved_cc" -c plain.c

# The airlock. Each list is first seen to name what it must.
airlock() {
	own=$(eval "$2" -print-file-name=include)
	"$1" -H -c many.c -o m.o 2>&1 | sed 's/^[.x!]* //' >headers
	like "$1: -H lists headers" "$(cat headers)" "^$cross/include/stdio.h"
	is "$1: -H names no other's" "$(outside "$own" <headers)" ''
	"$1" -M many.c | tr -s ' ' '\n' >headers
	like "$1: -M lists headers" "$(cat headers)" "^$cross/include/stdio.h"
	is "$1: -M names no other's" "$(outside "$own" <headers)" ''
	"$1" many.c thread.o -pthread -Lone -lwho -lm -o prog \
		-Wl,--trace,--trace,-zmuldefs 2>&1 | sed 's/^(\(.*\)).*/\1/' >files
	like "$1: --trace lists files" "$(cat files)" "^$cross/lib/libc.a"
	is "$1: --trace names no other's" "$(outside "$own" <files)" ''
}
"$cc" -c thread.c
airlock "$cc" "$real"
airlock clang_cc "$clang"
is 'the airlock: the list itself' \
	"$(echo /usr/include/stdio.h | outside /)" /usr/include/stdio.h

# A header that the host's compiler finds and the sysroot hasn't.
host_header() {
	for f in gnu/libc-version.h thread_db.h $(cd /usr/include && echo *.h); do
		[ ! -e "$cross/include/$f" ] && echo "#include <$f>" >header.c &&
			gcc -fsyntax-only header.c 2>/dev/null && return
	done
	return 1
}
ok "the host has a header of its own" host_header
like 'it is not found' "$("$cc" -c header.c 2>&1)" "fatal error: .*$f"
like 'it is not found: clang' "$(clang_cc -c header.c 2>&1)" "fatal error: .*$f"

# And a library.
host_library() {
	dir=$(dirname "$(gcc -print-file-name=libc.a)")
	for f in "$dir"/lib*.a; do
		f=${f##*/lib}
		f=${f%.a}
		[ ! -e "$cross/lib/lib$f.a" ] && gcc plain.c "-l$f" -o prog &&
			return
	done
	return 1
}
ok 'the host has a library of its own' host_library
for w in "-l$f" "-l $f" "-l:lib$f.a" "-Wl,-l$f" "-Xlinker -l$f"; do
	name=$f
	case $w in -l:*) name=:lib$f.a ;; esac
	# shellcheck disable=SC2086
	ok "$w is refused" refuses \
		"find library $name: not in -L folders or $cross/lib" \
		"$cc" plain.c $w -o prog
done
is '-print-file-name does not tell where' \
	"$("$cc" -print-file-name="lib$f.a")" "lib$f.a"

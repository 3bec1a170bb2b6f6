#!/bin/sh
# pid1.sh - what PID 1 is made of: it never exits, so nothing in it may, and it
# doesn't allocate, so it can't run out. Oracles: nm and readelf, on objects made
# by the target's own compiler from the sources that make would take.
# shellcheck disable=SC2154 # O and TARGET come from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS
plan 17

cross=$O/$TARGET/cross/bin/$TARGET-cc
# What ends a program, allocates, or runs a shell; by whatever name libc calls it.
forbidden='die|die_usage|_?exit|_Exit|quick_exit|abort|__assert(_fail)?|err|errx|error'
forbidden="$forbidden|malloc|calloc|realloc|reallocarray|aligned_alloc|memalign"
forbidden="$forbidden|posix_memalign|free|strdup|strndup|asprintf|vasprintf|getline"
forbidden="$forbidden|getdelim|open_memstream|popen|system|fopen|fdopen|opendir|scandir"
forbidden="$forbidden|setenv|putenv|puts|printf|fprintf|fflush"

# Of make: the lists of sources and the flags, a line each.
# shellcheck disable=SC2016 # make expands it
make_says() {
	make -s -C "$top" O="$O" TARGET="$TARGET" \
		--eval 'says: ; @: $(info $(INIT_SOURCES))$(info $(ONEIT_SOURCES))$(info $(GUEST_CFLAGS))' says
}

# whole PROGRAM SOURCE...: linked as make does, but not stripped.
whole() {
	program=$1
	shift
	# shellcheck disable=SC2086 # flags
	(cd "$top" && "$cross" ${flags% -s} -o "$tmp/$program" "$@")
}

# calls SOURCE...: every name that they need and is forbidden; _exit by a child
# of vfork is right.
calls() {
	for source; do
		# shellcheck disable=SC2086 # flags
		(cd "$top" && "$cross" $flags -c -o "$tmp/object" "$source") &&
			nm -u "$tmp/object" | awk -v source="$source" '{ print source, $2 }'
	done | grep -E " ($forbidden)\$" | grep -vx "init/\(oneit\|run\|halt\|session\|foreground\|attempt\).c _exit"
}

# Each allowed _exit stands where a child's part ends: behind what only returns to
# it on failure, or what only a child comes to.
exits() { # SOURCE BEFORE-IT...
	source=$top/$1
	shift
	grep -B 5 '\<_exit(' "$source"
	[ "$(grep -c '\<_exit(' "$source")" = $# ] || return
	for before; do
		grep -B 5 '\<_exit(' "$source" | grep -qF "$before" || return
	done
}

make_says >"$tmp/says"
{ read -r init && read -r oneit && read -r flags; } <"$tmp/says"
like 'make tells the sources' "$init|$oneit" '^init/init\.c .*\|init/oneit_main\.c '
like 'and flags that strip, last' "$flags" ' -s$'
# shellcheck disable=SC2086 # lists of sources
{
	ok 'init links' whole init $init
	ok 'oneit links' whole oneit $oneit
	is 'no object of init calls what ends or allocates' "$(calls $init)" ''
	is 'no object of oneit calls what ends or allocates' "$(calls $oneit)" ''
}
ok "run.c's child may _exit" exits init/run.c 'execv('
ok "oneit.c's child may _exit" exits init/oneit.c 'execv('
ok "halt.c's child may _exit" exits init/halt.c 'reboot('
ok "attempt.c's child may _exit" exits init/attempt.c 'r.child == 0'
ok "foreground.c's child may _exit" exits init/foreground.c 'stop_group('
ok "session.c's children may _exit" exits init/session.c 'nobody == 0' 'status = lead('
for program in init oneit; do
	is "$program holds no die of ours" "$(nm "$tmp/$program" | grep -E ' (die|die_usage)$')" ''
done

# The programs of the guest itself.
for program in init oneit; do
	file=$O/$TARGET/root/usr/sbin/$program
	size=$(wc -c <"$file")
	echo "# $program: $size bytes"
	ok "$program is 64 kB or less, static and stripped" eval \
		"[ $size -gt 1000 ] && [ $size -le 65536 ] &&
		LC_ALL=C readelf -lS '$file' >'$tmp/elf' && ! grep -E 'INTERP|DYNAMIC|\.symtab' '$tmp/elf'"
done

# Can these checks fail? A source that does it all.
cat >"$tmp/bad.c" <<'END'
#include <stdlib.h>
void die(const char *, ...);
int main(void)
{
	char *p = malloc(3);
	if (!p)
		die("no memory");
	exit(!system(p));
}
END
is 'what is forbidden would be seen' "$(calls "$tmp/bad.c" | cut -d ' ' -f 2 | sort | tr '\n' ' ')" \
	'die exit malloc system '

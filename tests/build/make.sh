#!/bin/sh
# make.sh - the Makefile's promises: help, one-line errors, what is rebuilt after
# what change, nothing when nothing changed; and step.sh, which its rules lean
# on. The oracle is GNU make's own -n and -W ("as if that file
# were new"), which runs nothing; and the clock.
# shellcheck disable=SC2154 # O and TARGET come from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/copy.sh
. "$top/tests/copy.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS V
export LC_ALL=C
set -- "$top"/miniconfigs/targets/*.mk
plan $((64 + $#))

# gnu [ARG...]: make in the project, its output in $out, $err, $status.
gnu() {
	status=0
	make --no-print-directory -C "$top" O="$O" TARGET="$TARGET" "$@" \
		>"$tmp/out" 2>"$tmp/err" || status=$?
	out=$(cat "$tmp/out") err=$(cat "$tmp/err")
}

# steps [ARG...]: the steps that make would take, in order, each by its name.
steps() {
	gnu -n "$@"
	[ "$status" = 0 ] || echo "$err"
	sed -n "s/.*step.sh '[^ ']* \([^']*\)'.*/\1/p" "$tmp/out" | tr '\n' ' '
}

# all_of NAME TEXT FIXED...: each is in a line of the text.
all_of() {
	name=$1 text=$2 lost=
	shift 2
	for word; do
		printf '%s\n' "$text" | grep -qF -e "$word" || lost="$lost '$word'"
	done
	is "$name" "$lost" ''
}

# What the last run of make would install.
installs() {
	sed -n 's,^miniconfigs/deps.sh ,,p' "$tmp/out"
}

helps() {
	gnu
	is 'make alone is no error' "$status:$err" 0:
	for word in deps fetch sysroot root kernel image run check bench clean; do
		like "help tells of make $word" "$out" "^make $word  *[A-Za-z]"
	done
	all_of 'and the values' "$out" "TARGET=$TARGET " "O=$O " "JOBS=${JOBS:-$(nproc)} " \
		SOURCES= CROSS_COMPILE= KERNEL= ROOT= CACHE_PREFIX= PREFERRED_MIRROR=
	for file in "$top"/miniconfigs/targets/*.mk; do
		name=${file##*/}
		like "and the target ${name%.mk}" "$out" "^TARGET=.* of .*\\<${name%.mk}\\>"
	done
	gnu JOBS=77 KERNEL=/some/kernel ROOT=/some/root CROSS_COMPILE=/some/cc- CACHE_PREFIX=http://a/ help
	all_of 'values that are given' "$out" JOBS=77 KERNEL=/some/kernel ROOT=/some/root \
		CROSS_COMPILE=/some/cc- CACHE_PREFIX=http://a/
	SOURCES=/from/environment gnu
	all_of 'values of the environment' "$out" SOURCES=/from/environment
	gnu deps-list
	like 'deps-list prints packages' "$out" '^[a-z0-9.+-]+( [a-z0-9.+-]+){15,}$'
	is 'in one line, without a word more' "$status:$err:$(printf '%s\n' "$out" | wc -l)" 0::1
	is 'each once' "$(printf '%s\n' "$out" | tr ' ' '\n' | sort | uniq -d)" ''
	all=$out
	is 'none has a version in its name' "$(printf '%s\n' "$all" | tr ' ' '\n' |
		grep -E -e '-[0-9]+(\.[0-9]+)*(-|$)')" ''
	gnu -n deps
	is 'deps alone installs them all' "$(installs)" "$all"
	gnu -n deps check
	is 'and so it does for the tests' "$(installs)" "$all"
	gnu -n deps run
	is 'but not to build and run' "$(installs | tr ' ' '\n' |
		grep -xE 'clang.*|cppcheck|shellcheck|qemu-user|socat|gcc-s390x.*')" ''
	like 'which needs a compiler and QEMU' "$(installs)" '\<gcc\>.* qemu-system-'
}

faults() {
	for words in TARGET=pdp11 TARGET= "O=$tmp/a folder" "O=a b"; do
		gnu "$words"
		like "$words: one line" "$err" 'guestkit: build (for|in) .*: [^ ]+ '
		is "$words: and the end" "$status:$out:$(wc -l <"$tmp/err")" 2::1
	done
	cp -R "$tmp/tree" "$tmp/a tree"
	status=0
	make -C "$tmp/a tree" >"$tmp/out" 2>"$tmp/err" || status=$?
	like 'a blank in the path of all' "$status $(grep -v directory "$tmp/err")" "2 .*can't handle a blank"
}

rebuilds() {
	is 'nothing is left to do' "$(steps image)" ''
	set -- init/net.c 'init root images ' \
		init/halt.c 'init oneit root images ' \
		init/session.h 'init oneit root images ' \
		overlay/root/etc/profile 'root images ' \
		overlay/nodes 'images ' \
		mkimage/tree.c 'host-mkimage images ' \
		mkimage/mkimage.mk 'images ' \
		miniconfigs/root.sh 'root images ' \
		miniconfigs/busybox/base 'busybox root images ' \
		miniconfigs/dropbear/localoptions.h 'dropbear root images ' \
		miniconfigs/linux/base "$([ "${KERNEL-}" ] || echo 'kernel ')" \
		mkimage/run-qemu.sh ''
	while [ $# -gt 0 ]; do
		is "after $1" "$(steps -W "$1" image)" "$2"
		shift 2
	done
	gnu -n -W mkimage/run-qemu.sh image
	like 'after mkimage/run-qemu.sh: its copy' "$out" "$O/$TARGET/run-qemu.sh.new"

	# In another folder: make keeps what it was told, even with -n.
	gnu -n O="$tmp/o" KERNEL="$tmp/kernel" -W "$tmp/kernel" kernel
	like 'another kernel is copied' "$out" "'mkdir -p [^ ]* && cp $tmp/kernel $tmp/o/$TARGET/kernel'"
	gnu -n O="$tmp/o" ROOT="$tmp" image
	like 'another folder is packaged' "$out" "-n overlay/nodes -o $tmp/o/$TARGET/root.sqf [^&]* $tmp &&"

	find "$O/$TARGET" -maxdepth 3 -type f -newer "$tmp" >"$tmp/before"
	start=$(date +%s%N)
	gnu image
	took=$((($(date +%s%N) - start) / 1000000))
	echo "# make image, with nothing to do: $took ms"
	is 'make image once more: nothing is done' "$status:$err:${out%.}" \
		"0::make: Nothing to be done for 'image'"
	ok 'in three seconds at the very most' [ $took -lt 3000 ]
	is 'and no file is new' "$(find "$O/$TARGET" -maxdepth 3 -type f -newer "$tmp")" "$(cat "$tmp/before")"
}

# step [V=1] SCRIPT: run as a step named "x86 thing".
step() {
	rm -rf "$tmp/log"
	status=0
	env "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	out=$(cat "$tmp/out") err=$(cat "$tmp/err")
}

step_sh() {
	log=$tmp/log/thing.log
	set -- "$top/miniconfigs/step.sh" 'x86 thing' "$log"
	step "$@" 'echo one; echo two >&2'
	is 'step: a good one, one line' "$status:$err:$(wc -l <"$tmp/out")" 0::1
	like 'step: with its seconds' "$out" '^x86 thing +[0-9]+ s$'
	is 'step: its words are in the log' "$(grep -v '^+' "$log")" 'one
two'
	step "$@" 'seq 1 50; (exit 7); echo never'
	is 'step: a bad one, no line of success' "$status:$out" 1:
	is 'step: the last 20 lines of the log' "$(head -n 20 "$tmp/err")" "$(tail -n 20 "$log")"
	is 'step: and its name' "$(sed 1,20d "$tmp/err")" \
		"build: make x86 thing: exit status 7; the whole log is $log"
	is 'step: it stops where it fails' "$(grep -v '^+' "$log" | tail -n 1)" 50
	step V=1 "$@" 'echo one; echo two >&2'
	is 'step: V=1 shows all' "$status:$(grep -c -x -e one -e two "$tmp/out")" 0:2
	is 'step: and logs it' "$(grep -c -x -e one -e two "$log"):$(ls "$tmp/log")" 2:thing.log
	step V=1 "$@" 'echo one; exit 3'
	is 'step: V=1 fails, too' "$status:$(grep -c '^build: ' "$tmp/err"):$(ls "$tmp/log")" 1:1:thing.log
}

new_target() {
	unset KERNEL ROOT CROSS_COMPILE
	cd "$tmp/tree/miniconfigs" || exit
	sed -e 's/^DESCRIPTION.*/DESCRIPTION := vax, a test of the Makefile/' -e 's/x86_64$/vax/' \
		targets/x86_64.mk >targets/vax.mk
	cp linux/x86_64 linux/vax
	cp uclibc/x86_64 uclibc/vax
	out=$(make -C "$tmp/tree" TARGET=vax help 2>&1)
	like 'a new target: help says what it is' "$out" '^guestkit: vax, a test of the Makefile$'
	like 'a new target: it is listed' "$out" "^TARGET=vax  of .*\\<vax\\>"
	is 'a new target: make knows every step' \
		"$(make -n -C "$tmp/tree" TARGET=vax O="$tmp/o" image 2>&1 |
			sed -n "s/.*step.sh '\([^']*\)'.*/\1/p" | sort | tr '\n' ',')" \
		'vax busybox,vax ccwrap,vax dropbear,vax headers,vax hello,vax host-miniconfig,vax host-mkimage,vax host-netcat,vax images,vax init,vax kernel,vax netcat,vax oneit,vax root,vax uclibc,vax unpack-busybox,vax unpack-dropbear,vax unpack-linux,vax unpack-uclibc,'
	like 'a new target: its fragments are taken' \
		"$(make -n -C "$tmp/tree" TARGET=vax O="$tmp/o" kernel 2>&1)" 'cat [^>]*miniconfigs/linux/vax '
}

copy_project
helps
faults
rebuilds
step_sh
new_target

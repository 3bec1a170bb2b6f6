# shellcheck shell=sh
# boot.sh - what boot tests share; sourced after tap.sh. A guest is run either
# by run-qemu.sh -c, or here by its own command line with a console that is
# read and typed at, for boots in which that way can't work.
# shellcheck disable=SC2154 # tmp and top come from tap.sh, O and TARGET from make

run_qemu=$O/$TARGET/run-qemu.sh
console=$tmp/console
qemu=''
on_exit '[ ! "$qemu" ] || kill "$qemu" 2>/dev/null'
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs

# Show a guest's own TAP as ours, numbered on. $1 is its output.
take_tap() {
	printf '%s\n' "$1" | sed -n 's/^\(not \)\{0,1\}ok [0-9]* - /\1ok /p' >"$tmp/cases"
	while read -r line; do
		case $line in
		ok\ *) pass "${line#ok }" ;;
		*) fail "${line#not ok }" ;;
		esac
	done <"$tmp/cases"
	printf '%s\n' "$1" | grep '^# '
}

# The run script, but what the guest writes to its root stays, to be looked at.
run_kept=$tmp/run-qemu.sh
sed 's/,snapshot=on//' "$run_qemu" >"$run_kept"
chmod +x "$run_kept"
ln -sf "$O/$TARGET/kernel" "$tmp/kernel"

# guest_steps IMAGE TYPE HOME_IS [OPTION...]: boot, and take the guest's own
# assertions, 35 (36 with a /home) and two of ours.
guest_steps() {
	image=$1
	steps="EXPECT=$2 HOME_IS=$3 EPOCH=$EPOCH
$(cat "$top/tests/boot/guest/steps")"
	shift 3
	script=$run_qemu
	[ "$image" = "${image#"$tmp"}" ] || script=$run_kept
	told=$(IMAGE=$image "$script" -t 120 -c "$steps" "$@" </dev/null 2>&1)
	is "$(basename "$image") boots and runs a command" $? 0
	take_tap "$told"
	is 'the guest told all of its plan' \
		"1..$(printf '%s\n' "$told" | grep -cE '^(not )?ok ')" \
		"$(printf '%s\n' "$told" | grep '^1\.\.')"
}

# boot EDIT [OPTION...]: start the guest by its command line after the sed
# script EDIT, its console in $console, its keyboard what type_line sends. An
# image of the test's own is written to.
boot() {
	edit=$1
	shift
	line=$("$run_qemu" -n "$@" 2>/dev/null | sed "$edit; s#\($tmp/[^ ]*\),snapshot=on#\1#")
	rm -f "$tmp/keys"
	: >"$console"
	mkfifo "$tmp/keys"
	sh -c "exec $line" <"$tmp/keys" >"$console" 2>&1 &
	qemu=$!
	exec 9>"$tmp/keys"
}

# wait_for TEXT: until the console shows it, at most 60 s.
wait_for() {
	tries=600
	until grep -qF -- "$1" "$console"; do
		tries=$((tries - 1))
		if [ $tries = 0 ] || ! kill -0 "$qemu" 2>/dev/null; then
			tail -n 20 "$console"
			return 1
		fi
		sleep 0.1
	done
}

type_line() {
	printf '%s\r' "$1" >&9
}

# The guest's shell answers; then it is told to end, and QEMU does.
boot_prompt() {
	wait_for 'Type exit when done.' && wait_for ' # '
}
boot_exit() {
	type_line exit
	wait_gone
}
wait_gone() {
	tries=300
	while kill -0 "$qemu" 2>/dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { kill "$qemu"; return 1; }
		sleep 0.1
	done
	exec 9>&-
	wait "$qemu"
	ended=$? qemu='' # the number may soon be another's
	return $ended
}

# A word to QEMU itself: to its monitor, which shares the console.
tell_qemu() {
	printf '\001c%s\n\001c' "$1" >&9
}

# Was it unmounted in order? Neither e2fsck nor the superblock may complain.
clean() { # DISK
	LC_ALL=C dumpe2fs -h "$1" >"$tmp/superblock" 2>&1
	grep '^Filesystem state: *clean$' "$tmp/superblock" &&
		! grep -w needs_recovery "$tmp/superblock" && e2fsck -fn "$1"
}

# The last case of every test that boots: none of the disks of its guests, so many,
# was left unclean.
disks_clean() { # NUMBER
	disks=0 unclean=''
	find "$tmp" -type f -size +60k >"$tmp/files"
	while read -r disk; do
		[ "$(od -An -tx1 -j1080 -N2 "$disk")" = ' 53 ef' ] || continue
		disks=$((disks + 1))
		clean "$disk" >"$tmp/clean" 2>&1 || unclean="$unclean ${disk##*/}"
	done <"$tmp/files"
	is "every disk is clean, of $1" "$disks$unclean" "$1"
}

# records DISK FILE LAST: of tests/boot/guest/writers. They are numbered from 1
# without a gap, and the last one is there (LAST 1) or not (0).
records() {
	debugfs -R "cat /$2" "$1" 2>/dev/null | awk -v last="$3" '
		/^[0-9]+$/ && $1 == n + 1 { n++; next }
		$0 == "last " n && !end { end = 1; next }
		{ print "after " n ": " $0; bad = 1 }
		END { print n + 0, end + 0; exit bad || n < 5 || end != last }'
}

# A copy of root.ext2 with a file of ours in it, without root.
image_with() { # IMAGE PATH MODE FILE
	cp "$O/$TARGET/root.ext2" "$1"
	printf 'rm %s\nwrite %s %s\nsif %s mode 0100%s\n' "$2" "$4" "$2" "$2" "$3" |
		debugfs -w -f - "$1" >/dev/null 2>&1
}

# shellcheck shell=sh
# runs.sh - what tests of the run script share: runs whose output, errors, status
# and leavings are looked at; sourced after boot.sh.
# shellcheck disable=SC2034,SC2154 # some variables are the tests', some boot.sh's

binary=$("$run_qemu" -n 2>/dev/null)
binary=${binary%% *}
runs=$tmp/runs # every process of a run has this in its environment
mkdir "$runs"
shell='' running='' # what is to be killed at exit
patience=60 # seconds for one run
on_exit 'kill $running 2>/dev/null'

# guest OPTION...: run, with this input; output, errors and exit status are in
# $tmp/out, $tmp/err and $status.
guest() {
	status=0
	# shellcheck disable=SC2086 # none or two words
	TMPDIR=$runs timeout $patience $shell "$run_qemu" "$@" >"$tmp/out" 2>"$tmp/err" ||
		status=$?
}

# The same in the background; $! is the run's. Ctrl-C reaches it.
guest_start() { # NAME OPTION...
	name=$1
	shift
	# shellcheck disable=SC2086 # none or two words
	TMPDIR=$runs env --default-signal=INT $shell "$run_qemu" "$@" \
		<"$tmp/in" >"$tmp/$name.out" 2>"$tmp/$name.err" &
	running="$running $!"
}

# terminal COMMAND: in one, with what is typed at descriptor 9; it shows $tmp/tty.
terminal() {
	rm -f "$tmp/keys" "$tmp/tty"
	mkfifo "$tmp/keys"
	TMPDIR=$runs env --default-signal=INT script -qec "$1" /dev/null <"$tmp/keys" >"$tmp/tty" 2>&1 &
	running=$!
	exec 9<>"$tmp/keys"
}

# ends PID: the status of one that was started.
ends() {
	ended=0
	wait "$1" || ended=$?
	running=$(echo " $running " | sed "s/ $1 / /")
}

# shows FILE TEXT: within 30 s.
shows() {
	tries=300
	until grep -qF -- "$2" "$1" 2>/dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

# Name what runs left: processes, and files in their TMPDIR. What saw its end of
# a pipe close gets two seconds.
left() {
	tries=20
	while grep -alF "TMPDIR=$runs" /proc/[0-9]*/environ >"$tmp/left" 2>/dev/null
		[ -s "$tmp/left" ] && [ $tries -gt 0 ]; do
		tries=$((tries - 1))
		sleep 0.1
	done
	while IFS=/ read -r _ _ pid _; do
		tr '\0' ' ' <"/proc/$pid/cmdline" && echo
	done <"$tmp/left" 2>/dev/null
	ls -A "$runs"
}
nothing_left() {
	is "$1: nothing is left" "$(left)" ''
}

# gave_up NAME STATUS REASON: one line on standard error, and where it names a
# log, that shows LOG_HAS.
gave_up() {
	is "$1: exit status" "$status" "$2"
	like "$1: says why" "$(cat "$tmp/err")" "^run-qemu\.sh: $3"
	is "$1: in one line" "$(wc -l <"$tmp/err")" 1
	log=$(sed -n 's/.*log is //p' "$tmp/err")
	[ "$4" ] || return
	ok "$1: the log shows the console" grep -F "$4" "$log"
	rm -f "$log"
	nothing_left "$1"
}

every_byte() {
	octal='0 1 2 3 4 5 6 7'
	for i in 0 1 2 3; do
		for j in $octal; do
			# shellcheck disable=SC2059 # these are the bytes
			for k in $octal; do printf "\\$i$j$k"; done
		done
	done
}

# fake SCRIPT: a QEMU that does this.
fake() {
	mkdir -p "$tmp/fake"
	printf '#!/bin/sh\n%s\n' "$1" >"$tmp/fake/$binary"
	chmod +x "$tmp/fake/$binary"
}
with_fake() {
	PATH=$tmp/fake:$PATH XDG_CACHE_HOME=$tmp/cache "$@"
}

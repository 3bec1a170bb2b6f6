# run-beside.sh - what of run-qemu.sh runs beside QEMU, how a run ends, and who
# is told: nothing of it outlives the run.

# A child that ended is forgotten by the system: its number may be another's.
# shellcheck disable=SC2317 # clean calls this
child() { # PID
	read -r stat <"/proc/$1/stat" || return
	stat=${stat##*) ? }
	[ "${stat%% *}" = $$ ]
}

# End a child by TERM. That is lost on a shell that is about to become another
# program, so it is repeated.
# shellcheck disable=SC2317
stop() { # PID
	for seconds in 0.1 0.3 1 3; do
		child "$1" || return
		kill "$1"
		sleep "$seconds"
	done
	! child "$1" || kill -9 "$1"
}

# End all that was started, at every exit. A helper of QEMU's that still waits
# for the other end of a pipe is let go. ssh must put the terminal right.
# shellcheck disable=SC2317 # a trap calls this
clean() {
	trap '' HUP INT TERM ALRM
	[ "$!" = "$qemu" ] || [ "$!" = "$ssh" ] || helpers="$helpers $!"
	for pid in $helpers; do
		! child "$pid" || kill -9 "$pid"
	done
	[ ! "$ssh" ] || stop "$ssh"
	[ ! "$qemu" ] || stop "$qemu"
	wait
	[ "$tmp" ] || return
	true <>"$tmp/in" <>"$tmp/out" <>"$tmp/err" <>"$tmp/end" <>"$tmp/host_key"
	rm -rf "$tmp"
}

now() { # in hundredths of a second
	read -r up _ </proc/uptime
	echo "${up%.*}${up#*.}"
}

# As a string of JSON's: that is UTF-8, which a path need not be.
string() {
	text=$1 escape='s/[\\"]/\\&/g; s/\n/\\n/g' n=1
	printf %s "$text" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||
		text=$(printf %s "$text" | LC_ALL=C tr '\200-\377' '?')
	while [ $n -lt 32 ]; do
		[ $n = 10 ] || escape="$escape; s/$(printf %b "\\0$(printf %o $n)")/\\\\u$(printf %04x $n)/g"
		n=$((n + 1))
	done
	printf '"%s"' "$(printf '%s\n' "$text" | LC_ALL=C sed -e ':all' -e '$!{N;b all' -e '}' -e "$escape")"
}

# For -j: what happened, in a file that is there whole or not at all.
report() { # STATUS [REASON]
	[ "$json" ] || return 0
	into=$json took=$(($(now) - started)) reason=null
	[ ! "${2-}" ] || reason=$(string "$2")
	[ -e "$json" ] && [ ! -f "$json" ] || into=$json.$$
	if printf '{"result": "%s", "status": %d, "seconds": %d.%02d, "reason": %s,\n "target": "%s", "accel": "%s", "qemu": %s}\n' \
		"$happened" "$1" $((took / 100)) $((took % 100)) "$reason" \
		"$TARGET" "$accel" "$(string "$line")" 2>/dev/null >"$into" &&
		{ [ "$into" = "$json" ] || mv -f "$into" "$json"; }; then
		return
	fi 2>/dev/null
	[ "$into" = "$json" ] || rm -f "$into"
	into=$json json=''
	fail 125 "write $into: it can't be"
}

# After so long, tell this shell. A shell that is killed would leave its sleep
# behind; one that reads does not.
time_limit() {
	{ read -r _; kill -ALRM $$; } <"$tmp/clock" &
	helpers="$helpers $!"
	sleep "$limit" >"$tmp/clock" &
	helpers="$helpers $!"
}

# Start the command line with what it talks to. A background process has
# /dev/null as its input unless told otherwise.
start() {
	exec 3<&0 4>&1 5<&0
	[ ! "$limit" ] || time_limit
	case $job in command | shell)
		cat <&3 >"$tmp/in" &
		helpers="$helpers $!" ;;
	esac
	case $job in command | shell | ssh) exec 5</dev/null ;; esac
	case $job$verbose in
	command | ssh) exec 4>/dev/null ;;
	command1 | ssh1) exec 4>&2 ;; # the console's
	esac
	if [ "$job" = command ]; then
		cat "$tmp/out" &
		out=$! helpers="$helpers $!"
		cat "$tmp/err" >&2 &
		err=$! helpers="$helpers $!"
	fi
	if [ "$job" = ssh ]; then
		head -n 1 "$tmp/host_key" >"$tmp/key" &
		key=$! helpers="$helpers $!"
	fi
	if [ "$chosen" ]; then
		tell_ports &
		asking=$! helpers="$helpers $!"
	fi
	# shellcheck disable=SC2030,SC2031 # QEMU's own, so that its files go too
	(cd "$tmp" && export TMPDIR="$tmp" && {
		# Who waits for the key must see QEMU's end.
		[ "$job" != ssh ] || exec 7>host_key
	} && exec "$@") <&5 >&4 2>"$tmp/qemu" 3<&- 4>&- 5<&- &
	qemu=$!
}

# Wait for QEMU, and for who reads the command's output; one that nobody ever
# wrote to waits for this.
finish() {
	wait $qemu 2>/dev/null
	ended=$?
	[ "$job" = command ] || return
	: >"$tmp/out" &
	helpers="$helpers $!"
	: >"$tmp/err" &
	helpers="$helpers $!"
	wait "$out" "$err" 2>/dev/null
}

# Ask QEMU by its monitor which ports it bound, and tell those that it chose: for
# ssh in a file, the user's on standard error.
tell_ports() {
	printf '%s\n' '{"execute": "qmp_capabilities"}' '{"execute": "human-monitor-command",
		"arguments": {"command-line": "info usernet"}}' >"$tmp/monitor.in"
	while read -r answer; do
		case $answer in *HOST_FORWARD*) break ;; esac
	done <"$tmp/monitor.out"
	echo "$answer" | sed 's/\\r\\n/\
/g' | sed -n 's/^ *TCP\[HOST_FORWARD\] *[^ ]* *\([^ ]*\) *\([^ ]*\) *[^ ]* *\([^ ]*\).*/\1 \2 \3/p' |
		while read -r address host guest; do
			[ "$address" != '*' ] || address=0.0.0.0
			case " $asked " in *" $address:$host:$guest "*) continue ;; esac
			if [ "$job:$guest" = ssh:22 ] && [ ! -e "$tmp/port" ]; then
				echo "$host" >"$tmp/port"
			else
				complain "port $address:$host is the guest's $guest"
			fi
		done
}

# No status came: say why, and where the console can be read.
lost() { # RESULT STATUS REASON
	happened=$1
	see="; the console's log is $log"
	[ -s "$log" ] || { rm -f "$log"; see=''; }
	fail "$2" "wait for the guest: $3$see"
}

# shellcheck disable=SC2317 # a trap calls this
interrupted() { # STATUS
	rm -f "$log"
	happened=interrupted
	report "$1"
	exit "$1"
}

result() {
	told=$(cat "$tmp/status" 2>/dev/null)
	case $job$ended$output in 0 | console0) told=${told:-0} ;; esac
	case $told in *[!0-9]*)
		why=$(tail -n 1 "$tmp/packing" 2>/dev/null)
		lost lost 125 "$told${why:+ ($why)}" ;;
	esac
	if [ "$told" ]; then
		[ "$(cat "$tmp/unpacked" 2>/dev/null || echo 0)" = 0 ] ||
			lost lost 125 "unpack into $output: $(tail -n 1 "$tmp/unpacking")"
		[ "$job" != ssh ] || told=$ssh_status
		rm -f "$log"
		happened='exit'
		[ "$told" -le 128 ] || [ "$told" -gt 192 ] || happened=signal
		report "$told"
		exit "$told"
	fi
	said=$(tail -n 1 "$tmp/qemu")
	case $said in *'Could not set up host forwarding rule'*)
		said="bind ${said##*rule }: the port is in use, or not ours" ;;
	esac
	[ $ended = 0 ] || lost qemu 125 "QEMU's exit status is $ended: $said"
	panic=$(sed -n 's/.*\(Kernel panic\)/\1/p' "$log" 2>/dev/null | tr -d '\r' | tail -n 1)
	[ ! "$panic" ] || lost panic 125 "$panic"
	said=$({ echo "$said"; sed -n '/^job: /p' "$log"; } 2>/dev/null | tr -d '\r' |
		sed '/^$/d' | tail -n 1)
	lost lost 125 "${said:-it powered off before it told a status}"
}

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
	trap '' HUP INT QUIT TERM ALRM
	[ "$!" = "$qemu" ] || [ "$!" = "$ssh" ] || helpers="$helpers $!"
	for pid in $helpers; do
		! child "$pid" || kill -9 "$pid"
	done
	[ ! "$ssh" ] || stop "$ssh"
	[ ! "$qemu" ] || stop "$qemu"
	wait
	[ "$tmp" ] || return
	true <>"$tmp/in" <>"$tmp/out" <>"$tmp/err" <>"$tmp/end" <>"$tmp/host_key"
	rm -rf "$tmp" || rm -rf "$tmp" # one of QEMU's helpers wrote its last word
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

# For -j: what happened, in a file that is there whole or not at all. What is no
# file, or only leads to one (/dev/stdout), is not replaced but written to.
replaced() {
	[ ! -h "$json" ] && { [ -f "$json" ] || [ ! -e "$json" ]; }
}

# What an earlier run wrote doesn't stay.
report_possible() {
	[ "$json" ] && replaced || return 0
	into=$json
	{ rm -f "$json" && true >"$json.$$" && rm -f "$json.$$"; } 2>/dev/null || report_impossible
}

report_impossible() {
	json=''
	fail 125 "write $into: it can't be"
}

report() { # STATUS [REASON]
	[ "$json" ] || return 0
	into=$json took=$(($(now) - started)) reason=null
	[ ! "${2-}" ] || reason=$(string "$2")
	! replaced || into=$json.$$
	if printf '{"result": "%s", "status": %d, "seconds": %d.%02d, "reason": %s,\n "target": "%s", "accel": "%s", "qemu": %s}\n' \
		"$happened" "$1" $((took / 100)) $((took % 100)) "$reason" \
		"$TARGET" "$accel" "$(string "$line")" 2>/dev/null >>"$into" &&
		{ [ "$into" = "$json" ] || mv -f "$into" "$json"; }; then
		return
	fi 2>/dev/null
	[ "$into" = "$json" ] || rm -f "$into"
	into=$json
	report_impossible
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
	ended=$? spoilt=''
	[ "$job" = command ] || return
	: >"$tmp/out" &
	helpers="$helpers $!"
	: >"$tmp/err" &
	helpers="$helpers $!"
	# Who reads no more (SIGPIPE) needs no more; a full disk is another matter.
	for pid in $out $err; do
		wait "$pid" 2>/dev/null
		case $? in 0 | 141) ;; *) spoilt='write failed' ;; esac
	done
}

# Ask QEMU by its monitor which ports it bound, and tell those that it chose: for
# ssh in a file, the user's on standard error.
tell_ports() {
	printf '%s\n' '{"execute": "qmp_capabilities"}' '{"execute": "human-monitor-command",
		"arguments": {"command-line": "info usernet"}}' >"$tmp/monitor.in"
	while read -r answer; do
		case $answer in *HOST_FORWARD*) break ;; esac
	done <"$tmp/monitor.out"
	printf '%s\n' "$answer" | sed 's/\\r\\n/\
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
lost() { # RESULT STATUS REASON: which a guest may have written
	happened=$1
	why=$(printf %s "$3" | LC_ALL=C tr -d '\000-\037\177')
	see=''
	[ ! -s "$log" ] || ! mv -f "$log" "$tmp.log" || see="; the console's log is $tmp.log"
	fail "$2" "wait for the guest: $why$see"
}

# shellcheck disable=SC2317 # a trap calls this
interrupted() { # STATUS
	happened=interrupted
	report "$1"
	exit "$1"
}

# What the guest says that a command ended with, if it can be: a byte, without
# zeros before it, which would make it octal here.
said_status() {
	told=$(sed -nE '1s/^(exit|signal) 0*([0-9]{1,3})$/\1 \2/p' "$tmp/status" 2>/dev/null)
	case $told in
	exit*) [ "${told#* }" -le 255 ] ;;
	signal*) [ "${told#* }" -le 127 ] ;;
	*) false ;;
	esac && echo "$told"
}

result() {
	told=$(said_status)
	[ -s "$tmp/status" ] || case $job$ended$output in 0 | console0) told='exit 0' ;; esac
	if [ "$told" ]; then
		[ "$(cat "$tmp/unpacked" 2>/dev/null || echo 0)" = 0 ] ||
			lost lost 125 "unpack into $output: $(tail -n 1 "$tmp/unpacking")"
		happened=${told% *} told=${told#* }
		[ "$happened" = exit ] || told=$((128 + told))
		[ "$job" != ssh ] || told=$ssh_status
		[ ! "$spoilt" ] || { happened=lost; fail 125 "pass on the command's output: $spoilt"; }
		report "$told"
		exit "$told"
	fi
	if [ -s "$tmp/status" ]; then
		said=$(tail -n 1 "$tmp/packing" 2>/dev/null)
		lost lost 125 "$(head -n 1 "$tmp/status")${said:+ ($said)}"
	fi
	said=$(tail -n 1 "$tmp/qemu")
	case $said in *'Could not set up host forwarding rule'*)
		said="bind ${said##*rule }: the port is in use, or not ours" ;;
	esac
	[ $ended = 0 ] || lost qemu 125 "QEMU's exit status is $ended: $said"
	panic=$(sed -n 's/.*\(Kernel panic\)/\1/p' "$log" 2>/dev/null | tail -n 1)
	[ ! "$panic" ] || lost panic 125 "$panic"
	said=$({ echo "$said"; sed -n '/^job: /p' "$log"; } 2>/dev/null | sed '/^.\{0,1\}$/d' | tail -n 1)
	lost lost 125 "${said:-it powered off before it told a status}"
}

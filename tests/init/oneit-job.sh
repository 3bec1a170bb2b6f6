#!/bin/sh
# oneit-job.sh - oneit among other processes: a shell with job control that waits
# for it, pipes that it was given, a person without patience. Oracles: bash and
# dash on a terminal of script(1), a pipe's reader, /proc.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/init/setup
. "$top/tests/init/setup"
plan 28

# ---- what the command was given is the command's

# When the command has closed a pipe, its reader sees the end though oneit runs.
# Nothing else of ours may hold it.
end_seen() { # REDIRECTION COMMAND-CLOSES
	mkfifo pipe
	eval "exec $as '$tmp/oneit' sh -c 'exec $2; until [ -e go ]; do sleep 0.05; done; exit 7' $1" &
	job=$!
	seen=0
	timeout 10 cat pipe || seen=$?
	: >go
	[ "$seen" = 0 ] && ends 7
}
plain 'ordinary: standard output: the end of the pipe is seen' end_seen '>pipe' '>&-'
plain 'ordinary: and with standard error in the same' end_seen '>pipe 2>&1' '>&- 2>&-'
plain 'ordinary: another descriptor' end_seen '7>pipe' '7>&-'
unread() {
	mkfifo pipe
	# shellcheck disable=SC2086 # words
	$as "$tmp/oneit" sh -c 'exec <&-; until [ -e go ]; do sleep 0.05; done; exit 7' <pipe &
	job=$!
	timeout 10 sh -c 'trap "" PIPE; exec >pipe; while echo x; do sleep 0.05; done' 2>/dev/null
	seen=$?
	: >go
	[ "$seen" != 124 ] && ends 7
}
plain 'ordinary: standard input: the writer is told that nobody reads' unread
# Only standard error is left, for words of its own.
holds_none() {
	cat >run <<-'END'
		for try in $(seq 100); do
			ls -l /proc/$PPID/fd | sed -n 's/.* \([0-9]* -> .*\)/\1/p' >fds
			! grep -q '^8 ' fds || { sleep 0.05; continue; }
			break
		done
		exec cat fds
	END
	got=$(oneit sh run 2>err 8>x 9>y </dev/zero | grep -v -e '^0 -> /dev/null$' -e '^1 -> /dev/null$')
	is_err=$(printf '%s\n' "$got" | sed 's|/.*/err$|err|')
	echo "$got"
	[ "$is_err" = '2 -> err' ]
}
both 'nothing but its standard error stays open' holds_none
kept_again() {
	cat >run <<-'END'
		echo "out $(cat)" >&8
		echo >>starts
		[ "$(wc -l <starts)" -lt 3 ] || { kill -TERM $PPID; exec sleep 20; }
	END
	oneit -n sh run 8>out </dev/null || :
	[ "$(wc -l <out)" = 3 ]
}
both '-n: each start has them' kept_again
told() {
	want 0 -3 brood orphans 100 told 3>x 4>y
}
pid1 'PID 1: -3: orphans are told whatever the caller had there' told

# ---- a terminal that a shell has before and after

# session COMMAND: it runs on a terminal, whose keyboard is what keys sends.
session() {
	rm -f keys
	mkfifo keys
	: >raw
	# shellcheck disable=SC2086 # words
	PS1='ready> ' timeout --foreground -s KILL 100 $as script -qfec "$1" /dev/null <keys >raw 2>&1 &
	job=$!
	exec 9>keys
}
keys() { # FORMAT: and some time for the terminal to change hands
	sleep 0.3
	# shellcheck disable=SC2059 # a format
	printf "$1" >&9
}
shows() { # TEXT [TIMES]
	tries=200
	until [ "$(grep -aoF -e "$1" raw | wc -l)" -ge "${2:-1}" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "never shown: $1"; cat -v raw; return 1; }
		sleep 0.05
	done
}
over() { # STATUS
	exec 9>&-
	ends "$1"
}
bash='bash --norc --noprofile -i'

# The words of oneit as typed.
ctrl_z() {
	session "$bash" && keys "$way oneit sed -u s/x/y/\n" && keys 'x1\n' && shows y1 &&
		keys '\032' && shows Stopped && keys 'echo shell$((20 + 2))\n' && shows shell22 &&
		keys 'fg\n' && keys 'x2\n' && shows y2 &&
		keys '\004' && keys 'echo end=$?\n' && shows end=0 &&
		keys 'exit 3\n' && over 3
}
background() {
	session "$bash" && keys "$way oneit sed -u s/x/y/\n" && keys 'x1\n' && shows y1 &&
		keys '\032' && shows Stopped && keys 'bg\n' && shows 'oneit sed -u s/x/y/ &' &&
		keys 'echo shell$((20 + 2))\n' && shows shell22 &&
		keys 'fg\n' && keys 'x2\n' && shows y2 &&
		keys '\004' && keys 'echo end=$?\n' && shows end=0 &&
		keys 'exit 3\n' && over 3
}
inner_shell() { # SHELL: which is stopped as a whole, and continued
	session "$bash" && keys "$way oneit $1\n" && keys 'echo in$((20 + 2))\n' && shows in22 &&
		keys 'kill -STOP $$\n' && shows Stopped && keys 'echo shell$((20 + 2))\n' && shows shell22 &&
		keys 'fg\n' && keys 'echo in$((40 + 2))\n' && shows in42 &&
		keys 'sleep 99\n' && keys '\003' && keys 'echo end=$?\n' && shows end=130 &&
		keys 'exit 0\n' && keys 'echo end=$?\n' && shows end=0 && keys 'exit 3\n' && over 3
}
# Who started oneit is no shell with job control: it must be given the terminal.
handed_back() { # LAST-STEP
	session "sh -c 'oneit $1; read -r word; echo got=\$word; exit 3'" &&
		keys 'echo in$((20 + 2))\n' && shows in22 && keys "$2" && keys 'a\n' && shows got=a && over 3
}
usual=$namespace namespace=${by_root:-$namespace}
both 'ctrl-Z stops all of it, fg goes on' ctrl_z
both 'bg, and fg' background
for shell in 'dash -i' "$bash"; do
	both "$shell: kill -STOP \$\$, fg, exit 0" inner_shell "$shell"
done
namespace=$usual
plain 'ordinary: a shell that is killed: the terminal is handed back' handed_back 'dash -i' 'kill -9 $$\n'
plain 'ordinary: a shell that exits' handed_back "$bash" 'exit\n'
closed_terminal() {
	session "oneit sh -c 'trap \"echo term >log; exit\" TERM; : >up; while :; do sleep 0.05; done'"
	wait_until [ -e up ] && wait_until find_oneit && kill -HUP "$oneit" && wait_until [ -s log ] && over 0
}
plain 'ordinary: HUP on a terminal' closed_terminal
with_console() {
	session "exec brood notty $way oneit -3 -c \$(tty) sh -c '[ -p /proc/self/fd/3 ] && stty size && exit 4'" &&
		over 4
}
# It is in the background, where who reads the terminal is stopped.
own_group() {
	session "exec brood notty $way oneit -c \$(tty) brood group sh -c 'read -r word; echo got=\$word; exit 4'" &&
		keys 'a\n' && shows got=a && over 4
}
both '-c: a command in a group of its own gets the terminal' own_group
both '-3 with -c: descriptor 3 is the pipe, the others are the console' with_console

# ---- ctrl-alt-del, and again

impatient() { # STATUS
	begin sh -c 'trap "" TERM INT; : >up; exec sleep 90' || return
	presses=0
	while kill -INT "$oneit" 2>/dev/null && [ $presses -lt 60 ]; do
		presses=$((presses + 1))
		sleep 0.05
	done
	echo "$presses presses"
	[ $presses -ge 7 ] && [ $presses -lt 60 ] && ends "$1"
}
patient() { # STATUS
	begin sh -c 'trap "" TERM INT; : >up; exec sleep 90' || return
	for _ in 1 2 3 4 5 6; do
		kill -INT "$oneit"
		sleep 0.05
	done
	ends "$1"
}
export GRACE=80
limit=60
pid1 'PID 1: seven INT within 2 s cut GRACE short' impatient 129
plain 'ordinary: seven INT within 2 s cut GRACE short' impatient 137
GRACE=3
pid1 'PID 1: six do not' took 3000 30000 patient 129
plain 'ordinary: six do not' took 3000 30000 patient 137

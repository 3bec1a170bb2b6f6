#!/bin/sh
# oneit.sh - oneit as PID 1 of a container and as an ordinary process: what it
# runs, and what becomes of that. Oracles: the shell's $? and the command itself.
# Of other inits' bugs those that both may have are named.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/init/setup
. "$top/tests/init/setup"
plan 84

# each BASE VERB NUMBER...: brood VERB NUMBER gives BASE + NUMBER.
each() {
	base=$1 verb=$2 bad=0
	shift 2
	for n; do
		got=0
		oneit brood "$verb" "$n" || got=$?
		[ "$got" = $((base + n)) ] || {
			echo "$verb $n: exit status $got"
			bad=1
		}
	done
	return $bad
}
# shellcheck disable=SC2046 # numbers
both 'all 256 exit codes' each 0 exit $(seq 0 255)
# All but those that don't end a process by themselves.
both 'killed by a signal: 128 and its number' each 128 die 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 \
	24 25 26 27 29 30 31 34 35 49 50 63 64

limit=3 # catatonit 5 hung
: >"$tmp/file"
both 'no such path: 127, at once' says 127 'oneit: run /nosuch/command: No such .*' /nosuch/command
both 'no such name: 127, at once' says 127 'oneit: run nosuch: No such .*' nosuch
both 'an empty name: 127' says 127 'oneit: run : No such .*' ''
both 'not executable: 126, at once' says 126 'oneit: run .*: Permission denied' "$tmp/file"
both 'a folder: 126, at once' says 126 'oneit: run /: Permission denied' /
limit=20

# What a command is given.
piped() {
	[ "$(echo x | oneit cat)" = x ] && [ "$(oneit sh -c 'echo y >&2' 2>&1 >/dev/null)" = y ]
}
words() {
	[ "$(oneit printf '<%s>' -n -c 'a b' '')" = '<-n><-c><a b><>' ] &&
		[ "$(oneit -- printf '<%s>' -3)" = '<-3>' ]
}
both 'standard input, output and error are kept' piped
both "the command's options are its own" words
both 'no signal is blocked for it' want 0 grep -qx 'SigBlk:.0*' /proc/self/status
before='env --ignore-signal=CHLD'
both 'SIGCHLD ignored by the caller: the status is right' want 5 sh -c 'exit 5'
before='env --block-signal --ignore-signal'
both 'all signals blocked and ignored: the status is right' want 5 sh -c 'exit 5'
before=

closed() {
	want 3 "$@" sh -c 'exit 3' <&- && want 3 "$@" sh -c 'exit 3' >&- 2>&- &&
		want 3 "$@" sh -c 'exit 3' <&- >&- 2>&-
}
both 'closed standard input, output and error' closed
both 'and with -3' closed -3

# In what folder: $PPID is oneit.
folder() {
	cat >run <<-'END'
		pwd -P
		readlink /proc/$PPID/cwd
		[ ! -e ../again ] || { kill -TERM $PPID; exec sleep 20; }
		: >../again
	END
	mkdir x
	here=$(pwd -P)
	(cd x && oneit -n sh ../run) >out
	holds out "$here/x" / "$here/x" /
}
both 'catatonit 0.2.1: it leaves the working directory, to which its command goes back' folder

# The command line.
both '-x' says 2 'oneit: read -x: .+' -x true
both '-c without a word' says 2 'oneit: read -c: .+' -c
both 'no command' says 2 'oneit: read .+: .+'
both 'options and no command' says 2 'oneit: read .+: .+' -3 -p
both '-p with -n' says 2 'oneit: use -p: .+' -p -n true
both '-p with -r' says 2 'oneit: use -p: .+' -r -p true
prints_usage() {
	want 0 -h >out 2>err && head -n 1 out | grep '^usage: oneit ' && [ ! -s err ]
}
full() {
	want 1 -h >/dev/full
}
both '-h prints the usage' prints_usage
both '-h that could not be written' full

# without PATH MESSAGE: -c PATH fails.
without() {
	says 1 "oneit: $2" -c "$1" touch ran && [ ! -e ran ]
}
long=/dev/$(printf '%064d' 1)
both 'no such console: 1, and the command is not run' \
	without /dev/nosuch 'open /dev/nosuch: No such file or directory'
both 'no such console, without /dev/' without nosuch 'open /dev/nosuch: No such file or directory'
both 'no such console, of a long name' without "$long" "open $long: No such file or directory"
both 'a console that is no terminal' without null 'control /dev/null: .+'

# Terminals. on_terminal SCRIPT: sh's status; what it prints is in out.
on_terminal() {
	got=0
	printf '%s\n' "$1" >run
	# shellcheck disable=SC2086 # words
	timeout --foreground -s KILL 20 $as script -qec 'exec sh run' /dev/null >raw || got=$?
	tr -d '\r' <raw >out
	return $got
}
no_hangup() {
	got=0
	on_terminal "exec $way oneit sh -c 'sleep 0.3; exit 4'" </dev/null || got=$?
	[ "$got" = 4 ] || cat out
	[ "$got" = 4 ]
}
# A pty can be taken when no session has it; size: SIZE [VARIABLE...]
size() {
	size=$1
	shift
	on_terminal "tty; stty rows 0 cols 0
		exec brood notty env $* $way oneit -c \$(tty) sh -c 'tty; : </dev/tty && stty size'" </dev/null
	cat out
	[ "$(sed -n 1p out)" = "$(sed -n 2p out)" ] && [ "$(sed -n '3,$p' out)" = "$size" ]
}
own_size() {
	on_terminal "stty rows 33 cols 99
		exec brood notty $way oneit -c \$(tty) stty size" </dev/null
	holds out '33 99'
}
ctrl_c() {
	cat >catch <<-'END'
		trap 'exit 9' INT
		: >up
		for n in $(seq 100); do sleep 0.05; done
	END
	got=0
	{
		wait_until [ -e up ]
		printf '\003'
		sleep 0.2
	} | on_terminal "exec brood notty $way oneit -c \$(tty) sh catch" || got=$?
	cat out
	[ "$got" = 9 ]
}
both 'dumb-init 174: on a terminal the command gets no SIGHUP' no_hangup
both '-c: a controlling terminal, of 24 by 80' size '24 80'
both '-c: of LINES and COLUMNS' size '50 132' LINES=50 COLUMNS=132
both '-c: of LINES and COLUMNS that are none' size '24 80' LINES=-1 COLUMNS=x
both '-c: a size that is known is kept' own_size
both '-c: ctrl-C works' ctrl_c

# Again and again. Six starts: two delays doubled, a run of more than a second,
# then none, then the first again.
again() {
	cat >run <<-'END'
		date +%s%N >>starts
		case $(wc -l <starts) in
		4) exec sleep 1.1 ;;
		6) kill -TERM $PPID; exec sleep 20 ;;
		esac
	END
	want "$1" "$2" sh run && awk '
		NR > 1 { after[NR] = ($1 - last) / 1e9; printf "%.3f ", after[NR] }
		{ last = $1 }
		END {
			exit !(NR == 6 && after[2] >= 0.1 && after[3] >= 0.2 && after[4] >= 0.4 &&
				after[5] < 1.6 && after[6] >= 0.1 && after[6] < 0.75)
		}' starts
}
lines_of() { # FILE NUMBER
	[ "$(wc -l <"$1")" -ge "$2" ]
}
in_delay() {
	begin "$2" sh -c ': >up; echo >>starts; exit 9' && wait_until lines_of starts 5 &&
		sleep 0.1 && kill -TERM "$oneit" && took 0 1000 ends "$1"
}
missing() {
	limit=2
	want 137 -n nosuch 2>err || :
	limit=20
	cat err
	[ "$(wc -l <err)" -ge 2 ] && [ "$(wc -l <err)" -le 6 ]
}
pid1 'PID 1: -n: at once after a second, else ever later; TERM ends it' again 129 -n
plain 'ordinary: -n: at once after a second, else ever later; TERM ends it' again 143 -n
pid1 'PID 1: -r: TERM ends it in the delay, too' in_delay 129 -r
plain 'ordinary: -r: TERM ends it in the delay, too' in_delay 9 -r
both '-n: a missing command does not spin' missing

# An ordinary process stops its own command only.
trapped() { # SIGNAL
	begin sh -c 'trap "exit 33" TERM; : >up; for n in $(seq 200); do sleep 0.05; done' &&
		kill -"$1" "$oneit" && ends 33
}
stopped() {
	begin sh -c 'trap "exit 33" TERM; : >up; kill -STOP $$; for n in $(seq 200); do sleep 0.05; done' &&
		sleep 0.2 && kill -TERM "$oneit" && ends 33
}
stubborn() { # MIN MAX
	begin sh -c 'trap "" TERM; : >up; exec sleep 20' &&
		kill -TERM "$oneit" && took "$1" "$2" ends 137
}
# shellcheck disable=SC2046 # numbers
untouched() {
	begin sh -c 'sleep 20 & echo $! >pids; brood daemon log 0 >>pids; : >up; exec sleep 20' &&
		kill -TERM "$oneit" && ends 143 && sleep 0.1 && [ ! -e log ] &&
		kill -KILL $(cat pids)
}
for sig in TERM INT HUP USR1 USR2 PWR; do
	plain "ordinary: SIG$sig reaches the command as TERM, whose status counts" trapped $sig
done
plain 'ordinary: so does it when the command is stopped' stopped
export GRACE=1
plain 'ordinary: a command that ignores TERM is killed after GRACE' stubborn 1000 4500
unset GRACE
plain 'ordinary: other processes are not touched' untouched
# Not 32 and 33: they are the C library's own, and it lets nobody block them.
# shellcheck disable=SC2046 # numbers
plain 'ordinary: no other signal does a thing' want 7 \
	sh -c 'brood signal $PPID "$@"; sleep 0.2; exit 7' sh \
	$(seq 64 | grep -vxe 1 -e 2 -e 9 -e 10 -e 12 -e 15 -e 19 -e 30 -e 32 -e 33)

# What an ordinary process must not do is tried where it hurts nobody: below a
# PID 1 that is a shell.
below() { # SCRIPT
	# shellcheck disable=SC2086 # words
	timeout --foreground -s KILL 20 $as_pid1 $namespace sh -c "$1"
}
innocent='sleep 20 & innocent=$!'
spared='kill -KILL $innocent; wait $innocent; status=$?; echo "the innocent: $status"; [ $status = 137 ]'
name='ordinary: -n: TERM in the delay hits no other process that has the old pid'
if [ "$refused" ]; then
	skip "$name" "$refused"
elif ! below 'echo 1 >/proc/sys/kernel/ns_last_pid' 2>/dev/null; then
	skip "$name" 'the next pid cannot be chosen here'
else
	pid1 "$name" below "oneit -n sh -c 'echo \$\$ >>pids; exit 1' & oneit=\$!
		until [ \"\$(wc -l 2>/dev/null <pids)\" = 5 ]; do sleep 0.05; done
		sleep 0.2
		read -r pid <<-E
			\$(tail -n 1 pids)
		E
		echo \$((pid - 1)) >/proc/sys/kernel/ns_last_pid
		$innocent; [ \$innocent = \$pid ] || exit
		kill -TERM \$oneit; wait \$oneit
		$spared"
fi
pid1 'ordinary: -n: TERM after a fork that failed hits no other process' below "$innocent
	brood limit 1 oneit -n true & oneit=\$!
	sleep 0.5; kill -TERM \$oneit; wait \$oneit
	$spared"

#!/bin/sh
# oneit-pid1.sh - oneit as PID 1 of a container: orphans, signals, and the way
# down. Oracles: what unshare(1) ends with, what processes wrote before they ended,
# /proc. Other inits' bugs are named.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/init/setup
. "$top/tests/init/setup"
plan 47

# reboot(2) in a pid namespace ends its PID 1 by a signal: 129 is for a restart,
# 130 for a halt or a power-off.
from_inside() { # STATUS SIGNAL
	want "$1" sh -c "brood signal 1 $2; exec sleep 20"
}
from_outside() {
	begin sh -c ': >up; exec sleep 20' && brood signal "$oneit" "$2" && ends "$1"
}
ignored_inside() {
	want 7 sh -c 'brood signal 1 "$@"; sleep 0.2; exit 7' sh "$@"
}
ignored_outside() {
	begin sh -c ': >up; until [ -e go ]; do sleep 0.02; done; exit 7' &&
		brood signal "$oneit" "$@" && sleep 0.2 && : >go && ends 7
}
after_others() {
	want 129 sh -c 'brood signal 1 "$@"; exec sleep 20' sh "$@" 15
}
for signal in 15:TERM:129 2:INT:129 1:HUP:129 10:USR1:130 12:USR2:130 30:PWR:130; do
	number=${signal%%:*} status=${signal##*:} signal=${signal%:*}
	pid1 "SIG${signal#*:} from inside: $status" from_inside "$status" "$number"
	pid1 "SIG${signal#*:} from outside: $status" from_outside "$status" "$number"
done
others=$(seq 64 | grep -vxe 1 -e 2 -e 10 -e 12 -e 15 -e 30)
# shellcheck disable=SC2086 # numbers
{
	pid1 'no other signal from inside does a thing, STOP and KILL neither' ignored_inside $others
	pid1 'and TERM is still heard after all of them' after_others $others
}
# shellcheck disable=SC2046 # numbers
pid1 'no other signal from outside does a thing' ignored_outside \
	$(echo "$others" | grep -vxe 9 -e 19)
no_proc() {
	want 3 sh -c 'mount -t tmpfs none /proc && mkdir /proc/mnt && mount -t tmpfs none /proc/mnt && exit 3'
}
usual=$namespace namespace=${by_root:-$namespace}
pid1 'a container without /proc is no machine' no_proc
namespace=$usual
before='setpriv --bounding-set -sys_boot --inh-caps -sys_boot --ambient-caps -sys_boot'
pid1 'where reboot(2) is refused: 143, after a line' says 143 'oneit: reboot: .*not permitted' \
	sh -c 'kill -TERM 1; exec sleep 20'
before=

# The way down.
all_end() { # STATUS LAST-STEP
	cat >run <<-'END'
		trap 'echo term >c; exit' TERM
		brood daemon a 0
		(trap 'echo term >b; exit' TERM; : >up; while :; do sleep 0.05; done) &
		until [ -e up ]; do sleep 0.02; done
	END
	echo "$2" >>run
	want "$1" sh run && holds a term last && holds b term
}
all_end_by_signal() {
	all_end "$@" && holds c term
}
stopped() {
	want 3 sh -c 'pid=$(brood daemon a 0); kill -STOP $pid; exit 3' && holds a term last
}
late_record() { # STATUS LAST-STEP
	want "$1" sh -c "brood daemon a 500; $2" && holds a term last
}
stubborn() { # MIN MAX
	took "$1" "$2" want 3 sh -c 'brood daemon a -1; exit 3'
}
nonsense() {
	says 3 'oneit: read GRACE=.*: .+' sh -c 'exit 3'
}
default_grace() {
	took 5000 15000 says 3 'oneit: read GRACE=bogus: .+' sh -c 'brood daemon a -1; exit 3'
}
pid1 'the command ends: everybody gets TERM' all_end 3 'exit 3'
pid1 'a signal: everybody gets TERM, the command, too' all_end_by_signal 129 \
	'kill -TERM 1; while :; do sleep 0.05; done'
pid1 'the stopped get CONT and can handle their TERM' stopped
pid1 'tini 180, dumb-init 212: who needs 0.5 s writes the last record' late_record 3 'exit 3'
pid1 'and so on a signal' late_record 130 'kill -USR2 1; exec sleep 20'
export GRACE=60
pid1 'GRACE=60: no wait when all have ended' took 0 10000 late_record 3 'exit 3'
pid1 'GRACE=60: no wait when nobody is there' took 0 10000 want 3 sh -c 'exit 3'
GRACE=1
pid1 'GRACE=1: who ignores TERM is killed then' stubborn 1000 4000
GRACE=0
pid1 'GRACE=0: at once' stubborn 0 3000
GRACE=
pid1 'GRACE=: the default' want 3 sh -c 'exit 3'
for GRACE in -1 3601 5s 1.5 ' ' 99999999999999999999; do
	pid1 "GRACE='$GRACE' is told in one line" nonsense
done
GRACE=bogus
pid1 'GRACE=bogus: told in one line, and the default is used' default_grace
unset GRACE

# Orphans. Anonymous memory as it is, not VmRSS, which the kernel rounds.
same_memory() {
	cat >run <<-'END'
		rss() { sed -n 's/^Rss:[^0-9]*\([0-9]*\) kB/\1/p' /proc/1/smaps_rollup; }
		brood orphans 1000 && brood none && first=$(rss) &&
			brood orphans 10000 && brood none && last=$(rss) || exit 1
		echo "$first kB, then $last kB"
		[ "$first" -gt 0 ] && [ "$last" -le $((first + 64)) ]
	END
	want 0 sh run
}
coalesced() {
	begin sh -c ': >up
		until [ -e go ]; do sleep 0.02; done
		brood orphans 100; : >made; exit 9' &&
		kill -STOP "$oneit" && : >go && wait_until [ -e made ] && sleep 0.2 &&
		kill -CONT "$oneit" && took 0 5000 ends 9
}
coalesced_orphans() {
	begin sh -c ': >up
		until [ -e go ]; do sleep 0.02; done
		brood orphans 100; : >made; brood none && exit 9' &&
		kill -STOP "$oneit" && : >go && wait_until [ -e made ] && sleep 0.2 &&
		kill -CONT "$oneit" && ends 9
}
pid1 '10,000 orphans: no zombie is left, no memory is kept' same_memory
pid1 '-3: of 10,000 orphans every pid is told, once' want 0 -3 brood orphans 10000 told
pid1 '-3: while nobody reads they wait, and none is lost' want 0 -3 brood orphans 3000 late
pid1 '-3: when nobody reads the end of the command is still seen' took 0 10000 \
	want 0 -3 brood orphans 3000 unread
pid1 '-3: when the command has closed it all are reaped' want 7 -3 \
	sh -c 'brood orphans 3000 closed; exec 3<&-; brood orphans 3000; brood none && exit 7'
pid1 'catatonit 4: one SIGCHLD for the command and 100 orphans: its end is seen' coalesced
pid1 'catatonit 4: one SIGCHLD for 100 orphans: all are reaped' coalesced_orphans

# What ignores TERM and doesn't wait for the end. In time, with the right status,
# and nothing is left of it on the host.
loose() { # BROOD-VERB NUMBER
	took 1000 10000 want 6 sh -c "brood $1 $2 && exit 6" || return
	[ ! "$(find /proc/[0-9]* -maxdepth 1 -name exe -lname "$tmp/brood" 2>/dev/null)" ]
}
loose_signal() {
	took 1000 10000 want 129 sh -c "brood $1 $2; kill -TERM 1; exec sleep 20" || return
	[ ! "$(find /proc/[0-9]* -maxdepth 1 -name exe -lname "$tmp/brood" 2>/dev/null)" ]
}
limit=12 GRACE=1
export GRACE
pid1 'a fork bomb: it ends soon after GRACE' loose bomb 400
pid1 'a fork bomb, and a signal' loose_signal bomb 400
pid1 'orphans without end: it ends soon after GRACE' loose comets 100
pid1 'orphans without end, and a signal' loose_signal comets 100
pid1 'signals without end: it ends soon after GRACE' loose flood 16
pid1 'TERM without end: it ends soon after GRACE' loose_signal terms 16

#!/bin/sh
# console.sh - the shell on the console: prompt, ctrl-C, job control, the size of
# the terminal, exit. Oracle: what a person would see.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 13

boot ''
ok 'the boot ends at a prompt' boot_prompt
type_line 'sleep 1000'
sleep 1
printf '\003' >&9
type_line 'echo status=$?'
ok 'ctrl-C ends a command' wait_for 'status=130'
type_line 'sleep 999; echo after'
sleep 1
printf '\032' >&9
type_line 'jobs | sed s/sleep/slept/'
ok 'ctrl-Z stops one' wait_for 'slept 999'
type_line 'bg; sleep 0.2; jobs | sed s/^/now:/'
ok 'bg lets it run' wait_for 'Running'
type_line fg
sleep 1
printf '\003' >&9
type_line 'jobs | wc -l | sed s/^/jobs=/'
ok 'fg and ctrl-C end it' wait_for 'jobs=0'
type_line '(sleep 0.1 & exec sh -c "exit 3"); echo left=$?; sleep 0.5'
ok 'an orphan does no harm' wait_for 'left=3'
type_line 'grep -c ^State:.Z /proc/[0-9]*/status | grep -vc :0 | sed s/^/zombies=/'
ok 'and is reaped' wait_for 'zombies=0'
type_line 'echo size=$(stty size)=$(tty)'
ok 'a serial line is 24 by 80' wait_for 'size=24 80=/dev/tty'
ok 'exit powers off' boot_exit
not_ok 'without a complaint of init' grep -E '^init: ' "$console"

# As large as the terminal that run-qemu.sh is on.
mkfifo "$tmp/typed"
script -qec "stty rows 37 cols 101; $run_qemu" /dev/null <"$tmp/typed" >"$console" 2>&1 &
qemu=$!
exec 9>"$tmp/typed"
boot_prompt
type_line 'echo size=$(stty size)='
ok 'and as large as the terminal that there is' wait_for 'size=37 101='
ok 'exit powers off there, too' boot_exit
disks_clean 0

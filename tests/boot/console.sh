#!/bin/sh
# console.sh - the shell on the console: prompt, ctrl-C, job control, exit.
# Oracle: what a person would see.
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
type_line 'sleep 999'
sleep 1
printf '\032' >&9
type_line 'jobs | sed s/sleep/slept/'
ok 'ctrl-Z stops one' wait_for 'slept 999'
type_line 'kill -9 %1; (sleep 0.1 & exec sh -c "exit 3"); echo left=$?; sleep 0.5'
ok 'an orphan does no harm' wait_for 'left=3'
type_line 'grep -c ^State:.Z /proc/[0-9]*/status | grep -vc :0 | sed s/^/zombies=/'
ok 'and is reaped' wait_for 'zombies=0'
ok 'exit powers off' boot_exit
not_ok 'without a complaint of init or oneit' grep -E '^(init|oneit): ' "$console"

# The other ways down, asked for by a command.
for how in poweroff reboot; do
	boot ''
	boot_prompt >/dev/null
	type_line "$how"
	ok "$how ends QEMU" wait_gone
done
boot ''
boot_prompt >/dev/null
type_line 'halt'
ok 'halt stops the machine' wait_for 'System halted'
kill "$qemu" && qemu=''

# What ignores TERM is killed after GRACE, and the disk it wrote to is clean.
mke2fs -q -F -t ext2 "$tmp/disk" 4M >/dev/null
boot '' -d "$tmp/disk" GRACE=1
boot_prompt >/dev/null
type_line '(trap "" TERM; while :; do echo line >>/home/log; done) & sleep 0.3; kill -TERM 1'
ok 'TERM to PID 1 restarts, whoever ignores TERM' wait_gone
ok 'and the disk that was written to is clean' e2fsck -fn "$tmp/disk"
like 'with what was written' "$(debugfs -R 'cat /log' "$tmp/disk" 2>&1)" '^line$'

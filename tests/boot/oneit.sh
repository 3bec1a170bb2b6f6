#!/bin/sh
# oneit.sh - PID 1 of a machine where something is wrong: it never ends, it never
# hangs, it says what is the matter. Oracle: the console; e2fsck for the disks.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 30

again='reboot: Restarting system' down='reboot: Power down'
ends() { # NAME WORDS
	ok "$1: $2" wait_for "$2"
	ok "$1: the guest ends" wait_gone
}

# oneit in init's place, with the words of its command line. A shell that is
# offered is no PID 1: what it says to shut down works.
alone() { # NAME SAID TYPED WORD...
	name=$1 said=$2 typed=$3
	shift 3
	boot '' init=/sbin/oneit -- "$@"
	ok "$name: is named" wait_for "oneit: $said"
	ok "$name: there is a shell" wait_for ' # '
	type_line "$typed"
}
alone 'an unknown option' 'read -x: no such option; see -h' poweroff -x
ends 'an unknown option' "$down"
alone 'no command' 'read the command: there is none; see -h' exit -p
ends 'no command' "$again"
alone 'a command that does not exist' 'run no-such: No such file or directory' exit -p no-such
ok 'a command that does not exist: a shell instead' wait_for 'oneit: run no-such: a shell instead'
ends 'a command that does not exist' "$down"
alone 'a console that does not exist' 'open /dev/no-such: No such file or directory' \
	reboot -p -c no-such /bin/sh
ends 'a console that does not exist' "$again"

boot '' CONSOLE=no-such
ok 'CONSOLE=no-such is named' wait_for 'init: open /dev/no-such: No such file or directory'
ok 'CONSOLE=no-such: there is a shell' boot_prompt
ok 'CONSOLE=no-such: the guest ends' boot_exit

# The console was told to wait (ctrl-S), and PID 1 has something to say.
boot '' GRACE=soon
boot_prompt >/dev/null
type_line 'sleep 1; exit'
sleep 0.3
printf '\023' >&9
ends 'finit 397, hangs on a serial console: a stopped console' "$down"
ok 'and the message is there' grep 'init: read GRACE=soon: not 0 to 3600 seconds' "$console"

# A boot that hangs can still be ended.
printf '#!/bin/sh\necho rc: hangs\n(trap "" TERM; sleep 1000) & wait\n' >"$tmp/rc"
image_with "$tmp/hangs" /etc/rc 755 "$tmp/rc"
hangs() { # WAY WORDS
	IMAGE=$tmp/hangs boot '' GRACE=1
	ok "$1: the boot hangs" wait_for 'rc: hangs'
	tell_qemu "$1"
	ends "$1" "$2"
}
hangs system_powerdown "$down"
if [ "$TARGET" = x86_64 ]; then
	hangs 'sendkey ctrl-alt-delete' "$again"
else
	for name in hangs "$again" ends; do
		skip "ctrl-alt-del: $name" 'the board has no keyboard'
	done
fi
disks_clean 1

#!/bin/sh
# variants.sh - what the kernel command line changes, one boot each.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 13

# told COMMAND [OPTION...]: what the command prints in the guest.
told() {
	command=$1
	shift
	"$run_qemu" -t 120 -c "$command" "$@" </dev/null 2>&1
}

seen=$(told 'ip -o -4 addr show eth0; ip route; cat /etc/resolv.conf' NET=dhcp)
like 'NET=dhcp gets an address' "$seen" 'inet 10\.0\.2\.15/24'
like 'NET=dhcp gets a route' "$seen" '^default via 10\.0\.2\.2'
like 'NET=dhcp gets a name server' "$seen" '^nameserver 10\.0\.2\.3'
is 'HOST= is the host name' "$(told hostname HOST=fred)" fred
is 'PATH= wins' "$(told 'echo $PATH' PATH=/usr/bin:/usr/sbin:/elsewhere)" \
	/usr/bin:/usr/sbin:/elsewhere
# The job's parent is what the console was given to.
# shellcheck disable=SC2016 # the guest's
is 'CONSOLE= is the terminal' \
	"$(told 'readlink /proc/$(cut -d " " -f 4 /proc/$PPID/stat)/fd/0' CONSOLE=console)" /dev/console
is 'another word is in the environment' "$(told 'echo $COLOUR' COLOUR=blue)" blue
like 'a read-only root boots' \
	"$(export IMAGE="$O/$TARGET/root.ext2"; told 'cat /proc/mounts' ro)" '^/dev/root / ext2 ro'
mke2fs -q -F -t ext2 "$tmp/disk" 4M >/dev/null
like 'HOMEDEV= mounts that disk' \
	"$(told 'cat /proc/mounts' -d "$tmp/disk" HOMEDEV=/dev/vdb)" '^/dev/vdb /home ext4 rw'
is 'HOMEDEV=none mounts no disk' \
	"$(told 'grep " /home " /proc/mounts' -d "$tmp/disk" HOMEDEV=none | cut -d ' ' -f 1)" tmpfs

# A time server that says 2027-01-15 08:00:00 UTC: by RFC 868 the seconds since
# 1900, 1800000000 + 2208988800, as four bytes.
printf '\356\364\120\200' >"$tmp/time"
boot "s|user,id=net0|&,guestfwd=tcp:10.0.2.99:37-cmd:cat $tmp/time|; s/$/ -rtc base=1970-01-01/" RDATE=10.0.2.99
boot_prompt >/dev/null
type_line 'date +now=%s'
ok 'RDATE= is asked' wait_for 'now=18000000'
ok 'RDATE= is asked: the guest ends' boot_exit
disks_clean 1

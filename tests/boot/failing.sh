#!/bin/sh
# failing.sh - boots in which something is missing or broken: each ends at a
# prompt, with the fault named on the console, and shuts down.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 39

# fault NAME ERE EDIT [OPTION...]: boots to a prompt, names it, ends.
fault() {
	name=$1 want=$2
	shift 2
	boot "$@"
	ok "$name: boots to a prompt" boot_prompt
	type_line 'cat /etc/resolv.conf; echo now=$(date +%s)'
	wait_for 'now=1'
	ok "$name: shuts down" boot_exit
	seen=$(tr -d '\r' <"$console" | grep -E '^(init|oneit|rdate): |nameserver|^now=')
	like "$name: is named" "$seen" "$want"
}

no_card='s/-netdev .* -device virtio-net/-device virtio-net/; s/-device virtio-net[^ ]*//'
fault 'no network card' '^init: set up eth0: No such device' "$no_card"
fault 'no network wanted' '^now=' "$no_card" NET=none
is 'NET=none: nobody complains' "$(grep -cE '^init: ' "$console")" 0
fault 'a wrong NET' '^init: read NET=10.0.2: not qemu, dhcp' '' NET=10.0.2
fault 'another network' '^nameserver 10.0.2.9' '' NET=10.0.2.77/24,10.0.2.2,10.0.2.9
fault 'no rdate server' '^init: run /usr/sbin/rdate: exit status 1' 's/$/ -rtc base=1970-01-01/' RDATE=10.0.2.2
now=$(printf '%s\n' "$seen" | sed -n 's/^now=//p')
ok 'no rdate server: the clock is the image'"'"'s date' [ "$now" -ge "$EPOCH" ]
ok 'no rdate server: and no more' [ "$now" -lt $((EPOCH + 600)) ]
fault 'no second disk' '^now=' ''
is 'no second disk: nobody complains' "$(grep -cE '^init: ' "$console")" 0
fault 'a HOMEDEV that is missing' '^init: mount /dev/vdz on /home: No such file' '' HOMEDEV=vdz
head -c 1000000 /dev/zero >"$tmp/zeros"
fault 'a disk without a file system' '^init: mount /dev/vdb on /home: Invalid argument' '' -d "$tmp/zeros"

# A broken /etc/rc, in each way that a file can be.
printf '#!/bin/sh\nexit 3\n' >"$tmp/rc"
image_with "$tmp/rc3" /etc/rc 755 "$tmp/rc"
IMAGE=$tmp/rc3 fault 'an rc that fails' '^init: run /etc/rc: exit status 3' ''
image_with "$tmp/rcx" /etc/rc 644 "$tmp/rc"
IMAGE=$tmp/rcx fault 'an rc that is no program' '^init: run /etc/rc: Permission denied' ''
IMAGE=$O/$TARGET/root.ext2 fault 'a read-only root' '^now=' '' ro
is 'a read-only root: nobody complains' "$(grep -cE '^init: ' "$console")" 0
disks_clean 2

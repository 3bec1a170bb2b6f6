#!/bin/sh
# second.sh - two boots of each target named in SECOND: every step of the boot,
# and the way down by the board's power button.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
unset KERNEL IMAGE
plan $(($(echo "$SECOND" | wc -w) * 40 + 1))

for TARGET in $SECOND; do
	# shellcheck source=tests/boot.sh
	. "$top/tests/boot.sh"
	guest_steps "$O/$TARGET/root.sqf" squashfs none

	cp "$O/$TARGET/root.ext2" "$tmp/$TARGET.root"
	mke2fs -q -F -t ext4 "$tmp/$TARGET.home" 8M >/dev/null 2>&1
	IMAGE=$tmp/$TARGET.root boot '' -d "$tmp/$TARGET.home"
	ok "$TARGET boots with a disk" boot_prompt
	type_line 'echo x >/etc/x; echo x >/home/x; (while :; do echo x; done >>/home/log) & sleep 1; echo now=$((1 + 1))'
	wait_for 'now=2'
	tell_qemu system_powerdown
	ok "$TARGET: the power button" wait_for 'reboot: Power down'
	ok "$TARGET: ends QEMU" wait_gone
done
disks_clean $(($(echo "$SECOND" | wc -w) * 2))

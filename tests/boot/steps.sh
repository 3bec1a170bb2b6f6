#!/bin/sh
# steps.sh - each step of init's boot, from all three images. Oracle: the
# guest's kernel, asked by tests/boot/guest/steps; e2fsck for the disk.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 115

out=$O/$TARGET
guest_steps "$out/root.sqf" squashfs none

mke2fs -q -F -t ext2 "$tmp/home" 8M >/dev/null
printf '#!/bin/sh\necho here >/run/rc-was-here\n' >"$tmp/rc"
image_with "$tmp/root.ext2" /etc/rc 755 "$tmp/rc"
guest_steps "$tmp/root.ext2" ext2 vdb -d "$tmp/home"
ok 'the disk of /home is clean' e2fsck -fn "$tmp/home"
like 'and what was written is on it' "$(debugfs -R 'cat /probe' "$tmp/home" 2>&1)" '^word$'

guest_steps "$out/root.cpio.gz" rootfs none
disks_clean 2

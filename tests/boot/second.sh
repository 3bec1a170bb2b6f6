#!/bin/sh
# second.sh - four boots of each target named in SECOND: every step of the boot,
# the way down by the board's power button, and what run-qemu.sh takes in and
# brings back.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
unset KERNEL IMAGE
plan $(($(echo "$SECOND" | wc -w) * 45 + 1))

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

	rm -rf "$tmp/share" "$tmp/made"
	mkdir "$tmp/share"
	echo shared >"$tmp/share/file"
	head -c 1000000 /dev/urandom >"$tmp/share/big"
	# shellcheck disable=SC2094 # it is only read
	told=$("$run_qemu" -t 60 -d "$tmp/$TARGET.home" -x "$tmp/share/big" -9 "$tmp/share" -i "$tmp/share" \
		-o "$tmp/made" -p 0:22 -c 'cksum - big /share/big; head -c 1000000 /dev/vdc >$OUT/disk
		date +%s >$OUT/now; exit 77' <"$tmp/share/big" 2>"$tmp/errors")
	is "$TARGET: the status of a command" $? 77
	is "$TARGET: input, files and a share" "$(echo "$told" | cut -d ' ' -f 1,2 | sort -u)" \
		"$(cksum <"$tmp/share/big")"
	ok "$TARGET: a disk and the output" cmp "$tmp/made/disk" "$tmp/share/big"
	like "$TARGET: a port" "$(cat "$tmp/errors")" '^run-qemu\.sh: port 127\.0\.0\.1:[0-9]+ is the guest.s 22$'
	is "$TARGET: ssh" "$(HOME=$tmp "$run_qemu" -t 60 -s 'uname -m; exit 5' 2>&1 </dev/null; echo $?)" \
		"$TARGET
5"
done
disks_clean $(($(echo "$SECOND" | wc -w) * 2))

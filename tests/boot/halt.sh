#!/bin/sh
# halt.sh - every way down keeps what was written: daemons write to an ext2 and an
# ext4 disk while it is taken. Oracles: e2fsck and the superblock, from the host;
# the records on the disks; the kernel's last words.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
if [ "$TARGET" = x86_64 ]; then plan 154; else plan 143; fi

grace=4
mkdir "$tmp/home" "$tmp/fresh"
cp "$top/tests/boot/guest/writers" "$tmp/home"
mke2fs -q -F -t ext2 -d "$tmp/home" "$tmp/fresh/ext2" 8M >/dev/null 2>&1
mke2fs -q -F -t ext4 "$tmp/fresh/ext4" 8M >/dev/null 2>&1

# Boot with new disks, all three written to, and the writers running.
boot_writers() {
	cp "$tmp/fresh/ext2" "$tmp/fresh/ext4" "$O/$TARGET/root.ext2" "$tmp"
	IMAGE=$tmp/root.ext2
	export IMAGE
	boot "s#\$# -drive file=$tmp/ext4,format=raw,if=virtio#" -d "$tmp/ext2" GRACE=$grace
	boot_prompt
	type_line 'echo x >/etc/written; . /home/writers'
	wait_for 'writers: up'
}

# way NAME WORDS COMMAND...: take it; WORDS are the kernel's last.
way() {
	name=$1 words=$2
	shift 2
	ok "$name: the writers run" boot_writers
	"$@"
	ok "$name: $words" wait_for "reboot: $words"
	[ "$words" != 'System halted' ] || kill "$qemu"
	wait_gone
	for type in ext2 ext4; do
		ok "$name: the $type disk is clean" clean "$tmp/$type"
		for seconds in 0.3 2; do
			ok "$name: $type, all records of who needs $seconds s" \
				records "$tmp/$type" $seconds 1
		done
		ok "$name: $type, all but the last of who needs too long" \
			records "$tmp/$type" 99 0
	done
	ok "$name: the root is clean" clean "$tmp/root.ext2"
	is "$name: and what was written to it is there" \
		"$(debugfs -R 'cat /etc/written' "$tmp/root.ext2" 2>/dev/null)" x
}

down='Power down' again='Restarting system'
way 'the shell exits' "$down" type_line exit
way 'the shell is killed' "$down" type_line 'kill -9 $$'
way poweroff "$down" type_line poweroff
way reboot "$again" type_line reboot
way halt 'System halted' type_line halt
for sig in TERM INT; do
	way "SIG$sig" "$again" type_line "kill -$sig 1"
done
way SIGUSR1 'System halted' type_line 'kill -USR1 1'
for sig in USR2 PWR; do
	way "SIG$sig" "$down" type_line "kill -$sig 1"
done
way 'the power button' "$down" tell_qemu system_powerdown
if [ "$TARGET" = x86_64 ]; then
	way 'ctrl-alt-del' "$again" tell_qemu 'sendkey ctrl-alt-delete'
else
	skip 'ctrl-alt-del' 'the board has no keyboard'
fi

# Can this fail? A machine that is switched off.
boot_writers >/dev/null
kill -9 "$qemu"
wait_gone
for disk in ext2 ext4 root.ext2; do
	not_ok "switched off: $disk is not clean" clean "$tmp/$disk"
done

# Nobody waits for a shell at its prompt, which ignores SIGTERM; and it doesn't
# take a command in the foreground down with it.
IMAGE=$tmp/root.ext2
cp "$O/$TARGET/root.ext2" "$tmp"
boot '' GRACE=60
boot_prompt
tell_qemu system_powerdown
ok 'a shell at its prompt is not waited for' wait_gone
ok 'the root is clean' clean "$tmp/root.ext2"
cp "$tmp/fresh/ext2" "$tmp"
boot '' -d "$tmp/ext2" GRACE=60
boot_prompt
type_line 'sh -c "trap \"sleep 1; echo last >/home/last; exit\" TERM; echo fore\$((1 - 1))ground; while :; do sleep 0.1; done"'
ok 'a command in the foreground runs' wait_for fore0ground
tell_qemu system_powerdown
ok 'and ends in its time' wait_gone
is 'with its last record' "$(debugfs -R 'cat /last' "$tmp/ext2" 2>/dev/null)" last
ok 'the disk is clean' clean "$tmp/ext2"
ok 'and so is the root' clean "$tmp/root.ext2"

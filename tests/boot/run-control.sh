#!/bin/sh
# run-control.sh - run-qemu.sh's disks: which name each has in the guest, whose
# /home is, and the control image that automates a build. Oracles: the guest's
# kernel; e2fsck and debugfs.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
# shellcheck source=tests/runs.sh
. "$top/tests/runs.sh"
plan 35

mkdir "$tmp/control" "$tmp/plain"
cat >"$tmp/control/init" <<'END'
#!/bin/sh
echo "control runs in $PWD: $(tty)"
echo word >/home/built
{ echo word >/mnt/wrote; } 2>/dev/null && echo writes
[ ! -e /etc/fail ] || exit 1
exit 6
END
chmod 755 "$tmp/control/init"
echo a >"$tmp/plain/a"
mke2fs -q -F -t ext2 -d "$tmp/control" "$tmp/control.ext2" 2M >/dev/null 2>&1
mke2fs -q -F -t ext4 -d "$tmp/plain" "$tmp/pl,ain" 8M >/dev/null 2>&1
mke2fs -q -F -t ext2 "$tmp/home" 8M >/dev/null
mksquashfs "$tmp/control" "$tmp/control.sqf" -all-root -quiet -no-progress >/dev/null
head -c 1000 /dev/urandom >"$tmp/odd"

# sees IMAGE OPTION...: the disks and their sizes in sectors, and what is mounted.
sees() {
	image=$1
	shift
	IMAGE=$O/$TARGET/$image guest -c 'cd /sys/block; for d in vd?; do echo "$d=$(cat $d/size)"; done
		grep -E " (/home|/mnt) " /proc/mounts | cut -d " " -f 1-3' "$@" </dev/null
	tr '\n' ' ' <"$tmp/out"
}
root=vda=$(($(wc -c <"$O/$TARGET/root.sqf") / 512))
is 'a disk is not /home because it is the second' "$(sees root.sqf -x "$tmp/pl,ain")" \
	"$root vdb=16384 tmpfs /home tmpfs "
is 'home, then the others in order, of any size' \
	"$(sees root.sqf -x "$tmp/odd" -d "$tmp/home" -x "$tmp/pl,ain" -x "$tmp/control.ext2")" \
	"$root vdb=16384 vdc=2 vdd=16384 vde=4096 /dev/vdb /home ext4 "
is 'an initramfs: the first is /home' "$(sees root.cpio.gz -d "$tmp/home" -x "$tmp/odd")" \
	'vda=16384 vdb=2 /dev/vda /home ext4 '
is 'an initramfs: or not' "$(sees root.cpio.gz -x "$tmp/pl,ain")" 'vda=16384 '
guest -x "$tmp/odd" -c 'head -c 1000 /dev/vdb' </dev/null
ok 'a file of 1000 bytes' cmp "$tmp/out" "$tmp/odd"
before=$(cksum <"$tmp/pl,ain")
guest -x "$tmp/pl,ain" -c 'mount -r -t ext4 /dev/vdb /mnt && cat /mnt/a' </dev/null
is 'what is no control image is not mounted' "$status $(cat "$tmp/out")" '0 a'
guest -d "$tmp/home" -x "$tmp/pl,ain" -c : </dev/null
is 'and nothing is written to it' "$(cksum <"$tmp/pl,ain")" "$before"
guest -x /no/disk -c :
gave_up 'no disk' 125 'open /no/disk: no such disk' ''
mkdir "$tmp/at once"
cd "$tmp/at once" || exit
: >"$tmp/in"
guest_start one -d 8M -c 'echo one >/home/one; sleep 2'
one=$!
guest_start two -d 8M -c 'echo two >/home/two; sleep 2'
two=$!
ends $one
both=$ended
ends $two
like 'two that make one disk: one has it, the other says so' "$both $ended" '^(0 125|125 0)$'
ok 'and it is whole' e2fsck -fn home.ext2
is 'alone' "$(ls)" home.ext2
rm -f "$runs"/*.log

# ---- control images

controlled() { # OPTION...: what came on the console, without the kernel's
	guest "$@" -j "$tmp/json" </dev/null
	tr -d '\r' <"$tmp/out" | grep -v '^\[\|^Type exit' | tr '\n' ' '
}
for image in control.ext2 control.sqf; do
	writes=
	[ $image = control.sqf ] || writes='writes '
	is "$image: /init is run, with no terminal at once" "$(controlled -d "$tmp/home" -x "$tmp/$image")" \
		"Running /init of the control image in 3 s; press a key for a shell. control runs in /home: not a tty ${writes}control: /init ended with status 6 "
	is "$image: its status" "$(jq -r .status "$tmp/json")" 6
	is "$image: what it made" "$(debugfs -R 'cat /built' "$tmp/home" 2>/dev/null)" word
	debugfs -w -R 'rm /built' "$tmp/home" 2>/dev/null
done
is 'what it wrote on its own disk' "$(debugfs -R 'cat /wrote' "$tmp/control.ext2" 2>/dev/null)" word
like 'without a disk for /home' "$(controlled -x "$tmp/control.ext2")" 'control runs in /home'
like 'from an initramfs' "$(IMAGE=$O/$TARGET/root.cpio.gz controlled -d "$tmp/home" -x "$tmp/control.ext2")" 'control runs in /home'
guest -x "$tmp/control.ext2" CONTROL=none </dev/null
is 'CONTROL=none: the shell' "$status $(grep -c 'control runs' "$tmp/out")" '0 0'
guest -x "$tmp/control.ext2" -c 'echo mine; exit 3' </dev/null
is '-c runs its command all the same' "$status $(cat "$tmp/out")" '3 mine'
chmod 644 "$tmp/control/init"
mke2fs -q -F -t ext2 -d "$tmp/control" "$tmp/not.ext2" 2M >/dev/null 2>&1
guest -x "$tmp/not.ext2" </dev/null
is 'an /init that is no program: the shell' "$status $(grep -c 'control runs' "$tmp/out")" '0 0'

# As a board has it: the third disk, no word of run-qemu.sh's.
boot "s#\$# -drive file=$tmp/control.ext2,format=raw,if=virtio#" -d "$tmp/home"
ok 'the third disk: nobody is there' wait_for 'control runs in /home: /dev/tty'
ok 'the third disk: the guest powers off' wait_gone
ok 'the third disk: after 3 s' grep -E '^\[ *([3-9]|[1-9][0-9])\.[0-9]+\].*Power down' "$console"
ok 'the third disk: the status is on the console' grep 'ended with status 6' "$console"
boot "s#\$# -drive file=$tmp/control.ext2,format=raw,if=virtio#" -d "$tmp/home"
wait_for 'press a key for a shell'
printf x >&9
ok 'a key: the shell' wait_for ' # '
ok 'and its end' boot_exit
is 'instead of the other' "$(grep -c 'control runs' "$console")" 0

# Nobody types, and the input has no end: script(1) would type that.
terminal_status() {
	mkfifo "$tmp/typed"
	TMPDIR=$runs timeout 120 script -qec "$run_qemu -x $tmp/control.ext2; echo status=\$?" \
		/dev/null <>"$tmp/typed" | tr -d '\r' | sed -n 's/^status=//p'
}
is 'on a terminal its status is told, too' "$(terminal_status)" 6
nothing_left 'all of it'
disks_clean 5

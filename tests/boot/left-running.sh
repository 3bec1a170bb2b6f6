#!/bin/sh
# left-running.sh - what a job, a control image or a command of oneit's leaves
# running gets SIGTERM and its time, however it was left: nobody is hung up.
# Oracles: the records on the disk, and e2fsck, from the host.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 28

# Daemons that need 3 s for their last record: one by itself, one that was stopped,
# and one that ends without it when it can't write to the console.
cat >"$tmp/daemons" <<'END'
last() { # NAME [COMMAND...]
	name=$1
	shift
	trap 'sleep 3; "$@" && echo last >/home/$name; exit' TERM
	while :; do sleep 0.1; done
}
(last alone) >/dev/null 2>&1 &
(last stopped) >/dev/null 2>&1 &
sleep 0.3
kill -STOP $!
(last writes echo told) >/dev/console 2>&1 &
sleep 0.5
END

new_disk() {
	rm -f "$tmp/disk"
	mke2fs -q -F -t ext2 "$tmp/disk" 4M >/dev/null
}
# kept NAME: their records are there, and the disk is clean.
kept() {
	for daemon in alone stopped writes; do
		is "$1: the record of who is $daemon" \
			"$(debugfs -R "cat /$daemon" "$tmp/disk" 2>/dev/null)" last
	done
	ok "$1: the disk is clean" clean "$tmp/disk"
}
job() { # NAME STATUS OPTION...
	name=$1 want=$2
	shift 2
	new_disk
	"$run_qemu" -d "$tmp/disk" "$@" GRACE=20 </dev/null >"$tmp/out" 2>&1
	is "$name: its status" $? "$want"
	kept "$name"
}
job 'a command' 3 -c "$(cat "$tmp/daemons"); exit 3"
{ cat "$tmp/daemons"; echo 'kill -9 $$'; } >"$tmp/script"
job 'a script that is killed' 137 -f "$tmp/script"
job 'a command that powers off' 125 -c "$(cat "$tmp/daemons"); poweroff; sleep 60"

mkdir "$tmp/control"
{ echo '#!/bin/sh'; cat "$tmp/daemons"; } >"$tmp/control/init"
chmod 755 "$tmp/control/init"
mke2fs -q -F -t ext2 -d "$tmp/control" "$tmp/image" 2M >/dev/null 2>&1
job 'a control image' 0 -x "$tmp/image"

cat >"$tmp/script" <<'END'
mount -t proc proc /proc; mount -t devtmpfs dev /dev
mount -t ext2 /dev/vdb /home
. /etc/daemons
END
image_with "$tmp/root" /etc/daemons 644 "$tmp/daemons"
printf 'write %s /etc/script\n' "$tmp/script" | debugfs -w -f - "$tmp/root" >/dev/null 2>&1
new_disk
IMAGE=$tmp/root boot '' -d "$tmp/disk" init=/sbin/oneit GRACE=20 -- -p /bin/sh /etc/script
ok "oneit: its command's end is the machine's" wait_gone
kept oneit

# Who holds the output open is ended before the machine is; that takes as long.
new_disk
"$run_qemu" -d "$tmp/disk" -c '(trap "sleep 7; echo last >/home/last; exit" TERM
	while :; do sleep 0.1; done) & sleep 0.5; kill -STOP $!' GRACE=20 </dev/null >"$tmp/out" 2>&1
is 'who holds the output open has GRACE seconds' \
	"$(debugfs -R 'cat /last' "$tmp/disk" 2>/dev/null)" last

# Nobody could continue what ctrl-Z stops in place of the shell.
boot ''
boot_prompt
type_line 'exec sh -c "echo in its pl""ace; sleep 2"'
wait_for 'in its place'
printf '\032' >&9
ok 'ctrl-Z: what the shell became goes on' wait_gone
disks_clean 3

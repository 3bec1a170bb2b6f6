#!/bin/sh
# run-qemu.sh - boot the kernel and the image beside this script in QEMU.
# The target's own words come first; the rest is the same for all.

usage() {
	cat <<EOF
usage: run-qemu.sh [-n] [-d FILE|SIZE] [-m MB] [-t SECONDS] [-c COMMAND] [WORD...]

Boot the guest to a shell on this terminal; ctrl-A x ends QEMU. Without a
terminal the shell reads standard input, and its exit status is the result.

-c COMMAND    run COMMAND in the guest's shell instead, with this standard
              input, output and error; the exit status is COMMAND's
-d FILE|SIZE  a disk for the guest's /home: FILE, or home.ext2 in this folder,
              made with SIZE (as in 512M or 2G) if it isn't there
-m MB         the guest's memory (default 256)
-n            print the QEMU command and stop
-t SECONDS    give up after so long
-h            print this

A WORD goes to the kernel command line, as in NET=none or loglevel=3.

Environment:
  KERNEL, IMAGE  other files than the kernel and root.sqf beside this script;
                 IMAGE may be squashfs, ext2/3/4 or, named *.cpio*, an initramfs
  TMPDIR         where the run's small files and its console log go (/tmp)

Exit status: the command's (128 and its number for a signal); 124 out of time;
125 the guest never told (it panicked, powered off early, QEMU failed); 2 usage.
EOF
}

complain() {
	echo "run-qemu.sh: $*" >&2
}

fail() { # STATUS MESSAGE...
	status=$1
	shift
	complain "$@"
	exit "$status"
}

# The path in double-comma form, as QEMU's option lists want it.
comma() {
	printf %s "$1" | sed 's/,/,,/g'
}

absolute() {
	case $1 in
	/*) printf %s "$1" ;;
	*) printf %s "$PWD/$1" ;;
	esac
}

# Quote the words for a shell, so that the line can be pasted.
quoted() {
	for word; do
		case $word in
		'' | *[!A-Za-z0-9_./:=,@%+-]*)
			printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")" ;;
		*) printf '%s ' "$word" ;;
		esac
	done
	echo
}

# KVM serves only a guest of the host's own kind, and a node in /dev proves
# nothing: a guest that boots, finds no root and panics proves it. The answer
# is kept until the host is booted again.
probe_kvm() {
	[ "$(uname -m)" = "$TARGET" ] || { echo no: other machine; return; }
	[ -w /dev/kvm ] || { echo no: /dev/kvm is not ours to use; return; }
	cache=${XDG_CACHE_HOME:-$HOME/.cache}/guestkit
	known=$cache/kvm-$TARGET-$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -s "$known" ]; then
		answer='no: a probe guest did not run'
		# shellcheck disable=SC2086,SC2153 # a list of words
		timeout 5 $QEMU -accel kvm -nodefaults -display none -no-reboot \
			-kernel "$KERNEL" -append panic=-1 </dev/null >/dev/null 2>&1 &&
			answer=yes
		{ mkdir -p "$cache" && rm -f "$cache/kvm-$TARGET"-* &&
			echo "$answer" >"$known"; } 2>/dev/null || { echo "$answer"; return; }
	fi
	cat "$known"
}

home_disk() { # FILE|SIZE: prints the file
	case $1 in
	*[!0-9KMGkmg]* | [!0-9]* | '')
		[ -r "$1" ] || fail 125 "open $1: no such disk"
		absolute "$1"
		return ;;
	esac
	[ -e home.ext2 ] || PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext2 -L home -m 0 \
		home.ext2 "$1" >&2 || { rm -f home.ext2; fail 125 "make home.ext2: mke2fs failed"; }
	absolute home.ext2
}

# ---- what is wanted

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 125
KERNEL=$(absolute "${KERNEL:-$here/kernel}") IMAGE=$(absolute "${IMAGE:-$here/root.sqf}")
command='' job='' disk='' memory=256 limit='' show=''
while getopts c:d:hm:nt: opt; do
	case $opt in
	c) command=$OPTARG job=command ;;
	d) disk=$OPTARG ;;
	h) usage; exit 0 ;;
	m) memory=$OPTARG ;;
	n) show=1 ;;
	t) limit=$OPTARG ;;
	*) usage >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
case $memory in *[!0-9]* | '') fail 2 "-m $memory: not a number of megabytes" ;; esac
case $limit in *[!0-9]*) fail 2 "-t $limit: not a number of seconds" ;; esac
[ ! "$show$job" = 1command ] || fail 2 "-n and -c exclude each other"
[ -t 0 ] || [ "$job" ] || [ "$show" ] || job=shell
for file in "$KERNEL" "$IMAGE"; do
	[ -r "$file" ] || fail 125 "open $file: no such file"
done
command -v "${QEMU%% *}" >/dev/null || fail 125 "run ${QEMU%% *}: not found; see make deps"
[ ! "$disk" ] || disk=$(home_disk "$disk") || exit

append="console=$CONSOLE panic=1 HOST=$TARGET"
[ "$job" != command ] || append="$append quiet"
net=user,id=net0

# The guest connects to these: its script, the command, and the command's
# standard input, output, error and exit status.
if [ "$job" ]; then
	for port in '1-cmd:cat job' '2-cmd:cat command' '3-cmd:cat in' "4-cmd:sh -c 'cat >out'" \
		"5-cmd:sh -c 'cat >err'" "6-cmd:sh -c 'cat >status'"; do
		net="$net,guestfwd=tcp:10.0.2.100:$port"
	done
	append="$append JOB=10.0.2.100:1"
fi

kvm=$(probe_kvm)
accel=tcg
[ "$kvm" != yes ] || accel=kvm
[ "$(uname -m)" != "$TARGET" ] || [ $accel = kvm ] || [ "$job" ] ||
	complain "no KVM (${kvm#no: }): emulating"

case $IMAGE in
*.cpio*) set -- -initrd "$IMAGE" -append "$append $*" ;;
*) set -- -drive "file=$(comma "$IMAGE"),format=raw,if=virtio,snapshot=on" \
	-append "root=/dev/vda rw init=/usr/sbin/init.sh $append $*" ;;
esac
[ ! "$disk" ] || set -- "$@" -drive "file=$(comma "$disk"),format=raw,if=virtio"
# shellcheck disable=SC2086 # lists of words
set -- $QEMU -accel $accel -m "$memory" -nodefaults -display none -no-reboot \
	-kernel "$KERNEL" "$@" -netdev "$net" -device "virtio-net-$BUS,netdev=net0" \
	-device "virtio-rng-$BUS"

if [ "$show" ]; then
	quoted "$@" -serial mon:stdio
	exit 0
fi
if [ ! "$job$limit" ]; then
	"$@" -serial mon:stdio || fail 125 "run QEMU: exit status $?"
	exit 0
fi

# ---- a run that is watched: a job, a time limit or both

tmp=$(mktemp -d "${TMPDIR:-/tmp}/guestkit.XXXXXX") || fail 125 "make a temporary folder: mktemp failed"
log=$tmp.log
pids=''
# shellcheck disable=SC2086 # a list of numbers
trap 'kill $pids 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'rm -f "$log"; exit 129' HUP
trap 'rm -f "$log"; exit 130' INT
trap 'rm -f "$log"; exit 143' TERM

# What the guest runs. It reads the command as a file, so that any bytes do.
cat >"$tmp/job" <<'EOF'
host=${JOB%:*}
cd /run && mkfifo in
nc $host 3 </dev/null >in &
in=$!
EOF
case $job in
command)
	printf %s "$command" >"$tmp/command"
	cat >>"$tmp/job" <<'EOF'
mkfifo out err
nc $host 2 </dev/null >command
nc $host 4 <out >/dev/null &
out=$!
nc $host 5 <err >/dev/null &
err=$!
(cd /home && exec sh /run/command) <in >out 2>err
echo $? >status
wait $out $err
EOF
	set -- "$@" -serial "file:$(comma "$log")" ;;
shell)
	cat >>"$tmp/job" <<'EOF'
(cd /home && exec sh -li) <in
echo $? >status
EOF
	set -- "$@" -chardev "stdio,id=console,signal=off,logfile=$(comma "$log")" \
		-serial chardev:console ;;
*)
	set -- "$@" -serial mon:stdio ;;
esac
cat >>"$tmp/job" <<'EOF'
kill $in 2>/dev/null
nc $host 6 <status
EOF

# Background processes get /dev/null as their input unless told otherwise.
exec 3<&0
[ ! "$job" ] || exec </dev/null
mkfifo "$tmp/in" "$tmp/out" "$tmp/err"
if [ "$job" ]; then
	cat <&3 >"$tmp/in" &
	pids=$!
fi
if [ "$job" = command ]; then
	cat "$tmp/out" &
	out=$!
	cat "$tmp/err" >&2 &
	err=$!
	pids="$pids $out $err"
	(cd "$tmp" && exec "$@") </dev/null >"$tmp/qemu" 2>&1 3<&- &
else
	(cd "$tmp" && exec "$@") <&0 3<&- &
fi
qemu=$!
pids="$pids $qemu"
if [ "$limit" ]; then
	(
		trap 'kill $sleep; exit' TERM
		sleep "$limit" >/dev/null 2>&1 &
		sleep=$!
		wait $sleep
		: >"$tmp/late"
		kill $qemu
	) &
	pids="$pids $!"
fi
wait $qemu
ended=$?

# Readers that nobody ever wrote to are let go; the others read to the end.
if [ "$job" = command ]; then
	: <>"$tmp/out" <>"$tmp/err"
	wait "$out" "$err"
fi
result=$(cat "$tmp/status" 2>/dev/null)
if [ "$result" ]; then
	rm -f "$log"
	exit "$result"
fi
[ "$job" ] || rm -f "$log"
see=''
[ ! -s "$log" ] || see="; the console's log is $log"
[ ! -e "$tmp/late" ] || fail 124 "wait for the guest: $limit s are over$see"
[ $ended = 0 ] || fail 125 "run QEMU: exit status $ended: $(tail -n 1 "$tmp/qemu" 2>/dev/null)$see"
[ "$job" ] || exit 0
! grep -q 'Kernel panic' "$log" || fail 125 "wait for the guest: it panicked$see"
fail 125 "wait for the guest: it powered off before it told a status$see"

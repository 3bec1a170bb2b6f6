#!/bin/sh
# run-qemu.sh - boot the kernel and the image beside this script in QEMU.
# The target's own words come first; the rest is the same for all.

usage() {
	cat <<EOF
usage: run-qemu.sh [-n] [-d FILE|SIZE] [-m MB] [-t SECONDS] [-c COMMAND] [WORD...]

Boot the guest to a shell on this terminal; ctrl-A x ends QEMU. Without a
terminal the shell reads standard input, and its exit status is the result.

-c COMMAND    run COMMAND in the guest's shell instead, with this standard
              input, output and error; the exit status is COMMAND's. What it
              leaves running is ended. A COMMAND over 128 kB, which no program
              can be given, goes another way: -c sh <COMMAND
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

number() { # OPTION WORD
	case $2 in *[!0-9]* | '') fail 2 "read $1 $2: not a number" ;; esac
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

# A child that ended is forgotten by the system: its number may be another's.
# shellcheck disable=SC2317 # clean calls this
child() { # PID
	read -r stat <"/proc/$1/stat" || return
	stat=${stat##*) ? }
	[ "${stat%% *}" = $$ ]
}

# End all that was started, at every exit. A TERM is lost on a shell that is
# about to become QEMU, so it is repeated; a helper of QEMU's that still waits
# for the other end of a pipe is let go.
# shellcheck disable=SC2317 # a trap calls this
clean() {
	trap '' HUP INT TERM ALRM
	[ "$!" = "$qemu" ] || helpers="$helpers $!"
	for pid in $helpers; do
		! child "$pid" || kill -9 "$pid"
	done
	for seconds in 0.1 0.3 1 3; do
		child "$qemu" || break
		kill "$qemu"
		sleep "$seconds"
	done
	! child "$qemu" || kill -9 "$qemu"
	wait
	[ "$tmp" ] || return
	true <>"$tmp/in" <>"$tmp/out" <>"$tmp/err"
	rm -rf "$tmp"
}

# Why KVM can't be used, or nothing. It serves only a guest of the host's own
# kind, and a node in /dev proves nothing: a guest that boots, finds no root
# and panics proves it. A guest that hung or panicked is remembered until the
# host is booted again; what fails at once is asked again.
probe_kvm() {
	no_kvm="this is no $TARGET"
	[ "$(uname -m)" = "$TARGET" ] || return
	no_kvm='/dev/kvm is not ours to use'
	[ -w /dev/kvm ] || return
	cache=${XDG_CACHE_HOME:-${HOME:-/dev/null}/.cache}/guestkit
	known=$cache/kvm-$TARGET-$(cat /proc/sys/kernel/random/boot_id)
	ended=$(cat "$known" 2>/dev/null)
	if [ ! "$ended" ]; then
		# shellcheck disable=SC2086,SC2153 # a list of words
		timeout -s KILL 5 $QEMU -accel kvm -nodefaults -display none -no-reboot \
			-kernel "$KERNEL" -append panic=-1 </dev/null >/dev/null 2>&1 &
		qemu=$!
		wait $qemu 2>/dev/null
		ended=$?
		case $ended:$KERNEL in # of another kernel nothing follows
		0:"$here/kernel" | 137:"$here/kernel") { mkdir -p "$cache" && rm -f "$cache/kvm-$TARGET"-* &&
			echo $ended >"$known"; } 2>/dev/null ;;
		esac
	fi
	no_kvm='a probe guest did not run'
	[ "$ended" != 0 ] || no_kvm=''
}

home_disk() { # FILE|SIZE: prints the file
	case $1 in
	*[!0-9KMGkmg]* | [!0-9]* | '')
		[ -r "$1" ] || fail 125 "open $1: no such disk"
		absolute "$1"
		return ;;
	esac
	# shellcheck disable=SC2086 # its lines become one
	[ -e home.ext2 ] || why=$(PATH=$PATH:/usr/sbin:/sbin
		mke2fs -q -F -t ext2 -L home -m 0 home.ext2.new "$1" 2>&1 &&
			mv home.ext2.new home.ext2) || {
		rm -f home.ext2.new
		fail 125 "make home.ext2:" $why
	}
	absolute home.ext2
}

# The guest connects to these: its script, the command, and the command's
# standard input, output, error and exit status.
forwards() {
	for port in '1-cmd:cat job' '2-cmd:cat command' '3-cmd:cat in' "4-cmd:sh -c 'cat >out'" \
		"5-cmd:sh -c 'cat >err'" "6-cmd:sh -c 'cat >status'"; do
		printf %s ",guestfwd=tcp:10.0.2.100:$port"
	done
}

# What the guest runs. It reads the command as a file, so that any bytes do.
# What a command leaves running ends as at a shutdown, by TERM and by KILL: as
# long as it has the output open, the output has no end.
guest_script() {
	cat <<'EOF'
host=${JOB%:*}
cd /run && mkfifo in out err
nc $host 3 </dev/null >in &
in=$!
EOF
	[ "$job" = shell ] || cat <<'EOF'
nc $host 2 </dev/null >command
nc $host 4 <out >/dev/null &
out=$!
nc $host 5 <err >/dev/null &
err=$!
(cd /home && exec sh /run/command) <in >out 2>err
echo $? >status
nc $host 1 </dev/null >/dev/null || { echo "job: reach $host: it is gone"; exit; }
n=0
while left=$(fuser out err | tr ' ' '\n' | grep -vx -e $out -e $err -e ''); do
	[ $n -gt 0 ] || kill $left
	[ $n -lt 25 ] || kill -9 $left
	n=$((n + 1))
	sleep 0.2
done
wait $out $err
EOF
	[ "$job" = command ] || cat <<'EOF'
(cd /home && exec sh -li) <in
echo $? >status
EOF
	cat <<'EOF'
kill $in 2>/dev/null
nc $host 6 <status
EOF
}

# After so long, tell this shell. A shell that is killed would leave its sleep
# behind; one that reads does not.
time_limit() {
	{ read -r _; kill -ALRM $$; } <"$tmp/clock" &
	helpers="$helpers $!"
	sleep "$limit" >"$tmp/clock" &
	helpers="$helpers $!"
}

# Start the command line with what it talks to, and wait. A background process
# has /dev/null as its input unless told otherwise.
run() {
	exec 3<&0 4>&1
	[ ! "$limit" ] || time_limit
	if [ "$job" ]; then
		cat <&3 >"$tmp/in" &
		helpers="$helpers $!"
		exec 3</dev/null
	fi
	if [ "$job" = command ]; then
		cat "$tmp/out" &
		out=$! helpers="$helpers $!"
		cat "$tmp/err" >&2 &
		err=$! helpers="$helpers $!"
		exec 4>/dev/null
	fi
	# shellcheck disable=SC2030,SC2031 # QEMU's own, so that its files go too
	(cd "$tmp" && export TMPDIR="$tmp" && exec "$@") <&3 >&4 2>"$tmp/qemu" 3<&- 4>&- &
	qemu=$!
	wait $qemu 2>/dev/null
	ended=$?
	[ "$job" != command ] || finish_output
}

# Wait for the readers; one that nobody ever wrote to waits for this.
finish_output() {
	: >"$tmp/out" &
	helpers="$helpers $!"
	: >"$tmp/err" &
	helpers="$helpers $!"
	wait "$out" "$err" 2>/dev/null
}

# No status came: say why, and where the console can be read.
lost() { # STATUS REASON
	see="; the console's log is $log"
	[ -s "$log" ] || { rm -f "$log"; see=''; }
	fail "$1" "wait for the guest: $2$see"
}

result() {
	told=$(cat "$tmp/status" 2>/dev/null)
	[ "$job$ended" != 0 ] || told=0
	if [ "$told" ]; then
		rm -f "$log"
		exit "$told"
	fi
	said=$(tail -n 1 "$tmp/qemu")
	[ $ended = 0 ] || lost 125 "QEMU's exit status is $ended: $said"
	said=$({ echo "$said"; sed -n 's/.*\(Kernel panic\)/\1/p; /^job: /p' "$log"; } \
		2>/dev/null | tr -d '\r' | sed '/^$/d' | tail -n 1)
	lost 125 "${said:-it powered off before it told a status}"
}

# ---- what is wanted

{ true 3<&0; } 2>/dev/null || exec </dev/null # it was closed
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 125
KERNEL=$(absolute "${KERNEL:-$here/kernel}") IMAGE=$(absolute "${IMAGE:-$here/root.sqf}")
# shellcheck disable=SC2031
TMPDIR=$(absolute "${TMPDIR:-/tmp}")
command='' job='' disk='' memory=256 limit='' show=''
while getopts :c:d:hm:nt: opt; do
	case $opt in
	c) command=$OPTARG job=command ;;
	d) disk=$OPTARG ;;
	h) usage; exit 0 ;;
	m) number -m "$OPTARG"; memory=$OPTARG ;;
	n) show=1 ;;
	t) number -t "$OPTARG"; limit=$OPTARG ;;
	:) fail 2 "read -$OPTARG: its word is missing; see -h" ;;
	*) fail 2 "read -$OPTARG: no such option; see -h" ;;
	esac
done
shift $((OPTIND - 1))
[ ! "$show$job" = 1command ] || fail 2 "use -n: not together with -c"
[ -t 0 ] || [ "$job" ] || [ "$show" ] || job=shell
for file in "$KERNEL" "$IMAGE"; do
	[ -r "$file" ] || fail 125 "open $file: no such file"
done
command -v "${QEMU%% *}" >/dev/null || fail 125 "run ${QEMU%% *}: not found; see make deps"
[ ! "$disk" ] || disk=$(home_disk "$disk") || exit

tmp='' log='' qemu='' helpers=''
trap 'clean 2>/dev/null' EXIT
trap 'rm -f "$log"; exit 129' HUP
trap 'rm -f "$log"; exit 130' INT
trap 'rm -f "$log"; exit 143' TERM
trap 'lost 124 "$limit s are over"' ALRM

probe_kvm
[ "$(uname -m)" != "$TARGET" ] || [ ! "$no_kvm" ] || [ "$job" ] ||
	complain "no KVM ($no_kvm): emulating"
accel=tcg
[ "$no_kvm" ] || accel=kvm

# shellcheck disable=SC2153 # the target's
append="console=$CONSOLE panic=1 HOST=$TARGET"
net=user,id=net0
[ $accel = kvm ] || append="$append $TCG_APPEND"
[ "$job" != command ] || append="$append quiet"
[ ! -t 0 ] || [ "$job" ] || append="$append $(stty size | sed 's/ / COLUMNS=/; s/^/LINES=/')"
[ ! "$job" ] || append="$append JOB=10.0.2.100:1" net=$net$(forwards)
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

tmp=$(mktemp -d "$TMPDIR/guestkit.XXXXXX") || fail 125 "make a temporary folder: mktemp failed"
mkfifo "$tmp/in" "$tmp/out" "$tmp/err" "$tmp/clock"
printf %s "$command" >"$tmp/command"
guest_script >"$tmp/job"
case $job in
command) log=$tmp.log console=file,path=$(comma "$log") ;;
shell) log=$tmp.log console=stdio,signal=off,logfile=$(comma "$log") ;;
esac
if [ "$job" ]; then
	set -- "$@" -chardev "$console,id=console" -serial chardev:console
else
	set -- "$@" -serial mon:stdio
fi
run "$@"
result

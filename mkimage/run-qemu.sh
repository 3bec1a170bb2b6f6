#!/bin/sh
# run-qemu.sh - boot the kernel and the image beside this script in QEMU.
# The target's own words come first; the rest is the same for all.

usage() {
	cat <<EOF
usage: run-qemu.sh [-gnv] [-c COMMAND | -f FILE | -s] [-d FILE|SIZE] [-i DIR|TAR]
                   [-j FILE] [-m MB] [-o DIR] [-p [ADDR:]HOST:GUEST] [-t SECONDS]
                   [-x FILE] [-9 DIR] [WORD...]

Boot the guest to a shell on this terminal; ctrl-A x ends QEMU. Without a
terminal the shell reads standard input, and its exit status is the result.

-c COMMAND    run COMMAND in the guest's shell instead, with this standard
              input, output and error; the exit status is COMMAND's. What it
              leaves running is ended
-f FILE       the same with a script, of any length
-s            boot, and go in by ssh with your keys (ssh-agent's and
              ~/.ssh/id_*.pub, else one for this run); the WORDs are ssh's
              command, and the exit status is ssh's

-d FILE|SIZE  a disk for the guest's /home: FILE, or home.ext2 in this folder,
              made with SIZE (as in 512M or 2G) if it isn't there
-x FILE       one more disk, after /home's; may be repeated. If the first has an
              executable /init, that is run in place of the shell
-9 DIR        a folder of this machine, live, as the guest's /share
-i DIR|TAR    before the command, unpack this in its working directory, /home
              (a tmpfs without a disk)
-o DIR        what the command leaves in the folder \$OUT goes to DIR, also when
              it fails
-p [ADDR:]HOST:GUEST
              connections to port HOST of ADDR (127.0.0.1) go to the guest's port
              GUEST; may be repeated. For HOST 0, a free port is taken and told
-m MB         the guest's memory (default 256)

-g            wait for gdb on 127.0.0.1:1234 before the first instruction
-j FILE       write what happened to FILE as JSON: result (exit, signal, timeout,
              panic, lost, qemu, interrupted or error), status, seconds, reason,
              target, accel and qemu, the command line
-n            print the QEMU command and stop
-t SECONDS    give up after so long
-v            show the QEMU command and the console on standard error
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
	printf 'run-qemu.sh: %s\n' "$*" >&2
}

fail() { # STATUS MESSAGE...
	status=$1
	shift
	complain "$@"
	[ "$status" = 2 ] || report "$status" "$*"
	exit "$status"
}

number() { # OPTION WORD
	case $2 in *[!0-9]* | '') fail 2 "read $1 $2: not a number" ;; esac
}

# Of these options there is one kind at most.
mode() { # LETTER JOB
	[ "${mode:-$1}" = "$1" ] || fail 2 "use -$1: not together with -$mode"
	mode=$1 job=$2
}

# Its parts:

# ---- what is wanted

# What was closed would be the next file's that is opened.
true 3>&2 || exec 2>/dev/null
{ true 3<&0; } 2>/dev/null || exec </dev/null
{ true 3>&1; } 2>/dev/null || exec >/dev/null
here=$(readlink -f -- "$0") && here=${here%/*} || exit 125
KERNEL=$(absolute "${KERNEL:-$here/kernel}") IMAGE=$(absolute "${IMAGE:-$here/root.sqf}")
# shellcheck disable=SC2031
TMPDIR=$(absolute "${TMPDIR:-/tmp}")
mode='' job='' command='' script='' home='' disks='' share='' input='' output=''
memory=256 forwards='' asked='' chosen='' limit='' gdb='' show='' verbose=''
json='' started=$(now) happened=error line='' accel=''
tmp='' log='' qemu='' ssh='' helpers=''
while getopts :9:c:d:f:ghi:j:m:no:p:st:vx: opt; do
	case $opt$OPTARG in [9dfijox]) fail 2 "read -$opt: its word is empty" ;; esac
	case $opt in
	9) share=$OPTARG ;;
	c) mode c command; command=$OPTARG ;;
	d) home=$OPTARG ;;
	f) mode f command; script=$(absolute "$OPTARG") ;;
	g) gdb=1 ;;
	h) usage; exit 0 ;;
	i) input=$(absolute "$OPTARG") ;;
	j) json=$(absolute "$OPTARG") ;;
	m) number -m "$OPTARG"; memory=$OPTARG ;;
	n) show=1 ;;
	o) output=$(absolute "$OPTARG") ;;
	p) forward "$OPTARG" ;;
	s) mode s ssh ;;
	t) number -t "$OPTARG"; limit=$OPTARG ;;
	v) verbose=1 ;;
	x) disks="$disks $(quoted "$OPTARG")" ;;
	:) fail 2 "read -$OPTARG: its word is missing; see -h" ;;
	*) fail 2 "read -$OPTARG: no such option; see -h" ;;
	esac
done
before=''
eval "before=\${$((OPTIND - 1))}"
shift $((OPTIND - 1))
[ "$mode" = s ] || [ "$before" = -- ] || for word; do
	case $word in
	--) break ;;
	-*) fail 2 "read $word: options come before the words" ;;
	esac
done
[ ! "$show" ] || [ ! "$mode$input$output$json" ] ||
	fail 2 'use -n: not together with -c, -f, -s, -i, -o or -j'
if [ ! "$job$show" ]; then
	[ ! "$input$output$disks" ] || job=console
	[ -t 0 ] || job=shell
fi
for file in "$KERNEL" "$IMAGE" ${script:+"$script"} ${input:+"$input"}; do
	[ -r "$file" ] || fail 125 "open $file: no such file"
done
command -v "${QEMU%% *}" >/dev/null || fail 125 "run ${QEMU%% *}: not found; see make deps"
[ ! "$input" ] || [ -d "$input" ] || [ -f "$input" ] ||
	fail 125 "read $input: neither a folder nor a plain file"
report_possible
[ ! "$home" ] || home=$(home_disk "$home") || exit
if [ "$output" ]; then
	mkdir -p "$output" 2>/dev/null || fail 125 "make $output: mkdir failed"
	[ -w "$output" ] || fail 125 "write into $output: it can't be"
fi

trap 'clean 2>/dev/null' EXIT
trap 'interrupted 129' HUP
trap 'interrupted 130' INT
trap 'interrupted 131' QUIT
trap 'interrupted 143' TERM
trap : PIPE # nobody may read what we say, and there is more to do
trap 'lost timeout 124 "$limit s are over"' ALRM

probe_kvm
[ "$(uname -m)" != "$TARGET" ] || [ ! "$no_kvm" ] || [ "$job" ] ||
	complain "no KVM ($no_kvm): emulating"
accel=tcg cpu=''
[ "$no_kvm" ] || accel=kvm cpu='-cpu host'

# ---- QEMU's command line

# shellcheck disable=SC2153 # the target's
append="console=$CONSOLE panic=1 HOST=$TARGET RDATE=10.0.2.100" words=$(quoted "$@")
[ $accel = kvm ] || append="$append $TCG_APPEND"
case $job$verbose in command | ssh) append="$append quiet" ;; esac
[ ! -t 0 ] || [ "$job" ] || append="$append $(stty size | sed 's/ / COLUMNS=/; s/^/LINES=/')"
[ ! "$share" ] || append="$append SHARE=share"
[ ! "$job" ] || append="$append JOB=10.0.2.100:1,$job${input:+$(archive "$input")}${output:+,output}"
append="$append$(disk_words)"
[ "$job" = ssh ] || append="$append $*"
if [ "$job" = ssh ]; then
	forwards=$forwards,hostfwd=tcp:127.0.0.1:0-:22 chosen=1
fi
net=user,id=net0$(time_forward)$forwards
[ ! "$job" ] || net=$net$(job_forwards)
case ${IMAGE##*/} in
*.cpio*) set -- -initrd "$IMAGE" -append "$append" ;;
*) set -- -drive "file=$(comma "$IMAGE"),format=raw,if=virtio,werror=report,snapshot=on" \
	-append "root=/dev/vda rw init=/usr/sbin/init.sh $append" ;;
esac
# shellcheck disable=SC2119 # not our words
drives=$(drives) || exit
eval "set -- \"\$@\" $drives"
# shellcheck disable=SC2086 # lists of words
set -- $QEMU $cpu -accel $accel -m "$memory" -nodefaults -display none -no-reboot \
	-kernel "$KERNEL" "$@" -netdev "$net" -device "virtio-net-$BUS,netdev=net0" \
	-device "virtio-rng-$BUS"
if [ "$gdb" ]; then
	set -- "$@" -S -gdb tcp:127.0.0.1:1234
	complain 'wait for gdb: target remote 127.0.0.1:1234'
fi

if [ "$show" ]; then
	quoted "$@" -serial mon:stdio
	echo
	exit 0
fi

tmp=$(mktemp -d "$TMPDIR/guestkit.XXXXXX") || fail 125 "make a temporary folder: mktemp failed"
mkfifo "$tmp/in" "$tmp/out" "$tmp/err" "$tmp/clock" "$tmp/end" "$tmp/host_key" \
	"$tmp/monitor.in" "$tmp/monitor.out"
[ ! "$job" ] || job_files
case $job$verbose in
command | ssh) log=$tmp/console console=file,path=$(comma "$log") ;;
shell* | command1 | ssh1) log=$tmp/console console=stdio,signal=off,logfile=$(comma "$log") ;;
esac
if [ "$log" ]; then
	set -- "$@" -chardev "$console,id=console" -serial chardev:console
else
	set -- "$@" -serial mon:stdio
fi
[ ! "$chosen" ] || set -- "$@" -chardev "pipe,id=monitor,path=$(comma "$tmp/monitor")" \
	-mon chardev=monitor,mode=control
[ ! "$verbose$json" ] || line=$(quoted "$@")
[ ! "$verbose" ] || complain "$line"
start "$@"
if [ "$job" = ssh ]; then
	eval "set -- $words"
	ssh_session "$@"
fi
finish
result

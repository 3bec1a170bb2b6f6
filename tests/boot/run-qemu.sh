#!/bin/sh
# run-qemu.sh - the run script: what a command gets and gives, why a run failed,
# and that no end of a run leaves anything behind.
# Oracles: the bytes that went in; the guest's own /proc; the host's /proc.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
# shellcheck source=tests/runs.sh
. "$top/tests/runs.sh"
plan 134

kernel=${KERNEL:-$O/$TARGET/kernel}
sums() {
	cksum "$kernel" "$O/$TARGET/root.sqf" "$O/$TARGET/root.ext2"
}
before=$(sums)

# ---- bytes in and out

every_byte >"$tmp/all"
cat "$tmp/all" "$tmp/all" >"$tmp/twice"

guest -c 'cat >/run/all; cat /run/all; cat /run/all /run/all >&2' <"$tmp/all"
is 'a command that worked' "$status" 0
ok 'input and output carry every byte' cmp "$tmp/all" "$tmp/out"
ok 'standard error does, apart' cmp "$tmp/twice" "$tmp/err"
nothing_left 'a command'

head -c 8000000 /dev/urandom >"$tmp/big"
guest -c 'cat; exit 7' <"$tmp/big"
is 'exit 7' "$status" 7
ok '8 MB come back' cmp "$tmp/big" "$tmp/out"

# What the guest's shell prints must be what stood between the quotes; the
# end of the command is behind 100 kB.
LC_ALL=C tr -d "\\000'" <"$tmp/all" >"$tmp/quoted"
long=$(head -c 100000 /dev/zero | tr '\0' x)
for shell in dash bash 'busybox ash'; do
	case $shell in dash) exit=255 ;; bash) exit=126 ;; *) exit=127 ;; esac
	guest -t 60 -c "

printf %s '$(cat "$tmp/quoted")' # $long
case $exit in
126) /etc/passwd ;;
127) /no/such/program ;;
*) exit $exit
esac 2>/dev/null" </dev/null
	is "$shell: status $exit from the end of a long command" "$status" $exit
	ok "$shell: a command of all bytes" cmp "$tmp/quoted" "$tmp/out"
	is "$shell: and no word of its own" "$(cat "$tmp/err")" ''
	nothing_left "$shell"
done
shell=''

# ---- how a command ends

mkfifo "$tmp/open"
exec 8<>"$tmp/open"
guest -c 'echo hello; kill -9 $$' <"$tmp/open"
is 'a shell killed by signal 9' "$status" 137
is 'its input was not waited for' "$(cat "$tmp/out")" hello
exec 8>&-
nothing_left 'an input that stays open'

guest -c 'cat; sh -c "kill -15 \$\$"' <&-
is 'a command killed by signal 15' "$status" 143
is 'a closed input is an empty one' "$(cat "$tmp/out")" ''

guest -c 'sleep 1000 & (trap "" TERM; sleep 999) & echo here; exit 1' </dev/null
is 'exit 1 with processes in the background' "$status" 1
is 'the output ends' "$(cat "$tmp/out" "$tmp/err")" here

{ # pipefail, by hand
	TMPDIR=$runs timeout 60 "$run_qemu" -c yes </dev/null 2>"$tmp/err"
	echo $? >"$tmp/status"
} | head -n 1 >"$tmp/out"
is 'nobody reads on: killed by SIGPIPE' "$(cat "$tmp/status")" 141
is 'and the output was there' "$(cat "$tmp/out" "$tmp/err")" y
nothing_left 'SIGPIPE'

# ---- standard input to a shell

# shellcheck disable=SC2016 # the guest expands it
echo 'x=5; echo $((x * x))sq; (exit $x)' >"$tmp/script"
guest <"$tmp/script"
is 'a shell reads standard input' "$status" 5
like 'the console is standard output' "$(tr -d '\r' <"$tmp/out")" '25sq$'
is 'and no word on standard error' "$(cat "$tmp/err")" ''
nothing_left 'a shell'

# ---- no status

guest -t 1 -c 'sleep 60' </dev/zero
gave_up 'time is over' 124 'wait for the guest: 1 s are over'
rm -f "$runs"/guestkit.*.log # the kernel may have spoken by then, or not
nothing_left 'time is over'
guest -c : root=/dev/none </dev/null
gave_up panic 125 'wait for the guest: Kernel panic .*; the console.s log is' 'Kernel panic'
guest -c : NET=none </dev/null
gave_up 'no network' 125 'wait for the guest: job: fetch .*log is' 'nothing came'
guest -c 'ifconfig eth0 down' </dev/null
gave_up 'network lost' 125 'wait for the guest: job: reach .*log is' 'it is gone'
guest -c 'poweroff; sleep 60' </dev/null
gave_up 'power-off' 125 'wait for the guest: it powered off.*log is' 'Power down'

fake 'exit 0'
with_fake "$run_qemu" -n >/dev/null 2>&1 # what it learns of KVM goes to that cache
for how in '-c :' ''; do
	fake 'echo one >&2; echo two >&2; exit 3'
	# shellcheck disable=SC2086 # nothing or two words
	with_fake guest $how </dev/null
	gave_up "QEMU fails, ${how:-a shell}" 125 "wait for the guest: QEMU's exit status is 3: two$"
done
fake 'exit 0'
with_fake guest -c : </dev/null
gave_up 'QEMU does nothing' 125 'wait for the guest: it powered off'
fake 'trap "" TERM; while :; do sleep 0.1; done'
with_fake guest -t 0 -c : </dev/null
gave_up 'QEMU hangs' 124 'wait for the guest: 0 s are over'
nothing_left 'a QEMU that ignores TERM'
sed "s/^QEMU='[^ ]*/QEMU='no-qemu/" "$run_qemu" >"$tmp/no-qemu"
is 'no QEMU' "$(KERNEL=$run_qemu IMAGE=$run_qemu \
	sh "$tmp/no-qemu" -c : 2>&1; echo $?)" 'run-qemu.sh: run no-qemu: not found; see make deps
125'
for file in KERNEL IMAGE; do
	is "no $file" "$(export "$file=/no/$file"; "$run_qemu" -c : 2>&1; echo $?)" \
		"run-qemu.sh: open /no/$file: no such file
125"
done
guest -d /no/disk -c :
gave_up 'no disk' 125 'open /no/disk: no such disk'
is 'no TMPDIR' "$(TMPDIR=/no/tmp "$run_qemu" -c : 2>&1 | grep ^run-qemu)" \
	'run-qemu.sh: make a temporary folder: mktemp failed'
nothing_left 'no run'

# ---- words

for wrong in '-x' '-c' '-m 1G' '-t x' '-n -c :'; do
	# shellcheck disable=SC2086 # words
	guest $wrong
	is "$wrong is a usage error" "$status" 2
	like "$wrong: says so" "$(cat "$tmp/err")" '^run-qemu\.sh: (read|use) -'
	is "$wrong: in one line" "$(cat "$tmp/out" "$tmp/err" | wc -l)" 1
done
guest -h
is '-h' "$status" 0
is '-h is what README has' "$(sed 's/^./    &/' "$tmp/out")" \
	"$(sed -n '/^    usage: run-qemu/,/; 2 usage/p' "$top/README")"

fake 'echo ran >&2'
line=$(KERNEL=$run_qemu IMAGE=$run_qemu \
	with_fake "$run_qemu" -n -m 99 loglevel=3 'x="a b"' "y='" 2>"$tmp/err")
not_ok '-n starts nothing' grep ran "$tmp/err"
is '-n prints one line' "$(echo "$line" | wc -l)" 1
eval "set -- $line"
is 'its first word is the emulator' "$1" "$binary"
printf '%s\n' "$@" >"$tmp/words"
like 'the words end the command line' "$(grep '^root=' "$tmp/words")" \
	" loglevel=3 x=\"a b\" y='$"
is 'the kernel and the memory are there' \
	"$(grep -A 1 -xe -kernel -e -m "$tmp/words")" "-m
99
--
-kernel
$run_qemu"

# All in a folder with an awkward name, by names relative to it.
odd="$tmp/it's a, \"b\""
mkdir -p "$odd/tmp"
cp "$run_qemu" "$O/$TARGET/root.ext2" "$odd"
cp "$kernel" "$odd/kernel"
mke2fs -q -F -t ext2 "$odd/my, disk" 4M >/dev/null
cd "$odd" || exit
(unset KERNEL; TMPDIR=tmp IMAGE=root.ext2 timeout 60 ./run-qemu.sh -m 99 -d 'my, disk' -c '
	cat /proc/cmdline; sed -n "/MemTotal/s/[^0-9]//gp" /proc/meminfo
	echo x >/home/x && echo x >/x && sync; cat >&2' loglevel=3 fun=a,b) \
	<"$tmp/all" >"$tmp/out" 2>"$tmp/err"
is 'it runs in a folder with an awkward name' $? 0
ok 'and gets its input there' cmp "$tmp/all" "$tmp/err"
like 'words reach the kernel' "$(head -n 1 "$tmp/out")" ' loglevel=3 fun=a,b$'
memory=$(tail -n 1 "$tmp/out")
ok "-m 99 is $memory kB" test "$memory" -gt 60000 -a "$memory" -le 101376
ok 'the image is as it was' cmp root.ext2 "$O/$TARGET/root.ext2"
is 'the disk -d names is not' "$(debugfs -R 'cat /x' 'my, disk' 2>/dev/null)" x
is 'nothing is left there' "$(ls -A tmp)" ''

mkdir "$tmp/home"
cd "$tmp/home" || exit
guest -d 1G -c 'echo kept >/home/file; df -m /home | sed -n 2p' </dev/null
like '-d 1G is that large in the guest' "$(cat "$tmp/out" "$tmp/err")" '^/dev/vdb +(9..|10..) '
ok 'and on the host only what is used' test "$(du -m home.ext2 | cut -f 1)" -lt 40
ok 'it is clean' e2fsck -fn home.ext2
guest -d 8M -c 'cat /home/file' </dev/null
is 'a disk that is there is kept' "$(cat "$tmp/out" "$tmp/err")" kept
ok 'and clean' e2fsck -fn home.ext2
rm home.ext2
guest -d 99999999G -c :
gave_up 'a disk that cannot be' 125 'make home.ext2: .*too big'
is 'is not left in part' "$(ls)" ''
cd / || exit

# ---- a run that is killed, and one beside it

mkfifo "$tmp/in"
exec 8<>"$tmp/in"
guest_start one -c 'echo up; sleep 999'
one=$!
guest_start two -c 'echo up; cat; echo'
two=$!
ok 'two guests run at once' shows "$tmp/one.out" up
ok 'and the second' shows "$tmp/two.out" up
kill -TERM $one
ends $one
is 'TERM ends the one' "$ended" 143
echo still there >&8
ok 'not the other' shows "$tmp/two.out" 'still there'
kill -INT $two
ends $two
is 'INT ends it' "$ended" 130
is 'without a word' "$(cat "$tmp/one.err" "$tmp/two.err")" ''
nothing_left 'TERM and INT'

# ---- a terminal

terminal "$run_qemu -c 'echo ready; read x; echo got \$x; sleep 999'"
shows "$tmp/tty" ready
printf 'hello\r' >&9
ok '-c reads a terminal' shows "$tmp/tty" 'got hello'
printf '\003' >&9
ends $!
is 'ctrl-C ends -c' "$ended" 130
nothing_left 'ctrl-C'

terminal "$run_qemu -t 60"
ok 'a shell on the terminal' shows "$tmp/tty" ' # '
printf 'exit 3\r' >&9
ends $!
is 'exit ends it, with no time-out' "$ended" 0
nothing_left 'exit'

terminal "stty -a >$tmp/stty1; sh -c 'echo \$\$ >$tmp/pid; exec $run_qemu'
	echo status=\$?; stty -a >$tmp/stty2"
shows "$tmp/tty" ' # '
kill -TERM "$(cat "$tmp/pid")"
ok 'TERM ends a shell' shows "$tmp/tty" status=143
ends $!
ok 'the terminal is as it was' cmp "$tmp/stty1" "$tmp/stty2"
nothing_left 'TERM'

is 'the images and the kernel are as they were' "$(sums)" "$before"
nothing_left 'all of it'
disks_clean 2

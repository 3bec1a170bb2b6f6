#!/bin/sh
# run-ports.sh - ports of the guest's on the host, its clock, and what is told
# before a boot: -n, -v, -g. Oracles: a connection; the host's clock; gdb's
# protocol.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
# shellcheck source=tests/runs.sh
. "$top/tests/runs.sh"
plan 51

# chosen NAME GUEST: the port of the host that was told for the guest's.
chosen() {
	sed -n "s/^run-qemu\.sh: port 127\.0\.0\.1:\([0-9]*\) is the guest's $2\$/\1/p" "$tmp/$1.err"
}
# page PORT [ADDRESS]: what a web server there says. A connection that comes
# before the guest listens is refused, or waits.
page() {
	wget -q -T 20 -O - "http://${2:-127.0.0.1}:$1/hostname"
}

# listens PORT: on which addresses, as /proc has them.
listens() {
	awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && index($2, port) { print $2 }' \
		/proc/net/tcp /proc/net/tcp6
}

mkfifo "$tmp/in"
exec 8<>"$tmp/in"
for shell in dash bash 'busybox ash'; do
	name=${shell%% *}
	guest_start "$name" -p 0:80 -p 0:81 -c 'httpd -h /etc; httpd -h /etc -p 81
		echo up; read x; exit 5'
	ok "$shell: the guest is up" shows "$tmp/$name.out" up
	one=$(chosen "$name" 80) two=$(chosen "$name" 81)
	is "$shell: two ports are told" "$(wc -l <"$tmp/$name.err")" 2
	is "$shell: the one is the guest's" "$(page "$one")" guestkit
	is "$shell: so is the other" "$(page "$two")" guestkit
	is "$shell: for this machine alone" "$(listens "$one")" "0100007F:$(printf %04X "$one")"
	guest -p "$one:80" -c :
	gave_up "$shell: a port in use" 125 "wait for the guest: QEMU's exit status is 1: bind .*:$one-:80" ''
	echo >&8
	ends $!
	is "$shell: the status" "$ended" 5
done
shell=''
guest -p "0.0.0.0:$one:80" -c : -t 0 </dev/null # -t 0: it only has to parse
is 'an address that is written out' "$status" 124
rm -f "$runs"/*.log
guest_start all -p "0.0.0.0:$one:80" -c 'echo up; read x'
shows "$tmp/all.out" up
is 'an address that is written out is bound' "$(listens "$one")" "00000000:$(printf %04X "$one")"
is 'nothing is told of a port that was asked for' "$(cat "$tmp/all.err")" ''
echo >&8
ends $!
for wrong in 80 :80 80: x:80 1:2:3 127.0.0.1:1:x host:1:2; do
	guest -p "$wrong" -c :
	echo "$status $(wc -l <"$tmp/err")"
done >"$tmp/wrong"
is 'a wrong -p is a usage error, in one line' "$(sort -u "$tmp/wrong")" '2 1'

# ---- the clock

# Against the host's clock before and after.
near() { # NAME
	read -r guests <"$tmp/out"
	ok "$1: the clock is within 2 s" [ "$guests" -ge $((before - 2)) -a "$guests" -le $(($(date +%s) + 2)) ]
}
before=$(date +%s)
guest -c 'date +%s' </dev/null
near 'a clock chip'
sed 's/-m "$memory"/& -rtc base=1970-01-01/' "$run_qemu" >"$tmp/no-clock"
chmod +x "$tmp/no-clock"
export KERNEL="${KERNEL:-$O/$TARGET/kernel}" IMAGE="$O/$TARGET/root.sqf"
run_qemu=$tmp/no-clock
before=$(date +%s)
guest -c 'date +%s; cat /proc/uptime >&2' </dev/null
near 'none'
before=$(date +%s)
guest -c 'date +%s' RDATE=none </dev/null
ok 'none, and nobody is asked: the image'"'"'s date' [ "$(cat "$tmp/out")" -lt $((EPOCH + 600)) ]
run_qemu=$O/$TARGET/run-qemu.sh

# ---- the command line

cp "$KERNEL" "$tmp/copy"
boot '' -p 0:80 -9 "$tmp" -x "$tmp/copy" -m 99
ok '-n with ports, a share and a disk: it boots when pasted' boot_prompt
type_line 'echo $(cd /share && ls -d runs) $(cksum </dev/vdb | cut -d " " -f 2)'
ok 'and has them' wait_for "runs $((($(wc -c <"$tmp/copy") + 511) / 512 * 512))"
boot_exit
boot 's/$/ -rtc base=1970-01-01/'
boot_prompt
type_line 'echo now=$(date +%s)'
wait_for now=1
ok 'and the clock' [ "$(tr -d '\r' <"$console" | sed -n 's/^now=//p')" -ge $(($(date +%s) - 60)) ]
boot_exit
for wrong in '-f /dev/null' -s '-i /' '-o /tmp' '-j /tmp/x'; do
	# shellcheck disable=SC2086 # words
	guest -n $wrong
	echo "$status $(wc -l <"$tmp/err")"
done >"$tmp/wrong"
is 'what cannot be pasted is a usage error' "$(sort -u "$tmp/wrong")" '2 1'
for wrong in '-c : -s' '-s -f x' '-c : -f x'; do
	# shellcheck disable=SC2086 # words
	guest $wrong
	echo "$status $(wc -l <"$tmp/err")"
done >"$tmp/wrong"
is 'two kinds of command are a usage error' "$(sort -u "$tmp/wrong")" '2 1'

guest -v -c 'echo out; echo err >&2' </dev/null
is '-v: the output is the command'"'"'s' "$(cat "$tmp/out")" out
like '-v: the command line' "$(cat "$tmp/err")" "^run-qemu\.sh: $binary .* -append "
like '-v: the console' "$(cat "$tmp/err")" 'reboot: Power down'
like '-v: and its errors' "$(cat "$tmp/err")" '^err$'
nothing_left '-v'

# gdb's own words: a packet that asks why it stands still, one that lets it go on.
guest_start gdb -g -c 'echo ran; read x; exit 3'
ok '-g: says where' shows "$tmp/gdb.err" 'wait for gdb: target remote 127.0.0.1:1234'
sleep 2
is '-g: nothing runs' "$(cat "$tmp/gdb.out")" ''
printf '+$?#3f+$D#44' | timeout 5 busybox nc 127.0.0.1 1234 >"$tmp/gdb.says"
ok '-g: it stands still' grep -aF 'T05' "$tmp/gdb.says"
ok '-g: and runs when told' shows "$tmp/gdb.out" ran
echo >&8
ends $!
is '-g: to the end' "$ended" 3
nothing_left 'all of it'
disks_clean 0

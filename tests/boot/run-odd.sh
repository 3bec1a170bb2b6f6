#!/bin/sh
# run-odd.sh - run-qemu.sh for careless and for hostile people: odd names, words
# that are empty or out of place, streams that are closed or full, a guest that
# lies or ends in odd ways, signals at any moment.
# Oracles: what a program of the host's would do; the host's /proc.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
# shellcheck source=tests/runs.sh
. "$top/tests/runs.sh"
# shellcheck source=tests/namespaces.sh
. "$top/tests/namespaces.sh"
plan 78

# ---- names

odd="$tmp/my.cpio.d/a,b \"c\"\\t'd'
-e"
mkdir -p "$odd"
cd "$odd" || exit
echo in >in
tar cf -i.tar in
# shellcheck disable=SC2016 # for the guest
echo 'cat in; echo made >$OUT/made; cat /share/in /home/lost+found/../on' >-f
echo on >on
mke2fs -q -F -t ext2 'a\tb' 4M >/dev/null 2>&1
debugfs -w -R 'write on on' 'a\tb' >/dev/null 2>&1
cp 'a\tb' ./-x
cp "$O/$TARGET/root.sqf" ./-sqf
for shell in dash bash 'busybox ash'; do
	rm -rf ./-o ./-j
	IMAGE=-sqf guest -f -f -i -i.tar -d 'a\tb' -x -x -o -o -j -j -9 . </dev/null
	is "$shell: names like options, with all that is special" \
		"$status $(cat "$tmp/out" "$tmp/err" ./-o/made | tr '\n' ' ')" '0 in in on made '
	is "$shell: and in JSON" "$(jq -er .result ./-j)" exit
	is "$shell: where the command line can be pasted" "$(sh -c "set -- $(jq -r .qemu ./-j)"'
		for word; do printf "%s\n" "$word"; done' | grep -cxF -e -no-reboot -e "-e/-x,format=raw,if=virtio,werror=report")" 2
done
shell=''
cp "$O/$TARGET/root.cpio.gz" 'a,b.cpio'
IMAGE='a,b.cpio' guest -c 'mount | head -n 1' </dev/null
like 'an initramfs with a comma' "$status $(cat "$tmp/out")" '^0 (rootfs|none) on / '
ln -s "$run_qemu" link.sh
is 'by a link from elsewhere' "$(TMPDIR=$runs ./link.sh -c 'echo there' 2>&1 </dev/null)" there
line=$("$run_qemu" -n -d 'a\tb' -x -x 2>/dev/null)
for shell in dash bash 'busybox ash'; do
	# shellcheck disable=SC2086 # one or two words
	is "$shell: -n can be pasted" "$($shell -c "set -- $line"'
		for word; do printf "%s\n" "$word"; done' | grep -cxF -e "-e/-x,format=raw,if=virtio,werror=report" \
		-e "-e/a\\tb,format=raw,if=virtio,werror=report")" 2
done
shell=''
for disk in 'a\tb' ./-x; do
	ok "$disk is clean" clean "$disk"
done
cd "$tmp" || exit
rm -r my.cpio.d
nothing_left 'names'

# ---- words

for word in -9 -d -f -i -j -o -x; do
	guest $word '' -c : </dev/null
	is "$word without a word: wrong usage" "$status $(cat "$tmp/err")" "2 run-qemu.sh: read $word: its word is empty"
done
guest NET=none -c : </dev/null
is 'an option behind the words: wrong usage, not a shell' "$status $(wc -l <"$tmp/err")" '2 1'
guest -c 'cat /proc/cmdline' -- 'x="a -b"' -y=1 </dev/null
like 'but behind --' "$(cat "$tmp/out")" ' x="a -b" -y=1$'
mkfifo pipe
guest -i pipe -c : </dev/null
gave_up 'an input that can be read but once' 125 'read .*pipe: neither a folder nor a plain file'
guest -d . -c : </dev/null
gave_up 'a folder as a disk' 125 'wait for the guest: QEMU.s exit status is 1: .*to be a regular file'
: >nothing
guest -f "$tmp/nothing" </dev/null
is 'a script of no bytes' "$status $(cat "$tmp/out" "$tmp/err")" '0 '
tar cf empty.tar -T /dev/null
guest -i empty.tar -c 'ls' </dev/null
is 'an archive of no files' "$status $(cat "$tmp/out" "$tmp/err")" '0 '
guest -i "$tmp/nothing" -c 'echo ran' </dev/null
is 'an archive of no bytes: not taken for one' "$status $(cat "$tmp/out")" '125 '
rm -f "$runs"/*.log
nothing_left 'words'

# ---- JSON: where to, and of what

echo old >json
guest -j json -c 'kill -9 $$' </dev/null
is 'killed by signal 9' "$(jq -c '[.result, .status]' json)" '["signal",137]'
guest -j json -c 'exit 137' </dev/null
is 'exit 137' "$(jq -c '[.result, .status]' json)" '["exit",137]'
echo 'exit 129' | guest -j json
is 'exit 129 of a shell' "$(jq -c '[.result, .status]' json)" '["exit",129]'
echo 'kill -9 $$' | guest -j json
is 'a killed shell' "$(jq -c '[.result, .status]' json)" '["signal",137]'
ln -s json link
guest -j link -c : </dev/null
ok 'a link is not replaced' [ -L link ]
is 'but written through' "$(jq -s length link)" 2
guest -j /dev/stdout -c 'echo words' </dev/null
is '/dev/stdout: behind the output' "$(sed 1d "$tmp/out" | jq -r .result) $(head -n 1 "$tmp/out")" 'exit words'
ok 'which is what it was' [ -L /dev/stdout ]
echo old >json
guest -j json -x /no/such -c : </dev/null
is 'what an earlier run wrote does not stay' "$(jq -r .result json)" error
rm json
guest -j "$tmp/no/such/json" -c 'echo ran' </dev/null
is 'where it cannot be, nothing runs' "$status $(cat "$tmp/out" "$tmp/err")" \
	"125 run-qemu.sh: write $tmp/no/such/json: it can't be"
# All bytes but 0 and /, in one name, which is no UTF-8; and UTF-8 that is none.
bytes=$(awk 'BEGIN { for (i = 1; i < 256; i++) if (i != 47) printf "\\%03o", i }')
for name in "$bytes" '\303\050' '\355\240\200' '\364\220\200\200' '\300\200' '\303\244\342\202\254' '\357\277\277'; do
	# shellcheck disable=SC2059 # these are the bytes
	mkdir -p "$tmp/j/$(printf "$name")" && cd "$tmp/j/"* || exit
	cp "$O/$TARGET/root.sqf" sqf
	for shell in dash bash 'busybox ash'; do
		fake 'exit 9'
		IMAGE=sqf with_fake guest -j "$tmp/json" -c : </dev/null
		jq -er .result "$tmp/json" && iconv -f UTF-8 -t UTF-8 <"$tmp/json" | wc -l
	done
	shell=''
	cd "$tmp" && rm -r j
done >names
is 'any bytes in names' "$(sort names | uniq -c | tr -s ' \n' ' ')" ' 21 2 21 qemu '
nothing_left 'JSON'

# ---- streams

# What is closed is /dev/null. bash has its script at a closed standard error.
TMPDIR=$runs "$run_qemu" -c 'echo out; echo err >&2' </dev/null 2>"$tmp/err" >&-
is 'no output' "$? $(cat "$tmp/err")" '0 err'
TMPDIR=$runs "$run_qemu" -c 'echo out; echo err >&2' </dev/null >"$tmp/out" 2>&-
is 'no errors' "$? $(cat "$tmp/out")" '0 out'
for shell in dash 'busybox ash'; do
	# shellcheck disable=SC2086 # one or two words
	TMPDIR=$runs $shell "$run_qemu" -j json -c 'cat; echo out; echo err >&2; exit 3' <&- >&- 2>&-
	is "$shell: nothing at all" "$? $(jq .status json)" '3 3'
done
shell=''
TMPDIR=$runs "$run_qemu" -c 'echo out; exit 3' </dev/null >/dev/full 2>"$tmp/err"
is 'a full output: that is told' "$? $(tail -n 1 "$tmp/err")" \
	"125 run-qemu.sh: pass on the command's output: write failed"
{
	TMPDIR=$runs "$run_qemu" -t 1 -c 'sleep 60' </dev/null 2>&1
	echo $? >"$tmp/status"
} | : ''
sleep 3
is 'nobody hears why: all is cleaned up' "$(cat "$tmp/status")" 124
rm -f "$runs"/*.log
nothing_left 'streams'

# ---- full disks, in a mount namespace of our own

mkdir small
# small KB COMMAND...: where $tmp/small has so much room.
small() {
	kb=$1
	shift
	$own_mounts sh -c "$on_tmpfs" sh "${kb}k" small "$@"
}
if small 64 true 2>/dev/null; then
	cat >on-small <<-END
		head -c 100000 /dev/zero >small/all 2>/dev/null
		TMPDIR=$tmp/small "$run_qemu" -c 'echo ran' </dev/null
		echo \$?
		ls small
	END
	is 'no room for the command: it is not run in part' "$(small 64 sh on-small 2>&1 | grep -v '^sh: ' | grep -v printf | tr '\n' ' ')" \
		'run-qemu.sh: keep the command: write failed 125 all '
	cat >on-small <<-END
		mke2fs -q -F -t ext2 small/home 64M >/dev/null 2>&1
		TMPDIR=$runs "$run_qemu" -t 60 -d small/home -c 'head -c 20000000 /dev/urandom >/home/x
			sync; echo goes on' </dev/null
		echo \$?
	END
	is 'no room for what a disk holds: the guest is told' "$(small 4000 sh on-small 2>&1 | tr '\n' ' ')" 'goes on 0 '
	cat >on-small <<-END
		TMPDIR=$runs "$run_qemu" -o small/out -c 'head -c 3000000 /dev/zero >\$OUT/x' </dev/null
		echo \$?
	END
	like 'no room for the output' "$(small 2000 sh on-small 2>&1 | tr '\n' ' ')" \
		'^run-qemu.sh: wait for the guest: unpack into .*small/out: .* 125 $'
	cat >on-small <<-END
		mke2fs -q -F -t ext2 small/home 1M >/dev/null 2>&1
		mount -o remount,ro small
		TMPDIR=$runs "$run_qemu" -d small/home -c 'cd /home; { echo x >x; } 2>/dev/null; echo \$?' </dev/null
		TMPDIR=$runs "$run_qemu" -o small -c 'echo ran' </dev/null
		TMPDIR=small "$run_qemu" -c 'echo ran' </dev/null 2>&1 | tail -n 1
		cd small
		TMPDIR=$runs "$run_qemu" -d 2M -c 'echo ran' </dev/null 2>&1 | sed 's/: mke2fs.*//'
	END
	is 'where nothing can be written' "$(small 2000 sh on-small 2>&1)" "1
run-qemu.sh: write into $tmp/small: it can't be
run-qemu.sh: make a temporary folder: mktemp failed
run-qemu.sh: make home.ext2"
	rm -f "$runs"/*.log
else
	for name in command disk output nothing; do
		skip "a full disk: $name" 'mount namespaces are refused'
	done
fi
nothing_left 'full disks'

# ---- the guest

: >in
for command in 'kill -9 -1' halt 'reboot; sleep 60' 'poweroff -f' 'echo b >/proc/sysrq-trigger' 'kill -9 1; kill -TERM 1; sleep 60'; do
	guest -j json -c "$command" </dev/null
	is "$command: lost, and no hang" "$status $(jq -r .result json) $(wc -l <"$tmp/err")" '125 lost 1'
	rm -f "$runs"/*.log
done
guest -j json -c 'echo c >/proc/sysrq-trigger; sleep 60' </dev/null
is 'a panic on request' "$status $(jq -r .result json)" '125 panic'
guest -j json -c 'rm -rf /run/* /home/* /tmp/* 2>/dev/null; echo here; exit 4' </dev/null
is 'a command that removes what it can' "$status $(cat "$tmp/out")" '4 here'
guest -c 'echo $$; env' </dev/null
is 'nothing of ours in its environment' "$(grep -E "^(TMPDIR|HOME|KERNEL|IMAGE|PWD)=" "$tmp/out" | sort | tr '\n' ' ')" 'HOME=/home PWD=/home '
for said in 'exit 1234' 'exit 256' 'signal 128' 'signal a[$(touch BAD)]' 'exit 3;touch BAD' 'Why
not' "$(printf 'a\033[31m')"; do
	guest -c "printf '%s\n' '$said' | nc 10.0.2.100 5; sleep 1; kill -9 \$PPID; poweroff -f" </dev/null
	echo "$status $(wc -l <"$tmp/err") $(tr -cd '\033' <"$tmp/err" | wc -c)"
	rm -f "$runs"/*.log
done >lies
is 'a guest that lies: one line, and no control' "$(sort -u lies)" '125 1 0'
is 'and nothing is run' "$(find "$tmp" -name 'BAD*')" ''
for shell in dash bash; do
	is "$shell: the environment changes nothing" "$(TMPDIR=$runs env KERNEL= IMAGE= OPTIND=5 told=7 \
		spoilt=x ssh_status=9 status=8 IFS=u CDPATH=/ POSIXLY_CORRECT=1 log=/x tmp=/x qemu=1 helpers=1 asked=x \
		$shell "$run_qemu" -c 'echo ran; exit 6' 2>&1 </dev/null; echo $?)" 'ran
6'
done
shell=''
for said in 'signal 09' 'exit 008' 'exit 000'; do
	guest -j json -c "echo '$said' | nc 10.0.2.100 5; sleep 1; kill -9 \$PPID; poweroff -f" </dev/null
	echo "$said: $status $(jq -c '[.result, .status]' json)$(cat "$tmp/err")"
done >zeros
is 'a status with zeros before it is no octal one' "$(cat zeros)" 'signal 09: 137 ["signal",137]
exit 008: 8 ["exit",8]
exit 000: 0 ["exit",0]'
nothing_left 'the guest'

# ---- signals at any moment

for delay in 0.02 0.1 0.2 0.4 1; do
	for signal in HUP INT QUIT TERM; do
		TMPDIR=$runs env --default-signal=HUP,INT,QUIT "$run_qemu" -i "$top/tests" -o "$tmp/taken" \
			-c 'head -c 99999999 /dev/zero >$OUT/x; sleep 60' </dev/zero >"$tmp/out" 2>"$tmp/err" &
		running="$running $!"
		sleep $delay
		kill -$signal $!
		ends $!
		echo "$signal $ended $(cat "$tmp/err")"
	done
done >signals
# A shell that has just begun dies of it as any program does: that is the same.
is 'HUP, INT, QUIT and TERM' "$(sort -u signals | tr '\n' ' ')" 'HUP 129  INT 130  QUIT 131  TERM 143  '
nothing_left 'all of it'
disks_clean 0

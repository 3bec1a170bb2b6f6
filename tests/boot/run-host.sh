#!/bin/sh
# run-host.sh - what run-qemu.sh asks of the machine that it runs on: a host with
# no commands but BusyBox's and QEMU, and one with KVM, that works or doesn't.
# Oracles: the bytes and files that went in; a QEMU of ours that counts its starts.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
# shellcheck source=tests/runs.sh
. "$top/tests/runs.sh"
plan 30

# ---- BusyBox's commands and QEMU

mkdir "$tmp/applets" "$tmp/in" "$tmp/empty"
for command in busybox $(busybox --list); do
	ln -sf "$(command -v busybox)" "$tmp/applets/$command"
done
ln -s "$(command -v "$binary")" "$tmp/applets/$binary"
applets() { # OPTION...
	status=0
	PATH=$tmp/applets TMPDIR=$runs HOME=$tmp/empty ash "$run_qemu" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
}
cd "$tmp" || exit
mke2fs -q -F -t ext2 disk 16M >/dev/null 2>&1
head -c 3000000 /dev/urandom >big
cp big in/file
applets -c 'cat; echo err >&2; exit 7' <big
is 'BusyBox: the status, and errors' "$status $(cat err)" '7 err'
ok 'BusyBox: the bytes' cmp big out
printf 'cksum <file; cp file $OUT/; chmod 6755 $OUT/file; cat /share/in/file | cksum; echo kept >disk\nkill -15 $$' >script
applets -f script -i in -o taken -d disk -9 . -j json -t 60 </dev/null
is 'BusyBox: how it ended, told' "$status $(jq -r .result json) $(cat err)" '143 signal '
is 'BusyBox: files and a share' "$(sort -u out)" "$(cksum <big)"
ok 'BusyBox: and back' cmp big taken/file
is 'BusyBox: no program of another user' "$(stat -c %A taken/file)" '-rwxr-xr-x'
is 'BusyBox: the disk' "$(debugfs -R 'cat disk' disk 2>/dev/null)" kept
tar czf in.tgz in
applets -i in.tgz -c 'cat in/file' </dev/null
ok 'BusyBox: an archive' cmp big out
echo 'exit 5' >typed
applets <typed
is 'BusyBox: a shell' "$status $(cat err)" '5 '
applets -p 0:80 -c 'true' </dev/null
like 'BusyBox: a port' "$status $(cat err)" "^0 run-qemu.sh: port 127.0.0.1:[0-9]+ is the guest's 80$"
applets -t 1 -c 'sleep 60' </dev/null
like 'BusyBox: time is over' "$status $(cat err)" '^124 run-qemu.sh: wait for the guest: 1 s are over'
rm -f "$runs"/*.log
applets -s true </dev/null
is 'BusyBox: no ssh' "$status $(cat err)" '125 run-qemu.sh: run ssh: not found'
applets -n loglevel=3
like 'BusyBox: -n' "$status $(cat out)" "^0 $binary .* loglevel=3' "
nothing_left 'BusyBox'

# ---- KVM, and a machine of the target's kind: both are made up

touch "$tmp/kvm"
sed "s,/dev/kvm,$tmp/kvm,; s/uname -m/echo $TARGET/" "$run_qemu" >"$tmp/run-kvm.sh"
chmod +x "$tmp/run-kvm.sh"
run_qemu=$tmp/run-kvm.sh # beside a kernel
export IMAGE="$O/$TARGET/root.sqf"
unset KERNEL
uses() { # what a run would use
	with_fake "$run_qemu" -n 2>"$tmp/err" | grep -oE -e '(-cpu host )?-accel [a-z]*' | sed 's/-accel //'
}
probes() { # SCRIPT: what two runs would use, and how often it was started
	rm -rf "$tmp/cache" "$tmp/starts"
	fake "echo >>$tmp/starts; $1"
	echo "$(uses), $(uses), $(wc -l <"$tmp/starts")"
}
is 'a probe that ends well: kvm, for good' "$(probes 'exit 0')" '-cpu host kvm, -cpu host kvm, 1'
is 'and not a word' "$(cat err)" ''
is "of the host's CPU, by this kernel" "$(probes 'case "$*" in *"-cpu host -accel kvm "*"-kernel '"$tmp/kernel "'"*) ;; *) exit 1 ;; esac')" \
	'-cpu host kvm, -cpu host kvm, 1'
ok 'without the words for an emulated one' [ "$(with_fake "$run_qemu" -n | grep -c no_timer_check)" = 0 ]
is 'one that fails: tcg, asked again' "$(probes 'exit 1')" 'tcg, tcg, 2'
is 'and it says why' "$(cat err)" 'run-qemu.sh: no KVM (a probe guest did not run): emulating'
began=$(date +%s)
is 'one that hangs: tcg, for good' "$(probes 'trap "" TERM; while :; do sleep 0.1; done')" 'tcg, tcg, 1'
ok 'after five seconds, once' [ $(($(date +%s) - began)) -lt 15 ]
export KERNEL="$O/$TARGET/kernel"
is 'from another kernel nothing follows' "$(probes 'exit 0')" '-cpu host kvm, -cpu host kvm, 2'
unset KERNEL
rm -rf "$tmp/cache"
fake 'sleep 0.3'
uses >one & uses >two
wait $!
is 'two at once' "$(cat one two err)" '-cpu host kvm
-cpu host kvm'
is 'nowhere to keep the answer' "$(env -u HOME -u XDG_CACHE_HOME \
	PATH="$tmp/fake:$PATH" "$run_qemu" -n 2>&1 | grep -c -e '-accel kvm')" 1
rm -rf "$tmp/cache"
fake 'trap "" TERM; while :; do sleep 0.1; done'
PATH=$tmp/fake:$PATH XDG_CACHE_HOME=$tmp/cache TMPDIR=$runs "$run_qemu" -c : </dev/null >out 2>&1 &
running="$running $!"
sleep 1
kill $!
ends $!
is 'TERM while it is asked' "$ended $(cat out)" '143 '
nothing_left 'TERM'
rm "$tmp/kvm"
fake 'exit 0'
is 'no node: tcg' "$(uses) $(cat err)" "tcg run-qemu.sh: no KVM ($tmp/kvm is not ours to use): emulating"
touch "$tmp/kvm"
sed -i "s/echo $TARGET)/echo other)/" "$run_qemu"
is 'another machine: tcg, and not a word' "$(uses) $(cat err)" 'tcg '
nothing_left 'all of it'

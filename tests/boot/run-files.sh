#!/bin/sh
# run-files.sh - what run-qemu.sh takes into a guest and brings back, in any size:
# scripts, streams, folders, a share; what it says happened; many at once.
# Oracles: the files that went in; cksum; jq for the JSON.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
# shellcheck source=tests/runs.sh
. "$top/tests/runs.sh"
plan 83

# said FIELD: of the last run's JSON.
said() {
	jq -r ".$1" "$tmp/json"
}

# ---- scripts

# Every byte but 0, and ' only where it is doubled; and a long one.
every_byte | LC_ALL=C tr -d "\\000'" >"$tmp/bytes"
{
	printf 'printf %%s '"'"
	cat "$tmp/bytes"
	printf "'\n: "
	head -c 1000000 /dev/zero | tr '\0' x
	printf '\nexit 42\n'
} >"$tmp/script"
ok 'the script is over 1 MB' [ "$(wc -c <"$tmp/script")" -gt 1000000 ]
for shell in dash bash 'busybox ash'; do
	guest -f "$tmp/script" -j "$tmp/json" </dev/null
	is "$shell: -f: the status behind 1 MB" "$status" 42
	ok "$shell: -f: every byte from 1 to 255" cmp "$tmp/bytes" "$tmp/out"
	is "$shell: -j" "$(said result)$(said status)" exit42
	is "$shell: no word of its own" "$(cat "$tmp/err")" ''
	nothing_left "$shell"
done
shell=''

for n in 2 64 124 125 128 129 192 193 254; do
	guest -c "exit $n" -j "$tmp/json" </dev/null
	[ "$status" = $n ] && [ "$(said status)" = $n ] || echo "$n: $status, $(said status)"
done >"$tmp/statuses"
is 'statuses, as themselves and in JSON' "$(cat "$tmp/statuses")" ''

# ---- what happened

happens() { # RESULT STATUS OPTION...
	want="$1 $2"
	shift 2
	rm -f "$tmp/json"
	guest -j "$tmp/json" "$@" </dev/null
	is "-j: $want" "$(said result) $(said status)" "$want"
	is "-j: $want is the exit status" "$status" "${want#* }"
	rm -f "$runs"/*.log
}
happens signal 143 -c 'kill $$'
is '-j: no reason for a command that ended' "$(said reason)" null
like '-j: the seconds' "$(said seconds)" '^[0-9]+(\.[0-9]+)?$'
like '-j: the target and the accelerator' "$(said target) $(said accel)" "^$TARGET (tcg|kvm)$"
like '-j: the command line' "$(said qemu)" "^$binary .*-append 'root="
happens timeout 124 -t 1 -c 'sleep 60'
happens panic 125 -c : root=/dev/none
like '-j: the reason of a panic' "$(said reason)" 'Kernel panic'
happens lost 125 -c 'poweroff; sleep 60'
happens qemu 125 -c : -m 999999999
happens error 125 -c : -i /no/such
is '-j: what was missing' "$(said reason)" 'open /no/such: no such file'
odd=$(printf '%s/a "b"\\\t\001\n\303\244\377.sqf' "$tmp")
cp "$O/$TARGET/root.sqf" "$odd"
IMAGE=$odd happens exit 0 -c :
line=$(said qemu)
rm "$odd"
like '-j: an odd name is escaped' "$line" 'a "b"'
ok '-j: and UTF-8' iconv -f UTF-8 -t UTF-8 "$tmp/json"
: >"$tmp/in"
rm "$tmp/json"
guest_start killed -j "$tmp/json" -c 'echo up; sleep 99'
shows "$tmp/killed.out" up
kill $!
ends $!
is '-j: TERM' "$ended $(said result) $(said status)" '143 interrupted 143'
guest -j "$tmp/no/json" -c 'exit 3' </dev/null
is 'JSON that cannot be written' "$status: $(cat "$tmp/err")" \
	"125: run-qemu.sh: write $tmp/no/json: it can't be"
is 'nothing is left in part' "$(find "$tmp" -name 'json?*')" ''
nothing_left 'JSON'

# ---- folders and archives

mkdir -p "$tmp/in d'ir/sub"
cd "$tmp/in d'ir" || exit
head -c 300000 /dev/urandom >'sub/a b'
ln -s sub/a\ b link
printf '#!/bin/sh\nexit 9\n' >prog
chmod 755 prog
chmod 777 .
cd "$tmp" || exit
list() {
	(cd "$1" && find . | LC_ALL=C sort | while read -r file; do
		stat -c '%n %F %A' "$file"
		[ ! -f "$file" ] || cksum "$file"
	done)
}
list "in d'ir" | grep -v '^\. ' >"$tmp/want"
guest -i "in d'ir" -o 'o"ut' -c 'cp -a . $OUT/ 2>/dev/null; rm -rf $OUT/out.*; echo "$PWD $(stat -c %a .)"; ./prog' </dev/null
is '-i: run there, with its status' "$status" 9
is '-i: the folder is /home, and not for all' "$(cat "$tmp/out")" '/home 755'
is '-o: all came back, though the command failed' "$(list 'o"ut' | grep -v '^\. ')" "$(cat "$tmp/want")"
for how in z j J ''; do
	tar c${how}f archive -C "in d'ir" .
	guest -i archive -c 'cksum <"sub/a b"' </dev/null
	is "-i: an archive by tar c$how" "$status $(cat "$tmp/out")" "0 $(cksum <"in d'ir/sub/a b")"
done
head -c 100000 archive >short
guest -i short -c 'echo ran' </dev/null
gave_up '-i: an archive that was cut' 125 'wait for the guest: job: unpack the input' 'short read'
is 'and the command was not run' "$(cat "$tmp/out")" ''
mkdir bin
printf '#!/bin/sh\n/usr/bin/tar "$@"\necho "tar: it changed" >&2\nexit 1\n' >bin/tar
chmod +x bin/tar
PATH=$tmp/bin:$PATH guest -i "in d'ir" -c 'echo ran' </dev/null
gave_up '-i: a tar that failed' 125 'wait for the guest: job: unpack the input: it came in part .tar: it changed.' 'in part'
PATH=$tmp/bin:$PATH guest -o "o2" -c 'echo x >$OUT/x' </dev/null
gave_up '-o: a tar that failed' 125 'wait for the guest: unpack into .*o2: tar: it changed' ''
rm -f "$runs"/*.log
mke2fs -q -F -t ext2 "$tmp/home" 8M >/dev/null
guest -d "$tmp/home" -o o3 -c 'df $OUT | tail -n 1; chmod 4755 $OUT; echo x >$OUT/x; chmod 4755 $OUT/x; mknod $OUT/n c 1 3' </dev/null
like '-o: the folder is on the disk' "$(cat "$tmp/out")" '^/dev/vdb .* /home$'
is '-o: no program of another user comes out' "$(stat -c %A o3/x)" '-rwxr-xr-x'
is '-o: and nothing stays' "$(debugfs -R 'ls -p /' "$tmp/home" 2>/dev/null | grep out)" ''
printf 'echo on the console; cat prog >$OUT/p; exit 5\n' >typed
guest -i "in d'ir" -o o4 <typed
is 'a shell that reads standard input has them, too' "$status $(cat o4/p)" "5 $(cat "in d'ir/prog")"
nothing_left 'folders'

# ---- a share

mkdir 'share,"1"'
echo from the host >'share,"1"/file'
guest -9 'share,"1"' -c 'cat /share/file; cd /share; echo live >new; chown 7:8 new; chmod 4750 new
	ln -s nowhere link; mknod node c 1 3; mkdir dir; echo go >dir/go; cat; stat -c "%a %u %g" new' <typed
is '-9: the guest reads it, and has owners and modes' "$(sed -n '1p;$p' "$tmp/out")" 'from the host
4750 7 8'
is '-9: what it writes is here' "$(cat 'share,"1"/new' 'share,"1"/dir/go')" 'live
go'
is '-9: as ours' "$(stat -c '%u %F' 'share,"1"/link' 'share,"1"/node' 'share,"1"/new' | sed 's,empty ,,' | sort -u)" \
	"$(id -u) regular file"
guest -9 'share,"1"' -c 'stat -c "%a %u %g" /share/new; readlink /share/link' </dev/null
is '-9: and the same in the next guest' "$(cat "$tmp/out")" '4750 7 8
nowhere'
guest -9 /no/share -c :
gave_up '-9: no folder' 125 'open /no/share: no such folder' ''
mkdir /dev/shm/guestkit.$$ && on_exit 'rm -rf /dev/shm/guestkit.$$'
guest -9 /dev/shm/guestkit.$$ -j "$tmp/json" -c 'echo x >/share/x; chmod 4711 /share/x; stat -c %a /share/x' </dev/null
is '-9: a file system without attributes' "$status $(cat "$tmp/out" "$tmp/err")" '0 4711'
like '-9: keeps them in files' "$(said qemu)" 'security_model=mapped-file'

# ---- large streams, and many guests: FULL=1 is for `make check-all`

megabytes=64 many='1 2 3 4 5'
if [ "${FULL-}" ]; then
	megabytes=1024 patience=900
	many="$many 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20"
fi
large=$((megabytes * 1048576))
: >"$tmp/in"
began=$(date +%s)
guest -c "head -c $large /dev/zero | tr '\\0' x; cksum >&2" <"$tmp/in"
took=$(($(date +%s) - began))
is "$megabytes MB out" "$(cksum <"$tmp/out")" "$(head -c $large /dev/zero | tr '\0' x | cksum)"
: >"$tmp/out"
began=$(date +%s)
head -c $large /dev/zero | tr '\0' y | guest -c 'md5sum'
echo "# $megabytes MB took $took s out, $(($(date +%s) - began)) s in"
is "$megabytes MB in" "$(cut -c 1-32 "$tmp/out")" "$(head -c $large /dev/zero | tr '\0' y | md5sum | cut -c 1-32)"

echo input >"$tmp/in"
began=$(date +%s)
for n in $many; do
	guest_start "many$n" -m 64 -p 0:22 -o "$tmp/many$n" -c "cat; echo $n >\$OUT/$n; exit $n"
	pids="$pids $!"
done
n=0
for pid in $pids; do
	n=$((n + 1))
	ends "$pid"
	echo "$ended" "$(cat "$tmp/many$n.out")" "$(cat "$tmp/many$n/$n")"
done >"$tmp/many"
echo "# $n guests at once took $(($(date +%s) - began)) s"
is "$n at once, each with its own" "$(tr '\n' ' ' <"$tmp/many")" \
	"$(for n in $many; do printf '%s input %s ' "$n" "$n"; done)"
nothing_left 'all of it'
disks_clean 1

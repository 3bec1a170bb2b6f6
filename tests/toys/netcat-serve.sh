#!/bin/sh
# netcat-serve.sh - netcat serving many: in sequence with an input of its own, and
# by datagrams all at once. Oracles: the bytes at the other end, and the kernel's
# list of processes. Under the sanitizers.
# shellcheck disable=SC2154 # from netcat.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/netcat.sh
. "$top/tests/netcat.sh"
asker=$tmp/asker
cc -O2 -D_GNU_SOURCE -o "$asker" "$top/tests/toys/netcat_asker.c" || exit
plan 25

# Those of $pid; and have these processes ended?
children() {
	grep -l "^PPid:.$pid\$" /proc/[0-9]*/status 2>/dev/null | cut -d / -f 3
}
over() {
	for process; do
		! grep -q '^State:.[^Z]' "/proc/$process/status" 2>/dev/null || return 1
	done
}
not() {
	! "$@" 2>/dev/null
}

# ---- -L without COMMAND, whose input never ends

mkfifo silent
exec 7<>silent
input=silent
serve -L
for i in 1 2 3; do
	echo "$i" | call -q 0 127.0.0.1 "$port"
done
ok 'each client is served when the one before is gone' until_ok grep -qx 3 got
is 'and nothing is lost' "$(body)" '1
2
3'
# A client that has only ended its side is no client that is gone.
timeout 60 "$nc" 127.0.0.1 "$port" <mark >first &
first=$!
until_ok grep -qF -f mark got
echo 'still for the first' >&7
ok 'a client that has said all still listens' until_ok test -s first
echo 4 | call -q 0 127.0.0.1 "$port"
wait $first
is 'until another comes' "$?:$(cat first)" '0:still for the first'
kill "$pid"
exec 7>&-

"$peer" make 30000000 >bytes
input=bytes
serve -L
timeout 60 "$nc" 127.0.0.1 "$port" </dev/null | { sleep 1; "$peer" compare; } >first &
first=$!
until_ok grep -q ":$(printf %04X "$port") [^ ]* 0[89] " /proc/net/tcp
call 127.0.0.1 "$port" </dev/null
wait $first
is 'who waits takes nothing from the one before' "$(st):$(wc -c <out):$(cat first)" \
	'0:0:30000000 same'
kill "$pid"

# ---- -u -L

input=/dev/null
serve -u -L -W 1 -o hex
kill -STOP "$pid" # so that all have sent before the first is seen
timeout 60 "$asker" "$port" 4 2 >told &
pids="$pids $!"
until_ok test -s told
kill -CONT "$pid"
ok 'without COMMAND, who comes while another is served waits' until_ok grep -q 3.1 got
is 'and nothing is lost' "$(body | tr '\n' ' ')" '0.0 0.1 1.0 1.1 2.0 2.1 3.0 3.1 '
is 'nor missing in a dump' "$(cut -c 1-23 hex | sed -n '1p;$p')" '< 00000000  30 2e 30 0a
< 00000004  33 2e 31 0a'
echo more | call -u -q 0 127.0.0.1 "$port"
ok 'and the next is served' until_ok grep -qx more got
left=$(children)
kill "$pid"
# shellcheck disable=SC2086 # a list
ok 'no relay outlives the server' until_ok over $left

seq 1000 >numbers
input=numbers
serve -u -L -W 1
call -u -W 1 127.0.0.1 "$port" <mark
is 'a peer gets the input' "$(cksum <out):$(body)" "$(cksum <numbers):$(cat mark)"
kill "$pid"

# ---- -u -L COMMAND

input=/dev/null
serve -u -L cat
kill -STOP "$pid" # so that all have sent before the first is seen
timeout 60 "$asker" "$port" 100 2 >told &
until_ok test -s told
kill -CONT "$pid"
wait $!
is 'of a hundred that come at once all are answered, in order' "$(tail -n 1 told)" 100
left=$(children)
kill "$pid"
is 'by a COMMAND each' "$(echo "$left" | wc -l)" 100
# shellcheck disable=SC2086 # a list
ok 'none of which outlives the server' until_ok over $left

serve -u -L sh -c 'mkdir slow 2>/dev/null && sleep 3; exec cat'
timeout 60 "$asker" "$port" 1 600 2000 >slowly &
slow=$!
until_ok test -d slow
is 'one that does not read keeps nobody waiting' \
	"$(timeout 60 "$asker" "$port" 9 1 | tail -n 1):$(wc -l <slowly)" 9:0
wait $slow
is 'nor is anything lost of what it has yet to read' "$(tail -n 1 slowly)" 1
kill "$pid"

serve -u -L -W 1 cat
prlimit --pid "$pid" --nofile=30
is 'those for whom there are no descriptors wait for the end of others' \
	"$(timeout 60 "$asker" "$port" 40 1 | tail -n 1):$(sort -u said)" \
	'40:netcat: make a socket: Too many open files'
kill "$pid"

serve -u -L sh -c 'read -r a; echo "answer to $a"'
other=$port
free_port
for i in 1 2; do
	echo "$i" | call -u -W 1 -p "$port" 127.0.0.1 "$other"
	is "COMMAND has ended: number $i is for another" "$(st):$(cat out)" "0:answer to $i"
done

serve -u -L -W 1 -o hex sh -c 'cat; echo over >>over'
echo some | call -u -W 1 127.0.0.1 "$port"
is '-W, for each peer: an answer' "$(st):$(cat out)" 0:some
ok 'and an end' until_ok test -s over
is '-o has both ways' "$(cut -c 1-23 hex)" '< 00000000  73 6f 6d 65
> 00000000  73 6f 6d 65'
kill "$pid"

serve -u -L sh -c 'echo $$ >who; read -r a; sleep 0.3; echo answer; exec sleep 100'
echo gone | call -u -q 0 127.0.0.1 "$port"
until_ok test -s who
ok 'a peer that refuses the answer is gone, and its COMMAND' \
	until_ok not kill -0 "$(cat who)"
is 'and it is said' "$(cat said)" 'netcat: write to the network: Connection refused'
kill "$pid"

serve -u -L -w 1 cat
end
is 'nobody came' "$ended:$(cat said)" '4:netcat: wait for a peer: Connection timed out'

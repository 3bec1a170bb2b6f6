#!/bin/sh
# netcat-serve.sh - netcat serving many: in sequence with an input of its own.
# Oracle: the bytes at the other end. Under the sanitizers.
# shellcheck disable=SC2154 # from netcat.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/netcat.sh
. "$top/tests/netcat.sh"
plan 5

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

#!/bin/sh
# netcat.sh - netcat's options, one by one, its servers, and how it ends. Oracles:
# the words of -h, the kernel (/proc, an address told by getpeername), and files
# compared. Under the sanitizers, but where a time or a size counts.
# shellcheck disable=SC2016,SC2154 # for a COMMAND's shell; from netcat.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/netcat.sh
. "$top/tests/netcat.sh"
plan 142

# ---- the command line

like '-h prints the usage' "$("$nc" -h)" '^usage: netcat \[OPTION\.\.\.\] HOST PORT$'
while read -r words; do
	# shellcheck disable=SC2086 # words
	said=$(timeout 5 "$nc" $words 2>&1 >out </dev/null)
	is "wrong usage: netcat $words" "$?:$(wc -c <out):$(printf '%s\n' "$said" | grep -cE '^netcat: [^:]+: [^:]+$')" 2:0:1
done <<'EOF'

127.0.0.1
127.0.0.1 1 2
127.0.0.1 0
127.0.0.1 65536
127.0.0.1 12x
-x 127.0.0.1 1
-p
-p x -l
-p 65536 -l
-p -1 -l
-q x 127.0.0.1 1
-w 0 127.0.0.1 1
-W 0 127.0.0.1 1
-w 9999999 127.0.0.1 1
-4 -6 127.0.0.1 1
-4 -U path
-6 -U path
-n -U path
-u -U path
-U
-U a b
-U -l
-U -s a b
-U -s a -p 1 -l
-l -L
-o a -O b 127.0.0.1 1
-z -l
-z -u 127.0.0.1 1
-z -f file
-z -d 127.0.0.1 1
-z -W 1 127.0.0.1 1
-f file -l
-f file -u
-f file -p 1
-f file -s 127.0.0.1
-f file more
-E 127.0.0.1 1
-E -l
-t -l
-t -u -l true
-d -l true
-N -l true
-q 1 -l true
-d -q 1 127.0.0.1 1
EOF

# ---- where to listen, and where from

P=$("$nc" -s 127.0.0.1 -l -w 5 echo one)
like '-l prints a port' "$P" '^[1-9][0-9]*$'
call 127.0.0.1 "$P" </dev/null
is '-l serves one' "$(st):$(cat out)" 0:one
call 127.0.0.1 "$P" </dev/null
is 'and no more: refused is 3' "$(st):$(sed 's/[0-9]*: Conn/: Conn/' err)" \
	'3:netcat: connect to 127.0.0.1 port : Connection refused'
serve -L echo 'each time'
is '-p 0 is printed' "$port" "$(head -n 1 got)"
for i in 1 2 3; do
	call 127.0.0.1 "$port" </dev/null
	is "-L serves number $i" "$(st):$(cat out)" '0:each time'
done
kill "$pid"
end
is 'until it is killed' $ended 143
call 127.0.0.1 "$port" </dev/null
is 'then nobody is there' "$(st)" 3

free_port
"$nc" -s 127.0.0.1 -p "$port" -L echo fixed >chosen 2>/dev/null &
pids="$pids $!"
until_ok "$nc" -z 127.0.0.1 "$port" 2>/dev/null
call 127.0.0.1 "$port" </dev/null
is '-p is not printed' "$(cat out):$(cat chosen)" fixed:
said=$("$nc" -s 192.0.2.1 -l true 2>&1 >out)
is 'an address that is not local' "$?:$(wc -c <out):$said" \
	'1:0:netcat: listen on 192.0.2.1 port 0: Cannot assign requested address'
serve -l true
said=$("$nc" -s 127.0.0.1 -p "$port" -l true 2>&1 >out)
is 'a port that is taken' "$?:$(wc -c <out):$said" \
	"1:0:netcat: listen on 127.0.0.1 port $port: Address already in use"
kill "$pid"
said=$("$nc" -s 127.0.0.1 -l true 2>&1 >&-)
is 'a port that nobody can be told' "$?:$said" '1:netcat: write the port: Bad file descriptor'
is 'is not served' "$(marked)" ''

serve -L "$peer" name
other=$port
free_port
call -s 127.0.0.3 -p "$port" 127.0.0.1 "$other" </dev/null
is '-s and -p of a client' "$(st):$(cat out)" "0:127.0.0.3 $port"
call -p "$port" 127.0.0.1 "$other" </dev/null
call -p "$port" 127.0.0.1 "$other" </dev/null
is '-p of a client, again' "$(st):$(cat out)" "0:127.0.0.1 $port"
call -s 192.0.2.1 127.0.0.1 "$other" </dev/null
is '-s of a client that is not local' "$(st):$(cat err)" \
	'1:netcat: bind to 192.0.2.1 port 0: Cannot assign requested address'
call -n localhost "$other" </dev/null
like '-n looks up no names' "$(st) $(cat err)" '^1 netcat: find localhost port [0-9]*: '
call -4 localhost "$other" </dev/null
is 'a name' "$(st)" 0
call no-such-host.invalid 1 </dev/null
like 'a name that is none' "$(st) $(cat err)" '^1 netcat: find no-such-host.invalid port 1: '

serve_at -L echo both
call 127.0.0.1 "$port" </dev/null
is 'a server takes IPv4' "$(cat out)" both
call ::1 "$port" </dev/null
is 'and IPv6' "$(cat out)" both
kill "$pid"
for v in 4 6; do
	serve_at -$v -L echo one
	call 127.0.0.1 "$port" </dev/null
	four=$(st)
	call ::1 "$port" </dev/null
	is "-$v takes IPv$v only" "$four$(st)" "$([ $v = 4 ] && echo 03 || echo 30)"
	kill "$pid"
done
call -4 ::1 1 </dev/null
like '-4 of a client' "$(st) $(cat err)" '^1 netcat: find ::1 port 1: '
call -6 127.0.0.1 1 </dev/null
like '-6 of a client' "$(st) $(cat err)" '^1 netcat: find 127.0.0.1 port 1: '

# ---- -z

serve -l
call -z 127.0.0.1 "$port" <"$peer"
is '-z finds a port' "$(st):$(cat out err)" 0:
end
is 'and sends nothing' "$ended:$(body)" 0:
call -z 127.0.0.1 "$port"
is '-z finds none' "$(st)" 3

# ---- -u

P=$("$nc" -s 127.0.0.1 -u -L -w 20 sh -c 'read -r a; echo "answer to $a"' "$tmp/background")
for i in 1 2 3; do
	echo "$i" | call -u -W 1 127.0.0.1 "$P"
	is "-u -L COMMAND serves peer $i" "$(st):$(cat out)" "0:answer to $i"
done
# shellcheck disable=SC2046 # numbers
kill $(marked)
serve -u -L -W 1
for i in 1 2; do
	echo "$i" | call -u -q 0 127.0.0.1 "$port"
	until_ok grep -qx "$i" got
	is "-u -L serves peer $i" $? 0
done
kill "$pid"
serve -u -l -W 1
echo last | call -u -q 0 127.0.0.1 "$port"
end
is '-u -l -W ends' "$ended:$(body)" 0:last
head -c 100000 /dev/zero | call -u -W 1 127.0.0.1 "$port"
is '-u to nobody is refused' "$(st)" 3
serve -u -l -W 1
"$nc" -s 127.0.0.1 -u -p "$port" -l >out 2>err
is 'a port for datagrams is nobody else'"'"'s' $? 1
kill "$pid"

# ---- -U

"$nc" -U -s sock -l echo by path >got 2>&1 &
until_ok test -S sock
"$nc" -U -s sock -l 2>err
is '-U: a path that is taken' "$?:$(cat err)" '1:netcat: listen on sock: Address already in use'
call -U sock </dev/null
wait $!
is '-U' "$?:$(st):$(cat out)" '0:0:by path'
not_ok '-U removes its file' test -e sock
"$nc" -U -s sock -L echo again &
until_ok test -S sock
call -U sock </dev/null
call -U sock </dev/null
is '-U -L' "$(st):$(cat out)" 0:again
kill $!
wait $! 2>/dev/null
not_ok 'a signal removes it, too' test -e sock
"$nc" -U -s sock -l -w 1 echo never 2>err
is '-w, too' "$?:$(cat err):$(ls sock 2>/dev/null)" '4:netcat: wait for a peer: Connection timed out:'
call -U sock </dev/null
is 'a path that is not there' "$(st):$(cat err)" '1:netcat: connect to sock: No such file or directory'
call -U "$(printf '%0200d' 0)" </dev/null
like 'a path that is too long' "$(st) $(cat err)" '^1 .*: File name too long$'

# ---- -f

seq 1000 >numbers
call -f numbers </dev/null
is '-f reads a file' "$(st):$(cksum <out)" "0:$(cksum <numbers)"
call -f none </dev/null
is '-f of nothing' "$(st):$(cat err)" '1:netcat: open none: No such file or directory'
socat PTY,link=tty,raw,echo=0 EXEC:cat &
pids="$pids $!"
until_ok test -e tty
echo 'to a device' | call -f tty -q 1
is '-f of a device, both ways' "$(st):$(cat out)" '0:to a device'

# ---- how long

serve -l -w 1
end
is '-w: nobody came is 4' "$ended:$(cat said)" '4:netcat: wait for a peer: Connection timed out'
P=$("$nc" -s 127.0.0.1 -l -w 1 "$tmp/background")
ok '-w: a server in the background' test -n "$(marked)"
ok 'is gone, then' until_ok eval '[ ! "$(marked)" ]'
"$peer" deaf >told &
pids="$pids $!"
until_ok test -s told
took=$(ms call -w 1 127.0.0.1 "$(cat told)")
is '-w: a peer that does not answer' "$(st):$(sed 's/port .*:/port:/' err)" \
	'4:netcat: connect to 127.0.0.1 port: Connection timed out'
ok 'after that time' test "$took" -ge 1000 -a "$took" -lt 3000
serve -l sleep 5
took=$(ms call -q 1 127.0.0.1 "$port" </dev/null)
is "-q quits" "$(st)" 0
ok 'after that time' test "$took" -ge 1000 -a "$took" -lt 3000
serve -L sleep 5
took=$(ms call -q 0 127.0.0.1 "$port" </dev/null)
ok '-q 0 at once' test "$(st):$took" '<' 0:999
mkfifo never
exec 7<>never
took=$(ms call -W 1 127.0.0.1 "$port" <never)
is '-W gives up: 4' "$(st):$(cat err)" '4:netcat: wait for the network: Connection timed out'
ok 'after that time' test "$took" -ge 1000 -a "$took" -lt 3000
exec 7>&-
kill "$pid"
serve -l -W 1 cat
(sleep 0.7; echo a; sleep 0.7; echo b; sleep 3) | call 127.0.0.1 "$port"
end
is '-W counts from the last byte; with COMMAND' "$ended:$(tr '\n' ' ' <out)" '4:a b '

# ---- -d, -N

serve -l sh -c 'echo hello; exec cat'
echo unread | { call -d 127.0.0.1 "$port" & sleep 0.5; cat; kill $!; } >rest
is '-d leaves the input to others' "$(cat rest)" unread
is 'and tells the peer of no end' "$(cat out)" hello
serve -l cat
echo unread | { call -d -N 127.0.0.1 "$port"; cat; st; } >rest
is '-d -N does' "$(cat rest)" 'unread
0'
serve -l cat
echo some | call -N 127.0.0.1 "$port"
is '-N' "$(st):$(cat out)" 0:some

# ---- -o, -O

printf 'abcdefghijklmnopqrst\n\0\377' >bytes
cat >dump <<'EOF'
> 00000000  61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70  |abcdefghijklmnop|
> 00000010  71 72 73 74 0a 00 ff                             |qrst...|
EOF
serve -l -o hex cat
call 127.0.0.1 "$port" <bytes
end
is '-o of a server' "$ended$(cat hex)" "0$(tr '>' '<' <dump; cat dump)"
ok 'and the bytes' cmp bytes out
serve -l
{ cat bytes; sleep 0.3; printf 'x\n'; } | call -o hex 127.0.0.1 "$port"
is '-o of a client begins a line for each read' "$(cat hex)" "$(cat dump)
> 00000017  78 0a                                            |x.|"
serve -l
{ printf abc; sleep 0.3; tail -c +4 bytes; } | call -O hex 127.0.0.1 "$port"
is '-O fills lines' "$(cat hex)" "$(cat dump)"
input=bytes
serve -l
call -o- 127.0.0.1 "$port" </dev/null
is '-o- prints them and no bytes' "$(cat out)" "$(tr '>' '<' <dump)"
input=/dev/null
call -o none/hex 127.0.0.1 "$port" </dev/null
is 'a dump that cannot be written' "$(st):$(cat err)" '1:netcat: open none/hex: No such file or directory'
serve -l
echo x | call -o /dev/full 127.0.0.1 "$port"
is 'or is full' "$(st):$(cat err)" '1:netcat: write the dump: No space left on device'

# ---- COMMAND

serve -l -t sh -c 'tty; stty size >/dev/null && stty -echo && echo ready >/dev/tty; cat; echo end'
(sleep 0.5; echo abc) | call 127.0.0.1 "$port"
like '-t gives a terminal' "$(tr -d '\r' <out | tr '\n' ' ')" '^/dev/pts/[0-9]+ ready abc end $'
end
is 'which ends' $ended 0
serve -l -E sh -c 'echo out; echo err >&2'
call 127.0.0.1 "$port" </dev/null
end
is '-E' "$(cat out; echo $ended; cat said)" 'out
err
0'
serve -l sh -c 'echo out; echo err >&2'
call 127.0.0.1 "$port" </dev/null
end
is 'without -E' "$(cat out; echo $ended; cat said)" 'out
0
err'
while read -r want words; do
	# shellcheck disable=SC2086 # words
	serve -l $words
	call 127.0.0.1 "$port" </dev/null
	end
	is "the status of $words" $ended "$want"
done <<EOF
0 true
1 false
126 $tmp
127 $tmp/none
EOF
serve -l sh -c 'kill -9 $$'
call 127.0.0.1 "$port" </dev/null
end
is 'a COMMAND that is killed' $ended 137
serve -l sh -c 'trap "echo caught; exit 7" TERM; echo ready; while :; do sleep 0.1; done'
call -d 127.0.0.1 "$port" &
until_ok grep -q ready out
kill "$pid"
end
until_ok grep -q caught out
is 'a signal is for COMMAND' "$ended
$(cat out)" '7
ready
caught'
serve -l -t sleep 100
call 127.0.0.1 "$port" </dev/null &
sleep 0.5
kill "$pid"
end
is 'or, for its terminal, hangs it up' $ended 143
nc=$fast # the sanitizers have signals of their own
signals="grep -E ^Sig(Blk|Ign) /proc/self/status"
# shellcheck disable=SC2086 # words
{
	serve -l $signals
	call 127.0.0.1 "$port" </dev/null
	$signals >want & # as the server; a shell has its background ignore some
	wait $!
}
is 'COMMAND has no signal blocked or ignored by us' "$(cat out)" "$(cat want)"
serve -l ls /proc/self/fd
call 127.0.0.1 "$port" </dev/null
ls /proc/self/fd >direct &
wait $!
ok 'and the descriptors that it would have without' cmp out direct

# ---- the background

for stderr in '' '2>&1'; do
	start=$(now)
	P=$(eval '"$fast" -s 127.0.0.1 -l -w 20 sh -c "echo started >>started" "$tmp/background"' "$stderr")
	took=$(($(now) - start))
	echo "# $took ms"
	ok "\$(netcat -l COMMAND) $stderr returns at once" test $took -lt 50
done
for server in $(marked); do
	ls -l "/proc/$server/fd"
done | sed -n 's/.*-> //p' | sed 's/:\[.*//' | sort | uniq -c | tr -s ' \n' ' ' >fds
is 'two servers hold nothing of ours' "$(cat fds)" ' 6 /dev/null 2 anon_inode 2 socket '
sleep 0.2
not_ok 'and have started nothing' test -e started
call 127.0.0.1 "$P" </dev/null
ok 'until a peer comes' until_ok test -s started
mkfifo kept
exec 8<>kept
exec 9>kept
P=$("$fast" -s 127.0.0.1 -l -w 20 cat "$tmp/background" 8>&-)
exec 8>&- 9>&-
not_ok 'nor what was open above 2' eval 'ls -l /proc/[0-9]*/fd 2>/dev/null | grep "$tmp/kept"'
nc=$O/host/tests/netcat

for i in 1 2 3; do
	eval "P$i=\$(\"\$nc\" -s 127.0.0.1 -l -w 20 echo number $i)"
done
for i in 3 1 2; do
	eval "call 127.0.0.1 \$P$i </dev/null"
	is "pair $i fires" "$(cat out)" "number $i"
done
serve -l # which the shell has ignore INT
kill -INT "$pid"
call 127.0.0.1 "$port" </dev/null
is 'a signal that was ignored stays so' "$(st)" 0

# ---- a thousand

nc=$fast
serve -L echo hi
before=$(ls "/proc/$pid/fd")
i=0 good=0
while [ $i -lt 1000 ]; do
	[ "$("$nc" 127.0.0.1 "$port" </dev/null)" = hi ] && good=$((good + 1))
	i=$((i + 1))
done
is 'a thousand connections' $good 1000
is 'leave no descriptor' "$(ls "/proc/$pid/fd")" "$before"
ok 'and no zombie' until_ok eval '! grep -l "^PPid:.$pid$" /proc/[0-9]*/status 2>/dev/null'
kill "$pid"

#!/bin/sh
# netcat-bytes.sh - netcat loses no byte, whatever ends, breaks or is slow. Each
# fault of other netcats that was measured is a case of its own here. Oracles:
# bytes compared at the other end, and the kernel's count of time used.
# shellcheck disable=SC2154 # from netcat.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/netcat.sh
. "$top/tests/netcat.sh"
plan 53
big=2147483649 # 2 GB and 1 byte

# ---- sizes, both ways, by files and by pipes

for size in 0 1 4095 4096 4097 65536 65537 3000000; do
	"$peer" make $size >bytes
	input=bytes
	serve -l
	call 127.0.0.1 "$port" <bytes
	end
	is "$size bytes of a file each way" \
		"$(st):$ended:$(cmp out bytes 2>&1):$(body | cmp - bytes 2>&1)" 0:0::
	input=/dev/null
	serve -l cat
	# shellcheck disable=SC2002 # a pipe is what is wanted
	cat bytes | timeout 20 "$nc" 127.0.0.1 "$port" | cat >out
	ok "$size bytes of a pipe there and back" cmp out bytes
done

nc=$fast
serve -l sh -c '"$0" compare >sum' "$peer"
"$peer" make $big | call 127.0.0.1 "$port"
end
is '2 GB and 1 byte there' "$(st):$ended:$(cat sum)" "0:0:$big same"
serve -l "$peer" make $big
timeout 60 "$nc" 127.0.0.1 "$port" </dev/null | "$peer" compare >sum
end
is 'and back' "$ended:$(cat sum)" "0:$big same"
gb=1073741824
{ "$peer" make $gb | "$nc" -s 127.0.0.1 -p 0 -l | { read -r own; echo "$own" >told; "$peer" compare >sum; }; } &
pids="$pids $!"
until_ok test -s told
"$peer" make $gb | timeout 60 "$nc" 127.0.0.1 "$(cat told)" | "$peer" compare >sum2
wait $!
is '1 GB both ways at once' "$(cat sum sum2)" "$gb same
$gb same"
truncate -s 300000000 zeros
serve -l cat
call 127.0.0.1 "$port" <zeros
ok 'a file both ways' cmp zeros out
rm -f out zeros

# ---- the faults of others

nc=$O/host/tests/netcat
mkdir dirs
seq 10000 >dirs/file
mkdir there
# shellcheck disable=SC2046 # one port
timeout 10 "$nc" 127.0.0.1 $("$nc" -s 127.0.0.1 -l -w 9 tar c dirs "$tmp/background" 2>/dev/null) </dev/null | tar x -C there
ok "the talk's trick" cmp dirs/file there/dirs/file
for stdin in '</dev/null' '<&-' '0>/dev/null'; do
	rm -f got
	eval '"$nc" -s 127.0.0.1 -p 0 -l '"$stdin"' >got &'
	pid=$! pids="$pids $!"
	until_ok test -s got
	"$peer" make 5000000 | call 127.0.0.1 "$(head -n 1 got)"
	end
	is "a sink with $stdin receives all" "$(st):$ended:$(body | "$peer" compare)" '0:0:5000000 same'
done
nc=$fast
serve -l "$peer" twice
head -c 100000000 /dev/zero | timeout 30 "$nc" 127.0.0.1 "$port" | wc -c >out
is 'a COMMAND that answers more than it reads' "$(cat out)" 200000000
nc=$O/host/tests/netcat
"$nc" -s 127.0.0.1 -p 0 -l >&- </dev/null 2>said
is 'an output that is closed is not nothing' "$?:$(cat said)" '1:netcat: write the port: Bad file descriptor'

# ---- half of it ends

serve -l sh -c 'cat >/dev/null; sleep 0.5; echo late'
call 127.0.0.1 "$port" <dirs/file
is 'the end of what is sent cuts no answer' "$(st):$(cat out)" 0:late
serve -l
{ sleep 0.5; echo late; } | call 127.0.0.1 "$port"
end
is 'the end of what comes cuts nothing sent' "$(st):$ended:$(body)" 0:0:late
serve -l sh -c 'exec cat >/dev/null'
{ sleep 0.5; "$peer" make 1000000; } | call 127.0.0.1 "$port"
end
is 'nor for a COMMAND' "$(st):$ended" 0:0
rm -f when
serve -l
{ sleep 1; echo x; } | "$nc" 127.0.0.1 "$port" | { cat; now >when; }
ok 'the end of what comes is passed on at once' test "$(cat when)" -le $(($(now) - 300))
serve -l sh -c 'head -c 3000000 /dev/zero; exit 3'
"$peer" make 3000000 | call 127.0.0.1 "$port"
end
is 'a COMMAND that ends without reading is heard out' "$ended:$(wc -c <out)" 3:3000000
for i in 1 2 3; do # whether bytes are on their way at its end is left to chance
	serve -l "$peer" make 3500000
	"$peer" make 3000000 | "$nc" 127.0.0.1 "$port" 2>err | { sleep 0.5; "$peer" compare >sum$i; }
	end
done
is 'even by one who is slow, and has yet to be heard' "$ended:$(cat sum1 sum2 sum3)" '0:3500000 same
3500000 same
3500000 same'
mkfifo before
exec 8<>before
echo x >before
exec 9<before 8>&-
serve -l cat
call 127.0.0.1 "$port" <&9
exec 9<&-
is 'a named pipe whose writer is gone has an end' "$(st):$(cat out)" 0:x
mkfifo never
exec 7<>never
serve -l echo hi
timeout 10 script -qec "$nc 127.0.0.1 $port" /dev/null <never >out
is 'a terminal does not keep it' "$?:$(tr -d '\r' <out)" 0:hi

# ---- slow, stuck, or gone

serve -l sh -c 'sleep 1; cat'
"$peer" make 20000000 | call 127.0.0.1 "$port"
is 'a slow reader' "$(st):$("$peer" compare <out)" '0:20000000 same'
serve -l
{ for i in 1 2 3 4 5 6; do
	printf %s $i
	sleep 0.1
done; } | call 127.0.0.1 "$port"
end
is 'a slow writer' "$ended:$(body)" 0:123456
mkfifo stuck
exec 6<>stuck
rm -f sum
serve -l sh -c '"$0" make 10000000 & "$0" compare >sum; wait' "$peer"
"$peer" make 5000000 >bytes
"$nc" 127.0.0.1 "$port" <bytes >stuck &
ok 'an output that is stuck stops nothing sent' until_ok grep -q '^5000000 same' sum
kill $!
wait $! 2>/dev/null
exec 6<&-

verb='s/: [a-z ]* the network:/:/' # whichever call is told first
rm -f told
"$peer" reset-server 1000000 >told &
until_ok test -s told
"$peer" make 50000000 | call 127.0.0.1 "$(cat told)"
is 'a peer that resets: 5' "$(st):$(sed "$verb" err)" '5:netcat: Connection reset by peer'
rm -f told
"$peer" reset-server 0 >told &
until_ok grep -q . told
call 127.0.0.1 "$(cat told)" <never
is 'or while there is nothing to say' "$(st):$(sed "$verb" err)" '5:netcat: Connection reset by peer'
input=never
serve -l
"$peer" reset-client "$port" 0
end
is 'of a server' "$ended" 5
input=/dev/null
serve -l "$peer" make 100000000
"$peer" reset-client "$port" 1000000
end
ok "a COMMAND's peer resets" test $ended -ne 0
serve -l sh -c 'echo all of it; exec 0<&- 1>&-'
{ echo unread; sleep 0.3; "$peer" make 3000000; } | call 127.0.0.1 "$port"
is 'what came before is kept' "$(st):$(cat out)" '5:all of it'

serve -l
for out in /dev/full '&-'; do
	serve -l "$peer" make 100
	eval '"$nc" 127.0.0.1 "$port" </dev/null >'$out' 2>err'
	is "an output to $out fails" "$?:$(sed 's/output:.*/output:/' err)" '1:netcat: write standard output:'
done
serve -l "$peer" make 10000000
{ "$nc" 127.0.0.1 "$port" </dev/null 2>err; echo $? >st; } | true
is 'so does one that nobody reads' "$(st):$(cat err)" '1:netcat: write standard output: Broken pipe'
serve -l
call 127.0.0.1 "$port" <dirs
is 'an input that is a folder' "$(st):$(cat err)" '1:netcat: read standard input: Is a directory'
serve -l "$peer" make 1000000
call 127.0.0.1 "$port" </dev/null
echo first >out2
serve -l "$peer" make 1000000
"$nc" 127.0.0.1 "$port" </dev/null >>out2
is 'an output that is appended to' "$(head -n 1 out2):$(tail -c +7 out2 | "$peer" compare)" 'first:1000000 same'

# ---- nobody's flags, nobody's time

# flags FD: of the shell's own descriptor, which netcat shares.
nonblocking() {
	[ $((0$(sed -n 's/^flags:[[:space:]]*//p' "/proc/self/fdinfo/$1") & 04000)) != 0 ]
}
mkfifo pipe
cat pipe >/dev/null &
exec 5>pipe
serve -l sleep 2
timeout 10 "$nc" 127.0.0.1 "$port" <never >&5 &
sleep 0.5
nonblocking 5
is 'a shared output does not become nonblocking' $? 1
nonblocking 7
is 'nor a shared input' $? 1
kill $!
exec 5>&-

# A client whose time is looked at after it has had nothing to do for a while.
idle() { # NAME
	sleep 0.7
	was=$(cut -d ' ' -f 14,15 "/proc/$client/stat")
	sleep 0.7
	is "no time is used: $1" "$(cut -d ' ' -f 14,15 "/proc/$client/stat")" "$was"
	kill "$client" "$pid"
	wait "$client" 2>/dev/null
	end
}
client() {
	"$nc" 127.0.0.1 "$port" <never >"$1" &
	client=$! pids="$pids $!"
}
serve -l sleep 9
client out
idle 'waiting'
serve -l
client out
idle 'when the peer has ended'
exec 6<>stuck
serve -l "$peer" make 100000000
client stuck
idle 'when the output is stuck'
exec 6<&-
serve -L true
client=$pid
idle 'when nobody comes'

#!/bin/sh
# netcat-ends.sh - netcat ends when the peer has all, and says so when it never
# will. Oracles: the peer's count of bytes, and which of two things came first.
# shellcheck disable=SC2016,SC2154 # for a COMMAND's shell; from netcat.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/netcat.sh
. "$top/tests/netcat.sh"
plan 47
size=300000 # more than a peer takes that doesn't read, less than the kernel holds
"$peer" make $size >bytes

# ---- a peer that ends first, and then reads late or not at all

# then_peer COMMAND: what it does after a while, with the connection as its input.
then_peer() {
	printf '"%s" half; sleep 0.5; : >reading; %s\n' "$peer" "$1" >peer.sh
	rm -f reading
}
late="\"$peer\" compare >sum"
# peer_at ADDRESS: in the background.
peer_at() {
	timeout 20 socat "$1" SYSTEM:'sh peer.sh',nofork &
	other=$! pids="$pids $!"
}
# One that listens, for a client.
peer_listens() {
	free_port
	peer_at "TCP-LISTEN:$port,bind=127.0.0.1,rcvbuf=4096"
	until_ok grep -q ":$(printf %04X "$port") 0*:0000 0A " /proc/net/tcp
}
# What ended just now, did it before the peer began to read?
when() {
	[ -e reading ] && echo later || echo before
}
# told FILE: whichever call is told first that the connection broke.
told() {
	sed 's/: [a-z ]*: /: /; s/: Broken pipe$/: Connection reset by peer/' "$1"
}
reset='netcat: Connection reset by peer'

for words in '' '-q 0' '-o dump'; do
	then_peer "$late"
	peer_listens
	# shellcheck disable=SC2086 # words
	call $words 127.0.0.1 "$port" <bytes
	ended=$(st):$(when)
	wait $other
	is "a client $words waits for a peer that reads late" \
		"$ended:$(cat sum err)" "0:later:$size same"
done
then_peer :
peer_listens
call 127.0.0.1 "$port" <bytes
is 'and tells that it never does' "$(st):$(told err)" "5:$reset"

for words in -l '-l -o dump'; do
	then_peer "$late"
	# shellcheck disable=SC2086 # words
	serve $words "$peer" make $size
	peer_at "TCP:127.0.0.1:$port,rcvbuf=4096"
	end
	ended=$ended:$(when)
	wait $other
	is "so does $words COMMAND" "$ended:$(cat sum said)" "0:later:$size same"
	then_peer :
	# shellcheck disable=SC2086 # words
	serve $words "$peer" make $size
	peer_at "TCP:127.0.0.1:$port,rcvbuf=4096"
	end
	is 'and tells' "$ended:$(told said)" "5:$reset"
done
input=bytes
serve -L
input=/dev/null
peer_at "TCP:127.0.0.1:$port,rcvbuf=4096"
until_ok test -s said
is '-L tells, too' "$(told said)" "$reset"
kill "$pid"
end

for does in compare exit; do
	[ $does = exit ] || then_peer "$late"
	[ $does = compare ] || then_peer :
	rm -f sock
	"$nc" -U -s sock -l "$peer" make 100000 2>said &
	pid=$! pids="$pids $!"
	until_ok test -S sock
	peer_at UNIX-CONNECT:sock
	end
	ended=$ended:$(when)
	wait $other
	is "-U: a peer that does $does" "$ended:$(told said)" \
		"$([ $does = exit ] && echo "5:later:$reset" || echo 0:later:)"
done

printf '"%s" half; exec sleep 20\n' "$peer" >peer.sh
peer_listens
call -W 1 127.0.0.1 "$port" <bytes
is '-W: a peer that takes nothing for so long' "$(st):$(cat err)" \
	'4:netcat: send to the peer: Connection timed out'
kill $other
serve -l sh -c '"$0" make "$1"; : >made' "$peer" $size
peer_at "TCP:127.0.0.1:$port,rcvbuf=4096"
until_ok test -e made
sleep 0.5
kill "$pid"
end
is 'a signal ends the wait' $ended 143
kill $other

is '-U -w: no descriptor is left for a socket' \
	"$(prlimit --nofile=4 "$fast" -o dump -w 1 -U sock 2>&1 3>&-)" \
	'netcat: connect to sock: Too many open files'
# ---- a dump is whole, whatever ends first

for o in o O; do
	serve -l
	{ sleep 0.5; echo late; } | call -$o - 127.0.0.1 "$port"
	is "-$o - tells of what is sent after the peer's end" "$(st):$(cat out)" \
		'0:> 00000000  6c 61 74 65 0a                                   |late.|'
done
serve -l
mkfifo never
exec 7<>never
printf abc >never
call -O - -W 1 127.0.0.1 "$port" <never
exec 7>&-
is 'a line begun is written when the time is up' "$(st):$(cat out)" \
	'4:> 00000000  61 62 63                                         |abc|'
printf abc >bytes
serve -l -o - cat
call 127.0.0.1 "$port" <bytes
end
is '-o - of a COMMAND, which has the bytes' "$ended:$(cat out):$(body)" '0:abc:< 00000000  61 62 63                                         |abc|
> 00000000  61 62 63                                         |abc|'
rm -f got
"$nc" -s 127.0.0.1 -l -o - cat >got &
pid=$! pids="$pids $!"
until_ok test -s got
call 127.0.0.1 "$(cat got)" <bytes
end
is 'and is not in the background' "$ended:$(body | wc -l)" 0:2

# ---- the end of a terminal's input

# terminal WANT COMMAND: what its input and output were, and its status, for a
# peer that sends "abc" and ends.
terminal() {
	: >took
	serve -l -t sh -c "$2"
	printf abc | call 127.0.0.1 "$port"
	end
	is "-t: $2" "$ended:$(cat took):$(tr -d '\r' <out)" "$1"
}
terminal 0:abc:abc 'exec cat >took'
terminal 0:abc:abcend 'stty eof ^X; cat >took; cat; cat; cat; echo end'
terminal 129:abc:abc 'stty raw; exec cat >took'
terminal 129:abc:abclate 'stty raw; (sleep 1; echo late) & exec cat >took'
terminal 129::abc 'stty eof undef; exec cat >/dev/null'

# ---- what was started ends with it

# running: is the COMMAND still there that wrote its number to a file?
running() {
	kill -0 "$(cat began)" 2>/dev/null
}
# begun WORD...: a server whose COMMAND runs, and a client that stays.
begun() {
	rm -f began caught
	serve "$@"
	call ${udp:+-u} -d 127.0.0.1 "$port" </dev/null &
	calling=$! pids="$pids $!"
	[ ! "$udp" ] || echo x | call -u -q 0 127.0.0.1 "$port"
	until_ok test -s began
}
sleeper='echo $$ >began; exec sleep 100'
catcher='trap "echo caught; exit 7" TERM; echo $$ >began; while :; do sleep 0.1; done'
clinger='trap "" TERM; echo $$ >began; while :; do sleep 0.1; done'
leaver='echo $$ >began; sleep 30; :'
udp=
for words in -l '-l -W 20' '-l -o dump' '-l -t'; do
	# shellcheck disable=SC2086 # words
	begun $words sh -c "$sleeper"
	kill "$pid"
	end
	is "$words COMMAND ends by a signal" "$ended:$(running || echo gone)" 143:gone
	wait $calling
	# shellcheck disable=SC2086 # words
	begun $words sh -c "$catcher"
	kill "$pid"
	end
	wait $calling
	is 'which it may catch' "$ended:$(tr -d '\r' <out)" 7:caught
done
begun -l -t sh -c "$clinger"
kill "$pid"
end
is '-t: one that clings to its terminal is hung up' "$ended:$(running || echo gone)" 129:gone
begun -l -o dump sh -c "$leaver"
kill "$pid"
end
is 'nobody waits for what COMMAND leaves' "$ended" 143
begun -l -W 1 sh -c "$sleeper"
end
is '-W ends it' "$ended:$(running || echo gone)" 4:gone
udp=-u
begun -u -l sh -c "$sleeper"
kill "$pid"
end
is '-u ends it' "$ended:$(running || echo gone)" 143:gone
begun -u -L sh -c "$sleeper"
kill "$pid"
end
ok '-u -L, too' until_ok eval '! running'
udp=
for words in -L '-L -W 20' '-L -t'; do
	for sig in TERM KILL; do
		# shellcheck disable=SC2086 # words
		begun $words sh -c "$sleeper"
		kill -$sig "$pid"
		end
		ok "$words COMMAND ends by SIG$sig" until_ok eval '! running'
	done
done

nc=$fast
serve -L true
prlimit --pid "$pid" --nofile=1
call -z 127.0.0.1 "$port"
end
is 'a server that can wait no more ends' "$ended:$(tail -n 1 said)" \
	'1:netcat: wait for a peer: Invalid argument'

# ---- the background is a session of its own

# The shell has a session and a group of its own, as at a terminal.
cat >caller.sh <<'EOF'
P=$("$1" -s 127.0.0.1 -l echo there "$2")
echo "$P" >told
trap "" INT HUP
[ ! "$3" ] || kill "-$3" 0
EOF
for how in INT HUP; do
	setsid sh caller.sh "$nc" "$tmp/background" $how
	call 127.0.0.1 "$(cat told)" </dev/null
	is "SIG$how to the caller's group is not for it" "$(st):$(cat out)" \
		"0:there $tmp/background"
done
script -qec "sh caller.sh '$nc' '$tmp/background'" /dev/null >/dev/null 2>&1
call 127.0.0.1 "$(cat told)" </dev/null
is "nor is the end of the caller's terminal" "$(st):$(cat out)" \
	"0:there $tmp/background"

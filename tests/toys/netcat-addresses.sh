#!/bin/sh
# netcat-addresses.sh - which address netcat takes, and which it connects from.
# Oracles: who answers and when, by RFC 8305; the kernel. A name with many addresses
# is made by a getaddrinfo of our own. Under the sanitizers.
# shellcheck disable=SC2154 # from netcat.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/netcat.sh
. "$top/tests/netcat.sh"
# shellcheck source=tests/namespaces.sh
. "$top/tests/namespaces.sh"
cc -O2 -D_GNU_SOURCE -shared -fPIC -o "$tmp/names.so" "$top/tests/toys/netcat_names.c" || exit
plan 38

# many ADDRESSES WORD...: call, where the host "many" has these addresses.
many() {
	many=$1
	shift
	timeout 20 env MANY="$many" LD_PRELOAD="$tmp/names.so" "$nc" "$@" >out 2>err
	echo $? >st
}
# numbered FIRST LAST: addresses that are ours.
numbered() {
	seq -f '127.0.0.%g' "$1" "$2" | tr '\n' ' '
}
# Is it more than the one and less than the other? It is noted, too.
took() {
	echo "# $took ms"
	test "$took" -ge "$1" -a "$took" -lt "$2"
}

# ---- many addresses. The first thirty never answer, the next one does; those from
# 50 on refuse.

"$peer" deaf 30 >told &
pids="$pids $!"
until_ok test -s told
port=$(cat told)
for at in 127.0.0.40 ::1; do
	"$nc" -s $at -p "$port" -L echo "from $at" 2>said &
	pids="$pids $!"
	until_ok "$nc" -z $at "$port" 2>/dev/null
done

took=$(ms many '127.0.0.1 127.0.0.40' many "$port" </dev/null)
is 'a silent address does not keep the next from answering' "$(st):$(cat out)" '0:from 127.0.0.40'
ok 'which is tried after 250 ms' took 250 10000
many '127.0.0.40 127.0.0.1' many "$port" </dev/null
is 'the first that answers wins' "$(st):$(cat out)" '0:from 127.0.0.40'
other=$port
free_port
many '127.0.0.1 127.0.0.40' -p "$port" many "$other" </dev/null
is '-p: both from the same port' "$(st):$(cat out err)" '0:from 127.0.0.40'
port=$other
many "$(numbered 1 8) 127.0.0.40" -w 1 many "$port" </dev/null
is '-w: silent addresses do not use up the time of another' "$(st):$(cat out)" \
	'0:from 127.0.0.40'
took=$(ms many "$(numbered 50 99) 127.0.0.40" many "$port" </dev/null)
is 'of addresses that refuse' "$(st):$(cat out)" '0:from 127.0.0.40'
ok 'none is waited for' took 0 10000
took=$(ms many "$(numbered 1 30) ::1" many "$port" </dev/null)
is 'the families take turns' "$(st):$(cat out)" '0:from ::1'
ok 'so that one does not hold up the other' took 250 7000
took=$(ms many "$(numbered 1 5)" -w 1 many "$port" </dev/null)
is 'all are silent: 4' "$(st):$(sed 's/[0-9]*: Conn/: Conn/' err)" \
	'4:netcat: connect to many port : Connection timed out'
ok 'and each has had its time' took 2000 15000
many "$(numbered 50 52)" many "$port" </dev/null
is 'all refuse: 3' "$(st):$(sed 's/[0-9]*: Conn/: Conn/' err)" \
	'3:netcat: connect to many port : Connection refused'
for list in '127.0.0.50 127.255.255.255' '127.255.255.255 127.0.0.50'; do
	many "$list" many "$port" </dev/null
	is "what one said counts, not that another can't be reached: $list" \
		"$(st):$(grep -c refused err)" 3:1
done
many '::1 127.0.0.40' -s 127.0.0.1 many "$port" </dev/null
is '-s: only addresses of its family are tried' "$(st):$(cat out err)" '0:from 127.0.0.40'
many '::1' -s 127.0.0.1 many "$port" </dev/null
is 'or none' "$(st):$(cat out err)" \
	'1:netcat: bind to 127.0.0.1 port 0: Address family not supported by protocol'
many '127.0.0.40 ::1' -z many "$port"
is '-z' "$(st):$(cat out err)" 0:

# ---- ports

while read -r port; do
	call 127.0.0.1 "$port" </dev/null
	is "no port: '$port'" "$(st):$(cat err)" \
		"2:netcat: read PORT $port: not a number from 1 to 65535"
done <<'EOF'
+80
-80

*
EOF
call 127.0.0.1 ' 80' </dev/null
is 'nor with a blank' "$(st):$(cat err)" '2:netcat: read PORT  80: not a number from 1 to 65535'
call 127.0.0.1 '	80' </dev/null
is 'or a tab' "$(st)" 2
call 127.0.0.1 no-such-service </dev/null
is 'a service is looked up' "$(st):$(sed 's/: [^:]*$//' err)" \
	'1:netcat: find 127.0.0.1 port no-such-service'

# In a network of its own, which has eight ports to connect from.
cat >eight <<'EOF'
busybox ip link set lo up
echo 50000 50007 >/proc/sys/net/ipv4/ip_local_port_range
for port in 7001 7002; do
	"$1" -s 127.0.0.1 -p $port -L sh -c 'echo ready; exec sleep 60' &
	until "$1" -z 127.0.0.1 $port 2>/dev/null; do sleep 0.1; done
done
for i in 1 2 3 4 5 6 7 8; do
	"$1" -d -s 127.0.0.2 127.0.0.1 7001 >ready$i &
done
for i in 1 2 3 4 5 6 7 8; do
	while [ ! -s ready$i ]; do sleep 0.1; done
done
"$1" -z -s 127.0.0.2 127.0.0.1 7002 && echo 'another peer'
"$1" -z -s 127.0.0.2 127.0.0.1 7001 || echo 'but no more here'
EOF
# shellcheck disable=SC2086 # words
if $own_network true 2>/dev/null; then
	is '-s uses a port for each peer' \
		"$(timeout 60 $own_network -pf --kill-child sh eight "$nc" 2>err)" 'another peer
but no more here'
	is 'until there is none' "$(cat err)" \
		'netcat: connect to 127.0.0.1 port 7001: Cannot assign requested address'
else
	skip '-s uses a port for each peer' 'no network of its own to be had'
	skip 'until there is none' 'no network of its own to be had'
fi

# ---- a broadcast address

serve_at -4 -u -l -w 10 -W 1
echo 'to all' | call -u -q 0 127.255.255.255 "$port"
end
is '-u to a broadcast address' "$(st):$(cat err):$(body)" '0::to all'

# ---- -U: whose file it is, and no file

# at PATH WORD...: a server there.
at() {
	path=$1
	shift
	"$nc" -U -s "$path" "$@" 2>said &
	pid=$! pids="$pids $!"
	until_ok test -S "$path"
}
at sock -L cat
rm sock
echo plain >sock
kill "$pid"
end
is "a file that isn't the socket's stays" "$ended:$(cat sock)" 143:plain
rm sock
at sock -L cat
mv sock moved
ln -s moved sock
kill "$pid"
end
is 'even a link to it' "$ended:$(readlink sock)" 143:moved
rm sock moved
at sock -l echo one
mv sock first
first=$pid
at sock -L echo two
timeout 20 "$nc" -U first </dev/null >one
wait "$first"
call -U sock </dev/null
is "and another server's socket" "$(cat one out)" 'one
two'
kill "$pid"
end
not_ok 'which removes its own' test -e sock

name=netcat-test-$$
"$nc" -U -s "@$name" -L sh -c 'read -r a; echo "got $a"' &
pid=$! pids="$pids $!"
until_ok grep -q "@$name\$" /proc/net/unix
is '@NAME: a peer by another program' "$(echo a | socat - "ABSTRACT-CONNECT:$name")" 'got a'
echo b | call -U "@$name"
is 'and by ours' "$(st):$(cat out)" '0:got b'
"$nc" -U -s "@$name" -l 2>err
is 'a name that is taken' "$?:$(cat err)" "1:netcat: listen on @$name: Address already in use"
kill "$pid"
end
echo c | call -U "@$name"
is 'and gone with its server' "$(st):$(cat err)" \
	"3:netcat: connect to @$name: Connection refused"
socat "ABSTRACT-LISTEN:$name" 'SYSTEM:read -r a; echo "heard $a"' &
pids="$pids $!"
until_ok grep -q "@$name\$" /proc/net/unix
echo d | call -U "@$name"
is 'a server that is another program' "$(st):$(cat out)" '0:heard d'
is 'none leaves a file' "$(find . -name '*netcat-test*')" ''
at ./@name -l echo 'by a path'
call -U ./@name </dev/null
is './@NAME is a file' "$(cat out)" 'by a path'

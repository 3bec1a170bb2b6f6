#!/bin/sh
# netcat-peers.sh - netcat with four others at the other end, as the server and as
# the client, sending and receiving. Oracle: the bytes at the other end. In a
# network of its own, since BusyBox's server can't be bound to loopback.
# shellcheck disable=SC2154 # from netcat.sh
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/namespaces.sh
. "$top/tests/namespaces.sh"
if [ ! "$inside" ] && $own_network true 2>/dev/null; then
	inside=yes $own_network "$0"
	exit
fi
# shellcheck source=tests/netcat.sh
. "$top/tests/netcat.sh"
[ ! "$inside" ] || busybox ip link set lo up
plan 24
size=3000001
"$peer" make $size >bytes

# client PEER PORT: it sends its input, prints what comes, and ends after both.
client() {
	case $1 in
	busybox) timeout 20 busybox nc 127.0.0.1 "$2" ;;
	openbsd) timeout 20 nc.openbsd -N 127.0.0.1 "$2" ;;
	ncat) timeout 20 ncat 127.0.0.1 "$2" ;;
	socat) timeout 20 socat -t 9 - "TCP:127.0.0.1:$2" ;;
	esac
}
# server PEER PORT: the same for one connection.
server() {
	case $1 in
	busybox) exec timeout 20 busybox nc -l -p "$2" ;;
	openbsd) exec timeout 20 nc.openbsd -N -l 127.0.0.1 "$2" ;;
	ncat) exec timeout 20 ncat -l 127.0.0.1 "$2" ;;
	socat) exec timeout 20 socat -t 9 - "TCP-LISTEN:$2,bind=127.0.0.1" ;;
	esac
}
# Does somebody listen there? Without a connection, which would be the one.
listens() {
	grep -q ":$(printf %04X "$1") 0*:0000 0A " /proc/net/tcp*
}

# All has come: OpenBSD's server doesn't always send its last bytes when it is told
# of the end before.
heard() {
	[ "$(wc -c <out)" -ge $size ]
}

for with in busybox openbsd ncat socat; do
	serve -l -d # BusyBox gives up at the end of what comes
	client $with "$port" <bytes >out
	end
	is "$with sends to our server" "$ended:$(body | "$peer" compare)" "0:$size same"

	serve -l "$peer" make $size
	client $with "$port" </dev/null >out
	end
	is "$with receives from our COMMAND" "$ended:$("$peer" compare <out)" "0:$size same"

	serve -l sh -c '"$0" compare; echo heard' "$peer"
	client $with "$port" <bytes >out
	is "$with sends, then hears" "$(cat out)" "$size same
heard"

	if [ "$with" = busybox ] && [ ! "$inside" ]; then
		for name in 'we send to' 'and receive from' 'and both'; do
			skip "$name $with" 'no network of its own to be had'
		done
		continue
	fi
	free_port
	server $with "$port" </dev/null >got 2>&1 &
	until_ok listens "$port"
	call 127.0.0.1 "$port" <bytes
	wait $!
	is "we send to the server of $with" "$(st):$("$peer" compare <got)" "0:$size same"

	free_port
	server $with "$port" <bytes >got &
	until_ok listens "$port"
	call -d 127.0.0.1 "$port"
	wait $!
	is 'and receive from it' "$(st):$("$peer" compare <out)" "0:$size same"

	free_port
	rm -f out
	server $with "$port" <bytes >got &
	until_ok listens "$port"
	{ cat bytes && until_ok heard; } | call 127.0.0.1 "$port"
	wait $!
	is 'and both' "$(st):$("$peer" compare <out):$("$peer" compare <got)" \
		"0:$size same:$size same"
done

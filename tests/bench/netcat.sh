#!/bin/sh
# netcat.sh - what `make bench-netcat` prints: how long ours and others take for
# 2 GB over loopback, and out of a guest. Each is at both ends, and each time is
# the least of three, in rounds, so that a busy moment hits all alike. The ratio
# is to ours. Runs in a network of its own, which BusyBox's server needs.
# shellcheck disable=SC2154 # O and TARGET come from make
set -eu
# shellcheck source=tests/namespaces.sh
. "${0%/*}/../namespaces.sh"
if ! [ "${tmp-}" ]; then
	tmp=$(mktemp -d)
	busybox=$("${0%/*}/static-busybox.sh" "$tmp")
	export tmp busybox
	exec $own_network "$0"
fi
"$busybox" ip link set lo up
pids=
trap 'kill $pids 2>/dev/null || :; rm -rf "$tmp"' EXIT
ours=$O/host/netcat port=40000 rounds=3
cc -O2 -D_GNU_SOURCE -o "$tmp/splice" "${0%/*}/splice.c"
truncate -s 2G "$tmp/file"
cat "$tmp/file" >/dev/null
mkfifo "$tmp/open"
exec 8<>"$tmp/open" # an input without an end: some servers give up at it

now() { # milliseconds
	echo $(($(date +%s%N) / 1000000))
}
listens() {
	grep -q ":$(printf %04X "$1") 0*:0000 0A " /proc/net/tcp*
}

server() {
	case $1 in
	ours) exec timeout 20 "$ours" -d -s 127.0.0.1 -p "$2" -l ;;
	splice) exec timeout 20 "$tmp/splice" "-$2" ;;
	toybox) exec timeout 20 toybox netcat -s 127.0.0.1 -p "$2" -l ;;
	busybox) exec timeout 20 "$busybox" nc -l -p "$2" ;;
	openbsd) exec timeout 20 nc.openbsd -d -l 127.0.0.1 "$2" ;;
	ncat) exec timeout 20 ncat --recv-only -l 127.0.0.1 "$2" ;;
	socat) exec timeout 20 socat -u "TCP-LISTEN:$2,bind=127.0.0.1" - ;;
	esac
}
client() {
	case $1 in
	ours) exec timeout 20 "$ours" 127.0.0.1 "$2" ;;
	splice) exec timeout 20 "$tmp/splice" "$2" ;;
	toybox) exec timeout 20 toybox netcat 127.0.0.1 "$2" ;;
	busybox) exec timeout 20 "$busybox" nc 127.0.0.1 "$2" ;;
	openbsd) exec timeout 20 nc.openbsd -N 127.0.0.1 "$2" ;;
	ncat) exec timeout 20 ncat --send-only 127.0.0.1 "$2" ;;
	socat) exec timeout 20 socat -u - "TCP:127.0.0.1:$2" ;;
	esac
}

# The two ways: a file to /dev/null, and a pipe at each end.
by_file() {
	client "$1" "$2" <"$tmp/file" >/dev/null
}
by_pipe() {
	# shellcheck disable=SC2002 # a pipe is what is wanted
	cat "$tmp/file" | (client "$1" "$2") >/dev/null
}
once() { # WAY WHO: the ms from the client's start until both have ended
	case $1 in
	by_file) (server "$2" $port) <&8 >/dev/null 2>"$tmp/said" & ;;
	by_pipe) (server "$2" $port) <&8 2>"$tmp/said" | cat >/dev/null & ;;
	esac
	pid=$!
	until listens $port; do sleep 0.01; done
	start=$(now)
	("$1" "$2" $port)
	wait $pid || :
	echo $(($(now) - start))
}
compare() { # TITLE WAY WHO...
	title=$1 way=$2
	shift 2
	for _ in $(seq $rounds); do
		for who; do
			port=$((port + 1))
			echo "$who $(once "$way" "$who")"
		done
	done >"$tmp/times"
	table "$title" "$@"
}
table() { # TITLE WHO...
	title=$1
	shift
	echo "$title"
	for who; do
		awk -v who="$who" '
			!($1 in least) || $2 < least[$1] { least[$1] = $2 }
			END { printf "    %-10s %7d ms  %5.2f\n", who, least[who], least[who] / least["ours"] }
		' "$tmp/times"
	done
}

toybox=
! command -v toybox >/dev/null || toybox=toybox
# shellcheck disable=SC2086 # a name or none
compare '2 GB, a file' by_file ours splice $toybox busybox openbsd ncat socat
# shellcheck disable=SC2086
compare '2 GB, through pipes' by_pipe ours $toybox busybox openbsd ncat socat

# In one guest: its netcat, and a BusyBox that has nc, put on its disk.
sink() {
	port=$((port + 1))
	"$ours" -d -s 127.0.0.1 -p $port -l >/dev/null &
	pids="$pids $!"
	until listens $port; do sleep 0.01; done
}
truncate -s 16M "$tmp/disk"
PATH=$PATH:/usr/sbin:/sbin
mke2fs -q -F -t ext2 -m 0 "$tmp/disk"
printf 'write %s busybox\nsif busybox mode 0100755\n' "$busybox" |
	debugfs -w -f - "$tmp/disk" >/dev/null 2>&1
for _ in $(seq $rounds); do
	for nc in netcat '/home/busybox nc'; do
		sink
		echo "$nc 10.0.2.2 $port </tmp/file >/dev/null; end $nc"
	done
done >"$tmp/script"
cat >"$tmp/job" <<'END'
hundredths() {
	read -r up _ </proc/uptime
	now=${up%.*}${up#*.}
}
end() {
	before=$now
	hundredths
	echo "${1##*/} $(((now - before) * 10))"
	hundredths
}
head -c 268435456 /dev/zero >/tmp/file
hundredths
END
cat "$tmp/script" >>"$tmp/job"
"$O/$TARGET/run-qemu.sh" -m 600 -d "$tmp/disk" -c "$(cat "$tmp/job")" </dev/null |
	sed 's/^netcat/ours/' >"$tmp/times"
table '256 MB, guest to host' ours busybox

# shellcheck shell=sh
# netcat.sh - what the tests of netcat share; sourced after tap.sh. All is on
# loopback, at ports that the kernel chose; each process started ends with the test.
# shellcheck disable=SC2034,SC2154 # tmp is tap.sh's, O comes from make; some are the tests'

nc=$O/host/tests/netcat fast=$O/host/netcat peer=$tmp/peer
cc -O2 -D_GNU_SOURCE -o "$peer" "$top/tests/toys/netcat_peer.c" || exit
cd "$tmp" || exit
pids=
on_exit 'kill $pids $(marked) 2>/dev/null'

# Servers in the background are known by a word of their command line.
echo "$tmp/background" >mark
marked() {
	grep -laF -f mark /proc/[0-9]*/cmdline 2>/dev/null | cut -d / -f 3
}

# until_ok COMMAND...: at most ten seconds.
until_ok() {
	tries=500
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.02
	done
}

# serve WORD...: a server that stays in the foreground of a process of ours: $pid
# and $port. Its input is the file $input, its output "$tmp/got".
input=/dev/null
serve() {
	serve_at -s 127.0.0.1 "$@"
}
serve_at() {
	rm -f got
	"$nc" -p 0 "$@" <"$input" >got 2>said &
	pid=$! pids="$pids $!"
	until_ok test -s got
	port=$(head -n 1 got)
}
# What it wrote after the port.
body() {
	tail -n +2 got
}
# Wait for the server's end: $ended is its exit status.
end() {
	wait "$pid" 2>/dev/null
	ended=$?
}

# call WORD...: a client that has 20 seconds, and no terminal. Its status is left
# in "$tmp/st", since this may be the end of a pipe, and its output in "$tmp/out".
call() {
	timeout 20 "$nc" "$@" >out 2>err
	echo $? >st
}
st() {
	cat st
}

now() { # milliseconds
	echo $(($(date +%s%N) / 1000000))
}

# ms COMMAND...: how long it takes.
ms() {
	start=$(now)
	"$@" >/dev/null 2>&1
	echo $(($(now) - start))
}

# $port is one that was free just now.
free_port() {
	serve -l
	kill "$pid"
	end
}

#!/bin/sh
# boot.sh - what `make bench-boot` prints: sizes, the memory of PID 1, and how long
# a boot and a shutdown take. Each time is the least of five, on a machine that
# should be idle; the peer is the same kernel with an init that only powers off,
# so the difference is ours.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
out=$O/$TARGET

size() { # NAME FILE
	printf '%-30s %8d bytes\n' "$1" "$(wc -c <"$2")"
}
size kernel "$out/kernel"
for image in sqf ext2 cpio.gz; do
	size root.$image "$out/root.$image"
done
size init "$out/root/usr/sbin/init"
size oneit "$out/root/usr/sbin/oneit"

now() { # milliseconds
	echo $(($(date +%s%N) / 1000000))
}

least() { # NAME COMMAND...: the least of five runs, in ms
	name=$1 best=999999
	shift
	for _ in 1 2 3 4 5; do
		start=$(now)
		"$@" >/dev/null 2>&1 </dev/null
		took=$(($(now) - start))
		[ $took -ge $best ] || best=$took
	done
	printf '%-30s %8d ms\n' "$name" $best
}

# Boot once: two times in ms, launch to prompt and the kernel's start of init
# to prompt. The console is looked at every few ms.
prompt() {
	: >"$tmp/console"
	start=$(now) init=
	sh -c "exec $line" <"$tmp/keys" >"$tmp/console" 2>&1 &
	until grep -q '^([a-z0-9_]*) ~ # ' "$tmp/console"; do
		[ "$init" ] || ! grep -q 'as init process' "$tmp/console" || init=$(now)
		kill -0 $! || exit 1
	done
	end=$(now)
	kill $!
	wait $! || :
	echo $((end - start)) $((end - ${init:-$end}))
}

mkfifo "$tmp/keys"
exec 3<>"$tmp/keys"
line=$("$out/run-qemu.sh" -n 2>/dev/null)
for _ in 1 2 3 4 5; do
	prompt
done >"$tmp/times"
for column in 1 2; do
	printf '%-30s %8d ms\n' "$([ $column = 1 ] && echo 'launch to prompt' ||
		echo 'start of init to prompt')" "$(cut -d' ' -f$column "$tmp/times" | sort -n | head -1)"
done

least 'run-qemu.sh -c true' "$out/run-qemu.sh" -c true
line=$("$out/run-qemu.sh" -n quiet init=/sbin/poweroff -- -f 2>/dev/null)
least 'an init that only powers off' sh -c "exec $line"

# What a command says, typed at the prompt of a guest with these words, and the
# times that the kernel gave its lines.
typed() { # COMMAND [WORD...]
	command=$1
	shift
	line=$("$out/run-qemu.sh" -n "$@" 2>/dev/null)
	: >"$tmp/console"
	sh -c "exec $line" <"$tmp/keys" >"$tmp/console" 2>&1 &
	until grep -q ' # ' "$tmp/console"; do sleep 0.1; done
	printf '%s\r' "$command" >&3
	wait $!
}
rss() { # NAME
	printf '%-30s %8d kB\n' "memory of $1 as PID 1" \
		"$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "$tmp/console")"
}
typed 'grep VmRSS /proc/1/status; exit'
rss init
typed 'mount -t proc none /proc; grep VmRSS /proc/1/status; exit' init=/sbin/oneit -- -p /bin/sh
rss oneit

# What a run keeps beside QEMU while its guest is idle, shared pages in part.
mkdir "$tmp/runs"
TMPDIR=$tmp/runs "$out/run-qemu.sh" -t 100 -c 'echo up; read x' <"$tmp/keys" >"$tmp/console" &
until grep -q up "$tmp/console"; do sleep 0.1; done
grep -alF "TMPDIR=$tmp/runs" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r _ _ pid _; do
	case $(readlink "/proc/$pid/exe") in *qemu-system*) continue ;; esac
	awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup"
done 2>/dev/null | awk '{ n += $1 } END {
	printf "%-30s %8d kB in %d processes\n", "beside QEMU, while it is idle", n, NR }'
echo >&3
wait

# From the shell's exit to reboot(2).
down() { # COMMAND: in ms
	typed "$1"'echo bench: exit >/dev/kmsg; exit'
	tr -d '\r' <"$tmp/console" | sed -n 's/^\[ *\([0-9.]*\)\] \(bench: exit\|reboot: Power down\)$/\1/p' |
		awk '{ if (NR == 1) start = $1 } END { printf "%.0f\n", ($1 - start) * 1000 }'
}
least_down() { # NAME COMMAND
	printf '%-30s %8d ms\n' "$1" "$(for _ in 1 2 3 4 5; do down "$2"; done | sort -n | head -1)"
}
least_down 'exit to reboot(2)' ''
least_down '... a daemon needs 300 ms' '(trap "sleep 0.3; exit" TERM; while :; do sleep 0.1; done) & sleep 0.5; '

#!/bin/sh
# no-console.sh - a machine whose console isn't there: it stays up, can be reached
# in other ways, and gives a shell to the console that appears. Oracles: QEMU runs
# on; the kernel's log; a shell that answers on a port of QEMU's.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
if [ "$TARGET" = x86_64 ]; then plan 23; else plan 14; fi

# What a board has beside its console, here: a shell on a port.
cat >"$tmp/rc" <<'END'
#!/bin/sh
(
	until [ -c "$port" ]; do
		sleep 0.1
		port=$(echo /dev/vport*p1)
	done
	exec sh <>"$port" >&0 2>&0
) &
END
image_with "$tmp/root.ext2" /etc/rc 755 "$tmp/rc"
export IMAGE="$tmp/root.ext2"

readers=''
on_exit 'for pid in $readers; do kill $pid 2>/dev/null; done'

# boot_without EDIT [WORD...]: with that port, and a plug for a console.
boot_without() {
	for end in port plug; do
		rm -f "$tmp/$end".*
		mkfifo "$tmp/$end.in" "$tmp/$end.out"
		cat <>"$tmp/$end.out" >"$tmp/$end" &
		readers="$readers $!"
	done
	exec 7<>"$tmp/port.in" 8<>"$tmp/plug.in"
	edit="$1; s#-device virtio-net-\([a-z]*\),netdev=net0#& -device virtio-serial-\1 \
-chardev pipe,id=port,path=$tmp/port -device virtserialport,nr=1,chardev=port \
-chardev pipe,id=plug,path=$tmp/plug#"
	shift
	boot "$edit" "$@"
}

# shows FILE TEXT: port or plug, in half a minute.
shows() {
	tries=300
	until grep -qaF -e "$2" "$tmp/$1"; do
		tries=$((tries - 1))
		if [ $tries = 0 ] || ! kill -0 "$qemu" 2>/dev/null; then
			tail -n 20 "$tmp/$1"
			return 1
		fi
		sleep 0.1
	done
}
# By the shell on the port; what comes before it is there may be lost.
reached() { # WORD
	for _ in $(seq 60); do
		echo "echo $1=\$((20 + 2))" >&7
		sleep 1
		! grep -qaF "$1=22" "$tmp/port" || return 0
		kill -0 "$qemu" || return
	done
	return 1
}
stays_up() {
	sleep 4
	reached later
}
# What init says is in the log, once.
waits() { # WORD
	echo "until said=\$(dmesg | grep -c 'init: run /bin/sh: there is no console yet'); do
		sleep 0.2
	done; echo $1 \$said" >&7
	shows port "$1 1"
}
down() {
	echo poweroff >&7
	wait_gone
}
typed() { # LINE SHOWN
	printf '%s\r' "$1" >&8
	shows plug "$2"
}

boot_without 's/console=[^ ]*/console=hvc0/'
ok 'console=hvc0: the guest is reached' reached first
ok 'and says what it waits for' waits told
ok 'and stays up' stays_up
ok 'it has said so once' waits still
tell_qemu 'device_add virtconsole,chardev=plug,id=plugged'
ok 'the console is plugged in: there is a prompt' shows plug ' # '
ok 'the shell answers' typed 'echo here=$((20 + 2))' here=22
printf 'sleep 1000\r' >&8
sleep 1
printf '\003' >&8
ok 'ctrl-C works' typed 'echo status=$?' status=130
tell_qemu 'device_del plugged'
ok 'it is pulled out: the guest stays up' stays_up
ok 'it can be told to end' down

boot_without 's/console=[^ ]*/console=null/'
ok 'console=null: the guest is reached' reached first
ok 'and stays up' stays_up
tell_qemu system_powerdown
ok 'the power button ends it' wait_gone
ok 'its disk is clean' clean "$tmp/root.ext2"

if [ "$TARGET" = x86_64 ]; then
	boot_without 's/console=[^ ]*/console=ttyS3/'
	ok 'console=ttyS3: the guest is reached' reached first
	ok 'and says what it waits for' waits told
	ok 'and stays up' stays_up
	tell_qemu system_powerdown
	ok 'the power button ends it' wait_gone

	boot '' CONSOLE=ttyS3
	ok 'CONSOLE=ttyS3, without such a port, is named' \
		wait_for 'init: read /dev/ttyS3: Input/output error'
	ok 'the shell is on the console' boot_prompt
	type_line 'sleep 1000'
	sleep 1
	printf '\003' >&9
	type_line 'echo status=$?'
	ok 'ctrl-C works' wait_for status=130
	type_line 'echo at=$(tty)'
	ok 'it is that of the kernel' wait_for at=/dev/ttyS0
	ok 'exit powers off' boot_exit
fi
disks_clean 1

#!/bin/sh
# early.sh - the power button before init has begun, and ctrl-alt-del from a person
# without patience. Oracles: the kernel's count of presses and its last words; the
# time that the machine takes.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
if [ "$TARGET" = x86_64 ]; then plan 9; else plan 1; fi

if [ "$TARGET" = x86_64 ]; then # the others have neither ACPI nor a keyboard
	# What runs before init waits for the press; nobody else hears of it.
	cat >"$tmp/before" <<-'END'
		#!/bin/sh
		mount -t sysfs sysfs /sys
		echo before: $((20 + 2))
		until grep -q '^ *[1-9]' /sys/firmware/acpi/interrupts/ff_pwr_btn; do sleep 0.1; done
		umount /sys
		echo pressed: $((20 + 2))
		exec /sbin/init
	END
	image_with "$tmp/root.ext2" /etc/before 755 "$tmp/before"
	IMAGE=$tmp/root.ext2 boot 's#init=[^ ]*#init=/etc/before#'
	ok 'something runs before init' wait_for 'before: 22'
	tell_qemu system_powerdown
	ok 'the power button is pressed then' wait_for 'pressed: 22'
	ok 'the machine powers off' wait_for 'reboot: Power down'
	ok 'it ends' wait_gone
	ok 'the root is clean' clean "$tmp/root.ext2"

	boot '' GRACE=600
	boot_prompt >/dev/null
	type_line "(trap '' TERM INT HUP; echo stubborn=\$((20 + 2)); exec sleep 900) &"
	ok 'a process that ignores SIGTERM' wait_for stubborn=22
	# QEMU presses them one after another, however slow this machine is.
	tell_qemu "$(yes 'sendkey ctrl-alt-delete 50' | head -n 8)"
	ok 'ctrl-alt-del, eight times: it is not waited for' wait_for 'reboot: Restarting system'
	ok 'the guest ends' wait_gone
fi
disks_clean "$(find "$tmp" -name root.ext2 | wc -l)"

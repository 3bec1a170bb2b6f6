#!/bin/sh
# cards.sh - several network cards, and a gateway outside of the address's net.
# Oracles: the guest's ip(8) and ping(8), which reaches QEMU's network.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
plan 16

# boot_cards FIRST SECOND UNPLUGGED [WORD...]: two cards, one of which is on the
# network; before the machine starts the monitor pulls a cable out.
boot_cards() {
	edit="s#-device virtio-net-\([a-z]*\),netdev=net0#-device virtio-net-\1,id=first$1 -device virtio-net-\1,id=second$2#; s#\$# -S#"
	cable=$3
	shift 3
	boot "$edit" "$@"
	tell_qemu "set_link $cable off"
	tell_qemu cont
}
reaches() {
	type_line 'ping -c 1 -W 9 10.0.2.2 >/dev/null; echo ping=$?'
	wait_for ping=0
}

boot_cards '' ,netdev=net0 first
ok 'no cable in the first card: there is a prompt' boot_prompt
type_line 'echo eth0: $(ip -o -4 addr show eth0 | wc -l) $(cat /sys/class/net/eth0/flags); ip -o -4 addr show eth1'
ok 'it gets no address, and is down' wait_for 'eth0: 0 0x1002'
ok 'the second gets it' wait_for '10.0.2.15/24'
ok 'and reaches the gateway' reaches
ok 'without a complaint' eval "! grep '^init: ' '$console'"
ok 'exit powers off' boot_exit

boot_cards ,netdev=net0 '' second NET=10.0.2.15/32,10.0.2.2,10.0.2.3
ok 'no cable in the second: there is a prompt' boot_prompt
type_line 'ip -o -4 addr show eth0; ip route'
ok 'the first gets the address' wait_for '10.0.2.15/32'
ok 'a gateway outside of its net is reached by the card' wait_for '10.0.2.2 dev eth0 scope link'
ok 'and all others by the gateway' wait_for 'default via 10.0.2.2 dev eth0'
ok 'which answers' reaches
ok 'exit powers off' boot_exit

boot 's#-device virtio-net-[a-z]*,netdev=net0##' NET=dhcp
ok 'no card at all: there is a prompt' boot_prompt
ok 'NET=dhcp names what is missing' grep '^init: set up eth0: No such device' "$console"
ok 'exit powers off' boot_exit
disks_clean 0

#!/bin/sh
# second.sh - one boot of each target named in SECOND.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
unset KERNEL IMAGE
plan $(($(echo "$SECOND" | wc -w) * 37))

for TARGET in $SECOND; do
	# shellcheck source=tests/boot.sh
	. "$top/tests/boot.sh"
	guest_steps "$O/$TARGET/root.sqf" squashfs none
done

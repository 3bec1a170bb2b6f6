# shellcheck shell=sh
# kconfig.sh - trees of our own for the tests of miniconfig: what one has but for its
# Kconfig files; sourced after tap.sh.

# linux_like DIR [MINOR [MAJOR]]: taken for Linux 6.12's, or that of this version.
linux_like() {
	mkdir -p "$1/init"
	: >"$1/init/Kconfig"
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = 7\nEXTRAVERSION = -x\n' \
		"${3-6}" "${2-12}" >"$1/Makefile"
}
# busybox_like DIR: for BusyBox's.
busybox_like() {
	mkdir -p "$1/libbb"
	printf 'VERSION = 1\nPATCHLEVEL = 36\nSUBLEVEL = 1\nEXTRAVERSION =\n' >"$1/Makefile"
}

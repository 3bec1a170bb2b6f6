#!/bin/sh
# static-busybox.sh DIR - unpack Debian's static BusyBox in DIR, and print its path:
# the peer that runs in a guest of the host's own kind.
[ "$TARGET" = "$(uname -m)" ] || {
	echo "static-busybox.sh: get busybox-static: this host is no $TARGET" >&2
	exit 1
}
cd "$1" && apt-get -qq -o APT::Sandbox::User=root download busybox-static && dpkg-deb -x busybox-static_*.deb . &&
	echo "$PWD/bin/busybox"

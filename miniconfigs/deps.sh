#!/bin/sh
# deps.sh PACKAGE... - install the Debian packages that are missing; through
# sudo when not root. Touches nothing, and no network, when none is.
set -eu

missing=
for package; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
		grep -q 'ok installed' || missing="$missing $package"
done
[ "$missing" ] || exit 0

sudo='env DEBIAN_FRONTEND=noninteractive'
[ "$(id -u)" = 0 ] || sudo="sudo $sudo"
echo "installing$missing"
# Some of the lists may be out of reach without being needed.
$sudo apt-get update -q >/dev/null || echo "deps: update the lists of packages: apt-get failed" >&2
# shellcheck disable=SC2086 # a list of words
$sudo apt-get install -qq -y --no-install-recommends $missing >/dev/null || {
	echo "deps: install$missing: apt-get failed; run it by hand to see why" >&2
	exit 1
}

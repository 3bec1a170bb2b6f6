#!/bin/sh
# usage: unpack.sh [-h] NAME DIR
#
# Fetches the tarball of package NAME (see fetch.sh), unpacks what its one top
# folder holds into DIR, and applies patches/NAME/*.patch in order; patches/
# stands beside the list of pins.

# All this happens in a temporary folder beside DIR, which is renamed when
# everything went well: a DIR that is there is a whole one.

set -u
LC_ALL=C
export LC_ALL
tmp=''

die() {
	echo "unpack: $1" >&2
	exit 1
}

# The first words of a command that failed.
said() {
	grep . "$tmp/log" | head -n 1
}

# extract TARBALL FOLDER: not every tar tells a compression by the content.
extract() {
	mkdir "$2" 2>"$tmp/log" || die "create $2: $(said); is there room?"
	case $1 in
	*.xz) flags=xoJf ;;
	*.bz2) flags=xojf ;;
	*.gz | *.tgz) flags=xozf ;;
	*) flags=xof ;;
	esac
	tar $flags "$1" -C "$2" 2>"$tmp/log" ||
		die "extract $1: $(said); is there room?"
}

# Debian packs a source as usr/src/*.tar.xz in a .deb.
open_deb() {
	ar p "$1" data.tar.xz >"$tmp/data.tar.xz" 2>"$tmp/log" ||
		die "open $1: $(said); is binutils installed?"
	extract "$tmp/data.tar.xz" "$tmp/deb"
	set -- "$1" "$tmp"/deb/usr/src/*.tar.xz
	if [ $# != 2 ] || [ ! -f "$2" ]; then
		die "open $1: it does not hold one usr/src/*.tar.xz; mend the pin"
	fi
	file=$2
}

# BusyBox's patch knows no fuzz, and takes a file without any patch for one
# that went well: what passes here passes with either patch.
apply() {
	if ! (cd "$src" && patch -p1 -N) <"$1" >"$tmp/log" 2>&1 ||
		! grep -q '^patching file' "$tmp/log" || grep -q 'with fuzz' "$tmp/log"; then
		why=$(grep -i -e fail -e fuzz -e "can't" -e reversed "$tmp/log" | head -n 1)
		die "apply $1: ${why:-no patch in it}; mend it for this version"
	fi
}

case ${1-} in
-h)
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit
	;;
'' | -*) set -- ;;
esac
if [ $# != 2 ] || [ -z "${2%/}" ]; then
	echo 'usage: unpack.sh [-h] NAME DIR' >&2
	exit 2
fi

name=$1 dir=${2%/} here=.
case $0 in
*/*) here=${0%/*} ;;
esac
pins=${PINS:-$here/pins}
file=$("$here/fetch.sh" "$name") || exit
trap '[ -z "$tmp" ] || rm -rf "$tmp"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
tmp=$(mktemp -d "$dir.XXXXXX" 2>/dev/null) ||
	die "create $dir: nothing can be made beside it; see if its parent is there"

case $file in
*.deb) open_deb "$file" ;;
esac
extract "$file" "$tmp/top"
set -- "$tmp"/top/*
src=$1
if [ $# != 1 ] || [ ! -d "$src" ]; then
	die "unpack $file: it does not hold one folder; mend the pin"
fi
for patch in "$(dirname "$pins")/patches/$name"/*.patch; do
	[ ! -e "$patch" ] || apply "$patch"
done

trap '' HUP INT TERM
[ ! -e "$dir" ] || mv "$dir" "$tmp/old" || die "replace $dir: cannot move it away"
mv "$src" "$dir" || die "rename $src to $dir: failed; try again"

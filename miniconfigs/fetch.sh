#!/bin/sh
# usage: fetch.sh [-h] NAME
#
# Makes sure that the tarball of package NAME is in the sources folder, whole
# and with its pinned hash, and prints its path. The places, in this order:
#	SOURCES		the folder itself; default: guestkit in the user's cache
#	CACHE_PREFIX	is put in front of the upstream URL, as KissCache wants it
#	PREFERRED_MIRROR	the URL of a folder of tarballs
#	upstream
#	the host's own Debian archive: apt is asked for its address
# PINS names a list of pins to use instead of the one beside this script.

# A tarball is known by its hash and nothing else: what a place sends is
# checked under a temporary name and only then renamed, so that nothing in the
# folder is ever half a file. The temporary folder's name is unique, not made
# from the process id: two containers may share the sources, and their ids.

set -fu
tmp='' job='' tried=''

die() {
	echo "fetch: $1" >&2
	exit 1
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	trap '' HUP INT TERM
	if [ -n "$job" ]; then
		kill "$job" 2>/dev/null
		wait "$job" 2>/dev/null
	fi
	[ -z "$tmp" ] || rm -rf "$tmp"
}

# The alternatives of package $1 as HASH=PLACE; without HASH if it is no hash.
alternatives() {
	while read -r pkg _ hash place _ || [ -n "$pkg" ]; do
		[ "$pkg" = "$1" ] || continue
		case $hash in
		*[!0-9a-f]*) hash= ;;
		esac
		[ ${#hash}:${place:+place} = 64:place ] || hash=
		echo "$hash=$place"
	done <"$pins"
}

sha256_of() {
	sum=$(sha256sum 2>/dev/null <"$1") && echo "${sum%% *}"
}

# Remember what a place did, for the last words; once if it did so twice.
note() {
	case "; $tried;" in
	*"; $1: $2;"*) ;;
	*) tried="${tried:+$tried; }$1: $2" ;;
	esac
}

reason() {
	case $tool:$1 in
	curl:6 | curl:7 | wget:4) echo 'not reached' ;;
	curl:22 | curl:37 | wget:8) echo 'not found or refused' ;;
	curl:18) echo 'cut short' ;;
	curl:28) echo 'timed out' ;;
	*) echo "$tool failed with status $1" ;;
	esac
}

# In the background, since a shell runs no trap while it waits for a
# foreground command. BusyBox's wget knows few options.
download() {
	if [ "$tool" = curl ]; then
		set -- curl -fsSL --connect-timeout 10 --speed-time 30 \
			--speed-limit 1 -o "$tmp/part" "$1"
	else
		url=$1
		set -- wget -q -O "$tmp/part"
		case $(wget --version 2>/dev/null) in
		'GNU Wget'*) set -- "$@" -T 10 -t 1 ;;
		esac
		set -- "$@" "$url"
	fi
	rm -f "$tmp/part"
	"$@" 2>/dev/null &
	job=$!
	wait "$job"
	status=$?
	job=
	return "$status"
}

# No two tools report a full disk alike, so try one more write. The group
# keeps the shell from reporting the signal that a limit sends.
has_room() {
	{ dd if=/dev/zero bs=64k count=1 >>"$tmp/part"; } 2>/dev/null
}

# take WHERE URL HASH FILE: if WHERE has it, the script ends here.
take() {
	if ! download "$2"; then
		note "$1" "$(reason "$status")"
		has_room || die "write $dir/$4: no space left, or over a limit; make room and run again"
	elif [ "$(sha256_of "$tmp/part")" != "$3" ]; then
		note "$1" 'wrong hash'
	else
		mv -f "$tmp/part" "$dir/$4" 2>/dev/null ||
			die "write $dir/$4: cannot rename to it; see who may write there"
		echo "$dir/$4"
		exit
	fi
}

# ask WHERE PREFIX: for every alternative that can be had there.
ask() {
	for alt in $alts; do
		hash=${alt%%=*} place=${alt#*=}
		case $1:$place in
		mirror:*) url=$2/${place##*/} ;;
		archive:pool/*) url=$2/$place ;;
		archive:* | *:pool/*) continue ;;
		*) url=$2$place ;;
		esac
		if [ -n "$hash" ]; then
			take "$1" "$url" "$hash" "${place##*/}"
		else
			note "$1" 'no hash pinned'
		fi
	done
}

ask_archive() {
	# shellcheck disable=SC2016 # apt-get replaces it
	uris=$({ apt-get indextargets --format '$(REPO_URI)'; } 2>/dev/null | sort -u)
	for uri in $uris; do
		ask archive "${uri%/}"
	done
}

# Any alternative in the folder will do; one that is there and wrong is a
# reason to stop, not to hide it by a download.
look_in_folder() {
	files='' wrong=''
	for alt in $alts; do
		hash=${alt%%=*} file=${alt##*/}
		[ -n "$hash" ] || continue
		files="${files:+$files or }$file"
		[ -e "$dir/$file" ] || continue
		if [ "$(sha256_of "$dir/$file")" = "$hash" ]; then
			echo "$dir/$file"
			exit
		fi
		wrong=$dir/$file
	done
	[ -n "$files" ] || die "verify $name: no hash pinned in $pins; add its SHA-256"
	[ -z "$wrong" ] || die "verify $wrong: wrong hash; remove it or put the right file there"
}

case ${1-} in
-h)
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit
	;;
'' | -* | *[!A-Za-z0-9._+-]*) set -- usage error ;;
esac
if [ $# != 1 ]; then
	echo 'usage: fetch.sh [-h] NAME' >&2
	exit 2
fi

name=$1
case $0 in
*/*) pins=${PINS:-${0%/*}/pins} ;;
*) pins=${PINS:-pins} ;;
esac
[ -r "$pins" ] || die "read $pins: no such list of pins; see PINS"
[ -n "${SOURCES-}${XDG_CACHE_HOME-}${HOME-}" ] ||
	die 'find the sources: there is no HOME; set SOURCES'
dir=${SOURCES:-${XDG_CACHE_HOME:-${HOME-}/.cache}/guestkit}
command -v sha256sum >/dev/null || die "verify $name: no sha256sum here; install coreutils"

alts=$(alternatives "$name")
[ -n "$alts" ] || die "find $name: it is not in $pins; add a line for it"
look_in_folder

tool=curl
command -v curl >/dev/null || tool=wget
command -v $tool >/dev/null ||
	die "download $name: neither curl nor wget is here; install one, or put $files into $dir"
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
err=$(mkdir -p "$dir" 2>&1) || die "create $dir: ${err##*: }; set SOURCES to another folder"
tmp=$(mktemp -d "$dir/.fetch.XXXXXX" 2>/dev/null) ||
	die "write into $dir: it takes no new file; see its owner and its free space"

[ -z "${CACHE_PREFIX-}" ] || ask cache "$CACHE_PREFIX"
[ -z "${PREFERRED_MIRROR-}" ] || ask mirror "${PREFERRED_MIRROR%/}"
ask upstream ''
ask_archive
die "get $name: no place had it (${tried:-none to ask}); put $files into $dir"

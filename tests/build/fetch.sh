#!/bin/sh
# fetch.sh - how tarballs are fetched and verified. The real curl and wget are
# tried on a web server and on no network.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/made-up.sh
. "$top/tests/made-up.sh"
# shellcheck source=tests/namespaces.sh
. "$top/tests/namespaces.sh"

places() {
	fresh
	fetch a
	ok "no place has it" refused '^fetch: get a: no place had it'
	no='not found or refused'
	is "says who did what, and what to put where" "${err#*had it }" \
		"(cache: $no; mirror: $no; upstream: $no; archive: $no); put a-1.tar.gz or a_1.orig.tar.gz into $S"
	all="$cache$upstream
$mirror/a-1.tar.gz
$mirror/a_1.orig.tar.gz
$upstream
$archive/debian/pool/a_1.orig.tar.gz
$archive/other/pool/a_1.orig.tar.gz"
	is "the places are asked in this order" "$(cat "$asked")" "$all"

	put "$archive/other/pool/a_1.orig.tar.gz" "$tmp/orig"
	n=6
	for url in "" "$upstream" "$mirror/a_1.orig.tar.gz" "$mirror/a-1.tar.gz" "$cache$upstream"; do
		rm -f "$S"/*
		: >"$asked"
		file=a-1.tar.gz want=$tmp/up
		case $url in
		'' | *orig*) file=a_1.orig.tar.gz want=$tmp/orig ;;
		esac
		[ -z "$url" ] || put "$url" "$want"
		fetch a
		ok "has it: ${url:-the archive}" got "$file" "$want"
		[ -n "$url" ] && n=$(echo "$all" | grep -nxF "$url" | cut -d : -f 1)
		is "and no later place is asked" "$(cat "$asked")" "$(echo "$all" | head -n "$n")"
	done

	: >"$asked"
	echo hang >"$how"
	fetch a
	ok "what is there is printed" got a-1.tar.gz "$tmp/up"
	is "and nothing is downloaded" "$(cat "$asked")" ""
	mv "$S/a-1.tar.gz" "$S/other"
	cp "$tmp/orig" "$S/a_1.orig.tar.gz"
	rm "$S/other"
	fetch a
	ok "so is any of the alternatives" got a_1.orig.tar.gz "$tmp/orig"
	is "and nothing is downloaded" "$(cat "$asked")" ""

	fresh
	put "$upstream" "$tmp/up"
	run SOURCES= XDG_CACHE_HOME="$tmp/xdg" "$at/fetch.sh" a
	is "default: the user's cache" "$out" "$tmp/xdg/guestkit/a-1.tar.gz"
	run SOURCES= "$at/fetch.sh" a
	is "default: below HOME" "$out" "$tmp/home/.cache/guestkit/a-1.tar.gz"
	is "no cache, no mirror" "$(sort -u "$asked")" "$upstream"
	rm -r "${tmp:?}/home" "$tmp/xdg"
	run SOURCES= HOME= "$at/fetch.sh" a
	ok "no HOME either" refused 'set SOURCES|there is no HOME'
}

hashes() {
	fresh
	put "$cache$upstream" "$tmp/page"
	put "$mirror/a-1.tar.gz" "$tmp/up"
	fetch a
	ok "a wrong hash: the next place" got a-1.tar.gz "$tmp/up"

	fresh
	put "$cache$upstream" "$tmp/page"
	put "$mirror/a-1.tar.gz" "$tmp/orig"
	put "$upstream" "$tmp/cut"
	put "$archive/debian/pool/a_1.orig.tar.gz" "$tmp/page"
	fetch a
	ok "wrong hashes only" refused 'cache: wrong hash; mirror: wrong hash; mirror: not.*; upstream: wrong hash; archive: wrong hash; archive: not found'
	put "$upstream" "$tmp/up"
	fetch a
	ok "and a later run succeeds" got a-1.tar.gz "$tmp/up"

	for file in page cut; do
		fresh
		put "$upstream" "$tmp/up"
		cp "$tmp/$file" "$S/a-1.tar.gz"
		fetch a
		ok "wrong file in the folder: $file" refused "a-1.tar.gz: wrong hash; remove it" a-1.tar.gz
		ok "is left alone" cmp "$tmp/$file" "$S/a-1.tar.gz"
		is "and hides no download" "$(cat "$asked")" ""
	done
	cp "$tmp/orig" "$S/a_1.orig.tar.gz"
	fetch a
	is "a right one beside it serves" "$out" "$S/a_1.orig.tar.gz"
	rm "$S"/*
	mkdir "$S/a-1.tar.gz"
	fetch a
	ok "a folder of that name" refused "a-1.tar.gz: wrong hash" a-1.tar.gz

	for pkg in unknown empty short word; do
		fresh
		put "$upstream" "$tmp/up"
		fetch $pkg
		ok "no hash: $pkg" refused "^fetch: verify $pkg: no hash pinned"
		is "nothing is downloaded" "$(cat "$asked")" ""
	done
	put "$archive/debian/pool/a_1.orig.tar.gz" "$tmp/orig"
	fetch some
	ok "one place without a hash" got a_1.orig.tar.gz "$tmp/orig"
	is "is not asked" "$(grep -c a-1 "$asked")" 0
	fetch nothing
	ok "not pinned" refused "it is not in .*pins" a_1.orig.tar.gz
	fetch .
	ok "a name is no pattern" refused "it is not in .*pins" a_1.orig.tar.gz
	run PINS="$tmp/none" "$at/fetch.sh" a
	ok "no pins" refused "read $tmp/none: " a_1.orig.tar.gz
}

broken_downloads() {
	fresh
	put "$upstream" "$tmp/up"
	echo half18 >"$how"
	fetch a
	ok "half a file, and the tool says so" refused 'upstream: cut short'
	echo half0 >"$how"
	fetch a
	ok "half a file, and the tool lies" refused 'upstream: wrong hash'
	put "$upstream" "$tmp/up"
	: >"$how"
	fetch a
	ok "a later run succeeds" got a-1.tar.gz "$tmp/up"

	fresh
	head -c 300000 /dev/zero >"$tmp/big"
	put "$upstream" "$tmp/big"
	run sh -c 'ulimit -f 100; exec "$0" a' "$at/fetch.sh"
	ok "over a limit" refused "write $S/a-1.tar.gz: no space left"
	if $own_mounts true 2>/dev/null; then
		# shellcheck disable=SC2016 # for the other shell
		run $own_mounts sh -c "$on_tmpfs" sh 64k "$S" sh -c '
			"$0" a || status=$?
			ls -A "$SOURCES"
			exit $status' "$at/fetch.sh"
		ok "a full disk" refused "write $S/a-1.tar.gz: no space left"
	else
		skip "a full disk" "namespaces are refused"
	fi

	fresh
	echo x >"$tmp/file"
	run SOURCES="$tmp/file/sub" "$at/fetch.sh" a
	ok "a folder that can't be" refused "create $tmp/file/sub: Not a directory"
	run SOURCES=/proc "$at/fetch.sh" a
	ok "a folder that can't be written" refused "write into /proc: "
	is "nothing was downloaded" "$(cat "$asked")" ""
}

# wait_for COMMAND...: until it succeeds, 10 s at most.
wait_for() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		"$@" && return
		sleep 0.5
	done
	return 1
}

interrupted() {
	for pair in 'TERM 143' 'HUP 129' 'KILL 137'; do
		sig=${pair% *}
		fresh
		put "$upstream" "$tmp/up"
		echo hang >"$how"
		env -i --default-signal=HUP PATH="$path" SOURCES="$S" PINS="$tmp/pins" "$at/fetch.sh" a 2>/dev/null &
		pid=$!
		ok "$sig: it downloads" wait_for test -s "$tool_pid"
		began=$(date +%s)
		kill "-$sig" $pid
		status=0
		wait $pid 2>/dev/null || status=$?
		is "$sig ends it" $status "${pair#* }"
		if [ "$sig" = KILL ]; then
			kill "$(cat "$tool_pid")"
			: >"$how"
			fetch a
			is "a later run is not misled" "$out" "$S/a-1.tar.gz"
			continue
		fi
		ok "at once" test $(($(date +%s) - began)) -le 20
		not_ok "and the tool" kill -0 "$(cat "$tool_pid")"
		is "and nothing is left" "$(ls -A "$S")" ""
	done
}

at_once() {
	fresh
	put "$upstream" "$tmp/up"
	echo slow >"$how"
	pids=
	for n in 1 2 3 4; do
		env -i PATH="$path" SOURCES="$S" PINS="$tmp/pins" \
			"$at/fetch.sh" a >"$tmp/out.$n" 2>&1 &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid" || echo "# exit status $?"
	done
	is "four at once" "$(cat "$tmp"/out.?)" "$S/a-1.tar.gz
$S/a-1.tar.gz
$S/a-1.tar.gz
$S/a-1.tar.gz"
	is "all downloaded it" "$(wc -l <"$asked")" 4
	ok "and left one file" cmp "$S/a-1.tar.gz" "$tmp/up"
	is "alone" "$(ls -A "$S")" a-1.tar.gz
	is "with the usual mode" "$(stat -c %a "$S/a-1.tar.gz")" "$(stat -c %a "$tmp/pins")"
}

# only NAME...: $path holds what the script needs and NAMEs, no more.
only() {
	path=$saved
	case $* in
	?*) path=${saved#"$tmp/fake:"} ;;
	esac
	rm -rf "$tmp/few"
	mkdir "$tmp/few"
	for cmd in cat sed sha256sum mkdir mktemp mv rm dd sort head tr env "$@"; do
		exe=$(PATH=$path command -v "$cmd") && ln -s "$exe" "$tmp/few/$cmd"
	done
	path=$tmp/few
}

real_tools() {
	fresh
	saved=$path
	only
	fetch a
	ok "neither curl nor wget" refused 'neither curl nor wget'
	cp "$tmp/up" "$S/a-1.tar.gz"
	fetch a
	ok "none is needed" got a-1.tar.gz "$tmp/up"

	mkdir -p "$tmp/site"
	cp "$tmp/up" "$tmp/site/a-1.tar.gz"
	for tool in $tools; do
		only "$tool"
		fresh
		run PREFERRED_MIRROR="$site" "$at/fetch.sh" last
		ok "$tool: from a web server" got a-1.tar.gz "$tmp/up"
		fresh
		run PREFERRED_MIRROR="$site/none" "$at/fetch.sh" last
		ok "$tool: no such page" refused 'mirror: (not found|wget failed)'
		if $own_network true 2>/dev/null; then
			began=$(date +%s)
			run $own_network "$at/fetch.sh" a
			ok "$tool: no network" refused 'upstream: (not reached|wget failed)'
			ok "is found soon" test $(($(date +%s) - began)) -le 5
		else
			skip "$tool: no network" "namespaces are refused"
			skip "is found soon" "namespaces are refused"
		fi
	done
	path=$saved
}

everything() {
	places
	hashes
	broken_downloads
	interrupted
	at_once
	real_tools
	usage_of fetch "" -x "a b c"
}

# The project's own pins, seen by awk.
real_pins() {
	pins=$top/miniconfigs/pins
	is "pins: four words a line" "$(awk '!/^(#|$)/ && NF != 4' "$pins")" ""
	is "pins: names and versions" "$(awk '!/^(#|$)/ &&
		($1 !~ /^[a-z][a-z0-9-]*$/ || $2 !~ /^[0-9][0-9a-z.+]*$/)' "$pins")" ""
	is "pins: hashes" "$(awk '!/^(#|$)/ && $3 != "-" &&
		(length($3) != 64 || $3 ~ /[^0-9a-f]/)' "$pins")" ""
	is "pins: places" "$(awk '!/^(#|$)/ && $4 !~ /^(https:\/\/|pool\/)[^ ]*[^\/]$/' "$pins")" ""
	is "pins: one version a package" "$(awk '!/^(#|$)/ { print $1, $2 }' "$pins" |
		sort -u | cut -d ' ' -f 1 | uniq -d)" ""
	is "pins: each package has a place with a hash" "$(awk '!/^(#|$)/ {
		n[$1] += $3 != "-" } END { for (p in n) if (!n[p]) print p }' "$pins")" ""
	is "pins: a file's name is of one package" "$(awk '!/^(#|$)/ {
		sub(/.*\//, "", $4); print $4 }' "$pins" | sort | uniq -d)" ""
	is "pins: the four" "$(awk '!/^(#|$)/ { print $1 }' "$pins" | sort -u | tr '\n' ' ')" \
		"busybox dropbear linux uclibc "
}

# BusyBox's web server, on the first free port of a few.
serve() {
	mkdir -p "$tmp/site"
	echo here >"$tmp/site/here"
	port=$((20000 + $$ % 20000))
	for _ in 1 2 3 4 5 6 7 8; do
		port=$((port + 1))
		busybox httpd -f -p "127.0.0.1:$port" -h "$tmp/site" 2>/dev/null &
		server=$!
		site=http://127.0.0.1:$port
		sleep 0.3
		kill -0 "$server" 2>/dev/null || continue
		on_exit "kill $server"
		return
	done
	echo "# no free port"
}

plan 174
serve
real_pins
tools='curl wget'
everything
under_ash
tools=wget
everything

#!/bin/sh
# fetch.sh - how tarballs are fetched, verified and unpacked.
#
# Made-up packages, and mostly a made-up curl: it keeps a list of what it was
# asked for, gives what "$tmp/www" holds, and fails in the ways that the real
# one does. The real curl and wget are tried on a web server and on no network.
# All of it runs twice: under sh with this machine's commands, and under
# BusyBox ash with nothing but BusyBox's.

# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"

www=$tmp/www asked=$tmp/asked how=$tmp/how tool_pid=$tmp/tool.pid
cache='http://cache.test/get?url='
mirror=http://mirror.test/files
upstream=https://up.test/a-1.tar.gz
archive=http://archive.test

# Shell scripts that stand for other programs.
make_fakes() {
	mkdir "$tmp/fake" "$www"
	cat >"$tmp/fake/curl" <<-END
		#!/bin/sh
		while [ \$# -gt 1 ]; do
			[ "\$1" != -o ] || to=\$2
			shift
		done
		echo "\$1" >>"$asked"
		from="$www/\$(echo "\$1" | tr ':/?' ___)"
		how=\$(cat "$how")
		case \$how in
		half*)
			head -c 5 "\$from" >"\$to"
			exit "\${how#half}"
			;;
		hang)
			echo half >"\$to"
			echo \$\$ >"$tool_pid"
			exec sleep 60
			;;
		slow) sleep 1 ;;
		esac
		[ -e "\$from" ] || exit 22
		cat "\$from" >"\$to" || exit 23
	END
	cat >"$tmp/fake/apt-get" <<-END
		#!/bin/sh
		[ "\$1 \$2 \$3" = 'indextargets --format \$(REPO_URI)' ] || exit 100
		echo $archive/debian/
		echo $archive/other/
		echo $archive/debian/
	END
	chmod +x "$tmp/fake"/*
}

sha() {
	sha256sum <"$1" | cut -d ' ' -f 1
}

# put URL FILE: from now on the made-up web has it.
put() {
	cp "$2" "$www/$(echo "$1" | tr ':/?' ___)"
}

# patch_of NAME FROM TO: in the middle of the file that all tarballs hold.
patch_of() {
	printf -- '--- a/file\n+++ b/file\n@@ -1,3 +1,3 @@\n %s\n-%s\n+%s\n 3\n' \
		1 "$2" "$3" >"$tmp/patches/$1.patch"
}

# The packages: a has two places with a file each; the others have a fault.
make_packages() {
	mkdir -p "$tmp/in/a-1/sub" "$tmp/in/z" "$tmp/deb/usr/src"
	printf '1\n2\n3\n' >"$tmp/in/a-1/file"
	echo deep >"$tmp/in/a-1/sub/deep"
	tar czf "$tmp/up" --owner=1234 --group=1234 -C "$tmp/in" a-1
	tar czf "$tmp/orig" -C "$tmp/in" a-1/file
	tar czf "$tmp/two" -C "$tmp/in" a-1 z
	head -c 100 "$tmp/up" >"$tmp/cut"
	echo '<h1>404</h1>' >"$tmp/page"
	(cd "$tmp/deb" && tar cJf usr/src/d-1.tar.xz -C ../in a-1 &&
		tar cJf data.tar.xz usr && echo 2.0 >debian-binary &&
		ar rc "$tmp/d.deb" debian-binary data.tar.xz &&
		cp usr/src/d-1.tar.xz usr/src/e-1.tar.xz &&
		tar cJf data.tar.xz usr &&
		ar rc "$tmp/e.deb" debian-binary data.tar.xz) 2>&1 | tap_note
	{
		echo "# a comment, and an empty line"
		echo
		echo "aa 1 $(sha "$tmp/orig") https://up.test/aa"
		echo "a 1 $(sha "$tmp/up") $upstream"
		echo "a 1 $(sha "$tmp/orig") pool/a_1.orig.tar.gz"
		echo "unknown 1 - https://up.test/a-1.tar.gz"
		echo "empty 1  https://up.test/a-1.tar.gz"
		echo "short 1 1234abcd https://up.test/a-1.tar.gz"
		echo "word 1 $(sha "$tmp/up" | tr 0-9 g-p) https://up.test/a-1.tar.gz"
		echo "some 1 - https://up.test/a-1.tar.gz"
		echo "some 1 $(sha "$tmp/orig") pool/a_1.orig.tar.gz"
		echo "cut 1 $(sha "$tmp/cut") https://up.test/cut.tar.gz"
		echo "two 1 $(sha "$tmp/two") https://up.test/two.tar.gz"
		echo "deb 1 $(sha "$tmp/d.deb") https://up.test/d.deb"
		echo "debs 1 $(sha "$tmp/e.deb") https://up.test/e.deb"
		printf %s "last 1 $(sha "$tmp/up") https://127.0.0.1:1/a-1.tar.gz"
	} >"$tmp/pins"
}

# A clean slate: empty sources, an empty web, everybody works.
fresh() {
	rm -rf "$S" "$www" "$asked" "$tool_pid" "$tmp/patches"
	mkdir "$S" "$www"
	: >"$asked"
	: >"$how"
}

# run [NAME=VALUE...] COMMAND...: in a clean environment; $out, $err, $status.
run() {
	status=0
	env -i HOME="$tmp/home" PATH="$path" SOURCES="$S" PINS="$tmp/pins" \
		"$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	out=$(cat "$tmp/out") err=$(cat "$tmp/err")
}

fetch() {
	run CACHE_PREFIX="$cache" PREFERRED_MIRROR="$mirror" "$at/fetch.sh" "$@"
}

# got FILE WANT: the last run printed the path of FILE, which is like WANT and
# alone in the sources.
got() {
	echo "status $status, stdout $out, stderr $err"
	[ "$status:$out:$err" = "0:$S/$1:" ] && cmp "$S/$1" "$2" &&
		[ "$(ls -A "$S")" = "$1" ]
}

# refused ERE [FILE]: it failed, said so in one line, and the sources hold
# nothing but FILE.
refused() {
	echo "status $status, stdout $out, stderr $err"
	[ "$status:$out:$(wc -l <"$tmp/err")" = 1::1 ] &&
		grep -E '^(fetch|unpack): [a-z]+ [^:]+: [^:].*; ' "$tmp/err" &&
		grep -E -e "$1" "$tmp/err" &&
		ls -A "$S" && [ "$(ls -A "$S")" = "${2-}" ]
}

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
	if "$unshare" -rm true 2>/dev/null; then
		# shellcheck disable=SC2016 # for the other shell
		run "$unshare" -rm sh -c '
			mount -t tmpfs -o size=64k none "$SOURCES" || exit 9
			"$0" a || status=$?
			ls -A "$SOURCES"
			exit $status' "$at/fetch.sh"
		ok "a full disk" refused "write $S/a-1.tar.gz: no space left"
	else
		skip "a full disk" "user namespaces are refused"
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
		env -i PATH="$path" SOURCES="$S" PINS="$tmp/pins" "$at/fetch.sh" a 2>/dev/null &
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
		if "$unshare" -rn true 2>/dev/null; then
			began=$(date +%s)
			run "$unshare" -rn "$at/fetch.sh" a
			ok "$tool: no network" refused 'upstream: (not reached|wget failed)'
			ok "is found soon" test $(($(date +%s) - began)) -le 5
		else
			skip "$tool: no network" "user namespaces are refused"
			skip "is found soon" "user namespaces are refused"
		fi
	done
	path=$saved
}

# unpack NAME [DIR]: from a fresh web that has all packages.
unpack() {
	put "$upstream" "$tmp/up"
	put https://up.test/cut.tar.gz "$tmp/cut"
	put https://up.test/two.tar.gz "$tmp/two"
	put https://up.test/d.deb "$tmp/d.deb"
	put https://up.test/e.deb "$tmp/e.deb"
	run "$at/unpack.sh" "$1" "$tmp/build/${2-src}"
	rm -f "$S"/*
}

# kept: the DIR of before is still as it was, and alone.
kept() {
	ls -A "$tmp/build" "$tmp/build/src"
	[ "$(ls -A "$tmp/build")/$(ls -A "$tmp/build/src")" = src/old ]
}

unpacking() {
	fresh
	rm -rf "$tmp/build"
	mkdir "$tmp/build"
	unpack a
	is "unpack: it works" "$status:$out:$err" 0::
	is "without the top folder" "$(cd "$tmp/build" && find . -type f | sort)" "./src/file
./src/sub/deep"
	is "all of it ours" "$(find "$tmp/build" ! -user "$(id -u)")" ""
	is "alone" "$(ls -A "$tmp/build")" src
	unpack deb deb
	is "a .deb" "$status:$err:$(cat "$tmp/build/deb/sub/deep")" 0::deep
	rm -r "$tmp/build/deb"

	rm -r "$tmp/build/src"
	mkdir -p "$tmp/build/src" "$tmp/patches/a"
	echo old >"$tmp/build/src/old"
	for bad in "cut extract" "two unpack" "debs open" "nothing find"; do
		unpack "${bad% *}"
		ok "fails: $bad" refused ''
		like "says so" "$err" "^[a-z]*: ${bad#* } "
		ok "and keeps the old" kept
	done

	patch_of a/01 2 two
	patch_of a/02 TWO drei
	unpack a
	ok "a patch that fails" refused "apply .*02.patch: .*FAIL"
	ok "keeps the old" kept
	echo junk >"$tmp/patches/a/02.patch"
	unpack a
	ok "a patch that is none" refused "apply .*02.patch: no patch in it"
	ok "keeps the old" kept
	patch_of a/02 two drei
	sed -i 's/^ 1/ 0/' "$tmp/patches/a/02.patch"
	unpack a
	ok "a patch that nearly fits" refused "apply .*02.patch: .*(fuzz|FAILED)"
	ok "keeps the old" kept

	patch_of a/02 two drei
	unpack a
	is "patches in order" "$status:$err:$(cat "$tmp/build/src/file")" "0::1
drei
3"
	not_ok "the old is gone" test -e "$tmp/build/src/old"
	is "nothing beside" "$(ls -A "$tmp/build")" src
	unpack deb
	is "another package's patches are not applied" "$(cat "$tmp/build/src/file")" "1
2
3"
	unpack a none/src
	ok "no parent" refused "create $tmp/build/none/src: "

	cp "$tmp/up" "$S/a-1.tar.gz"
	if "$unshare" -rn true 2>/dev/null; then
		run "$unshare" -rn "$at/unpack.sh" a "$tmp/build/net"
		is "without a network" "$status:$err" 0:
	else
		skip "without a network" "user namespaces are refused"
	fi
}

usage() {
	for script in fetch unpack; do
		run "$at/$script.sh" -h
		is "$script -h" "$status:$err:$(echo "$out" | head -n 1 | cut -d ' ' -f 1-2)" "0::usage: $script.sh"
		for words in "" -x "a b c"; do
			# shellcheck disable=SC2086 # words
			run "$at/$script.sh" $words
			is "$script: wrong usage: $words" "$status:$out" 2:
		done
	done
	run "$at/unpack.sh" a ""
	is "unpack: an empty folder's name" "$status" 2
}

everything() {
	places
	hashes
	broken_downloads
	interrupted
	at_once
	real_tools
	unpacking
	usage
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

real_checks=8 checks=111 tool_checks=4
make_fakes
make_packages
if ! command -v busybox >/dev/null; then
	plan $((real_checks + 1))
	real_pins
	fail "busybox is installed (make deps)"
	exit
fi
plan $((real_checks + 2 * checks + 3 * tool_checks))
serve
real_pins

unshare=$(command -v unshare || echo unshare)
at=$top/miniconfigs S=$tmp/sources path=$tmp/fake:$PATH tools='curl wget'
everything

mkdir "$tmp/ash" "$tmp/applets"
busybox=$(command -v busybox)
for script in fetch.sh unpack.sh; do
	sed "1s,.*,#!$busybox ash," "$top/miniconfigs/$script" >"$tmp/ash/$script"
	chmod +x "$tmp/ash/$script"
done
for cmd in $(busybox --list); do
	ln -s "$busybox" "$tmp/applets/$cmd"
done
at=$tmp/ash path=$tmp/fake:$tmp/applets tools=wget
everything

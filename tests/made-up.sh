# shellcheck shell=sh
# made-up.sh - what the tests of fetch.sh and unpack.sh share: made-up packages,
# and a made-up curl that keeps a list of what it was asked for, gives what
# "$tmp/www" holds, and fails in the ways that the real one does. Sourced after
# tap.sh; everything runs twice, under sh with this machine's commands, and
# under BusyBox ash with nothing but BusyBox's.
# shellcheck disable=SC2034,SC2154 # tmp and top are tap.sh's, some are the tests'

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

# usage_of SCRIPT WORDS...: four checks, and one for each WORDS that is wrong.
usage_of() {
	script=$1
	shift
	run "$at/$script.sh" -h
	is "$script -h" "$status:$err:$(echo "$out" | head -n 1 | cut -d ' ' -f 1-2)" "0::usage: $script.sh"
	for words; do
		# shellcheck disable=SC2086 # words
		run "$at/$script.sh" $words
		is "$script: wrong usage: $words" "$status:$out" 2:
	done
}

# From now on the scripts run under BusyBox ash with BusyBox's commands.
under_ash() {
	mkdir "$tmp/ash" "$tmp/applets"
	busybox=$(command -v busybox)
	for script in fetch.sh unpack.sh; do
		sed "1s,.*,#!$busybox ash," "$top/miniconfigs/$script" >"$tmp/ash/$script"
		chmod +x "$tmp/ash/$script"
	done
	for cmd in $(busybox --list); do
		ln -s "$busybox" "$tmp/applets/$cmd"
	done
	at=$tmp/ash path=$tmp/fake:$tmp/applets
}

at=$top/miniconfigs S=$tmp/sources path=$tmp/fake:$PATH
make_fakes
make_packages

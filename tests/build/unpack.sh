#!/bin/sh
# unpack.sh - how tarballs are unpacked and patched.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/made-up.sh
. "$top/tests/made-up.sh"
# shellcheck source=tests/namespaces.sh
. "$top/tests/namespaces.sh"

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
	if $own_network true 2>/dev/null; then
		run $own_network "$at/unpack.sh" a "$tmp/build/net"
		is "without a network" "$status:$err" 0:
	else
		skip "without a network" "namespaces are refused"
	fi
}

everything() {
	unpacking
	usage_of unpack "" -x "a b c"
	run "$at/unpack.sh" a ""
	is "an empty folder's name" "$status" 2
}

plan 68
everything
under_ash
everything

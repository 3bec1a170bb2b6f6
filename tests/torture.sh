#!/bin/sh
# torture.sh - make a folder with all that a file tree can have.
# usage: torture.sh DIR [early]
#
# Needs no root: what only root can make (owners, devices, a file that nobody may
# read) is told in a table, DIR.nodes, for mkimage -n. As root, a file gets a
# capability, too. The same every time, but for what the file system of DIR can't
# hold, which is named on standard error. With "early", two files are from before
# 1970, which cpio and squashfs can't hold.
set -eu
export LC_ALL=C TZ=UTC
umask 022

note() {
	echo "torture.sh: $1" >&2
}

# A name of so many bytes, of a pattern.
name() { # LENGTH PATTERN
	awk -v n="$1" -v p="$2" 'BEGIN {
		while (length(s) < n)
			s = s p
		printf "%s", substr(s, 1, n)
	}'
}

names() {
	mkdir names
	for name in 'a blank' ' two  blanks ' 'back\slash' '\012' 'quo"te' "app's" '-n' \
		'#hash' '[x]*?' '$HOME' '..hidden' '...' 'semi;colon&' 'per%cent%s' 'ta	b' \
		'new
line' "$(printf 'high\200\377')" "$(printf 'control\001\033[m\177')" \
		"$(printf '\303\274')" "$(printf '\n.')" 'x=y' '~' ' '; do
		printf '%s\n' "$name" >"./names/$name"
	done
	for length in 99 100 101 154 155 156 254 255; do
		: >"names/$(name "$length" "$length.")"
	done
	echo odd >"names/$(name 255 "$(printf '\377\\ \n\001')")"
	# Where ustar divides a path in two, and where it can't.
	mkdir -p "names/$(name 155 p)/$(name 100 q)"
	echo text >"names/$(name 155 p)/$(name 100 q)/$(name 100 r)"
	mkdir -p deep
	(
		cd deep
		i=0
		while [ $((i += 1)) -le 60 ]; do
			mkdir "level $i of many"
			cd "level $i of many"
		done
		echo bottom >bottom
	)
	mkdir many
	i=0
	while [ $((i += 1)) -le 400 ]; do
		: >"many/$(name 60 "$i of so many ")"
	done
}

sizes() {
	mkdir sizes
	seq 1 700000 | gzip -n9 >packed
	head -c 1050000 packed >noise
	for size in 1 59 60 61 511 512 513 1023 1024 1025 4095 4096 4097 8192 12288 65535 65536 \
		65537 131071 131072 131073 1048575 1048576 1048577; do
		head -c $size noise >sizes/$size
	done
	rm packed noise
	: >sizes/0
	cp sizes/131073 sizes/duplicate
	cp sizes/513 sizes/small-duplicate
	head -c 300000 /dev/zero >sizes/zeros
	yes 'the same line' | head -c 500000 >sizes/text
}

holes() {
	mkdir holes
	truncate -s 64M holes/all
	truncate -s 1 holes/one-byte
	for part in begin:0 middle:20 end:40; do
		at=${part#*:}
		truncate -s 40M "holes/${part%:*}"
		printf data |
			dd of="holes/${part%:*}" bs=1M seek="$at" conv=notrunc status=none
	done
	i=0
	while [ $((i += 3)) -le 90 ]; do
		printf %s $i | dd of=holes/many bs=64K seek=$i conv=notrunc status=none
	done
	[ "$(du -k holes/middle | cut -f 1)" -lt 4096 ] || note 'no holes here'
}

links() {
	mkdir links
	echo 'three names' >links/first
	ln links/first links/second
	ln links/first sizes/third
	: >links/empty
	ln links/empty links/empty2
	ln -s first links/symbolic
	ln -P links/symbolic links/symbolic2
	ln -s nowhere/at/all links/dangling
	ln -s / links/root
	ln -s "$(name 59 l)" links/59
	ln -s "$(name 60 l)" links/60
	ln -s "$(name 100 l)" links/100
	ln -s "$(name 101 'm/')" links/101
	ln -s "$(name 1000 'long/')" links/1000
	ln -s "$(name 4000 'longer/')" links/4000
	ln -s "$(printf 'odd\n\\ \377')" links/odd
	ln -s ../deep links/folder
}

specials() {
	mkdir special
	mkfifo special/pipe special/pipe2
	ln special/pipe special/pipe-again
	if command -v socat >/dev/null; then
		timeout 10 socat -u UNIX-LISTEN:special/socket,unlink-close=0 /dev/null &
		until [ -S special/socket ] || ! kill -0 $! 2>/dev/null; do
			sleep 0.05
		done
		kill $! 2>/dev/null || :
		wait $! 2>/dev/null || :
	fi
	[ -S special/socket ] || note 'no socket: socat is missing'
}

modes() {
	mkdir modes
	for mode in 400 600 644 666 755 777 1644 2755 4755 6755 7777; do
		echo $mode >modes/$mode
		chmod $mode modes/$mode
	done
	for mode in 500 700 755 1777 2775 3777; do
		mkdir modes/d$mode
		chmod $mode modes/d$mode
	done
	echo none >modes/none
}

attributes() {
	mkdir attributes
	echo text >attributes/file
	echo text >attributes/many
	echo text >attributes/same
	mkdir attributes/folder
	if ! setfattr -n user.text -v 'a value' attributes/file 2>/dev/null; then
		note 'no extended attributes here'
		return
	fi
	setfattr -n user.empty attributes/file
	setfattr -n user.bytes -v 0x00ff0a3d2030 attributes/file
	setfattr -n 'user.odd=na me' -v x attributes/file
	setfattr -n user.long -v "$(name 1500 value)" attributes/file
	setfattr -n user.text -v 'a value' attributes/same
	setfattr -n user.of.a.folder -v 'yes' attributes/folder
	i=0
	while [ $((i += 1)) -le 20 ]; do
		setfattr -n user.no$i -v $i attributes/many
	done
	if [ "$(id -u)" = 0 ]; then
		cp /bin/true attributes/capable
		setcap cap_net_raw+ep attributes/capable || note 'no capabilities here'
	fi
}

# Times last: folders change when files are made.
set_times() {
	mkdir times
	for time in 0 1 999999999.5 1234567890.123456789 2147483647 2147483648 4294967295; do
		: >times/$time
	done
	[ ! "${1-}" ] || : >times/-1
	[ ! "${1-}" ] || : >times/-86400
	find . -exec touch -h -d @1700000000.25 {} +
	for file in times/*; do
		touch -d "@${file#times/}" "$file"
	done
	touch -h -d @1600000001 links/symbolic
	touch -d @1600000002 modes deep
	touch -d @1600000003 .
}

tell_nodes() {
	cat <<'END'
# What only root can make.
/modes/none		f 0000 - -
/modes/d*		d - 12 34
/attributes		d - 65536 4294967294
/links/first		f - 1000 100
/links/symbolic		f - 70000 70001
/owned			d 0750 4294967294 65535 time=1600000004
/device			d 755 0 0 time=1600000004.5
/device/console		c 600 0 5 5 1
/device/null		c 666 0 0 1 3
/device/zero\040zero	c 666 0 0 0 0
/device/large		b 660 0 6 4095 1048575
/device/disk		b 660 0 6 8 300
/device/hard		h - - - /device/disk
/device/pipe		p 622 1 2
/device/socket		s 755 1 2
/device/link		l 777 1 2 null
END
}

[ $# -ge 1 ] || {
	echo 'usage: torture.sh DIR [early]' >&2
	exit 2
}
dir=$1
mkdir -p "$dir"
tell_nodes >"$dir.nodes"
cd "$dir"
names
sizes
holes
links
specials
modes
attributes
set_times "${2-}"

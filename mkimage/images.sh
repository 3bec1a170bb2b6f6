#!/bin/sh
# images.sh ROOT NODES OUT - write OUT/root.sqf, root.ext2 and root.cpio.gz of the
# folder ROOT, with the owners, modes and devices of NODES. Same input, same
# bytes; every file gets the time SOURCE_DATE_EPOCH.
#
# fakeroot stands in for root: it remembers what only root could do.
set -eu
[ "${FAKEROOTKEY-}" ] || exec fakeroot -- "$0" "$@"
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs
LC_ALL=C
export PATH LC_ALL
: "${SOURCE_DATE_EPOCH:?}"

die() {
	echo "images: $1" >&2
	exit 1
}

# Every path has a line: device, folder or file of the guest.
check_nodes() {
	grep -v -e '^#' -e '^$' "$nodes" >"$tmp/nodes" 2>/dev/null || [ $? = 1 ] ||
		die "read $nodes: no list of nodes"
	own='[0-7]{3,4}[[:blank:]]+[0-9]+[[:blank:]]+[0-9]+'
	device='[[:blank:]]+[0-9]+[[:blank:]]+[0-9]+'
	bad=$(grep -Ev "^/[^[:blank:]]*[[:blank:]]+([df][[:blank:]]+$own|[cb][[:blank:]]+$own$device)\$" \
		"$tmp/nodes" | head -n 1)
	[ ! "$bad" ] || die "read $nodes: '$bad' is not NAME TYPE MODE UID GID [MAJOR MINOR]"
}

# A copy of ROOT with the nodes. One that is a link, or lies behind a link that
# leads out, isn't followed: it would end up on the host.
copy_root() {
	cp -a "$root" "$tmp/root"
	top=$(readlink -f "$tmp/root")
	chown -hR 0:0 "$tmp/root"
	while read -r name type mode uid gid major minor; do
		path=$top$name
		[ ! -L "$path" ] || continue
		case $(readlink -m "${path%/*}")/ in
		"$top"/*) ;;
		*) continue ;;
		esac
		case $type in
		d) mkdir -p "$path" ;;
		f) [ -e "$path" ] || continue ;;
		*) [ -e "$path" ] || mknod "$path" "$type" "$major" "$minor" ;;
		esac
		chmod "$mode" "$path"
		chown "$uid:$gid" "$path"
	done <"$tmp/nodes"
	find "$top" -type s -exec rm {} +
	bad=$(find "$top" \( -name '*[[:cntrl:]]*' -o -lname '*[[:cntrl:]]*' \) -print -quit)
	[ ! "$bad" ] || die "package $root: a control character in a name: ${bad#"$top"}"
	find "$top" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# One line a file, in order: its path, what a link leads to, what stat says.
list() {
	{
		find . -type l -printf '%p\001l%l\n'
		find . -exec stat -c "%n$(printf '\001')s%f %u %g %h %i 0x%t 0x%T %s" {} +
	} | sort
}

# mke2fs -d would take the files in the folder's own order, with the times of
# this build: so debugfs fills an empty file system. It tells failures on
# standard error only, after a line with its version. Room is left to write in:
# as much again, and 4 MiB.
# shellcheck disable=SC2016 # awk's
ext2() {
	list >../list
	awk -F '\001' '
	function quoted(s) { gsub(/"/, "\"\"", s); return "\"" s "\"" }
	BEGIN { print "set_current_time " ENVIRON["SOURCE_DATE_EPOCH"] }
	$2 ~ /^l/ { target = quoted(substr($2, 2)); next }
	{
		split(substr($2, 2), st, " ")
		type = substr(st[1], 1, 1)
		to = quoted(substr($1, 2))
		parent = name = $1
		sub(/[^\/]*$/, "", parent)
		sub(/.*\//, "", name)
		parent = quoted(substr(parent, 2))
		kb += type == 8 ? 4 * int(st[8] / 4096 + 1) : 4 * (type == 4)
		if ($1 == ".")
			to = "/"
		else if (type == 4)
			print "mkdir " to
		else if (st[5] in first) {
			print "expand_dir " parent # ln makes no room
			print "ln " first[st[5]] " " to
			print "sif " to " links_count " ++links[st[5]]
			next
		} else if (type == "a")
			print "symlink " to " " target
		else if (type == 8)
			print "write " quoted($1) " " to
		else
			print "cd " parent "\nmknod " quoted(name) " " \
				(type == 1 ? "p" : (type == 2 ? "c " : "b ") st[6] " " st[7]) "\ncd /"
		if (type != 4 && st[4] > 1) {
			first[st[5]] = to
			links[st[5]] = 1
		}
		print "sif " to " mode 0x" st[1]
		print "sif " to " uid " st[2]
		print "sif " to " gid " st[3]
	}
	END { print 2 * kb + 4096 "k", 2 * NR + 1024 >"../size" }' ../list >../commands
	read -r size inodes <../size
	: >../root.ext2
	E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mke2fs -q -F -t ext2 -I 256 -m 0 -N "$inodes" \
		-L guestkit -U 6775e57b-2026-4000-8000-000000000000 \
		-E hash_seed=6775e57b-2026-4000-8000-000000000001 ../root.ext2 "$size"
	debugfs -w -f ../commands ../root.ext2 >../said 2>../errors
	bad=$(sed -n 2p ../errors)
	[ ! "$bad" ] || die "fill root.ext2: $bad"
}

root=$1 nodes=$2 out=$3
[ -d "$root" ] || die "read $root: no such folder"
tmp=$out/.images
rm -rf "$tmp"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$tmp" 2>/dev/null || die "write $out: no folder can be made in it"
tmp=$(readlink -f "$tmp")
check_nodes
copy_root

# mksquashfs reads the time from the environment.
mksquashfs "$tmp/root" "$tmp/root.sqf" -noappend -no-progress -quiet \
	-comp gzip -b 256K -no-xattrs -no-exports
(cd "$tmp/root" && ext2)
(cd "$tmp/root" && find . | sort |
	cpio -o -H newc --reproducible --quiet) >"$tmp/root.cpio"
gzip -9n "$tmp/root.cpio"

for image in sqf ext2 cpio.gz; do
	mv "$tmp/root.$image" "$out/root.$image"
done

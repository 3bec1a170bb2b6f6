# shellcheck shell=sh
# tree.sh - what is in a folder, told by this machine's tools; sourced after tap.sh
# by tests, some of which run under fakeroot: it remembers what only root could do.

# comparable: stat's lines, without links, size and device of folders.
comparable() {
	sed -E 's/(\|4[0-9a-f]{3}\|[0-9:]+)\|.*(\|[0-9]+)$/\1\2/' | sort
}

# what FOLDER: a line for each file: path, type and mode, owners, time, and but for
# a folder links, size and device. By stat: find -type asks the kernel, which
# doesn't know what fakeroot does.
what() {
	(cd "$1" && find . -exec stat -c '%n|%f|%u:%g|%h|%s|%t:%T|%Y' {} +) | comparable
}

# own_times FOLDER: each file gets a time of its own, in whole seconds, which all
# formats can hold.
own_times() {
	find "$1" -depth -exec sh -c 'n=1700000000
		for file; do n=$((n + 1001)) && touch -h -d @$n "$file"; done' sh {} +
}

# wanted ROOT NODES FOLDER: what ought to be in an image of ROOT with NODES, every
# time being EPOCH.
wanted() {
	cp -a "$1" "$3"
	chown -hR 0:0 "$3"
	grep '^/' "$2" | while read -r name type mode uid gid device; do
		# shellcheck disable=SC2086 # two numbers
		case $type in
		d) [ -e "$3$name" ] || mkdir "$3$name" ;;
		c | b) mknod "$3$name" "$type" $device ;;
		esac
		for path in "$3"$name; do # a pattern, maybe
			chmod "$mode" "$path"
			chown "$uid:$gid" "$path"
		done
	done
	find "$3" -depth -exec touch -h -d "@$EPOCH" {} +
}

#!/bin/sh
# mkimage.sh - what `make bench-mkimage` prints: what images cost, ours and
# others'. CPU is user and system time in seconds, the median of ROUNDS (5), taken
# in turn, with the input read before each; MB of the image, MB of memory. The
# ratio is ours to theirs. Images are written to memory if it has 8 GB of room, so
# that a disk doesn't count.
# shellcheck disable=SC2154 # O and TARGET come from make
set -eu
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs
export LC_ALL=C
ours=$O/host/mkimage rounds=${ROUNDS-5}
linux=$(echo "$O"/src/linux-*)
room=$(df -Pk /dev/shm 2>/dev/null | awk 'END { print $4 + 0 }')
[ "$room" -lt 8000000 ] || TMPDIR=/dev/shm
export TMPDIR="${TMPDIR:-/tmp}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cd "$tmp"

# once WHO COMMAND: adds a line "CPU MB MB" to the file WHO.
once() {
	rm -rf out
	tar cf - "$input" 2>/dev/null | cat >/dev/null
	# shellcheck disable=SC2086 # a command, no word of which has blanks
	command time -o times -f '%U %S %M' $2 >said 2>&1 || {
		cat said
		echo "mkimage.sh: $1: failed: $2"
		exit 1
	} >&2
	size=0
	[ ! -f out ] || size=$(wc -c <out)
	echo "$(cat times) $size" | awk '{ printf "%.2f %.2f %.1f\n", $1 + $2, $4 / 1e6, $3 / 1024 }' >>"$1"
}
median() {
	sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"
}

# compare TITLE INPUT WHO COMMAND [WHO COMMAND]...: ours first.
compare() {
	title=$1 input=$2
	shift 2
	rm -f ./*.got
	for _ in $(seq "$rounds"); do
		n=1
		while [ $n -lt $# ]; do
			eval "once \"\${$n}.got\" \"\${$((n + 1))}\""
			n=$((n + 2))
		done
	done
	echo "$title"
	# shellcheck disable=SC2046 # three numbers
	set -- $(median ours.got) "$@"
	mine=$1
	shift 3
	while [ $# -gt 0 ]; do
		median "$1.got" | awk -v who="$1" -v mine="$mine" '{
			printf "  %-12s %8.2f s %9.2f MB %8.1f MB RSS", who, $1, $2, $3
			if (who != "ours" && $1 > 0) printf "   ratio %.3f", mine / $1
			print ""
		}'
		shift 2
	done
}

# Libraries, as many as make 110 MB, and 40,000 names in one folder.
mkdir libs names names/d
find /usr/lib -type f -name '*.so*' -size +64k -size -8M 2>/dev/null | sort |
	while read -r file && [ "$(du -sm libs | cut -f 1)" -lt 110 ]; do
		cp "$file" libs
	done
(cd names/d && seq -f 'a-name-%05.0f' 40000 | xargs touch)
echo "libraries: $(find libs -type f | wc -l) files, $(du -sm libs | cut -f 1) MB; Linux: $(find "$linux" | wc -l) files, $(du -sm "$linux" | cut -f 1) MB"

blocks_of() { # FOLDER [FIND-WORD...]: of 4 kB, that the bytes of its files need
	find "$@" -printf '%s\n' | awk '{ n += int(($1 + 4095) / 4096) } END { print n }'
}

sqf() { # TITLE CODEC LEVEL-OF-OURS
	compare "$1" libs \
		ours "$ours -q -j 2 -f sqf -c $2${3:+ -l $3} -o out libs" \
		mksquashfs "mksquashfs libs out -noappend -quiet -no-progress -processors 2 -comp $2" \
		gensquashfs "gensquashfs -q -f -j 2 -c $2 -D libs out"
}
for codec in ${CODECS-gzip xz zstd}; do
	sqf "squashfs $codec, libraries" "$codec" ''
	[ "$codec" != gzip ] || sqf 'squashfs gzip -l 12, libraries' gzip 12
done
compare 'squashfs lz4, Linux' "$linux" \
	ours "$ours -q -j 2 -f sqf -c lz4 -o out $linux" \
	mksquashfs "mksquashfs $linux out -noappend -quiet -no-progress -processors 2 -comp lz4" \
	gensquashfs "gensquashfs -q -f -j 2 -c lz4 -D $linux out"
cp out linux.sqf
inodes=$(($(find "$linux" | wc -l) + 1024)) blocks=$(($(blocks_of "$linux") + 40960))
compare 'ext2, Linux' "$linux" \
	ours "$ours -q -f ext2 -o out $linux" \
	mke2fs "mke2fs -q -F -b 4096 -t ext2 -N $inodes -m 0 -d $linux out ${blocks}" \
	genext2fs "genext2fs -q -B 4096 -N $inodes -b $blocks -d $linux out"
"$ours" -q -f ext2 -o linux.ext2 "$linux"
compare 'ext4, Linux' "$linux" \
	ours "$ours -q -f ext4 -o out $linux" \
	mke2fs "mke2fs -q -F -b 4096 -t ext4 -N $inodes -m 0 -d $linux out ${blocks}"
echo 'memory beyond the tree: that of a list'
compare 'list of the folder' "$linux" ours "$ours -t $linux"
compare 'ext2, 40,000 names in one folder' names \
	ours "$ours -q -f ext2 -o out names" \
	mke2fs 'mke2fs -q -F -b 4096 -t ext2 -N 41000 -m 0 -d names out 40000'
compare 'squashfs, 40,000 names in one folder' names \
	ours "$ours -q -f sqf -o out names" \
	mksquashfs 'mksquashfs names out -noappend -quiet -no-progress -processors 2'
compare 'squashfs extraction, Linux' linux.sqf \
	ours "$ours -q -x -C out linux.sqf" \
	rdsquashfs 'rdsquashfs -q -u / -p out linux.sqf'
printf '#!/bin/sh\nmkdir out && debugfs -R "rdump / out" "$1"\n' >rdump
chmod +x rdump
compare 'ext2 extraction, Linux' linux.ext2 \
	ours "$ours -q -x -C out linux.ext2" \
	debugfs './rdump linux.ext2'

# The blocks that the files' bytes need, against the whole image.
smallest() { # NAME FOLDER
	rm -rf out
	"$ours" -q -f ext2 -o out "$2"
	size=$(wc -c <out) data=$(($(blocks_of "$2" -type f) * 4096))
	echo "smallest ext2, $1: $size bytes for $data of data blocks:" \
		"$(awk "BEGIN { printf \"%.2f\", 100 * $size / $data }") %"
}
smallest Linux "$linux"
smallest libraries libs

#!/bin/sh
# ext.sh - ext2 and ext4 images, written and read. Oracles: e2fsck judges them,
# debugfs and dumpe2fs tell what is in them; mke2fs, genext2fs and debugfs make
# images, which must read as the folder that they were made of.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs
export TZ=UTC LC_ALL=C
uuid=00112233-4455-6677-8899-aabbccddeeff
formats='ext2 ext4' blocks='1024 2048 4096'
plan $((6 * 6 + 2 * 19 + 12 + 9 * 2 + 9 + 2 + 15))

mkimage() {
	"$O/host/mkimage" -q "$@"
}
# e2fsck has nothing to say but its five passes and the count.
clean() {
	e2fsck -fn "$1" >"$tmp/fsck" 2>&1 || { cat "$tmp/fsck" && return 1; }
	[ "$(wc -l <"$tmp/fsck")" -eq 7 ] || { cat "$tmp/fsck" && return 1; }
}
ask() { # IMAGE COMMAND
	debugfs -R "$2" "$1" 2>/dev/null
}
field() { # IMAGE NAME
	dumpe2fs -h "$1" 2>/dev/null | sed -n "s/^$2: *//p"
}
list() { # IMAGE: without the root, whose time is the folder's
	mkimage -t "$1" | grep -v ' /$'
}
# A folder with what the formats have several ways to keep.
src=$tmp/src
mkdir -p "$src/folder/below" "$src/many"
(
	cd "$src" || exit
	echo text >small
	ln small folder/hard
	: >empty
	seq 1 8000 >f48k
	seq 1 300000 >f2m
	head -c 100000 /dev/zero >zeros
	{ cat f48k && head -c 30000 /dev/zero && echo end; } >mixed
	truncate -s 3G holes
	for at in 0 1 11 12 13 300 70000 700000; do
		printf %s $at | dd of=holes bs=4096 seek="$at" conv=notrunc status=none
	done
	for at in $(seq 0 2 800); do
		printf x | dd of=pieces bs=4096 seek="$at" conv=notrunc status=none
	done
	ln -s small link
	ln link link2
	ln -s "$(printf '%059d' 0)" link59
	ln -s "$(printf '%060d' 0)" link60
	ln -s "$(printf '%01000d' 0)" link1000
	mkfifo fifo
	: >"$(printf 'odd \200\n name')"
	: >"$(printf '%0255d' 0)"
	seq 1 1500 | sed 's,^,many/a_file_among_many_,' | xargs touch
	chmod 4751 f48k
	chmod 1777 folder
	setfattr -n user.short -v value small
	setfattr -n user.empty small
	setfattr -n user.long -v "$(printf '%0600d' 7)" f48k
	setfattr -n user.of.a.folder -v yes folder
	find . -exec touch -h -d @1700000000.123456789 {} +
	touch -d @2200000000 empty
	touch -d @-1000 f48k
) || exit
cat >"$tmp/nodes" <<'END'
/device		d 0755 0 0
/device/null	c 0666 0 0 1 3
/device/large	b 0660 0 6 4095 1048575
/owned		d 0700 70000 4294967294
END
make_image() { # FORMAT BLOCK OUT [OPTION...]
	format=$1 block=$2 image=$3
	shift 3
	mkimage -f "$format" -b "$block" -U $uuid -n "$tmp/nodes" -o "$image" "$@" "$src"
}

for format in $formats; do
	for block in $blocks; do
		name="$format, blocks of $block" image=$tmp/$format.$block
		ok "$name: written" make_image "$format" "$block" "$image"
		ok "$name: e2fsck" clean "$image"
		ok "$name: the same again" make_image "$format" "$block" "$tmp/again"
		ok "$name: byte for byte" cmp "$image" "$tmp/again"
		is "$name: no block is free" "$(field "$image" 'Free blocks')" 0
		rm -rf "$tmp/out"
		mkimage -x -C "$tmp/out" "$image"
		(cd "$src" && find . -type f -size -1G -exec md5sum {} +) | sort >"$tmp/sums"
		is "$name: files come back" "$(cd "$tmp/out" && md5sum -c --quiet "$tmp/sums" 2>&1)" ''
	done
done

for format in $formats; do
	image=$tmp/$format.4096
	is "$format: the UUID" "$(field "$image" 'Filesystem UUID')" $uuid
	is "$format: lost+found" "$(ask "$image" 'stat /lost+found' | sed -n 's/.*Inode: \([0-9]*\) .*Type: \([a-z]*\).*/\1 \2/p')" '11 directory'
	is "$format: a device" "$(ask "$image" 'stat /device/null' | sed -n 's/.*(hex \(.*\))/\1/p')" '01:03'
	is "$format: a large one" "$(ask "$image" 'stat /device/large' | sed -n 's/.*(hex \(.*\))/\1/p')" 'fff:fffff'
	is "$format: owners" "$(ask "$image" 'stat /owned' | sed -n 's/^User: *\([0-9]*\) *Group: *\([-0-9]*\).*/\1 \2/p')" '70000 -2'
	is "$format: an attribute" "$(ask "$image" 'ea_get -V /small user.short')" 'value'
	is "$format: a long one" "$(ask "$image" 'ea_get -V /f48k user.long')" "$(printf '%0600d' 7)"
	is "$format: a short link" "$(ask "$image" 'stat /link' | sed -n 's/^Fast link dest: //p')" '"small"'
	is "$format: a hard link to a link" "$(ask "$image" 'stat /link2' | grep -c 'Links: 2 ')" 1
	is "$format: a longer link" "$(ask "$image" 'cat /link60')" "$(printf '%060d' 0)"
	ask "$image" "dump /mixed $tmp/dumped"
	ok "$format: debugfs reads a file" cmp "$tmp/dumped" "$src/mixed"
	ask "$image" "dump /pieces $tmp/dumped"
	ok "$format: and one of many pieces" cmp "$tmp/dumped" "$src/pieces"
	is "$format: zeros take no block" "$(ask "$image" 'stat /zeros' | sed -n 's/.*Blockcount: //p')" 0
	is "$format: holes take none" "$(ask "$image" 'blocks /holes' | wc -w)" "$([ "$format" = ext2 ] && echo 12 || echo 9)"
	like "$format: a directory with an index" "$(ask "$image" 'htree /many')" 'Root node dump'
	is "$format: that has all names" "$(ask "$image" 'htree /many' | tr ' ' '\n' | grep -c a_file_among_many_)" 1500
	is "$format: a time after 2038" "$(mkimage -t "$image" | grep -c '2039-09-18 .*/empty$')" 1
	# Nothing is where it wasn't, and runs are whole.
	like "$format: no file in parts" "$(tail -n 1 "$tmp/fsck")" '\(0\.[0-9]% non-contiguous'
	is "$format: a file in one run" "$(ask "$image" 'blocks /f2m' | tr ' ' '\n' | awk 'NF { bad += n && $1 != n + 1; n = $1 } END { print bad + 0 }')" 0
done

# Sizes.
for format in $formats; do
	least=$(stat -c %s "$tmp/$format.4096")
	ok "$format: of the least size" make_image "$format" 4096 "$tmp/sized" -s "$least"
	ok "$format: is what it is without one" cmp "$tmp/sized" "$tmp/$format.4096"
	not_ok "$format: one byte less" make_image "$format" 4096 "$tmp/small" -s $((least - 1))
	like "$format: says how much it takes" "$(make_image "$format" 4096 "$tmp/small" -s 100K 2>&1)" "$least are needed"
	make_image "$format" 4096 "$tmp/sized" -s +40M
	ok "$format: with room: e2fsck" clean "$tmp/sized"
	free=$(field "$tmp/sized" 'Free blocks')
	ok "$format: 40 MB of it" [ "$free" -ge 10240 -a "$free" -lt 10300 ]
done

# Times of each file, as they are on the disk: seconds, and for ext4 behind them
# nanoseconds * 4, and how often the seconds have gone round.
mkdir "$tmp/times"
touch -d @-5 "$tmp/times/early"
touch -d @1577836800.123456789 "$tmp/times/fraction"
touch -d @5000000000 "$tmp/times/late"
mtimes() { # IMAGE
	for file in early fraction late; do
		ask "$1" "stat $file" | sed -n 's/^ *mtime: *\([^ ]*\) .*/\1/p'
	done | tr '\n' ' '
}
mkimage -o "$tmp/times.ext4" "$tmp/times"
is 'ext4: its times' "$(mtimes "$tmp/times.ext4")" '0xfffffffb:00000000 0x5e0be100:1d6f3454 0x2a05f200:00000001 '
rm "$tmp/times/late"
mkimage -o "$tmp/times.ext2" "$tmp/times"
is 'ext2: its times' "$(mtimes "$tmp/times.ext2")" '0xfffffffb 0x5e0be100 '

# Options, and a journal; what the format can't hold.
for format in $formats; do
	image=$tmp/options
	ok "$format: options" mkimage -f "$format" -J -L label -T 1600000000 -s 64M -o "$image" "$src"
	is "$format: are in it" "$(field "$image" 'Filesystem volume name') $(field "$image" 'Filesystem created')" 'label Sun Sep 13 12:26:40 2020'
	is "$format: the size" "$(stat -c %s "$image")" $((64 << 20))
	like "$format: the journal" "$(field "$image" 'Total journal blocks')" '^1024$'
	ok "$format: e2fsck" clean "$image"
	ok "$format: holes in the image" [ "$(du -k "$image" | cut -f 1)" -lt 12000 ]
	# debugfs writes to it, e2fsck finds nothing.
	debugfs -w -R "write $src/f2m written" "$image" >/dev/null 2>&1
	ok "$format: is written to" clean "$image"
	mkdir -p "$tmp/wrong"
	setfattr -n user.large -v "$(printf '%01500d' 0)" "$tmp/wrong"
	like "$format: an attribute too large" "$(mkimage -f "$format" -b 1024 -o "$image" "$tmp/wrong" 2>&1)" "write .*: $format can't hold the attribute user.large: /$"
	rm -rf "$tmp/wrong"
	mkdir "$tmp/wrong"
	: >"$tmp/wrong/lost+found"
	like "$format: lost+found as a file" "$(mkimage -f "$format" -o "$image" "$tmp/wrong" 2>&1)" '/lost\+found'
	rm -rf "$tmp/wrong"
done

# Images of others. They keep no hard links of links, and no times after 2038.
rm "$src/link2"
touch -d @1700000000 "$src/empty"
list "$src" >"$tmp/wanted"
other() { # NAME OPTION...
	name=$1
	shift
	rm -f "$tmp/other"
	mke2fs -q -d "$src" "$@" "$tmp/other" 40M >/dev/null 2>&1
	is "$name" "$(list "$tmp/other" | diff - "$tmp/wanted")" ''
}
other 'of mke2fs' -t ext2
other 'ext3' -t ext3
other 'ext4' -t ext4
other '64bit, meta_bg' -t ext4 -O 64bit,meta_bg,^resize_inode -b 1024
other 'small inodes, no file types' -t ext2 -O ^resize_inode,^filetype -I 256 -b 2048
# Metadata checksums end a block of names with what isn't a name, nor zeros.
other 'checksums, no file types' -t ext4 -O metadata_csum,^filetype
other 'encrypt, verity, casefold, where no file is' -t ext4 -O encrypt,verity,casefold

# What mke2fs doesn't put into blocks of the file's own, byte for byte. Of a hole at
# a file's end it forgets the size there.
truncate -s 2867200006 "$src/holes"
seq 1 40 >"$src/f111"
: >"$src/folder/below/a"
ln -s "$(printf '%0110d' 0)" "$src/link110"
setfattr -n user.value -v "$(printf '%02000d' 7)" "$src/f111"
alike() { # NAME OPTION...
	name=$1
	shift
	rm -f "$tmp/other"
	mke2fs -q -d "$src" "$@" "$tmp/other" 64M >"$tmp/made" 2>&1 || cat "$tmp/made" >&2
	is "$name" "$(mkimage -d "$src" "$tmp/other" 2>&1 | grep -v '^/: time$')" ''
}
alike 'values in inodes' -t ext4 -O ea_inode -b 1024
within='small files in their inodes, and values'
alike "$within" -t ext4 -O inline_data,ea_inode -b 1024
is "$within: are" "$(for file in f111 folder/below link110 many; do
	ask "$tmp/other" "stat /$file" | sed -n 's/.*Flags: 0x\(.\).*/\1/p'
done | tr '\n' ' ')$(ask "$tmp/other" 'ea_list /f111' | grep -c 'user.value (2000)')" '1 1 1 8 1'
setfattr -x user.value "$src/f111"
alike 'much in large inodes' -t ext4 -O inline_data -I 1024 -b 4096
alike 'clusters' -t ext4 -O bigalloc -C 65536 -b 4096 -N 3000
alike 'clusters of small blocks' -t ext4 -O bigalloc,meta_bg,^resize_inode -b 1024

# Blocks that files share: six of 2 MB in one of 6 MB.
mkdir "$tmp/copies"
for n in $(seq 6); do cp -p "$src/f2m" "$tmp/copies/$n"; done
rm -f "$tmp/other"
mke2fs -q -t ext2 -b 4096 "$tmp/other" 6M >/dev/null 2>&1
{
	echo "write $tmp/copies/1 1"
	for n in 2 3 4 5 6; do printf 'write /dev/null %s\ncopy_inode 1 %s\n' $n $n; done
	echo 'feature shared_blocks'
} | debugfs -w "$tmp/other" >/dev/null 2>&1
ok 'shared blocks: e2fsck' clean "$tmp/other"
is 'shared blocks: only times differ, which debugfs makes' \
	"$(mkimage -d "$tmp/copies" "$tmp/other" 2>&1 | grep -v ': time$')" ''

# refused NAME ERE COMMAND: after debugfs did that to an image.
refused() {
	rm -f "$tmp/other"
	mke2fs -q -t ext4 -d "$src" "$tmp/other" 40M >/dev/null 2>&1
	debugfs -w -R "$3" "$tmp/other" >/dev/null 2>&1
	answers "$1" 1 "mkimage: read .*: byte [0-9]+: $2" mkimage -t "$tmp/other"
}
refused 'a journal to replay' 'it has a journal to replay; run e2fsck$' 'feature needs_recovery'
refused 'an encrypted file' 'inode [0-9]+ is encrypted; mount it with its key' 'sif small flags 0x80800'
refused 'an encrypted folder' 'inode [0-9]+ is encrypted; mount it with its key' 'sif folder flags 0x80800'
refused 'a journal alone' 'it is the journal of another' 'feature journal_dev'
refused 'compressed files' 'it may have compressed files' 'feature compression'
refused 'data in folders' 'its folders may have data' 'feature dirdata'
refused 'what nobody knows' 'features 0x40000000: not supported' 'feature FEATURE_I30'
find "$src" -name 'odd*' -delete
find "$src" -size +1G -delete
if command -v genext2fs >/dev/null; then
	genext2fs -q -z -b 40000 -d "$src" "$tmp/other" >/dev/null 2>&1
	mkimage -x -C "$tmp/out2" "$tmp/other"
	ok 'of genext2fs' diff -r --no-dereference -x fifo "$src" "$tmp/out2"
else
	skip 'of genext2fs' 'it is missing'
fi
ok 'of debugfs, after it wrote' clean "$tmp/sized"

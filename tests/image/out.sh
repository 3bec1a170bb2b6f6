#!/bin/sh
# out.sh - where mkimage's OUT leads: through links, into pipes, devices, open files
# and disks. Oracles: the bytes that a plain OUT gets, and what the kernel says of
# a disk that it has mounted.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/namespaces.sh
. "$top/tests/namespaces.sh"
PATH=$PATH:/usr/sbin:/sbin # of e2fsprogs and util-linux
export LC_ALL=C
unset SOURCE_DATE_EPOCH
mkimage=$O/host/mkimage
disks=0
# Only root has disks, and a container may have none.
if [ "$(id -u)" = 0 ] && truncate -s 8M "$tmp/disk" && disk=$(losetup -P -f --show "$tmp/disk" 2>/dev/null); then
	disks=1
	on_exit "partx -d $disk 2>/dev/null; losetup -d $disk"
fi
plan $((6 * 5 + 26 + 17 * disks))
cd "$tmp" || exit

mkdir d e
echo 1 >d/f
ln -s f d/link
touch -h -d @1000 d/f d/link
touch -d @1000 d
fails() { # NAME ERE OUT
	answers "$1" 1 "mkimage: write $2" "$mkimage" -f tar -o "$3" d
}

# ---- the same bytes, wherever they go
ln -s /proc/self/fd/1 stdout
ln -s e/image link
mkfifo fifo
for format in sqf ext2 ext4 cpio tar tar.gz; do
	rm -f e/image
	codec=
	[ "$format" != tar.gz ] || codec='-c gzip'
	# shellcheck disable=SC2086 # an option and its word
	set -- -q -f "${format%.gz}" $codec d
	"$mkimage" -o "plain.$format" d
	"$mkimage" -o link "$@"
	cmp "plain.$format" e/image
	is "$format: where a link leads" "$? $(readlink link)" '0 e/image'
	"$mkimage" -o stdout "$@" >got
	is "$format: a link to standard output" "$? $(readlink stdout):$(cmp got "plain.$format" 2>&1)" '0 /proc/self/fd/1:'
	"$mkimage" -o /dev/fd/3 "$@" 3>got
	ok "$format: a descriptor" cmp got "plain.$format"
	"$mkimage" -o stdout "$@" | cat >got
	ok "$format: a pipe" cmp got "plain.$format"
	timeout 100 cat fifo >got &
	"$mkimage" -o fifo "$@"
	wait $!
	ok "$format: a pipe with a name" cmp got "plain.$format"
done
is 'that stays one' "$(stat -c %F fifo)" fifo

# ---- links
mkdir -p far/away
ln -s ../../chain far/away/one
ln -s far/away/one chain2
ln -s "$tmp/e/new" chain
ok 'a chain of links that leads to nothing' "$mkimage" -f tar -o chain2 d
cmp plain.tar e/new
is 'the file is where it leads' "$? $(stat -c %F e/new chain far/away/one | tr '\n' ' ')" '0 regular file symbolic link symbolic link '
echo old >e/new
ln e/new e/other
"$mkimage" -f tar -o chain2 d
is 'an old file there is replaced, not written to' "$(cmp plain.tar e/new) $(cat e/other)" ' old'
echo old >e/new
{ (ulimit -f 1 && "$mkimage" -f tar -o chain2 /bin/); } 2>/dev/null
is 'when it fails the old one stays, and nothing else' "$(cat e/new) $(cd e && echo * .[!.]*)" 'old image new other .[!.]*'
ln -s loop loop
fails 'a loop' 'loop: Too many levels of symbolic links' loop
ln -s none/image nowhere
fails 'into no folder' 'nowhere: No such file or directory' nowhere
fails 'a folder' 'e: Is a directory' e
ln -s ../e/in d/out.tar
ln -s d/out.tar through
touch -h -d @1000 d/out.tar
touch -d @1000 d
"$mkimage" -o d/out.tar d
is 'a link in the source is a file of it' "$("$mkimage" -t e/in | awk 'NF > 8 { print $8, $9, $10 }' | sort)" '/link -> f
/out.tar -> ../e/in'
rm d/out.tar through
ln -s d/old old
touch -d @1000 d
"$mkimage" -f tar -o old d
"$mkimage" -f tar -o old d
is 'but not the old image that a link leads to' "$("$mkimage" -t d/old | awk '{ print $8 }' | tr '\n' ' ')" '/ /f /link '
rm d/old
: >d/-
"$mkimage" -f tar -o - d >got
(cd d && "$mkimage" -f tar -o - . >../got2)
ok 'a file named - is one' cmp got got2
rm d/-
touch -d @1000 d

# ---- an old one
chmod 600 plain.tar
cp -p plain.tar old.tar
"$mkimage" -o old.tar d
is 'keeps from others what the old one did' "$(stat -c %a old.tar)" 600
chmod 644 plain.tar

# ---- what others have open
{ echo head && "$mkimage" -f tar -o stdout d && echo tail; } >got
{ echo head && cat plain.tar && echo tail; } >want
ok 'behind what was written, and before what comes' cmp got want
cp plain.tar got
"$mkimage" -f tar -o stdout d >>got
cat plain.tar plain.tar >want
ok 'appended' cmp got want
: >gone
exec 3<>gone
rm gone
"$mkimage" -f tar -o /dev/fd/3 d
cat /dev/fd/3 >got
exec 3>&-
is 'a file that has no name any more' "$(cmp got plain.tar 2>&1; ls gone* 2>/dev/null)" ''
ok 'a socket' socat -u EXEC:"$mkimage -f tar -o stdout d" CREATE:got
ok 'has it' cmp got plain.tar
# Not before it has it: until then it has our own output.
has_kept() {
	until [ "$(readlink /proc/$!/fd/1)" = "$tmp/kept" ]; do sleep 0.01; done
}
sleep 100 >kept &
has_kept
"$mkimage" -f tar -o /proc/$!/fd/1 d
kill $!
ok "another process's file" cmp kept plain.tar
echo old >>kept
cp kept want
sleep 100 >>kept &
has_kept
not_ok 'is not touched when nothing can be written' env TMPDIR=none "$mkimage" -f tar -o /proc/$!/fd/1 d
ok 'it is as it was' cmp kept want
"$mkimage" -f tar -o /proc/$!/fd/1 d
kill $!
ok 'else nothing of what it had is left behind' cmp kept plain.tar

# ---- devices; root's are nodes of his own, since a fault would cost him /dev's
if [ "$(id -u)" != 0 ] || ! mknod null c 1 3 || ! mknod full c 1 7; then
	rm -f null
	ln -s /dev/null null
	ln -s /dev/full full
fi
ok 'a device' "$mkimage" -f sqf -o null d
is 'stays one' "$(stat -L -c %F null)" 'character special file'
fails 'one that takes nothing' 'full: No space left on device' full
answers 'standard output that takes nothing' 1 'mkimage: write stdout: No space left on device' \
	sh -c 'exec "$1" -f tar -o stdout d >full' sh "$mkimage"
TMPDIR=none answers 'no folder for what goes there' 1 'mkimage: write to none: No such file' \
	"$mkimage" -f tar -o null d
is 'the working folder has nothing of ours' "$(echo .[!.]* *mkimage*)" '.[!.]* *mkimage*'

# ---- disks
if [ $disks = 1 ]; then
	head -c 8M /dev/zero | tr '\0' x >disk
	"$mkimage" -o d.ext4 -s 4M d
	ok 'a disk' "$mkimage" -f ext4 -s 4M -o "$disk" d
	head -c 4M "$disk" >got
	ok 'has the image, with zeros for its holes' cmp got d.ext4
	is 'and behind it what it had' "$(tail -c 4M "$disk" | tr -d x | wc -c)" 0
	ok 'e2fsck' e2fsck -fn "$disk"
	md5sum "$disk" >sum
	answers 'a disk that is too small' 1 "mkimage: write $disk: 16777216 bytes are needed, it has 8388608" \
		"$mkimage" -f ext4 -s 16M -o "$disk" d
	ok 'is as it was' md5sum -c sum
	cat >mounted <<-'END2'
		mount -o ro "$1" "$2" || exit 3
		dir=$2
		shift 2
		"$@"
		status=$?
		umount "$dir"
		exit $status
	END2
	while_mounted() { # DISK COMMAND...: in name spaces that end with it
		$own_mounts sh mounted "$1" e "$2" -q -f tar -o "$3" d
	}
	answers 'one that is mounted' 1 "mkimage: write $disk: the disk, or a part of it, is in use" \
		while_mounted "$disk" "$mkimage" "$disk"
	out=$disk
	to_disk() {
		while_mounted "$disk" "$mkimage" stdout >"$out"
	}
	answers 'one as standard output' 1 'mkimage: write stdout: the disk, or a part of it, is in use' to_disk
	ok 'it is as it was, too' md5sum -c sum
	loop=$(losetup -f --show "$disk")
	answers 'one behind a loop device' 1 "mkimage: write $disk: the disk, or a part of it, is in use" \
		"$mkimage" -f tar -o "$disk" d
	losetup -d "$loop"
	ok 'is as it was' md5sum -c sum
	# A part of it, of 4 MB behind the first.
	dd if=d.ext4 of="$disk" bs=1M seek=1 conv=notrunc status=none
	{
		head -c 446 /dev/zero # then the table, of one part, with its end
		printf '\0\0\0\0\203\0\0\0\0\010\0\0\0\040\0\0'
		head -c 48 /dev/zero
		printf '\125\252'
	} | dd of="$disk" conv=notrunc status=none
	partx -a "$disk"
	# shellcheck disable=SC2046 # two numbers
	mknod part b $(awk -v name="${disk#/dev/}p1" '$4 == name { print $1, $2 }' /proc/partitions)
	answers 'one with a part that is mounted' 1 "mkimage: write $disk: the disk, or a part of it, is in use" \
		while_mounted "$tmp/part" "$mkimage" "$disk"
	behind() { # NAME OUT BEHIND: which the kernel tells in /sys
		if [ -d /sys/dev/block ]; then
			loop=$(losetup -f --show "$3")
			answers "$1" 1 "mkimage: write $2: the disk, or a part of it, is in use" \
				"$mkimage" -f tar -o "$2" d
			losetup -d "$loop"
		else
			skip "$1" 'no /sys is mounted'
		fi
	}
	behind 'one with a part behind a loop device' "$disk" "$tmp/part"
	behind 'a part of one behind a loop device' part "$disk"
	ok 'that part, when it is not' "$mkimage" -f sqf -o part d
	head -c "$(wc -c <plain.sqf)" part >got
	ok 'has the image' cmp got plain.sqf
fi

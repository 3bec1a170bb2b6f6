#!/bin/sh
# extract.sh - what mkimage -x gives to files and folders, and to whom it gives it.
# Oracles: stat, getfattr, and mkimage -d for all at once.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
is_root=0
[ "$(id -u)" != 0 ] || is_root=1
plan $((25 + 4 * is_root))
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
umask 022
cd "$tmp" || exit
on_exit "chmod -R u+rwX '$tmp'"
cp "$O/host/mkimage" . || exit # which may lie where only root may look

# Not as root, who may write to anything.
if [ $is_root = 1 ]; then
	user='setpriv --reuid=65534 --regid=65534 --clear-groups'
	own() { chown 65534:65534 "$@"; }
else
	user=
	own() { :; }
fi
extract() { # ARGUMENT...: says what it says, and its exit status
	$user ./mkimage -x "$@" 2>&1
	echo $?
}
modes() { # FILE...
	stat -c %a "$@" | tr '\n' ' '
}
# An ACL's entries of 8 bytes: tag, rwx, who.
entries() { # [ENTRY...]
	echo "0x02000000$(echo "$@" | tr -d ' ')"
}

# ---- attributes of what its owner can't write to
mkdir -p s/folder out
: >s/folder/file
: >s/shared
chmod 640 s/shared
# user::r--, user:1000:rw-, group::---, mask::rw-, other::---
acl=$(entries 01000400ffffffff 02000600e8030000 04000000ffffffff 10000600ffffffff 20000000ffffffff)
setfattr -n user.a -v 1 s/folder/file s/folder s/shared
setfattr -n system.posix_acl_access -v "$acl" s/shared
chmod 444 s/folder/file
chmod 555 s/folder
./mkimage -o s.tar s
own out
is 'all attributes come to what is read-only' "$(extract -C out s.tar)" 0
is 'with their modes and times' "$(./mkimage -d s.tar out; echo $?)" 0
is 'over itself, too' "$(extract -C out s.tar)" 0
is 'nothing differs then' "$(./mkimage -d s.tar out; echo $?)" 0

# ---- folders that can't be written to, read or entered
mkdir -p c/a c/b c/c/below
echo text >c/a/first
ln c/a/first c/b/second
ln c/a/first c/c/below/third
touch -d @1000 c/a/first
find c -type d -exec touch -d @2000 {} +
cat >closed <<'END'
/ d 555 - -
/a d 311 - -
/b d 0 - -
/c d 444 - -
/c/below d 111 - -
END
./mkimage -n closed -o c.tar c
mkdir closed.d
own closed.d
is 'further names of what is in a closed folder' "$(extract -C closed.d c.tar)" 0
is 'over closed folders' "$(extract -C closed.d c.tar)" 0
is 'they are as the archive has them' "$(modes closed.d closed.d/*)" '555 311 0 444 '
$user chmod -R u+rwX closed.d
is 'and so are the names' "$(find closed.d -type f -links 3 | wc -l)" 3
chmod 0 closed.d
is 'DIR, when only some comes to it' "$(extract -C closed.d c.tar b) $(modes closed.d)" '0 0 '
chmod 555 closed.d
printf '/a -\n/a p 644 - -\n' >nodes
./mkimage -n nodes -o wrong.tar c
is 'and when it fails' "$(extract -C closed.d wrong.tar) $(modes closed.d)" \
	'mkimage: write closed.d/a: Is a directory
1 555 '

# The group's bits are an ACL's mask, and it may deny somebody what the others may:
# without it they would give too much.
echo '/shared f 664 - - xattr.system.posix_acl_access=wrong' >nodes
./mkimage -n nodes -o wrong.tar s
mkdir wrong
own wrong
like 'an ACL that cannot be set is told' "$(extract -C wrong wrong.tar)" \
	'write system.posix_acl_access of wrong/shared: '
is 'and gives nobody else anything' "$(modes wrong/shared)" '600 '

# ---- whose DIR is
mkdir -p t/folder
echo text >t/folder/file
setfattr -n user.root -v 1 t
chmod 750 t
touch -d @1000 t
./mkimage -o t.tar t
top() { # DIR: mode, whether it has the image's time, attribute
	echo "$(stat -c %a "$1") $(($(stat -c %Y "$1") == 1000)) $(getfattr --only-values -n user.root "$1" 2>/dev/null)"
}
there() { # [ARGUMENT...]: to a DIR that is there
	rm -rf there
	mkdir there
	chmod 711 there
	own there
	extract -C there t.tar "$@"
}
is 'a DIR that is there gets what the root has' "$(there) $(top there)" '0 750 1 1'
is 'but keeps its own if PATHs are given' "$(there folder/file) $(top there)" '0 711 0 '
is 'the folders on the way get theirs' "$(modes there/folder there/folder/file)" '755 644 '
mkdir new
own new
is 'a DIR that is made gets it with PATHs, too' "$(extract -C new/dir t.tar folder) $(top new/dir)" '0 750 1 1'
for dir in . ./ ../here; do
	rm -rf here
	mkdir here
	chmod 711 here
	own here
	is "where one stands is as it was: -C $dir" \
		"$(cd here && $user ../mkimage -x -C "$dir" ../t.tar; echo $?) $(top here)" '0 711 0 '
done
if [ $is_root = 1 ]; then
	is 'and its owner, with -k' "$(user='' && there -k folder/file) $(stat -c %u there)" '0 65534'
fi

# ---- devices
cat >nodes <<'END'
/char c 600 0 0 1 3
/block b 600 0 0 7 0
/hard h - - - /char
/pipe p 600 0 0
END
echo '/white c 600 0 0 0 0' >white # to overlayfs, a file that is gone: no device
./mkimage -n nodes -o d.tar t
mkdir d
echo old >d/char
own d
is 'no devices without -k' "$(./mkimage -x -C d d.tar 2>&1; echo $?)" \
	'mkimage: extract to d: left out 3 devices: see -k
0'
is 'but all else' "$(cd d && echo *)" 'folder pipe'
is 'one device' "$(extract -C d d.tar block)" 'mkimage: extract to d: left out 1 device: see -k
0'
if [ $is_root = 1 ]; then
	./mkimage -n nodes -n white -o d.tar t
	ok 'with -k, devices' ./mkimage -x -k -C d d.tar
	is 'all of them' "$(stat -c '%F %t:%T' d/block d/char d/hard d/white)" \
		"$(printf '%s special file %s\n' block 7:0 character 1:3 character 1:3 character 0:0)"
	ok 'without it, a whiteout' ./mkimage -x -C d2 d.tar white
fi

# A folder is an image, too, and may be the one that is extracted to.
mkdir itself
echo one >itself/a
echo two >itself/b
ok 'a folder onto itself' ./mkimage -x -C itself itself
is 'loses nothing' "$(cat itself/a itself/b)" 'one
two'
./mkimage -x -o itself/o.tar itself
./mkimage -x -o itself/o.tar itself
is 'an old OUT is no file of the folder that it lies in' "$(./mkimage -t itself/o.tar | grep -c o.tar)" 0

#!/bin/sh
# extract.sh - what mkimage -x gives to files and folders, and to whom it gives it.
# Oracles: stat, getfattr, and mkimage -d for all at once.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 6
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
umask 022
cd "$tmp" || exit
cp "$O/host/mkimage" . || exit # which may lie where only root may look

# Not as root, who may write to anything.
if [ "$(id -u)" = 0 ]; then
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

# The group's bits are an ACL's mask, and it may deny somebody what the others may:
# without it they would give too much.
echo '/shared f 664 - - xattr.system.posix_acl_access=wrong' >nodes
./mkimage -n nodes -o wrong.tar s
mkdir wrong
own wrong
like 'an ACL that cannot be set is told' "$(extract -C wrong wrong.tar)" \
	'write system.posix_acl_access of wrong/shared: '
is 'and gives nobody else anything' "$(modes wrong/shared)" '600 '

#!/bin/sh
# attributes.sh - extended attributes and ACLs that are left out: those of other
# systems, which no image can hold, and those that -X names. Oracles: unsquashfs and
# debugfs for what is in an image, acl(5) and setfacl(1) for the mode that is left.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 33
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

has() { # IMAGE: each file's attributes
	"$mkimage" -tm "$1" | sed -n 's/^\([^ ]*\) .* time=[^ ]* /\1 /p'
}
mode() { # IMAGE PATH
	"$mkimage" -t "$1" | awk -v path="$2" '$8 == path { print $1 }'
}

# ---- a tar of macOS, with records of both kinds
mkdir d
echo 1 >d/f
echo 2 >d/g
mac() { # OPTION FILE...
	option=$1
	shift
	tar -cf mac.tar --format=pax --pax-option="$option" -C d "$@"
}
mac 'SCHILY.xattr.com.apple.quarantine:=0081,LIBARCHIVE.xattr.com.apple.quarantine:=MDA4MQ,LIBARCHIVE.xattr.com.apple.provenance:=AQ,SCHILY.xattr.user.mine:=kept' f g
for format in sqf ext4 tar; do
	answers "as $format: said in one line" 0 \
		"mkimage: read mac.tar: left out 4 attributes that Linux doesn't have: com.apple.provenance \\(2\\), com.apple.quarantine \\(2\\)\$" \
		"$mkimage" -o got.$format mac.tar
	is "as $format: the others are there" "$(has got.$format)" '/f xattr.user.mine=kept
/g xattr.user.mine=kept'
done
is 'extracted: said on one line, too' "$("$mkimage" -x -C out mac.tar 2>&1 | wc -l)" 1
is 'extracted: the others are there' "$(getfattr -d out/f 2>&1 | sed -n 2p)" 'user.mine="kept"'
is 'unsquashfs sees them' "$(unsquashfs -q -d un got.sqf >/dev/null 2>&1; getfattr -d un/f | sed -n 2p)" 'user.mine="kept"'
is 'debugfs sees no others' "$(debugfs -R 'ea_list /f' got.ext4 2>/dev/null | grep -c '(')" 1
is '-d: no file differs' "$("$mkimage" -d mac.tar got.sqf 2>/dev/null | grep -v '^/: time$')" ''
mac "SCHILY.xattr.com.apple.ResourceFork:=$(head -c 70000 /dev/zero | tr '\0' x)" f
answers 'larger than Linux would take' 0 'mkimage: read mac.tar: left out 1 attribute that .*: com.apple.ResourceFork \(1\)$' \
	"$mkimage" -o mac.sqf mac.tar
mac "$(seq -s , -f 'SCHILY.xattr.com.apple.%02.0f:=x' 20)" f
answers 'many names' 0 'mkimage: read mac.tar: left out 20 attributes that .*: com.apple.01 \(1\), .*, com.apple.08 \(1\), and others$' \
	"$mkimage" -o mac.sqf mac.tar
mac "SCHILY.xattr.com.$(printf '\033')[31m:=x" f
answers 'a name that would colour the terminal' 0 'mkimage: read mac.tar: .*: com.\\033\[31m \(1\)$' "$mkimage" -o mac.sqf mac.tar
mac 'SCHILY.xattr.nodot:=x' f
answers 'a name without a namespace' 0 'mkimage: read mac.tar: .*: nodot \(1\)$' "$mkimage" -o mac.sqf mac.tar
mac 'SCHILY.xattr.com.apple.quarantine:=0081' f
answers 'none is told if -X names it' '0' '$' "$mkimage" -X 'com.apple.*' -o mac.sqf mac.tar

# ---- -X: of a folder, an archive, an image
printf '/f f - - - xattr.user.a=1 xattr.user.b=2 xattr.trusted.c=3 xattr.security.d=4\n' >table
for format in tar sqf ext4; do
	"$mkimage" -n table -o all.$format d
	is "$format: some by name" "$("$mkimage" -tm -X user.a -X 'trusted.*' all.$format |
		sed -n 's/.* time=[^ ]* //p')" 'xattr.security.d=4 xattr.user.b=2'
done
"$mkimage" -X '*' -o none.cpio all.tar
is 'all, for cpio, which can hold none' "$(has none.cpio)" ''
setfattr -n user.z -v 1 d/g
"$mkimage" -X 'user.?' -o none.sqf d
is 'of a folder' "$(has none.sqf)" ''
"$mkimage" -X '*' -n table -o own.sqf d
is 'what NODES says comes later, and is there' "$(has own.sqf)" \
	'/f xattr.security.d=4 xattr.trusted.c=3 xattr.user.a=1 xattr.user.b=2'
is '-d' "$("$mkimage" -d -X '*' all.sqf d; echo $?)" 0
"$mkimage" -x -X 'user.*' -C without all.tar 2>/dev/null
is '-x' "$(getfattr -d without/f)" ''
"$mkimage" -x -X '*' -o without.tar all.sqf
is '-x -o' "$(has without.tar)" ''
answers '-X without a pattern' 2 '.*: option requires an argument' "$mkimage" -X

# ---- ACLs. The owning group has what its own entry and the mask allow, and no more.
# version 2; tag, rwx, who: user, user 1000, group, mask, other
acl='\002\000\000\000\001\000\007\000\377\377\377\377\002\000\007\000\350\003\000\000\004\000\001\000\377\377\377\377\020\000\007\000\377\377\377\377\040\000\000\000\377\377\377\377'
printf '/j d 2770 0 4 xattr.system.posix_acl_access=%s xattr.system.posix_acl_default=%s\n' "$acl" "$acl" >table
"$mkimage" -n table -o acl.ext4 d
answers 'squashfs holds none' 1 "mkimage: write acl\\.sqf: squashfs can't hold the attribute system\\.posix_acl_access: /j" \
	"$mkimage" -o acl.sqf acl.ext4
ok 'but without it makes an image' "$mkimage" -X 'system.posix_acl_*' -o acl.sqf acl.ext4
is 'the mask is no right of the group' "$(mode acl.ext4 /j) $(mode acl.sqf /j)" 'drwxrws--- drwx--s---'
"$mkimage" -X system.posix_acl_default -o half.ext4 acl.ext4
is 'one of two' "$(mode half.ext4 /j) $(has half.ext4 | grep -c posix_acl_access) $(has half.ext4 | grep -c posix_acl_default)" \
	'drwxrws--- 1 0'
# GNU tar writes names alone, which is an error unless they go.
tar -cf - --format=pax --pax-option='SCHILY.acl.access:=user::rw-;user:eve:rwx;user:bob:r--;group::r--;mask::rwx;other::---' \
	-C d f | sed 's/;/,/g' >gnu.tar
answers 'names without numbers' 1 'mkimage: read gnu\.tar: byte [0-9]*: an ACL that is wrong, or has names' "$mkimage" -o f.sqf gnu.tar
ok 'but not if they go' "$mkimage" -X 'system.posix_acl_*' -o f.sqf gnu.tar
is 'and the mode is right' "$(mode f.sqf /f)$(has f.sqf)" '-rw-r-----'

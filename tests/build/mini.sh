#!/bin/sh
# mini.sh - the kit's own miniconfigs: how mini.sh writes one back, make mini-linux,
# and that a line which isn't granted stops the build, with its reason. The kernel
# is a made-up tree, which takes no time; make and its rules are the kit's.
# shellcheck disable=SC2154 # O and TARGET come from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS V
plan 17
cd "$tmp" || exit
mini=$top/miniconfigs/mini.sh

# ---- mini.sh

cat >before <<'EOF'
# Why we want it.
CONFIG_Z=y

# CONFIG_GONE is not set
# CONFIG_OFF is not set
CONFIG_CHANGED=1
# The end.
CONFIG_A="a b"
EOF
cat >says <<'EOF'
CONFIG_A="a b"
CONFIG_CHANGED=2
CONFIG_NEW=y
# CONFIG_OFF is not set
CONFIG_Z=y
EOF
cp before fragment
ok 'mini.sh' "$mini" fragment cat says
is 'comments and order stay, what is gone goes, what is new is last' "$(cat fragment)" \
	'# Why we want it.
CONFIG_Z=y

# CONFIG_OFF is not set
# The end.
CONFIG_A="a b"
CONFIG_CHANGED=2
CONFIG_NEW=y'
is 'a second time nothing changes' "$("$mini" fragment cat says)" 'mini: fragment stays as it is'
cp before fragment
like 'it tells what it changes' "$("$mini" fragment cat says)" '^\+CONFIG_NEW=y$'
cp before fragment
not_ok 'a command that fails' "$mini" fragment sh -c 'cat says; exit 1'
ok 'leaves all as it was' cmp fragment before
printf 'A=y\n# B is not set\n# B is not so\n' >fragment
is 'names without CONFIG_' "$("$mini" fragment echo C=y >/dev/null && cat fragment)" '# B is not so
C=y'

# ---- make

# The build's folder, with our miniconfig, and a kernel of two symbols.
version=$(awk '$1 == "linux" { print $2; exit }' "$top/miniconfigs/pins")
image=$(sed -n 's/^LINUX_IMAGE := //p' "$top/miniconfigs/targets/$TARGET.mk")
tree=$tmp/b/src/linux-$version
mkdir -p b/host "$tree/init"
cp "$O/host/miniconfig" b/host
: >"$tree/init/Kconfig"
printf 'config BUS\n\tbool "Bus"\n\tdepends on NOTHING\nconfig DEV\n\tbool "Dev"\n\tdepends on BUS\nconfig OWN\n\tbool "Own"\n' \
	>"$tree/Kconfig"
cat >"$tree/Makefile" <<EOF
VERSION = 6
PATCHLEVEL = 12
allnoconfig:
	cp config \$(O)/.config
.DEFAULT:
	mkdir -p \$(O)/${image%/*} && echo kernel >\$(O)/$image
EOF
touch "$tree/.unpacked"
gnu() { # WORD...
	status=0
	out=$(make --no-print-directory -C "$top" O="$tmp/b" TARGET="$TARGET" KERNEL= \
		LINUX_MINI="$tmp/fragment" "$@" 2>&1) || status=$?
}
kernel() { # FRAGMENT CONFIG
	printf %b "$1" >fragment
	printf %b "$2" >"$tree/config"
	gnu kernel
}
kernel '# ours\nCONFIG_OWN=y\nCONFIG_DEV=y\n' 'CONFIG_OWN=y\n'
is 'a line is not granted: the build fails' "$status" 2
like 'it says why' "$out" 'fragment:3: CONFIG_DEV=y: refused: it is n; it needs BUS \[n\]'
is 'and there is no kernel' "$(find b -name kernel ! -type d)" ''
kernel 'CONFIG_OWN=y\n' '# CONFIG_OWN is not set\n'
like 'what conf makes of it counts' "$out" 'fragment:1: CONFIG_OWN=y: '
is 'and stops the build, too' "$status$(find b -name kernel ! -type d)" 2
kernel 'CONFIG_OWN=y\n' 'CONFIG_OWN=y\n'
is 'all is granted' "$status:$(cat "b/$TARGET/kernel")" 0:kernel

echo '# CONFIG_OWN is not set' >"b/$TARGET/build/linux/.config"
gnu mini-linux
is 'make mini-linux' "$status:$(cat fragment)" 0:
for name in kernel uclibc busybox; do
	gnu -n image
	like "the build of $name checks before it compiles" "$out" \
		"step.sh '[^']* $name' .*/miniconfig check .* && .*make .* && cp "
done

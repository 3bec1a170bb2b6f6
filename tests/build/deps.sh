#!/bin/sh
# deps.sh - what miniconfigs/deps.sh asks of dpkg and apt. Those are stand-ins here,
# which write down their words; sudo is one, too.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 10

mkdir "$tmp/bin"
cat >"$tmp/bin/dpkg-query" <<'END'
#!/bin/sh
for package; do :; done
case $package in
there*) echo 'install ok installed' ;;
removed) echo 'deinstall ok config-files' ;;
*) exit 1 ;;
esac
END
cat >"$tmp/bin/apt-get" <<'END'
#!/bin/sh
echo "$DEBIAN_FRONTEND: $*" >>"$asked"
case $* in
*"$fails"*) exit 100 ;;
esac
END
cat >"$tmp/bin/sudo" <<'END'
#!/bin/sh
echo sudo >>"$asked"
exec "$@"
END
printf '#!/bin/sh\necho $uid\n' >"$tmp/bin/id"
chmod +x "$tmp"/bin/*
export asked="$tmp/asked"

# deps UID FAILS PACKAGE...: what it prints and its status; $asked has the rest.
deps() {
	: >"$asked"
	uid=$1 fails=$2
	shift 2
	env uid="$uid" fails="$fails" PATH="$tmp/bin:$PATH" "$top/miniconfigs/deps.sh" "$@" 2>&1
	echo $?
}
install='-qq -y --no-install-recommends'
is 'all is there: nothing is done' "$(deps 0 none there there2)" 0
is 'and nobody is asked' "$(cat "$asked")" ''
is 'what is missing or was removed is installed' "$(deps 0 none there absent removed)" 'installing absent removed
0'
is 'after an update, without questions' "$(cat "$asked")" "noninteractive: update -q
noninteractive: install $install absent removed"
is 'a user needs sudo' "$(deps 1000 none absent)" 'installing absent
0'
is 'for both' "$(cat "$asked")" "sudo
noninteractive: update -q
sudo
noninteractive: install $install absent"
is 'lists that are out of reach may not be needed' "$(deps 0 update absent)" 'installing absent
deps: update the lists of packages: apt-get failed
0'
like 'so it goes on' "$(cat "$asked")" "install $install absent"
is 'a package that is not to be had' "$(deps 0 install absent)" 'installing absent
deps: install absent: apt-get failed; run it by hand to see why
1'
is 'no packages' "$(deps 0 none)" 0

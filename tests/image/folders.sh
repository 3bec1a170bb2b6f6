#!/bin/sh
# folders.sh - folders that an archive doesn't name, since only what is in them was
# put into it: they are root's, 0755, and never stand in for one that is named
# elsewhere. Oracle: GNU tar, as root with umask 022, makes them so.
# All of it runs under fakeroot, so that there can be owners.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
[ "${FAKEROOTKEY-}" ] || exec fakeroot -- "$0" "$@"
. "${0%/*}/../tap.sh"
plan 18
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
umask 022
cd "$tmp" || exit

owned() { # FOLDER: mode, owner and name of what is in it
	(cd "$1" && find . -mindepth 1 -exec stat -c '%a %u:%g %n' {} + | sort -k 3)
}
listed() { # IMAGE
	"$mkimage" -x -k -C listed "$1" && owned listed && rm -r listed
}

mkdir -p d/e
echo 1 >d/e/f
chmod 4711 d/e/f
chmod 700 d
chown -R 1001:122 d
touch -d @1234567890 d/e/f
tar -cf p.tar d/e/f
echo d/e/f | cpio -o -H newc --quiet >p.cpio
mkdir tar
tar -xpf p.tar -C tar
owned tar >want
is 'GNU tar makes them root'"'"'s' "$(cat want)" '755 0:0 ./d
755 0:0 ./d/e
4711 1001:122 ./d/e/f'
for p in p.tar p.cpio; do
	"$mkimage" -x -k -C x $p
	is "$p: extracted" "$(owned x)" "$(cat want)"
	rm -r x
	for to in sqf ext4; do
		"$mkimage" -k -o o.$to $p
		is "$p: as $to" "$(listed o.$to)" "$(cat want)"
	done
	"$mkimage" -x -o o.tar $p
	is "$p: as tar" "$(listed o.tar)" "$(cat want)"
done
# One that is there stays as it is, for tar, too.
for k in -k ''; do
	for to in tar x; do
		mkdir -p there-$to/d/e
		chown 5:6 there-$to/d
		chmod 500 there-$to/d
		touch there-$to/d/file
	done
	tar -xpf p.tar -C there-tar
	# shellcheck disable=SC2086 # one, or none
	"$mkimage" -x $k -C there-x p.tar
	is "those that are there, ${k:-without -k}" "$(owned there-x | grep -v 'f$')" \
		"$(owned there-tar | grep -v 'f$')"
	rm -r there-*
done
is 'they have the time of the file' "$("$mkimage" -t p.tar | awk '$8 != "/" { print $6, $7 }' | sort -u)" \
	'2009-02-13 23:31:30'

# One that is named counts, wherever it is.
tar --no-recursion -cf named.tar d d/e
cat >want <<END
700 1001:122 ./d
755 1001:122 ./d/e
4711 1001:122 ./d/e/f
END
tar --no-recursion -cf later.tar d/e/f d d/e
is 'named behind the file' "$(listed later.tar)" "$(cat want)"
for order in 'named.tar p.tar' 'p.tar named.tar' 'named.tar p.cpio'; do
	# shellcheck disable=SC2086 # two names
	"$mkimage" -k -o o.tar $order
	is "named in one source: $order" "$(listed o.tar)" "$(cat want)"
done
mkdir top
chown 5:6 top
chmod 750 top
"$mkimage" -k -o o.tar top p.tar
is 'the root, too' "$("$mkimage" -t o.tar / | awk 'NR == 1 { print $1, $3, $4 }')" 'drwxr-x--- 5 6'
printf '/new/file p 600 7 8\n' >table
"$mkimage" -k -n table -o o.tar p.tar
is 'those of a table' "$("$mkimage" -t o.tar | awk '$8 ~ "^/new" { print $1, $3, $4, $8 }')" \
	'drwxr-xr-x 0 0 /new
prw------- 7 8 /new/file'

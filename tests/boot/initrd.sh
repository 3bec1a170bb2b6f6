#!/bin/sh
# initrd.sh - an initrd of many archives, one behind the other: what the kernel has
# unpacked when it runs is what mkimage reads. Kernel and image have gzip only.
# shellcheck disable=SC2154 # O and TARGET come from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 6
mkimage=$O/host/mkimage run_qemu=$O/$TARGET/run-qemu.sh
export LC_ALL=C
cd "$tmp" || exit

archive() { # NAME: with a file /t/NAME, and /t/last, which all have
	mkdir -p in/t
	echo "$1" >"in/t/$1"
	echo "$1" >in/t/last
	(cd in && printf 't\nt/%s\nt/last\n' "$1" | cpio -o -H newc --quiet)
	rm -r in
}
zeros() { # COUNT
	head -c "$1" /dev/zero
}
pad() { # up to a multiple of four
	cat >padded && truncate -s %4 padded && cat padded
}
told() { # COMMAND: what the guest prints
	IMAGE=$tmp/$1 "$run_qemu" -t 120 -c "$2" </dev/null 2>&1
}
read_by_us() {
	rm -rf got
	"$mkimage" -x -C got "$1" t 2>&1 && (cd got/t && grep . ./*)
}

# Each way of one behind another. The root is in the middle.
{
	zeros 512 && archive plain-behind-zeros && archive plain-behind-plain && zeros 4096
	archive gzip-behind-plain | gzip | pad && archive plain-behind-gzip
	cat "$O/$TARGET/root.cpio.gz"
	archive gzip-behind-gzip | gzip && printf '\0' && archive gzip-behind-a-zero | gzip -1
	{ archive two-in-one && archive stream && zeros 100; } | gzip
} >all.cpio
truncate -s %4 all.cpio
{ zeros 4 && archive plain-at-the-end && zeros 1000; } >>all.cpio
told all.cpio 'cd /t && grep . ./*' >want
is 'the kernel unpacks all' "$(wc -l <want) $(grep last: want)" '10 ./last:plain-at-the-end'
is 'so does mkimage' "$(read_by_us all.cpio)" "$(cat want)"

# What it doesn't take, mkimage doesn't either.
pad <"$O/$TARGET/root.cpio.gz" >root.pad
{ cat root.pad && printf '\0' && archive plain; } >odd.cpio
{ cat root.pad && archive plain && printf '\0' && archive gzip | gzip; } >gzip.cpio
for image in odd gzip; do
	like "$image, not at a multiple of four: the kernel refuses it" \
		"$(told $image.cpio 'dmesg | grep Initramfs; ls /t')" 'Initramfs unpacking failed'
	like 'mkimage says so' "$(read_by_us $image.cpio)" 'byte [0-9]+: no cpio header$'
done

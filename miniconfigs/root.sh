#!/bin/sh
# root.sh ROOT BIN LINKS - make the guest's folder ROOT from the programs in
# BIN, BusyBox's list of names LINKS, and overlay/root. Replaces ROOT whole.
set -eu
umask 022
root=$1 bin=$2 links=$3

new=$root.new
rm -rf "$new"
mkdir -p "$new/usr/bin" "$new/usr/sbin" "$new/usr/lib"
for dir in bin sbin lib; do
	ln -s usr/$dir "$new/$dir"
done

install -m 755 "$bin/busybox" "$bin/hello-static" "$new/usr/bin/"
install -m 755 "$bin/dropbearmulti" "$new/usr/bin/"
install -m 755 "$bin/netcat" "$new/usr/bin/"
install -m 755 "$bin/init" "$bin/oneit" "$new/usr/sbin/"
ln -s init "$new/usr/sbin/init.sh"
ln -s sbin/init "$new/init"
ln -s netcat "$new/usr/bin/nc"
for name in dbclient dropbearkey scp ssh; do
	ln -s dropbearmulti "$new/usr/bin/$name"
done
ln -s ../bin/dropbearmulti "$new/usr/sbin/dropbear"

# BusyBox's names are spread over four folders; here they are two.
while read -r path; do
	name=${path##*/}
	case $path in
	*/sbin/*) ln -s ../bin/busybox "$new/usr/sbin/$name" ;;
	*) ln -s busybox "$new/usr/bin/$name" ;;
	esac
done <"$links"

cp -dR overlay/root/. "$new/"
chmod -R u=rwX,go=rX "$new" # whatever the umask of the checkout was
rm -rf "$root"
mv "$new" "$root"

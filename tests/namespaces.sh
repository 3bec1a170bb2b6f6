# shellcheck shell=sh
# namespaces.sh - what a test puts before a command to give it a network or mounts
# of its own: $own_network COMMAND..., $own_mounts COMMAND...
# Root needs no user namespace for that, and has none in a chroot.
# shellcheck disable=SC2034 # for the test

own_network=$(command -v unshare || echo unshare) own_mounts=$own_network
if [ "$(id -u)" = 0 ]; then
	own_network="$own_network -n" own_mounts="$own_mounts -m"
else
	own_network="$own_network -rn" own_mounts="$own_mounts -rm"
fi
# unshare(1) makes / private, which in a chroot is no mount point.
$own_mounts true 2>/dev/null || own_mounts="$own_mounts --propagation unchanged"

# $own_mounts sh -c "$on_tmpfs" sh SIZE DIR COMMAND...: with a tmpfs on DIR. Where
# mounts are shared with the machine, that would see it for ever.
on_tmpfs='
	mount -t tmpfs -o size="$1" none "$2" || exit 9
	dir=$2
	shift 2
	"$@"
	status=$?
	umount -l "$dir"
	exit $status'

# run-line.sh - what of run-qemu.sh makes QEMU's command line: is there KVM, and
# disks, folders, ports and the guest's job as options of QEMU's.

# The path in double-comma form, as QEMU's option lists want it.
comma() {
	printf %s "$1" | sed 's/,/,,/g'
}

absolute() {
	case $1 in
	/*) printf %s "$1" ;;
	*) printf %s "$PWD/$1" ;;
	esac
}

# Quote the words for a shell, so that the line can be pasted.
quoted() {
	for word; do
		case $word in
		'' | *[!A-Za-z0-9_./:=,@%+-]*)
			printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")" ;;
		*) printf '%s ' "$word" ;;
		esac
	done
}

# Why KVM can't be used, or nothing. It serves only a guest of the host's own
# kind, and a node in /dev proves nothing: a guest that boots, finds no root
# and panics proves it. A guest that hung or panicked is remembered until the
# host is booted again; what fails at once is asked again.
probe_kvm() {
	no_kvm="this is no $TARGET"
	[ "$(uname -m)" = "$TARGET" ] || return
	no_kvm='/dev/kvm is not ours to use'
	[ -w /dev/kvm ] || return
	cache=${XDG_CACHE_HOME:-${HOME:-/dev/null}/.cache}/guestkit
	known=$cache/kvm-$TARGET-$(cat /proc/sys/kernel/random/boot_id)
	ended=$(cat "$known" 2>/dev/null)
	if [ ! "$ended" ]; then
		# shellcheck disable=SC2086,SC2153 # a list of words
		timeout -s KILL 5 $QEMU -cpu host -accel kvm -nodefaults -display none -no-reboot \
			-kernel "$KERNEL" -append panic=-1 </dev/null >/dev/null 2>&1 &
		qemu=$!
		wait $qemu 2>/dev/null
		ended=$?
		case $ended:$KERNEL in # of another kernel nothing follows
		0:"$here/kernel" | 137:"$here/kernel") { mkdir -p "$cache" && rm -f "$cache/kvm-$TARGET"-* &&
			echo $ended >"$known"; } 2>/dev/null ;;
		esac
	fi
	no_kvm='a probe guest did not run'
	[ "$ended" != 0 ] || no_kvm=''
}

# The file for -d. What is made is made whole or not at all, also by two runs at
# once.
home_disk() { # FILE|SIZE
	case $1 in
	*[!0-9KMGkmg]* | [!0-9]* | '')
		[ -r "$1" ] || fail 125 "open $1: no such disk"
		absolute "$1"
		return ;;
	esac
	new=home.ext2.$$
	trap 'rm -f "$new"; exit 125' HUP INT QUIT TERM
	# shellcheck disable=SC2086 # its lines become one
	[ -e home.ext2 ] || why=$(PATH=$PATH:/usr/sbin:/sbin
		mke2fs -q -F -t ext2 -L home -m 0 $new "$1" 2>&1 &&
			{ ln $new home.ext2 2>/dev/null || [ -e home.ext2 ]; }) || {
		rm -f $new
		fail 125 "make home.ext2:" $why
	}
	rm -f $new
	absolute home.ext2
}

# One that only reads where the file lets nobody write. Where there is no room for
# what is written, the guest is told: QEMU's own way is to stop it for good.
drive() { # FILE
	[ -r "$1" ] || fail 125 "open $1: no such disk"
	write=,werror=report
	[ -w "$1" ] || write=,readonly=on
	quoted -drive "file=$(comma "$(absolute "$1")"),format=raw,if=virtio$write"
}

# Where a host's own file system keeps no attributes of users', QEMU keeps modes
# and owners in files of its own.
shared() { # FOLDER
	[ -d "$1" ] || fail 125 "open $1: no such folder"
	case $(stat -f -c %T "$1" 2>/dev/null) in
	ext2/ext3 | xfs | btrfs) model=mapped-xattr ;;
	*) model=mapped-file ;;
	esac
	quoted -fsdev "local,id=share,path=$(comma "$(absolute "$1")"),security_model=$model" \
		-device "virtio-9p-$BUS,fsdev=share,mount_tag=share"
}

# The disks in the guest's order, after the root, and the folder.
# shellcheck disable=SC2120
drives() {
	eval "set -- $disks"
	for file in ${home:+"$home"} "$@"; do
		drive "$file"
	done
	[ ! "$share" ] || shared "$share"
}

# Kernel words, where the guest would take another disk for /home's or the
# control image. With an initramfs, the first is not the root's.
disk_words() {
	first=b second=c
	case ${IMAGE##*/} in *.cpio*) first=a second=b ;; esac
	[ "$home" ] || second=$first
	case $home:$disks in
	:?*) printf ' HOMEDEV=none' ;;
	?*:*) [ $first = b ] || printf ' HOMEDEV=vda' ;;
	esac
	[ ! "$disks" ] || [ $second = c ] || printf %s " CONTROL=vd$second"
}

forward() { # [ADDR:]HOST:GUEST
	guest=${1##*:} host=${1%:*} address=127.0.0.1
	case $host in *:*) address=${host%:*} host=${host##*:} ;; esac
	case $1:$(echo "$address:$host:$guest" |
		grep -Ex '[0-9]+(\.[0-9]+){3}:[0-9]{1,5}:[0-9]{1,5}') in
	*: | "$guest":*) fail 2 "read -p $1: not [ADDR:]HOST:GUEST" ;;
	esac
	forwards="$forwards,hostfwd=tcp:$address:$host-:$guest"
	asked="$asked $address:$host:$guest"
	[ "$host" -gt 0 ] || chosen=1
}

# The time since 1900 as RFC 868 has it, for rdate, which reads all four bytes at
# once: so they are written at once.
time_forward() {
	# shellcheck disable=SC2016 # for the shell that it starts
	printf %s ',guestfwd=tcp:10.0.2.100:37-cmd:sh -c ' "'" \
		't=$(($(date +%s) + 2208988800)); for n in 24 16 8 0; do ' \
		'b=$b\\0$(printf %03o $((t >> n & 255))); done; printf %b "$b"' "'"
}

offer() { # PORT COMMAND: which is started for each connection from the guest
	printf %s ",guestfwd=tcp:10.0.2.100:$1-cmd:$2"
}

# The streams of the guest's /usr/sbin/job, which has their list: those that this
# job needs and no more. The commands run in this run's folder.
job_forwards() {
	offer 1 'cat command'
	case $job in command | shell) offer 2 'cat in' ;; esac
	if [ "$job" = command ]; then
		offer 3 "sh -c 'exec cat >out'"
		offer 4 "sh -c 'exec cat >err'"
	fi
	offer 5 "sh -c 'cat >told && mv told status'"
	if [ "$input" ]; then
		offer 6 'sh input'
		offer 7 'cat packed'
	fi
	[ ! "$output" ] || offer 8 'sh output'
	if [ "$job" = ssh ]; then
		offer 9 'cat keys'
		offer 10 "sh -c 'exec cat >host_key'"
		offer 11 'cat end'
	fi
}

# The job's word for the input: which compression its first bytes tell of.
archive() { # FILE|DIR
	case $([ -d "$1" ] || od -An -tx1 -N6 "$1" | tr -d ' ') in
	1f8b*) echo ,tar-z ;;
	425a68*) echo ,tar-j ;;
	fd377a585a00) echo ,tar-J ;;
	*) echo ,tar ;;
	esac
}

# What the job's streams start in this run's folder. A guest's archive gets no
# owners and no more modes than umask lets it: BusyBox's tar must be helped.
job_files() {
	if [ "$script" ]; then
		cat "$script" >"$tmp/command" || fail 125 "read $script: cat failed"
	else
		printf %s "$command" >"$tmp/command" || fail 125 'keep the command: write failed'
	fi
	[ ! "$input" ] || {
		if [ -d "$input" ]; then
			printf '%s\n' "tar -C $(quoted "$input")-cf - . 2>packing"
		else
			printf '%s\n' "cat $(quoted "$input")2>packing"
		fi
		echo 'echo $? >packed'
	} >"$tmp/input"
	[ ! "$output" ] || printf '%s\n' "cd $(quoted "$output")&&
		tar -xof - --no-same-permissions 2>\"\$OLDPWD/unpacking\"; ended=\$?
		find . -type f -perm /6000 -exec chmod ug-s {} +
		echo \$ended >\"\$OLDPWD/unpacked\"" >"$tmp/output"
	[ "$job" != ssh ] || ssh_keys
}

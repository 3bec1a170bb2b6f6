#!/bin/sh
# run-ssh.sh - run-qemu.sh -s, and the guest's sshd: who gets in, by which keys on
# both sides, and what comes through. Oracles: OpenSSH's client, ssh-keygen, rsync.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
# shellcheck source=tests/runs.sh
. "$top/tests/runs.sh"
plan 50

# A person with a key, in a home with an awkward name.
unset SSH_AUTH_SOCK
export HOME="$tmp/ho\"me 100%"
mkdir -p "$HOME/.ssh" "$tmp/nobody"
ssh-keygen -q -t ed25519 -N '' -f "$HOME/.ssh/id_ed25519"
head -c 3000000 /dev/urandom >"$tmp/big"

for shell in dash bash 'busybox ash'; do
	guest -j "$tmp/json" -s 'cat; echo err >&2; exit 9' <"$tmp/big"
	is "$shell: -s: the command's status" "$status $(jq -r .result "$tmp/json")" '9 exit'
	ok "$shell: its input and output" cmp "$tmp/big" "$tmp/out"
	is "$shell: and errors, alone" "$(cat "$tmp/err")" err
	nothing_left "$shell"
done
shell=''
guest -s echo 'a  b' '$HOME' </dev/null
is '-s: words, as ssh has them' "$(cat "$tmp/out")" 'a b /home'
HOME=$tmp/nobody guest -s 'cat /run/ssh/authorized_keys' </dev/null
like '-s: who has no key gets one for the run' "$(cat "$tmp/out")" '^ssh-ed25519 [^ ]* guestkit$'
not_ok '-s: and nothing at home' test -e "$tmp/nobody/.ssh"
ssh-keygen -q -t ecdsa -N '' -C agent -f "$tmp/agent"
eval "$(ssh-agent)" >/dev/null
on_exit "kill $SSH_AGENT_PID"
ssh-add -q "$tmp/agent"
HOME=$tmp/nobody guest -s 'cut -d " " -f 1,3 /run/ssh/authorized_keys' </dev/null
is '-s: who has an agent goes in by its key' "$status $(cat "$tmp/out")" '0 ecdsa-sha2-nistp256 agent'
unset SSH_AUTH_SOCK
nothing_left 'keys'

# ---- beside it

mkfifo "$tmp/in"
exec 8<>"$tmp/in"
mke2fs -q -F -t ext2 "$tmp/home" 32M >/dev/null
# rsync as Debian has it, with its libraries and their loader.
mkdir "$tmp/debian"
ldd "$(command -v rsync)" | sed -n 's,^[^/]*\(/[^ ]*\) (.*,\1,p' | while read -r file; do
	cp -L "$file" "$tmp/debian"
done
cp "$(command -v rsync)" "$tmp/debian"
guest_start up -v -d "$tmp/home" -i "$tmp/debian" -s 'echo up; read x'
ok '-s with a disk' shows "$tmp/up.out" up
config=$(sed -n "s/^run-qemu.sh: ssh -F \(.*\) guest, port [0-9]*\$/\1/p" "$tmp/up.err")
port=$(sed -n "s/^run-qemu.sh: ssh -F .*, port //p" "$tmp/up.err")
at() { # OPTION...
	ssh -F "$config" "$@" </dev/null
}
is '-v names an ssh_config: another session' "$(at guest 'id -un; tty')" 'root
not a tty'
ok 'and the port' at -p "$port" guest true
fingerprint=$(sed -n 's/^sshd: host key //p' "$tmp/up.err" | tr -d '\r')
is 'the fingerprint is on the console' "$fingerprint" \
	"$(ssh-keygen -lf "$(dirname "$config")/known_hosts" | cut -d ' ' -f 2)"
ok 'scp to the guest' scp -q -O -F "$config" "$tmp/big" guest:/home/big
ok 'and back' scp -q -O -F "$config" guest:/home/big "$tmp/back"
ok 'the same' cmp "$tmp/big" "$tmp/back"
mkdir -p "$tmp/tree/a/b"
cp "$tmp/big" "$tmp/tree/a/b/c d"
ln -s 'a/b/c d' "$tmp/tree/link"
if [ "$(uname -m)" = "$TARGET" ]; then
	remote="/home/$(cd "$tmp/debian" && ls ld-*) --library-path /home /home/rsync"
	ok 'rsync to the guest' rsync -a -e "ssh -F $config" --rsync-path="$remote" "$tmp/tree/" guest:/home/tree
	ok 'and back' rsync -a -e "ssh -F $config" --rsync-path="$remote" guest:/home/tree/ "$tmp/tree2"
	ok 'the same' diff -r --no-dereference "$tmp/tree" "$tmp/tree2"
else
	for name in 'to the guest' back same; do
		skip "rsync: $name" "this machine's is not for $TARGET"
	done
fi
ssh-keygen -q -t ed25519 -N '' -f "$tmp/stranger"
sed "s|IdentityFile.*|IdentityFile $tmp/stranger|" "$config" >"$tmp/config"
said=$(ssh -F "$tmp/config" root@guest true 2>&1 </dev/null)
is "a stranger's key: no" "$? $(echo "$said" | tr -d '\r')" '255 root@127.0.0.1: Permission denied (publickey).'
said=$(at -o PreferredAuthentications=none,password,keyboard-interactive guest true 2>&1)
is 'no key: no, and no password is asked for' "$? $(echo "$said" | tr -d '\r')" '255 root@127.0.0.1: Permission denied (publickey).'
echo "guest $(cut -d ' ' -f 1,2 "$tmp/stranger.pub")" >"$tmp/known"
said=$(at -o UserKnownHostsFile="$tmp/known" guest true 2>&1)
is "another host's key: not talked to" "$? $(echo "$said" | tr -d '\r' | tail -n 1)" '255 Host key verification failed.'
echo >&8
ends $!
is 'the end' "$ended" 0
ok 'the disk is clean' e2fsck -fn "$tmp/home"

# ---- the host key, and a rescue board

fingerprint_of() { # OPTION...
	guest "$@" -s 'dropbearkey -y -f /home/.ssh/dropbear_ed25519_host_key' </dev/null
	sed -n 's/^Fingerprint: //p' "$tmp/out"
}
is 'a disk keeps the host key' "$(fingerprint_of -d "$tmp/home")" "$fingerprint"
like 'without one it is another' "$(fingerprint_of | sed "s,^$fingerprint\$,the same,")" '^SHA256:'
is 'and it is for root alone' "$(debugfs -R 'stat /.ssh/dropbear_ed25519_host_key' "$tmp/home" 2>/dev/null |
	sed -n 's/.*Mode: *\([0-7]*\).*/\1/p')" 0600

guest -c 'sshd; echo $?; netstat -lnt | grep -c :22' </dev/null
is 'no authorized_keys, no ssh' "$(cat "$tmp/out" "$tmp/err")" '1
0
sshd: read authorized_keys: there are none'
# What a power cut may leave, and a person's keys.
mkdir -p "$tmp/rescue/.ssh"
cp "$HOME/.ssh/id_ed25519.pub" "$tmp/rescue/.ssh/authorized_keys"
: >"$tmp/rescue/.ssh/dropbear_ed25519_host_key.new"
: >"$tmp/rescue/.ssh/dropbear_ed25519_host_key"
chmod 700 "$tmp/rescue/.ssh"
mke2fs -q -F -t ext2 -d "$tmp/rescue" "$tmp/board" 8M >/dev/null
guest_start board -d "$tmp/board" -p 0:22 -c 'echo up; read x; ls -A /home/.ssh'
shows "$tmp/board.out" up
port=$(sed -n 's/.*127.0.0.1:\([0-9]*\) is.*/\1/p' "$tmp/board.err")
board() {
	ssh -F /dev/null -i "$1" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o LogLevel=ERROR \
		-o UserKnownHostsFile="$tmp/board.known" -p "$port" root@127.0.0.1 'hostname' </dev/null 2>&1
}
cp "$HOME/.ssh/id_ed25519" "$tmp/mine"
is 'a board with authorized_keys on its disk lets them in' "$(board "$tmp/mine")" "$TARGET"
like 'and nobody else' "$(board "$tmp/stranger")" 'Permission denied \(publickey\)'
echo >&8
ends $!
is 'nothing is left beside the host key' "$(sed 1d "$tmp/board.out" | sort | tr '\n' ' ')" \
	'authorized_keys dropbear_ed25519_host_key '
guest -d "$tmp/board" -s 'grep -c ^ssh /run/ssh/authorized_keys; netstat -lnt | grep -c 0.0.0.0:22' </dev/null
is '-s to such a board: one sshd, and both keys' "$status $(tr '\n' ' ' <"$tmp/out")" '0 2 1 '
is 'and the disk has its one' "$(debugfs -R 'cat /.ssh/authorized_keys' "$tmp/board" 2>/dev/null)" \
	"$(cat "$HOME/.ssh/id_ed25519.pub")"

# ---- how it ends

guest -t 2 -s 'sleep 60' </dev/null
is '-s: time is over' "$status" 124
rm -f "$runs"/*.log
nothing_left 'time is over'
guest -s 'echo c >/proc/sysrq-trigger; sleep 2' </dev/null
like '-s: a panic says so' "$status $(tail -n 1 "$tmp/err")" '^125 run-qemu.sh: wait for the guest: Kernel panic'
rm -f "$runs"/*.log
terminal "stty -a >$tmp/stty1; $run_qemu -s; echo status=\$?; stty -a >$tmp/stty2"
ok '-s on a terminal: a shell' shows "$tmp/tty" ' # '
printf 'tty; exit 6\r' >&9
ok 'with its status' shows "$tmp/tty" status=6
ends $!
ok 'and a terminal of its own' grep /dev/pts/ "$tmp/tty"
ok 'the terminal is as it was' cmp "$tmp/stty1" "$tmp/stty2"
nothing_left 'all of it'
disks_clean 2

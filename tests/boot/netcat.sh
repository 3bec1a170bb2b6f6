#!/bin/sh
# netcat.sh - bytes in and out of a guest: the tarball trick of "Developing for
# non-x86 targets using QEMU", word for word, and netcat in the guest itself.
# Oracle: the files at the other end.
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/boot.sh
. "$top/tests/boot.sh"
# shellcheck source=tests/netcat.sh
. "$top/tests/netcat.sh"
plan 14

# The talk's shell is bash, and its names are those of its project. Its guest has
# a disk; what follows the last line shows what came.
mkdir -p sources/trimconfig-busybox build/sources/busybox build/sources/dropbear build/sources/strace
seq 1 100000 >sources/trimconfig-busybox/config
for name in busybox dropbear strace; do
	"$peer" make 300001 >build/sources/$name/$name
done
printf '#!/bin/sh\nexec "%s" -d 16M -t 100\n' "$run_qemu" >run-qemu.sh
chmod +x run-qemu.sh
cat >script <<'TALK'
./run-qemu.sh << EOF


[ -z "$CPUS" ] && CPUS=1
rm -rf /home/temp
mkdir -p /home/temp
cd /home/temp || exit 1

# Copy source code from host to target system
netcat 10.0.2.2 $(netcat -s 127.0.0.1 -l tar c sources/trimconfig-busybox \
  build/sources/{busybox,dropbear,strace}) | tar xv || exit 1

mv sources/* build/sources/* .
cksum trimconfig-busybox/* busybox/* dropbear/* strace/*
EOF
TALK
sed -i '2s/^/                                        /' script # as the talk has it
(PATH=$O/host:$PATH && timeout 120 bash script </dev/null >out 2>err)
is "the talk's script runs" $? 0
for file in sources/trimconfig-busybox/config build/sources/busybox/busybox \
	build/sources/dropbear/dropbear build/sources/strace/strace; do
	sum=$(cksum <$file)
	ok "${file##*/} arrived" grep -qw "$sum ${file#*sources/}" out
done

# In the guest, with what a client and a server there need of it.
nc=$fast
guest() {
	"$run_qemu" -t 100 -c "$1" </dev/null 2>&1
}
P1=$("$nc" -s 127.0.0.1 -l -w 99 echo one)
P2=$("$nc" -s 127.0.0.1 -l -w 99 echo two)
P3=$("$nc" -s 127.0.0.1 -l -w 99 cat)
serve -l
told=$(guest "
	netcat 10.0.2.2 $P2 </dev/null; netcat 10.0.2.2 $P1 </dev/null
	head -c 20000000 /dev/zero | netcat 10.0.2.2 $P3 | cksum
	netcat 10.0.2.2 $port </usr/bin/busybox; echo status \$?
	netcat 10.0.2.2 $port; echo status \$?
	P=\$(netcat -l -w 9 sh -c 'cat; echo served')
	echo here | nc 127.0.0.1 \$P
	echo here | netcat -6 ::1 \$P; echo status \$?
	P=\$(netcat -l -w 9 -t tty); netcat localhost \$P </dev/null
	netcat -U -s /tmp/s -l echo unix & sleep 1; netcat -U /tmp/s </dev/null; ls /tmp/s
	nc -h | head -n 1")
end
is 'pairs fire in sequence' "$(printf '%s\n' "$told" | head -n 2 | tr '\n' ' ')" 'two one '
like '20 MB there and back' "$told" "^$(head -c 20000000 /dev/zero | cksum)$"
like "the guest's file is sent" "$told" '^status 0$'
body >busybox
ok 'and is the same here' cmp busybox "$O/$TARGET/root/usr/bin/busybox"
like 'then nobody listens' "$told" '^status 3$'
like 'a server in the guest' "$(echo "$told" | tr '\n' ' ')" ' here served '
like 'gives a terminal' "$told" '^/dev/pts/[0-9]'
like 'and a Unix socket' "$(echo "$told" | tr '\n' ' ')" ' unix ls: /tmp/s: No such file or directory usage: netcat '

file=$O/$TARGET/root/usr/bin/netcat
size=$(wc -c <"$file")
echo "# $size bytes"
kb=96
[ "$TARGET" = x86_64 ] || kb=128 # others need more for the same code
ok "netcat is $kb kB or less, and static" eval \
	"[ $size -le $((kb * 1024)) ] && readelf -lW '$file' >elf && ! grep INTERP elf"

#!/bin/sh
# mkimage.sh - mkimage as a whole: its command line, merging, compressed archives,
# list, extraction of what nobody vouches for, comparison. Oracles: tar, gzip, xz,
# zstd and lz4; and for the rest README.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
is_root=0
[ "$(id -u)" != 0 ] || is_root=1
plan $((102 + 2 * is_root))
mkimage=$O/host/mkimage
export LC_ALL=C TZ=UTC
unset SOURCE_DATE_EPOCH
cd "$tmp" || exit

# says NAME STATUS ERE ARGUMENT...: exit status and one line of output.
says() {
	name=$1 want=$2 ere=$3
	shift 3
	answers "$name" "$want" "$ere" "$mkimage" "$@"
}

# ---- the command line
mkdir dir
echo text >dir/file
ln -s file dir/link
touch -h -d @1000 dir/file dir/link
touch -d @2000 dir
for case in '|-o OUT is missing' '-o a.tar|no SOURCE' '-o a.foo dir|.*tells no format' \
	'-f foo -o a dir|-f foo: not sqf' '-c foo -o a.tar dir|-c foo: not gzip' \
	'-l 13 -o a.tar.gz dir|-l 13: not a level of gzip' '-l 3 -o a.tar dir|-l 3: not a level' \
	'-j 0 -o a.tar dir|-j 0' '-j x -o a.tar dir|-j x: not a number' '-b 4K -o a.tar dir|-b: not for tar' \
	'-b 5000 -o a.sqf dir|-b: not 1K' '-b 8K -o a.ext2 dir|-b: not 1K' '-s 1M -o a.sqf dir|-s: not for sqf' \
	'-s 5X -o a.ext2 dir|-s 5X: not a size' '-s 0 -o a.ext2 dir|-s 0' '-c gzip -o a.ext4 dir|-c: not for ext4' \
	'-J -o a.cpio dir|-J: not for cpio' '-U 1 -o a.ext2 dir|-U 1: not of the form' \
	'-L aaaaaaaaaaaaaaaaa -o a.ext2 dir|-L aaa' '-T x -o a.tar dir|-T x: not a number' \
	'-m -o a.tar dir|-m: with -t only' '-C x -o a.tar dir|-C: with -x only' '-t|-t: of which image' \
	'-t -x dir|-x: not with -t' '-d dir|-d: two images' '-t -o a.tar dir|-o: not with -t' \
	'-x -C x -o a.tar dir|-C: not with -o' '-x -o a.sqf dir|-x: to tar or cpio' '-x -j 2 dir|-f, -c' \
	'-b 4294971392 -o a.sqf dir|-b: not 1K' '-o a.sqf.gz dir|-o a\.sqf\.gz: no name for sqf' \
	'-o a.tar.gz.gz dir|.*tells no format' '-o a.tgz.gz dir|.*tells no format' '-n - -o a.tar -|-: standard input'; do
	# shellcheck disable=SC2086 # words
	says "usage: ${case%%|*}" 2 "mkimage: ${case#*|}" ${case%%|*}
done
SOURCE_DATE_EPOCH=x says 'usage: SOURCE_DATE_EPOCH' 2 'mkimage: SOURCE_DATE_EPOCH x' -o a.tar dir
says 'no such source' 1 'mkimage: read none: No such file' -o a.tar none
echo 'no archive' >text
says 'no archive' 1 'mkimage: read text: no archive or image' -o a.tar text
: >empty
says 'an empty file' 1 'mkimage: read empty: no archive or image' -o a.tar empty
says 'nowhere to write' 1 'mkimage: write none/a.tar: No such file' -o none/a.tar dir
not_ok 'nothing was written' [ -e a.tar ]

# Junk at the end is named by its first byte.
"$mkimage" -o a.tar dir
for name in a.tar 'two archives' 'with zeros'; do
	case $name in
	a.tar) cp a.tar junk ;;
	two*) cat a.tar a.tar >junk ;;
	*) { cat a.tar && head -c 3000 /dev/zero; } >junk ;;
	esac
	end=$(wc -c <junk)
	echo junk >>junk
	says "junk behind $name" 1 "mkimage: read junk: byte $end: no tar header" -t junk
	seq 300 >>junk
	says "more junk behind $name" 1 "mkimage: read junk: byte $end: no tar header" -t junk
done
rm a.tar

# ---- what it makes
"$mkimage" -o a.tar dir
is 'times are the files own' "$("$mkimage" -t a.tar | awk '{ print $6, $7, $8 }')" \
	'1970-01-01 00:33:20 /
1970-01-01 00:16:40 /file
1970-01-01 00:16:40 /link'
SOURCE_DATE_EPOCH=5 "$mkimage" -o b.tar dir
is 'SOURCE_DATE_EPOCH: every time' "$("$mkimage" -t b.tar | awk '{ print $7 }' | sort | uniq -c | awk '{ print $1, $2 }')" '3 00:00:05'
SOURCE_DATE_EPOCH=6 "$mkimage" -T 5 -o c.tar dir
ok '-T goes before that' cmp b.tar c.tar
cp a.tar dir/a.tar
touch -d @2000 dir
"$mkimage" -o dir/a.tar dir
ok 'an old OUT is no part of its source' cmp dir/a.tar a.tar
rm dir/a.tar
touch -d @2000 dir
is 'and nothing else is left there' "$(cd dir && echo * .[!.]*)" "file link .[!.]*"
{ (ulimit -f 1 && "$mkimage" -o a.tar /bin); } 2>/dev/null
"$mkimage" -o b.tar dir
ok 'when it fails the old image stays' cmp a.tar b.tar

mkdir -p more/sub over
echo new >more/file
: >more/sub/x
: >over/sub
find more -exec touch -d @3000 {} +
"$mkimage" -f tar -o - dir more | tar -x -O file >got
is 'of two files the later wins' "$(cat got)" new
says 'a folder and a file' 1 'mkimage: merge /sub: a directory here, a file there' -o b.tar more over
"$mkimage" -o more.cpio.gz more
"$mkimage" -o b.tar dir more
"$mkimage" -o c.tar a.tar more.cpio.gz
ok 'of folders or archives, the same' cmp b.tar c.tar
"$mkimage" -f tar -o - - <a.tar >c.tar
cmp -s c.tar a.tar
is 'standard input and output' $? 0
printf '/console c 600 0 5 5 1\n/file f 600 7 -\n/link -\n' >nodes
"$mkimage" -n nodes -o b.tar dir
is 'a table of nodes' "$(tar -tvf b.tar --numeric-owner | awk '{ print $1, $2, $NF }' | tr '\n' ' ')" \
	'drwxr-xr-x 0/0 ./ crw------- 0/5 console -rw------- 7/0 file '

# ---- while it works
mkdir slow
head -c 12000000 /dev/urandom >slow/file
slow="$mkimage -j 1 -c xz -l 9 -o kill/slow.sqf slow"
mkdir kill
script -qec "$slow" /dev/null >seen </dev/null
like 'on a terminal: how far it has come' "$(tr '\r' '\n' <seen)" '^[01] files, [0-9]+ MB, [0-9]+ MB/s, [0-9]+ s left'
is 'the line is taken away' "$(tail -c 4 seen | od -A n -c | tr -d ' ')" '\r033[K'
mkdir words
for _ in 1 2 3; do base64 -w 0 slow/file; done >words/file # 48 MB, which take xz a while either way
# moves NAME FILES COMMAND: its lines count up, to no more than there is.
moves() {
	script -qec "$3" /dev/null >seen </dev/null
	tr '\r' '\n' <seen | sed -nE "s/^$2 files, ([0-9]+) MB, [0-9]+ MB\/s, [0-9]+ s left.*/\1/p" >counts
	is "$1" "$(sort -nc counts 2>&1; awk '$1 > 48 { print "too far" } END { print ($1 > 0) }' counts)" 1
}
moves 'while an archive is packed' 1 "$mkimage -l 0 -o words.tar.xz words"
moves 'while it is unpacked' 0 "$mkimage -f tar -o words.tar words.tar.xz"
is 'and the line is taken away' "$(tail -c 4 seen | od -A n -c | tr -d ' ')" '\r033[K'
script -qec "$slow -q" /dev/null >seen </dev/null
is '-q: not a word' "$(cat seen)" ''
echo old >kill/slow.sqf
$slow >said 2>&1 &
sleep 0.2
kill -KILL $!
wait $! || is 'a run that is killed' $? 137
is 'not a word in a file' "$(cat said)" ''
is 'the old image stays, and nothing else is left' "$(cd kill && echo * && cat slow.sqf)" 'slow.sqf
old'

# A folder's names are read before the source behind it, its files after that: while
# more than a pipe holds of that one was taken, they change.
"$mkimage" -o slow.tar slow
mkfifo feed
changes() { # NAME COMMAND REASON
	rm -rf live
	mkdir live
	echo text >live/one
	"$mkimage" -f cpio -o live.cpio live - <feed >said 2>&1 &
	exec 3>feed
	head -c 1000000 slow.tar >&3
	eval "$2"
	tail -c +1000001 slow.tar >&3
	exec 3>&-
	wait $!
	is "a file that $1 meanwhile" "$?:$(cat said):$(ls live.cpio 2>&1)" \
		"1:mkimage: read live/one: $3:ls: cannot access 'live.cpio': No such file or directory"
}
changes grew 'echo >>live/one' 'it has changed meanwhile'
changes 'was emptied' ': >live/one' 'it has changed meanwhile'
changes 'went' 'rm live/one' 'No such file or directory'
changes 'became a pipe' 'rm live/one; mkfifo live/one' 'it has changed meanwhile'
changes 'became a folder' 'rm live/one; mkdir live/one' 'it has changed meanwhile'

# ---- compressed
"$top/tests/torture.sh" tree 2>/dev/null
"$mkimage" -o plain.tar tree/sizes
"$mkimage" -o plain.cpio dir
for pair in gz:gzip xz:xz zst:zstd lz4:lz4; do
	codec=${pair#*:} name=p.tar.${pair%:*}
	"$mkimage" -o "$name" tree/sizes
	"$codec" -dc "$name" | cmp -s - plain.tar
	is "$codec unpacks .${pair%:*}" $? 0
	"$codec" -c plain.tar >q
	cat "$name" >>q # two streams, of which the archive ends in the first
	"$mkimage" -f tar -o - q | cmp -s - plain.tar
	is "and mkimage unpacks $codec's" $? 0
	head -c $(($(wc -c <"$name") / 2)) "$name" >q
	says "$codec: cut short" 1 "mkimage: read q: byte [0-9]+: wrong $codec" -o b.tar q
done
"$mkimage" -o p.cpio.lz4 dir
lz4 -dc p.cpio.lz4 | cmp -s - plain.cpio
is "the kernel's lz4" $? 0

# scarce NAME BLOCKS ANSWER OUT SOURCE: with no file of over BLOCKS of 512 bytes.
scarce() {
	is "$1" "$({
		trap '' XFSZ
		ulimit -f "$2"
		"$mkimage" -o "$4" "$5"
	} 2>&1)" "$3"
}
blocks=$(($(wc -c <plain.tar) / 512))
scarce 'gzip packs: with no room but for the archive' $blocks '' scarce.tar.gz tree/sizes
ok 'gzip packs: the same bytes' cmp p.tar.gz scarce.tar.gz
scarce 'gzip unpacks: with no room but for the archive' $blocks '' scarce.tar p.tar.gz
cat p.tar.gz p.tar.gz >twice.tar.gz
"$mkimage" -o twice.tar twice.tar.gz
ok 'gzip unpacks: more than its last length tells' cmp plain.tar twice.tar
"$mkimage" -o lies.tar.gz dir
truncate -s -4 lies.tar.gz
printf '\377\377\377\377' >>lies.tar.gz
scarce 'gzip unpacks: less than its last length tells' 1000 \
	'mkimage: read lies.tar.gz: byte 0: wrong gzip' lies.tar lies.tar.gz
is 'gzip keeps no time' "$(od -A n -t x1 -N 10 p.tar.gz)" "$(printf ' 1f 8b 08 00 00 00 00 00 00 ff')"

# ---- list, extract, compare
rm tree/special/socket
"$mkimage" -n tree.nodes -n /dev/stdin -k -o t.tar tree <<'END'
/device/socket -
END
"$mkimage" -t -m t.tar >t.nodes
"$mkimage" -x -C t1 t.tar 2>said
is 'all is extracted but for devices' "$(cat said)" \
	'mkimage: extract to t1: left out 5 devices: see -k'
"$mkimage" -n t.nodes -o t2.tar t1
ok 'the table makes the same of the extracted folder' cmp t.tar t2.tar
is 'no difference' "$("$mkimage" -d t.tar t2.tar; echo $?)" 0
"$mkimage" -x -o t3.tar t.tar
ok 'extracted to a tar, the same' cmp t.tar t3.tar
ok 'extracted over itself' "$mkimage" -x -C t1 t.tar names links
if [ $is_root = 1 ]; then
	"$mkimage" -x -k -C t4 t.tar
	is 'with owners, nothing differs' "$("$mkimage" -d -k t4 t.tar; echo $?)" 0
	is 'set-user-ID bits go with owners' "$(stat -c %a t1/modes/4755 t4/modes/4755 | tr '\n' ' ')" '755 4755 '
fi
ok 'holes stay' [ "$(du -k t1/holes/all | cut -f 1)" -lt 1000 ]
says 'a path that is not there' 1 'mkimage: find none in t.tar' -t t.tar none
is 'one path with its folders' "$("$mkimage" -t t.tar links/first | sed 's/.* //' | tr '\n' ' ')" '/ /links /links/first '

cp -a dir dir2
echo other >dir2/file
chmod 600 dir2/file
touch -d @1000 dir2/file
: >dir2/new
touch -d @2000 dir2
is 'differences' "$("$mkimage" -d dir dir2; echo $?)" '/file: mode, size
/new: only in dir2
1'

printf '/link l 755 0 0 file time=1000\n' >nodes
"$mkimage" -f tar -o b.tar -n nodes dir
"$mkimage" -f tar -o c.tar dir
is 'but not in the mode of a link' "$("$mkimage" -d b.tar c.tar; echo $?)" 0

# What lies there already leads nowhere else.
mkdir -p trap outside
ln -s ../outside trap/names
ln -s ../outside/file trap/links
"$mkimage" -x -C trap t.tar names links
is 'a link that lies there is not followed' "$(ls outside)" ''
ok 'it is replaced' [ -d trap/names ]

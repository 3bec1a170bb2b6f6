#!/bin/sh
# ccwrap.sh - ccwrap: modes, libraries, response files, refusals, and what it does
# in the environment. The wrapper is tested as built, in its sysroot. Oracles: the
# real compiler asked directly, readelf, and the programs, run where the host can.
# shellcheck disable=SC2154 # what tests/ccwrap.sh sets
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
# shellcheck source=tests/ccwrap.sh
. "$top/tests/ccwrap.sh"
plan 124

cat >wide.c <<'END'
#include <stdio.h>
#include <wchar.h>
#include <wctype.h>
int main(void)
{
	wchar_t s[20], *end;
	swprintf(s, 20, L"%ls %d", L"wide", 42);
	return printf("%d %ld %d\n", (int)wcslen(s), wcstol(s + 5, &end, 10),
		!!iswalpha(s[0])) < 0;
}
END
cat >time.c <<'END'
#include <stdio.h>
#include <time.h>
_Static_assert(sizeof(time_t) == 8, "time_t");
int main(void)
{
	time_t t = (time_t)1 << 33;
	return printf("%d\n", gmtime(&t)->tm_year + 1900) < 0;
}
END
echo 'void _start(void) { for (;;); }' >start.c
real -E plain.c -o plain.i
cat >num.S <<'END'
#include <features.h>
#include <asm/unistd.h>
#ifndef __UCLIBC__
#error the host has a features.h, too
#endif
	.section .note.GNU-stack, ""
	.data
num:	.long __NR_getpid
END
sed '/^#/d; s/num/foo/; s/__NR_getpid/1/' num.S >foo.s
echo 'extern int x;' >some.h
cp hello.c hello.txt
cp plain.c plus.cc

# Programs: the oracle is what they print.
ok 'hello' links hello hello.c
ok 'gcc by another name' [ "$(readlink -f "$cross/bin/$TARGET-gcc")" = "$cc" ]
ok 'wide characters' links '7 42 1' wide.c
ok 'a time_t of 64 bits' links 2242 time.c
ok 'threads: cancel and clean up' links 'cleaned
cancelled' thread.c -pthread
ok 'from an object' quiet "$cc" -c hello.c
ok 'an object, linked' links hello hello.o
ok 'with -O2 -flto' links hello -O2 -flto hello.c
ok 'with -fPIE and -fPIC' links hello -fPIE -fPIC hello.c
for f in hello wide time thread many; do
	ok "clang: $f.c" quiet clang_cc -Wall -Werror $f.c -pthread -o "$f"
done
ok 'clang: hello runs' runs hello ./hello
ok 'clang: the threads run' runs 'cleaned
cancelled' ./thread

# Modes: each leaves what it should, and no warning of our making.
modes() {
	for f in plain.c plain.i foo.s num.S; do
		quiet "$1" -Wall -Werror -c "$f" -o m.o && is_object m.o || return
	done
	for f in plain.c plain.i; do
		quiet "$1" -Wall -Werror -S "$f" -o m.s && grep -q main m.s &&
			quiet "$1" -Wall -Werror -fsyntax-only "$f" || return
	done
	for f in plain.c num.S; do
		quiet "$1" -Wall -Werror -E "$f" -o m.i &&
			quiet "$1" -Wall -Werror -M "$f" -MF m.d &&
			quiet "$1" -Wall -Werror -MM "$f" -MF m.d || return
	done
	quiet "$1" -Wall -Werror some.h -o some.gch &&
		quiet "$1" -Werror -c -x c -x none foo.s -o m.o &&
		quiet "$1" -Werror -nolibc -nostartfiles start.c -o m || return
	"$1" -c plain.c -o main.o
	for f in plain.c plain.i "plain.c foo.s num.S" main.o; do
		# shellcheck disable=SC2086
		quiet "$1" -Wall -Werror -pthread $f -o m && is_static m || return
	done
}
ok 'all modes without a warning' modes "$cc"
ok 'all modes without a warning: clang' modes clang_cc
rm -f plain.o a.out
ok '-fsyntax-only' "$cc" -fsyntax-only plain.c
not_ok '-fsyntax-only writes nothing' [ -e a.out ]
like '-E' "$("$cc" -E num.S)" 'num: .long [0-9]+'
like '-E reads standard input' \
	"$(echo '#include <features.h>' | "$cc" -E -dD -)" UCLIBC_MAJOR
like '-M' "$("$cc" -M hello.c)" "^hello.o: hello.c"
is '-MM' "$("$cc" -MM hello.c)" 'hello.o: hello.c'
for f in -r -Wl,-r '-Xlinker -r'; do
	# shellcheck disable=SC2086
	ok "$f" "$cc" $f hello.o -o r.o
	ok "$f gives an object" is_object r.o
done
is '-r adds nothing' "$(readelf -s r.o | grep -c _start)" 0

# The defaults, with a compiler that thinks otherwise: its macros tell.
echo 'PIC __PIC__ SSP __SSP_ALL__ FORTIFY _FORTIFY_SOURCE' >said.c
said() {
	CCWRAP_CC="$real -fpie -fstack-protector-all -D_FORTIFY_SOURCE=2" \
		"$cc" -E -P said.c "$@"
}
is 'defaults' "$(said)" "$(cat said.c)"
is 'the user wins' "$(said -fPIC -fstack-protector-all -D_FORTIFY_SOURCE=1)" \
	'PIC 2 SSP 2 FORTIFY 1'

# What the -no options leave out: a second _start would clash, a missing
# library leaves names undefined. The long division is libgcc's.
cat >div.c <<'END'
#ifdef __SIZEOF_INT128__
typedef __int128 wide;
#else
typedef long long wide;
#endif
volatile wide a = 7, b = 2;
void __uClibc_main(void) { }
int main(void) { return (int)(a / b); }
END
not_ok 'startup files, by default' "$cc" start.c plain.c -o prog
ok '-nostartfiles leaves them out' "$cc" -nostartfiles start.c hello.c -o prog
is '-nostartfiles links libc' "$("$nm" prog | grep -c ' T puts$')" 1
ok '-nostdlib leaves them out' "$cc" -nostdlib start.c -o prog
ok '-nostdlib is static' is_static prog
not_ok '-nostdlib links no libc' "$cc" -nostdlib start.c hello.c -o prog
ok '-nostdlib -lc' "$cc" -nostdlib start.c hello.c -Wl,--start-group \
	-lc -lgcc -lgcc_eh -Wl,--end-group -o prog
not_ok '-nodefaultlibs links no libc' "$cc" -nodefaultlibs hello.c -o prog
ok '-nodefaultlibs -lc runs' links hello -nodefaultlibs hello.c \
	-Wl,--start-group -lc -lgcc -lgcc_eh -Wl,--end-group
not_ok '-nolibc links no libc' "$cc" -nolibc hello.c -o prog
ok '-nolibc links libgcc' "$cc" -nolibc div.c -o prog \
	-Wl,--unresolved-symbols=ignore-all
is '-nolibc has the division' "$("$nm" prog |
	grep -Ec ' [Tt] __(divti3|divdi3|aeabi_ldivmod)$')" 1
ok '-nostdinc' "$cc" -nostdinc -c plain.c
not_ok '-nostdinc has no headers' "$cc" -nostdinc -c hello.c

# The user's folders: -isystem before the sysroot's, -idirafter after.
mkdir own
echo '#error mine' >own/stdio.h
like '-isystem' "$("$cc" -isystem own -c hello.c 2>&1)" 'error: #error mine'
ok '-idirafter' "$cc" -idirafter own -c hello.c

# -x: files of ours that follow must not be taken for source.
ok '-x c' links hello -x c hello.txt
ok '-xc' links hello -xc hello.txt
ok '-x none' links hello -x c hello.txt -x none foo.s one/who.o
ok '-x assembler-with-cpp' quiet "$cc" -x assembler-with-cpp -c num.S -o m.o
ok '-x cpp-output' quiet "$cc" -x cpp-output -c plain.i -o m.o
like '-x c -' "$("$cc" -x c -c - -o - -S <plain.c)" '^main:'

cat >who.c <<'END'
#include <stdio.h>
const char *who(void);
int main(void) { return puts(who()) < 0; }
END
ok '-L' links one who.c -Lone -lwho
ok '-L: the first wins' links two who.c -L two -L one -lwho
ok '-l before -L' links one -lwho who.c -Lone -lwho
ok '-l NAME' links two who.c -Ltwo -l who
ok '-l:FILE' links two who.c -Ltwo -l:other.lib
for f in -Wl,-lwho -Wl,-l,who -Wl,--library=who -Wl,--library,who \
	'-Xlinker -lwho' '-Xlinker -l -Xlinker who'; do
	# shellcheck disable=SC2086
	ok "$f" links one who.c -Lone $f
done
"$cc" -c hello.c -o one/hello.o
"$ar" rc one/libhello.a one/hello.o
ok '-l and nothing else' links hello -lhello -Lone
ok "the linker's -S and -E are not ours" links hello hello.c -Wl,-S,-E
ok '-Wl,-L' links one who.c -Wl,-L,one -lwho
mkdir shared
cp one/libwho.a shared/libwho.so
ok 'a shared library is none' refuses \
	"find library who: not in -L folders or $cross/lib" \
	"$cc" who.c -Lshared -lwho -o prog
cp one/libwho.a two/libc.a
not_ok '-L goes before the sysroot' "$cc" -nostdlib start.c who.c -Ltwo -lc
stubs() {
	for f in c m pthread rt dl crypt resolv nsl util; do
		if [ -e "$cross/lib/lib$f.a" ]; then
			links hello hello.c -l$f || return
		else
			refuses "find library $f: not in -L folders or $cross/lib" \
				"$cc" hello.c -l$f -o prog || return
		fi
	done
}
ok '-lm and the like: as the sysroot has them' stubs
ok '-lgcc -lgcc_eh' links hello hello.c -lgcc -lgcc_eh
ok '-c ignores -l' "$cc" -c plain.c -lnone

# Response files: the real compiler reads them by the same rules.
printf '%s\n' A B C D E F >macros.c
cat >words <<'END'
-DA='one  two' "-DB=it's"	'-DC="x"' -DD=\"\ \\
@inner "-DF='\"'" -P
END
printf '%s\n' "-DE='\\''" >inner
got=$("$cc" -E @words macros.c 2>&1)
is '@FILE' "$got" "$(real -E @words macros.c 2>&1)"
like '@FILE: a nested one' "$got" "^'$"
echo "'-shared'" >inner
echo '@inner' >words
ok '@FILE hides no word' refuses \
	'link -shared: the sysroot holds static libraries only' "$cc" @words hello.c
echo '@loop @loop' >loop
ok '@FILE in a circle' refuses 'expand @loop: nested too deep' "$cc" @loop
like '@FILE not there stays' "$("$cc" -c @absent 2>&1)" '@absent'

# Refusals.
for f in -shared --shared -pie -static-pie; do
	why='the sysroot has no rcrt1.o'
	case $f in *shared) why='the sysroot holds static libraries only' ;; esac
	ok "$f" refuses "link $f: $why" "$cc" $f hello.o -o prog
done
ok '-Wl,-shared' refuses \
	'link -shared: the sysroot holds static libraries only' \
	"$cc" -Wl,-shared hello.o -o prog
ok '-Xlinker -pie' refuses 'link -pie: the sysroot has no rcrt1.o' \
	"$cc" -Xlinker -pie hello.o -o prog
ok '-c -shared -fPIC -pie' "$cc" -c -shared -fPIC -pie hello.c
ok '-fopenmp' refuses 'link -fopenmp: the sysroot has no libgomp' \
	"$cc" -fopenmp hello.c -o prog
ok '-fsanitize' refuses \
	'link -fsanitize=undefined: the sysroot has no sanitizer' \
	"$cc" -fsanitize=undefined hello.c -o prog
for f in --sysroot=/ --sysroot -isysroot -isysroot/; do
	ok "$f" refuses "use $f: the wrapper is the sysroot" "$cc" $f / -c plain.c
done
ok 'C++ by name' refuses 'compile plus.cc: the sysroot has no C++ library' \
	"$cc" -c plus.cc
ok 'C++ by -x' refuses 'compile plain.c: the sysroot has no C++ library' \
	"$cc" -c -x c++ plain.c
ln -s "$cc" "$TARGET-g++"
ok 'C++ by our name' says 1 \
	"$TARGET-g++: compile plain.c: the sysroot has no C++ library" \
	"./$TARGET-g++" -c plain.c
ok 'C++: --version' "./$TARGET-g++" --version

# Arguments of options are no input files. The compiler is a stand-in.
cat >stand-in <<'END'
#!/bin/sh
case $1 in -print*) echo / && exit ;; esac
printf '<%s>' "$@"
exit 7
END
chmod +x stand-in
arguments() {
	for f in -o -I -L -D -U -include -imacros -isystem -idirafter -iquote \
		-iprefix -iwithprefix -MF -MT -MQ -T -u -z -e -h -l -B -Xlinker \
		-Xassembler -Xpreprocessor -Xclang -arch -target --param \
		-wrapper -aux-info -dumpbase -dumpdir; do
		said=$(CCWRAP_CC=./stand-in "$cc" -c plain.c $f x.cc 2>&1)
		case $?$said in 7*"<$f><x.cc>"*) continue ;; esac
		echo "$f: $said"
		return 1
	done
}
ok 'arguments of options are no input' arguments
ok 'an argument is missing' refuses 'read -o: its argument is missing' \
	"$cc" plain.c -o

# No input: as the compiler itself does it.
for f in --version -dumpmachine -print-prog-name=ld -print-libgcc-file-name \
	-print-file-name=include; do
	is "$f" "$("$cc" $f 2>&1)" "$(real $f 2>&1)"
done
ok '-v' "$cc" -v
is '-print-file-name=libc.a' "$("$cc" -print-file-name=libc.a)" \
	"$cross/lib/libc.a"
is '-print-sysroot' "$("$cc" -print-sysroot)" "$cross"

# The environment.
ok '-h' says 0 '' "$cc" -h
like '-h names the variables' "$("$cc" -h)" 'CCWRAP_CC .*file compiler'
# It was the linker's, until GCC 14 refused it.
answer() {
	"$@" -c -h name hello.c 2>&1
	echo $?
}
is '-h with a file is not ours' "$(answer "$cc")" "$(answer real)"
status() {
	CCWRAP_CC=$1 "$cc" -c plain.c >/dev/null 2>&1
	echo $?
}
is "the compiler's exit status" "$(status ./stand-in)" 7
# shellcheck disable=SC2016
printf '#!/bin/sh\nkill -KILL $$\n' >killed
chmod +x killed
is 'a compiler that is killed' "$(status ./killed)" 1
absent() {
	CCWRAP_CC=./absent refuses 'run ./absent: No such file or directory' \
		"$cc" "$@"
}
ok 'a compiler that is not there' absent -c plain.c
ok 'a compiler that is not there, not asked' absent -c foo.s
itself() {
	CCWRAP_CC=$cc refuses 'run the compiler: its name leads here again' \
		"$cc" "$@"
}
ok 'a compiler that is the wrapper' itself -c foo.s
mkdir cpath
echo >cpath/only_here.h
echo '#include <only_here.h>' >only.c
ok 'CPATH: the test itself' "$cc" -Icpath -c only.c
for f in CPATH C_INCLUDE_PATH; do
	not_ok "$f is ignored" env $f="$tmp/cpath" "$cc" -c only.c
done
for f in '-c hello.c' 'hello.c -Lone -lwho' '-E hello.c'; do
	# shellcheck disable=SC2086,SC2016
	set -- $f -DEND='"it'\''s $HOME `x`; * \\ "' -o debug.out
	CCWRAP_DEBUG=1 "$cc" "$@" 2>line
	mv debug.out first.out
	ok "CCWRAP_DEBUG: $f can be pasted" eval "$(sed -n 1p line)"
	ok "CCWRAP_DEBUG: $f is what was run" cmp first.out debug.out
done
is 'CCWRAP_DEBUG: one line' "$(wc -l <line)" 1

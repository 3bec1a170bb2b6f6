#!/bin/sh
# lint.sh - all that is ours, as other programs see it: gcc, clang, the target's
# compiler, cppcheck, shellcheck, clang-format; and a few rules of the house. Each
# tool gets something bad, too: one that finds nothing anywhere proves nothing.
# shellcheck disable=SC2154 # DEFINES, O and TARGET come from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 24
cd "$top" || exit

# Over 500 lines, and why that is so.
long='tests/build/fetch.sh README' # tables of cases; every usage
# Shell without #!, since it is sourced or sent.
sourced='tests/tap.sh tests/kconfig.sh tests/namespaces.sh tests/ccwrap.sh tests/boot.sh tests/runs.sh tests/made-up.sh tests/copy.sh tests/netcat.sh tests/tree.sh'
sourced="$sourced tests/miniconfig.sh tests/init/setup tests/boot/guest/steps tests/boot/guest/writers overlay/root/etc/profile"

# The files that git knows or would; without git, all but what was built.
{ git ls-files -co --exclude-standard 2>/dev/null ||
	find . \( -path "./${O#"$top/"}" -o -path ./build -o -path ./.git \) -prune -o \
		! -type d -print | sed 's,^\./,,'; } | while read -r file; do
	[ ! -f "$file" ] || [ -L "$file" ] || echo "$file"
done | sort >"$tmp/files"
grep '\.[ch]$' "$tmp/files" >"$tmp/c"
while read -r file; do
	! head -n 1 "$file" | grep -q '^#!' || echo "$file"
done <"$tmp/files" >"$tmp/programs"
# Of the run script, what make puts together from its parts.
{
	sed "s,^mkimage/run-qemu.sh\$,$O/$TARGET/run-qemu.sh," "$tmp/programs"
	echo "$sourced" | tr ' ' '\n'
} >"$tmp/sh"
echo "# $(wc -l <"$tmp/c") files of C, $(wc -l <"$tmp/sh") of shell"
ok 'there is C to look at' [ "$(wc -l <"$tmp/c")" -ge 20 ]
ok 'and shell' [ "$(wc -l <"$tmp/programs")" -ge 20 ]
# shellcheck disable=SC2086 # lists of files
ok 'and what is named' ls -d $sourced $long

# Each takes files, and fails with its complaints.
flags="$DEFINES -Itoys/lib -Itoys -Iinit -Imkimage -Itests -Itests/fuzz"
compile() { # COMPILER FILE...
	compiler=$1 bad=0
	shift
	for file; do
		# A header is included alone: it must need no other before it.
		case $file in
		*.h) set -- -include "$PWD/$file" -x c /dev/null ;;
		*) set -- "$file" ;;
		esac
		# shellcheck disable=SC2086 # flags
		"$compiler" $flags -Wall -Wextra -Wshadow -Werror -fsyntax-only "$@" || bad=1
	done
	return $bad
}
check_c() {
	# That it didn't look at all branches is no fault that it found.
	# shellcheck disable=SC2086 # flags
	cppcheck -q -j 2 --enable=warning,performance,portability --inline-suppr \
		--suppress=normalCheckLevelMaxBranches \
		--error-exitcode=1 $flags "$@"
}
check_sh() {
	# SC2016: what is in single quotes is for another shell, or for the guest's.
	shellcheck -s sh -x -e SC2016 "$@"
}
check_format() {
	clang-format --dry-run -Werror --style="file:$top/.clang-format" "$@"
}

# both NAME LIST BAD-FILE COMMAND...: fine with ours, not with the bad one; and it
# is there at all.
both() {
	name=$1 list=$2 bad_file=$3
	shift 3
	ok "$name" xargs_function "$list" "$@"
	not_ok "$name would tell" "$@" "$bad_file"
}
xargs_function() { # LIST COMMAND...
	list=$1
	shift
	while read -r file; do
		set -- "$@" "$file"
	done <"$list"
	"$@"
}

cat >"$tmp/shadow.c" <<'END'
/* shadow.c - one name for two things. */
int twice(int n);
int twice(int n)
{
	if (n) {
		int n = 2;

		return n;
	}
	return 0;
}
END
cat >"$tmp/beyond.c" <<'END'
/* beyond.c - past the end. */
int beyond(void);
int beyond(void)
{
	int a[2] = {1, 2};

	return a[2];
}
END
printf '#!/bin/sh\n# bad.sh - splits words\nrm $1\n' >"$tmp/bad.sh"
printf '/* bad.c - spaces */\nint\nmain( void )\n{\n  return 0;\n}\n' >"$tmp/bad.c"
grep '\.c$' "$tmp/c" >"$tmp/sources"
for compiler in gcc clang; do
	both "$compiler -Wall -Wextra -Wshadow" "$tmp/c" "$tmp/shadow.c" compile "$compiler"
done
# The codecs' libraries are the host's.
grep -v -e ^tests/ -e 'mkimage/.*stream\.c' -e mkimage/codec.c "$tmp/c" >"$tmp/target"
both "$TARGET-cc, with the guest's headers" "$tmp/target" "$tmp/shadow.c" \
	compile "$O/$TARGET/cross/bin/$TARGET-cc"
both cppcheck "$tmp/sources" "$tmp/beyond.c" check_c
both shellcheck "$tmp/sh" "$tmp/bad.sh" check_sh
both clang-format "$tmp/c" "$tmp/bad.c" check_format

# opens LIST ERE NUMBER: the files whose line of that number isn't like that.
opens() {
	while read -r file; do
		sed -n "$3p" "$file" | grep -qE "$2" || echo "$file"
	done <"$1"
}
is 'a file of C opens with what it is' "$(opens "$tmp/c" '^/\* .{8}' 1)" ''
is 'a program opens with #!/bin/sh' "$(opens "$tmp/programs" '^#!/bin/sh$' 1)" ''
is 'and what it is' "$(opens "$tmp/programs" '^# .{8}' 2)" ''
grep -e '\.mk$' -e '^Makefile$' "$tmp/files" >"$tmp/mk"
is 'a part of the Makefile opens with what it is' "$(opens "$tmp/mk" '^(# |DESCRIPTION := ).{8}' 1)" ''
is 'a program may be run' "$(while read -r file; do [ -x "$file" ] || echo "$file"; done <"$tmp/programs")" ''
is 'nothing else may' "$(grep -vxFf "$tmp/programs" "$tmp/files" | while read -r file; do
	[ ! -x "$file" ] || echo "$file"
done)" ''
is 'no file is over 500 lines' "$(while read -r file; do
	case " $long " in
	*" $file "*) ;;
	*) [ "$(wc -l <"$file")" -le 500 ] || echo "$file" ;;
	esac
done <"$tmp/files")" ''
is 'no blank ends a line' "$(grep -v '\.patch$' "$tmp/files" | xargs -d '\n' grep -nE '[[:blank:]]$')" ''
is 'every file ends in a newline' "$(while read -r file; do
	[ -z "$(tail -c 1 "$file")" ] || echo "$file"
done <"$tmp/files")" ''

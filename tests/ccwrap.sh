# shellcheck shell=sh
# ccwrap.sh - what the tests of ccwrap share; sourced after tap.sh. The wrapper is
# tested as built, in its sysroot; here are programs and libraries for it.
# shellcheck disable=SC2034,SC2154 # O and TARGET come from make; some are the tests'

LC_ALL=C
TMPDIR=$tmp # the compiler's temporary files are known by it
export LC_ALL TMPDIR
unset CCWRAP_CC CCWRAP_DEBUG CPATH C_INCLUDE_PATH LIBRARY_PATH
cross=$(readlink -f "${O:?}/${TARGET:?}/cross")
cc=$cross/bin/$TARGET-cc
real=$(cat "$cross/compiler")
ar=$($real -print-prog-name=ar)
nm=$($real -print-prog-name=nm)
clang="clang --target=$($real -dumpmachine)"
cd "$tmp" || exit 1

# Run the real compiler: its words are parted by the shell.
real() {
	# shellcheck disable=SC2086
	$real "$@"
}

clang_cc() {
	CCWRAP_CC=$clang "$cc" "$@"
}

# It works and says nothing.
quiet() {
	said=$("$@" 2>&1) && [ -z "$said" ] && return
	echo "$* said: $said"
	return 1
}

# says STATUS LINE COMMAND...: it ends so, with this one line from itself.
says() {
	want_status=$1 want=$2
	shift 2
	said=$("$@" 2>&1 >/dev/null)
	got_status=$?
	[ "$got_status" = "$want_status" ] && [ "$said" = "$want" ] && return
	echo "$*: status $got_status: $said"
	return 1
}

# refuses LINE COMMAND...: says so after "NAME-cc: ".
refuses() {
	line="$TARGET-cc: $1"
	shift
	says 1 "$line" "$@"
}

is_static() {
	readelf -hl "$1" >"$tmp/elf" && grep -q 'Type: *EXEC' "$tmp/elf" &&
		! grep -Eq 'INTERP|DYNAMIC' "$tmp/elf"
}

is_object() {
	readelf -h "$1" | grep -q 'Type: *REL'
}

# runs TEXT PROGRAM: it prints this; a foreign one is at least static.
runs() {
	is_static "$2" || return 1
	[ "$(uname -m)" = "$TARGET" ] || return 0
	said=$("$2" 2>&1) && [ "$said" = "$1" ] && return
	echo "$2 said: $said"
	return 1
}

# links TEXT WORDS...: makes a program that prints this.
links() {
	want=$1
	shift
	rm -f prog
	"$cc" "$@" -o prog && runs "$want" ./prog
}

cat >hello.c <<'END'
#include <stdio.h>
int main(void) { return puts("hello") < 0; }
END
cat >thread.c <<'END'
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int ready[2];
static void clean(void *p) { puts(p); }
static void *run(void *p)
{
	pthread_cleanup_push(clean, "cleaned");
	if (write(ready[1], "", 1) == 1)
		for (;;)
			pause();
	pthread_cleanup_pop(0);
	return p;
}
int main(void)
{
	pthread_t t;
	void *r;
	char c;
	if (pipe(ready) || pthread_create(&t, NULL, run, NULL) ||
		read(ready[0], &c, 1) != 1 || pthread_cancel(t) ||
		pthread_join(t, &r))
		return 1;
	return puts(r == PTHREAD_CANCELED ? "cancelled" : "lived") < 0;
}
END
cat >many.c <<'END'
#include <arpa/inet.h>
#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <float.h>
#include <limits.h>
#include <linux/fs.h>
#include <math.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) { return puts("many") < 0 || LONG_MAX < INT_MAX || !PATH_MAX; }
END
echo 'int main(void) { return 0; }' >plain.c

# Libraries whose who() tells the folder.
for d in one two; do
	mkdir $d
	echo "const char *who(void) { return \"$d\"; }" >$d/who.c
	"$cc" -c $d/who.c -o $d/who.o
	"$ar" rc $d/libwho.a $d/who.o
	cp $d/libwho.a $d/other.lib
done

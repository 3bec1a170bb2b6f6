# shellcheck shell=sh
# tap.sh - checks for shell tests, told as TAP (testanything.org, version 12).
#
# A test two levels below the project's root starts with
#	# shellcheck source=tests/tap.sh
#	. "${0%/*}/../tap.sh"
#	plan 2
#	ok "prints its usage" "$top/toys/thing" -h
#	is "adds" "$(expr 1 + 1)" 2
# $top is the project's root, $tmp a folder of the test's own, removed at exit.
# Commands run in this shell: a function may set variables, and `exit` in one
# ends the test.

tap_n=0 tap_bad=0 tap_clean=
# shellcheck disable=SC2034 # top is for the test
top=$(CDPATH='' cd -- "${0%/*}/../.." && pwd) || exit 1
tap_dir=$(mktemp -d) || exit 1
tmp=$tap_dir/tmp # the checks keep their own files out of the test's sight
mkdir "$tmp" || exit 1

tap_exit() {
	set +e
	trap - EXIT
	trap '' HUP INT TERM
	eval "$tap_clean"
	rm -rf "$tap_dir"
	[ "$1" = 0 ] || exit "$1"
	exit "$tap_bad"
}
trap 'tap_exit $?' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Run a command at exit, before $tmp goes: the newest first.
on_exit() {
	tap_clean="$1
$tap_clean"
}

# other_place: $other is a folder on another kind of file system, if there is one.
other_place() {
	if [ -w /dev/shm ]; then
		other=$(mktemp -d /dev/shm/test.XXXXXX) || exit 1
		on_exit "rm -rf '$other'"
	else
		other=$tmp/other
		mkdir "$other"
	fi
}

plan() {
	echo "1..$1"
}

# A '#' or a line's end in a name would read as a directive or a case.
tap_name() {
	case $1 in
	*'#'* | *'
'*) printf %s "$1" | tr '\n' ' ' | sed 's/#/\\#/g' ;;
	*) printf %s "$1" ;;
	esac
}

# Standard input as # lines, the last one whole even without its newline.
tap_note() {
	LC_ALL=C awk -v head="# ${1-}" '{ print head $0 }'
}

pass() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $(tap_name "$1")"
}

fail() {
	tap_n=$((tap_n + 1)) tap_bad=1
	echo "not ok $tap_n - $(tap_name "$1")"
}

skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $(tap_name "$1") # SKIP $2"
}

tap_run() {
	shift
	tap_status=0
	"$@" >"$tap_dir/out" 2>&1 || tap_status=$?
}

tap_fail_run() {
	fail "$1"
	echo "# exit status $tap_status"
	tap_note <"$tap_dir/out"
}

# ok NAME COMMAND...: it exits 0.
ok() {
	tap_run "$@"
	if [ "$tap_status" -eq 0 ]; then pass "$1"; else tap_fail_run "$1"; fi
}

# not_ok NAME COMMAND...: it fails cleanly; not found, not executable and
# killed are no clean failures.
not_ok() {
	tap_run "$@"
	if [ "$tap_status" -ge 1 ] && [ "$tap_status" -le 125 ]; then
		pass "$1"
	else
		tap_fail_run "$1"
	fi
}

# answers NAME STATUS ERE COMMAND...: the exit status, and how what it says begins.
answers() {
	tap_case=$1 tap_want="^$2: $3"
	shift 3
	tap_run "$tap_case" "$@"
	like "$tap_case" "$tap_status: $(cat "$tap_dir/out")" "$tap_want"
}

# is NAME GOT WANT
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1"
		printf '%s\n' "$2" | tap_note ' got: '
		printf '%s\n' "$3" | tap_note 'want: '
	fi
}

# like NAME TEXT ERE: a line of the text matches.
like() {
	if printf '%s\n' "$2" | grep -E -e "$3" >/dev/null; then
		pass "$1"
	else
		fail "$1"
		printf '%s\n' "$2" | tap_note ' got: '
		printf '%s\n' "$3" | tap_note 'like: '
	fi
}

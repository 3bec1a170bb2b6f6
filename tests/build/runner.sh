#!/bin/sh
# runner.sh - the test runner and tap.sh, tried on tests made up here.
#
# A failure that the runner does not see would hide every other one, so each
# kind is made once. The oracle is what the made-up test says it does. The
# whole set runs under sh, and again with BusyBox for the shell and the tools.

# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"

# made NAME: a made-up test from standard input, two levels below a root.
made() {
	cat >"$tmp/root/tests/x/$1" && chmod +x "$tmp/root/tests/x/$1"
}

make_tests() {
	mkdir -p "$tmp/root/tests/x" "$tmp/temp"
	cp "$top/tests/tap.sh" "$tmp/root/tests/"
	made good <<-'END'
		#!/bin/sh
		echo 1..2; echo ok 1 - one; echo noise; echo ok 2 - two
	END
	made 'late plan' <<-'END'
		#!/bin/sh
		echo ok; echo ok - two; echo 1..2
	END
	made bad <<-'END'
		#!/bin/sh
		echo 1..2; echo not ok 1 - why; echo '# this'; echo ok 2 - fine
		echo '# not this'; exit 1
	END
	made noplan <<-'END'
		#!/bin/sh
		echo ok 1; echo last words >&2
	END
	made twoplans <<-'END'
		#!/bin/sh
		echo 1..1; echo ok 1; echo 1..1
	END
	made silent <<-'END'
		#!/bin/sh
	END
	made short <<-'END'
		#!/bin/sh
		echo 1..5; echo ok 1; echo ok 2; echo ok 3
	END
	made long <<-'END'
		#!/bin/sh
		echo 1..1; echo ok 1; echo ok 2
	END
	made twice <<-'END'
		#!/bin/sh
		echo 1..2; echo ok 1; echo ok 1
	END
	made swapped <<-'END'
		#!/bin/sh
		echo 1..2; echo ok 2; echo ok 1
	END
	made status1 <<-'END'
		#!/bin/sh
		echo 1..1; echo ok 1; exit 1
	END
	made status3 <<-'END'
		#!/bin/sh
		echo 1..1; echo not ok 1; exit 3
	END
	made lying <<-'END'
		#!/bin/sh
		echo 1..1; echo not ok 1
	END
	made killed <<-'END'
		#!/bin/sh
		echo 1..1; echo ok 1; kill -9 $$
	END
	made bail <<-'END'
		#!/bin/sh
		echo 1..1; echo ok 1; echo 'Bail out! no disk'
	END
	made skips <<-'END'
		#!/bin/sh
		echo 1..4; echo 'ok 1 - a # SKIP no reason'; echo ok 2 - b
		echo 'not ok 3 - c # TODO later'; echo 'ok 4 - d \# skip'
	END
	made badskip <<-'END'
		#!/bin/sh
		echo 1..1; echo 'not ok 1 - a # SKIP broken'
	END
	made all <<-'END'
		#!/bin/sh
		echo '1..0 # SKIP not here'
	END
	made nothing <<-'END'
		#!/bin/sh
		echo 1..0
	END
	made stdin <<-'END'
		#!/bin/sh
		echo 1..1; read -r line || echo ok 1
	END
	made interrupt <<-'END'
		#!/bin/sh
		echo 1..1; trap 'echo ok 1' INT; kill -INT $$
	END
	# The pid of a process to look for; it ignores all but SIGKILL.
	made leaves <<-'END'
		#!/bin/sh
		sh -c 'trap "" HUP INT TERM; echo $$ >"$LEFT"; sleep 30' &
		until [ -s "$LEFT" ]; do sleep 0.1; done
		echo 1..1; echo ok 1
	END
	made hangs <<-'END'
		#!/bin/sh
		trap '' TERM
		timeout 40 sh -c 'trap "" TERM; echo $$ >"$LEFT"; sleep 30'
		sleep 30
	END
	made beside <<-'END'
		#!/bin/sh
		LEFT=${LEFT}2 exec "${0%beside}leaves_only"
	END
	made leaves_only <<-'END'
		#!/bin/sh
		trap '' HUP INT TERM
		echo $$ >"$LEFT"; sleep 30; sleep 30
	END
	made cleans <<-'END'
		#!/bin/sh
		. "${0%/*}/../tap.sh"
		plan 1
		echo "$tmp" >"$LEFT"
		sleep 30
	END
	# Each waits a while for the other.
	for name in one two; do
		made $name <<-'END'
			#!/bin/sh
			echo 1..1; echo >"$LEFT.${0##*/}"
			for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
				[ ! -e "$LEFT.one" ] || [ ! -e "$LEFT.two" ] || break
				sleep 0.1
			done
			[ -e "$LEFT.one" ] && [ -e "$LEFT.two" ] && echo ok 1 || echo not ok 1
		END
	done
	made tap <<-'END'
		#!/bin/sh -u
		. "${0%/*}/../tap.sh"
		plan 17
		on_exit 'echo "# first"; [ -d "$tmp" ] && echo "# still there"'
		on_exit 'echo "# newest"'
		ok good true
		ok bad sh -c 'echo a; echo b >&2; printf c; exit 3'
		ok missing "$tmp/nothing"
		not_ok "fails cleanly" sh -c 'exit 125'
		not_ok worked true
		not_ok missing "$tmp/nothing"
		not_ok killed sh -c 'kill -9 $$'
		is same 'a b' 'a b'
		is other 'x
y' z
		like matches 'one
		two' '^tw+o$'
		like differs one two
		like "bad pattern" one '('
		skip absent "no such thing"
		pass 'sharp # SKIP me'
		fail 'one
		line # TODO'
		is "a root" "$top" "$ROOT"
		set_it() { it=5; }
		ok "a function" set_it && [ "$it" = 5 ]
		echo "tmp=$tmp"
	END
	made dies <<-'END'
		#!/bin/sh -e
		. "${0%/*}/../tap.sh"
		plan 2
		pass one
		cat "$tmp/nothing"
		pass two
	END
}

# run TEST...: the runner's output in $out, its last line in $last, its exit
# status in $status. There is something on its standard input.
run() {
	status=0
	out=$(cd "$tmp/root/tests/x" && exec 2>&1 <"$top/tests/run.sh" &&
		TMPDIR=$tmp/temp "$sh" "$top/tests/run.sh" "$@") || status=$?
	last=$(printf '%s\n' "$out" | tail -n 1)
}

# verdict NAME TEST EXIT LAST ERE: run one test and see how it ends; a line of
# the output matches.
verdict() {
	run "./$2"
	is "$1: status and totals" "$status $last" "$3 $4"
	like "$1: is told" "$out" "$5"
}

failure_kinds() {
	verdict "not ok" bad 1 "1 passed, 1 failed" '^    not ok 1 - why$'
	like "its notes are shown" "$out" '^    # this$'
	is "and no other's" "$(printf '%s\n' "$out" | grep 'not this')" ""
	verdict "no plan" noplan 1 "1 passed, 1 failed" '^    no plan$'
	like "the test's last words are shown" "$out" '^    \| last words$'
	verdict "two plans" twoplans 1 "1 passed, 1 failed" '^    2 plans$'
	verdict "no output" silent 1 "0 passed, 1 failed" '^    no plan$'
	verdict "too few" short 1 "3 passed, 1 failed" '^    planned 5 ran 3$'
	verdict "too many" long 1 "2 passed, 1 failed" '^    planned 1 ran 2$'
	verdict "a number twice" twice 1 "2 passed, 1 failed" \
		'^    numbered out of order: 1 after 1$'
	verdict "out of order" swapped 1 "2 passed, 1 failed" \
		'^    numbered out of order: 2 after 0$'
	verdict "status 1" status1 1 "1 passed, 1 failed" \
		'^    exit status 1 though all passed$'
	verdict "status 3" status3 1 "0 passed, 2 failed" \
		'^    exit status 3$'
	verdict "not ok, status 0" lying 1 "0 passed, 1 failed" \
		'^    not ok 1$'
	verdict "killed" killed 1 "1 passed, 1 failed" \
		'^    killed by signal 9$'
	verdict "bail out" bail 1 "1 passed, 1 failed" \
		'^    bailed out: no disk$'
	verdict "plan of 0" nothing 1 "0 passed, 1 failed" \
		'^    planned nothing and gave no reason$'
	verdict "not ok # SKIP" badskip 1 "0 passed, 1 failed" \
		'^    not ok 1 - a # SKIP broken$'
	verdict "missing" gone 1 "0 passed, 2 failed" '^    exit status 127$'
	verdict "died of set -e" dies 1 "1 passed, 2 failed" \
		'^    planned 2 ran 1$'
}

good_ones() {
	verdict "all good" good 0 "2 passed, 0 failed" \
		'^\./good \.\. ok 2  \([0-9]+ s\)$'
	verdict "late plan, no numbers, a blank" "late plan" 0 \
		"2 passed, 0 failed" '^\./late plan \.\. ok 2  '
	verdict "skipped" skips 0 "2 passed, 0 failed, 2 skipped" \
		'^\./skips \.\. ok 2, skipped 2  '
	verdict "empty stdin" stdin 0 "1 passed, 0 failed" 'ok 1  '
	if [ "$(sh -c 'trap "echo caught" INT; kill -INT $$')" ]; then
		run interrupt
		is "SIGINT is not ignored" "$last" "1 passed, 0 failed"
	else
		skip "SIGINT is not ignored" "it was already, when this began"
	fi
	run good all ./bad "$tmp/root/tests/x/skips"
	is "totals add up" "$status $last" "1 5 passed, 1 failed, 3 skipped"
	is "one line a test that did not fail" \
		"$(printf '%s\n' "$out" | grep -c '^[^ ].* \.\. ')" 4
	run -v good
	like "-v shows the output" "$out" '^noise$'
	run -v bad
	like "-v shows all notes" "$out" '^# not this$'
}

usage() {
	run
	is "no test at all fails" "$status $last" "1 0 passed, 1 failed"
	run all
	is "no case run fails" "$status $last" \
		"1 0 passed, 1 failed, 1 skipped"
	run -h
	is "-h exits 0" "$status" 0
	is "and prints all of the usage" "$out" \
		"$(sed -n '2,/^$/s/^# //p' "$top/tests/run.sh")"
	for word in -x '-t 0' '-t 1s' -t '-j 0' '-j x' -j; do
		# shellcheck disable=SC2086 # an option and its word
		run $word good
		like "$word is wrong usage" "$status $last" '^2 run\.sh: '
	done
}

# The process that wrote its pid to $LEFT is gone, if only after a moment.
gone() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		state=$(sed 's/.*) //; s/ .*//' "/proc/$(cat "$LEFT${1-}")/stat") ||
			return 0
		[ "$state" != Z ] || return 0
		sleep 0.2
	done
	return 1
}

# It has a name, and is no more.
removed() {
	[ "$1" ] && [ ! -e "$1" ]
}

# within SECONDS BEGAN: no longer ago.
within() {
	[ $(($(date +%s) - $2)) -le "$1" ]
}

at_once() {
	export LEFT="$tmp/left"
	rm -f "$LEFT".*
	run -j 2 ./one ./two ./bad
	is "-j 2: two at once, then the third" "$status $last" "1 3 passed, 1 failed"
	is "-j 2: told in order" "$(printf '%s\n' "$out" | sed -n 's/ \.\. .*//p' | tr '\n' ' ')" \
		"./one ./two ./bad "
	run -j 3 ./good ./bad ./skips ./silent ./all ./stdin ./noplan
	is "-j 3: totals" "$status $last" "1 7 passed, 3 failed, 3 skipped"
	is "-j 3: each told once" "$(printf '%s\n' "$out" | sed -n 's/ \.\. .*//p' | tr '\n' ' ')" \
		"./good ./bad ./skips ./silent ./all ./stdin ./noplan "
	rm -f "$LEFT".*
	run -j 1 ./one ./two
	is "-j 1: one after the other" "$status $last" "1 1 passed, 1 failed"
}

# Once the runner's test is under way.
kill_runner() {
	until [ -s "$LEFT" ] && { [ ! "$1" ] || [ -s "$LEFT$1" ]; }; do sleep 0.1; done
	rmdir "$tmp/temp" || echo full >"$tmp/rmdir"
	kill -TERM "$(cat "$LEFT.pid")"
}

processes() {
	export LEFT="$tmp/left"
	began=$(date +%s)
	rm -f "$LEFT"
	verdict "left-over process" leaves 0 "1 passed, 0 failed" 'ok 1  '
	ok "is not waited for" within 10 "$began"
	ok "and is killed" gone

	began=$(date +%s)
	rm -f "$LEFT"
	run -t 1 hangs good
	is "time-out: status and totals" "$status $last" "1 2 passed, 2 failed"
	like "is told" "$out" '^    timed out after 1 s$'
	ok "does not wait for the test" within 20 "$began"
	ok "its children are killed" gone

	rm -f "$LEFT"
	run -t 1 cleans
	is "a test that times out" "$status $last" "1 0 passed, 2 failed"
	ok "may clean up" removed "$(cat "$LEFT")"

	began=$(date +%s)
	rm -f "$LEFT" "$tmp/rmdir"
	kill_runner '' 2>/dev/null &
	# shellcheck disable=SC2016,SC2034 # for the inner shell; only a pipe
	out=$(TMPDIR=$tmp/temp exec sh -c 'echo $$ >"$0.pid"; exec "$@"' \
		"$LEFT" "$sh" "$top/tests/run.sh" -t 60 \
		"$tmp/root/tests/x/hangs" 2>&1)
	ok "a runner that is killed leaves its output" within 20 "$began"
	sleep 3 # TERM, and KILL two seconds later
	ok "takes its test along" gone
	is "and its temporary files" "$(ls "$tmp/temp")" ""
	is "which were where TMPDIR says" "$(cat "$tmp/rmdir")" full

	rm -f "$LEFT" "$LEFT"2 "$tmp/rmdir"
	kill_runner 2 2>/dev/null &
	out=$(TMPDIR=$tmp/temp exec sh -c 'echo $$ >"$0.pid"; exec "$@"' \
		"$LEFT" "$sh" "$top/tests/run.sh" -j 2 \
		"$tmp/root/tests/x/leaves_only" "$tmp/root/tests/x/beside" "$tmp/root/tests/x/good" 2>&1)
	sleep 4
	ok "one with two tests takes both along" gone
	ok "the second, too" gone 2
	is "begins no third, and leaves no files" "$out$(ls "$tmp/temp")" ""
}

tap_library() {
	export ROOT="$tmp/root"
	run -v ./tap
	is "tap.sh: totals" "$last" "7 passed, 9 failed, 1 skipped"
	is "tap.sh: the cases" "$(printf '%s\n' "$out" |
		grep -E '^(not )?ok|^1\.\.')" "1..17
ok 1 - good
not ok 2 - bad
not ok 3 - missing
ok 4 - fails cleanly
not ok 5 - worked
not ok 6 - missing
not ok 7 - killed
ok 8 - same
not ok 9 - other
ok 10 - matches
not ok 11 - differs
not ok 12 - bad pattern
ok 13 - absent # SKIP no such thing
ok 14 - sharp \\# SKIP me
not ok 15 - one line \\# TODO
ok 16 - a root
ok 17 - a function"
	is "tap.sh: output of a failed command" "$(printf '%s\n' "$out" |
		sed -n '/^not ok 2/,/^not ok 3/p' | sed '1d;$d')" "# exit status 3
# a
# b
# c"
	is "tap.sh: got and want" "$(printf '%s\n' "$out" |
		sed -n '/^not ok 9/,/^ok 10/p' | sed '1d;$d')" "#  got: x
#  got: y
# want: z"
	is "tap.sh: clean-up" "$(printf '%s\n' "$out" |
		sed -n '/^tmp=/,/still/p' | sed 1d)" "# newest
# first
# still there"
	ok "tap.sh: \$tmp is removed" removed \
		"$(printf '%s\n' "$out" | sed -n 's/^tmp=//p')"
	status=0
	"$tmp/root/tests/x/tap" >/dev/null 2>&1 || status=$?
	is "tap.sh: exit status of a failed test" "$status" 1
}

everything() {
	failure_kinds
	good_ones
	is "no temporary files are left" "$(ls "$tmp/temp")" ""
	usage
	at_once
	processes
	tap_library
}

# Every BusyBox tool under its own name, for PATH.
link_busybox() {
	mkdir "$tmp/bin"
	for tool in $(busybox --list); do
		ln -s "$(command -v busybox)" "$tmp/bin/$tool" || return 1
	done
}

checks=91
make_tests
sh="sh"
if command -v busybox >/dev/null; then
	plan $((2 * checks + 1))
	everything
	ok "BusyBox has an ash" link_busybox
	PATH=$tmp/bin:$PATH sh=ash
	everything
else
	plan $((checks + 1))
	everything
	fail "busybox is installed (make deps)"
fi

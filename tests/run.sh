#!/bin/sh
# usage: run.sh [-v] [-j JOBS] [-t SECONDS] TEST...
# Run each TEST, an executable that prints TAP, and sum up.
#   -j JOBS     how many run at once (default: one a processor)
#   -t SECONDS  time limit of one test (default 600)
#   -v          show all that the tests print
# Exits 0 if nothing failed, 1 if something did, 2 for a wrong usage.

# A case that's not ok is a failure, and so is each thing wrong with the test
# as a whole: its plan, its numbers, its exit status, its time. Skipped cases
# are neither passed nor failed, and a run of nothing else fails.
#
# A test runs in a session of its own, in the foreground (a shell's background
# commands ignore SIGINT, and so would all that the test starts): the workers
# that share the tests are the parts of a pipeline, whose end shows what they
# did, in order. A test's output goes to a file, so nobody waits for a process
# that it leaves behind; all that is left of the session is killed.

export LC_ALL=C

usage_error() {
	echo "run.sh: $1" >&2
	exit 2
}

# The processes of the test's session: with those that timeout, or a shell
# with job control, put into process groups of their own. Zombies don't count.
members() {
	[ "$sid" ] || sid=$(cat "$dir/pid" 2>/dev/null)
	[ "$sid" ] || return 0
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v sid="$sid" '
		{ pid = $1; sub(/^.*\) /, "") }
		$4 == sid && $1 != "Z" { print pid }'
}

# More than one round only for those that fork meanwhile.
end_session() {
	for _ in 1 2 3; do
		pids=$(members)
		[ "$pids" ] || return 0
		# shellcheck disable=SC2086 # a list
		kill -"$1" $pids 2>/dev/null
		[ "$1" = KILL ] || return 0
	done
}

# This runner is no zombie that its parent has yet to wait for.
alive() {
	read -r stat </proc/$$/stat && [ "${stat##*) Z *}" ]
}

# In the background: ends the test when its time is up, or when this runner is
# gone, in two steps, so that the test may clean up. By exec, since a redirected
# function keeps the old standard output open, and with it somebody's pipe.
watch() {
	exec >/dev/null 2>&1
	trap '' HUP INT TERM
	left=$limit
	while [ "$left" -gt 0 ] && alive; do
		sleep 1
		left=$((left - 1))
	done
	[ "$left" -gt 0 ] || : >"$dir/late"
	end_session TERM
	sleep 2
	end_session KILL
	alive || rm -rf "$tmp"
}

# Sets status. The braces keep the shell's own "Killed" off the terminal. When
# the runner is gone, its watcher has still to tidy up.
run() {
	case $1 in
	*/*) cmd=$1 ;;
	*) cmd=./$1 ;;
	esac
	sid=
	watch &
	watcher=$!
	{
		# shellcheck disable=SC2016 # for the inner shell
		setsid sh -c 'echo $$ >"$1" && exec "$2"' sh "$dir/pid" "$cmd" \
			</dev/null >"$dir/out" 2>&1
		status=$?
		alive || exit
		kill -KILL "$watcher"
		wait "$watcher"
	} 2>/dev/null
	end_session KILL
}

# From a test's output: a line "passed failed skipped", then what to show.
judge() {
	late=0
	[ ! -e "$dir/late" ] || late=$limit
	awk -v status="$status" -v late="$late" '
	function wrong(what) { problem[++problems] = what }

	# What is not TAP may tell why a test went wrong: the last lines of it.
	function show_problems(  i) {
		for (i = 1; i <= problems; i++)
			print "    " problem[i]
		for (i = others > 30 ? others - 29 : 1; i <= others; i++)
			print "    | " other[i]
	}

	/^1\.\.[0-9]+([ \t]|$)/ {
		if (plans++)
			next
		planned = substr($1, 4) + 0
		all_skipped = !planned && tolower($0) ~ /[ \t]# *skip/
		next
	}
	/^(not )?ok([ \t]|$)/ {
		ran++
		bad = $1 == "not"
		number = bad ? $3 : $2
		if (number ~ /^[0-9]+$/ && number + 0 != ran && !disorder++)
			wrong("numbered out of order: " number " after " ran - 1)
		line = tolower($0)
		if (bad ? line ~ /[ \t]# *todo/ : line ~ /[ \t]# *skip/) {
			bad = 0
			skipped++
		} else if (bad) {
			failed++
			shown[++shows] = $0
		} else {
			passed++
		}
		next
	}
	/^Bail out!/ { wrong("bailed out:" substr($0, 10)); next }
	/^#/ { if (bad) shown[++shows] = $0; next }
	{ other[++others] = $0 }

	END {
		if (!plans)
			wrong("no plan")
		else if (plans > 1)
			wrong(plans " plans")
		else if (planned != ran)
			wrong("planned " planned " ran " ran + 0)
		else if (!planned && !all_skipped)
			wrong("planned nothing and gave no reason")
		if (late)
			wrong("timed out after " late " s")
		else if (status > 128)
			wrong("killed by signal " status - 128)
		else if (status == 1 && !failed)
			wrong("exit status 1 though all passed")
		else if (status > 1)
			wrong("exit status " status)
		if (all_skipped)
			skipped++
		print passed + 0, failed + problems, skipped + 0
		for (i = 1; i <= shows; i++)
			print "    " shown[i]
		if (problems)
			show_problems()
	}' "$dir/out"
}

# tell TEST SECONDS PASSED FAILED SKIPPED
tell() {
	if [ "$4" -gt 0 ]; then
		verdict="FAILED $4, ok $3"
	elif [ "$3" -gt 0 ]; then
		verdict="ok $3"
	else
		verdict=ok
	fi
	[ "$5" -eq 0 ] || verdict="$verdict, skipped $5"
	printf '%s .. %s  (%s s)\n' "$1" "$verdict" "$2"
}

# Run each test that nobody has taken yet, and tell its number.
worker() { # TEST...
	n=0
	for test; do
		n=$((n + 1)) dir=$tmp/$n
		mkdir "$dir" 2>/dev/null || continue
		began=$(date +%s)
		run "$test"
		echo $(($(date +%s) - began)) >"$dir/seconds"
		judge >"$dir/report"
		echo "$n" >&3
	done
}

workers() { # NUMBER TEST...
	left=$(($1 - 1))
	shift
	if [ "$left" -gt 0 ]; then
		worker "$@" | workers "$left" "$@"
	else
		worker "$@"
	fi
}

# What the workers did, in the tests' order, and the sum of it.
show() { # TEST...
	passed=0 failed=0 skipped=0 next=1
	while read -r n; do
		: >"$tmp/$n/done"
		while [ -e "$tmp/$next/done" ]; do
			dir=$tmp/$next next=$((next + 1))
			{
				read -r p f s
				[ ! "$verbose" ] || cat "$dir/out"
				tell "$1" "$(cat "$dir/seconds")" "$p" "$f" "$s"
				cat
			} <"$dir/report"
			shift
			passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
		done
	done
	alive || exit
	if [ $# -gt 0 ]; then
		echo "run.sh: $# tests were not run" >&2
		failed=$((failed + $#))
	elif [ $((passed + failed)) -eq 0 ]; then
		echo "run.sh: no case was run" >&2
		failed=1
	fi
	total="$passed passed, $failed failed"
	[ "$skipped" -eq 0 ] || total="$total, $skipped skipped"
	echo "$total"
	[ "$failed" -eq 0 ]
}

limit=600 verbose='' jobs=$(nproc)
while getopts hj:t:v option; do
	case $option in
	h) sed -n '2,/^$/s/^# \{0,1\}//p' "$0" && exit ;;
	j) jobs=$OPTARG ;;
	t) limit=$OPTARG ;;
	v) verbose=1 ;;
	*) usage_error "see run.sh -h" ;;
	esac
done
shift $((OPTIND - 1))
case $limit in
'' | *[!0-9]* | 0*) usage_error "-t $limit: not a number of seconds" ;;
esac
case $jobs in
'' | *[!0-9]* | 0*) usage_error "-j $jobs: not a number of tests" ;;
esac
for tool in setsid awk; do
	command -v "$tool" >/dev/null || usage_error "$tool: not found"
done

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
workers "$jobs" "$@" 3>&1 | show "$@"

#!/bin/sh
# step.sh NAME LOG SCRIPT - run one step of the build: a line with its time, all
# that it prints in LOG. When it fails, the log's end and name. V=1 shows all.
set -u
name=$1 log=$2 script=$3

mkdir -p "${log%/*}"
start=$(date +%s)
[ ! -t 1 ] || printf '%-28s ...\r' "$name"
if [ "${V:-0}" = 1 ]; then
	echo "$name"
	{ sh -exc "$script" 2>&1; echo $? >"$log.status"; } | tee "$log"
	status=$(cat "$log.status")
	rm -f "$log.status"
else
	sh -exc "$script" >"$log" 2>&1
	status=$?
fi
if [ "$status" = 0 ]; then
	printf '%-28s %4d s\n' "$name" $(($(date +%s) - start))
	exit 0
fi
tail -n 20 "$log" >&2
echo "build: make $name: exit status $status; the whole log is $log" >&2
exit 1

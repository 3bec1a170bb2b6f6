#!/bin/sh
# granted.sh CONFIG FRAGMENT... - fail if CONFIG isn't what the fragments ask:
# Kconfig drops what it can't grant (an unknown name, an unmet dependency)
# without a word. Of several lines for one name the last counts.
set -eu
bad=$(awk '
	FNR == NR { line[$0]; if (sub(/=.*/, "")) set[$0]; next }
	/^# [A-Za-z0-9_]+ is not set$/ { want[$2] = $0; next }
	/^#/ || /^$/ { next }
	{ name = $0; sub(/=.*/, "", name); want[name] = $0 }
	END {
		for (name in want)
			if (want[name] ~ /^#/ ? name in set : !(want[name] in line))
				print want[name]
	}' "$@")
[ "$bad" ] || exit 0
config=$1
shift
# The newlines between the lines become blanks.
# shellcheck disable=SC2086
echo "granted: configure $config by $*: Kconfig refused:" $bad >&2
exit 1

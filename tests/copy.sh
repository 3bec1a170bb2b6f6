# shellcheck shell=sh
# copy.sh - a copy of the project for tests to build or change; sourced after tap.sh.
# shellcheck disable=SC2154 # tmp and top come from tap.sh, O from make

# The files that git knows or would, in $tmp/tree; without git, all but what was
# built.
copy_project() {
	mkdir "$tmp/tree"
	(cd "$top" && { git ls-files -co --exclude-standard 2>/dev/null ||
		find . \( -path "./${O#"$top/"}" -o -path ./build \) -prune -o ! -type d -print; } |
		while read -r file; do
			[ ! -e "$file" ] && [ ! -L "$file" ] || echo "$file"
		done >"$tmp/list" && tar cf - -T "$tmp/list") | tar xf - -C "$tmp/tree"
}

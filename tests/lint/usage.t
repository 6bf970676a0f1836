#!/bin/bash
# Help, manual page and README speak of the same commands and options. In the
# manual each command is a subsection of COMMANDS, an option begins an
# indented line, and what all commands share stands in OPTIONS.
. tests/lint/lib.bash

program=build/$MODE/sealbag
manual=$(mandoc -T ascii sealbag.1 2>/dev/null | perl -pe 's/.\x08//g')
overview=$("$program" help 2>/dev/null)
mapfile -t commands < <(
	sed -nE 's/^  ([a-z]+( [a-z-]+)?)  +.*/\1/p' <<<"$overview")

# options: each option at the beginning of an indented line of the input.
options() {
	sed -nE 's/^ +(-h, )?(--[a-z0-9-]+).*/\2/p' | sort -u
}

# section NAME: the lines of the manual below this heading, up to the next.
section() {
	awk -v name="$1" '
		/^[^ ]/ || /^   [^ ]/ {
			line = $0
			sub(/^ +/, "", line)
			inside = line == name
			next
		}
		inside' <<<"$manual"
}

# missing A B: lines of A that are not in B.
missing() {
	comm -23 <(sort -u <<<"$1") <(sort -u <<<"$2") | grep .
}

all=$(for command in "${commands[@]}"; do
	# a command of two words is two arguments
	# shellcheck disable=SC2086
	"$program" help $command | options
done | sort -u)
shared=$(section OPTIONS | options)

check 'the program lists its commands' \
	"$([ "${#commands[@]}" -gt 5 ] || echo "$program help: $overview")"
check 'there is a manual' "$([ -n "$manual" ] || echo 'no sealbag.1')"
check 'the manual has each command, and no other' "$(
	listed=$(awk '/^[^ ]/ { inside = $0 == "COMMANDS" }
		inside && /^   [^ ]/ { sub(/^ +/, ""); print }' <<<"$manual")
	missing "$listed" "$(printf '%s\n' "${commands[@]}")" |
		sed 's/$/: not in help/'
	missing "$(printf '%s\n' "${commands[@]}")" "$listed" |
		sed 's/$/: not in the manual/')"
check 'the manual has each option of each command, and no other' "$(
	for command in "${commands[@]}"; do
		# shellcheck disable=SC2086
		help=$("$program" help $command | options)
		page=$(section "$command" | options)
		missing "$page" "$help" |
			sed "s/^/$command: not in help: /"
		missing "$help" "$page
$shared" | sed "s/^/$command: not in the manual: /"
	done
	missing "$shared" "$all" | sed 's/^/OPTIONS: not in help: /')"
check 'every command says what it is called with' "$(
	for command in "${commands[@]}"; do
		# shellcheck disable=SC2086
		"$program" help $command | grep -q "sealbag $command" ||
			echo "$command"
	done)"
check 'README shows commands and options that are there' "$(
	shown=$(grep -hE '^ *\$? *sealbag |^ +--' README.md)
	missing "$(grep -oE -e ' --[a-z0-9-]+' <<<"$shown" | tr -d ' ')" "$all"
	grep -oE '^ *\$? *sealbag [a-z]+' <<<"$shown" |
		sed 's/.* //' | sort -u | while read -r word; do
		printf '%s\n' "${commands[@]}" | grep -qE "^$word( |\$)" ||
			echo "sealbag $word"
	done)"
check 'what the exit status means is the same in both' "$(
	for text in "$overview" "$(section 'EXIT STATUS')"; do
		for status in 0 1 2 3; do
			grep -qE "(^|[^0-9])$status([^0-9]|\$)" <<<"$text" ||
				echo "$status: not in: ${text:0:40}"
		done
	done)"

finish

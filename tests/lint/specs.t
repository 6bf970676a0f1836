#!/bin/bash
# The specifications, and the code that cites them.
. tests/lint/lib.bash

# Headings stand in column 0: "3. Records", "4.1 Header".
sections() {
	grep -nE '^[0-9]+(\.[0-9]+)*\.? +[^ ]' "$1" |
		sed -E 's/^([0-9]+):([0-9.]*[0-9]).*/\1 \2/'
}

# cited FILE...: "file name.txt section" of each "Source: name.txt, N", also
# several after one "Source:", and over the ends of comment lines.
cited() {
	perl -0777 -ne '
		my $one = qr{[a-z0-9_]+\.txt(?:, [0-9.]*[0-9])?};
		s{\n\s*\*?\s*}{ }g;
		while (/Source: ((?:$one(?:; | and )?)+)/g) {
			my $list = $1;
			print "$ARGV $1 ", $2 // "-", "\n" while $list =~
			    /([a-z0-9_]+\.txt)(?:, ([0-9.]*[0-9]))?/g;
		}' "$@"
}

specs=$(find formats -name '*.txt' | sort)
citations=$(cited "${all_c[@]}")

for name in bundle record tree salt segment contents seal order event; do
	check "formats/$name.txt is there" \
		"$([ -s formats/$name.txt ] || echo missing)"
done
check 'every citation names a section that is there' "$(
	echo "$citations" | grep . |
		while read -r file spec section; do
		if [ ! -f "formats/$spec" ]; then
			echo "$file: no formats/$spec"
		elif [ "$section" != - ] && ! sections "formats/$spec" |
			grep -q " ${section//./\\.}\$"; then
			echo "$file: $spec has no section $section"
		fi
	done)"
check 'every specification is cited by the code' "$(
	for spec in $specs; do
		echo "$citations" | grep -q " $(basename "$spec") " ||
			echo "$spec"
	done)"
check 'sections are numbered without gaps or repeats' "$(
	for spec in $specs; do
		sections "$spec" | awk -v file="$spec" '
		{
			n = split($2, part, ".")
			want = depth >= n ? last[n] + 1 : 1
			if (n > depth + 1 || part[n] != want)
				print file ":" $1 ": section " $2
			for (i = 1; i < n; i++)
				if (part[i] != last[i])
					print file ":" $1 ": section " $2
			for (i = 1; i <= n; i++)
				last[i] = part[i]
			depth = n
		}
		END { if (NR == 0) print file ": no sections" }'
	done)"
check 'specifications are 78 columns wide, without tabs' "$(
	for spec in $specs; do
		grep -HnE '^.{79}|'$'\t' "$spec"
	done)"

finish

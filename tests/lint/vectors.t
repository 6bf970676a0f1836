#!/bin/bash
# Every vector has its expectation: x.expect beside x, whose first word is a
# reason of formats/why.c, or "ok". Scripts make the vectors; *.txt and *.md
# are their tables and notes.
. tests/lint/lib.bash

reasons=$(grep -oE '^	\[WHY_[A-Z_]+\] = \{ "[a-z-]+"' formats/why.c |
	grep -oE '"[a-z-]+"' | tr -d '"')
vectors=$(find tests/vectors -type f ! -name '*.expect' ! -name '*.txt' \
	! -name '*.md' ! -name '*.c' ! -name 'make-*' ! -name '.*')

check 'the reasons were found' \
	"$([ "$(wc -l <<<"$reasons")" -gt 40 ] || echo "$reasons")"
check 'every vector has its expectation' "$(
	for vector in $vectors; do
		[ -s "$vector.expect" ] || echo "$vector"
	done)"
check 'every expectation has its vector' "$(
	find tests/vectors -name '*.expect' | while read -r expect; do
		[ -e "${expect%.expect}" ] || echo "$expect"
	done)"
check 'every expectation names a reason, or ok' "$(
	find tests/vectors -name '*.expect' | while read -r expect; do
		read -r word _ <"$expect"
		[ "$word" = ok ] || grep -qx -e "$word" <<<"$reasons" ||
			echo "$expect: $word"
	done)"
check 'every folder of vectors has the script that makes it' "$(
	for vector in $vectors; do
		folder=$(dirname "$vector")
		compgen -G "$folder/make-*" >/dev/null ||
			compgen -G "tests/vectors/make-*" >/dev/null ||
			echo "$folder"
	done | sort -u)"
# "none" stands for no reason at all
check 'every reason is given by the code' "$(
	for reason in $reasons; do
		name=WHY_$(tr 'a-z-' 'A-Z_' <<<"$reason")
		[ "$reason" = none ] ||
			grep -rqw --include='*.c' --exclude=why.c "$name" \
				formats keys tool || echo "$reason"
	done)"

finish

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
		[[ $word = ok || $'\n'$reasons$'\n' = *$'\n'"$word"$'\n'* ]] ||
			echo "$expect: $word"
	done)"
check 'every folder of vectors has the script that makes it' "$(
	while read -r folder; do
		compgen -G "$folder/make-*" >/dev/null ||
			compgen -G "tests/vectors/make-*" >/dev/null ||
			echo "$folder"
	done < <(find tests/vectors/* -type d))"
# "none" stands for no reason at all
check 'every reason is given by the code' "$(
	given=$(grep -rhow --include='*.c' --exclude=why.c 'WHY_[A-Z_]*' \
		formats keys tool | sort -u)
	for reason in $reasons; do
		name=${reason^^}
		[ "$reason" = none ] ||
			grep -qx "WHY_${name//-/_}" <<<"$given" ||
			echo "$reason"
	done)"

finish

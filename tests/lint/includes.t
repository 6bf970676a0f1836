#!/bin/bash
# Who may know whom: tool -> keys -> formats, never back.
. tests/lint/lib.bash

# includes FOLDER...: "file:line:name" of each project header they include.
includes() {
	find "$@" -name '*.[ch]' -print0 |
		xargs -0r grep -Hn '^#include "' |
		sed -E 's/#include "([^"]*)".*/\1/'
}

# only FOLDER ALLOWED: what is included there from anywhere else.
only() {
	includes "$1" | grep -vE ":($2)/"
}

check 'formats include formats alone' "$(only formats formats)"
check 'keys include keys and formats alone' "$(only keys 'keys|formats')"
check 'the tool includes tool, keys and formats alone' \
	"$(only tool 'tool|keys|formats')"
check 'nothing below a command knows of commands' \
	"$(includes tool/flow tool/store | grep ':tool/cmd/')"
check 'the store knows of no flow and no report' \
	"$(includes tool/store | grep -E ':tool/(flow|report)/')"
check 'headers are named from the root, and are there' "$(
	includes formats keys tool tests |
		while IFS=: read -r file line name; do
			[ -f "$name" ] || echo "$file:$line: $name"
		done)"
check 'no C file is included' \
	"$(includes formats keys tool tests | grep '\.c$')"
check 'a file includes its own header first' "$(
	for file in "${program_c[@]}"; do
		[ -f "${file%.c}.h" ] || continue
		first=$(grep -m1 '^#include' "$file")
		[ "$first" = "#include \"${file%.c}.h\"" ] ||
			echo "$file: $first"
	done)"
# a "-body.h" is included several times, with other macros each time
check 'the guard of a header is its path' "$(
	for file in "${all_c[@]}"; do
		[[ $file == *.h && $file != *-body.h ]] || continue
		guard=$(echo "$file" | tr 'a-z/.-' 'A-Z___')
		head -n 2 "$file" | tr '\n' '|' |
			grep -q "^#ifndef $guard|#define $guard|" ||
			echo "$file: wants $guard"
	done)"

finish

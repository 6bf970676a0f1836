#!/bin/bash
# foo.c exports foo_*, and foo.h declares foo_*, struct foo and FOO_*.
. tests/lint/lib.bash

# Words that stand for themselves: the two halves of every stream.
shared='^(source|sink)$'

# own FILE NAME: does the name begin as the file does? A module in several
# files (ledger.c, ledger_orders.c) has one first word; where two folders
# have a file of one name, the folder's word may come first.
own() {
	local base folder
	base=${1##*/}
	base=${base%.*}
	base=${base//-/_}
	folder=${1%/*}
	folder=${folder##*/}
	[[ $2 =~ $shared ]] && return
	case ${2,,} in
	"$base" | "$base"s | "$base"_* | "${base}s"_*) ;;
	"${base%%_*}" | "${base%%_*}"_*) ;;
	"${folder}_$base" | "${folder}_${base}"_*) ;;
	*) return 1 ;;
	esac
}

foreign_names() {
	while read -r file name; do
		own "$file" "$name" || echo "$file: $name"
	done
}

# symbols: "file section name" of everything the built objects export.
symbols() {
	local file object
	for file in "${program_c[@]}"; do
		object=build/$MODE/obj/${file%.c}.o
		if [ "$file" = tool/main.c ] || [ ! -f "$object" ]; then
			continue
		fi
		objdump -t "$object" | awk -v file="$file" '
			substr($0, 18, 1) == "g" && !/\*UND\*/ &&
			$NF !~ /^_|\./ {
				split(substr($0, 26), word)
				print file, word[1], $NF
			}'
	done
}

exported=$(symbols)
check 'there are objects to look at' "$(
	[ -n "$exported" ] || echo "none in build/$MODE/obj: run make first")"
check 'what a file exports begins with its name' \
	"$(echo "$exported" | awk '{ print $1, $3 }' | foreign_names)"
check 'nothing exported can be changed by another file' \
	"$(echo "$exported" | grep -E ' (\.data|\.bss|\*COM\*) ')"
check 'structs, unions and enums of a header begin with its name' "$(
	grep -HoE '^(struct|union|enum) [a-z0-9_]+ \{' "${program_h[@]}" |
		sed -E 's/:(struct|union|enum) / /; s/ \{//' | foreign_names)"
check 'macros of a header begin with its name' "$(
	grep -HoE '^#define [A-Za-z0-9_]+' "${program_h[@]}" |
		grep -v -e '-body\.h:' | sed 's/:#define / /' |
		grep -vE ' [A-Z0-9_]+_H$' | foreign_names)"
check 'file names are lower case words' "$(
	find formats keys tool tests samples -type f \
		! -path 'tests/vectors/*' ! -path 'tests/fuzz/seeds/*' |
		grep -vE '^[a-z0-9_./-]+$')"

finish

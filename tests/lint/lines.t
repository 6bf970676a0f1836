#!/bin/bash
# Lines, functions and files of a length that can be read.
. tests/lint/lib.bash

file_max=450
function_max=80

# wide MAX FILE...: lines wider than MAX columns, tabs at multiples of 8.
wide() {
	perl -CSD -e '
		my $max = shift;
		for my $file (@ARGV) {
			open my $in, "<", $file or die "$file: $!";
			while (my $line = <$in>) {
				chomp $line;
				1 while $line =~
				    s/\t/" " x (8 - $-[0] % 8)/e;
				print "$file:$.: ", length $line, " columns\n"
				    if length $line > $max;
			}
		}' "$@"
}

# A script is known by its first line.
mapfile -t scripts < <(
	for file in "${texts[@]}"; do
		case $file in *.bash | GNUmakefile) echo "$file" ;; esac
		IFS= read -rn 2 start <"$file"
		[ "$start" != '#!' ] || echo "$file"
	done)

check 'C lines have at most 80 columns' "$(wide 80 "${all_c[@]}")"
check 'lines of scripts have at most 80 columns' "$(wide 80 "${scripts[@]}")"
check 'no blanks at the end of a line' "$(
	grep -HnE '[[:space:]]$' "${texts[@]}")"
check 'C and the GNUmakefile are indented with tabs' "$(
	grep -HnE '^ {8}' "${all_c[@]}" GNUmakefile)"
check 'every text ends with a line end' "$(
	perl -e 'for my $file (@ARGV) {
		open my $in, "<", $file or die "$file: $!";
		seek $in, -1, 2;
		print "$file\n" if -s $file && getc($in) ne "\n";
	}' "${texts[@]}")"
check "C files have at most $file_max lines" "$(wc -l "${all_c[@]}" |
	awk -v max=$file_max '$1 > max && $2 != "total"')"
# clang-format puts the braces of a function, and nothing else, in column 0
check "functions have at most $function_max lines" "$(awk \
	-v max=$function_max '
	FNR == 1 { start = 0 }
	/^\{$/ { start = FNR; name = before }
	/^\}$/ && start && FNR - start - 1 > max {
		print FILENAME ":" start ": " FNR - start - 1 " " name
	}
	/^\}/ { start = 0 }
	{ before = $0 }' "${all_c[@]}")"

finish

#!/bin/bash
# Only tool/say and tool/progress print; the rest gives reasons upwards.
. tests/lint/lib.bash

printers='^tool/(say|progress)[a-z_]*\.[ch]:'
source=$(code "${program_c[@]}" "${program_h[@]}" | grep -vE "$printers")

# calls NAMES: where one of these functions is called.
calls() {
	echo "$source" | grep -E "(^|[^A-Za-z0-9_])($1) *\("
}

check 'formats, keys and tool were looked at' \
	"$([ "$(echo "$source" | wc -l)" -gt 500 ] || echo 'too few lines')"
check 'no call that prints' "$(
	calls 'v?f?printf|f?puts|f?putc|putchar|perror|psignal|v?dprintf')"
check 'no mention of standard output or error' "$(echo "$source" |
	grep -E '(^|[^A-Za-z0-9_])(stdout|stderr|STDOUT_FILENO|STDERR_FILENO)')"
check 'no write to descriptor 1 or 2' "$(
	calls write | grep -E 'write *\( *[12] *,')"
check 'no library that reports by itself' \
	"$(calls 'v?syslog|v?warnx?|v?errx?|error|backtrace_symbols_fd')"
check 'formats and keys do not end the program' "$(calls \
	'exit|_exit|abort|quick_exit|raise' | grep -E '^(formats|keys)/')"

finish

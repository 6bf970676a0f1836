#!/bin/bash
# Calls that have a better neighbour, and marks of unfinished work.
. tests/lint/lib.bash

source=$(code "${all_c[@]}")

# never WHY NAMES: none of these functions is called anywhere.
never() {
	check "never: $1" "$(echo "$source" |
		grep -E "(^|[^A-Za-z0-9_>.])($2) *\(")"
}

never 'numbers that swallow rubbish (bytes_decimal)' \
	'ato[ifl]|atoll|s?scanf|fscanf|strtod'
never 'copies without a limit' \
	'strcpy|stpcpy|strcat|strncat|v?sprintf|gets|alloca'
never 'state hidden between calls' \
	'strtok|asctime|ctime|localtime|gmtime|tmpnam|tempnam|mktemp'
never 'a shell' 'system|popen|wordexp'
never 'the locale, a verdict does not depend on it' 'setlocale|strcoll'
never 'random numbers that can be guessed' 's?rand|random|[dlm]rand48|rand_r'
never 'a network' 'socket|connect|getaddrinfo|gethostbyname'
never 'signals in the old way' 'signal|sigset'

check 'no mark of unfinished work' "$(printf '%s\n' "${texts[@]}" |
	grep -v '^tests/lint/banned\.t$' | xargs grep -HnwE \
	'TODO|FIXME|XXX|HACK|not implemented')"
check 'no code that is switched off' "$(echo "$source" | grep -E ':#if 0')"
check 'no cleanup attribute, no numbered label' "$(echo "$source" |
	grep -E '__attribute__\(\(cleanup|:(err|out|fail)[0-9]+:$')"

finish

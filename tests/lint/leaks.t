#!/bin/bash
# Nothing of one person's machine, and no secret, is in the project.
. tests/lint/lib.bash

# found PATTERN: "file:line:text" in every text but this one.
found() {
	printf '%s\n' "${texts[@]}" | grep -v '^tests/lint/leaks\.t$' |
		xargs grep -HnIE "$1"
}

reserved='@([a-z0-9-]+\.)*(example(\.(com|org|net))?|invalid|test)([^a-z.]|$)'

check 'no path of a machine' "$(found \
	'/(home|Users)/[a-z]|/root/|(^|[^A-Za-z0-9._/*-])/(work|srv|mnt)/')"
check 'no address in a private network' "$(found \
	'(^|[^0-9.])(10|127|172|192\.168)\.[0-9]+\.[0-9]+\.[0-9]+')"
check 'no address of a mirror or a proxy' "$(found \
	'https?://[^/ ]*(localhost|proxy|mirror|registry|:[0-9])')"
check 'no e-mail address outside the names reserved for examples' "$(
	found '[A-Za-z0-9._-]+@[a-z0-9-]+\.[a-z]+' | grep -vE "$reserved")"
check 'no private key' "$(find . \( -path ./.git -o -path ./build \) -prune \
	-o -type f ! -name leaks.t -exec grep -lE \
	'BEGIN (PGP|RSA|EC|OPENSSH) PRIVATE' {} +)"
check 'comments tell no history' "$(found \
	'\<(issue|pull request|ticket) #?[0-9]+\>|\<(previously|formerly) th')"

finish

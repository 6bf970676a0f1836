#!/bin/bash
# One module meets a foreign library; the rest meet our words.
. tests/lint/lib.bash

# foreign HEADER: "file:line" where such a system header is included.
foreign() {
	grep -HnE "^#include <($1)" "${program_c[@]}" "${program_h[@]}" |
		cut -d: -f1,2
}

# one_place LIBRARY HEADER PLACE: there is one, and all lie in PLACE.
# Both are patterns.
one_place() {
	local where
	where=$(foreign "$2")
	check "$1 is met in $3 alone" "$(
		[ -n "$where" ] || echo "no file includes <$2...>"
		echo "$where" | grep . | grep -vE "^($3):")"
}

one_place GPGME 'gpgme|gpg-error' 'keys/[a-z_]+\.c'
one_place SQLite sqlite3 'tool/store/ledger[a-z_]*\.[ch]'
one_place libarchive archive 'formats/archive(_[a-z]+)?\.c'
one_place libb2 blake2 'formats/hash(_[a-z]+)?\.c'
one_place libzstd 'zstd|zdict' 'formats/segment(_[a-z]+)?\.c'
one_place jansson jansson 'formats/text(_[a-z]+)?\.c'
one_place 'cairo and pango' 'cairo|pango' \
	'tool/report/paper_pdf_lib\.h'
one_place utf8proc utf8proc 'formats/name(_[a-z]+)?\.c'
one_place libqrencode qrencode 'tool/report/qr\.c'
one_place "OpenSSL's digests" openssl/evp 'formats/sha256\.c'
one_place "OpenSSL's certificates" 'openssl/(err|pem|ts|x509)' \
	'keys/timestamp(_[a-z]+)?\.[ch]'

check 'formats know neither keys nor a database' \
	"$(foreign 'gpgme|sqlite3|openssl/(pem|pkcs|x509)' | grep '^formats/')"
check 'no library for a network' "$(foreign \
	'curl|netdb|arpa|netinet|ldap|openssl/(ssl|ocsp|http)')"

finish

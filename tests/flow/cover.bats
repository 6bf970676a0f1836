#!/usr/bin/env bats
# The check code, told and asked for, and the sheet that has it.

load lib

setup_file() {
	setup_world
	make_agencies
	make_export export --rows 20 --images 1
	pack_export two.sbag export
	accepted sealbag pack north --to south --purpose p --reference r \
		--output one.sbag export --json
	json check_code >code
	json check_words >words
}
setup() {
	cd "$WORLD" || return 1
}
teardown_file() {
	teardown_world
}

# Each character that markup, a terminal, a spreadsheet or a reader of lines
# from right to left may take for something else.
hostile=$'=1+1<b>"&\'\e[31m‮x'

@test 'both ends print one check code, that of the seal' {
	local code words digest
	code=$(<code) words=$(<words)
	digest=$(tar -xOf one.sbag seal.json | b2sum)
	perl -e '
		my ($digest, $code) = @ARGV;
		my $bits = unpack("B80", pack("H20", $digest));
		my @list = (0 .. 9, grep { !/[ILOU]/ } "A" .. "Z");
		my $own = join "", map { $list[oct "0b$_"] }
		    $bits =~ /.{5}/g;
		$code =~ tr/-//d;
		die "$own, not $code\n" if $own ne $code;
	' "$digest" "$code"
	[ "$(wc -w <<<"$words")" -eq 10 ]
	for command in 'cover one.sbag' 'verify one.sbag --signer north.card' \
		'verify one.sbag --store south' 'receive copy one.sbag'; do
		cp -a south copy
		# shellcheck disable=SC2086
		accepted sealbag $command --json
		[ "$(json check_code) $(json check_words)" = "$code $words" ]
		[ "$command" = 'receive copy one.sbag' ] || rm -r copy
	done
	accepted sealbag verify "$(received copy)" --check-code "$code" --json
	[ "$(json check_words)" = "$words" ]
	rejected 1 check-code sealbag verify "$(received copy)" \
		--check-code "0${code:1}"
	rm -r copy
	accepted sealbag inspect one.sbag --json
	[ "$(json check_code)" = "$code" ]
	accepted sealbag inspect two.sbag --json
	[ "$(json check_code)" != "$code" ]
}

@test 'the code that was given must be the one, in either form' {
	for given in "$(<code)" "$(<words)" "$(tr -d - <code | tr A-Z a-z)" \
		"$(tr a-z A-Z <words)"; do
		accepted sealbag verify one.sbag --signer north.card \
			--check-code "$given"
		rejected 1 check-code sealbag verify two.sbag --check-code \
			"$given" --signer north.card
		says 'not the one that was given'
	done
	accepted sealbag receive south one.sbag --dry-run \
		--check-code "$(<code)"
}

@test 'P1: with another code nothing is received, and the log says so' {
	held_by south >before
	rejected 1 check-code sealbag receive south two.sbag --check-code \
		"$(<words)"
	held_by south | diff before -
	accepted sealbag log show south --json
	[ "$(json events -1 act)-$(json events -1 reason)" = \
		receive-check-code ]
}

@test 'what is no code is a wrong call, and nothing is done' {
	local given
	for given in '' 1234 "$(cut -d ' ' -f 1-9 words)" \
		"$(cut -d ' ' -f 2- words) acorn" "$(<code)0"; do
		rejected 2 usage sealbag receive south two.sbag \
			--check-code "$given"
		says '--check-code'
	done
	accepted sealbag log show south --json
	[ "$(json events -1 reason)" = check-code ]
}

@test 'a cover sheet has what a person needs, and nothing of the contents' {
	accepted sealbag pack north export --to south --purpose 'Secret Plum' \
		--reference 'Plum/7' --marking OFFICIAL --output plum.sbag
	accepted sealbag cover plum.sbag --output plum.html --json
	[ "$(json checked) $(json sender) $(json marking)" = \
		'false north OFFICIAL' ]
	for text in "$(json check_code)" "$(json check_words)" north south \
		OFFICIAL 'Seal number of the bag'; do
		grep -qF "$text" plum.html || fail "lacks $text"
	done
	sed 's/ //g' plum.html >closed
	for text in "$(json bundle)" "$(json seal_digest)" \
		"$(json fingerprint)"; do
		grep -qF "$text" closed || fail "lacks $text"
	done
	! grep -qi plum plum.html || fail 'it tells of the contents'
	! grep -qiE '<script|src=|href=|url\(|@import' plum.html ||
		fail 'it asks for something, or runs it'
	rejected 2 usage sealbag cover plum.sbag --output plum.html
	accepted sealbag cover plum.sbag
	prints 'Nothing of this was checked'
}

@test 'the QR code is read as id and digest of the seal' {
	local line
	accepted sealbag cover one.sbag --output qr.html --json
	line=SEALBAG/1:$(json bundle):$(json seal_digest)
	[ "$("$TOP/tests/flow/read-qr" qr.html)" = "${line^^}" ]
}

@test 'hostile text is text, on the page and on the terminal' {
	accepted sealbag cover one.sbag --output hostile.html \
		--seal-number "$hostile" --medium "$hostile" \
		--remark "$hostile"
	[[ $output != *$'\e'* && $output != *‮* ]]
	[ "$(grep -cF '=1+1&lt;b&gt;&quot;&amp;&#39;\x1b[31m\xe2\x80\xaex' \
		hostile.html)" -eq 3 ]
	! grep -qE $'<b>|\e|‮' hostile.html || fail 'it is not text'
	accepted sealbag cover one.sbag --seal-number "$hostile" --json
	[[ $output != *$'\e'* && $output != *‮* ]]
}

@test 'what is no bundle has no cover sheet' {
	rejected 1 not-a-bundle sealbag cover north.card --output never.html
	says 'a card, not a bundle'
	[ ! -e never.html ]
}

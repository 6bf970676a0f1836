#!/usr/bin/env bats
# shellcheck disable=SC2154
# The custody log for other programs: each form says what the log says, no text
# in it does anything, and a log that is not sound is not exported.

load lib
load orders

hostile=$'=HYPERLINK("x") <b>&amp;\'\e[31m\u202e\u200f\u009b\uffff'

# north: init, agency-add, pack. south: init, agency-add, receive done, receive
# rejected, extract done, extract rejected.
setup_file() {
	setup_world
	make_agencies
	known_export export
	pack_export b.sbag export
	accepted sealbag receive south b.sbag --actor "$hostile"
	attempt sealbag receive south b.sbag --actor '-2+3'
	BUNDLE=$(basename "$(received south)")
	export BUNDLE
	accepted sealbag extract south --bundle "$BUNDLE" --exhibit AB/1 \
		--purpose p --reference '  @SUM(1)' --vrm ZZ26A2 --output ab1
	attempt sealbag extract south --bundle "$BUNDLE" --exhibit AB/2 \
		--purpose p --reference $'\tOP/1' --vrm ZZ26QQ --output ab2
	for form in csv jsonl case premis; do
		accepted sealbag log export south --format $form \
			--output all.$form --json
	done
}
setup() {
	cd "$WORLD" || return 1
}
teardown_file() { teardown_world; }

# lines: those of south's log, as they stand in the ledger.
lines() {
	# each ends with its own line end
	sqlite3 south/ledger.db -newline '' 'SELECT CAST(line AS TEXT)
		FROM event ORDER BY sequence'
}

# quiet FILE: no control but a line end, no mark that turns text.
quiet() {
	local acts='[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f'
	acts+='\x{200e}\x{200f}\x{202a}-\x{202e}\x{ffff}]'
	! grep -nP "$acts" "$1" || fail "$1 has a character that acts"
}

# faulty PROGRAM FILE FROM TO: a change is found.
faulty() {
	perl -0pe "s/$3/$4/ or die" "$2" >changed || fail "no $3 in $2"
	attempt "$TOP/tests/flow/$1" changed
	[ "$status" -eq 1 ] || fail "not found: $3 -> $4"
	rm changed
}

@test 'the lines of the log are exported byte for byte' {
	lines | cmp - all.jsonl
	[ "$(wc -l <all.jsonl)" -ge 6 ]
	accepted sealbag log export south --format jsonl --output more \
		--from 3 --json
	tail -n +4 all.jsonl | cmp - more
	[ "$(json size)" -eq "$(wc -l <all.jsonl)" ]
	[ "$(json events)" -eq "$(wc -l <more)" ]
	accepted sealbag log verify south --json
	local root
	root=$(json root)
	rm more
	accepted sealbag log export south --format jsonl --output more --json
	[ "$(json root) $(json output)" = "$root more" ]
	[ "$(json origin)" = "sealbag/$(fingerprint_of south)" ]
	rm more
}

@test 'a table has a row an event, and no cell that runs' {
	accepted "$TOP/tests/flow/check-table" all.csv all.jsonl
	[ "${#lines[@]}" -eq 3 ]
	[ "${lines[0]:0:12}${lines[1]}" = "'=HYPERLINK('-2+3" ]
	[ "${lines[2]}" = "'  @SUM(1)" ]
	quiet all.csv
	grep -qF '<b>&amp;'"'"'\x1b[31m\xe2\x80\xae\xe2\x80\x8f\xc2\x9b' all.csv
	# the leaf is the one that the log has
	[ "$(sqlite3 south/ledger.db 'SELECT lower(hex(leaf)) FROM event
		ORDER BY sequence')" = \
		"$(tail -n +2 all.csv | tr -d '\r' | sed 's/.*,//')" ]
}

@test 'CASE/UCO is as its shapes have it' {
	accepted "$TOP/tests/flow/check-case" all.case
	[ "$(grep -c case-investigation:InvestigativeAction all.case)" -eq \
		"$(wc -l <all.jsonl)" ]
	quiet all.case
	# the same text, written so that it does nothing
	grep -qF '<b>&amp;'"'"'\u001b[31m\u202e\u200f\u009b\uffff"' all.case
	grep -qF '"case-investigation:exhibitNumber": "AB/1"' all.case
	! grep -qF 'exhibitNumber": "AB/2"' all.case ||
		fail 'an exhibit that was not made'
	grep -qF '"uco-action:value": "AB/2"' all.case
	[ "$(grep -c '"uco-action:actionStatus": "Fail"' all.case)" -eq 2 ]
	grep -qF '"uco-core:externalIdentifier": "'"$BUNDLE"'"' all.case
}

@test 'the check of the shapes finds what is not so' {
	faulty check-case all.case '"uco-core:Bundle"' '"uco-core:Bandle"'
	faulty check-case all.case 'uco-action:performer' 'uco-action:performs'
	faulty check-case all.case 'xsd:dateTime",' 'xsd:date",'
	faulty check-case all.case '(\d\d)Z"' '$1"Z'
	faulty check-case all.case '(?<="uco-identity:)Identity' 'Identify'
	faulty check-case all.case '"uco-action:argumentName": "leaf",' ''
	faulty check-case all.case 'actionStatus": "Fail' 'actionStatus": "No'
	faulty check-case all.case \
		'"\@id": "urn:uuid:[^"]*",\s*(?="\@type": "u)' ''
	faulty check-case all.case '"xsd:hexBinary",\s*"\@value": "' '$&x'
	faulty check-case all.case 'specVersion": "1.4.0"' 'specVersion": true'
	faulty check-case all.case '(urn:uuid:.{14})5' '${1}8'
	faulty check-case all.case 'uco-observable:File"' 'uco-core:Facet"'
}

@test 'PREMIS is as its schema has it' {
	accepted "$TOP/tests/flow/check-premis" all.premis
	[ "$(grep -c '^<event>' all.premis)" -eq "$(wc -l <all.jsonl)" ]
	quiet all.premis
	grep -qF '&lt;b&gt;&amp;amp;&#39;\x1b[31m\xe2\x80\xae' all.premis
	grep -qF '<eventOutcomeDetailNote>reason=replayed<' all.premis
	grep -qF '<eventOutcomeDetailNote>reads=20<' all.premis
	grep -qF "<messageDigest>$(b2sum <south/proof/"$BUNDLE"/seal.json |
		cut -d ' ' -f 1)<" all.premis
	faulty check-premis all.premis '<eventType>.*?<.eventType>' ''
	faulty check-premis all.premis '<agentName>' '<agentNames>'
	faulty check-premis all.premis '(<eventType>.*?<.eventType>)(.*\n)' \
		'$2$1'
	faulty check-premis all.premis \
		'(?<=linkingObjectIdentifierValue>)....' 'ffff'
	faulty check-premis all.premis 'version="3.0"' 'version="2.2"'
	faulty check-premis all.premis '<agent>([\s\S]*?)<.agent>' \
		'<agent>$1<\/agent><agent>$1<\/agent>'
}

@test 'one bundle, as its sender and its recipient tell of it' {
	accepted sealbag log export north --format case --bundle "$BUNDLE" \
		--output theirs --json
	[ "$(json events) $(json bundle)" = "1 $BUNDLE" ]
	accepted "$TOP/tests/flow/check-case" theirs
	! grep -q agency-add theirs || fail 'it tells of another act'
	grep -qF '"uco-action:result"' theirs
	# both speak of it by one name
	accepted sealbag log export south --format case --bundle "$BUNDLE" \
		--output ours --json
	[ "$(json events)" -eq 4 ]
	comm -12 <(grep -o 'urn:uuid:[^"]*' ours | sort -u) \
		<(grep -o 'urn:uuid:[^"]*' theirs | sort -u) >both
	# agencies, tool, bundle with its reference, seal with what is of it
	[ "$(wc -l <both)" -eq 10 ]
	accepted sealbag log export north --format premis --bundle "$BUNDLE" \
		--output sent
	accepted "$TOP/tests/flow/check-premis" sent
	[ "$(grep -c '>outcome<' sent)" -eq 2 ]
	rm theirs ours both sent
}

@test 'the same log gives the same file, and a file is not replaced' {
	local form
	for form in csv case premis; do
		accepted sealbag log export south --format $form --output again
		cmp again all.$form
		rm again
	done
	rejected 2 usage sealbag log export south --format csv --output all.csv
	says 'all.csv exists already'
	rejected 2 usage sealbag log export south --format xml --output none
	rejected 2 usage sealbag log export south --format csv --bundle x \
		--output none
	rejected 2 usage sealbag log export south --format case \
		--bundle 00112233445566778899aabbccddeeff --output none
	says 'the log has no such event'
	rejected 2 usage sealbag log export south --from 99 --output none
	[ ! -e none ]
}

@test 'a log that is not sound is not exported' {
	cp -a south copy
	sqlite3 copy/ledger.db "UPDATE event SET line = CAST(replace(
		CAST(line AS TEXT), 'replayed', 'version') AS BLOB)
		WHERE sequence = 3"
	rejected 1 log-altered sealbag log export copy --format csv \
		--output none
	says 'event 3 was altered'
	[ ! -e none ]
	[ -z "$(find . -maxdepth 1 -name '.sealbag*')" ]
	rm -rf copy
}

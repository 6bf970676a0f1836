#!/usr/bin/env bats
# shellcheck disable=SC2154
# Reports: the same words in every form, what the ledger says and no more, the
# verdict of a check that was made for it, and nothing of hostile text at work.

load lib
load orders

hostile='=HYPERLINK("x") <b>ŵß</b> & '$'\u202e'"'on=\"1"

# South holds a row, deletes another, shows two.
setup_file() {
	setup_world
	make_agencies
	known_export export
	accepted sealbag pack north export --to south --output b.sbag \
		--reference @FT/1 \
		--purpose 'Ôl <script>alert(1)</script> =1+1' \
		--category serious --requester '<img src=x> \analyst'
	accepted sealbag receive south b.sbag --actor "$hostile"
	BUNDLE=$(basename "$(received south)")
	export BUNDLE
	cp -a south fresh
	accepted sealbag hold add south --ground court --officer '<i>A. Judge' \
		--rank HHJ --number =12 --reference '@CC/7' \
		--review 2030-01-02 --vrm ZZ26A2 \
		--from 2026-03-01T00:00:00Z --until 2026-03-02T00:00:00Z
	order deletions 'ground &amp; <u>' '+DEL/<7>'
	by_record A 2 >>deletions
	by_record A 3 >>deletions
	carry deletions order.sbag
	accepted sealbag receive south order.sbag
	accepted sealbag extract south --bundle "$BUNDLE" --exhibit AB/1 \
		--purpose '-2+3 <em>' --reference 'OP/"1"' --vrm ZZ26A4 \
		--vrm ZZ26B4 --output ab1.tar
	attempt sealbag receive south b.sbag
	[ "$status" -eq 1 ]
}
setup() {
	cd "$WORLD" || return 1
	rm -rf ./r.* broken
}
teardown_file() { teardown_world; }

# three PATH [OPTION...]: a report in all forms, which are one. By a clock that
# is ahead, so that no event is of the same hour.
three() {
	local form path=$1
	shift
	rm -f r.html r.pdf r.txt
	for form in html pdf txt; do
		accepted faketime -f +1h sealbag report "$path" \
			--output r.$form "$@" || return 1
	done
	"$TOP/tests/flow/same-report" r.html r.pdf r.txt || fail 'not the same'
}

# has TEXT...: each stands in the text, whatever its lines.
has() {
	local text all
	all=$(tr -s ' \n' ' ' <r.txt)
	for text; do
		[[ "$all" == *"$text"* ]] || fail "not in the report: $text" ||
			return 1
	done
}

# store_of STORE: as tree_of, but for the time of the folder in which gpg makes
# its locks.
store_of() {
	tree_of "$1" | sed '/ \.\/keys\/gnupg$/d'
}

# harmless: nothing in the report can do anything.
harmless() {
	local form
	run grep -ciE '<(script|img|b|i|u|em)[> ]|<[^>]*[ "](src|href|on.+)=' \
		r.html
	[ "$output" = 0 ] || fail 'markup in the page' || return 1
	pdftotext r.pdf r.words
	for form in html txt words; do
		LC_ALL=C run grep -cP \
			'[\x00-\x08\x0b\x0e-\x1f\x7f]|\xe2\x80[\xaa-\xae]' \
			r.$form
		[ "$output" = 0 ] || fail "controls in $form" || return 1
	done
	run grep -acE '/JavaScript|/JS|/Launch|/URI' r.pdf
	[ "$output" = 0 ] || fail 'something that runs in the PDF'
}

@test 'a bundle that was received: what the ledger and the log say' {
	local event
	three "south/received/$BUNDLE"
	has 'VERIFIED at ' "Report on the bundle $BUNDLE" 'Reads deleted: 1 ' \
		'Records restricted: 0 Of them, put right by other reads: 0 ' \
		'By: order ' 'Ground: ground &amp; <u>' 'Reference: +DEL/<7>' \
		'By: HHJ <i>A. Judge =12' 'Records that wait: ' \
		'Exhibit: AB/1' 'Purpose: Ôl <script>alert(1)</script> =1+1' \
		'Counted for this report from the rows that are there' \
		'DRAFT - not a statement until read, corrected and signed' \
		"sealbag verify STORE/received/$BUNDLE" \
		"Files: $(find export -type f | wc -l) "
	harmless
	# every event of it, and nothing of another
	accepted sealbag log show south --json
	perl -MJSON::PP -e '
		my ($id, $log) = @ARGV;
		my @of = grep { ($_->{bundle} // "") eq $id ||
			$_->{act} eq "delete" } @{decode_json($log)->{events}};
		printf "%d %s %s\n", $_->{sequence}, $_->{act}, $_->{outcome}
			for @of' "$BUNDLE" "$output" >events
	[ "$(wc -l <events)" -ge 3 ]
	has "Number of events: $(wc -l <events). All of them are listed."
	[ "$(grep -c '^No\.: ' r.txt)" -eq "$(wc -l <events)" ]
	while read -r event act outcome; do
		grep -A 3 "^No\.: $event\$" r.txt | tr '\n' ' ' |
			grep -q "Act: $act Outcome: $outcome" ||
			fail "event $event is not in it"
	done <events
	has "Fingerprint of the key: $(fingerprint_of north |
		sed 's/..../& /g; s/ $//')"
}

@test 'the actor is shown as typed, but for what is not printable' {
	three "fresh/received/$BUNDLE"
	has "Actor: ${hostile/$'\u202e'/\\xe2\\x80\\xae}"
	harmless
}

@test 'a sealed bundle, opened, and by a card alone' {
	three b.sbag --store south
	has 'Checked: the signatures, every sealed byte, every record' \
		'Requested by: <img src=x> \analyst' 'Category: serious' \
		"From the sender's quality statement" 'Act: receive'
	harmless
	three b.sbag --signer north.card
	has 'What is inside was not opened' 'No store was given'
	[[ "$(<r.txt)" != *'Requested by'* ]]
}

@test 'an exhibit' {
	three ab1.tar --store south
	has 'Exhibit: AB/1' 'As typed: ZZ26A4' 'Act: extract' \
		'Signature of the maker: checked' \
		'Purpose: -2+3 <em>' 'Reference: OP/"1"' \
		'I produce it as exhibit AB/1.'
	harmless
	three ab1.tar --signer north.card
	has 'not checked, as the key is not known here'
}

@test 'a store, and a bundle that was sent' {
	three south
	has 'Report on the store of south' 'Received: 2' 'Hold: ' \
		'Outcome: rejected: replayed' 'Number of events: '
	harmless
	accepted sealbag log show south --json
	[ "$(grep -c '^No\.: ' r.txt)" -eq \
		"$(grep -o '"sequence":' <<<"$output" | wc -l)" ]
	accepted sealbag report south --from 3 --output r.2.txt --json
	[ "$(json verdict) $(json about)" = 'VERIFIED store' ]
	[ "$(grep -m1 '^No\.: ' r.2.txt)" = 'No.: 3' ]
	three north --bundle "$BUNDLE"
	has 'NOT CHECKED' 'First recipient: south' 'Act: pack'
	make_store empty
	three empty
	has 'Sent: 0' 'Holds ===== none recorded' 'Policy: none recorded' \
		'Exhibits ======== none recorded'
}

@test 'what is changed is told, and the exit status says it too' {
	cp -a south broken
	sed -i 's/note of A-7/note of A-8/' "broken/received/$BUNDLE/data/a.csv"
	rejected 1 released-changed sealbag report "broken/received/$BUNDLE" \
		--output r.txt
	has 'REJECTED at ' 'released-changed: '
	[[ "$(<r.txt)" != *VERIFIED* ]]
	sqlite3 broken/ledger.db \
		"UPDATE event SET leaf = zeroblob(32) WHERE sequence = 1"
	rejected 1 log-altered sealbag report broken --output r.2.txt
	grep -q 'log-altered' r.2.txt
	# of what came from elsewhere there is none then
	head -c 20000 b.sbag >r.sbag
	rejected 1 truncated sealbag report r.sbag --signer north.card \
		--output r.html
	[ ! -e r.html ]
}

@test 'nothing is changed, and no file is replaced' {
	local before
	before=$(store_of south)
	accepted sealbag report "south/received/$BUNDLE" --output r.txt
	[ "$(store_of south)" = "$before" ]
	rejected 2 usage sealbag report south --output r.txt
	says 'r.txt is there already'
	rejected 2 usage sealbag report south --output r.doc
	says 'say --format'
	rejected 2 usage sealbag report south --output r.doc --format doc
	rejected 2 usage sealbag report south --bundle x --output r.html
	rejected 2 usage sealbag report south --bundle "${BUNDLE//[0-9]/0}" \
		--output r.html
	rejected 2 usage sealbag report b.sbag --output r.html
	rejected 2 usage sealbag report b.sbag --output r.html --store south \
		--bundle "$BUNDLE"
	rejected 2 usage sealbag report south --signer north.card \
		--output r.html
	[ ! -e r.html ] && [ ! -e r.doc ]
	accepted sealbag report south --output r.doc --format pdf --json
	[ "$(head -c 5 r.doc) $(json format) $(json unknown_signs)" = \
		'%PDF- pdf 0' ]
}

@test 'a PDF has its facts, and says what it lacks' {
	accepted sealbag report "south/received/$BUNDLE" --output r.pdf --json
	pdfinfo r.pdf >r.info
	[ "$(json pages)" = "$(sed -n 's/^Pages: *//p' r.info)" ]
	grep -q "^Title: *Report on the bundle $BUNDLE" r.info
	grep -q '^Subject: *Derived and unsigned\. Made ' r.info
	grep -q '^Page size: .*A4' r.info
	pdfinfo -struct r.pdf | grep -q 'Table (block)'
	[ "$(pdftotext r.pdf - | grep -c '^Derived and unsigned')" -gt \
		"$(json pages)" ]
	# without any font
	echo '<fontconfig/>' >r.conf
	rejected 3 system env FONTCONFIG_FILE="$WORLD/r.conf" sealbag report \
		south --output r.2.pdf
	says 'a font, and none is installed'
	[ ! -e r.2.pdf ]
}

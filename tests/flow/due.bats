#!/usr/bin/env bats
# What has to go and by when: days of reads, orders that wait, answers that are
# awaited, and what no rule deletes.

load lib
load orders

# north sends, south keeps "major" for 10 days. Day 0 is tomorrow, so that no
# midnight comes between. Six reads, of 9, 5 and 2 days before it: 3, 2 and 1.
setup_file() {
	setup_world
	make_agencies
	cp -a south plain
	accepted sealbag policy new south --output draft
	perl -0pi -e 's/"retention": \[\]/"retention": [{"category": "major",
		"days": 10}, {"category": "other", "days": 400}]/' draft
	accepted sealbag policy sign south draft --output v1
	accepted sealbag policy import south v1
	day0=$(date -u -d '+1 day' +%F)
	export day0
	mkdir export
	{
		echo 'record_id,vrm,feed_id,source_id,camera_id,capture_time'
		local n=0 days
		for days in 9 9 9 5 5 2; do
			n=$((n + 1))
			printf 'R%d,ZZ26AB%d,1,1,2,%sT%d:00:00Z\n' $n $n \
				"$(day -$days)" $((10 + 2 * n))
		done
	} >export/reads.csv
	accepted sealbag pack north export --to south --purpose 'flow test' \
		--reference FT/1 --category major --output first.sbag
	accepted sealbag receive south first.sbag
	accepted sealbag receive plain first.sbag
	first=$(bundle_of first.sbag)
	export first
	cp -a north sender
	cp -a south held
}
setup() {
	cd "$WORLD" || return 1
	rm -rf north south *.html draft order*.sbag more* other
	cp -a sender north
	cp -a held south
}
teardown_file() {
	teardown_world
}

# day N: the date so many days behind day 0
day() {
	date -u -d "$day0 $1 days" +%F
}

# due N STORE [OPTION...]: what the store says on day N at noon, as JSON.
due() {
	local now
	now="$(day "$1") 12:00:00"
	shift
	attempt faketime "$now" sealbag due "$@" --json
}

# items FIELD...: these fields of each item, a line each
items() {
	printf '%s' "$output" | perl -MJSON::PP -e '
		print map { my $i = $_; join(" ", map { $i->{$_} // "-" }
			@ARGV) . "\n" } @{decode_json(<STDIN>)->{items}}' "$@"
}

# is TEXT: the items' state, kind, by and reads are these lines.
is() {
	[ "$(items state kind by reads)" = "$1" ] ||
		fail "wanted: $1"
}

# ordered OPTION...: north orders it of south, which carries it out.
ordered() {
	accepted sealbag order delete north --to south --ground 'in error' \
		--reference DEL/7 --output order.sbag "$@" &&
		accepted sealbag receive south order.sbag --json
}

@test "reads are due on the day that their days end" {
	due 0 south
	[ "$status" -eq 0 ]
	is ''
	[ "$(json policy) $(json overdue)" = 'neutral/1 0' ]
	[ "$(json next)" = "$(day 1)T23:59:59Z" ]
	due 0 south --within 1d
	[ "$status" -eq 0 ]
	is "due reads $(day 1)T23:59:59Z 3"
	[ "$(json next)" = "$(day 5)T23:59:59Z" ]
	due 0 south --within 30d
	is "due reads $(day 1)T23:59:59Z 3
due reads $(day 5)T23:59:59Z 2
due reads $(day 8)T23:59:59Z 1"
	[ "$(items bundle category | sort -u)" = "$first major" ]
	run ! json next
	# today's are due, and not over
	due 1 south
	[ "$status" -eq 0 ]
	is "due reads $(day 1)T23:59:59Z 3"
}

@test "what is overdue comes first, and is the exit status" {
	due 2 south --within 3d
	[ "$status $(json reason) $(json exit)" = '1 overdue 1' ]
	[ "$(json message)" = "1 of 2, the first since $(day 1)T23:59:59Z" ]
	[[ "$stderr" == 'sealbag: overdue: 1 of 2'* ]]
	is "overdue reads $(day 1)T23:59:59Z 3
due reads $(day 5)T23:59:59Z 2"
	# of one bundle it is one item
	due 20 south
	is "overdue reads $(day 1)T23:59:59Z 6"
	attempt faketime "$(day 20) 12:00:00" sealbag due south
	[ "$status" -eq 1 ]
	prints "$(day 1)T23:59:59Z  overdue  reads"
	prints 'reads of category major are kept for 10 days'
}

@test "what an order takes is not due any more" {
	ordered --record R1 --record R4
	due 0 south --within 30d
	is "due reads $(day 1)T23:59:59Z 2
due reads $(day 5)T23:59:59Z 1
due reads $(day 8)T23:59:59Z 1"
	rm order.sbag
	ordered --record R6
	due 0 south --within 30d
	is "due reads $(day 1)T23:59:59Z 2
due reads $(day 5)T23:59:59Z 1"
	# what is kept out was never there: R1 comes again, with two new ones
	mkdir more
	{
		sed 2q export/reads.csv
		echo "R8,ZZ26AB8,1,1,2,$(day -3)T12:00:00Z"
		echo "R9,ZZ26AB9,1,1,2,$(day -3)T00:00:00+02:00"
	} >more/reads.csv
	accepted sealbag pack north more --to south --purpose 'flow test' \
		--reference FT/2 --category major --output more.sbag
	accepted sealbag receive south more.sbag --json
	[ "$(json kept_out_reads)" -eq 1 ]
	due 0 south --within 30d
	is "due reads $(day 1)T23:59:59Z 2
due reads $(day 5)T23:59:59Z 1
due reads $(day 6)T23:59:59Z 1
due reads $(day 7)T23:59:59Z 1"
	# nor what an order takes while it arrives, a whole file, a whole bundle
	order draft
	by_path reads.csv >>draft
	accepted sealbag pack north more --to south --purpose 'flow test' \
		--reference FT/3 --category major --deletions draft \
		--output more-2.sbag
	accepted sealbag receive south more-2.sbag
	due 0 south --within 30d
	is ''
	[ "$(sqlite3 south/ledger.db 'SELECT count(*) FROM captured')" -eq 0 ]
}

@test "what is enforced is overdue no more" {
	accepted faketime "$(day 1) 15:00:00" sealbag enforce south
	due 1 south
	is "due reads $(day 1)T23:59:59Z 1"
	due 2 south
	[ "$status" -eq 1 ]
	accepted faketime "$(day 6) 00:00:00" sealbag enforce south
	due 6 south --within 30d
	[ "$status" -eq 0 ]
	is "due reads $(day 8)T23:59:59Z 1"
}

@test "a bundle that goes whole has no days" {
	ordered --bundle "$first"
	due 0 south --within 30d
	is ''
	[ "$(sqlite3 south/ledger.db 'SELECT count(*) FROM captured')" -eq 0 ]
}

@test "what no rule deletes is told, with the reason" {
	due 0 plain --within 30d
	[ "$status" -eq 0 ]
	is 'never never - 6'
	[ "$(items why)" = 'there is no policy' ]
	mkdir other
	echo 'a document' >other/note.txt
	accepted sealbag pack north other --to south --purpose 'flow test' \
		--reference FT/4 --output other.sbag
	accepted sealbag receive south other.sbag
	accepted sealbag pack north export --to south --purpose 'flow test' \
		--reference FT/5 --output order-less.sbag
	accepted sealbag receive south order-less.sbag
	accepted sealbag pack north export --to south --purpose 'flow test' \
		--reference FT/6 --category odd --output order-odd.sbag
	accepted sealbag receive south order-odd.sbag
	due 0 south
	[ "$(items state reads files category why | sort)" = \
		'never 0 1  no read is there, and files have no time
never 6 0  no category was given
never 6 0 odd the policy does not have this category' ]
}

@test "an order of others is due until it is answered, and overdue after" {
	accepted sealbag order delete north --to south --ground 'in error' \
		--reference DEL/7 --deadline "$(day 3)" --record R1 \
		--output order.sbag --json
	local id
	id=$(json order)
	due 0 north
	[ "$status" -eq 0 ]
	is "open demand $(day 3)T23:59:59Z -"
	[ "$(items order agency targets reference)" = "$id south 1 DEL/7" ]
	due 4 north
	[ "$status $(json reason)" = '1 overdue' ]
	is "overdue demand $(day 3)T23:59:59Z -"
	[ "$(items why)" = 'not answered: in error' ]
	# what was not sealed is awaited of nobody
	rejected 1 recipient sealbag order delete north --to nowhere \
		--ground x --reference r --record R1
	due 0 north
	[ "$(items order)" = "$id" ]
}

@test "an answer that is waited for no longer is not due, until asked anew" {
	accepted sealbag order delete north --to south --ground 'in error' \
		--reference DEL/7 --deadline "$(day 3)" --record R1 \
		--output order.sbag --json
	local id
	id=$(json order)
	rejected 2 usage sealbag order waive north "$id" --of west --reason x
	says "no answer of agency \"west\" to order $id is waited for"
	rejected 2 usage sealbag order waive north R1 --of south --reason x
	rejected 2 usage sealbag order waive north "$id" --of south --reason ''
	accepted sealbag order waive north "$id" --of south \
		--reason 'it was never sent'
	due 4 north
	[ "$status" -eq 0 ]
	is ''
	accepted sealbag list north --demands --json
	[ "$(json demands 0 state)" = waived ]
	rejected 2 usage sealbag order waive north "$id" --of south --reason x
	accepted sealbag log show north --json
	[[ "$output" == *'"act":"order-waive"'*"\"order\":\"$id\""* ]]
	[[ "$output" == *'"reference":"it was never sent"'* ]]
}

@test "an order that could not be carried out here waits" {
	echo more >>"south/received/$first/data/reads.csv"
	ordered --record R1 --deadline "$(day 3)"
	[ "$(json earlier_failed)" -eq 1 ]
	due 0 south
	[ "$(items state kind bundle agency reference)" = \
		"open order $first north DEL/7" ]
	due 4 south
	[ "$(items state kind | head -1)" = 'overdue reads' ]
	[ "$(items state kind | tail -1)" = 'overdue order' ]
}

# held OPTION...: south holds it, to be reviewed on day 30.
held() {
	accepted sealbag hold add south --ground cpia --officer 'officer 7' \
		--rank inspector --number 7 --reference CASE/1 \
		--review "$(day 30)" --json "$@"
}

@test "what is held is told, and is not overdue" {
	local hold
	held --record R1 --record R6
	hold=$(json hold)
	due 0 south
	[ "$status" -eq 0 ]
	is "open hold $(day 30)T23:59:59Z -"
	[ "$(items hold records reference why)" = "$hold 0 CASE/1 $(
		)hold to be reviewed, cpia: 0 records wait for its end" ]
	# before the hold is met, all of them count
	due 2 south
	[ "$(items reads held | head -1)" = '3 0' ]
	accepted faketime "$(day 2) 12:00:00" sealbag enforce south
	due 2 south
	[ "$status" -eq 0 ]
	[ "$(items kind records)" = 'hold 1' ]
	due 6 south
	[ "$status" -eq 1 ]
	[ "$(items kind reads held | head -1)" = 'reads 2 1' ]
	[[ "$(items why | head -1)" == *'; a hold keeps 1 more' ]]
	# its review is over
	due 31 south
	[[ "$(items kind state)" == *'hold overdue'* ]]
	# and its end makes due what waited
	accepted sealbag hold release south "$hold" --reason 'case closed'
	due 2 south
	[ "$status $(json reason)" = '1 overdue' ]
	[ "$(items kind)" = 'reads
released' ]
	[ "$(items bundle records | tail -1)" = "$first 1" ]
	nowhere R1, south/ledger.db
}

@test "a file that is held is no read" {
	mkdir more
	{
		sed '1s/$/,plate_image/;q' export/reads.csv
		echo "R1,ZZ26AB1,1,1,2,$(day -9)T12:00:00Z,p.jpg"
	} >more/reads.csv
	echo picture >more/p.jpg
	accepted sealbag pack north more --to south --purpose 'flow test' \
		--reference FT/7 --category major --output more.sbag
	accepted sealbag receive south more.sbag
	held --record R1
	accepted faketime "$(day 2) 12:00:00" sealbag enforce south
	due 2 south
	[ "$status" -eq 0 ]
	[ -e "$(received south more.sbag)/data/p.jpg" ]
	due 6 south
	[ "$(items reads held)" = '2 1
- -' ]
}

@test "the same as a table, and as a page" {
	accepted sealbag order delete north --to south \
		--ground '<b>in "error"</b>' --reference '=1+1' \
		--deadline "$(day 3)" --record R1 --output order.sbag --json
	local id carrier
	id=$(json order)
	carrier=$(json bundle)
	sealbag due north --csv --html page.html >table
	{
		printf 'state,kind,by,agency,bundle,order,hold,reads,held,'
		printf 'files,records,targets,category,why,reference\r\n'
		printf 'open,demand,%sT23:59:59Z,"south",%s,%s,,0,0,0,0,1,,' \
			"$(day 3)" "$carrier" "$id"
		printf '"not answered: <b>in ""error""</b>","%s"\r\n' "'=1+1"
	} | cmp - table
	grep -qF '&lt;b&gt;in &quot;error&quot;&lt;/b&gt;' page.html
	grep -qF "order $id" page.html
	grep -qF "<p>Nothing is overdue.</p>" page.html
	! grep -qE '<script|https?:' page.html || fail 'something outside'
	rejected 2 usage sealbag due north --html page.html
	rejected 2 usage sealbag due north --csv
	says 'ask for one'
	attempt faketime "$(day 9) 12:00:00" sealbag due south --csv \
		--html south.html
	[ "$status" -eq 1 ]
	prints "
overdue,reads,$(day 1)T23:59:59Z,\"north\",$first,,,6,0,0,0,0,major,\""
	[ "${#lines[@]}" -eq 2 ]
	grep -qF '<td class="n">6</td>' south.html
}

@test "days that cannot be, and a store that is none" {
	local days
	for days in 30 d 3w -1d 1.5d 36501d 99999999999d ''; do
		rejected 2 usage sealbag due south --within "$days"
		says "--within: \"$days\" is no number of days"
	done
	accepted sealbag due south --within 36500d
	rejected 3 store sealbag due export
}

@test "it changes nothing, and needs no key" {
	local before
	rm -r south/keys/gnupg
	before=$(tree_of south)
	due 20 south --within 1d
	[ "$status" -eq 1 ]
	[ "$(tree_of south)" = "$before" ]
}

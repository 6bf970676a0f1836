#!/usr/bin/env bats
# Certificates of orders to restrict, and to lift that.

load lib
load bad
load orders
load lies

# north sends a bundle, then another one with an order to restrict and one to
# delete; south carries both out and answers the first.
setup_file() {
	setup_world
	make_agencies
	known_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	known_export more D
	here=",\"bundle\":\"$(bundle_of first.sbag)\"}"
	{
		header_of restrict 2026-03-01T00:00:00Z
		by_record A 2
		by_plate A 4
		by_path sub/b.csv | sed "s/}/$here/"
		by_path documents/note.txt | sed "s/}/$here/"
		by_record none 1
		by_record DA 7
	} >draft
	order other 'sent in error' DEL/9
	by_record B 5 >>other
	accepted sealbag pack north more --to south --purpose p \
		--reference r --deletions draft --deletions other \
		--output order.sbag
	cp -a north sender
	accepted sealbag receive south order.sbag
	accepted sealbag list south --orders --json
	json orders 0 order >order
	json orders 1 order >other
	accepted sealbag certificate make south --order "$(cat order)" \
		--output true.cert --json
	cp -a south answered
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south north ./*.made*
	cp -a answered south
	cp -a sender north
	order=$(cat order)
}
teardown_file() { teardown_world; }

# header_of KIND ISSUED [MORE]: of an order of that time
header_of() {
	printf '{"format":"sealbag-order/1","kind":"%s","ground":"x",' "$1"
	printf '"issued":"%s","deadline":"2199-01-01T00:00:00Z"%s}\n' \
		"$2" "${3:-}"
}

# verified FILE ORDER BUNDLE...: what is told of it is in $output
verified() {
	local file=$1 order=$2
	shift 2
	accepted sealbag certificate verify "$file" "$@" --store north \
		--order "$order" --json || return 1
	[ "$(json verdict)" = VERIFIED ]
}

@test "P7 a certificate says what is restricted, and names nothing of it" {
	accepted sealbag certificate show true.cert --json
	[ "$(json kind) $(json order)" = "restrict $order" ]
	# A-2, A-4, six rows of b.csv, a document; B-5 went by the other order
	[ "$(json bundles 0 state) $(json bundles 0 restricted)" = \
		'checked 9' ]
	[ "$(json bundles 0 reads) $(json bundles 0 files)" = '8 1' ]
	[ "$(json bundles 0 lifted)" -eq 0 ]
	[ "$(json bundles 0 gone_before)" -ge 1 ]
	[ "$(json bundles 1 restricted) $(json records_restricted)" = '1 10' ]
	[ "$(json records) $(json records_held)" = '0 0' ]
	[ "$(json targets 0 kind) $(json targets 0 absent)" = 'record 1' ]
	[ "$(json reach 0 place) $(json reach 1 place)" = \
		'forwarded exhibits' ]
	local text
	for text in ZZ26 A-4 B-5 note.txt 2026-03-01T00:04 documents RES; do
		nowhere "$text" true.cert
	done
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"certify"'*'"records":10'*'"lifted":0'* ]]
	verified true.cert order.sbag first.sbag
	[ "$(json selected) $(json restricted)" = '11 10' ]
	[ "$(json gone_before) $(json lifted) $(json ended)" = '1 0 0' ]
	# and the order that deletes beside it has its own answer
	accepted sealbag certificate make south --order "$(cat other)" \
		--output other.made
	verified other.made order.sbag first.sbag
	[ "$(json selected) $(json gone) $(json restricted)" = '1 1 0' ]
}

@test "what a certificate says of restrictions can be a lie, and is told" {
	lied certificate-fewer 'is ordered, and not told of' \
		'take(seg, taken(seg)[:-1]); first["files"] = 0'
	lied certificate-fewer 'is ordered, and not told of' \
		'first.update(state="untouched", reads=0, files=0, segments=[])'
	lied certificate-more '1 records are told of that are not ordered' \
		'take(seg, taken(seg) + [(seg["records"] - 1, "ab" * 32)])'
	lied certificate-more '1 records are told of that are not ordered' \
		'seg["lifted"] = text([seg["records"] - 1])'
	lied certificate-leaf 'the leaves of what is restricted' \
		'l = seg["leaves"]
seg["leaves"] = l[:64] + "ab" * 32 + l[128:]'
	lied certificate-bundle 'is not in the certificate' \
		'first["bundle"] = "ab" * 16'
	lied certificate-order 'another kind or end' \
		'c["ends"] = "2199-01-01T00:00:00Z"'
	lied certificate-order 'another kind or end' 'c["kind"] = "lift"
for b in c["bundles"]:
    for s in b["segments"]:
        s["lifted"], s["restricted"] = s["restricted"], ""'
	lied certificate-order 'another digest' 'c["digest"] = "ab" * 64'
	lied certificate-root 'another root' 'seg["root"] = "ab" * 32'
	lied certificate-root 'was not sealed' \
		'first["segments"].append(dict(seg, segment=7))'
	lied certificate-counts \
		'7 reads and 1 files; its places are those of 8 and 1' \
		'first["reads"] = 7'
	lied certificate-counts '1 targets of kind record find nothing' \
		'c["targets"][0]["absent"] = 0'
	# it deletes, or is deleted for: no such order does
	lied certificate 'no order to restrict leaves taken' \
		'seg["taken"], seg["other"] = seg["other"], ""'
	forged south pass
	cmp lie true.cert
	[[ "$output" != *ZZ26* && "$stderr" != *ZZ26* ]]
}

@test "what was lifted since is told, and so is the answer to the lift" {
	{
		header_of lift 2026-03-02T00:00:00Z
		by_record A 4
		by_record B 6
		by_record A 9
	} >draft.made
	carry draft.made lift.made
	accepted sealbag receive south lift.made --json
	[ "$(json answers 0 ended)" -eq 2 ]
	accepted sealbag certificate make south --order "$order" \
		--output cert.made --json
	[ "$(json bundles 0 restricted) $(json bundles 0 lifted)" = '7 2' ]
	verified cert.made order.sbag first.sbag
	[ "$(json restricted) $(json lifted) $(json selected)" = '8 2 11' ]
	[ "$(json lifted_unproved)" -eq 2 ]
	verified cert.made order.sbag first.sbag --lift lift.made
	[ "$(json lifted) $(json lifted_unproved)" = '2 0' ]
	accepted sealbag list south --orders --json
	accepted sealbag certificate make south --output lifted.made --json \
		--order "$(json orders 2 order)"
	[ "$(json kind) $(json records_lifted)" = 'lift 3' ]
	[ "$(json bundles 0 reads) $(json bundles 1 state)" = '3 untouched' ]
	verified lifted.made lift.made first.sbag order.sbag
	[ "$(json lifted) $(json restricted)" = '3 0' ]
	# what was lifted can go, and is then neither
	rm -f gone.made
	accepted sealbag order delete north --to south --ground g \
		--reference r --record A-4 --record A-2 --output gone.made
	accepted sealbag receive south gone.made
	accepted sealbag certificate make south --order "$order" \
		--output later.made --json
	[ "$(json bundles 0 restricted) $(json bundles 0 lifted)" = '6 1' ]
	verified later.made order.sbag first.sbag
	[ "$(json restricted) $(json lifted)" = '7 1' ]
	[ "$(json gone_before)" -eq 3 ]
}

@test "that something was lifted can be held against the orders that did" {
	{
		header_of lift 2026-03-02T00:00:00Z
		by_record A 4
	} >draft.made
	carry draft.made lift.made
	cp draft.made lift.draft.made
	accepted sealbag receive south lift.made
	cp true.cert true.kept
	accepted sealbag certificate make south --order "$order" \
		--output cert.made
	cp cert.made true.cert
	forged south 't = taken(seg); first["reads"] -= 1
take(seg, t[1:]); seg["lifted"] = text([t[0][0]] + places(seg["lifted"]))'
	mv true.kept true.cert
	verified lie order.sbag first.sbag
	[ "$(json lifted) $(json lifted_unproved)" = '2 2' ]
	rejected 1 certificate-more sealbag certificate verify lie first.sbag \
		--store north --order order.sbag --lift lift.made
	says '1 records are told of as lifted, and no order to lift'
	# a lift that is older, another kind of order, or of another answer
	{
		header_of lift 2026-02-01T00:00:00Z
		by_record A 2
	} >draft.made
	carry draft.made old.made
	rejected 2 usage sealbag certificate verify lie first.sbag \
		--store north --order order.sbag --lift old.made
	says 'old.made carries no order to lift what this one restricts'
	rejected 2 usage sealbag certificate verify cert.made first.sbag \
		--store north --order order.sbag --lift order.sbag
	accepted sealbag certificate make south --order "$(cat other)" \
		--output other.made
	rejected 2 usage sealbag certificate verify other.made first.sbag \
		--store north --order order.sbag --lift lift.made
	says 'only the answer to an order to restrict'
	local many=()
	for _ in {1..16}; do
		many+=(--deletions lift.draft.made)
	done
	accepted sealbag pack north --to south --purpose p --reference r \
		"${many[@]}" --output many.made
	rejected 1 limit sealbag certificate verify cert.made first.sbag \
		--store north --order order.sbag --lift many.made
	says 'more than 15 orders to lift'
	accepted sealbag certificate take north cert.made first.sbag \
		--order order.sbag --lift lift.made --json
	[ "$(json lifted) $(json lifted_unproved)" = '1 0' ]
}

@test "a lift that came first is told as one that came behind" {
	{
		header_of lift 2026-03-02T00:00:00Z
		by_record A 7
	} >draft.made
	carry draft.made lift.made
	accepted sealbag receive south lift.made
	{
		header_of restrict 2026-03-01T00:00:00Z
		by_record A 7
		by_record A 8
	} >draft.made
	carry draft.made late.made
	accepted sealbag receive south late.made --json
	[ "$(json answers 0 superseded)" -eq 1 ]
	accepted sealbag list south --orders --json
	accepted sealbag certificate make south --output cert.made --json \
		--order "$(json orders 3 order)"
	[ "$(json records_restricted) $(json records_lifted)" = '1 1' ]
	verified cert.made late.made first.sbag order.sbag lift.made
	[ "$(json restricted) $(json lifted)" = '1 1' ]
}

@test "of all of a bundle each row and file, until the end is over" {
	local later=(faketime -f '+20d')
	{
		header_of restrict 2026-03-01T00:00:00Z \
			",\"ends\":\"$(date -u -d '+10 days' +%FT%TZ)\""
		by_bundle "$(bundle_of first.sbag)"
	} >draft.made
	carry draft.made end.made
	accepted sealbag receive south end.made
	accepted sealbag list south --orders --json
	order=$(json orders 2 order)
	# it stands until "enforce" takes it off
	accepted "${later[@]}" sealbag certificate make south \
		--order "$order" --output cert.made --json
	# 20 rows but one that went, 14 images of them, another one, a document
	[ "$(json bundles 0 reads) $(json bundles 0 files)" = '19 16' ]
	[ -n "$(json ends)" ]
	accepted "${later[@]}" sealbag certificate verify cert.made \
		first.sbag order.sbag --store north --order end.made --json
	[ "$(json verdict) $(json restricted)" = 'VERIFIED 35' ]
	[ "$(json ended) $(json gone_before)" = '0 1' ]
	# what is not told of may be free, and what is told must be so
	mv order.sbag order.kept
	cp true.cert true.kept
	cp end.made order.sbag
	cp cert.made true.cert
	forged south 'take(seg, taken(seg)[1:]); first["reads"] -= 1'
	accepted "${later[@]}" sealbag certificate verify lie --partly \
		first.sbag --store north --order order.sbag --json
	[ "$(json restricted) $(json ended)" = '34 1' ]
	forged south 'take(seg, taken(seg)[1:]); first["reads"] -= 1
c["made"] = c["answered"]'
	not_believed certificate-fewer 'is ordered, and not told of' lie
	mv order.kept order.sbag
	mv true.kept true.cert
	accepted "${later[@]}" sealbag enforce south
	accepted "${later[@]}" sealbag certificate make south \
		--order "$order" --output over.made --json
	[ "$(json bundles 0 state) $(json records_restricted)" = \
		'untouched 0' ]
	accepted "${later[@]}" sealbag certificate verify over.made \
		first.sbag order.sbag --store north --order end.made --json
	[ "$(json verdict) $(json ended)" = 'VERIFIED 35' ]
}

# rectified THEN RECORD: an order that says that the row with this id is
# wrong, and that the right one has the same
rectified() {
	printf '{"format":"sealbag-order/1","kind":"rectify","then":"%s",' "$1"
	printf '"deadline":"2199-01-01T00:00:00Z","ground":"misread"}\n'
	printf '{"target":"record","record_id":"%s","by":"%s"}\n' "$2" "$2"
}

@test "orders to rectify are answered as what they do to what was wrong" {
	mkdir right
	{
		echo "$header"
		echo 'A-8,ZZ26 A8X,10,20,8,2026-03-01T00:08:00.008Z,,,x'
		echo 'A-3,ZZ26 A3X,10,20,3,2026-03-01T00:03:00.003Z,,,x'
	} >right/right.csv
	rectified restrict A-8 >draft.made
	rectified delete A-3 >draft2.made
	accepted sealbag pack north right --to south --purpose p \
		--reference r --deletions draft.made --deletions draft2.made \
		--output right.made
	rm -r right
	accepted sealbag receive south right.made
	accepted sealbag list south --orders --json
	local one two
	one=$(json orders 2 order)
	two=$(json orders 3 order)
	accepted sealbag certificate make south --order "$one" \
		--output one.made --json
	[ "$(json kind) $(json "then") $(json records_restricted)" = \
		'rectify restrict 1' ]
	[ "$(json bundles 2 state) $(json reach 0 place)" = \
		'untouched forwarded' ]
	verified one.made right.made first.sbag order.sbag
	[ "$(json selected) $(json restricted)" = '1 1' ]
	accepted sealbag certificate make south --order "$two" \
		--output two.made --json
	# the row, two images with a piece each
	[ "$(json kind) $(json "then") $(json records)" = 'rectify delete 5' ]
	[ "$(json bundles 0 reads) $(json bundles 0 files)" = '1 2' ]
	verified two.made right.made first.sbag order.sbag
	[ "$(json selected) $(json gone) $(json restricted)" = '5 5 0' ]
	# neither says what the other did, or does
	cp true.cert true.kept
	cp order.sbag order.kept
	cp one.made true.cert
	cp right.made order.sbag
	lied certificate-order 'another kind or end' \
		'c["kind"] = "restrict"; c["then"] = ""'
	lied certificate-fewer 'is ordered, and not told of' \
		'first.update(state="untouched", reads=0, files=0, segments=[])'
	cp two.made true.cert
	lied certificate-fewer 'is ordered, and not told of' \
		'take(seg, taken(seg)[1:]); first["reads"] = 0'
	cp true.kept true.cert
	cp order.kept order.sbag
	accepted sealbag certificate take north one.made first.sbag order.sbag \
		--order right.made --json
	[ "$(json verdict)" = VERIFIED ]
}

@test "a bundle that is changed, gone or deleted whole says nothing of it" {
	local first
	first=$(received south first.sbag)
	echo x >>"$first/data/a.csv"
	accepted sealbag certificate make south --order "$order" \
		--output made1.made --json
	[ "$(json bundles 0 state) $(json bundles 0 reads)" = 'failed 0' ]
	[ "$(json records_restricted)" -eq 1 ]
	verified made1.made order.sbag first.sbag
	rm -rf south && cp -a answered south
	accepted sealbag order delete north --to south --ground g \
		--reference r --bundle "$(bundle_of first.sbag)" \
		--output whole.made
	accepted sealbag receive south whole.made
	accepted sealbag certificate make south --order "$order" \
		--output made2.made --json
	[ "$(json bundles 0 state) $(json bundles 0 reads)" = 'whole 0' ]
	verified made2.made order.sbag first.sbag
}

@test "the answer to an order to restrict is taken like any other" {
	accepted sealbag certificate take north true.cert first.sbag \
		--order order.sbag --json
	[ "$(json verdict) $(json restricted)" = 'VERIFIED 10' ]
	accepted sealbag list north --demands --json
	[[ "$output" == *"\"order\":\"$order\",\"kind\":\"restrict\""* ]]
	[[ "$output" == *'"state":"answered"'* ]]
	accepted sealbag log show north --json
	[[ "$output" == *'"act":"certificate-take"'*'"restricted":10'* ]]
	rejected 1 replayed sealbag certificate take north true.cert \
		first.sbag --order order.sbag
}

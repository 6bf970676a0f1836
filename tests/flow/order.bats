#!/usr/bin/env bats
# Orders that travel alone: made by "order delete", carried out by "receive".

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	known_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	cp -a north sender
	cp -a south held
}
setup() {
	cd "$WORLD" || return 1
	rm -rf north south want ./*order*.sbag draft
	cp -a sender north
	cp -a held south
	cp -a export want
	first=$(received south first.sbag)
}
teardown_file() {
	teardown_world
}

# ordered OPTION...: north orders it of south, which carries it out.
ordered() {
	accepted sealbag order delete north --to south \
		--ground 'sent in error' --reference DEL/7 \
		--output order.sbag "$@" || return 1
	accepted sealbag receive south order.sbag --json
}

# not_made STATUS REASON TEXT OPTION...: no order comes of it, and no file.
not_made() {
	local status=$1 reason=$2 text=$3
	shift 3
	rejected "$status" "$reason" sealbag order delete north \
		--output no-order.sbag "$@" || return 1
	says "$text" && [ ! -e no-order.sbag ] || fail "a file was made"
}
day=(--from 2026-03-01T00:00:00Z --until 2026-03-02T00:00:00Z)
why=(--to south --ground x --reference r)
back=(--to north --ground x --reference r)

@test "an order travels alone, and is carried out" {
	accepted sealbag order delete north --to south \
		--ground 'sent in error' --reference DEL/7 \
		--legal 'DPA 2018 s.47(1)' \
		--deadline 2199-01-02 --vrm 'zz26 a4' --vrm ZZ26B5 "${day[@]}" \
		--output order.sbag --json
	local id
	id=$(json order)
	[ "$(json targets) $(json deadline)" = '2 2199-01-02T23:59:59Z' ]
	[ "$(json answer_by 0 agency)" = south ]
	accepted sealbag receive south order.sbag --json
	[ "$(json files) $(json reads) $(json orders)" = '0 0 1' ]
	[ "$(json absent) $(json earlier_reads)" = '0 2' ]
	without want a.csv A 4
	without want sub/b.csv B 5
	left "$first" want
	accepted sealbag list south --orders --json
	[ "$(json orders 0 order)" = "$id" ]
	[ "$(json orders 0 ground)" = 'sent in error' ]
	[ "$(json orders 0 legal)" = 'DPA 2018 s.47(1)' ]
	# at both it is an order, not data
	for store in north south; do
		accepted sealbag list "$store" --json
		[ "$(json bundles 0 holds) $(json bundles 1 holds)" = \
			'data order' ]
	done
	# both logs name it, and nothing else of it
	accepted sealbag log show north --json
	[[ "$output" == *'"act":"order"'*"\"order\":\"$id\""* ]]
	[[ "$output" != *'in error'* && "$output" != *ZZ26* ]]
	accepted sealbag log show south --json
	[[ "$output" == *"\"order\":\"$id\""* ]]
	accepted sealbag log verify north
	nowhere 'zz26 a4' north
	nowhere 'zz26 a4' south
}

@test "each kind of target is one option" {
	ordered --camera 6 --feed 10 --source 20 "${day[@]}"
	[ "$(json earlier_reads)" -eq 2 ]
	rm order.sbag
	ordered --camera 7 --feed 11 "${day[@]}"
	[ "$(json earlier_reads) $(json absent)" = '0 1' ]
	rm order.sbag
	ordered --area 51,-1,52,0 "${day[@]}"
	[ "$(json absent) $(json unread)" = '1 18' ]
	rm order.sbag
	ordered --before 2026-03-01T00:02:00.002Z
	[ "$(json earlier_reads)" -eq 3 ]
	rm order.sbag
	ordered --record A-9 --record B-7
	[ "$(json earlier_reads)" -eq 2 ]
	rm order.sbag
	ordered --member data/documents/note.txt
	[ "$(json earlier_files)" -eq 1 ]
	rm order.sbag
	ordered --record A-10 --in-bundle 00112233445566778899aabbccddeeff
	[ "$(json absent)" -eq 1 ]
	rm order.sbag
	ordered --bundle "$(bundle_of first.sbag)"
	[ "$(json earlier_whole)" -eq 1 ]
}

@test "a file of targets is an order with all that it says" {
	order draft 'retention ended' DEL/8
	by_read A 2 >>draft
	by_record B 4 >>draft
	accepted sealbag order delete north --to south --deletions draft \
		--output order.sbag
	accepted sealbag receive south order.sbag --json
	[ "$(json earlier_reads) $(json reference)" = '2 DEL/8' ]
}

@test "a dry run tells what would be hit here, and writes nothing" {
	# what south has came from north; it asks before it orders elsewhere
	local before
	before=$(held_by south; sealbag log show south; sealbag list south)
	accepted sealbag order delete south "${back[@]}" --dry-run \
		--vrm ZZ26A4 --vrm ZZ26NONE "${day[@]}" --json
	[ "$(json targets) $(json absent) $(json looked)" = '2 1 1' ]
	[ "$(json bundles 0 bundle)" = "$(bundle_of first.sbag)" ]
	[ "$(json bundles 0 reads) $(json bundles 0 files)" = '1 0' ]
	[ "$(json hits 0 kind) $(json hits 0 reads)" = 'vrm 1' ]
	[ "$(json hits 1 reads)" -eq 0 ]
	accepted sealbag order delete south "${back[@]}" --dry-run \
		--member data/a.csv --json
	[ "$(json bundles 0 reads) $(json bundles 0 files)" = '12 1' ]
	accepted sealbag order delete south "${back[@]}" --dry-run \
		--before 2027-01-01T00:00:00Z
	prints 'Nothing was written.'
	accepted sealbag order delete south "${back[@]}" --dry-run \
		--bundle "$(bundle_of first.sbag)" --json
	[ "$(json bundles 0 whole) $(json bundles 0 reads)" = 'yes 20' ]
	[ "$(held_by south; sealbag log show south; sealbag list south)" = \
		"$before" ]
	[ -z "$(find . -name '*.sbag' ! -name first.sbag)" ]
}

@test "what was ordered of others is kept until it is answered" {
	accepted sealbag list north --demands
	prints 'nothing was ordered of others'
	accepted sealbag order delete north --to south \
		--ground 'sent in error' --reference DEL/9 \
		--legal 'DPA 2018 s.47' \
		--deadline 2199-01-02 --record A-9 --output order.sbag --json
	local id
	id=$(json order)
	order draft 'retention ended' DEL/10
	by_record A 3 >>draft
	carry draft with-order.sbag export
	accepted sealbag list north --demands --json
	[ "$(json demands 0 reference) $(json demands 1 reference)" = \
		'DEL/10 DEL/9' ] || fail 'the earlier deadline first'
	[ "$(json demands 1 order) $(json demands 1 agency)" = "$id south" ]
	[ "$(json demands 1 state) $(json demands 1 targets)" = 'open 1' ]
	[ "$(json demands 1 deadline)" = 2199-01-02T23:59:59Z ]
	[ "$(json demands 1 carrier)" = "$(bundle_of order.sbag)" ]
	[ "$(json demands 0 carrier)" = "$(bundle_of with-order.sbag)" ]
	# the same as south will know it by
	local digest
	digest=$(json demands 1 digest)
	accepted sealbag receive south order.sbag
	accepted sealbag list south --orders --json
	[ "$(json orders 0 digest)" = "$digest" ]
	nowhere A-9 north
	rejected 2 usage sealbag list north --demands --orders
}

@test "what was not sealed demands nothing" {
	not_made 1 recipient 'nowhere' --to nowhere --ground x --reference r \
		--record A-9
	accepted sealbag order delete north "${why[@]}" --record A-9 --dry-run
	accepted sealbag list north --demands --json
	[ "$(json demands)" = '[]' ]
}

@test "two orders of one id are not sealed in one bundle" {
	order draft
	sed -i 's/"kind"/"order":"00112233445566778899aabbccddeeff",&/' draft
	by_record A 3 >>draft
	rejected 1 order-conflict sealbag pack north export --to south \
		--purpose 'flow test' --reference FT/2 --deletions draft \
		--deletions draft --output twice.sbag
	says 'order 1 has the id of order 0, 00112233445566778899aabbccddeeff'
	[ ! -e twice.sbag ]
	accepted sealbag list north --demands --json
	[ "$(json demands)" = '[]' ]
}

# serial BUNDLE SERIES [OPTION...]: north packs data of its own for south.
serial() {
	local bundle=$1 series=$2
	shift 2
	known_export "more-$bundle" "${bundle%%.*}"
	accepted sealbag pack north "more-$bundle" --to south \
		--purpose 'flow test' --reference FT/3 --series "$series" \
		--output "$bundle" --json "$@" || return 1
	rm -r "more-$bundle"
}

@test "bundles of a series go by one target" {
	local id
	serial D-order.sbag new
	id=$(json series)
	[ "${#id}" -eq 32 ]
	serial E-order.sbag "$id"
	[ "$(json series)" = "$id" ]
	serial F-order.sbag new
	[ "$(json series)" != "$id" ]
	for bundle in D E F; do
		accepted sealbag receive south $bundle-order.sbag
	done
	for store in north south; do
		accepted sealbag list "$store" --json
		[ "$(grep -o '"series":' <<<"$output" | wc -l)" -eq 3 ]
		[ "$(json bundles 1 series) $(json bundles 2 series)" = \
			"$id $id" ]
	done
	accepted sealbag order delete south "${back[@]}" --dry-run \
		--series "$id" --json
	[ "$(json absent) $(json hits 0 bundles)" = '0 2' ]
	# one that carries it, and one that comes later, stay
	order draft
	echo "{\"target\":\"series\",\"series\":\"$id\"}" >>draft
	serial G-order.sbag "$id" --deletions draft
	accepted sealbag receive south G-order.sbag --json
	[ "$(json earlier_whole) $(json absent)" = '2 0' ]
	serial H-order.sbag "$id"
	accepted sealbag receive south H-order.sbag
	for bundle in F G H; do
		accepted sealbag verify \
			"$(received south $bundle-order.sbag)"
	done
	[ ! -e "$(received south D-order.sbag)" ]
	[ ! -e "$(received south E-order.sbag)" ]
	left "$first" want
	# what is named again: those that came since
	ordered --series "$id" --series 00112233445566778899aabbccddeeff
	[ "$(json earlier_whole) $(json absent)" = '2 1' ]
	left "$first" want
}

@test "a series of another agency is another one" {
	local id
	make_store west
	pin west south && pin south west
	known_export other W
	accepted sealbag pack north other --to south --purpose x \
		--reference r --series new --output order-n.sbag --json
	id=$(json series)
	accepted sealbag pack west other --to south --purpose x \
		--reference r --series "$id" --output order-w.sbag
	rm -r other
	accepted sealbag receive south order-n.sbag
	accepted sealbag receive south order-w.sbag
	ordered --series "$id"
	[ "$(json earlier_whole)" -eq 1 ]
	[ -d "$(received south order-w.sbag)" ]
	[ ! -e "$(received south order-n.sbag)" ]
	rm -rf west west.card
}

@test "a series that cannot be is refused" {
	local id
	for id in '' 0 old NEW 00000000000000000000000000000000 \
		00112233445566778899aabbccddeeffa; do
		rejected 2 usage sealbag pack north export --to south \
			--purpose x --reference r --series "$id" \
			--output no-order.sbag
		[ ! -e no-order.sbag ]
	done
	not_made 1 json 'series' "${why[@]}" --series 12
	not_made 2 usage '--series takes no --in-bundle' "${why[@]}" \
		--series 00112233445566778899aabbccddeeff --in-bundle 00
}

@test "orders that cannot be are not made" {
	not_made 2 usage 'no target' "${why[@]}"
	not_made 2 usage 'two kinds of target: --vrm and --before' "${why[@]}" \
		--vrm ZZ26A4 --before 2026-01-01T00:00:00Z
	not_made 2 usage '--vrm needs --from and --until' "${why[@]}" \
		--vrm ZZ26A4 --from 2026-01-01T00:00:00Z
	not_made 2 usage '--record takes no --from or --until' "${why[@]}" \
		--record A-1 "${day[@]}"
	not_made 2 usage '--area takes no --feed' "${why[@]}" \
		--area 1,1,2,2 "${day[@]}" --feed 1
	not_made 2 usage '--bundle takes no --in-bundle' "${why[@]}" \
		--bundle 00112233445566778899aabbccddeeff --in-bundle 00
	not_made 2 usage '--deadline: 2020-01-01 is over' "${why[@]}" \
		--record A-1 --deadline 2020-01-01
	not_made 2 usage '--deadline: "soon" is no day' "${why[@]}" \
		--record A-1 --deadline soon
	not_made 2 usage '--ground and --reference are needed' --to south \
		--record A-1 --ground x
	not_made 1 recipient 'agency west is not pinned' --to west \
		--ground x --reference r --record A-1
	not_made 1 order 'line 2: from is not before to' "${why[@]}" \
		--vrm ZZ26A4 --from 2026-03-01T00:00:00Z \
		--until 2026-03-01T00:00:00Z
	not_made 1 order 'line 2: area: its south lies north' "${why[@]}" \
		--area 2,1,1,2 "${day[@]}"
	not_made 1 order 'line 2: path' "${why[@]}" --member a.csv
	order draft
	not_made 1 order 'names no target' --to south --deletions draft
	by_record A 1 >>draft
	not_made 2 usage '--deletions: the file says the ground' --to south \
		--deletions draft --ground x
	not_made 2 usage '--deletions: the file says' --to south \
		--deletions draft --record A-2
}

@test "an agency that may not order is refused" {
	accepted sealbag agency add south north.card \
		--fingerprint "$(fingerprint_of north)" --roles seal,receive
	accepted sealbag order delete north "${why[@]}" --record A-4 \
		--output order.sbag
	rejected 1 order-issuer sealbag receive south order.sbag
	says 'agency north lacks the role order-deletion'
	left "$first" want
}

@test "an order for what another agency sent finds nothing" {
	make_store west
	pin west south
	pin south west
	accepted sealbag order delete west "${why[@]}" --record A-4 \
		--output order.sbag
	accepted sealbag receive south order.sbag --json
	[ "$(json absent) $(json earlier_reads)" = '1 0' ]
	left "$first" want
	# with the role it finds it
	accepted sealbag agency add south west.card \
		--fingerprint "$(fingerprint_of west)" \
		--roles seal,order-deletion,order-all
	accepted sealbag order delete west "${why[@]}" --record A-4 \
		--output again.sbag
	accepted sealbag receive south again.sbag --json
	[ "$(json absent) $(json earlier_reads)" = '0 1' ]
	without want a.csv A 4
	left "$first" want
	# the answer names the bundle that west has not
	accepted sealbag list south --orders --json
	accepted sealbag certificate make south --order \
		"$(json orders 1 order)" --output cert --json
	[ "$(json bundles 0 bundle) $(json bundles 0 state)" = \
		"${first##*/} checked" ]
	accepted sealbag certificate verify cert order.sbag --partly \
		--store west --order again.sbag --json
	[ "$(json verdict) $(json bundles_unchecked)" = 'PARTLY VERIFIED 1' ]
	rm -r west west.card cert*
}

@test "an agency deletes what others sent it by an order to itself" {
	accepted sealbag order delete south --to south --ground 'erasure' \
		--reference SAR/1 --record A-4 --output order.sbag
	accepted sealbag receive south order.sbag --json
	[ "$(json absent) $(json earlier_reads)" = '0 1' ]
	without want a.csv A 4
	left "$first" want
}

@test "an order that comes before its data finds nothing, and says so" {
	known_export other D
	ordered --record DA-4 --record A-4
	[ "$(json targets) $(json absent)" = '2 1' ]
	# what it did not find is released when it comes; what it did is not
	cp export/a.csv other/again.csv
	pack_export order-other.sbag other
	accepted sealbag receive south order-other.sbag --json
	[ "$(json kept_out_reads)" -eq 1 ]
	grep -q DA-4 "$(received south order-other.sbag)/data/a.csv"
	# ordered again, it goes
	rm order.sbag
	ordered --record DA-4
	[ "$(json absent) $(json earlier_reads)" = '0 1' ]
	rm -r other
}

# whole FILE: what may stay of a draft's header is there, so that it is one
# order however often it is sent
whole() {
	local fill='"order":"0123456789abcdef0123456789abcdef","nonce":"'
	fill+="$(printf '%064d' 7)\",\"issued\":\"2026-03-01T00:00:00Z\","
	sed -i "1s/}/,$fill\"deadline\":\"${2:-2199-01-01T00:00:00Z}\"}/" "$1"
}

@test "the same order again is answered as before" {
	order draft
	by_record A 4 >>draft
	by_record A 99 >>draft
	whole draft
	accepted sealbag order delete north --to south --deletions draft \
		--output order.sbag
	accepted sealbag order delete north --to south --deletions draft \
		--output order-2.sbag
	accepted sealbag receive south order.sbag --json
	[ "$(json answers 0 answer)" = 'done' ]
	[ "$(json answers 0 deleted_reads)" -eq 1 ]
	[ "$(json answers 0 absent)" -eq 1 ]
	accepted sealbag list south --orders --json
	local once
	once=$output
	accepted sealbag receive south order-2.sbag --json
	[ "$(json answers 0 answer)" = 'done before' ]
	[ "$(json answers 0 deleted_reads) $(json earlier_reads)" = '1 0' ]
	[ "$(json answers 0 absent)" -eq 1 ]
	accepted sealbag list south --orders --json
	[ "$output" = "$once" ]
	without want a.csv A 4
	left "$first" want
	deleted 1 1
	accepted sealbag log show south --json
	[[ "$output" == *'"done_before"'* ]]
	accepted sealbag log verify south
}

@test "the same order again reaches what came in between" {
	known_export other D
	order draft
	by_record DA 4 >>draft
	by_record A 4 >>draft
	whole draft
	for n in 1 2; do
		accepted sealbag order delete north --to south \
			--deletions draft --output "order-$n.sbag"
	done
	accepted sealbag receive south order-1.sbag --json
	[ "$(json answers 0 absent) $(json answers 0 deleted_reads)" = '1 1' ]
	pack_export order-other.sbag other
	accepted sealbag receive south order-other.sbag
	accepted sealbag receive south order-2.sbag --json
	[ "$(json earlier_reads)" -eq 1 ]
	[ "$(json answers 0 absent) $(json answers 0 deleted_reads)" = '1 2' ]
	accepted sealbag verify "$(received south order-other.sbag)"
	rm -r other
}

@test "another order under an id that was answered is refused" {
	order draft
	by_record A 4 >>draft
	whole draft
	accepted sealbag order delete north --to south --deletions draft \
		--output order.sbag
	by_record A 5 >>draft
	accepted sealbag order delete north --to south --deletions draft \
		--output order-2.sbag
	accepted sealbag receive south order.sbag
	rejected 1 order-conflict sealbag receive south order-2.sbag
	says 'order 0 is another than the one with the id 0123456789abcdef'
	without want a.csv A 4
	left "$first" want
}

@test "an order behind its deadline is carried out, and told as late" {
	order draft
	by_record A 4 >>draft
	whole draft "$(date -u -d '+30 minutes' +%Y-%m-%dT%H:%M:%SZ)"
	accepted sealbag order delete north --to south --deletions draft \
		--output order.sbag
	accepted faketime -f '+1h' sealbag receive south order.sbag --json
	[ "$(json answers 0 answer)" = 'done late' ]
	without want a.csv A 4
	left "$first" want
}

@test "the same bundle with an order is received once" {
	ordered --record A-4
	rejected 1 replayed sealbag receive south order.sbag
}

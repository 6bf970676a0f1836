#!/usr/bin/env bats
# shellcheck disable=SC2154
# Orders to rectify: what stands for a read that was wrong, and what becomes of
# that.

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	make_store west
	pin south west
	known_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	cp -a north sender
	cp -a south kept
}
setup() {
	cd "$WORLD" || return 1
	rm -rf north south right ./*order*.sbag draft* x.tar
	cp -a sender north
	cp -a kept south
	first=$(received south first.sbag)
	mkdir right
}
teardown_file() {
	teardown_world
}

# right ROW...: a file of reads that are right; each goes on from its plate
right() {
	echo "$header" >right/right.csv
	printf '%s,note\n' "$@" >>right/right.csv
}

# wrong THEN [NUMBER]: the header of an order that says them to be so; of one
# that is given now, and can be sealed again
wrong() {
	printf '{"format":"sealbag-order/1","kind":"rectify","then":"%s",' "$1"
	[ $# -eq 1 ] ||
		printf '"order":"%032d","nonce":"%064d","issued":"%s",' \
			"$2" "$2" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
	printf '"deadline":"2199-01-01T00:00:00Z","ground":"misread"}\n'
} >draft

# is RECORD BY: the row with this id stands for that one
is() {
	printf '{"target":"record","record_id":"%s","by":"%s"}\n' "$1" "$2"
} >>draft

# sealed NAME [OPTION...]: the order and what is right, by north for south
sealed() {
	local name=$1
	shift
	accepted sealbag pack north right --to south --purpose p \
		--reference r --deletions draft --output "$name-order.sbag" \
		"$@"
}

# restricted RECORDS: of the first bundle
restricted() {
	accepted sealbag list south --json || return 1
	[ "$(json bundles 0 restricted_records)" -eq "$1" ] ||
		fail "wanted $1 restricted"
}

@test "what was wrong is withheld, and what is right comes with that" {
	right 'N-1,ZZ26 A2X,10,20,2,2026-03-01T00:02:00.002Z,,'
	wrong restrict
	is A-2 N-1
	is B-5 N-1
	is A-99 N-1
	sealed one
	accepted sealbag verify one-order.sbag --store south --json
	accepted sealbag receive south one-order.sbag --json
	[ "$(json answers 0 kind) $(json answers 0 "then")" = \
		'rectify restrict' ]
	[ "$(json answers 0 named_reads) $(json absent)" = '2 1' ]
	[ "$(json answers 0 corrected_reads) $(json answers 0 lost_reads)" = \
		'1 0' ]
	left "$first" export
	[ "$(json restricted_records) $(json rectified_records)" = '2 2' ]
	left "$(received south one-order.sbag)" right
	restricted 2
	rejected 1 restricted sealbag forward south first.sbag --to west
	rejected 1 restricted sealbag pack south "$first/data/a.csv" --to west \
		--purpose p --reference r --output second-order.sbag
	accepted sealbag list south --orders --json
	[ "$(json orders 0 kind) $(json orders 0 "then")" = 'rectify restrict' ]
	[ "$(json orders 0 restricted) $(json orders 0 corrected_reads)" = \
		'2 1' ]
	accepted sealbag list north --demands --json
	[ "$(json demands 0 kind) $(json demands 0 "then")" = \
		'rectify restrict' ]
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"rectify"'*'"corrected_reads":1'* ]]
	# what is right goes on, and is shown
	accepted sealbag forward south one-order.sbag --to west \
		--output third-order.sbag
	accepted sealbag log verify south
	# it is lifted like any other, and then goes for good
	sleep 1
	accepted sealbag order lift north --to south --ground x --reference r \
		--record B-5 --output lift-order.sbag
	accepted sealbag receive south lift-order.sbag --json
	[ "$(json answers 0 ended)" -eq 1 ]
	restricted 1
	wrong delete
	is A-2 N-1
	sealed two
	accepted sealbag receive south two-order.sbag --json
	[ "$(json earlier_reads)" -eq 1 ]
	restricted 0
}

@test "what was wrong goes, and stays away where it has another key" {
	right 'N-1,ZZ26 A2X,10,20,2,2026-03-01T00:02:00.002Z,,'
	wrong delete
	by_read A 2 | sed 's/}$/,"by":"N-1"}/' >>draft
	sealed one
	rm draft
	accepted sealbag receive south one-order.sbag --json
	[ "$(json answers 0 "then")" = delete ]
	[ "$(json answers 0 deleted_reads)" -eq 1 ]
	[ "$(json earlier_reads) $(json earlier_files)" = '1 2' ]
	cp -a export rest
	without rest a.csv A 2
	left "$first" rest
	rm -r rest
	nowhere 'ZZ26 A2,' south
	# it does not come back
	known_rows A 2 '\n' >right/right.csv
	accepted sealbag pack north right --to south --purpose p --reference r \
		--output again-order.sbag
	accepted sealbag receive south again-order.sbag --json
	[ "$(json kept_out_reads)" -eq 1 ]
	nowhere 'ZZ26 A2,' south
	accepted sealbag verify "$first" --json
	[ "$(json verdict)" = VERIFIED ]
	accepted sealbag log verify south
}

@test "what is right may have the id and the key of what was wrong" {
	mkdir right/images
	cp export/images/A-p2.jpg right/images/
	right 'A-2,ZZ26 A2,10,20,2,2026-03-01T00:02:00.002Z,images/A-p2.jpg,'
	wrong delete 1
	is A-2 A-2
	sealed one
	accepted sealbag receive south one-order.sbag --json
	[ "$(json answers 0 deleted_reads) $(json reads)" = '1 1' ]
	local one
	one=$(received south one-order.sbag)
	left "$one" right
	# the same order again takes none of what is right, nor does the
	# deletion keep that out, or the image that it shows
	sealed two
	accepted sealbag receive south two-order.sbag --json
	[ "$(json answers 0 answer) $(json earlier_reads)" = 'done before 0' ]
	[ "$(json absent) $(json kept_out_reads) $(json kept_out_files)" = \
		'0 0 0' ]
	left "$one" right
	left "$(received south two-order.sbag)" right
	# another order under its id is none
	wrong restrict 1
	is A-2 A-2
	sealed other
	rejected 1 order-conflict sealbag receive south other-order.sbag
}

@test "an older order that comes late leaves what a later one put right" {
	right 'A-2,ZZ26 A2,10,20,2,2026-03-01T00:02:00.002Z,,'
	wrong restrict 1
	is A-2 A-2
	sealed older
	sleep 1
	right 'A-2,ZZ26 A2,10,20,9,2026-03-01T00:02:00.002Z,,'
	wrong restrict 2
	is A-2 A-2
	sealed later
	accepted sealbag receive south later-order.sbag
	accepted sealbag receive south older-order.sbag --json
	[ "$(json answers 0 named_reads)" -eq 1 ]
	restricted 1
	accepted sealbag verify "$(received south later-order.sbag)" --json
	[ "$(json restricted_records)" -eq 0 ]
	# one of its own time would not: the older row is older
	wrong restrict 3
	is A-2 A-2
	sealed last
	accepted sealbag receive south last-order.sbag --json
	[ "$(json answers 0 named_reads)" -eq 2 ]
}

@test "a person pairs the wrong reads with the right ones" {
	right 'N-1,ZZ26 A2X,10,20,2,2026-03-01T00:02:00.002Z,,' \
		'N-2,ZZ26 A4X,10,20,4,2026-03-01T00:04:00.004Z,,'
	local why=(--to south --ground misread --reference RC/1)
	accepted sealbag order rectify north right "${why[@]}" --then delete \
		--record A-2 --by N-1 --record A-4 --by N-2 \
		--output one-order.sbag --json
	[ "$(json kind) $(json "then") $(json targets) $(json reads)" = \
		'rectify delete 2 2' ]
	accepted sealbag log show north --json
	[[ "${output##*'{"sequence":'}" == *'"act":"order"'*'"reads":2'* ]]
	accepted sealbag receive south one-order.sbag --json
	[ "$(json earlier_reads) $(json purpose)" = '2 misread' ]
	printf '%s\n' record_id,by A-5,N-1 A-6,N-1 >draft
	accepted sealbag order rectify north right "${why[@]}" --then restrict \
		--pairs draft --output two-order.sbag
	accepted sealbag receive south two-order.sbag --json
	[ "$(json restricted)" -eq 2 ]
	# what was received here is looked at, and nothing is made
	rejected 2 usage sealbag order rectify north right "${why[@]}" \
		--record A-2 --by N-1
	says '--then restrict or --then delete is needed'
	rejected 2 usage sealbag order rectify north right "${why[@]}" \
		--then delete --record A-2
	rejected 2 usage sealbag order rectify north right "${why[@]}" \
		--then delete --pairs draft --record A-2
	wrong delete
	is A-7 N-3
	rejected 2 usage sealbag order rectify north right --to south \
		--order draft --then delete
	rejected 1 order sealbag order rectify north right --to south \
		--order draft --dry-run
	rejected 1 order sealbag order rectify north right --to south \
		--order draft
	says 'order 0: target 1: no row has the record_id'
	accepted sealbag order rectify south right --to north --ground x \
		--reference r --then delete --record A-7 --by N-1 --dry-run \
		--json
	[ "$(json absent) $(json bundles 0 reads)" = '0 1' ]
}

@test "a bundle without the row that is right is none, nor one with two" {
	right 'N-1,ZZ26 A2X,10,20,2,2026-03-01T00:02:00.002Z,,' \
		'N-2,ZZ26 A3X,10,20,2,2026-03-01T00:02:00.003Z,,' \
		'N-2,ZZ26 A3X,10,20,2,2026-03-01T00:02:00.004Z,,'
	local to=(--to south --purpose p --reference r --deletions draft
		--output none-order.sbag)
	wrong delete
	is A-2 N-1
	is A-3 N-3
	rejected 1 order sealbag pack north right "${to[@]}" --dry-run
	says 'order 0: target 2: no row has the record_id'
	rejected 1 order sealbag pack north right "${to[@]}"
	says 'order 0: target 2: no row has the record_id'
	rejected 1 order sealbag pack north "${to[@]}"
	says 'order 0: target 1: no row has the record_id'
	sed -i 's/N-3/N-2/' draft
	rejected 1 order sealbag pack north right "${to[@]}" --dry-run
	says 'order 0: target 2: more than one row has'
	rejected 1 order sealbag pack north right "${to[@]}"
	says 'order 0: target 2: more than one row has'
	[ ! -e none-order.sbag ]
	accepted sealbag log show north --json
	[[ "$output" == *'"outcome":"rejected","reason":"order"'* ]]
	# what is left out of the export is not there
	sed -i 's/N-2/N-1/' draft
	accepted sealbag pack north right "${to[@]}" --dry-run
	rejected 1 order sealbag pack north right "${to[@]}" --vrm ZZ26A3X
	rejected 1 order sealbag pack north right "${to[@]}" --vrm ZZ26A3X \
		--dry-run

}

@test "what is wrong and held stays until the hold ends" {
	accepted sealbag hold add south --ground court --officer 'A. Judge' \
		--rank HHJ --number 12 --reference CC/7 --review 2199-01-02 \
		--record A-2 --json
	local hold
	hold=$(json hold)
	right 'N-1,ZZ26 A2X,10,20,2,2026-03-01T00:02:00.002Z,,'
	wrong delete
	is A-2 N-1
	is A-4 N-1
	sealed one
	accepted sealbag receive south one-order.sbag --json
	[ "$(json answers 0 deleted_reads) $(json answers 0 held)" = '1 3' ]
	accepted sealbag hold release south "$hold" --reason over
	accepted sealbag enforce south --json
	[ "$(json deleted_reads) $(json deleted_files)" = '1 2' ]
	nowhere 'ZZ26 A2,' south
	accepted sealbag list south --orders --json
	[ "$(json orders 0 deleted_reads) $(json orders 0 held)" = '2 0' ]
}

@test "where a deletion keeps out what is right, that is told" {
	order draft
	by_record A 2 >>draft
	accepted sealbag pack north --to south --purpose p --reference r \
		--deletions draft --output gone-order.sbag
	accepted sealbag receive south gone-order.sbag
	right 'N-1,ZZ26 A2,10,20,2,2026-03-01T00:02:00.002Z,,'
	wrong delete
	is A-4 N-1
	sealed one
	accepted sealbag receive south one-order.sbag
	[[ "$output" == *'1 reads that stand for others'*'did not stay'* ]]
	accepted sealbag list south --orders --json
	[ "$(json orders 1 deleted_reads)" -eq 1 ]
	[ "$(json orders 1 corrected_reads) $(json orders 1 lost_reads)" = \
		'1 1' ]
	nowhere 'ZZ26 A2,' south
}

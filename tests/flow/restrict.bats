#!/usr/bin/env bats
# Orders to restrict, and to lift that: what stays, and who may not see it.

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
	rm -rf north south ./*order*.sbag second.sbag draft* x.tar
	cp -a sender north
	cp -a kept south
	first=$(received south first.sbag)
}
teardown_file() {
	teardown_world
}

# ordered KIND OPTION...: north orders it of south, which carries it out.
ordered() {
	local kind=$1
	shift
	rm -f order.sbag
	accepted sealbag order "$kind" north --to south \
		--ground 'in dispute' --reference RES/7 \
		--output order.sbag "$@" || return 1
	accepted sealbag receive south order.sbag --json
}

# draft FILE KIND ISSUED [MORE]: the header of an order of that time
draft() {
	printf '{"format":"sealbag-order/1","kind":"%s","ground":"x",' "$2"
	printf '"issued":"%s","deadline":"2199-01-01T00:00:00Z"%s}\n' \
		"$3" "${4:-}"
} >"$1"

# drafted FILE NAME: it is sealed by north
drafted() {
	accepted sealbag pack north --to south --purpose p --reference r \
		--deletions "$1" --output "$2-order.sbag"
}

# shown WANT [OPTION...]: an exhibit of rows A-1 to A-4 has so many, and so
# many are restricted
shown() {
	local want=$1
	shift
	accepted sealbag extract south --bundle "$(bundle_of first.sbag)" \
		--record A-1 --record A-2 --record A-3 --record A-4 \
		--exhibit AB/1 --purpose p --reference r --output x.tar \
		--dry-run --json "$@" || return 1
	[ "$(json reads) $(json restricted_reads)" = "$want" ] ||
		fail "wanted $want"
}

# restricted RECORDS: of the first bundle, by each that tells
restricted() {
	accepted sealbag list south --json || return 1
	[ "$(json bundles 0 restricted_records)" -eq "$1" ] ||
		fail "list: wanted $1" || return 1
	accepted sealbag verify "$first" --json || return 1
	[ "$(json verdict) $(json restricted_records)" = "VERIFIED $1" ] ||
		fail "verify: wanted $1"
}

@test "what is restricted stays, and is withheld" {
	ordered restrict --record A-2 --record B-5 --record A-99
	[ "$(json answers 0 kind) $(json answers 0 answer)" = 'restrict done' ]
	[ "$(json answers 0 named_reads) $(json answers 0 named_files)" = \
		'2 0' ]
	[ "$(json absent) $(json restricted) $(json earlier_reads)" = '1 2 0' ]
	left "$first" export
	restricted 2
	shown '3 1'
	[ "$(json withheld_reads) $(json files)" = '1 4' ]
	rejected 1 restricted sealbag forward south first.sbag --to west
	says '2 records of this bundle are restricted'
	rejected 1 restricted sealbag pack south "$first/data/a.csv" --to west \
		--purpose p --reference r --output second.sbag
	says 'are restricted'
	rejected 1 restricted sealbag pack south south --to west \
		--purpose p --reference r --output second.sbag
	[ ! -e second.sbag ]
	accepted sealbag list south --orders --json
	[ "$(json orders 0 kind) $(json orders 0 restricted)" = 'restrict 2' ]
	accepted sealbag list north --demands --json
	[ "$(json demands 0 kind)" = restrict ]
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"restrict"'*'"named_reads":2'* ]]
	accepted sealbag log verify south
	nowhere 'A-99' south
}

@test "the sealed file is to be destroyed where it deletes, and not else" {
	local kind
	for kind in lift delete; do
		accepted sealbag order "$kind" north --to south --ground x \
			--reference r --record A-2 --output "$kind-order.sbag"
		accepted sealbag receive south "$kind-order.sbag"
		[ "$(grep -c 'still holds what was deleted' <<<"$output")" -eq \
			"$([ "$kind" = delete ] && echo 1 || echo 0)" ] ||
			fail "$kind"
	done
}

@test "an exhibit, and one derived from it, tell what was restricted" {
	ordered restrict --record A-2
	sealbag extract south --bundle "$(bundle_of first.sbag)" \
		--record A-1 --record A-2 --record A-3 --exhibit AB/2 \
		--purpose p --reference r --output x.tar
	ordered restrict --record A-3
	accepted sealbag extract south --parent x.tar --record A-1 \
		--record A-3 --exhibit AB/2/A --purpose p --reference r \
		--output y.tar --json
	[ "$(json reads) $(json withheld_reads)" = '1 2' ]
	[ "$(json restricted_reads)" = 2 ]
	for signer in '--store north' '--signer north.card --signer south.card'
	do
		# shellcheck disable=SC2086
		accepted sealbag verify x.tar $signer --json
		[ "$(json restricted_reads)" = 1 ]
	done
	accepted "$TOP/samples/verify-exhibit.py" y.tar --signer north.card \
		--signer south.card
	accepted sealbag report y.tar --store south --output z.html
	grep -qF 'Of them, restricted by an order' z.html
	rm x.tar y.tar z.html
	# who keeps it by a hold that is named, and one that waits
	local hold
	accepted sealbag hold add south --ground court --officer 'A. Judge' \
		--rank HHJ --number 12 --reference CC/7 --review 2199-01-02 \
		--record A-2 --json
	hold=$(json hold)
	ordered delete --record A-2
	shown '2 2'
	[ "$(json withheld_reads)" = 2 ]
	shown '3 1' --hold "$hold"
}

@test "a hold that names it is a purpose, and another one is not" {
	ordered restrict --record A-2 --record A-3
	local why=(--ground court --officer 'A. Judge' --rank HHJ --number 12
		--reference CC/7 --review 2199-01-02)
	accepted sealbag hold add south "${why[@]}" --record A-2 --json
	local hold
	hold=$(json hold)
	shown '2 2'
	shown '3 1' --hold "$hold"
	# the read's two images come with it, and nothing else of the other's
	[ "$(json files) $(json absent_files)" = '4 0' ]
	shown '2 2' --hold 00112233445566778899aabbccddeeff
	accepted sealbag hold add south "${why[@]}" --bundle \
		"$(bundle_of first.sbag)" --json
	shown '4 0' --hold "$(json hold)"
}

@test "files and bundles are restricted record by record, and lifted so" {
	ordered restrict --member data/a.csv --member data/documents/note.txt
	# 12 rows, a document
	restricted 13
	shown_none
	sleep 1
	ordered lift --record A-4 --record A-9
	[ "$(json answers 0 kind) $(json answers 0 ended)" = 'lift 2' ]
	restricted 11
	shown '1 3'
	ordered restrict --bundle "$(bundle_of first.sbag)"
	[ "$(json answers 0 named_bundles)" -eq 1 ]
	[ "$(json answers 0 named_reads) $(json answers 0 superseded)" = \
		'20 0' ]
	sleep 1
	ordered lift --bundle "$(bundle_of first.sbag)"
	restricted 0
	shown '4 0'
	accepted sealbag forward south first.sbag --to west \
		--output second.sbag
	accepted sealbag log verify south
}

# no read of those is to be seen
shown_none() {
	rejected 1 exhibit sealbag extract south \
		--bundle "$(bundle_of first.sbag)" --record A-1 --exhibit AB/1 \
		--purpose p --reference r --output x.tar
}

@test "it does not matter in which order they arrive" {
	draft draft-1 restrict 2026-03-01T00:00:00Z
	by_record A 2 >>draft-1
	by_record A 4 >>draft-1
	draft draft-2 lift 2026-03-02T00:00:00Z
	by_record A 4 >>draft-2
	drafted draft-1 one
	drafted draft-1 again
	drafted draft-2 two
	# the lift first: it finds nothing to end, and is not forgotten
	accepted sealbag receive south two-order.sbag --json
	[ "$(json answers 0 named_reads) $(json answers 0 ended)" = '1 0' ]
	accepted sealbag receive south one-order.sbag --json
	[ "$(json answers 0 superseded)" -eq 1 ]
	restricted 1
	accepted sealbag receive south again-order.sbag --json
	restricted 1
	# the other way round it is the same
	rm -rf south && cp -a kept south
	accepted sealbag receive south one-order.sbag
	restricted 2
	accepted sealbag receive south two-order.sbag --json
	[ "$(json answers 0 ended)" -eq 1 ]
	restricted 1
	accepted sealbag receive south again-order.sbag
	restricted 1
}

@test "a restriction ends by its time, once enforce says so" {
	ordered restrict --record A-2 --ends 2190-01-01
	accepted sealbag due south --json
	[[ "$output" == *'"kind":"end","by":"2190-01-01T23:59:59Z"'* ]]
	accepted sealbag enforce south --json
	[ "$(json ended)" -eq 0 ]
	restricted 1
	local later=(faketime -f '@2190-01-03 00:00:00')
	rejected 1 overdue "${later[@]}" sealbag due south
	restricted 1
	accepted "${later[@]}" sealbag enforce south --dry-run --json
	[ "$(json ended) $(json freed)" = '1 1' ]
	restricted 1
	accepted "${later[@]}" sealbag enforce south --json
	[ "$(json ended) $(json freed)" = '1 1' ]
	restricted 0
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"unrestrict"'* ]]
	accepted sealbag log verify south
}

@test "one that comes when it is over restricts nothing" {
	draft draft restrict 2026-03-01T00:00:00Z \
		",\"ends\":\"$(date -u -d '+30 minutes' +%Y-%m-%dT%H:%M:%SZ)\""
	by_record A 4 >>draft
	drafted draft stale
	accepted faketime -f '+1h' sealbag receive south stale-order.sbag --json
	[ "$(json answers 0 answer) $(json answers 0 overruled)" = 'over 1' ]
	[ "$(json absent) $(json answers 0 named_reads)" = '0 0' ]
	restricted 0
}

@test "what is deleted is not restricted, whichever comes first" {
	ordered restrict --record A-4 --record A-5
	ordered delete --record A-4
	[ "$(json earlier_reads)" -eq 1 ]
	restricted 1
	draft draft-1 restrict 2026-03-01T00:00:00Z
	by_record A 6 >>draft-1
	by_record A 7 >>draft-1
	draft draft-2 delete 2026-03-01T00:00:00Z
	by_record A 6 >>draft-2
	accepted sealbag pack north --to south --purpose p --reference r \
		--deletions draft-1 --deletions draft-2 \
		--output both-order.sbag
	accepted sealbag receive south both-order.sbag --json
	[ "$(json answers 0 overruled) $(json answers 0 named_reads)" = '1 1' ]
	[ "$(json answers 1 deleted_reads)" -eq 1 ]
	restricted 2
	ordered delete --bundle "$(bundle_of first.sbag)"
	[ ! -e "$first" ]
	accepted sealbag list south --json
	[ "$(json bundles 0 restricted_records)" -eq 0 ]
	accepted sealbag list south --orders --json
	[ "$(json orders 0 restricted)" -eq 0 ]
}

@test "an order restricts what it comes with, and nothing of others" {
	known_export export2 D-
	draft draft restrict 2026-03-01T00:00:00Z
	by_record D-A 3 >>draft
	by_path sub/b.csv >>draft
	carry draft second.sbag export2
	rejected 1 restricted sealbag forward south second.sbag --to west
	says 'ordered restricted'
	accepted sealbag receive south second.sbag --json
	# a row; seven rows of a file here, and as many before
	[ "$(json answers 0 named_reads) $(json answers 0 named_files)" = \
		'15 0' ]
	left "$(received south second.sbag)" export2
	rm -r export2
	restricted 7
	pin west south
	pin south west
	accepted sealbag order restrict west --to south --ground x \
		--reference r --record A-4 --output other-order.sbag
	accepted sealbag receive south other-order.sbag --json
	[ "$(json absent)" -eq 1 ]
}

@test "a dry run tells what would be hit, and orders that cannot be are none" {
	accepted sealbag order restrict south --to north --ground x \
		--reference r --record A-4 --record A-99 --dry-run --json
	[ "$(json kind) $(json absent)" = 'restrict 1' ]
	[ "$(json bundles 0 reads)" -eq 1 ]
	rejected 2 usage sealbag order restrict north --to south --ground x \
		--reference r --record A-4 --ends 2020-01-01
	says '--ends: 2020-01-01 is over'
	draft draft delete 2026-03-01T00:00:00Z
	by_record A 4 >>draft
	rejected 2 usage sealbag order restrict north --to south --order draft
	says 'the order is one to delete, not to restrict'
	draft draft lift 2026-03-01T00:00:00Z ',"ends":"2199-01-01T00:00:00Z"'
	by_record A 4 >>draft
	rejected 1 json sealbag order lift north --to south --order draft
	says 'key "ends" is unknown'
	draft draft restrict 2026-03-01T00:00:00Z
	by_record A 4 >>draft
	local many=()
	for _ in {1..17}; do
		many+=(--deletions draft)
	done
	rejected 1 limit sealbag pack north --to south --purpose p \
		--reference r "${many[@]}" --output second.sbag
	accepted sealbag pack north --to south --purpose p --reference r \
		"${many[@]:2}" --output many-order.sbag
	accepted sealbag receive south many-order.sbag --json
	[ "$(json orders) $(json restricted)" = '16 16' ]
	restricted 1
}

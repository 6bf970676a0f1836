#!/usr/bin/env bats
# P6: a hold beats a deletion.

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	known_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	cp -a north sender
	cp -a south kept
}
setup() {
	cd "$WORLD" || return 1
	rm -rf north south want ./*order*.sbag second.sbag targets draft
	cp -a sender north
	cp -a kept south
	cp -a export want
	first=$(received south first.sbag)
}
teardown_file() {
	teardown_world
}

why=(--ground court --officer 'A. Judge' --rank HHJ --number 12
	--reference CC/7 --review 2199-01-02)
day=(--from 2026-03-01T00:00:00Z --until 2026-03-02T00:00:00Z)

# held OPTION...: south holds what they name; its id is in $hold.
held() {
	accepted sealbag hold add south "${why[@]}" "$@" --json || return 1
	hold=$(json hold)
}

# ordered OPTION...: north orders it of south, which carries it out.
ordered() {
	rm -f order.sbag
	accepted sealbag order delete north --to south \
		--ground 'sent in error' --reference DEL/7 \
		--output order.sbag "$@" || return 1
	accepted sealbag receive south order.sbag --json
}

# waiting: how many records wait for $hold
waiting() {
	accepted sealbag hold list south --json || return 1
	json holds 0 waiting
}

@test "P6: a held read stays when an order names it, and the answer says so" {
	held --record A-2 --record B-5
	ordered --record A-2 --record A-4 --record B-5
	# with its images, which would have gone with it
	[ "$(json earlier_reads) $(json earlier_held)" = '1 4' ]
	[ "$(json absent)" -eq 0 ]
	[ "$(json answers 0 held) $(json answers 0 deleted_reads)" = '4 1' ]
	without want a.csv A 4
	left "$first" want
	[ "$(waiting)" -eq 4 ]
	accepted sealbag list south --orders --json
	[ "$(json orders 0 held) $(json orders 0 deleted_reads)" = '4 1' ]
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"delete"'*'"held":4'* ]]
	accepted sealbag log verify south
}

@test "P6: an order for all of a bundle leaves what a hold names" {
	held --vrm ZZ26A2 --vrm ZZ26B5 "${day[@]}"
	ordered --bundle "$(bundle_of first.sbag)"
	[ "$(json earlier_bundles) $(json earlier_whole)" = '1 0' ]
	[ "$(json answers 0 deleted_bundles)" -eq 0 ]
	# the two reads, both images of one, and nothing of the other files
	[ "$(grep -c ZZ26 "$first/data/a.csv")" -eq 1 ]
	[ "$(grep -c ZZ26 "$first/data/sub/b.csv")" -eq 1 ]
	grep -q 'ZZ26 A2' "$first/data/a.csv"
	[ "$(find "$first/data" -type f | sort | xargs -n1 basename |
		tr '\n' ' ')" = 'a.csv A-o2.jpg A-p2.jpg b.csv ' ]
	[ "$(json answers 0 held)" -eq 4 ]
	accepted sealbag verify "$first"
	nowhere 'ZZ26 A3' south
	# the bundle itself, two files of reads, two reads, two images
	[ "$(waiting)" -eq 7 ]
}

@test "P6: an order for a file leaves the rows that a hold names" {
	held --record A-7
	ordered --member data/a.csv --member data/documents/note.txt
	[ "$(json earlier_reads) $(json earlier_files)" = '11 7' ]
	[ "$(cat "$first/data/a.csv" | grep -c ZZ26)" -eq 1 ]
	[ ! -e "$first/data/documents/note.txt" ]
	accepted sealbag verify "$first"
	# no row of one.csv is held: it goes as a whole
	ordered --member data/one.csv
	[ ! -e "$first/data/one.csv" ]
}

@test "P6: a hold for a file or a bundle keeps all of it" {
	held --member data/documents/note.txt --member data/one.csv
	ordered --record C-1
	[ "$(json earlier_reads) $(json earlier_held)" = '0 3' ]
	ordered --member data/documents/note.txt --member data/one.csv
	[ "$(json earlier_files) $(json earlier_held)" = '0 4' ]
	left "$first" want
	held --bundle "$(bundle_of first.sbag)"
	ordered --bundle "$(bundle_of first.sbag)"
	[ "$(json earlier_bundles) $(json earlier_whole)" = '0 0' ]
	left "$first" want
}

@test "P6: a hold counts for what comes in the bundle of the order" {
	held --record D-A-3 --record D-A-9
	known_export export2 D-
	order draft
	for n in 3 4 9; do
		by_record D-A $n >>draft
	done
	by_path documents/note.txt >>draft
	by_path sub/b.csv >>draft
	carry draft second.sbag export2
	accepted sealbag receive south second.sbag --json
	[ "$(json deleted_reads) $(json held_reads)" = '8 2' ]
	[ "$(json held_files) $(json answers 0 held)" = '2 4' ]
	rm -rf want && cp -a export2 want
	without want a.csv D-A 4
	rm want/documents/note.txt want/sub/images/D-B-*
	perl -ni -e 'print if $. == 1' want/sub/b.csv
	find want -depth -exec touch -d '2026-03-02 01:02:03.456789Z' {} +
	second=$(received south second.sbag)
	left "$second" want
	# the name and header of a file whose rows all went are due at once
	rm -r export2
}

@test "P6: a tombstone keeps out nothing that a hold names" {
	ordered --record A-2 --record A-4
	held --record A-2
	pack_export second.sbag export
	accepted sealbag receive south second.sbag --json
	[ "$(json kept_out_reads) $(json held_reads)" = '1 1' ]
	second=$(received south second.sbag)
	without want a.csv A 4
	left "$second" want
}

@test "what a hold names is known to the ledger alone, while it stands" {
	held --vrm ZZ26HELD "${day[@]}"
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"hold-add"'*"\"hold\":\"$hold\""* ]]
	[[ "$output" == *'"reference":"CC/7"'* && "$output" != *ZZ26* ]]
	accepted sealbag hold list south --json
	[[ "$output" != *ZZ26* ]]
	[ "$(json holds 0 officer) $(json holds 0 rank)" = 'A. Judge HHJ' ]
	[ "$(json holds 0 number) $(json holds 0 ground)" = '12 court' ]
	[ "$(json holds 0 reference) $(json holds 0 targets)" = 'CC/7 1' ]
	grep -aqF ZZ26HELD south/ledger.db* || fail 'the scope is nowhere'
	accepted sealbag hold release south "$hold" --reason 'case closed'
	nowhere ZZ26HELD south
	nowhere 'A. Judge' south
	accepted sealbag hold list south
	prints 'no hold stands'
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"hold-release"'*'case closed'* ]]
	accepted sealbag log verify south
}

@test "a released hold keeps nothing any more" {
	held --record A-2
	ordered --record A-2
	accepted sealbag hold release south "$hold" \
		--reason 'case closed' --json
	[ "$(json released)" -eq 3 ]
	ordered --record A-2
	[ "$(json earlier_reads) $(json answers 0 held)" = '1 0' ]
	without want a.csv A 2
	left "$first" want
}

@test "what only a hold keeps is not passed on" {
	held --record A-2
	ordered --record A-2
	rejected 1 deleted sealbag forward south first.sbag --to west
	says '3 records of this bundle would have to be deleted'
	says 'only a hold keeps them here'
	accepted sealbag verify "$first" --json
	[ "$(json held) $(json held_due)" = '3 0' ]
	# but for what the hold is for, and no other
	local one=$hold
	held --record A-4
	ordered --record A-4
	make_store west
	pin south west
	rejected 1 deleted sealbag forward south first.sbag --to west \
		--hold "$one"
	says '1 records of this bundle'
	says 'only another hold, or none, keeps them here'
	accepted sealbag hold release south "$hold" --reason over
	accepted sealbag verify "$first" --json
	[ "$(json held) $(json held_due)" = '3 1' ]
	rejected 1 deleted sealbag forward south first.sbag --to west \
		--hold "$one"
	accepted sealbag hold release south "$one" --reason over
	held --record A-2 --record A-4
	ordered --record A-2 --record A-4
	rejected 2 usage sealbag forward south first.sbag --to west \
		--hold x --output on.sbag
	accepted sealbag forward south first.sbag --to west \
		--hold "$hold" --output on.sbag
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"forward"'*"\"hold\":\"$hold\""* ]]
	rm on.sbag
}

@test "a review has its date" {
	held --record A-2
	accepted sealbag hold list south --due
	prints 'no hold is to be reviewed'
	accepted sealbag hold review south "$hold" --review 2198-05-06 --json
	[ "$(json review)" = 2198-05-06T23:59:59Z ]
	accepted sealbag hold list south --json
	[ "$(json holds 0 review)" = 2198-05-06T23:59:59Z ]
	accepted faketime -f '@2198-05-08 00:00:00' \
		sealbag hold list south --due --json
	[ "$(json holds 0 hold)" = "$hold" ]
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"hold-review"'* ]]
}

@test "a dry run tells what a hold would name, and keeps nothing" {
	before=$(held_by south; sealbag hold list south; sealbag log show south)
	accepted sealbag hold add south "${why[@]}" --vrm ZZ26A2 \
		--vrm ZZ26NONE "${day[@]}" --dry-run --json
	[ "$(json targets) $(json absent)" = '2 1' ]
	[ "$(json bundles 0 reads)" -eq 1 ]
	[ "$before" = "$(held_by south
		sealbag hold list south; sealbag log show south)" ]
}

@test "a file of targets is a scope, and a bad one is refused with its line" {
	{ by_read A 2; by_record B 4; } >targets
	held --targets targets
	ordered --record A-2 --record B-4
	[ "$(json answers 0 held)" -eq 4 ]
	echo '{"target":"record"}' >>targets
	rejected 1 json sealbag hold add south "${why[@]}" --targets targets
	says 'line 3'
	rejected 2 usage sealbag hold add south "${why[@]}" --targets targets \
		--record A-1
	rejected 2 usage sealbag hold add south "${why[@]}"
	: >targets
	rejected 1 order sealbag hold add south "${why[@]}" --targets targets
	accepted sealbag hold release south "$hold" --reason x
	rejected 2 usage sealbag hold release south "$hold" --reason x
	says 'no such hold stands'
	rejected 2 usage sealbag hold review south 12 --review 2199-01-01
	rejected 2 usage sealbag hold review south "$hold" --review 2020-01-01
	says 'is over'
}

# enforced READS FILES: what had waited goes, and no more
enforced() {
	accepted sealbag enforce south --json
	[ "$(json deleted_reads) $(json deleted_files)" = "$1 $2" ] ||
		fail "wanted $1 reads and $2 files"
}

@test "P6: what waited goes with the release, as by the order that named it" {
	held --record A-2 --record B-5
	ordered --record A-2 --record A-4 --record B-5
	enforced 0 0
	accepted sealbag hold release south "$hold" --reason 'CC/7 is over'
	accepted sealbag enforce south --dry-run --json
	[ "$(json waited) $(json bundles 0 waited)" = '4 4' ]
	enforced 2 2
	without want a.csv A 2 4
	without want sub/b.csv B 5
	left "$first" want
	accepted sealbag verify "$first" --json
	[ "$(json deletions 0 reference) $(json deleted_reads)" = 'DEL/7 3' ]
	[ "$(printf '%s' "$output" | grep -o '"order":' | wc -l)" -eq 1 ]
	accepted sealbag list south --orders --json
	[ "$(json orders 0 held) $(json orders 0 deleted_reads)" = '0 3' ]
	accepted sealbag log show south --json
	[[ "$output" == *'"waited_reads":2'* ]]
	nowhere 'ZZ26 A2' south
	nowhere 'ZZ26 B5' south
	enforced 0 0
	accepted sealbag log verify south
}

@test "P5: what waited and went does not come back" {
	held --record A-4
	ordered --record A-4
	accepted sealbag hold release south "$hold" --reason over
	enforced 1 0
	pack_export again.sbag export
	accepted sealbag receive south again.sbag --json
	[ "$(json kept_out_reads)" -eq 1 ]
	rm again.sbag
}

@test "P6: another hold keeps what had waited, and it waits for that" {
	held --record A-4
	ordered --record A-4 --record A-5
	local one=$hold
	held --record A-4
	accepted sealbag hold release south "$one" --reason over
	enforced 0 0
	grep -q 'ZZ26 A4' "$first/data/a.csv"
	[ "$(waiting)" -eq 1 ]
	accepted sealbag hold release south "$hold" --reason over
	enforced 1 0
	without want a.csv A 4 5
	left "$first" want
}

@test "P6: a bundle that waited whole goes whole" {
	held --record A-2
	ordered --bundle "$(bundle_of first.sbag)"
	accepted sealbag hold release south "$hold" --reason over
	accepted sealbag enforce south --json
	[ ! -e "$first" ]
	[ ! -e "south/proof/$(basename "$first")" ]
	accepted sealbag list south --orders --json
	[ "$(json orders 0 deleted_bundles)" -eq 1 ]
	nowhere 'ZZ26 A2' south
	accepted sealbag log verify south
}

#!/usr/bin/env bats
# P7: who has all of a store after a deletion, but the secret of its
# tombstones, and a list of a million reads with the deleted one among them,
# cannot tell it from the others. SECURITY.md, Forgetting.

load lib
load orders

# Row A-7 has the plate ZZ500042; it is deleted by an order in "south", and by
# its age in "aged".
setup_file() {
	setup_world
	make_agencies
	mkdir export
	known_rows A 4 '\n' | sed 's/,images[^,]*,images[^,]*,/,,,/' \
		>export/a.csv
	echo "A-7,$(row 500042)" >>export/a.csv
	known_rows C 1 '\n' | sed '1d; s/,images[^,]*,images[^,]*,/,,,/' \
		>>export/a.csv
	find export -depth -exec touch -d '2026-03-02 01:02:03Z' {} +
	sed 's/"retention": \[\]/"retention": [{"category":"x","days":9000}]/' \
		"$TOP/samples/policies/neutral.json" >draft
	sealbag policy sign south draft --output v1
	sealbag policy import south v1
	pack_export first.sbag export --category x
	accepted sealbag receive south first.sbag
	cp -a south held
	cp -a south aged
	order order
	by_record A 7 >>order
	carry order order.sbag
	accepted sealbag receive south order.sbag
	sed 's/9000/1/; s/neutral/shorter/' draft >draft2
	sealbag policy sign aged draft2 --output v2
	sealbag policy import aged v2
	accepted sealbag enforce aged
	export ID
	ID=$(bundle_of first.sbag)
	gpg --homedir south/keys/gnupg --batch --decrypt \
		south/keys/secret.gpg 2>/dev/null >secret
	for store in south aged held; do
		rm -r "$store/keys/secret.gpg"
	done
}
setup() { cd "$WORLD" || return 1; }
teardown_file() { teardown_world; }

# row PLATE: of the read that goes, behind its record id
row() {
	echo "ZZ$1,10,20,7,2026-03-01T00:07:00.007Z,,,note of A-7"
}

# one STORE QUERY
one() { sqlite3 -readonly "$1/ledger.db" "$2"; }

# guessed STORE [SECRET]: play it; $output is what was found. $rest: a bag with
# the rows that are known, when not the store's own; $count: reads that are
# tried
guessed() {
	local bag=${rest:-$1/received/$ID} whose
	whose="lower(hex(bundle)) = '$ID'"
	attempt "$SEALBAG_BIN/tests/flow/guess" "${count:-1000}" "$1" \
		"$bag/data/a.csv" 5 \
		"A-7,$(row @@@@@@)" "$bag/manifest-sha256.txt" \
		"$(one "$1" "SELECT number FROM member
			WHERE name = 'data/a.csv' AND $whose")" "$ID" \
		"$(one "$1" "SELECT records FROM segment WHERE $whose")" \
		"$(one "$1" "SELECT lower(hex(cover)) FROM segment
			WHERE $whose")" "${@:2}"
}

@test "P7: in a store that deleted nothing the guesser finds it, in each way" {
	local rest=south/received/$ID want
	guessed held
	[ "$status" -eq 1 ]
	# the leaf is not kept yet
	for want in plate sha256-of-file sha256-of-manifest; do
		grep -qx "500042 $want" <<<"$output" || fail "not by $want"
	done
	[ "$(cut -d ' ' -f 1 <<<"$output" | sort -u)" = 500042 ]
}

@test "P7: with the salt of before the leaf that is kept tells it" {
	cp -a south both
	local cover
	cover=$(one held "SELECT hex(cover) FROM segment")
	sqlite3 both/ledger.db "UPDATE segment SET cover = x'$cover'
		WHERE lower(hex(bundle)) = '$ID'"
	guessed both
	[ "$status $output" = '1 500042 leaf' ]
	rm -r both
}

@test "P7: after an order nothing tells it from a million others" {
	local count=1000000
	guessed south
	[ "$status" -eq 0 ] && [ -z "$output" ] || fail 'found'
	[[ $stderr =~ ' 2'[0-9]' salts' ]] || fail 'with so few salts'
}

@test "P7: nor after its time was over" {
	# all rows went: the guesser is given the others
	local rest=south/received/$ID count=50000
	guessed aged
	[ "$status" -eq 0 ] && [ -z "$output" ] || fail 'found'
}

@test "P7: who has the secret of the tombstones can ask, and gets that alone" {
	[ "$(stat -c %s secret)" -eq 32 ]
	guessed south secret
	[ "$status $output" = '1 500042 tag' ]
}

#!/usr/bin/env bats
# P8: one bundle's events, proved from a log to whoever holds a card.

load lib

setup_file() {
	setup_world
	make_agencies
	make_export export --rows 20 --images 1
	pack_export first.sbag export
	accepted sealbag receive south first.sbag --actor 'officer 1'
	accepted sealbag log checkpoint north --output kept
	pack_export second.sbag export
	accepted sealbag receive south second.sbag
	attempt sealbag receive south second.sbag
	prove first north "$(bundle first)"
	prove second north "$(bundle second)"
	prove theirs south "$(bundle second)"
}
setup() {
	cd "$WORLD" || return 1
}
teardown_file() {
	teardown_world
}

# bundle NAME: the id in that file.
bundle() {
	sealbag inspect "$1.sbag" --json |
		perl -ne '/"bundle":"([0-9a-f]+)"/ and print $1'
}

# prove FILE STORE ID [OPTION...]
prove() {
	local file=$1 store=$2 id=$3
	shift 3
	accepted sealbag log prove "$store" --bundle "$id" --output "$file" "$@"
}

# forged FAULT PROOF [OTHER]: into the file "forged".
forged() {
	"$SEALBAG_BIN/tests/flow/forge-proof" "$@" >forged ||
		fail "no forgery $1"
}

# refused REASON: the file "forged", with a card and with a store.
refused() {
	rejected 1 "$1" sealbag log verify forged --signer north.card &&
		rejected 1 "$1" sealbag log verify forged --store south
}

@test "P8: the events of a bundle are proved to whoever has the card" {
	mkdir elsewhere
	cp first north.card elsewhere
	cd elsewhere
	accepted sealbag log verify first --signer north.card --json
	[ "$(json verdict) $(json agency)" = 'VERIFIED north' ]
	[ "$(json bundle)" = "$(cd .. && bundle first)" ]
	[ "$(json events 0 act) $(json events 0 outcome)" = 'pack done' ]
	[ "$(json events 0 counts reads)" -eq 20 ]
	! json events 1 || fail 'there are more events'
	[ "$(json origin)" = "sealbag/$(fingerprint_of ../north)" ]
	[ "$(ls)" = $'first\nnorth.card' ] || fail "left: $(ls)"
}

@test "P8: what was refused is among the events of a bundle" {
	accepted sealbag log verify theirs --signer south.card --json
	[ "$(json events 0 act) $(json events 0 outcome)" = 'receive done' ]
	[ "$(json events 1 outcome) $(json events 1 reason)" = \
		'rejected replayed' ]
	accepted sealbag log verify theirs --store north
	prints 'receive rejected: replayed'
}

@test "P8: a proof tells nothing of other events" {
	for name in first second; do
		mkdir "open-$name"
		tar -C "open-$name" -xf "$name"
		[ "$(wc -l <"open-$name/events")" -eq 1 ]
		grep -q "$(bundle $name)" "open-$name/events"
	done
	! grep -rq "$(bundle second)" open-first || fail 'it tells of another'
	! grep -rq 'agency-add' open-first || fail 'it tells of another'
}

@test "P9: stock tar and gpg take a proof apart" {
	mkdir stock
	tar -C stock -xf first
	[ "$(ls stock)" = $'checkpoint\ncheckpoint.sig\nevents\nproof.json
proof.txt' ] || fail "there is $(ls stock)"
	sed -n '/^  /s/^  //p' stock/proof.txt >stock/recipe
	[ "$(wc -l <stock/recipe)" -eq 3 ]
	gpg --homedir south/keys/gnupg --batch --status-fd 1 --verify \
		stock/checkpoint.sig stock/checkpoint 2>/dev/null |
		grep -q "VALIDSIG .*$(fingerprint_of north)"
	[ "$(sed -n 1p stock/checkpoint)" = "sealbag/$(fingerprint_of north)" ]
}

@test "P8: a proof is held against the heads that seals told" {
	accepted sealbag log verify second --store south --json
	[ "$(json seen)" -eq 2 ]
	# that of the second bundle's seal; the first one's it does not tell of
	[ "$(json unproven)" -eq 1 ]
	accepted sealbag log prove north --bundle "$(bundle second)" \
		--from "$(sed -n 2p kept)" --from 2 --output more --json
	[ "$(json heads)" -ge 2 ]
	accepted sealbag log verify more --store south --json
	[ "$(json seen) $(json unproven)" = '2 0' ]
	accepted sealbag log verify more --store south --checkpoint kept --json
	[ "$(json against)" = "$(sed -n 2p kept)" ]
	accepted sealbag log verify more --signer north.card --checkpoint kept
}

@test "P8: growth alone is proved too" {
	accepted sealbag log prove north --from 1 --from 3 --output growth
	accepted sealbag log verify growth --signer north.card --json
	[ "$(json heads) $(json bundle)" = '2 ' ]
	! json events 0 || fail 'there are events'
	mkdir grown
	tar -C grown -xf growth
	[ ! -e grown/events ]
}

@test "P8: a proof that does not reach what was kept says so" {
	accepted sealbag log checkpoint south --output late
	rejected 1 checkpoint sealbag log verify first --store south \
		--checkpoint late
	rejected 1 log-proof sealbag log verify first --store south \
		--checkpoint kept
	says "log prove --from $(sed -n 2p kept)"
}

@test "P8: every broken proof has its own reason" {
	forged altered first && refused log-altered
	says 'does not stand so in the log'
	forged inserted theirs
	rejected 1 log-inserted sealbag log verify forged --signer south.card
	forged reordered theirs
	rejected 1 log-reordered sealbag log verify forged --signer south.card
	forged beyond first && refused log-cut
	forged moved first && refused log-altered
	forged shortened first && refused log-altered
	forged lengthened first && refused log-altered
	forged forked first && refused log-forked
	forged ungrown first && refused log-forked
	forged foreign first second && refused log-foreign
	says 'is not one of bundle'
	forged claimed first second && refused log-altered
	forged head first theirs
	rejected 1 signer-unknown sealbag log verify forged --signer north.card
	rejected 1 log-altered sealbag log verify forged --store south
	forged signature first theirs && refused signature-bad
	forged size first && refused signature-bad
}

@test "P8: what is no proof is refused by its form" {
	head -c 2000 first >forged && refused log-proof
	cp first.sbag forged && refused log-proof
	perl -0pe 's,log-proof/1\n,log-proof/2\n,' first \
		>forged && refused version
	perl -pe 's/"path"/"Path"/' first >forged && refused json
	perl -0pe 's/"events": \[/"events":[ /' first >forged &&
		refused log-proof
	perl -pe 's/"act":"pack"/"act":"Pack"/' first >forged &&
		refused log-altered
	: >forged && refused log-proof
}

@test "P8: a log that was written anew is exposed by the other side" {
	cp -a north other
	sqlite3 other/ledger.db -newline '' \
		'SELECT CAST(line AS TEXT) FROM event ORDER BY sequence' |
		sed 's/"actor":"[^"]*"/"actor":"nobody"/' |
		"$SEALBAG_BIN/tests/flow/forge-log" >rewrite.sql
	sqlite3 other/ledger.db <rewrite.sql
	sqlite3 other/ledger.db 'DELETE FROM checkpoint'
	# its owner has the key: all is sound there, also with fresh signatures
	prove anew other "$(bundle second)" --from "$(sed -n 2p kept)"
	accepted sealbag log verify other
	accepted sealbag log verify anew --signer north.card
	rejected 1 log-forked sealbag log verify anew --store south
	says 'it had another root when it was seen before'
	rejected 1 log-forked sealbag log verify anew --signer north.card \
		--checkpoint kept
	rm -rf other
}

@test "P8: a log of its own that is broken proves nothing" {
	cp -a north other
	sqlite3 other/ledger.db "UPDATE event SET line = CAST(replace(
		CAST(line AS TEXT), 'south', 'north') AS BLOB)
		WHERE sequence = 1"
	rejected 1 log-altered sealbag log prove other \
		--bundle "$(bundle first)" --output never
	sqlite3 other/ledger.db 'DELETE FROM event WHERE sequence > 1'
	rejected 1 log-cut sealbag log prove other \
		--bundle "$(bundle first)" --output never
	[ ! -e never ]
	rm -rf other
}

@test "P8: a log whose key was changed is proved with the new card" {
	cp -a north other
	accepted sealbag key rotate other --actor me --output other.new
	accepted sealbag agency card other --output other.card
	prove turned other "$(bundle first)"
	accepted sealbag log verify turned --signer other.card --json
	[ "$(json fingerprint)" != "$(fingerprint_of north)" ]
	[ "$(json events 1 act)" = key-rotate ]
	rejected 1 signer-unknown sealbag log verify turned --signer north.card
	rm -rf other
}

@test "what cannot be proved is a wrong call" {
	rejected 2 usage sealbag log prove north --output never
	rejected 2 usage sealbag log prove north --bundle x --output never
	rejected 2 usage sealbag log prove north --from x --output never
	rejected 2 usage sealbag log prove north --from 999 --output never
	rejected 2 usage sealbag log prove north --output never \
		--bundle 00000000000000000000000000000000
	rejected 2 usage sealbag log prove north --from 1 --output first
	[ ! -e never ]
	rejected 2 usage sealbag log verify first
	rejected 2 usage sealbag log verify first --signer north.card \
		--store south
	rejected 2 usage sealbag log verify north --store south
	rejected 3 system sealbag log verify first --signer never
}

#!/usr/bin/env bats
# P8: who received a bundle says so, signed, and each keeps the other's head.

load lib
load bad
load orders

setup_file() {
	setup_world
	make_agencies
	make_store east
	pin south east
	pin east south
	pin north east
	pin east north
	make_export export --rows 20 --images 1
	pack_export one.sbag export
	accepted sealbag receive south one.sbag --receipt one.receipt
	cp -a north good
}
setup() {
	cd "$WORLD" || return 1
	rm -rf north forged forged.sig
	cp -a good north
}
teardown_file() {
	teardown_world
}

# edited SCRIPT [STORE]: the receipt after sed, signed by south, or that store.
edited() {
	rm -f forged forged.sig
	sed "$1" one.receipt >forged
	! cmp -s forged one.receipt || fail "nothing changed: $1" || return 1
	gpg_of "${2:-south}" --digest-algo SHA256 --output forged.sig \
		--detach-sign forged
}

# refused REASON [TEXT]: by both, and nothing is entered.
refused() {
	rejected 1 "$1" sealbag receipt verify north forged || return 1
	[ $# -lt 2 ] || says "$2" || return 1
	rejected 1 "$1" sealbag receipt take north forged
}

@test "P8: a receipt says what came, and is checked where it was sent" {
	accepted sealbag receipt verify north one.receipt --json
	[ "$(json verdict) $(json maker) $(json log)" = 'VERIFIED south first' ]
	[ "$(json bundle)" = "$(bundle_of one.sbag)" ]
	[ "$(json kept_as)" = "$(bundle_of one.sbag)" ]
	[ "$(json reads) $(json files)" = '20 5' ]
	[ "$(b2sum <south/proof/"$(json bundle)"/seal.json | cut -c 1-128)" = \
		"$(json seal_digest)" ]
	accepted sealbag log show south --json
	[ "$(json events -1 act)-$(json events -1 other)" = \
		receipt-make-north ]
}

@test "P8: a receipt is entered once, and its head is kept" {
	accepted sealbag receipt take north one.receipt --actor me
	accepted sealbag log show north --json
	[ "$(json events -1 act)-$(json events -1 other)" = \
		receipt-take-south ]
	[ "$(json events -1 actor)" = me ]
	[ "$(sqlite3 north/ledger.db "SELECT size FROM witness WHERE
		fingerprint = '$(fingerprint_of south)'")" -gt 0 ]
	rejected 1 replayed sealbag receipt take north one.receipt
	accepted sealbag receipt verify north one.receipt
	accepted sealbag log verify north
}

@test "P8: the next receipt goes on from the head that was told" {
	accepted sealbag receipt take north one.receipt
	rm -f two.sbag
	pack_export two.sbag export
	accepted sealbag receive south two.sbag
	accepted sealbag receipt make south --bundle "$(bundle_of two.sbag)" \
		--output two.receipt
	accepted sealbag receipt take north two.receipt --json
	[ "$(json log)" = proved ]
	rm two.receipt two.receipt.sig
}

@test "P2: a receipt with anything else in it is refused" {
	edited 's/"reads": 20/"reads": 21/'
	refused receipt 'other counts'
	edited 's/\("seal": "\)................/\10000000000000000/'
	refused receipt 'another seal'
	edited 's/\("bundle": "\)........\(.*\)/\100000000\2/'
	refused receipt 'was not sent from here'
	edited '/"seen"/,/}/s/"size": 3/"size": 1/'
	refused not-addressed
	edited '/"seen"/,/}/s/\("root": "\)......../\100000000/'
	refused log-forked 'saw another log of this agency'
	edited 's/^ "files"/  "files"/'
	refused receipt 'one form'
	edited 's/"format": "sealbag-receipt.1"/"format": "sealbag-receipt\/2"/'
	refused version
}

@test "P2: a receipt that its maker did not sign is refused" {
	cp one.receipt forged
	sed 's/"reads": 20/"reads": 21/' one.receipt >forged
	cp one.receipt.sig forged.sig
	refused signature-bad
	cp one.receipt forged
	rm forged.sig
	gpg_of east --digest-algo SHA256 --output forged.sig \
		--detach-sign forged
	refused signer-mismatch
	edited "s/$(fingerprint_of south)/$(fingerprint_of east)/" east
	refused signer-mismatch 'its key is one of east'
	edited "s/$(fingerprint_of south)/$(fingerprint_of east)/
		s/\"agency\": \"south\"/\"agency\": \"east\"/" east
	refused not-addressed 'was not sealed for agency east'
	rm forged.sig
	rejected 2 usage sealbag receipt verify north forged
}

@test "P2: the role to answer is asked for" {
	accepted sealbag agency add north south.card \
		--fingerprint "$(fingerprint_of south)" --roles seal,receive
	rejected 1 signer-role sealbag receipt take north one.receipt
	says 'answer'
}

@test "P8: a receipt for somebody else is not taken" {
	rejected 1 not-addressed sealbag receipt take east one.receipt
	rejected 1 not-addressed sealbag receipt verify east one.receipt
}

@test "P8: a log that was changed is exposed by the receipts of others" {
	sqlite3 north/ledger.db -newline '' \
		'SELECT CAST(line AS TEXT) FROM event ORDER BY sequence' |
		sed '1,2s/"actor":"[^"]*"/"actor":"nobody"/' |
		"$SEALBAG_BIN/tests/flow/forge-log" >rewrite.sql
	sqlite3 north/ledger.db <rewrite.sql
	sqlite3 north/ledger.db 'DELETE FROM checkpoint'
	accepted sealbag log verify north
	rejected 1 log-forked sealbag receipt verify north one.receipt
}

@test "what cannot be acknowledged is a wrong call" {
	rejected 2 usage sealbag receipt make south --bundle x --output never
	rejected 2 usage sealbag receipt make south --output never --bundle \
		00000000000000000000000000000000
	rejected 2 usage sealbag receipt make south --output one.receipt \
		--bundle "$(bundle_of one.sbag)"
	rejected 2 usage sealbag receive south one.sbag --receipt one.receipt
	[ ! -e never ] && [ ! -e never.sig ]
	rejected 1 replayed sealbag receive south one.sbag --receipt never
	[ ! -e never ] && [ ! -e never.sig ]
}

#!/usr/bin/env bats
# P8: a witness signs that it saw a log, and when; its owner keeps that and
# shows it.

load lib
load bad
load orders

setup_file() {
	setup_world
	make_agencies
	make_store east
	pin north east
	pin east north
	make_export export --rows 20 --images 1
	pack_export one.sbag export
	accepted sealbag receive south one.sbag
	prove south first
	accepted sealbag log cosign south first --output one --actor 'officer 2'
	cp -a north before
	accepted sealbag log cosigned north one --actor 'officer 1'
	pack_export two.sbag export
	cp -a south seen
	accepted sealbag receive south two.sbag
	cp -a north good
	cp -a south good-south
}
setup() {
	cd "$WORLD" || return 1
	rm -rf north south forged forged.sig never never.sig
	cp -a good north
	cp -a good-south south
}
teardown_file() {
	teardown_world
}

# prove AGENCY FILE: north proves how its log grew from what that one saw.
prove() {
	rm -f "$2"
	accepted sealbag log prove north --witness "$1" --output "$2"
}

# last_of STORE KEY...: of the last event of its log.
last_of() {
	accepted sealbag log show "$1" --json
	json events -1 "${@:2}"
}

# size_of FILE: events of the head in a cosignature.
size_of() {
	sed -n 4p "$1"
}

# signed_by STORE [OPTION...]: "forged" gets its signature.
signed_by() {
	local store=$1
	shift
	rm -f forged.sig
	gpg_of "$store" --digest-algo SHA256 "$@" --output forged.sig \
		--detach-sign forged
}

# edited SCRIPT: the cosignature after sed, signed by south.
edited() {
	sed "$1" one >forged
	! cmp -s forged one || fail "nothing changed: $1" || return 1
	signed_by south
}

# refused REASON TEXT: north does not take "forged", and says why in its log.
refused() {
	rm -rf north
	cp -a before north
	rejected 1 "$1" sealbag log cosigned north forged --dry-run &&
		says "$2" &&
		rejected 1 "$1" sealbag log cosigned north forged &&
		told north cosigned rejected "$1" || return 1
	[ "$(sqlite3 north/ledger.db 'SELECT count(*) FROM cosignature')" = 0 ]
}

# not_cosigned REASON TEXT PROOF [STORE]: nothing is signed, and the witness
# notes why.
not_cosigned() {
	local store=${4:-south}
	rejected 1 "$1" sealbag log cosign "$store" "$3" --output never \
		--dry-run &&
		rejected 1 "$1" sealbag log cosign "$store" "$3" \
			--output never &&
		says "$2" &&
		told "$store" cosign rejected "$1" || return 1
	[ ! -e never ] && [ ! -e never.sig ]
}

@test "P8: a witness signs what it saw, and its owner takes it" {
	[ "$(sed -n 1p one)" = cosignature/v1 ]
	[ "$(sed -n 3p one)" = "sealbag/$(fingerprint_of north)" ]
	[ "$(wc -l <one)" -eq 6 ]
	gpg_of north --status-fd 1 --verify one.sig one 2>/dev/null |
		grep -q "VALIDSIG .*$(fingerprint_of south)"
	accepted sealbag log verify north --json
	[ "$(json cosignatures 0 witness)" = south ]
	[ "$(json cosignatures 0 size)" = "$(size_of one)" ]
	[ "$(json cosignatures 0 counts)" = true ]
	accepted sealbag log verify north
	prints 'COSIGNED BY'
	accepted sealbag log show north --json
	grep -q '"act":"cosigned","outcome":"done","actor":"officer 1"' \
		<<<"$output"
	accepted sealbag log show south --json
	grep -q '"act":"cosign","outcome":"done","actor":"officer 2"' \
		<<<"$output"
}

@test "P8: --dry-run tells, and does nothing" {
	prove south later
	rm -rf north
	cp -a before north
	tree_of south | grep -v ' ./keys/gnupg$' >was
	accepted sealbag log cosign south later --output never --dry-run
	tree_of south | grep -v ' ./keys/gnupg$' | diff - was
	[ ! -e never ] && [ ! -e never.sig ]
	tree_of north | grep -v ' ./keys/gnupg$' >was
	accepted sealbag log cosigned north one --dry-run --json
	[ "$(json witness)" = south ]
	tree_of north | grep -v ' ./keys/gnupg$' | diff - was
}

@test "P8: the next one needs to speak only of what came since" {
	local cosigned told
	cosigned=$(size_of one)
	told=$(sealbag inspect two.sbag --json |
		perl -ne '/"log_size":(\d+)/ and print $1')
	accepted sealbag log prove north --from "$cosigned" --from "$told" \
		--output since
	accepted sealbag log cosign south since --output second
	accepted sealbag log cosigned north second
	accepted sealbag log verify north --json
	[ "$(json cosignatures 1 size)" = "$(size_of second)" ]
	rejected 1 replayed sealbag log cosigned north second
	[ "$(last_of north reason)" = replayed ]
	# the whole past at once is right too
	prove south all
	accepted sealbag log cosign south all --output third
	rm since second second.sig all third third.sig
}

@test "P8: a proof says when its events existed, as a witness saw" {
	accepted sealbag log prove north --bundle "$(bundle_of one.sbag)" \
		--output events --json
	[ "$(json cosignatures)" = 1 ]
	accepted sealbag log verify events --signer north.card \
		--signer south.card --json
	[ "$(json cosignatures 0 witness)" = south ]
	[ "$(json cosignatures 0 counts)" = true ]
	accepted sealbag log verify events --store east
	prints 'signer-unknown'
	[[ "$output" != *'existed at'* ]] || fail 'it believes a stranger'
	accepted sealbag log verify events --signer north.card \
		--signer south.card
	prints "existed at $(date -u -d "@$(sed -n '2s/time //p' one)" \
		+%Y-%m-%dT%H:%M:%SZ), says south"
	mkdir apart
	tar -C apart -xf events
	cmp apart/cosignature-1 one && cmp apart/cosignature-1.sig one.sig
	# what came later is in no head that was cosigned
	accepted sealbag log prove north --bundle "$(bundle_of two.sbag)" \
		--output more --json
	[ "$(json cosignatures)" = 0 ]
	rm -r apart events more
}

@test "P8: a witness does not sign what it cannot know" {
	accepted sealbag log prove north --from 1 --output little
	not_cosigned log-proof "log prove --from $(size_of one)" little
	# it has seen more by now
	not_cosigned log-proof 'ask for a newer proof' first
	accepted sealbag log prove north --witness north --output own
	not_cosigned cosignature "this agency's own" own north
	rm little own
}

@test "P8: a witness does not sign a log that was written anew" {
	sqlite3 north/ledger.db -newline '' \
		'SELECT CAST(line AS TEXT) FROM event ORDER BY sequence' |
		sed '1,2s/"actor":"[^"]*"/"actor":"nobody"/' |
		"$SEALBAG_BIN/tests/flow/forge-log" >rewrite.sql
	sqlite3 north/ledger.db <rewrite.sql
	sqlite3 north/ledger.db 'DELETE FROM checkpoint;
		DELETE FROM cosignature'
	prove south anew
	not_cosigned log-forked 'another root' anew
	# nor does its owner get away with it, while the cosignature is there
	sqlite3 north/ledger.db "INSERT INTO cosignature VALUES(
		$(size_of one), '$(fingerprint_of south)',
		readfile('one'), readfile('one.sig'))"
	rejected 1 cosignature sealbag log verify north
	rm anew
}

@test "P8: a witness does not sign a head from time to come" {
	mkdir apart
	tar -C apart -xf first
	date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ >when
	sed -i -e '4r when' -e 4d apart/checkpoint
	gpg_of north --digest-algo SHA256 --output apart/checkpoint.sig \
		--detach-sign apart/checkpoint
	parcel_of apart ahead proof.txt proof.json checkpoint checkpoint.sig
	rm -rf south
	cp -a seen south
	not_cosigned future 'seconds ahead of the clock here' ahead
	rm -r apart ahead when
}

@test "P8: a witness needs the role itself" {
	prove south later
	directory_edit south '/"witness",$/d'
	not_cosigned signer-role 'lacks the role witness' later
	rm later
}

@test "P2: what is no cosignature of this log is not taken" {
	local time
	time=$(sed -n '2s/time //p' one)
	edited 's,/v1,/v2,'
	refused cosignature 'not a cosignature'
	cp one forged
	sed 's/^time .*/time 1/' one >other
	gpg_of south --digest-algo SHA256 --output forged.sig \
		--detach-sign other
	refused signature-bad ''
	edited "s/^time .*/time $((time - 4000))/"
	refused cosignature 'after the time that it says'
	edited "s/^time .*/time $((time + 4000))/"
	refused cosignature 'before the time that it says'
	edited '6s/^..../2035/'
	refused cosignature 'before that of the head'
	edited "3s/$(fingerprint_of north)/$(fingerprint_of south)/"
	refused checkpoint 'is of the log of'
	edited '4s/.*/999/'
	refused cosignature 'no checkpoint of 999 events'
	edited '5s/^...../AAAAA/'
	refused log-forked 'saw another log'
	edited '6s/^..../2020/'
	refused log-forked 'saw another log'
}

@test "P2: only a witness can cosign, and one at a time" {
	local both got=
	cp one forged
	signed_by north
	refused cosignature 'no witness of its own log'
	signed_by east
	mv forged.sig east.sig
	# in the order of their keys, and not
	for both in 'one.sig east.sig' 'east.sig one.sig'; do
		# shellcheck disable=SC2086
		cat $both >forged.sig
		rm -rf north
		cp -a before north
		attempt sealbag log cosigned north forged --json
		got+="$(json reason) "
	done
	[[ $got = 'cosignature signature-format ' ||
		$got = 'signature-format cosignature ' ]] || fail "got $got"
	make_store stranger
	signed_by stranger
	refused signer-unknown ''
	accepted sealbag agency add before south.card --roles seal,answer \
		--fingerprint "$(fingerprint_of south)"
	cp one.sig forged.sig
	refused signer-role 'witness'
}

@test "P8: what was taken is checked each time" {
	sqlite3 north/ledger.db 'DELETE FROM cosignature'
	rejected 1 cosignature sealbag log verify north
	says 'which is not kept'
	rm -rf north
	cp -a good north
	sqlite3 north/ledger.db 'UPDATE cosignature SET size = size - 1'
	rejected 1 cosignature sealbag log verify north
	says 'no event tells of it'
	rm -rf north
	cp -a good north
	sqlite3 north/ledger.db "UPDATE cosignature SET
		text = CAST(replace(CAST(text AS TEXT), 'time 1', 'time 2')
			AS BLOB)"
	rejected 1 cosignature sealbag log verify north
	rm -rf north
	cp -a good north
	sqlite3 north/ledger.db "DELETE FROM checkpoint
		WHERE size = $(size_of one)"
	rejected 1 cosignature sealbag log verify north
	says 'no checkpoint'
}

@test "P8: what becomes of a witness's key is told, and no fault of the log" {
	local key
	key=$(fingerprint_of south)
	accepted sealbag agency key north "$key" --compromised now
	accepted sealbag log verify north --json
	[ "$(json cosignatures 0 counts)" = true ]
	accepted sealbag agency key north "$key" \
		--compromised 2020-01-01T00:00:00Z
	accepted sealbag log verify north --json
	[ "$(json cosignatures 0 counts)" = false ]
	[ "$(json cosignatures 0 state)" = signer-compromised ]
	[ "$(json verdict)" = VERIFIED ]
}

@test "what cannot be cosigned is a wrong call" {
	rejected 2 usage sealbag log prove north --witness nobody --output never
	prove south later
	rejected 2 usage sealbag log cosign south later --output one
	rejected 3 system sealbag log cosign south nothing --output never
	rejected 3 system sealbag log cosigned north nothing
	rejected 1 log-proof sealbag log cosign south one.sbag --output never
	cp one forged
	rejected 2 usage sealbag log cosigned north forged
	[ ! -e never ]
	rm later
}

#!/usr/bin/env bats
# P2: when the seals of a bundle that was passed on count: each by when it is
# known to have existed here, never by the time alone that it claims. Days are
# counted from today.

load lib
load bad
load clock

# All know each other since day -30; north seals on day -20, south sends it on
# on day -10. west in its state "held" received it on day -8; "fresh" has never
# seen it.
setup_file() {
	setup_world
	clock='-30 days'
	make_agencies
	make_store west
	pin west north
	pin west south
	pin south west
	clock='-20 days'
	bundle real.sbag south
	clock='-10 days'
	accepted sealbag forward south real.sbag --to west --output on.sbag
	mv west fresh
	cp -a fresh held
	clock='-8 days'
	accepted sealbag receive held on.sbag
}
setup() {
	cd "$WORLD" || return 1
	local store
	for store in held fresh; do
		cp -a "$store" "my-$store"
	done
	cp -a south my-south
	clock='+0 days'
}
teardown() {
	local store
	for store in my-held my-fresh my-south; do
		gpgconf --homedir "$store/keys/gnupg" --kill all
	done
	rm -rf my-held my-fresh my-south
}
teardown_file() { teardown_world; }

# key_ends AGENCY HOW N: all learn on day -5 what became of its key on day N.
key_ends() {
	local store clock='-5 days'
	for store in my-held my-fresh my-south; do
		[ "$store $1" != 'my-south south' ] || continue
		accepted sealbag agency key "$store" "$(fingerprint_of "$1")" \
			"--$2" "$(day "$3")" || return 1
	done
}

# key_edit AGENCY FIELD N: their directories say that of its key.
key_edit() {
	local store
	for store in my-held my-fresh my-south; do
		[ "$store $1" != 'my-south south' ] || continue
		directory_edit $store "/\"fingerprint\": \"$(fingerprint_of \
			"$1")\"/,/\"key\":/ {
			s/\"$2\": \"[^\"]*\"/\"$2\": \"$(day "$3")\"/
		}" || return 1
	done
}

# holds NOTES: what was received then verifies, and the first sender's signature
# has these notes.
holds() {
	local what
	for what in "$(received my-held on.sbag)" 'on.sbag --store my-held'; do
		# shellcheck disable=SC2086
		accepted sealbag verify $what --json || return 1
		[ "$(json notes)" = "$1" ] || fail "wanted the notes: $1" ||
			return 1
	done
}

# received STORE: what was received there.
received() {
	echo "$1/received/$(ls "$1/received")"
}

# comes_late REASON SENTENCE: what comes now does not count.
comes_late() {
	local before
	before=$(state_of my-fresh)
	rejected 1 "$1" sealbag receive my-fresh on.sbag &&
		says "$2" &&
		silent &&
		told my-fresh receive rejected "$1" || return 1
	[ "$(state_of my-fresh)" = "$before" ] ||
		fail 'the store has changed' || return 1
	rejected 1 "$1" sealbag verify on.sbag --store my-fresh && says "$2"
}

# worthless REASON SENTENCE: what was received is rejected.
worthless() {
	rejected 1 "$1" sealbag verify "$(received my-held)" &&
		says "$2" &&
		rejected 1 "$1" sealbag verify on.sbag --store my-held &&
		says "$2"
}

first="earlier seal 0: key "

@test 'P2: nothing became of any key' {
	holds ''
	accepted sealbag receive my-fresh on.sbag --json
	[ "$(json notes)" = '' ]
	not_forwarded 1 recipient 'sealed it before' my-south on.sbag --to west
}

@test "P2: the first sender's key was stolen before it came here" {
	# it was sealed, and sent on to us, before: but nobody knew it here
	key_ends north compromised -9
	worthless signer-compromised "$first"
	comes_late signer-compromised "$first"
	# who forwards it has not seen it either
	not_forwarded 1 signer-compromised 'may be in other hands' my-south \
		real.sbag --to west
}

@test "P2: the first sender's key was stolen since" {
	key_ends north compromised -7
	holds compromised-since
	comes_late signer-compromised "$first"
}

@test "P2: the first sender's key was revoked before it came here" {
	key_ends north revoked -9
	worthless signer-revoked "$first"
	comes_late signer-revoked "$first"
	not_forwarded 1 signer-revoked 'is revoked' my-south real.sbag --to west
}

@test "P2: the first sender's key was revoked since" {
	key_ends north revoked -7
	holds revoked-since
	comes_late signer-revoked "$first"
}

@test "P2: the first sender's key has expired since" {
	key_edit north valid_until -7
	holds expired-since
	comes_late signer-expired 'earlier seal 0: '
	not_forwarded 1 signer-expired 'has expired' my-south real.sbag \
		--to west
}

@test "P2: the first sender's key is from a later time than its seal" {
	key_edit north valid_from -15
	worthless signer-back-dated 'earlier seal 0: '
	comes_late signer-back-dated 'earlier seal 0: '
	not_forwarded 1 signer-back-dated 'from a later time' my-south \
		real.sbag --to west
}

@test 'P2: the first sender uses another key since' {
	# what claims to be older is believed, and said to be
	key_ends north superseded -15
	holds superseded-since
	accepted sealbag verify on.sbag --store my-fresh --json
	[ "$(json notes)" = superseded-since ]
	accepted sealbag forward my-south real.sbag --to west --output f.sbag
	rm f.sbag
	# what does not is not
	key_ends north superseded -21
	comes_late signer-superseded "$first"
	not_forwarded 1 signer-superseded 'replaced by another' my-south \
		real.sbag --to west
}

@test "P2: the forwarder's key: the same of the last seal" {
	key_ends south compromised -9
	comes_late signer-compromised "key $(fingerprint_of south)"
	worthless signer-compromised "key $(fingerprint_of south)"
}

@test "P2: the forwarder's key was stolen since: the bundle stays good" {
	key_ends south compromised -7
	holds ''
	comes_late signer-compromised "key $(fingerprint_of south)"
}

@test 'P2: received before the key was stolen, it is sent on all the same' {
	clock='-12 days'
	accepted sealbag receive my-south real.sbag
	key_ends north compromised -11
	clock='+0 days'
	accepted sealbag forward my-south real.sbag --to west --output f.sbag
	# but who has never seen it takes it from nobody
	rejected 1 signer-compromised sealbag receive my-fresh f.sbag
	says "$first"
	rm f.sbag
}

#!/usr/bin/env bats
# P2: when a signature counts: by when it is known to have existed, never by
# the time alone that it claims. Days are counted from today.

load lib
load bad
load clock

# north and south know each other since day -30; north seals on day -20, on
# day -1, and on day 5. South in its state "held" received the first on day
# -18; "fresh" has never seen any.
setup_file() {
	setup_world
	clock='-30 days'
	make_agencies
	clock='-20 days'
	bundle early.sbag south
	clock='-1 days'
	bundle late.sbag south
	clock='+5 days'
	bundle ahead.sbag south
	mv south fresh
	cp -a fresh held
	clock='-18 days'
	accepted sealbag receive held early.sbag
}
setup() {
	cd "$WORLD" || return 1
	local store
	for store in held fresh; do
		cp -a "$store" "my-$store"
	done
	north=$(fingerprint_of north)
	clock='+0 days'
}
teardown() {
	local store
	for store in my-held my-fresh; do
		gpgconf --homedir "$store/keys/gnupg" --kill all
	done
	rm -rf my-held my-fresh
}
teardown_file() { teardown_world; }

# key_edit STORE FIELD TIME: what the store's directory says of north's key.
key_edit() {
	directory_edit "$1" "/\"fingerprint\": \"$north\"/,/\"key\":/ {
		s/\"$2\": \"[^\"]*\"/\"$2\": \"$3\"/
	}"
}

# key_ends HOW N: both stores learn on day -5 what became of north's key on day
# N.
key_ends() {
	local store clock='-5 days'
	for store in my-held my-fresh; do
		accepted sealbag agency key "$store" "$north" "--$1" \
			"$(day "$2")" || return 1
	done
}

# holds NOTE: what was received while the key was good verifies, with this note:
# the folder, and the bundle itself.
holds() {
	local received note=$1
	accepted sealbag verify "$(received my-held early.sbag)" --json ||
		return 1
	received=$(json received)
	[ "${received%T*}" = "$(day -18 | cut -d T -f 1)" ] ||
		fail 'received on another day' || return 1
	counts "$note" || return 1
	[ "$(json known)" = "$received" ] || fail 'known is not received' ||
		return 1
	accepted sealbag verify early.sbag --store my-held --json || return 1
	counts "$note" || return 1
	[ "$(json known)" = "$received" ] || fail 'known is not received' ||
		return 1
	# and people are told
	accepted sealbag verify "$(received my-held early.sbag)" || return 1
	prints "$note: the" || return 1
	# but the bundle does not come a second time
	attempt sealbag receive my-held early.sbag --json
	[ "$status" -eq 1 ] || fail 'wanted status 1'
}

# counts NOTES: the last command verified, with these notes and nothing else,
# although the signature claims day -20; and it names what it rests on.
counts() {
	[ "$(json verdict) $(json notes)" = "VERIFIED $1" ] ||
		fail "wanted VERIFIED with the notes: $1" || return 1
	[ "$(json directory_issuer)" = south ] || fail 'no issuer' || return 1
	[[ "$(json directory_version)" =~ ^[23]$ ]] || fail 'no version'
}

# comes_late REASON SENTENCE [FILE]: what comes now does not count.
comes_late() {
	local reason=$1 part=$2 file=${3:-early.sbag} before
	before=$(state_of my-fresh)
	rejected 1 "$reason" sealbag receive my-fresh "$file" &&
		says "$part" &&
		silent &&
		told my-fresh receive rejected "$reason" || return 1
	[ "$(state_of my-fresh)" = "$before" ] ||
		fail 'the store has changed' || return 1
	rejected 1 "$reason" sealbag verify "$file" --store my-fresh &&
		says "$part" &&
		silent
}

# worthless REASON SENTENCE: what was received is rejected.
worthless() {
	rejected 1 "$1" sealbag verify "$(received my-held early.sbag)" &&
		says "$2" &&
		rejected 1 "$1" sealbag verify early.sbag --store my-held &&
		says "$2"
}

# came_on N: my-held received the bundle on that day.
came_on() {
	local clock="$1 days"
	rm -rf my-held
	cp -a fresh my-held
	accepted sealbag receive my-held early.sbag
}

@test 'P2: nothing became of the key: no notes' {
	accepted sealbag verify "$(received my-held early.sbag)" --json
	counts ''
	accepted sealbag verify early.sbag --store my-held --json
	counts ''
	accepted sealbag verify early.sbag --store my-fresh --json
	counts ''
	accepted sealbag receive my-fresh early.sbag --json
	counts ''
	[ "$(json known | cut -d T -f 1)" = "$(day 0 | cut -d T -f 1)" ]
}

@test 'P2: dated in the future' {
	comes_late future 'yet to come' ahead.sbag
	# in time it is in order, and then not before its time
	clock='+6 days'
	accepted sealbag receive my-fresh ahead.sbag --json
	counts ''
	clock='+0 days'
	rejected 1 future sealbag verify "$(received my-fresh ahead.sbag)"
	rejected 1 future sealbag verify ahead.sbag --store my-fresh
}

@test 'P2: dated back to before the key was valid' {
	key_edit my-fresh valid_from "$(day -15)"
	key_edit my-held valid_from "$(day -15)"
	comes_late signer-back-dated "from a later time than the signature"
	worthless signer-back-dated "from a later time than the signature"
	# a signature of its time counts
	accepted sealbag receive my-fresh late.sbag --json
	counts ''
}

@test 'P2: valid no longer, by the directory' {
	key_edit my-fresh valid_until "$(day -10)"
	key_edit my-held valid_until "$(day -10)"
	holds expired-since
	comes_late signer-expired 'agency north has expired'
	comes_late signer-expired 'agency north has expired' late.sbag
	came_on -8
	key_edit my-held valid_until "$(day -10)"
	worthless signer-expired 'agency north has expired'
}

@test 'P2: valid no longer, by the key itself' {
	# three years from day -30
	clock='+1200 days'
	holds expired-since
	comes_late signer-expired 'agency north has expired'
}

@test 'P2: revoked since' {
	key_ends revoked -10
	holds revoked-since
	comes_late signer-revoked "$north of agency north is revoked"
	comes_late signer-revoked "$north of agency north is revoked" late.sbag
	# not yet revoked is not revoked
	clock='-12 days'
	accepted sealbag verify early.sbag --store my-fresh --json
	counts ''
}

@test 'P2: revoked before it came' {
	came_on -8
	key_ends revoked -10
	worthless signer-revoked 'is revoked'
}

@test 'P2: revoked by a certificate in the keyring, without a time' {
	local store
	for store in my-held my-fresh; do
		sed 's/^:-----/-----/' \
			north/keys/gnupg/openpgp-revocs.d/*.rev |
			gpg_of "$store" --import
	done
	holds revoked-since
	comes_late signer-revoked 'key is revoked'
}

@test 'P2: compromised since' {
	key_ends compromised -10
	holds compromised-since
	comes_late signer-compromised 'may be in other hands'
	comes_late signer-compromised 'may be in other hands' late.sbag
}

@test 'P2: compromised before it came' {
	came_on -8
	key_ends compromised -10
	worthless signer-compromised 'may be in other hands'
}

@test 'P2: superseded since' {
	key_ends superseded -10
	holds superseded-since
	# what claims to be older is believed, and said to be
	accepted sealbag verify early.sbag --store my-fresh --json
	counts superseded-since
	accepted sealbag receive my-fresh early.sbag --json
	counts superseded-since
	accepted sealbag verify "$(received my-fresh)" --json
	counts superseded-since
	# what does not is not
	comes_late signer-superseded 'replaced by another' late.sbag
}

@test 'P2: the worst of several ends is the reason, each is a note' {
	key_ends superseded -12
	key_ends revoked -11
	key_ends compromised -10
	comes_late signer-compromised 'may be in other hands'
	accepted sealbag verify "$(received my-held early.sbag)" --json
	[ "$(json notes)" = \
		compromised-since,revoked-since,superseded-since ]
}

@test 'P2: an end can be put back, not forth' {
	key_ends compromised -10
	rejected 2 usage sealbag agency key my-held "$north" \
		--compromised "$(day -9)"
	says 'an earlier time is known'
	holds compromised-since
	# it was stolen before it was received
	accepted sealbag agency key my-held "$north" --compromised "$(day -19)"
	worthless signer-compromised 'may be in other hands'
}

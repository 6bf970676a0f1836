#!/usr/bin/env bats
# P2: a head that a witness cosigned shows since when a bundle was sealed,
# whatever became of the sender's key since. Days are counted from today.

load lib
load bad
load clock

# north seals on day -20 and proves it to west, the witness, on day -19
# ("early"); in another life of the same store on day -5 ("late"); and with
# nobody to see it ("alone"). South knows all of them since day -30, and has
# received nothing. Only what becomes of the key of north, on day -10, differs.
setup_file() {
	setup_world
	clock='-30 days'
	make_agencies
	make_store west
	pin north west
	pin west north
	pin south west
	cp -a north thief
	clock='-20 days'
	bundle early.sbag south
	clock='-19 days'
	prove early.sbag alone
	cp -a north twin
	cp -a west eyes
	cosigned north west early
	clock='-5 days'
	cosigned twin eyes late
	cp -a south fresh
}
# What shows when it was signed.
shown_by=cosignature

setup() {
	cd "$WORLD" || return 1
	rm -rf south
	cp -a fresh south
	north=$(fingerprint_of north)
	clock='+0 days'
}
teardown() { gpgconf --homedir south/keys/gnupg --kill all; }
teardown_file() { teardown_world; }

# prove BUNDLE PROOF [STORE]
prove() {
	accepted sealbag log prove "${3:-north}" --bundle "$(id_of "$1")" \
		--output "$2"
}

# cosigned STORE WITNESS PROOF: the witness sees that log, and then early.sbag
# is proven by it.
cosigned() {
	accepted sealbag log prove "$1" --witness west --output to-see &&
		accepted sealbag log cosign "$2" to-see --output "$3.seen" &&
		accepted sealbag log cosigned "$1" "$3.seen" &&
		prove early.sbag "$3" "$1" && rm to-see
}

# ends HOW N [STORE]: it learns on day -4 what became of a key on day N, that
# of north or of another one.
ends() {
	local clock='-4 days'
	accepted sealbag agency key south "${3:-$north}" "--$1" "$(day "$2")"
}

# not_shown REASON PROOF [TEXT]: that proof is refused, and nothing is left.
not_shown() {
	rejected 1 "$1" sealbag verify early.sbag --store south --proof "$2" &&
		says "${3:-}" &&
		rejected 1 "$1" sealbag receive south early.sbag --proof "$2" &&
		told south receive rejected "$1" &&
		silent || return 1
	[ -z "$(ls -A south/received)$(ls -A south/quarantine)" ]
}

# helps NOTE REASON: the early proof does, the late one does not; it is kept.
helps() {
	rejected 1 "$2" sealbag verify early.sbag --store south || return 1
	not_shown "$2" late || return 1
	accepted sealbag verify early.sbag --store south --proof late \
		--proof early --json && on_day -19 || return 1
	[ "$(json notes)" = "$1" ] || fail "not with the note $1" || return 1
	accepted sealbag receive south early.sbag --proof early --json &&
		on_day -19 || return 1
	accepted sealbag log show south --json
	[[ "${output##*'{"sequence":'}" == *'"proofs"'* ]] ||
		fail 'the log does not tell' || return 1
	accepted sealbag verify "$(received south)" --json && on_day -19 ||
		return 1
	[ "$(json notes)" = "$1" ] || fail "not with the note $1"
}

@test 'P2: in other hands since a witness saw it' {
	ends compromised -10
	helps compromised-since signer-compromised
	# what becomes of the witness later does not undo it, what was wrong
	# with it when the bundle came does
	ends superseded -3 "$(fingerprint_of west)"
	accepted sealbag verify "$(received south)" --json
	on_day -19
	ends compromised -8 "$(fingerprint_of west)"
	rejected 1 signer-compromised sealbag verify "$(received south)"
}

@test 'P2: revoked since a witness saw it, also by the keyring' {
	sed 's/^:-----/-----/' north/keys/gnupg/openpgp-revocs.d/*.rev |
		gpg_of south --import
	ends revoked -10
	helps revoked-since signer-revoked
}

@test 'P2: what a witness saw is shown with cards alone' {
	accepted sealbag verify early.sbag --signer north.card --json
	[ "$(json known_by)" = now ]
	accepted sealbag verify early.sbag --signer north.card \
		--signer west.card --proof early --json
	on_day -19
	rejected 1 signer-unknown sealbag verify early.sbag \
		--signer north.card --proof early
}

@test 'P2: a log that nobody saw shows nothing' {
	ends compromised -10
	not_shown cosignature alone 'no witness has cosigned'
}

@test 'P2: a witness is one that may be it' {
	ends compromised -10
	accepted sealbag agency add south west.card --roles seal,receive \
		--fingerprint "$(fingerprint_of west)"
	not_shown signer-role early 'lacks the role witness'
	accepted sealbag agency unpin south west
	not_shown signer-not-pinned early
}

@test 'P2: a witness whose key has leaked shows nothing that is new here' {
	ends compromised -10
	ends compromised -3 "$(fingerprint_of west)"
	not_shown signer-compromised early
}

@test 'P2: a proof of something else, or damaged, is refused' {
	local clock='-20 days'
	cp -a twin other
	rm -f other.sbag
	bundle other.sbag south other
	prove other.sbag other.proof other
	clock='+0 days'
	not_shown log-proof other.proof 'no event of the proof'
	head -c 2000 early >cut
	not_shown log-proof cut
	perl -pe 's/("name":"segments","value":)1/${1}2/' early >altered
	not_shown log-altered altered
	head -c 1100000 /dev/zero >long
	not_shown limit long
	rm -rf other other.sbag other.proof
}

@test 'P2: a proof that comes later is attached' {
	local clock='-8 days'
	accepted sealbag receive south early.sbag
	clock='+0 days'
	ends compromised -10
	rejected 1 signer-compromised sealbag verify "$(received south)"
	rejected 1 cosignature sealbag log attach south alone \
		--bundle early.sbag
	told south proof-attach rejected cosignature
	accepted sealbag log attach south early --bundle early.sbag --dry-run \
		--json
	[ "$(json kept)" = false ]
	rejected 1 signer-compromised sealbag verify "$(received south)"
	accepted sealbag log attach south early --bundle early.sbag --json
	[ "$(json time | cut -c 1-10)" = "$(day -19 | cut -c 1-10)" ]
	accepted sealbag log show south --json
	[ "$(json events -1 act) $(json events -1 counts time)" = \
		"proof-attach $(sed -n 's/^time //p' early.seen)" ]
	rejected 1 replayed sealbag log attach south early --bundle early.sbag
	accepted sealbag verify "$(received south)" --json
	on_day -19
	accepted sealbag log verify south
}

@test 'P2: who has the key later cannot put a seal before what was seen' {
	local clock='-20 days'
	ends compromised -10
	# with the store as it was, and the clock set back
	bundle forged.sbag south thief
	prove forged.sbag forged.alone thief
	clock='-19 days'
	rejected 1 log-forked sealbag log cosigned thief early.seen
	clock='+0 days'
	mv early.sbag kept.sbag
	mv forged.sbag early.sbag
	not_shown cosignature forged.alone
	not_shown log-proof early
	mv kept.sbag early.sbag
}

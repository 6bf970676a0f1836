#!/usr/bin/env bats
# A policy asks that several persons sign the next policy and the next
# directory: who counts, and who does not.

load lib
load bad

# officer STORE PERSON ROLES [OPTION...]: a store of a person of auth, whose key
# its directory has with these roles.
officer() {
	accepted sealbag init "$1" --agency auth --person "$2" \
		--name 'An officer' --no-passphrase --authority auth.card \
		--authority-fingerprint "$(fingerprint_of auth)" "${@:4}" &&
		accepted sealbag agency card "$1" --output "$1.card" &&
		accepted sealbag agency add-key auth "$1.card" \
			--fingerprint "$(fingerprint_of "$1")" --roles "$3"
}

# auth issues what led goes by. Of auth, one who administers and two who approve
# sign each policy and directory that comes behind the first. auth itself may do
# both.
setup_file() {
	setup_world
	make_store auth
	accepted sealbag init led --agency led --name Led --no-passphrase \
		--authority auth.card \
		--authority-fingerprint "$(fingerprint_of auth)"
	accepted sealbag agency card led --output led.card
	pin auth led
	officer chief p-17 approve
	officer again p-17 approve,administer
	officer deputy p-23 approve
	officer clerk p-31 witness
	officer short p-41 approve --expire 1d
	officer gone p-43 approve
	officer stolen p-47 approve
	accepted sealbag agency publish auth --output first
	for store in led chief again deputy clerk short gone stolen; do
		accepted sealbag agency import $store first
	done
	accepted sealbag policy new auth --output draft
	perl -0pi -e 's/"signatures": \[\]/"signatures": [
		{"statement": "directory", "role": "approve", "count": 2},
		{"statement": "directory", "role": "administer", "count": 1},
		{"statement": "policy", "role": "approve", "count": 2},
		{"statement": "policy", "role": "administer", "count": 1}
	]/' draft
	grep -q approve draft
	accepted sealbag policy sign auth draft --output rules
	# nothing was in force before the first
	for store in auth led; do
		accepted sealbag policy import $store rules
	done
	sed 's/"count": 2/"count": 1/' draft >laxer
	accepted sealbag policy sign auth laxer --output policy
	make_store other
	pin auth other
	accepted sealbag agency publish auth --output directory
	for thing in policy directory; do
		accepted sealbag approve take $thing \
			--output $thing.approval --json
		json digest >$thing.digest
		json statement >$thing.statement
	done
}
setup() {
	cd "$WORLD" || return 1
	rm -rf copy p d
	cp -a led copy
}
teardown() {
	gpgconf --homedir copy/keys/gnupg --kill all
	rm -f [pd] [pd].*
}
teardown_file() { teardown_world; }

# signed THING STORE...: p or d is the policy or directory, with the
# signatures of these stores too, put there by auth.
signed() {
	local thing=$1 f=${1:0:1} store
	shift
	for part in '' .sig .approval; do
		cp "$thing$part" "$f$part" || return 1
	done
	for store in "$@"; do
		accepted sealbag approve sign "$store" "$f.approval" \
			--digest "$(cat "$thing.digest")" --json || return 1
	done
	[ $# -eq 0 ] || accepted sealbag approve add auth "$f" "$f.approval" \
		--json
}

# lacking FILE ACT SENTENCE: the copy of led does not take it, and is as it was.
lacking() {
	local kind=${2%-import}
	[ "$kind" != directory ] || kind=agency
	accepted sealbag "$kind" diff copy "$1" &&
		rejected 1 quorum sealbag "$kind" import copy "$1" &&
		says "signatures are missing: $3" &&
		told copy "$2" rejected quorum
}

@test 'the maker alone is not enough' {
	local both='1 more with the role to approve, '
	both+='1 more with the role to administer'
	[ "$(cat policy.statement directory.statement | xargs)" = \
		'policy directory' ]
	signed policy
	lacking p policy-import "$both"
	signed directory
	lacking d directory-import "$both"
	accepted sealbag log verify copy
}

@test 'with one missing it is not enough' {
	signed policy chief
	[ "$(json missing)" = 1 ]
	lacking p policy-import '1 more with the role to administer'
	signed directory chief
	[ "$(json missing)" = 1 ]
	lacking d directory-import '1 more with the role to administer'
}

@test 'with all of them it is taken, kept, and given on' {
	signed policy chief deputy
	[ "$(json added) $(json missing)" = '2 0' ]
	gpg_of deputy --verify p.sig p
	accepted sealbag policy import copy p --json
	[ "$(json version)" = 2 ]
	signed directory chief deputy
	accepted sealbag agency import copy d --json
	accepted sealbag policy show copy --version 2 --output p.out
	cmp p.sig p.out.sig
	accepted sealbag agency publish copy --output d.out
	cmp d.sig d.out.sig
	accepted sealbag agency list copy --json
	[[ "$output" == *'"agency":"other"'* ]]
	accepted sealbag log verify copy
	[ -z "$(find . -name '*.partial')" ]
}

@test 'one person under two keys fills one place' {
	signed policy chief again
	[ "$(json missing)" = 1 ]
	lacking p policy-import '1 more with the role to administer'
	signed directory chief again
	[ "$(json missing)" = 1 ]
	lacking d directory-import '1 more with the role to administer'
}

@test 'a key without the role does not count' {
	signed policy chief clerk
	[ "$(json missing)" = 1 ]
	lacking p policy-import '1 more with the role to administer'
	signed directory chief clerk
	lacking d directory-import '1 more with the role to administer'
}

@test 'an officer makes none without the agency' {
	signed policy again deputy
	gpg_of again --digest-algo SHA256 --yes --output p.sig --detach-sign p
	rejected 1 policy-issuer sealbag policy import copy p
	cp directory d
	gpg_of again --digest-algo SHA256 --output d.sig --detach-sign d
	rejected 1 directory-issuer sealbag agency import copy d
}

@test 'what somebody signed and nobody took is no version of the log' {
	signed policy chief
	signed directory chief
	accepted sealbag log verify chief
	accepted sealbag log show chief --json
	[[ "$output" == *'"act":"approve-sign"'*'"directory_version"'* ]]
}

# signed_before THING STORE: the chief and that one signed it while both might.
signed_before() {
	signed "$1" chief "$2" && [ "$(json missing)" = 0 ]
}

@test 'a key that has expired since does not count' {
	signed_before policy short
	signed_before directory short
	accepted sealbag policy diff copy p
	rejected 1 quorum faketime '+2 days' sealbag policy import copy p
	says '1 more with the role to administer'
	rejected 1 quorum faketime '+2 days' sealbag agency import copy d
	says '1 more with the role to administer'
	accepted sealbag policy import copy p
	accepted sealbag agency import copy d
}

@test 'nor does one that was revoked or stolen by then' {
	local out
	for out in gone stolen; do
		rm -rf [pd] [pd].*
		signed_before policy "$out"
		mv p kept
		mv p.sig kept.sig
		rm p.approval
		# the directory that tells of it has its signatures
		rm -rf issuer
		cp -a auth issuer
		case $out in
		gone) set -- --revoked now ;;
		stolen) set -- --compromised 2020-01-01T00:00:00Z ;;
		esac
		accepted sealbag agency key issuer "$(fingerprint_of "$out")" \
			"$@"
		accepted sealbag agency publish issuer --output d
		accepted sealbag approve take d --output d.approval --json
		for store in chief deputy; do
			accepted sealbag approve sign $store d.approval \
				--digest "$(json digest)" --json
		done
		accepted sealbag approve add issuer d d.approval
		gpgconf --homedir issuer/keys/gnupg --kill all
		rm -rf issuer
		accepted sealbag agency import copy d
		rejected 1 quorum sealbag policy import copy kept
		says '1 more with the role to administer'
		told copy policy-import rejected quorum
		gpgconf --homedir copy/keys/gnupg --kill all
		rm -rf copy kept kept.sig
		cp -a led copy
	done
}

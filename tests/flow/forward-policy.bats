#!/usr/bin/env bats
# What policies demand of a bundle that is passed on: of the forwarder's own
# store before, and of whoever receives it.

load lib
load bad

# north packs, south forwards, west receives. Of north and south each has an
# officer, who may approve.
setup_file() {
	local store
	setup_bad
	pin west north
	officer north chief p-17
	officer south deputy p-23
	bundle real.sbag south
	accepted sealbag forward south real.sbag --to west --output on.sbag
	cp -a south south.held
}
setup() {
	local store
	cd "$WORLD" || return 1
	for store in south west; do
		rm -rf "my-$store"
		cp -a $store "my-$store"
	done
	receiver=my-west
}
teardown() {
	local store
	for store in my-south my-west; do
		gpgconf --homedir $store/keys/gnupg --kill all
	done
	rm -rf my-south my-west b.sbag* f.sbag* ./*.approval
}
teardown_file() { teardown_world; }

# officer AGENCY STORE PERSON: a store of a person of that agency, who may
# approve as far as all three know.
officer() {
	local into
	accepted sealbag init "$2" --agency "$1" --person "$3" \
		--name 'An officer' --no-passphrase --authority "$1.card" \
		--authority-fingerprint "$(fingerprint_of "$1")" &&
		accepted sealbag agency card "$2" --output "$2.card" || return 1
	for into in north south west; do
		accepted sealbag agency add-key $into "$2.card" \
			--fingerprint "$(fingerprint_of "$2")" \
			--roles approve || return 1
	done
	accepted sealbag agency publish "$1" --output now &&
		accepted sealbag agency import "$2" now && rm now now.sig
}

# go_by STORE SCRIPT: the neutral policy, edited by perl, is its next one.
go_by() {
	rm -f draft rules rules.sig
	accepted sealbag policy new "$1" --output draft || return 1
	cp draft draft.before
	perl -0pi -e "$2" draft
	! cmp -s draft draft.before || fail 'nothing was edited' || return 1
	accepted sealbag policy sign "$1" draft --output rules &&
		accepted sealbag policy import "$1" rules &&
		rm -f draft draft.before rules rules.sig
}

two='s/"signatures": \[\]/"signatures": [
	{"statement": "seal", "role": "seal", "count": 1},
	{"statement": "seal", "role": "approve", "count": 1}]/'
rsa='s/"algorithms": \[.*?\]/"algorithms": ["rsa"]/s'
curve='s/"algorithms": \[.*?\]/"algorithms": ["curve25519"]/s'

# approved BUNDLE OFFICER STORE: signed by the officer too, as a new bundle in
# b.sbag.
approved() {
	cp "$1" b.sbag
	rm -f b.approval
	accepted sealbag approve take b.sbag --output b.approval --json &&
		accepted sealbag approve sign "$2" b.approval \
			--digest "$(json digest)" &&
		accepted sealbag approve add "$3" b.sbag b.approval --json
}

@test 'what lacks a signature by the own policy is not passed on' {
	go_by my-south "$two"
	not_forwarded 1 quorum \
		'signatures are missing: 1 more with the role to approve' \
		my-south real.sbag --to west
	approved real.sbag chief north
	accepted sealbag forward my-south b.sbag --to west --output f.sbag \
		--json
	# and the own seal awaits one, too
	[ "$(json missing)" = 1 ]
	[ "$(json awaits)" = "signatures are missing: 1 more with the role to \
approve" ]
	accepted sealbag list my-south --signatures --json
	[[ "$output" == *'"seal":0,'*'"person":"p-17"'*'"seal":1,'* ]]
	[ "$(json quorum 3 seal) $(json quorum 3 role) $(json quorum 3 met)" = \
		'1 approve 0' ]
}

@test 'who receives asks it of each seal' {
	go_by my-west "$two"
	not_received quorum 'signatures are missing' on.sbag
	not_verified quorum 'signatures are missing' on.sbag
	# with the officer of who forwarded it there is still the first one
	approved on.sbag deputy south
	[ "$(json missing)" = 0 ]
	not_received quorum 'earlier seal 0: signatures are missing' b.sbag
	approved real.sbag chief north
	accepted sealbag forward my-south b.sbag --to west --output f.sbag
	not_received quorum 'signatures are missing' f.sbag
	approved f.sbag deputy my-south
	accepted sealbag receive my-west b.sbag --json
	[ "$(json quorum 1 seal_of) $(json quorum 1 met)" = 'north 1' ]
	[ "$(json quorum 3 seal_of) $(json quorum 3 met)" = 'south 1' ]
	accepted sealbag verify "$(received my-west)" --json
	[ "$(json quorum 3 seal_of) $(json quorum 3 met)" = 'south 1' ]
}

@test "an officer of the forwarder does not stand in for the first sender's" {
	go_by my-west "$two"
	approved real.sbag deputy south
	accepted sealbag forward my-south b.sbag --to west --output f.sbag
	approved f.sbag deputy my-south
	not_received quorum 'earlier seal 0: signatures are missing' b.sbag
}

@test 'what was received before the policy is passed on as it came' {
	accepted sealbag receive my-south real.sbag
	go_by my-south "$two"
	accepted sealbag forward my-south real.sbag --to west --output f.sbag
	accepted sealbag receive my-west f.sbag
}

@test 'keys below the floor: of the first sender, the own, of who gets it' {
	go_by my-south "$rsa"
	not_forwarded 1 signature-weak "7: the sender's key is of curve25519" \
		my-south real.sbag --to west
	cp -a south.held my-second
	accepted sealbag receive my-second real.sbag
	go_by my-second "$rsa"
	not_forwarded 1 signature-weak \
		"7: this agency's own key is of curve25519" my-second \
		real.sbag --to west
	gpgconf --homedir my-second/keys/gnupg --kill all
	rm -rf my-second
}

@test 'keys below the floor: nothing is approved that nobody would take' {
	cp real.sbag b.sbag
	accepted sealbag approve take b.sbag --output b.approval --json
	go_by my-west "$rsa"
	rejected 1 signature-weak sealbag approve show b.approval \
		--store my-west
	says "7: the sender's key is of curve25519"
	rejected 1 signature-weak sealbag approve sign my-west b.approval \
		--digest "$(b2sum <(tar -xOf b.approval statement) |
			cut -d ' ' -f 1)"
	accepted sealbag inspect b.sbag --store my-west --json
	[ "$(json signatures 0 reason)" = signature-weak ]
	[ "$(json signatures 0 counts)" = false ]
}

@test 'keys below the floor: of a recipient, and of an earlier seal' {
	accepted sealbag init rsa --agency rsa --name Rsa --no-passphrase \
		--key rsa3072
	accepted sealbag agency card rsa --output rsa.card
	pin rsa south
	pin my-south rsa
	pin my-west rsa
	bundle f.sbag south rsa
	accepted sealbag forward my-south f.sbag --to west --output b.sbag
	go_by my-south "$curve"
	not_forwarded 1 recipient '7: the key of agency rsa is of RSA' \
		my-south real.sbag --to rsa
	not_forwarded 1 signature-weak "7: the sender's key is of RSA" \
		my-south f.sbag --to west
	go_by my-west "$curve"
	not_received signature-weak "earlier seal 0: " b.sbag
	says "the sender's key is of RSA"
	gpgconf --homedir rsa/keys/gnupg --kill all
	rm -rf rsa rsa.card
}

@test 'reads past their days are not passed on, nor taken' {
	local days=20
	uk=$TOP/samples/policies/uk-nasple-2.4.json
	mkdir export
	{
		echo 'vrm,feed_id,source_id,camera_id,capture_time'
		echo "ZZ26ABC,1,1,2,$(date -u -d "-$days days -1 hour" +%FT%TZ)"
	} >export/reads.csv
	rm -f f.sbag
	accepted sealbag pack north export --to south --output f.sbag \
		--purpose 'a robbery' --reference R/1 --category serious
	rm -r export
	accepted sealbag forward my-south f.sbag --to west --output b.sbag
	for store in my-south my-west; do
		sed 's/"days": 365/"days": 10/' "$uk" >draft
		accepted sealbag policy sign $store draft --output rules
		accepted sealbag policy import $store rules
		rm draft rules rules.sig
	done
	not_forwarded 1 retention 'category serious is kept for 10' my-south \
		f.sbag --to west
	rejected 1 retention sealbag receive my-west b.sbag
	says 'category serious is kept for 10'
	told my-west receive rejected retention
	[ -z "$(held_by my-west)" ]
}

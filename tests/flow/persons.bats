#!/usr/bin/env bats
# P2: whose a key is, and what it may do: keys of an agency's persons, each a
# certificate of its own, beside the agency's.

load lib
load bad

# make_person PERSON: the store of a person of north, with its card.
make_person() {
	accepted sealbag init "$1" --agency north --name North --person "$1" \
		--no-passphrase --authority north.card \
		--authority-fingerprint "$(fingerprint_of north)" &&
		accepted sealbag agency card "$1" --output "$1.card"
}

# north keeps the directory, south knows north; p-1 and p-2 are of north.
setup_file() {
	setup_world
	make_agencies
	make_person p-1
	make_person p-2
}
setup() {
	cd "$WORLD" || return 1
	cp -a north mine
	p1=$(fingerprint_of p-1)
	p2=$(fingerprint_of p-2)
}
teardown() {
	local store
	for store in mine theirs; do
		[ ! -d "$store" ] ||
			gpgconf --homedir "$store/keys/gnupg" --kill all
	done
	rm -rf mine theirs list list.sig odd*
}
teardown_file() { teardown_world; }

# listed STORE FPR: person, roles, roles of the key, and what it may.
listed() {
	sealbag agency list "$1" --json | perl -MJSON::PP -0ne '
		for my $k (@{decode_json($_)->{agencies}}) {
			print join("|", @$k{qw(person roles key_roles may)}),
			    "\n" if $k->{fingerprint} eq "'"$2"'";
		}'
}

# acted ACT: the last event of mine is this, and done.
acted() {
	local log
	log=$(sealbag log show mine --json)
	log=${log##*'{"sequence":'}
	[[ "$log" == *"\"act\":\"$1\",\"outcome\":\"done\""* ]]
}

# nothing_new COMMAND...: it is a wrong call or a no; the directory stays.
nothing_new() {
	local was
	was=$(sealbag log show mine --json)
	rejected "$@" || return 1
	[ "$(sealbag log show mine --json)" = "$was" ] || fail 'it is told'
}

@test 'a person has a store of their own, and a card that says so' {
	grep -qx ' "person": "p-1",' p-1.card
	grep -qx ' "person": "",' north.card
	accepted sealbag key status p-1 --json
	[ "$(json agency) $(json person)" = 'north p-1' ]
	accepted sealbag key status north --json
	[ "$(json person)" = '' ]
	rejected 2 usage sealbag init odd --agency north --name North \
		--no-passphrase --person p-3
	says '--authority is wanted'
	rejected 2 usage sealbag init odd --agency north --name North \
		--no-passphrase --person 'A Name' --authority north.card \
		--authority-fingerprint "$(fingerprint_of north)"
	says 'an id is 1 to 64'
	rejected 1 card sealbag init odd --agency north --name North \
		--no-passphrase --person p-3 --authority p-1.card \
		--authority-fingerprint "$p1"
	says 'is that of person p-1 of agency north'
	[ ! -e odd ]
}

@test 'P2: a key of a person is added, with roles, and all of it is told' {
	nothing_new 1 card sealbag agency add mine p-1.card --fingerprint "$p1"
	says 'is that of person p-1 of agency north, not of the agency itself'
	nothing_new 1 card sealbag agency add-key mine p-1.card \
		--fingerprint "$p2" --roles approve
	nothing_new 2 usage sealbag agency add-key mine p-1.card \
		--fingerprint "$p1"
	says 'has to be said: its roles'
	nothing_new 2 usage sealbag agency add-key mine p-1.card \
		--fingerprint "$p1" --roles approve,receive
	nothing_new 1 card sealbag agency add-key mine p-1.card \
		--fingerprint "$p1" --roles approve --person p-2
	says 'the card is that of person p-1, not of p-2'
	accepted sealbag agency add-key mine p-1.card --fingerprint "$p1" \
		--roles approve --dry-run --json
	[ "$(json added)" = false ]
	accepted sealbag agency add-key mine p-1.card --fingerprint "$p1" \
		--roles approve,administer --json
	[ "$(json agency) $(json person) $(json key_roles)" = \
		'north p-1 approve,administer' ]
	[ "$(json directory_version)" = 3 ]
	acted agency-key-add
	[ "$(listed mine "$p1" | cut -d '|' -f 1,3-)" = \
		'p-1|approve,administer|approve,administer' ]
	# two keys, one person
	accepted sealbag agency add-key mine p-2.card --fingerprint "$p2" \
		--roles approve
	accepted sealbag agency key mine "$p2" --person p-1 --json
	[ "$(json person) $(json key_roles)" = 'p-1 approve' ]
	acted agency-key-set
	nothing_new 2 usage sealbag agency key mine "$p2" --person p-1
	says 'that is so already'
	nothing_new 2 usage sealbag agency key mine "$p2" --roles approve \
		--revoked now
	says '--revoked or --roles, not both'
	nothing_new 2 usage sealbag agency key mine "$p2"
	nothing_new 2 usage sealbag agency key mine "$(fingerprint_of mine)" \
		--person p-1 --roles administer
	says 'issues this directory'
	accepted sealbag log verify mine
}

@test 'P2: diff and import tell persons and roles before they count' {
	cp -a p-1 theirs
	accepted sealbag agency publish mine --output list
	accepted sealbag agency import theirs list
	rm list list.sig
	accepted sealbag agency add-key mine p-1.card --fingerprint "$p1" \
		--roles approve
	accepted sealbag agency publish mine --output list
	accepted sealbag agency diff theirs list --json
	[ "$(json changes 0 what) $(json changes 0 key)" = "added $p1" ]
	[ "$(json changes 1 what) $(json changes 1 after)" = 'person p-1' ]
	[ "$(json changes 2 what) $(json changes 2 after)" = 'roles approve' ]
	accepted sealbag agency import theirs list
	[ "$(listed theirs "$p1" | cut -d '|' -f 1,4)" = 'p-1|approve' ]
	rm list list.sig
	accepted sealbag agency key mine "$p1" --roles seal,approve
	accepted sealbag agency publish mine --output list
	accepted sealbag agency diff theirs list --json
	[ "$(json changes 0 what) $(json changes 0 before)" = 'roles approve' ]
	[ "$(json changes 0 after)" = seal,approve ]
	! json changes 1 || fail 'more than one change'
}

@test 'P2: a key does what its roles and those of its agency say' {
	# p-1 seals for itself, if it may
	accepted sealbag agency add-key mine p-1.card --fingerprint "$p1" \
		--roles approve
	accepted sealbag agency publish mine --output list
	cp -a p-1 theirs
	accepted sealbag agency import theirs list
	mkdir odd
	echo x >odd/x.txt
	rejected 1 signer-role sealbag pack theirs odd --to south --purpose x \
		--reference x --output odd.sbag
	says "this store's own key lacks the role seal"
	[ ! -e odd.sbag ]
	rm list list.sig
	accepted sealbag agency key mine "$p1" --roles seal,approve
	accepted sealbag agency publish mine --output list
	accepted sealbag agency import theirs list
	accepted sealbag pack theirs odd --to south --purpose x \
		--reference x --output odd.sbag
	# who receives knows whose it is
	rm -rf theirs
	cp -a south theirs
	rejected 1 signer-unknown sealbag verify odd.sbag --store theirs
	accepted sealbag agency add-key theirs p-1.card --fingerprint "$p1" \
		--roles approve
	rejected 1 signer-role sealbag verify odd.sbag --store theirs
	says "key $p1 of agency north lacks the role seal"
	accepted sealbag agency key theirs "$p1" --roles seal
	accepted sealbag verify odd.sbag --store theirs --json
	[ "$(json person)" = p-1 ]
	accepted sealbag agency add theirs north.card --roles receive \
		--fingerprint "$(fingerprint_of north)"
	rejected 1 signer-role sealbag verify odd.sbag --store theirs
	says 'agency north lacks the role seal'
	accepted sealbag agency add theirs north.card --roles seal,receive \
		--fingerprint "$(fingerprint_of north)"
	accepted sealbag receive theirs odd.sbag --json
	[ "$(json person)" = p-1 ]
	# what was received stays good, whatever it may now
	accepted sealbag agency key theirs "$p1" --roles approve
	accepted sealbag verify "$(received theirs odd.sbag)"
	prints 'Person             p-1'
	# and with the card alone
	accepted sealbag verify odd.sbag --signer p-1.card --json
	[ "$(json person)" = p-1 ]
}

@test "P2: a person's key issues no directory" {
	accepted sealbag agency publish mine --output list
	cp -a p-2 theirs
	accepted sealbag agency import theirs list
	rm list list.sig
	accepted sealbag agency add-key mine p-1.card --fingerprint "$p1" \
		--roles administer
	accepted sealbag agency publish mine --output list
	accepted sealbag agency import theirs list
	rm list list.sig
	accepted sealbag agency key mine "$p1" --roles seal,administer
	directory_edit mine "/\"issuer\"/,/}/ s/$(fingerprint_of mine)/$p1/" odd
	rm odd.sig
	gpg_of p-1 --digest-algo SHA256 --output odd.sig --detach-sign odd
	rejected 1 directory-issuer sealbag agency import theirs odd
	says "signed with key $p1"
}

@test 'what is sent to an agency is encrypted to no person' {
	accepted sealbag agency add-key mine p-1.card --fingerprint "$p1" \
		--roles approve
	mkdir odd
	echo x >odd/x.txt
	cp -a south theirs
	accepted sealbag agency add-key theirs p-1.card --fingerprint "$p1" \
		--roles approve
	accepted sealbag pack theirs odd --to north --purpose x --reference x \
		--output odd.sbag
	accepted sealbag inspect odd.sbag --json
	[ "$(json recipients 0 fingerprint)" = "$(fingerprint_of north)" ]
}

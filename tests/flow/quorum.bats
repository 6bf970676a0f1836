#!/usr/bin/env bats
# A policy asks for the analyst and the authorising officer: who counts, and
# who does not.

load lib
load bad

# officer STORE PERSON ROLES [OPTION...]: a store of a person of north, whose
# key the directories of north and south have with these roles.
officer() {
	local store=$1 person=$2 roles=$3 into
	shift 3
	accepted sealbag init "$store" --agency north --person "$person" \
		--name 'An officer' --no-passphrase --authority north.card \
		--authority-fingerprint "$(fingerprint_of north)" "$@" &&
		accepted sealbag agency card "$store" --output "$store.card" ||
		return 1
	for into in north south; do
		accepted sealbag agency add-key $into "$store.card" \
			--fingerprint "$(fingerprint_of "$store")" \
			--roles "$roles" || return 1
	done
}

# publish_to STORE...: these import the directory that north keeps.
publish_to() {
	local store
	rm -f now now.sig
	accepted sealbag agency publish north --output now || return 1
	for store in "$@"; do
		accepted sealbag agency import "$store" now || return 1
	done
}

# ask_for STORE: its policy asks for one who seals and one who approves.
ask_for() {
	accepted sealbag policy new "$1" --output draft &&
		perl -0pi -e 's/"signatures": \[\]/"signatures": [
			{"statement": "seal", "role": "seal", "count": 1},
			{"statement": "seal", "role": "approve", "count": 1}
		]/' draft &&
		grep -q approve draft &&
		accepted sealbag policy sign "$1" draft --output rules &&
		accepted sealbag policy import "$1" rules &&
		rm -f draft rules rules.sig
}

setup_file() {
	setup_bad
	pin west north
	officer chief p-17 approve
	officer again p-17 seal,approve
	officer clerk p-23 witness
	officer short p-31 approve --expire 1d
	officer stolen p-41 approve
	officer analyst p-55 seal
	publish_to chief again clerk short stolen analyst
	ask_for north
	ask_for south
	bundle first.sbag south
	accepted sealbag approve take first.sbag --output first.approval --json
	json digest >digest
}
setup() {
	cd "$WORLD" || return 1
	digest=$(cat digest)
	cp first.sbag b.sbag
	cp first.approval b.approval
	rm -rf copy
	# what is received, and what becomes of a key, is a test's own matter
	cp -a south copy
}
teardown() {
	[ ! -d copy ] || gpgconf --homedir copy/keys/gnupg --kill all
}
teardown_file() { teardown_world; }

# signed STORE...: each of them signs b.approval.
signed() {
	local store
	for store in "$@"; do
		accepted sealbag approve sign "$store" b.approval \
			--digest "$digest" --json || return 1
	done
}

# counted_for FINGERPRINT: the role it is counted for, or why not, in $output.
counted_for() {
	printf '%s' "$output" | perl -MJSON::PP -e '
		local $/;
		for (@{decode_json(<STDIN>)->{signatures}}) {
			next if $_->{fingerprint} ne $ARGV[0];
			print $_->{counts} ? $_->{counted_for} : $_->{reason};
		}' "$1"
}

# lacking: the copy of south finds that the officer is missing.
lacking() {
	rejected 1 quorum sealbag verify b.sbag --store copy &&
		says 'signatures are missing: 1 more with the role' &&
		rejected 1 quorum sealbag receive copy b.sbag &&
		told copy receive rejected quorum
}

@test 'pack says what its bundle still awaits, and nobody takes it so' {
	echo x >file
	accepted sealbag pack north file --to south --purpose x --reference x \
		--output mine.sbag --json
	[ "$(json missing)" = 1 ]
	[ "$(json awaits)" = "signatures are missing: 1 more with the role to \
approve" ]
	rm mine.sbag
	accepted sealbag pack north file --to south --purpose x --reference x \
		--output mine.sbag
	prints 'It is not to be sent yet'
	accepted sealbag approve show b.approval --store chief --json
	lacking
	accepted sealbag verify b.sbag --signer north.card
	# a store without a policy asks for one
	accepted sealbag verify b.sbag --store west
	rm mine.sbag file
}

@test 'with the officer it is enough' {
	signed chief
	[ "$(counted_for "$(fingerprint_of chief)")" = '' ]
	accepted sealbag approve add north b.sbag b.approval --json
	[ "$(json missing)" = 0 ]
	[ "$(counted_for "$(fingerprint_of chief)")" = approve ]
	[ "$(counted_for "$(fingerprint_of north)")" = seal ]
	accepted sealbag verify b.sbag --store copy --json
	[ "$(counted_for "$(fingerprint_of chief)")" = approve ]
	[ "$(json signatures 0 agency) $(json signatures 1 agency)" = \
		'north north' ]
	[[ "$output" == *'"person":"p-17"'* ]]
	accepted sealbag receive copy b.sbag --json
	[ "$(counted_for "$(fingerprint_of north)")" = seal ]
	accepted sealbag verify "copy/received/$(json bundle)" --json
}

@test 'what was received so stays good when the officer has left' {
	signed chief
	accepted sealbag approve add north b.sbag b.approval
	accepted sealbag receive copy b.sbag
	sleep 1.1 # times have seconds
	accepted sealbag agency key copy "$(fingerprint_of chief)" --revoked now
	accepted sealbag verify "$(received copy b.sbag)" --json
	[ "$(json signatures 0 counts)$(json signatures 1 counts)" = truetrue ]
	accepted sealbag verify b.sbag --store copy
	# the next one is another matter
	bundle b.sbag south
	rm b.approval
	accepted sealbag approve take b.sbag --output b.approval --json
	digest=$(json digest)
	signed chief
	rejected 1 signer-revoked sealbag approve add copy b.sbag b.approval
	accepted sealbag approve add north b.sbag b.approval
	lacking
}

@test 'one person under two keys fills one place' {
	# its keys have both roles together, and the sender is not asked for
	bundle b.sbag south again
	rm b.approval
	accepted sealbag approve take b.sbag --output b.approval --json
	digest=$(json digest)
	signed chief
	accepted sealbag approve add north b.sbag b.approval --json
	[ "$(json missing)" = 1 ]
	lacking
	# another person is another matter
	signed analyst
	accepted sealbag approve add north b.sbag b.approval --json
	[ "$(json missing)" = 0 ]
}

@test 'who has not the role does not count' {
	signed clerk
	accepted sealbag approve add north b.sbag b.approval --json
	[ "$(json missing)" = 1 ]
	[ "$(counted_for "$(fingerprint_of clerk)")" = '' ]
	lacking
}

@test 'an officer of another agency does not count' {
	signed west
	accepted sealbag approve add north b.sbag b.approval --json
	[ "$(json missing)" = 1 ]
	[ "$(counted_for "$(fingerprint_of west)")" = '' ]
	lacking
}

@test 'an expired key does not count, nor does a revoked or stolen one' {
	signed short
	accepted sealbag approve add north b.sbag b.approval --json
	[ "$(json missing)" = 0 ]
	accepted sealbag verify b.sbag --store copy
	rejected 1 quorum faketime '+2 days' sealbag verify b.sbag --store copy
	accepted sealbag agency key copy "$(fingerprint_of short)" \
		--compromised 2100-01-01T00:00:00Z
	accepted sealbag verify b.sbag --store copy
	accepted sealbag agency key copy "$(fingerprint_of short)" --revoked now
	lacking
	signed stolen
	accepted sealbag approve add north b.sbag b.approval
	accepted sealbag verify b.sbag --store copy --json
	[ "$(counted_for "$(fingerprint_of short)")" = signer-revoked ]
	accepted sealbag agency key copy "$(fingerprint_of stolen)" \
		--compromised 2020-01-01T00:00:00Z
	lacking
	accepted sealbag verify b.sbag --store west --json
	[ "$(counted_for "$(fingerprint_of short)")" = signer-unknown ]
}

# rows LIST KEY...: these values of each row of a list in $output, a line a row.
rows() {
	printf '%s' "$output" | perl -MJSON::PP -e '
		my $list = shift;
		my @rows = @{decode_json(<STDIN>)->{$list}};
		print join(" ", map { $_ // "-" } @$_{@ARGV}), "\n" for @rows;
	' "$@"
}

# both: who signed the bundle here, in the order of their keys.
both() {
	{
		echo "north - $(fingerprint_of north) 1 seal seal"
		echo "north $1 $(fingerprint_of "$2") $3"
	} | sort -k 3
}

@test 'inspect, verify and list name each who signed, and what was asked' {
	local want id shown=(agency person fingerprint counts counted_for state)
	bundle b.sbag south
	rm b.approval
	accepted sealbag approve take b.sbag --output b.approval --json
	digest=$(json digest)
	accepted sealbag inspect b.sbag --json
	id=$(json bundle)
	accepted sealbag list north --signatures --json
	[ "$(rows quorum bundle role asked met | grep "^$id")" = "$id seal 1 1
$id approve 1 0" ]
	signed chief
	accepted sealbag approve add north b.sbag b.approval --json
	want=$(both p-17 chief '1 approve approve')
	accepted sealbag inspect b.sbag --json
	[ "$(rows signatures key | sort)" = \
		"$(printf '%s\n' "$(fingerprint_of north)" \
			"$(fingerprint_of chief)" | sort)" ]
	accepted sealbag verify b.sbag --store copy --json
	[ "$(rows signatures "${shown[@]}" | sed 's/  / - /')" = "$want" ]
	[ "$(rows signatures bundle seal_of | sort -u)" = "$id north" ]
	[ "$(rows quorum role asked met)" = "seal 1 1
approve 1 1" ]
	accepted sealbag inspect b.sbag --store copy --json
	[ "$(json signatures_checked) $(json checked)" = 'true false' ]
	[ "$(rows signatures "${shown[@]}" | sed 's/  / - /')" = "$want" ]
	[ "$(rows quorum role asked met)" = "seal 1 1
approve 1 1" ]
	# who made it learns of the second one, who received it of both
	accepted sealbag list north --signatures --json
	[[ "$(rows signatures bundle direction person counted_for)" == \
		*"$id sent p-17 approve"* ]]
	accepted sealbag receive copy b.sbag
	accepted sealbag list copy --signatures --json
	[ "$(rows signatures "${shown[@]}" | sed 's/  / - /')" = "$want" ]
	[ "$(rows quorum bundle seal role asked met)" = "$id 0 seal 1 1
$id 0 approve 1 1" ]
	accepted sealbag list copy --json
	[ "$(json bundles 0 signatures) $(json bundles 0 persons_asked)" = \
		'2 2' ]
	[ "$(json bundles 0 persons_met)" = 2 ]
	[[ "$(json bundles 0 signed_by)" =~ ^north,north/p-17$ ||
		"$(json bundles 0 signed_by)" =~ ^north/p-17,north$ ]]
	# for people, too
	accepted sealbag list copy --signatures
	prints "$(fingerprint_of chief)"
	prints 'POLICY ASKED FOR'
	accepted sealbag verify b.sbag --store copy
	prints "$(fingerprint_of chief)"
	prints 'p-17'
	accepted sealbag inspect b.sbag
	prints "$(fingerprint_of chief)"
}

@test 'what was asked when it came in is told later, not what is asked now' {
	local path
	signed chief
	accepted sealbag approve add north b.sbag b.approval
	accepted sealbag receive copy b.sbag
	path=$(received copy b.sbag)
	accepted sealbag policy new copy --output draft
	sed -i 's/"count": 1/"count": 2/' draft
	accepted sealbag policy sign copy draft --output rules
	accepted sealbag policy import copy rules
	rm draft rules rules.sig
	for what in "verify $path" "verify b.sbag --store copy" \
		"inspect b.sbag --store copy"; do
		# shellcheck disable=SC2086
		accepted sealbag $what --json
		[ "$(rows quorum role asked met)" = "seal 1 1
approve 1 1" ] || fail 'another quorum'
		[ "$(counted_for "$(fingerprint_of chief)")" = approve ] ||
			fail 'not counted'
	done
}

@test 'who does not count is named, with the reason' {
	accepted sealbag agency key copy "$(fingerprint_of short)" --revoked now
	signed short
	accepted sealbag approve add north b.sbag b.approval
	accepted sealbag inspect b.sbag --store copy --json
	[ "$(rows quorum role asked met)" = "seal 1 1
approve 1 0" ]
	[ "$(rows signatures person counts reason | grep p-31)" = \
		'p-31 0 signer-revoked' ]
	accepted sealbag inspect b.sbag --store west --json
	[ "$(rows signatures fingerprint counts reason | grep ' 0 ')" = \
		"$(fingerprint_of short) 0 signer-unknown" ]
	# with another officer it comes in, and the ledger tells of both
	signed chief
	accepted sealbag approve add north b.sbag b.approval
	accepted sealbag receive copy b.sbag
	accepted sealbag list copy --json
	[[ ",$(json bundles 0 signed_by)," == *',(north/p-31),'* ]]
	accepted sealbag list copy --signatures --json
	[ "$(rows signatures person counts reason | grep p-31)" = \
		'p-31 0 signer-revoked' ]
	# what is no signature of it is no answer
	mkdir parts
	tar -xf b.sbag -C parts
	sed -i 's/"sequence": [0-9]*/"sequence": 77/' parts/seal.json
	frame parts b.sbag
	rm -r parts
	rejected 1 signature-bad sealbag inspect b.sbag --store copy
	accepted sealbag inspect b.sbag --json
	[ "$(rows signatures key | wc -l)" -eq 3 ]
}

#!/usr/bin/env bats
# Certificates: the signed answer to an order, checked by whoever ordered.

load lib
load bad
load orders
load lies

# north sends a first bundle, then another one with three orders; south carries
# them out and answers the first.
setup_file() {
	setup_world
	make_agencies
	make_store east
	pin north east
	pin east north
	known_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	known_export more D
	order draft 'sent in error' DEL/9
	{
		by_plate A 4
		by_record B 5
		by_record none 1
		by_path documents/note.txt
		by_record DA 7
	} >>draft
	accepted sealbag pack north more --to south --purpose 'flow test' \
		--reference FT/2 --deletions draft --output order.sbag --json
	accepted sealbag receive south order.sbag
	accepted sealbag list south --orders --json
	json orders 0 order >order
	accepted sealbag certificate make south --order "$(cat order)" \
		--output true.cert --json
	cp -a south answered
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south ./*.made*
	cp -a answered south
	order=$(cat order)
}
teardown_file() { teardown_world; }

@test "P7 a certificate says what went, and names no plate, time or file" {
	accepted sealbag certificate show true.cert --json
	[ "$(json order) $(json issuer) $(json answerer)" = \
		"$order north south" ]
	[ "$(json records)" -eq 7 ]
	[ "$(json targets 0 kind) $(json targets 0 asked)" = 'record 3' ]
	[ "$(json targets 0 absent) $(json targets 1 absent)" = '1 0' ]
	[ "$(json targets 2 kind)" = member ]
	[ "$(json bundles 0 bundle)" = "$(bundle_of first.sbag)" ]
	[ "$(json bundles 0 state) $(json bundles 0 reads)" = 'checked 2' ]
	[ "$(json bundles 0 files) $(json bundles 1 reads)" = '1 1' ]
	[ "$(json reach 0 place) $(json reach 0 state)" = 'rows reached' ]
	[ "$(json reach 0 reason)" = read-back ]
	grep -q '"place": "backups"' true.cert
	local text
	for text in ZZ26 A-4 B-5 note.txt 2026-03-01 documents DEL/9 error; do
		nowhere "$text" true.cert
	done
	# and stock gpg accepts it
	gpg_of north --verify true.cert.sig true.cert
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"certify"'*"\"order\":\"$order\""* ]]
	accepted sealbag log verify south
}

@test "the leaves of a certificate are those that the bundle was sealed with" {
	# hints hold the first four bytes of every leaf: proof.txt, 6
	local id
	id=$(bundle_of first.sbag)
	perl -MJSON::PP -e '
		local $/;
		open my $in, "<", "true.cert" or die;
		my $c = decode_json(<$in>);
		open my $hints, "<:raw", $ARGV[0] or die;
		my @hints = unpack "(H8)*", <$hints>;
		my $n = 0;
		for my $s (@{$c->{bundles}[0]{segments}}) {
			my @places = map { /-/ ? do { my ($f, $l) = split /-/;
			    $f .. $l } : $_ } split /,/, $s->{taken};
			my @leaves = $s->{leaves} =~ /(.{64})/g;
			die "not as many" unless @leaves == @places;
			for my $i (0 .. $#places) {
				die "place $places[$i]" unless
				    substr($leaves[$i], 0, 8) eq
				    $hints[$places[$i]];
				$n++;
			}
		}
		die "none" unless $n == 4;
	' "south/proof/$id/leaves"
}

@test "a bundle that was changed or taken away is named as that" {
	local id
	id=$(bundle_of first.sbag)
	echo x >>"south/received/$id/data/a.csv"
	accepted sealbag certificate make south --order "$order" \
		--output made1 --json
	[ "$(json bundles 0 state) $(json bundles 0 reads)" = 'failed 0' ]
	[ "$(json not_carried_out) $(json reach 0 state)" = \
		'released-changed not-reached' ]
	rm -r "south/received/$id"
	accepted sealbag certificate make south --order "$order" \
		--output made2 --json
	[ "$(json bundles 0 state) $(json bundles 1 state)" = \
		'missing checked' ]
	rm made[12]*
}

@test "what was deleted by something else is told apart, and whole bundles" {
	order draft 'sent in error' DEL/10
	{
		by_plate A 4
		by_record A 9
	} >>draft
	rm -rf sender
	cp -a north sender
	accepted sealbag pack sender --to south --purpose p --reference r \
		--deletions draft --output order2.sbag
	accepted sealbag receive south order2.sbag
	accepted sealbag list south --orders --json
	accepted sealbag certificate make south --output made1 --json \
		--order "$(json orders 1 order)"
	[ "$(json bundles 0 records) $(json bundles 0 gone_before)" = '1 4' ]
	[ "$(json bundles 1 state) $(json bundles 1 gone_before)" = \
		'untouched 3' ]
	accepted sealbag order delete sender --to south --ground g \
		--reference r --bundle "$(bundle_of first.sbag)" \
		--output order3.sbag
	accepted sealbag receive south order3.sbag
	accepted sealbag certificate make south --output made2 --json \
		--order "$order"
	[ "$(json bundles 0 state) $(json bundles 0 segments)" = 'whole 0' ]
	rm -f made[12]* order[23].sbag
}

@test "certificates that cannot be are not made" {
	rejected 2 usage sealbag certificate make south --output none \
		--order 00112233445566778899aabbccddeeff
	says 'has carried out no order'
	rejected 2 usage sealbag certificate make south --output true.cert \
		--order "$order"
	says 'is there already'
	# its answer is not asked for
	order draft g r
	sed -i 's/}$/,"answer_by":["south"]}/' draft
	by_record A 9 >>draft
	rm -rf sender
	cp -a north sender
	accepted sealbag pack sender export --to south --to east --purpose p \
		--reference r --deletions draft --output both.sbag
	accepted sealbag receive east both.sbag
	accepted sealbag list east --orders --json
	rejected 1 not-addressed sealbag certificate make east --output none \
		--order "$(json orders 0 order)"
	says 'takes the answer of south'
	[ ! -e none ] && [ ! -e none.sig ]
	rm both.sbag
}

@test "who ordered checks the answer against its own sealed bundles" {
	accepted sealbag certificate verify true.cert first.sbag \
		--store north --order order.sbag --json
	[ "$(json verdict) $(json selected) $(json gone)" = 'VERIFIED 7 7' ]
	[ "$(json gone_before) $(json bundles_unchecked)" = '0 0' ]
	rejected 2 usage sealbag certificate verify true.cert \
		--store north --order order.sbag
	says 'give it too, or say --partly'
	accepted sealbag certificate verify true.cert --partly \
		--store north --order order.sbag --json
	[ "$(json verdict) $(json bundles_unchecked)" = 'PARTLY VERIFIED 1' ]
	# what is true can be written and signed again
	forged south 'pass'
	cmp lie true.cert
	accepted sealbag certificate verify lie first.sbag --store north \
		--order order.sbag
}

@test "ten ways in which a certificate can lie, each told by its name" {
	# 1: fewer leaves; 2: more; 3: others
	lied certificate-fewer 'is ordered, and not told of' \
		'take(seg, taken(seg)[:-1]); first["files"] = 0'
	lied certificate-more '1 records are told of that are not ordered' \
		'take(seg, taken(seg) + [(seg["records"] - 1, "ab" * 32)])'
	lied certificate-leaf 'leaf 1 of what went is another' \
		'l = seg["leaves"]
seg["leaves"] = l[:64] + "ab" * 32 + l[128:]'
	# 4: another bundle; or one is left out; or nothing went from it
	lied certificate-bundle 'is not in the certificate' \
		'first["bundle"] = "ab" * 16'
	lied certificate-bundle 'is not in the certificate' \
		'del c["bundles"][0]'
	lied certificate-fewer 'is ordered, and not told of' \
		'first.update(state="untouched", reads=0, files=0, segments=[])'
	# 5: another order
	lied certificate-order 'does not carry order' 'c["order"] = "ab" * 16'
	lied certificate-order 'another digest' 'c["digest"] = "ab" * 64'
	lied certificate-order 'other times' \
		'c["issued"] = c["issued"].replace("20", "19", 1)'
	# 6: another root, or segment
	lied certificate-root 'another root' 'seg["root"] = "ab" * 32'
	lied certificate-root 'another root' 'seg["records"] += 1'
	lied certificate-root 'was not sealed' \
		'first["segments"].append(dict(seg, segment=7))'
	# 7: other counts
	lied certificate-counts \
		'1 reads and 1 files; its places are those of 2 and 1' \
		'first["reads"] = 1'
	lied certificate-counts '1 targets of kind record find nothing' \
		'c["targets"][0]["absent"] = 0'
	lied certificate-counts 'the order has 3 targets of kind record' \
		'c["targets"][0]["asked"] = 4'
	lied certificate-counts 'nothing is said of targets of kind vrm' \
		'del c["targets"][1]'
	# 8: signed by another, or changed after it was signed
	forged east pass
	not_believed signer-mismatch 'has not signed it' lie
	forged south pass
	sed -i 's/"reads": 2/"reads": 1/' lie
	not_believed signature-bad '' lie
	# 9: by one whose answer is not asked for
	forged east "a = c['answerer']; a['agency'] = 'east'
a['fingerprint'] = '$(fingerprint_of east)'"
	not_believed not-addressed 'agency east' lie
	# 10: by one who may not answer
	rm -rf sender
	cp -a north sender
	accepted sealbag agency add sender south.card --roles seal,receive \
		--fingerprint "$(fingerprint_of south)"
	not_believed signer-role '' true.cert sender
	# and no plate is in any of it
	[[ "$output" != *ZZ26* && "$stderr" != *ZZ26* ]]
}

@test "a certificate is taken once, and the order counts as answered" {
	rm -rf sender
	cp -a north sender
	accepted sealbag certificate take sender true.cert first.sbag \
		--order order.sbag --dry-run
	accepted sealbag certificate take sender true.cert first.sbag \
		--order order.sbag --json
	[ "$(json verdict)" = VERIFIED ]
	accepted sealbag list sender --demands --json
	[ -n "$(json demands 0 answered)" ]
	accepted sealbag log show sender --json
	[[ "$output" == *'"act":"certificate-take"'*"\"order\":\"$order\""* ]]
	[[ "$output" == *gone*7*gone_before*0* ]]
	rejected 1 replayed sealbag certificate take sender true.cert \
		first.sbag --order order.sbag
	says 'was taken before'
	# one made later is news; then the older one is not
	forged south 'c["made"] = "2199-01-01T00:00:00Z"'
	accepted sealbag certificate take sender lie first.sbag \
		--order order.sbag --json
	[[ "$output" == *'"late":true'* ]]
	accepted sealbag certificate verify true.cert first.sbag \
		--store sender --order order.sbag --json
	rejected 1 replayed sealbag certificate take sender true.cert \
		first.sbag --order order.sbag
	accepted sealbag log verify sender
}

@test "what was gone before, and whole bundles, are told and not doubted" {
	order draft 'sent in error' DEL/10
	{
		by_plate A 4
		by_record A 9
	} >>draft
	rm -rf sender
	cp -a north sender
	accepted sealbag pack sender --to south --purpose p --reference r \
		--deletions draft --output order2.sbag
	accepted sealbag receive south order2.sbag
	accepted sealbag list south --orders --json
	accepted sealbag certificate make south --output made1 \
		--order "$(json orders 1 order)"
	accepted sealbag certificate verify made1 first.sbag order.sbag \
		--store sender --order order2.sbag --json
	[ "$(json selected) $(json gone) $(json gone_before)" = '2 1 1' ]
	rejected 1 certificate-order sealbag certificate verify made1 \
		first.sbag --store sender --order order.sbag
	accepted sealbag order delete sender --to south --ground g \
		--reference r --bundle "$(bundle_of first.sbag)" \
		--output order3.sbag
	accepted sealbag receive south order3.sbag --json
	accepted sealbag list south --orders --json
	accepted sealbag certificate make south --output made2 \
		--order "$(json orders 2 order)"
	accepted sealbag certificate verify made2 first.sbag order.sbag \
		order2.sbag --store sender --order order3.sbag --json
	[ "$(json bundles 0 state)" = whole ]
	rm -f made[12]* order[23].sbag
}

@test "P2 a second person signs the answer where the policy asks for one" {
	rm -rf sender boss
	cp -a north sender
	accepted sealbag init boss --agency south --person p-1 --name Boss \
		--no-passphrase --authority south.card \
		--authority-fingerprint "$(fingerprint_of south)"
	accepted sealbag agency card boss --output boss.card
	accepted sealbag agency add-key sender boss.card --roles approve \
		--fingerprint "$(fingerprint_of boss)"
	accepted sealbag agency add-key south boss.card --roles approve \
		--fingerprint "$(fingerprint_of boss)"
	accepted sealbag agency publish south --output made.directory
	accepted sealbag agency import boss made.directory
	accepted sealbag policy new sender --output made.draft
	want='{"statement":"certificate","role":"approve","count":2}'
	sed -i "s/\"signatures\": \[\]/\"signatures\": [$want]/" made.draft
	accepted sealbag policy sign sender made.draft --output made.policy
	accepted sealbag policy import sender made.policy
	not_believed quorum '1 more with the role to approve' true.cert sender
	cp true.cert made.cert
	cp true.cert.sig made.cert.sig
	accepted sealbag approve take made.cert --output made.approval --json
	[ "$(json statement) $(json order)" = "certificate $order" ]
	accepted sealbag approve sign boss made.approval \
		--digest "$(b2sum <made.cert | cut -d ' ' -f 1)"
	accepted sealbag approve add sender made.cert made.approval
	accepted sealbag certificate verify made.cert first.sbag \
		--store sender --order order.sbag
	accepted sealbag log show sender --json
	[[ "$output" == *'"act":"approve-add"'*"\"order\":\"$order\""* ]]
	gpgconf --homedir boss/keys/gnupg --kill all
}

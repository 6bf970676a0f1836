#!/usr/bin/env bats
# Certificates: the signed answer to an order, checked by whoever ordered.

load lib
load bad
load orders

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

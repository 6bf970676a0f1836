#!/usr/bin/env bats
# P8: two logs side by side name what one of them leaves out.

load lib
load bad
load orders

setup_file() {
	local order
	setup_world
	export PATH=$SEALBAG_BIN/tests/flow:$PATH
	make_agencies
	make_store east
	pin north east
	pin east north
	pin south east
	known_export known
	pack_export one.sbag known
	accepted sealbag receive south one.sbag --receipt one.receipt
	accepted sealbag receipt take north one.receipt
	order delete
	printf '{"target":"record","record_id":"A-3"}\n' >>delete
	carry delete order.sbag
	accepted sealbag receive south order.sbag
	order=$(sealbag list south --orders --json |
		perl -ne '/"order":"([0-9a-f]+)"/ and print $1')
	accepted sealbag certificate make south --order "$order" \
		--output certificate
	accepted sealbag certificate take north certificate one.sbag \
		--order order.sbag
	# for two, of whom the event of north names the first
	accepted sealbag pack north --to east --to south --purpose p \
		--reference r --output both.sbag known
	accepted sealbag receive south both.sbag
	accepted sealbag log prove north --witness south --output proof
	accepted sealbag log cosign south proof --output cosigned
	accepted sealbag log cosigned north cosigned
	# passed on: what south received is another seal than east's
	accepted sealbag pack east --to north --purpose p --reference r \
		--output from-east.sbag known
	accepted sealbag receive north from-east.sbag
	accepted sealbag forward north from-east.sbag --to south \
		--output on.sbag
	accepted sealbag receive south on.sbag
	accepted sealbag pack south --to north --purpose p --reference r \
		--output back.sbag known
	accepted sealbag receive north back.sbag
	accepted handed north give one.sbag --to south --output given \
		--medium-make X --medium-serial 1 --reason examination
	accepted handed south take given one.sbag --output taken
	accepted sealbag handover close north taken
	accepted sealbag log prove north --with south --output of-north
	accepted sealbag log prove south --with north --output of-south
	cp -a north good-north
	cp -a south good-south
	# what happens in the second in which an account is made is open
	sleep 1
}
setup() {
	cd "$WORLD" || return 1
	rm -rf north south forged
	cp -a good-north north
	cp -a good-south south
}
teardown_file() {
	teardown_world
}

# handed STORE give|take ARG...
handed() {
	sealbag handover "$2" "$1" "${@:3}" --place 'Room 3' --actor "of $1"
}

# side_by_side [OPTION...]: what the two stores say of each other now.
side_by_side() {
	rm -f a b
	accepted sealbag log prove north --with south --output a &&
		accepted sealbag log prove south --with north --output b &&
		attempt sealbag log reconcile a b --signer north.card \
			--signer south.card --json "$@"
}

# rewrite STORE SCRIPT: sed writes its log anew, soundly, with checkpoints of
# the key that its owner has.
rewrite() {
	sqlite3 "$1/ledger.db" -newline '' \
		'SELECT CAST(line AS TEXT) FROM event ORDER BY sequence' |
		sed "$2" | forge-log >rewrite.sql
	sqlite3 "$1/ledger.db" <rewrite.sql
	sqlite3 "$1/ledger.db" 'DELETE FROM checkpoint; DELETE FROM cosignature'
}

# hidden ACT [FILE]: sed, so that an event of this act (and bundle) is of
# another act.
hidden() {
	local of=${2:+.*$(bundle_of "$2")}
	printf '%s\n' \
		"s/\"act\":\"$1\"\(.*\"done\"$of\)/\"act\":\"noted\"\1/;"
}

# of FILE SCRIPT: sed, where the event names this bundle.
of() {
	printf '%s\n' "/$(bundle_of "$1")/$2"
}

# found NAME...: these are the disagreements, however often each.
found() {
	local got
	got=$(grep -oE '"what":"[a-z-]+"' <<<"$output" | cut -d '"' -f 4 |
		sort -u | xargs)
	[ "$got" = "$(printf '%s\n' "$@" | sort | xargs)" ] ||
		fail "wanted $*, found $got" || return 1
	[ $# -eq 0 ] || [ "$status" -eq 1 ] || fail 'wanted status 1'
	[ $# -eq 0 ] || [[ "$output" == *'"reason":"disagreement"'* ]]
}

# text NAME: the sentence of the first disagreement of that name.
text() {
	perl -MJSON::PP -e '
		local $/;
		for (@{decode_json(<STDIN>)->{disagreements}}) {
			print($_->{text}), last if $_->{what} eq $ARGV[0];
		}' "$1" <<<"$output"
}

@test "P8: two logs that tell the same agree" {
	accepted sealbag log reconcile of-north of-south --signer north.card \
		--signer south.card --json
	found
	[ "$(json verdict) $(json open)" = 'VERIFIED 0' ]
	[ "$(json logs 0 agency) $(json logs 1 agency)" = 'north south' ]
	[ "$(json logs 0 complete)" = 'by its word' ]
	[ "$(json heads_compared)" -gt 3 ]
	accepted sealbag log reconcile of-south --store north --json
	found
	[ "$(json logs 0 agency) $(json logs 0 complete)" = 'north shown' ]
	accepted sealbag log reconcile of-north --store south --json
	found
	accepted sealbag log reconcile of-north of-south --store south
	prints 'no disagreement'
	# both must be known
	rejected 1 signer-unknown sealbag log reconcile of-north of-south \
		--signer north.card
	rejected 1 signer-unknown sealbag log reconcile of-north of-south \
		--store east
}

@test "P8: what the recipient hides is named" {
	rewrite south "$(hidden receive one.sbag; hidden delete order.sbag
		hidden certify; hidden receipt-make one.sbag; hidden cosign
		hidden pack back.sbag; hidden handover-take)"
	side_by_side
	found not-received not-answered certificate-not-made receipt-not-made \
		cosignature-not-made not-sent handover-not-taken other-head
	[ "$(text not-received)" = "north sent bundle $(bundle_of one.sbag); \
the log of south does not tell of receiving it" ]
	[ "$(text other-head)" = "north saw another log of south, when it had \
$(perl -ne '/another log of south, when it had (\d+)/ and print $1' \
			<<<"$output") events" ]
	grep -q '"one":{"agency":"north","sequence":' <<<"$output"
	# a store says it of an account, too
	attempt sealbag log reconcile b --store north --json
	found not-received not-answered certificate-not-made receipt-not-made \
		cosignature-not-made not-sent handover-not-taken other-head
	rm -f table
	attempt sealbag log reconcile b --store north --csv table
	[ "$(sed 1d table | wc -l)" -eq \
		"$(grep -c '^[a-z-]*: ' <<<"$output")" ]
	grep -q "^not-received,\"north\",[0-9]*,20[^,]*Z,pack,\"south\",,,,$(
		bundle_of one.sbag),,,\"north sent bundle .*\""$'\r$' table
	rejected 2 usage sealbag log reconcile b --store north --csv table
	attempt sealbag log reconcile b --store north
	prints 'not-received: north sent bundle'
	prints '  north: event '
}

@test "P8: what the sender hides is named" {
	rewrite north "$(hidden pack one.sbag; hidden receipt-take
		hidden certificate-take; hidden cosigned
		hidden handover-give; hidden handover-close
		hidden receive back.sbag
		of order.sbag 's/"orders","value":1/"orders","value":0/'
		of both.sbag 's/"reads","value":20/"reads","value":21/')"
	side_by_side
	found not-sent receipt-not-taken certificate-not-taken \
		cosignature-not-taken not-received not-ordered other-counts \
		handover-not-given handover-not-closed other-head
	[ "$(text other-counts)" = "bundle $(bundle_of both.sbag) had 21 reads \
when north sent it, and 20 when south received it" ]
}

@test "P8: refused, not certified, and clocks apart are named" {
	rewrite south "$(hidden certify
		of both.sbag 's/"outcome":"done"/"outcome":"rejected",reason/
			s/,reason/,"reason":"tree"/'
		of one.sbag '{/"act":"receive"/s/"time":"..../"time":"2020/;}')"
	side_by_side
	found refused not-certified certificate-not-made clocks-apart other-head
	[ "$(text refused)" = "north sent bundle $(bundle_of both.sbag); \
south refused it: tree" ]
	[[ $(text not-certified) == 'south carried out order '*'; '\
'the log of south does not tell of a certificate' ]]
	[[ $(text clocks-apart) == *'seconds before north sent it'* ]]
}

@test "P8: a disk that was refused, or found otherwise, is named" {
	rewrite south '/"act":"handover-take"/{
		s/"name":"intact"/"name":"changed"/
		s/"time":"..../"time":"2020/;}'
	side_by_side
	found other-found clocks-apart
	[[ $(text other-found) == 'hop 1 of hand-over '*' was found changed '\
'by the log of south, and intact by that of north' ]]
	[[ $(text clocks-apart) == 'south took hop 1 of hand-over '*' '*\
'seconds before north gave it'* ]]
	# what is refused before it is taken is told no more than what is taken
	rm -rf north south
	cp -a good-north north
	cp -a good-south south
	rm -f given-2
	accepted handed north give one.sbag --to south --output given-2 \
		--medium-make X --medium-serial 1 --reason examination
	rejected 1 handover-bundle handed south take given-2 both.sbag \
		--output never
	[ ! -e never ]
	sleep 1
	side_by_side
	found refused
	[[ $(text refused) == 'north gave hop 1 of hand-over '*\
'; south refused it: handover-bundle' ]]
	accepted handed south take given-2 one.sbag --output taken-2
	sleep 1
	side_by_side
	found handover-not-closed
	accepted sealbag handover close north taken-2
	side_by_side
	found
	rm given-2 taken-2
}

@test "P8: orders of each kind are told, and what was not answered" {
	local kind
	for kind in restrict lift; do
		rm -f "$kind.sbag"
		accepted sealbag order "$kind" north --to south --ground g \
			--reference r --record A-4 --output "$kind.sbag"
		accepted sealbag receive south "$kind.sbag"
	done
	sleep 1
	side_by_side
	found not-certified
	[ "$(grep -o '"what":"not-certified"' <<<"$output" | wc -l)" -eq 2 ]
	rewrite south "$(hidden restrict restrict.sbag; hidden lift)"
	side_by_side
	found not-answered
	[[ $output == *'had 1 order; the log of south tells of 0 answers'* ]]
	rm restrict.sbag lift.sbag
}

@test "P8: what stands there twice has no counterpart" {
	rewrite north "/\"pack\".*$(bundle_of one.sbag)/{p;}"
	accepted sealbag log prove north --with south --output twice
	attempt sealbag log reconcile twice of-south --store south --json
	grep -q '"what":"not-received"' <<<"$output"
	rm twice
}

@test "P8: what is under way, or was before, is no disagreement" {
	rm -f late.sbag
	pack_export late.sbag known
	sleep 1
	attempt sealbag log reconcile of-south --store north --json
	# the other log ends before
	found
	[ "$(json open)" -eq 1 ]
	side_by_side
	found not-received
	side_by_side --transit 1
	found
	# an account from today on
	accepted sealbag log prove north --with south --output today \
		--begin "$(sed -n 4p cosigned)"
	attempt sealbag log reconcile today of-south --store south --json
	found
	[ "$(json logs 0 begin)" -gt 0 ]
	[ "$(json open)" -gt 3 ]
	rm today
}

@test "P8: a whole account shows that nothing is missing" {
	accepted sealbag log prove north --with south --whole --output all \
		--json
	accepted sealbag log reconcile all of-south --store south --json
	found
	[ "$(json logs 0 complete)" = shown ]
	accepted sealbag log verify all --signer north.card --json
	[ "$(json whole) $(json with)" = 'true south' ]
	accepted sealbag log verify of-north --signer north.card --json
	[ "$(json whole)" = false ]
	# and one that is not tells of no other agency's business
	mkdir apart
	tar -C apart -xf of-north
	! grep -qE '"act":"(init|agency-add|policy)' apart/events ||
		fail 'it tells of more'
	tar -C apart -xf all
	grep -q '"act":"init"' apart/events
	rm -r apart all
}

@test "P8: a log whose key was changed is cosigned, and agrees, as before" {
	accepted sealbag key rotate north --output north-2.card --json
	accepted sealbag agency add south north-2.card \
		--fingerprint "$(json fingerprint)" \
		--supersedes "$(fingerprint_of good-north)"
	accepted sealbag log prove north --witness south --output turned
	accepted sealbag log cosign south turned --output turned.cosigned
	accepted sealbag log cosigned north turned.cosigned
	accepted sealbag log verify north --json
	[ "$(json cosignatures 1 counts)" = true ]
	accepted sealbag log prove north --with south --output turned-2
	accepted sealbag log reconcile turned-2 --store south --json
	found
	rm turned turned.cosigned turned.cosigned.sig turned-2 north-2.card
}

# parts FILE: into the folder "apart", which "again" puts together.
parts() {
	rm -rf apart
	mkdir apart
	tar -C apart -xf "$1"
}
again() {
	local name names=()
	for name in proof.txt proof.json checkpoint checkpoint.sig events \
		cosignature-1 cosignature-1.sig account.json account.json.sig
	do
		[ ! -e "apart/$name" ] || names+=("$name")
	done
	parcel_of apart forged "${names[@]}"
}

# refused REASON [TEXT]: the file "forged".
refused() {
	rejected 1 "$1" sealbag log reconcile forged of-south --store south ||
		return 1
	[ $# -lt 2 ] || says "$2" || return 1
	rejected 1 "$1" sealbag log verify forged --store south
}

# signed_by STORE: the statement in "apart".
signed_by() {
	gpg_of "$1" --digest-algo SHA256 --output apart/account.json.sig \
		--detach-sign apart/account.json
}

@test "P2: an account that was changed, or is another's, is refused" {
	parts of-north
	again
	cmp forged of-north
	sed -i 's/"from": 0/"from": 1/' apart/account.json
	again
	refused signature-bad
	signed_by south
	again
	refused signer-mismatch
	signed_by north
	again
	accepted sealbag log verify forged --store south
	sed -i 's/"whole": false/"whole": true/' apart/account.json
	signed_by north
	again
	refused log-proof 'said to be whole, and lacks'
	parts of-north
	sed -i 's/"other": "south"/"other": "east"/' apart/account.json
	signed_by north
	again
	refused log-foreign 'no dealing with agency east'
	parts of-north
	sed -i "s/$(fingerprint_of north)/$(fingerprint_of south)/" \
		apart/account.json
	signed_by north
	again
	refused signer-mismatch
	parts of-north
	rm apart/account.json.sig
	again
	refused log-proof 'come together'
	rm -r apart
}

@test "P8: each kind of a broken log in an account has its own reason" {
	local fault reason
	while read -r fault reason; do
		forge-proof "$fault" of-north of-south >forged
		refused "$reason" || fail "$fault"
	done <<-'END'
		altered log-altered
		inserted log-inserted
		reordered log-reordered
		beyond log-cut
		moved log-inserted
		shortened log-altered
		lengthened log-altered
		forked log-forked
		ungrown log-forked
		head log-altered
		signature signature-bad
		size signature-bad
	END
	# one that is left out, and one of somebody else
	parts of-north
	sed -i '$d' apart/events
	again
	refused log-proof 'more paths than events'
	parts of-north
	sed -i '$s/"other":"south"/"other":"east"/' apart/events
	again
	refused log-foreign 'no dealing with agency south'
	rm -r apart
}

@test "what cannot be laid side by side is refused" {
	rejected 1 not-addressed sealbag log reconcile of-north of-north \
		--store south
	rejected 1 not-addressed sealbag log reconcile of-north --store east
	says 'an account for agency south, not for east'
	rejected 1 log-proof sealbag log reconcile proof --store south
	says 'log prove --with'
	rejected 1 log-proof sealbag log reconcile one.sbag --store south
	rejected 3 system sealbag log reconcile nothing --store south
	rejected 2 usage sealbag log reconcile of-north
	rejected 2 usage sealbag log reconcile of-north of-south
	rejected 2 usage sealbag log reconcile of-north of-south of-north \
		--store south
	rejected 2 usage sealbag log reconcile of-north of-south \
		--store south --signer north.card
	rejected 2 usage sealbag log prove north --with north --output never
	rejected 2 usage sealbag log prove north --with nobody --output never
	rejected 2 usage sealbag log prove north --with south --from 1 \
		--output never
	rejected 2 usage sealbag log prove north --from 1 --whole --output never
	rejected 2 usage sealbag log prove north --with south --begin 999 \
		--output never
	[ ! -e never ]
}

#!/usr/bin/env bats
# Bundles that are passed on, and escrow: P2, P4 and P9 hold for them too.

load lib
load bad
load orders

# north packs, south forwards, west receives, east keeps keys in escrow.
setup_file() {
	local a
	setup_bad
	pin west north
	make_store east 'Eastholm Archive (synthetic)'
	for a in north south west; do
		pin "$a" east
		pin east "$a"
	done
	bundle real.sbag south
	accepted sealbag forward south real.sbag --to west --output on.sbag
	take_apart on.sbag on
	take_apart real.sbag real
}
setup() {
	cd "$WORLD" || return 1
	rm -rf parts copy
	cp -a on parts
	receiver=west
}
teardown() {
	[ ! -d copy ] || gpgconf --homedir copy/keys/gnupg --kill all
	rm -rf copy
}
teardown_file() { teardown_world; }

# copy_of STORE: one for this test alone.
copy_of() {
	[ ! -d copy ] || gpgconf --homedir copy/keys/gnupg --kill all
	rm -rf copy
	cp -a "$1" copy
	receiver=copy
}

# again: south signs what stands in parts, and b.sbag is made of it.
again() {
	sign south parts && frame parts b.sbag
}

# relist: the list in seal.json has the digest of the earlier seal that is
# there.
relist() {
	local sum
	sum=$(b2sum <parts/earlier/000.json)
	sed -i "/^ \"earlier\"/,/^ \]/ s/\"blake2b\": \".*\"/\"blake2b\": \
\"${sum%% *}\"/" parts/seal.json
}

@test 'P2: a bundle that was forwarded is received, both signers told' {
	local id
	copy_of west
	id=$(id_of real.sbag)
	accepted sealbag verify on.sbag --store copy --json
	[ "$(json checked)" = everything ]
	[ "$(json sender)" = north ]
	[ "$(json bundle)" = "$id" ]
	[ "$(json forwarded 0 agency)" = south ]
	[ "$(json forwarded 0 bundle)" = "$(id_of on.sbag)" ]
	accepted sealbag verify on.sbag --store copy
	prints 'Sealed by north, forwarded by south.'
	accepted sealbag receive copy on.sbag --json
	[ "$(json sender)" = north ]
	[ "$(json bundle)" = "$id" ]
	[ "$(json purpose)" = 'flow test' ]
	[ "$(json forwarded 0 agency)" = south ]
	grep -q "$plate" "copy/received/$id/data/reads.csv"
	accepted sealbag log show copy --json
	[[ $output == *"\"act\":\"receive\",\"outcome\":\"done\""* ]]
	[[ ${output##*receive} == *"\"bundle\":\"$id\""* ]]
	[[ ${output##*receive} == *'"other":"south"'* ]]
	[[ ${output##*receive} =~ earlier_seals[^0-9]*1[^0-9] ]]
	accepted sealbag list copy --json
	[ "$(json bundles 0 other)" = north ]
	[ "$(json bundles 0 via)" = south ]
	[ "$(json bundles 0 earlier_seals)" -eq 1 ]
	# the signatures of both seals
	[ "$(json bundles 0 signed_by)" = south ]
	accepted sealbag list copy --signatures --json
	[ "$(json signatures 0 seal) $(json signatures 0 agency)" = '0 north' ]
	[ "$(json signatures 1 seal) $(json signatures 1 agency)" = '1 south' ]
	accepted sealbag inspect on.sbag --store copy --json
	[ "$(json signatures 0 seal_of) $(json signatures 0 agency)" = \
		'north north' ]
	[ "$(json signatures 1 fingerprint)" = "$(fingerprint_of south)" ]
	accepted sealbag inspect on.sbag --json
	[ "$(json signatures 0 key)" = "$(fingerprint_of north)" ]
	[ "$(json signatures 1 seal_of)" = south ]
}

@test 'P4: what was released keeps every seal and signature' {
	local id proof
	copy_of west
	id=$(id_of real.sbag)
	accepted sealbag receive copy on.sbag
	proof=copy/proof/$id
	cmp on/seal.json "$proof/seal.json"
	cmp real/seal.json "$proof/earlier/000.json"
	cmp real/seal.json.sig "$proof/earlier/000.json.sig"
	gpg_of copy --verify "$proof/earlier/000.json.sig" \
		"$proof/earlier/000.json"
	accepted sealbag verify "copy/received/$id" --json
	[ "$(json sender)" = north ]
	[ "$(json forwarded 0 agency)" = south ]
	# years later too
	accepted faketime '+4 years' sealbag verify "copy/received/$id"
	# but not without the first signature
	cp on/seal.json.sig "$proof/earlier/000.json.sig"
	rejected 1 signature-bad sealbag verify "copy/received/$id"
	says 'earlier seal 0: the signature is not one of this data'
	cp real/seal.json.sig "$proof/earlier/000.json.sig"
	echo >>"$proof/earlier/000.json"
	rejected 1 earlier sealbag verify "copy/received/$id"
	says 'earlier seal 0: it is not the one that is listed'
}

@test 'P2: without a store each sender needs a card' {
	accepted sealbag verify on.sbag --signer south.card \
		--signer north.card --json
	[ "$(json checked)" = sealed ]
	[ "$(json sender)" = north ]
	rejected 1 signer-unknown sealbag verify on.sbag --signer south.card
	says "earlier seal 0: the signer's key is not known here \
($(fingerprint_of north))"
	silent
	rejected 1 signer-unknown sealbag verify on.sbag --signer north.card
	says "the signer's key is not known here ($(fingerprint_of south))"
	silent
	rejected 2 usage sealbag verify on.sbag --signer north.card \
		--signer north.card
	says 'given twice'
}

@test 'inspect shows who had it, and who can open it' {
	accepted sealbag inspect on.sbag --json
	[ "$(json sender agency)" = south ]
	[ "$(json earlier 0 agency)" = north ]
	[ "$(json earlier 0 bundle)" = "$(id_of real.sbag)" ]
	[ "$(json recipients 0 as)" = recipient ]
	[ "$(json recipients 1 as)" = self ]
	[ "$(json recipients 1 agency)" = south ]
	# what is no signature is told in its place
	echo x >parts/seal.json.sig
	frame parts b.sbag
	accepted sealbag inspect b.sbag --json
	[ "$(json signatures 0 key)" = "$(fingerprint_of north)" ]
	[ "$(json signatures 1 reason)" = signature-format ]
	rejected 1 signature-format sealbag inspect b.sbag --store west
	rm b.sbag
}

@test 'the forwarder logs and lists what it passed on' {
	accepted sealbag forward south real.sbag --to west --to east \
		--reference REQ/7 --marking OFFICIAL --output m.sbag --json
	[ "$(json sender)" = north ]
	[ "$(json bundle)" != "$(json first_bundle)" ]
	accepted sealbag log show south --json
	[[ ${output##*forward} == *"\"bundle\":\"$(id_of real.sbag)\""* ]]
	[[ ${output##*forward} == *'"reference":"REQ/7"'* ]]
	accepted sealbag log verify south
	accepted sealbag list south
	prints "$(id_of m.sbag)"
	accepted sealbag verify m.sbag --store east --json
	[ "$(json checked)" = everything ]
	[ "$(json forwarded 0 marking)" = OFFICIAL ]
	rm m.sbag
}

@test 'a dry run forwards nothing' {
	local before
	before=$(state_of south)
	accepted sealbag forward south real.sbag --to west --dry-run --output m
	prints 'Nothing was written.'
	[ ! -e m ]
	[ "$(state_of south)" = "$before" ]
}

@test 'P9: the recipe in it opens a forwarded bundle' {
	mkdir -m 700 expert
	export GNUPGHOME=$WORLD/expert
	local name
	for name in north south west; do
		gpg --homedir $name/keys/gnupg --batch --export >key
		gpg --batch --quiet --import key
	done
	gpg --homedir west/keys/gnupg --batch --pinentry-mode loopback \
		--passphrase '' --export-secret-keys >key 2>/dev/null
	gpg --batch --quiet --import key
	rm key
	tar -xOf on.sbag README.txt | sed -n 's/^    //p' >open.sh
	sed -i -e '1s,=.*,=on.sbag,' -e "2s,=.*,=$(fingerprint_of south)," \
		-e "4s,=.*,=$(fingerprint_of north)," open.sh
	accepted sh open.sh
	prints 'every file is as it was sealed'
	grep -q "$plate" "opened/$(id_of real.sbag)/data/reads.csv"
	# not without the first sender, nor with another in its place
	rm -rf opened
	sed -i '4s,=.*,=,' open.sh
	attempt sh open.sh
	[ "$status" -ne 0 ]
	rm -rf opened
	sed -i "4s,=.*,=$(fingerprint_of west)," open.sh
	attempt sh open.sh
	[ "$status" -ne 0 ]
	gpgconf --kill all
	rm -rf opened expert open.sh
}

# --- replay ---

@test 'P2: what came forwarded does not come again from its sender' {
	copy_of west
	bundle both.sbag south
	rm both.sbag
	mkdir export
	echo a note >export/note.txt
	accepted sealbag pack north --to south --to west --purpose p \
		--reference r --output both.sbag export
	rm -r export
	accepted sealbag forward south both.sbag --to east --output e.sbag
	accepted sealbag forward east e.sbag --to west --output w.sbag
	accepted sealbag receive copy w.sbag --json
	[ "$(json forwarded 1 agency)" = east ]
	not_received replayed "$(id_of both.sbag) was received before" \
		both.sbag
	not_received replayed "$(id_of both.sbag) was received before" w.sbag
	copy_of west
	accepted sealbag receive copy both.sbag
	not_received replayed "$(id_of both.sbag) was received before" w.sbag
	# and it is sound all the same
	accepted sealbag verify w.sbag --store copy
	# it does not come back to who packed it
	not_forwarded 1 recipient 'agency north sealed it before' east e.sbag \
		--to north
	rm both.sbag e.sbag w.sbag
}

@test 'P2: a bundle does not come back to who packed it' {
	# south encrypts it to north all the same
	gpg_of south --output opened --decrypt real/contents.gpg
	rm parts/contents.gpg
	gpg_of south --output parts/contents.gpg --compress-algo none \
		--recipient "$(fingerprint_of north)" --encrypt opened
	rm opened
	sed -i "/\"recipients\"/,/\]/ {
		s/$(fingerprint_of west)/$(fingerprint_of north)/
		s/\"west\"/\"north\"/
	}" parts/seal.json
	measure parts
	again
	receiver=north
	not_received replayed 'was sent from here, and comes back' b.sbag
}

@test 'P2: a loop in the list is refused' {
	sed -i "/^ \"earlier\"/,/^ \]/ {
		s/$(fingerprint_of north)/$(fingerprint_of south)/
		s/\"north\"/\"south\"/
	}" parts/seal.json
	again
	refused seal 'earlier[0]: repeated' b.sbag
}

# --- who sealed ---

@test 'P2: a forwarder who is not pinned' {
	copy_of west
	accepted sealbag agency unpin copy south
	not_received signer-not-pinned 'agency south signed' on.sbag
	not_verified signer-not-pinned 'agency south signed' on.sbag
}

@test 'P2: a first sender who is not pinned, or has no role' {
	copy_of west
	accepted sealbag agency unpin copy north
	not_received signer-not-pinned 'earlier seal 0: agency north signed' \
		on.sbag
	not_verified signer-not-pinned 'earlier seal 0: agency north' on.sbag
	copy_of west
	accepted sealbag agency add copy north.card --roles receive \
		--fingerprint "$(fingerprint_of north)"
	not_received signer-role \
		'earlier seal 0: agency north lacks the role seal' on.sbag
}

@test "P2: the first sender's signature stripped" {
	rm parts/earlier/000.json.sig
	frame parts b.sbag
	refused unsigned 'no earlier/000.json.sig' b.sbag
}

@test "P2: the first sender's seal stripped" {
	rm -r parts/earlier
	frame parts b.sbag
	refused earlier 'lists 1 earlier seals, there are 0' b.sbag
	# and not listed either: then the contents are another's
	sed -i '/^ "earlier"/,/^ \]/c\ "earlier": [],' parts/seal.json
	again
	refused contents-mismatch 'another bundle' b.sbag
}

@test "P2: another's signature in the place of the first sender's" {
	gpg_of south --digest-algo SHA256 --output \
		parts/earlier/000.json.sig --detach-sign parts/earlier/000.json
	frame parts b.sbag
	refused signer-mismatch 'earlier seal 0: sealed by agency south' b.sbag
}

@test "P2: the first sender's signature of another bundle" {
	local other
	bundle other.sbag south
	take_apart other.sbag other
	cp other/seal.json.sig parts/earlier/000.json.sig
	frame parts b.sbag
	refused signature-bad 'earlier seal 0' b.sbag
	# with the seal that it is of
	cp other/seal.json parts/earlier/000.json
	frame parts b.sbag
	refused earlier 'not the one that is listed' b.sbag
	relist
	again
	refused earlier 'of another bundle or sender than is listed' b.sbag
	# and listed as that
	other=$(id_of other.sbag)
	sed -i "s/$(id_of real.sbag)/$other/" parts/seal.json
	again
	refused earlier 'it was of other contents' b.sbag
	rm -r other other.sbag
}

@test 'P2: an earlier seal of other segments' {
	sed -i 's/"records": [0-9]*/"records": 3/' parts/earlier/000.json
	# north's key is misused for this
	gpg_of north --digest-algo SHA256 --output \
		parts/earlier/000.json.sig --detach-sign parts/earlier/000.json
	relist
	again
	refused earlier 'it was of other segments than the last seal' b.sbag
}

@test 'P2: who was not sealed for cannot have sent it on' {
	sed -i "/\"recipients\"/,/\]/ {
		s/$(fingerprint_of south)/$(fingerprint_of east)/
		s/\"south\"/\"east\"/
	}" parts/earlier/000.json
	gpg_of north --digest-algo SHA256 --output \
		parts/earlier/000.json.sig --detach-sign parts/earlier/000.json
	relist
	again
	refused earlier 'was not sealed for agency south' b.sbag
}

@test 'P2: contents that the forwarder changed' {
	gpg_of south --output opened --decrypt real/contents.gpg
	perl -pi -e 's/flow test/flow fest/' opened
	rm parts/contents.gpg
	gpg_of south --output parts/contents.gpg --compress-algo none \
		--recipient "$(fingerprint_of west)" --encrypt opened
	measure parts
	again
	refused contents-mismatch 'not those that were sealed' b.sbag
	# with their digest they are not those of the first seal
	local sum
	sum=$(b2sum <opened)
	rm opened
	sed -i "s/\"digest\": \".*\"/\"digest\": \"${sum%% *}\"/" \
		parts/seal.json
	again
	refused earlier 'it was of other contents' b.sbag
}

# earlier_dated SECONDS: the earlier seal is dated so much behind the last one,
# by north itself.
earlier_dated() {
	local last at
	last=$(sed -n 's/^ "created": "\(.*\)",/\1/p' parts/seal.json)
	at=$(($(date -ud "$last" +%s) + $1))
	sed -i "s/^ \"created\": .*/ \"created\": \"$(date -ud "@$at" \
		+%FT%TZ)\",/" parts/earlier/000.json
	gpg_of north --digest-algo SHA256 --output \
		parts/earlier/000.json.sig --detach-sign parts/earlier/000.json
	relist
	again
}

@test 'P2: an earlier seal that is later' {
	earlier_dated 301
	refused earlier 'earlier seal 0: it is dated 20' b.sbag
	says ', behind the one that came next'
	# clocks may differ by five minutes
	earlier_dated 300
	copy_of west
	sound b.sbag
	# and the own clock is asked too
	copy_of north
	rm -f later.sbag
	mkdir export
	echo x >export/x
	accepted faketime '+2 hours' sealbag pack copy --to south --purpose p \
		--reference r --output later.sbag export
	rm -r export
	not_forwarded 1 future 'yet to come' south later.sbag --to west
	rm later.sbag
}

# --- what is not forwarded ---

@test 'a bundle for others, or our own, is not forwarded' {
	not_forwarded 1 not-addressed 'sealed for south, not for agency west' \
		west real.sbag --to east
	not_forwarded 1 recipient 'this agency sealed it before' north \
		real.sbag --to west
	not_forwarded 1 recipient 'agency north sealed it before' south \
		real.sbag --to north
	not_forwarded 1 recipient 'is not pinned in this store' south \
		real.sbag --to nobody
	not_forwarded 2 usage 'agency west is named twice' south real.sbag \
		--to west --to west
}

@test 'a damaged bundle is not forwarded' {
	local where
	where=$(tar -tRvf real.sbag | awk '$NF ~ /^segments/ {
		print ($2 + 1) * 512 + 99 }')
	perl -0777 -pe 'BEGIN { $at = shift } substr($_, $at, 1) ^= "\x01"' \
		"$where" real.sbag >bad.sbag
	not_forwarded 1 segment-damaged 'segment 0: ' south bad.sbag --to west
	rm bad.sbag
}

@test 'P5: nor is one of which records were deleted here' {
	copy_of south
	accepted sealbag receive copy real.sbag
	order delete
	printf '{"target":"vrm","vrm":"%s","from":"%s","to":"%s"}\n' "$plate" \
		2026-01-01T00:00:00Z 2027-01-01T00:00:00Z >>delete
	accepted sealbag pack north --to south --purpose p --reference r \
		--deletions delete --output o.sbag
	accepted sealbag receive copy o.sbag
	not_forwarded 1 deleted 'were deleted here, and would go out again' \
		copy real.sbag --to west
	# the order itself is, and reaches what was forwarded before
	accepted sealbag forward copy o.sbag --to west --output ow.sbag
	copy_of west
	accepted sealbag receive copy on.sbag
	accepted sealbag receive copy ow.sbag --json
	[ "$(json earlier_reads)" -eq 1 ]
	nowhere "$plate" copy/received
	accepted sealbag verify "copy/received/$(id_of real.sbag)" --json
	[ "$(json deleted_reads)" -eq 1 ]
	rm o.sbag ow.sbag delete
	not_received replayed 'was received before' on.sbag
}

@test 'P5: nor one that its own order reaches' {
	rm -f o.sbag
	mkdir export
	known_export export
	order delete
	by_read A 2 >>delete
	accepted sealbag pack north --to south --purpose p --reference r \
		--deletions delete --output o.sbag export
	rm -r export
	copy_of south
	not_forwarded 1 deleted 'are ordered deleted' copy o.sbag --to west
	accepted sealbag receive copy o.sbag
	not_forwarded 1 deleted 'were deleted here' copy o.sbag --to west
	rm o.sbag delete
}

@test 'P5: nor one on which an order waits, or that was deleted whole' {
	local id
	copy_of south
	id=$(id_of real.sbag)
	accepted sealbag receive copy real.sbag
	order delete
	printf '{"target":"record","record_id":"none"}\n' >>delete
	accepted sealbag pack north --to south --purpose p --reference r \
		--deletions delete --output o.sbag
	mv "copy/received/$id" away
	accepted sealbag receive copy o.sbag --json
	[ "$(json earlier_missing)" -eq 1 ]
	mv away "copy/received/$id"
	not_forwarded 1 deleted 'could not be carried out on this bundle' \
		copy real.sbag --to west
	rm o.sbag delete
	order delete
	printf '{"target":"bundle","bundle":"%s"}\n' "$id" >>delete
	accepted sealbag pack north --to south --purpose p --reference r \
		--deletions delete --output o.sbag
	accepted sealbag receive copy o.sbag
	not_forwarded 1 deleted 'deleted here as a whole' copy real.sbag \
		--to west
	rm o.sbag delete
}

# --- escrow ---

@test 'escrow is told in the seal, opens, and receives only when asked' {
	mkdir export
	echo a note >export/note.txt
	accepted sealbag pack north --to south --escrow east --purpose p \
		--reference r --output esc.sbag export
	rm -r export
	accepted sealbag inspect esc.sbag --json
	[ "$(json recipients 1 agency)" = east ]
	[ "$(json recipients 1 as)" = escrow ]
	accepted sealbag verify esc.sbag --store east --json
	[ "$(json checked)" = everything ]
	receiver=east
	not_received not-addressed 'with agency east as escrow only' esc.sbag
	# it can pass it on to a recipient whose key was lost
	accepted sealbag forward east esc.sbag --to south --output again.sbag
	copy_of south
	accepted sealbag receive copy again.sbag --json
	[ "$(json forwarded 0 agency)" = east ]
	not_received replayed "$(json bundle) was received before" esc.sbag
	copy_of east
	accepted sealbag receive copy esc.sbag --escrow
	accepted sealbag log show copy --json
	[[ ${output##*receive} =~ escrow[^0-9]*1[^0-9] ]]
	rejected 2 usage sealbag pack north --to south --escrow south \
		--purpose p --reference r --output never.sbag real
	says 'agency south is named twice'
	told north pack failed usage
	rejected 2 usage sealbag pack north --to south --escrow north \
		--purpose p --reference r --output never.sbag real
	says 'needs no escrow with itself'
	told north pack failed usage
	[ ! -e never.sbag ]
	not_forwarded 2 usage 'needs no escrow with itself' south real.sbag \
		--to west --escrow south
	rm esc.sbag again.sbag
}

@test 'the ninth who would pass it on cannot' {
	local -a print
	local at by
	for at in {1..10}; do
		make_store "h$at" "Agency $at (synthetic)"
		print[at]=$(fingerprint_of "h$at")
		for ((by = 1; by < at; by++)); do
			accepted sealbag agency add "h$at" "h$by.card" \
				--fingerprint "${print[by]}"
		done
		[ "$at" -eq 1 ] || accepted sealbag agency add "h$((at - 1))" \
			"h$at.card" --fingerprint "${print[at]}"
	done
	mkdir export
	echo "$plate" >export/note.txt
	accepted sealbag pack h1 --to h2 --purpose p --reference r \
		--output hop2.sbag export
	rm -r export
	for at in {2..9}; do
		accepted sealbag forward "h$at" "hop$at.sbag" \
			--to "h$((at + 1))" --output "hop$((at + 1)).sbag"
	done
	not_forwarded 1 limit 'forwarded 8 times' h10 hop10.sbag --to h11
	accepted sealbag receive h10 hop10.sbag --json
	[ "$(json sender)" = h1 ]
	[ "$(json forwarded 7 agency)" = h9 ]
	for at in {1..10}; do
		gpgconf --homedir "h$at/keys/gnupg" --kill all
		rm -rf "h$at" "h$at.card" "hop$at.sbag"
	done
}

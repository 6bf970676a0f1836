#!/usr/bin/env bats
# Certificates of orders from which holds keep something.

load lib
load bad
load orders
load lies

why=(--officer 'A. Judge' --rank HHJ --number 12 --reference CC/7)

# north sends a bundle, then another with an order; south holds some of what
# the order names, in either, and has shown some of the first to a court.
setup_file() {
	setup_world
	make_agencies
	known_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	cp -a south untouched
	accepted sealbag extract south --bundle "$(bundle_of first.sbag)" \
		--record A-4 --exhibit AB/1 --purpose 'flow test' \
		--reference OP/1 --output shown.sbag
	accepted sealbag hold add south --ground court --review 2199-01-02 \
		"${why[@]}" --record A-2 --record DA-7
	{
		by_record B 5
		by_path documents/note.txt
	} >targets
	date -u -d '+40 days' +%F >soon
	accepted sealbag hold add south --ground cpia --review "$(cat soon)" \
		"${why[@]}" --targets targets --json
	json hold >hold
	known_export more D
	order draft 'sent in error' DEL/9
	{
		by_record A 2
		by_plate A 4
		here=",\"bundle\":\"$(bundle_of first.sbag)\"}"
		by_path sub/b.csv | sed "s/}/$here/"
		by_path documents/note.txt | sed "s/}/$here/"
		by_record none 1
		by_record DA 7
	} >>draft
	carry draft order.sbag more
	cp -a north sender
	accepted sealbag receive south order.sbag
	accepted sealbag list south --orders --json
	json orders 0 order >order
	accepted sealbag certificate make south --order "$(cat order)" \
		--output true.cert --json
	printf '%s' "$output" >made
	cp -a south answered
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south north ./*.made*
	cp -a answered south
	cp -a sender north
	order=$(cat order)
}
teardown_file() { teardown_world; }

@test "P6 a certificate says what holds keep, with ground and review" {
	accepted sealbag certificate show true.cert --json
	[ "$(json bundles 0 state) $(json bundles 0 reads)" = 'checked 7' ]
	# the row A-2 with two images, note.txt (2), and of b.csv, which was
	# named whole, its own record, its header and the row B-5
	[ "$(json bundles 0 held)" -eq 10 ]
	[ "$(json bundles 1 held) $(json records_held)" = '1 11' ]
	local at=0
	[ "$(json holds 0 ground)" = cpia ] || at=1
	[ "$(json holds $at hold)" = "$(cat hold)" ]
	[ "$(json holds $at ground) $(json holds $at review)" = \
		"cpia $(cat soon)" ]
	[ "$(json holds $at records)" -eq 5 ]
	at=$((1 - at))
	[ "$(json holds $at ground) $(json holds $at review)" = \
		'court 2199-01-02' ]
	[ "$(json holds $at records)" -eq 6 ]
	local text
	for text in ZZ26 A-2 B-5 note.txt 2026-03-01 Judge CC/7 AB/1; do
		nowhere "$text" true.cert
	done
	accepted sealbag log show south --json
	[[ "$output" == *'"act":"certify"'*'"held":11'* ]]
	accepted sealbag certificate verify true.cert first.sbag \
		--store north --order order.sbag --json
	[ "$(json verdict) $(json held)" = 'VERIFIED 11' ]
	[ "$(json gone_before) $(json unreviewed)" = '0 0' ]
}

@test "exhibits that may show what went are counted, and named to the maker" {
	output=$(cat made)
	[ "$(json exhibits 0 reference)" = AB/1 ]
	[ "$(json exhibits 0 bundle)" = "$(bundle_of first.sbag)" ]
	accepted sealbag certificate show true.cert --json
	[[ "$output" == *'"exhibits","state":"unknown","reason":"shown"'* ]]
}

@test "what a certificate says of holds can be a lie, and is told as one" {
	# one that is held is not told of; another one is told of
	lied certificate-fewer 'is ordered, and not told of' \
		'held(seg, kept(seg)[1:])'
	lied certificate-more '1 records are told of that are not ordered' \
		'held(seg, kept(seg) + [seg["records"] - 1])'
	# the row of a file goes, and its image stays without a hold
	lied certificate-fewer 'is ordered, and not told of' \
		'held(seg, kept(seg)[:-2])'
	# holds that keep other numbers than are held, or are no holds
	lied certificate 'holds keep fewer records' \
		'c["holds"][0]["records"] -= 1'
	lied certificate 'holds keep more records' \
		'c["holds"][1]["records"] += 1'
	lied certificate 'holds keep fewer records' 'del c["holds"][0]'
	lied certificate 'a hold that cannot be' \
		'c["holds"][0]["review"] = "2199-02-30"'
	# more went than is told as gone
	lied certificate-counts '9 reads and 6 files; its places are those' \
		'first["reads"] = 9'
	# and a target that only found what is held was found
	lied certificate-counts '1 targets of kind record find nothing' \
		'c["targets"][0]["absent"] = 2'
	# what is true can be said again
	forged south pass
	cmp lie true.cert
}

@test "holds whose review was over are told" {
	accepted faketime '+50 days' sealbag certificate make \
		south --order "$order" --output late.made
	accepted faketime '+50 days' sealbag certificate verify \
		late.made first.sbag --store north --order order.sbag --json
	[ "$(json unreviewed) $(json verdict)" = '1 VERIFIED' ]
}

@test "a hold that is over has to be enforced before there is an answer" {
	accepted sealbag hold release south "$(cat hold)" --reason over
	rejected 2 usage sealbag certificate make south --order "$order" \
		--output none.made
	says '"enforce" first'
	[ ! -e none.made ]
	accepted sealbag enforce south --json
	[ "$(json exhibits 0 reference)" = AB/1 ]
	accepted sealbag certificate make south --order "$order" \
		--output later.made --json
	[ "$(json bundles 0 held) $(json bundles 0 reads)" = '5 8' ]
	# the first answer is taken, and then the later one
	accepted sealbag certificate take north true.cert first.sbag \
		--order order.sbag --json
	[ "$(json held)" -eq 11 ]
	accepted faketime -f '+2s' sealbag certificate make south \
		--order "$order" --output last.made
	accepted faketime -f '+4s' sealbag certificate take north last.made \
		first.sbag --order order.sbag --json
	[ "$(json held) $(json verdict)" = '6 VERIFIED' ]
}

@test "a bundle that was changed says nothing of what is held in it" {
	echo x >>"south/received/$(bundle_of first.sbag)/data/a.csv"
	accepted sealbag certificate make south --order "$order" \
		--output changed.made --json
	[ "$(json bundles 0 state) $(json bundles 0 held)" = 'failed 0' ]
	[ "$(json records_held) $(json holds 0 records)" = '1 1' ]
	accepted sealbag certificate verify changed.made first.sbag \
		--store north --order order.sbag
}

@test "of a bundle that is ordered whole, what is held is told" {
	rm -rf south
	cp -a untouched south
	accepted sealbag hold add south --ground court --review 2199-01-02 \
		"${why[@]}" --record A-2 --record A-3 --json
	accepted sealbag order delete north --to south --ground g \
		--reference r --bundle "$(bundle_of first.sbag)" \
		--output whole.made
	accepted sealbag receive south whole.made
	accepted sealbag list south --orders --json
	order=$(json orders 0 order)
	cp order.sbag order.kept
	cp true.cert true.kept
	cp true.cert.sig true.kept.sig
	cp whole.made order.sbag
	rm true.cert true.cert.sig
	accepted sealbag certificate make south --order "$order" \
		--output true.cert --json
	# a.csv and its header, two rows, four images with one piece each
	[ "$(json bundles 0 state) $(json bundles 0 held)" = 'checked 12' ]
	accepted sealbag certificate verify true.cert first.sbag \
		--store north --order order.sbag --json
	[ "$(json verdict) $(json held)" = 'VERIFIED 12' ]
	[ "$(json selected)" -eq "$(($(json gone) + 12))" ]
	lied certificate-fewer 'all of it is ordered, and it is there' \
		'first.update(state="untouched", reads=0, files=0, segments=[])
c["holds"] = []'
	lied certificate-fewer 'all of it is ordered, and it is there' \
		'held(seg, []); c["holds"] = []'
	lied certificate-fewer 'is ordered, and not told of' \
		'held(seg, kept(seg)[1:])'
	mv order.kept order.sbag
	mv true.kept true.cert
	mv true.kept.sig true.cert.sig
}

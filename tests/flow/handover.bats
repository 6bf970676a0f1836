#!/usr/bin/env bats
# Who had the disk: given, taken, closed, and where a chain breaks.

load lib
load bad
load orders
load stamps

# north packs for south; south hands the disk to east, and east to west. The
# disk need not be for them: they know north, and that is all.
setup_file() {
	setup_world
	make_agencies
	for store in east west; do
		make_store $store
		pin $store north
	done
	for pair in 'north south' 'south east' 'east south' 'east west' \
		'west east' 'west south' 'south west'; do
		# shellcheck disable=SC2086
		set -- $pair
		[ "$pair" = 'north south' ] || pin "$1" "$2" || return 1
	done
	make_export export --rows 20 --images 1
	pack_export one.sbag export
	accepted give south one.sbag \
		--to east --output given --reference 'OP/1' \
		--seal-number 'AB 4711' --courier 'van 12'
	cp -a east new-east
	accepted take east given one.sbag --output taken \
		--seal-number 'AB 4711' \
		--remark 'bag dry'
	for store in south east west; do
		cp -a $store good-$store
	done
	accepted give east one.sbag --to west --output given-2 --after taken
	accepted take west given-2 one.sbag --output whole
	for store in east west; do
		mv $store full-$store
		cp -a good-$store $store
	done
}
setup() {
	cd "$WORLD" || return 1
	rm -rf work work.* forged out out-*
}
teardown_file() {
	teardown_world
}

# give STORE ARG...; take STORE FILE ARG...: with what must be said each time.
give() {
	local store=$1
	shift
	sealbag handover give "$store" "$@" --place 'Room 3' \
		--medium-make 'Examplo X5' --medium-serial 'S-0099' \
		--reason 'examination' --actor "officer of $store"
}
take() {
	sealbag handover take "$@" --place 'Store B' \
		--actor "officer of $1"
}

# fresh STORE...: as it was before the second hop.
fresh() {
	local store
	for store; do
		rm -rf "$store"
		cp -a "good-$store" "$store"
	done
}

# edited FILE PART SCRIPT [STORE]: "forged" is FILE with PART after sed, signed
# by that store; with none its signature stays.
edited() {
	rm -rf work forged
	mkdir work
	tar -xf "$1" -C work
	sed -i "$3" "work/$2"
	if [ $# -gt 3 ]; then
		rm "work/$2.sig"
		gpg_of "$4" --digest-algo SHA256 --output "work/$2.sig" \
			--detach-sign "work/$2"
	fi
	packed
}

# packed: "forged" is the file of what is in work.
packed() {
	local names=(handover.txt)
	local name
	for name in {01,02}-{give,take}.json{,.sig}; do
		[ ! -e "work/$name" ] || names+=("$name")
	done
	parcel_of work forged "${names[@]}"
}

cards=(--signer south.card --signer east.card --signer west.card)

@test 'P8: two hops are given, taken, and checked with nothing but cards' {
	accepted sealbag handover verify whole "${cards[@]}" --json
	[ "$(json verdict) $(json hops 1 found) $(json hops 1 hop)" = \
		'VERIFIED intact 2' ]
	[ "$(json hops 0 giver agency) $(json hops 0 taker agency)" = \
		'south east' ]
	[ "$(json hops 0 given_by)|$(json hops 0 courier)" = \
		'officer of south|van 12' ]
	[ "$(json bundle)" = "$(bundle_of one.sbag)" ]
	accepted sealbag handover verify whole one.sbag "${cards[@]}" \
		--signer north.card --json
	[ "$(json bundle_found)" = intact ]
	accepted sealbag handover verify whole one.sbag --store west
	prints 'the bundle is the one that was handed over'
	accepted sealbag handover show whole
	prints 'Nothing of this was checked'
	prints 'bag dry'
	rejected 1 signer-unknown sealbag handover verify whole \
		--signer south.card --signer east.card
	says 'hop 2, taken'
}

@test 'P9: stock tools open the file and check its signatures' {
	local part
	mkdir work
	tar -xf whole -C work
	for part in 01-give:south 01-take:east 02-give:east 02-take:west; do
		gpg_of "${part#*:}" --verify "work/${part%:*}.json.sig" \
			"work/${part%:*}.json"
	done
	grep -q "$(b2sum <work/01-give.json | cut -c 1-128)" work/01-take.json
	grep -q "$(b2sum <work/01-take.json.sig | cut -c 1-128)" \
		work/02-give.json
	grep -q "$(b2sum <one.sbag | cut -c 1-128)" work/01-give.json
	# made again from its parts it is the same file
	packed
	cmp forged whole
}

@test 'both logs tell of it, and the giver enters what came back, once' {
	accepted sealbag log show good-east --json
	[ "$(json events -1 act) $(json events -1 other)" = \
		'handover-take south' ]
	[ "$(json events -1 counts intact) $(json events -1 counts hop)" = \
		'1 1' ]
	[ "$(json events -1 reference)" = OP/1 ]
	fresh south
	accepted sealbag handover list south --json
	[ "$(json handovers 0 state) $(json handovers 0 other)" = 'given east' ]
	accepted sealbag handover close south whole --dry-run
	accepted sealbag handover close south whole --json
	[ "$(json entered) $(json hops 0 found)" = 'true intact' ]
	accepted sealbag handover list south --json
	[ "$(json handovers 0 state) $(json handovers 0 found)" = \
		'closed intact' ]
	# the log shows since when what it was closed by was there
	accepted faketime '+10 years' sealbag handover verify taken \
		--store south --json
	[ "$(json hops 0 given_trust known_by)" = log ]
	[ "$(json hops 0 taken_trust known_by)" = log ]
	rejected 1 signer-expired faketime '+10 years' \
		sealbag handover verify taken --store good-south
	says 'hop 1, taken'
	edited taken 01-take.json 's/bag dry/bag wet/' east
	accepted sealbag handover verify forged --store south
	rejected 1 signer-expired faketime '+10 years' \
		sealbag handover verify forged --store south
	says 'hop 1, taken'
	rejected 1 replayed sealbag handover close south taken
	accepted sealbag log show south --json
	[ "$(json events -2 act) $(json events -1 reason)" = \
		'handover-close replayed' ]
	accepted sealbag log verify south
	cp -a full-east closing
	accepted sealbag handover close closing whole
	rm -r closing
	rejected 1 handover-broken sealbag handover close full-west whole
	says 'given from here'
}

@test 'P8: a hand-over without one of the two signatures is none' {
	rejected 1 handover-open sealbag handover verify given "${cards[@]}"
	says 'hop 1: south gave it to east'
	rejected 1 handover-open sealbag handover verify given-2 "${cards[@]}"
	says 'hop 2: east gave it to west'
	for part in 01-give 01-take 02-give 02-take; do
		rm -rf work
		mkdir work
		tar -xf whole -C work
		rm work/$part.json.sig
		packed
		rejected 1 handover sealbag handover verify forged "${cards[@]}"
		[ $part = 02-take ] || says "$part.json.sig"
		rejected 1 handover sealbag handover show forged
		: >work/$part.json.sig
		packed
		rejected 1 handover sealbag handover verify forged "${cards[@]}"
	done
	# the taking of the first hop is left out
	rm -rf work
	mkdir work
	tar -xf whole -C work
	rm work/01-take.json*
	packed
	rejected 1 handover-broken sealbag handover verify forged "${cards[@]}"
	says 'hop 2: it goes on from one that was not taken'
	# that of another statement in its place
	tar -xf whole -C work
	cp work/02-give.json.sig work/01-take.json.sig
	packed
	rejected 1 signature-bad sealbag handover verify forged "${cards[@]}"
	says 'hop 1, taken'
}

@test 'P2: a changed statement is refused, and what its maker would not sign' {
	edited whole 01-give.json 's/Room 3/Room 4/'
	rejected 1 signature-bad sealbag handover verify forged "${cards[@]}"
	says 'hop 1, given'
	edited whole 01-give.json 's/Room 3/Room 4/' south
	rejected 1 handover-broken sealbag handover verify forged "${cards[@]}"
	says 'hop 1: something else was taken'
	edited whole 01-take.json 's/Store B/Store C/' east
	rejected 1 handover-broken sealbag handover verify forged "${cards[@]}"
	says 'hop 2: it goes on from another hop'
	edited given-2 02-give.json "s/$(bundle_of one.sbag)/$(
		printf '%032d' 0)/" east
	rejected 1 handover-broken sealbag handover verify forged "${cards[@]}"
	says 'hop 2: another bundle'
	edited given-2 02-give.json 's/"hop": 2/"hop": 3/' east
	rejected 1 handover-broken sealbag handover verify forged "${cards[@]}"
	edited given 01-give.json 's/"made": "..../"made": "2100/' south
	rejected 1 future sealbag handover verify forged "${cards[@]}"
	edited given-2 02-give.json 's/"made": "..../"made": "2001/' east
	rejected 1 handover-broken sealbag handover verify forged "${cards[@]}"
	says 'hop 2: it is given before it was taken'
	edited whole 02-take.json 's/"made": "..../"made": "2001/' west
	rejected 1 handover-broken sealbag handover verify forged "${cards[@]}"
	says 'hop 2: it is taken before it was given'
}

@test 'P2: B gives what A gave to C: the chain breaks there' {
	# west signs the second hop in the place of east
	edited given-2 02-give.json "s/$(fingerprint_of east)/$(
		fingerprint_of west)/; /\"giver\"/,/}/s/\"east\"/\"west\"/
		/\"to\"/,/}/s/\"west\"/\"east\"/" west
	rejected 1 handover-broken sealbag handover verify forged "${cards[@]}"
	says 'hop 2: west gives what east took'
	# what was given to east is taken by west
	rejected 1 not-addressed take west given one.sbag --output out
	[ ! -e out ]
	edited whole 01-take.json "s/$(fingerprint_of east)/$(
		fingerprint_of west)/; s/\"east\"/\"west\"/" west
	rejected 1 not-addressed sealbag handover verify forged "${cards[@]}"
	says 'hop 1'
	# somebody else than took it goes on with it
	rejected 1 handover-broken give south one.sbag --to west --after \
		taken --output out
	says 'was taken by east, not here'
	[ ! -e out ]
}

@test 'a bundle that is not the one given is refused, and logged' {
	pack_export other.sbag export
	cp one.sbag bad.sbag
	printf '\1' | dd of=bad.sbag bs=1 seek=$(($(stat -c %s one.sbag) / 2)) \
		conv=notrunc status=none
	fresh west
	rejected 1 handover-bundle take west given-2 other.sbag --output out
	says 'another bundle'
	[ ! -e out ]
	accepted sealbag log show west --json
	[ "$(json events -1 act) $(json events -1 reason)" = \
		'handover-take handover-bundle' ]
	[ "$(json events -1 other)" = east ]
	attempt take west given-2 bad.sbag --output out --json
	[ "$status" -eq 1 ]
	[ ! -e out ]
	rejected 1 "$(json reason)" take west given-2 bad.sbag --output out \
		--dry-run
}

@test 'a damaged thing can be taken, and that is signed' {
	local reason
	cp one.sbag bad.sbag
	printf '\1' | dd of=bad.sbag bs=1 seek=$(($(stat -c %s one.sbag) / 2)) \
		conv=notrunc status=none
	fresh west
	accepted take west given-2 bad.sbag --output out --as-found --json
	[ "$(json hops 1 found)" = damaged ]
	reason=$(json hops 1 reason)
	[ -n "$reason" ]
	rejected 1 handover-found sealbag handover verify out "${cards[@]}"
	says "hop 2: west took it, and found: damaged, $reason"
	cp -a full-east closing
	accepted sealbag handover close closing out --json
	accepted sealbag handover list closing --json
	[ "$(json handovers 1 found)" = damaged ]
	rm -r closing
	rejected 1 replayed take west given-2 one.sbag --output out-2
	rejected 1 "$reason" sealbag handover verify whole bad.sbag \
		"${cards[@]}" --signer north.card
}

@test 'other signatures in the file, or a sealer that is not known, are told' {
	mkdir work
	tar -xf one.sbag -C work
	rm work/seal.json.sig
	gpg_of north --digest-algo SHA256 --output work/seal.json.sig \
		--detach-sign work/seal.json
	touch -d "$(date -Rr work/README.txt)" work/*
	frame work resigned.sbag
	fresh west
	rejected 1 handover-bundle take west given-2 resigned.sbag --output out
	says 'other signatures stand in it'
	accepted take west given-2 resigned.sbag --output out --as-found --json
	[ "$(json hops 1 found)|$(json hops 1 reason)" = 'changed|' ]
	accepted sealbag handover verify out resigned.sbag --store west
	prints 'WARNING: who took hop 2 found it: changed'
	prints 'WARNING: the bundle is changed: '
	# the same file, but nobody here knows who sealed it
	fresh west
	rm out resigned.sbag
	accepted sealbag agency unpin west north
	rejected 1 signer-not-pinned take west given-2 one.sbag --output out
	[ ! -e out ]
	accepted take west given-2 one.sbag --output out --as-found --json
	[ "$(json hops 1 found) $(json hops 1 reason)" = \
		'same signer-not-pinned' ]
	accepted sealbag handover verify out one.sbag "${cards[@]}" --json
	[ "$(json bundle_found) $(json bundle_reason)" = 'same signer-unknown' ]
	# whoever has it so gives it on as that alone
	rejected 1 signer-not-pinned give west one.sbag --to south --after out \
		--output out-2
	accepted give west one.sbag --to south --after out --output out-2 \
		--as-found --json
	[ "$(json hops 2 given_found) $(json hops 2 given_reason)" = \
		'same signer-not-pinned' ]
}

@test 'a person gives and takes by a key of their own' {
	accepted sealbag init boss --agency east --person p-1 --name Boss \
		--no-passphrase --authority east.card \
		--authority-fingerprint "$(fingerprint_of full-east)"
	accepted sealbag agency card boss --output boss.card
	local store
	rm -rf east
	cp -a new-east east
	fresh south
	rejected 1 recipient give south one.sbag --to east --person p-1 \
		--output out
	says 'nobody of east/p-1 may answer'
	for store in south east; do
		accepted sealbag agency add-key $store boss.card \
			--roles answer --fingerprint "$(fingerprint_of boss)"
	done
	accepted sealbag agency publish east --output list
	accepted sealbag agency import boss list
	accepted give south one.sbag --to east --person p-1 --output out \
		--seal-number 1 --json
	[ "$(json hops 0 to person)|$(json hops 0 giver person)" = 'p-1|' ]
	# not even by the agency's own key
	rejected 1 not-addressed take east out one.sbag --output out-2
	[ ! -e out-2 ]
	accepted take boss out --unopened --seal-number 1 --output out-2 --json
	[ "$(json hops 0 taker agency) $(json hops 0 taker person)" = \
		'east p-1' ]
	edited out-2 01-take.json '/"taker"/,/}/s/"p-1"/""/' boss
	rejected 1 signer-mismatch sealbag handover verify forged --store south
	says 'what was taken is of the agency itself, its key is one of p-1'
	rejected 1 handover-broken give east --unopened --seal-number 1 \
		--to west --after out-2 --output out-3
	says 'hop 1 was taken by east/p-1, not here'
	accepted give boss --unopened --seal-number 1 --to west \
		--after out-2 --output out-3 --json
	[ "$(json hops 1 giver person)" = p-1 ]
	fresh west
	rejected 1 signer-unknown take west out-3 one.sbag --output out-4
	accepted sealbag agency add-key west boss.card --roles answer \
		--fingerprint "$(fingerprint_of boss)"
	accepted take west out-3 one.sbag --output out-4
	accepted sealbag handover verify out-4 one.sbag --store west
	prints 'from east/p-1 to west'
	gpgconf --homedir boss/keys/gnupg --kill all
	rm -rf boss boss.card list
}

@test 'a bag that stays closed is taken by the number of its seal' {
	rm -rf east
	cp -a new-east east
	rejected 2 usage take east given --unopened --output out
	rejected 2 usage take east given --output out
	rejected 2 usage sealbag handover take east given one.sbag \
		--output out --place '' --actor x
	says '--place: it must be said'
	rejected 2 usage give south bad.sbag --to south --output out
	says '--to: that is who gives it'
	rejected 1 handover-bundle take east given --unopened --output out \
		--seal-number 'AB 4712'
	says 'has "AB 4712"'
	accepted take east given --unopened --output out \
		--seal-number 'AB 4711' --json
	[ "$(json hops 0 found)" = unopened ]
	accepted sealbag handover verify out "${cards[@]}"
	prints 'WARNING: who took hop 1 found it: unopened'
	accepted give east --to west --unopened --after out --output out-2 \
		--seal-number 'AB 4711'
	fresh west
	accepted take west out-2 one.sbag --output out-3
	accepted sealbag handover verify out-3 one.sbag --store west
	rejected 2 usage give south --to east --unopened --output out-4 \
		--seal-number 1
}

# judged SIDE: "counts", or why what $signer signed is refused, on the giver's
# side or the taker's, by the store "copy".
judged() {
	local file=taken
	[ "$1" = take ] || file=given
	rm -rf work forged
	mkdir work
	tar -xf $file -C work
	gpg_of "${signer:-$2}" --digest-algo SHA256 "${options[@]}" --output \
		"work/01-$1.json.sig" --detach-sign \
		"${data:-work/01-$1.json}"
	packed
	attempt "${under[@]}" sealbag handover verify forged --store copy --json
	case "$(json verdict) $(json reason)" in
	VERIFIED* | *handover-open) echo counts ;;
	*) json reason ;;
	esac
}

# row REASON [REASON]: what is said of giver and taker, if not the same.
row() {
	local got
	got="$(judged give south) $(judged take east)"
	[ "$got" = "$1 ${2:-$1}" ] || fail "wanted $1 ${2:-}, got $got"
}

# both COMMAND...: about the keys of both in the copy.
both() {
	local store
	for store in south east; do
		accepted sealbag agency key copy "$(fingerprint_of $store)" \
			"$@" || return 1
	done
}

# judge: a fresh one that knows both.
judge() {
	rm -rf copy
	cp -a good-west copy
	signer='' options=() under=() data=''
}

@test 'P2 signers of hand-overs: unknown, look-alike, somebody else' {
	judge
	row counts
	make_store odd
	signer=odd
	row signer-unknown
	gpg_of odd --armor --export | gpg_of copy --import
	row signer-unknown
	judge
	sealbag init mask --agency south --no-passphrase \
		--name 'Southmere Constabulary (synthetic)'
	signer=mask
	row signer-unknown
	signer=north
	row signer-mismatch
}

@test 'P2 signers of hand-overs: not pinned, or without the role' {
	judge
	accepted sealbag agency unpin copy south
	accepted sealbag agency unpin copy east
	row signer-not-pinned
	judge
	accepted sealbag agency unpin copy south --suspend
	accepted sealbag agency unpin copy east --suspend
	row signer-not-pinned
	judge
	for store in south east; do
		accepted sealbag agency add copy $store.card --fingerprint \
			"$(fingerprint_of $store)" --roles seal,receive
	done
	row signer-role
}

@test 'P2 signers of hand-overs: what became of the key' {
	judge
	both --revoked now
	row signer-revoked
	judge
	both --compromised 2100-01-01T00:00:00Z
	row counts
	both --compromised 2020-01-01T00:00:00Z
	row signer-compromised
	judge
	both --superseded 2020-01-01T00:00:00Z
	row signer-superseded
	judge
	under=(faketime '+10 years')
	row signer-expired
}

@test 'P2: who took it can check all of it when the keys have expired' {
	local later=(faketime '+10 years')
	accepted "${later[@]}" sealbag handover verify whole --store full-west
	accepted "${later[@]}" sealbag handover verify taken --store full-east
	rejected 1 signer-expired "${later[@]}" sealbag handover verify whole \
		"${cards[@]}"
	says 'hop 1, given'
	rejected 1 signer-expired "${later[@]}" sealbag handover verify whole \
		--store full-east
	says 'hop 2, taken'
	# nor is it asked again who may
	rm -rf copy
	cp -a full-west copy
	accepted sealbag agency unpin copy south
	accepted sealbag agency key copy "$(fingerprint_of east)" --revoked now
	accepted sealbag handover verify whole --store copy --json
	[ "$(json hops 0 taken_trust notes)" = revoked-since ]
}

@test 'P2: a token shows since when a statement was signed' {
	local part later=(faketime '+5 years') tokens=()
	authority stamps
	mkdir work
	tar -xf taken -C work
	for part in 01-give 01-take; do
		openssl ts -query -data work/$part.json.sig -sha256 -cert \
			-out query 2>/dev/null
		stamped stamps query "out-$part"
		tokens+=(--timestamp "out-$part")
	done
	local trust=("${cards[@]}" --authority stamps/root.pem)
	accepted "${later[@]}" sealbag handover verify taken "${trust[@]}" \
		"${tokens[@]}" --json
	[ "$(json hops 0 given_trust known_by)" = timestamp ]
	[ "$(json hops 0 taken_trust notes)" = expired-since ]
	rejected 1 signer-expired "${later[@]}" sealbag handover verify taken \
		"${trust[@]}" "${tokens[@]:0:2}"
	says 'hop 1, taken'
	rejected 1 timestamp-authority "${later[@]}" sealbag handover verify \
		taken "${cards[@]}" "${tokens[@]}"
	rejected 1 timestamp "${later[@]}" sealbag handover verify given \
		"${trust[@]}" "${tokens[@]}"
	says out-01-take
	rejected 2 usage sealbag handover verify taken --store west \
		--authority stamps/root.pem
	rm -r stamps query
}

@test 'P2 signers of hand-overs: when, what and how it was signed' {
	judge
	options=(--faked-system-time 20200101T000000! --ignore-time-conflict)
	row signature-bad
	options=(--faked-system-time "$(date -d '+2 days' +%Y%m%dT%H%M%S)!")
	row future
	options=()
	echo 'some other statement' >other
	data=other
	row signature-bad
	data=
	options=(--digest-algo SHA1)
	row signature-weak
}

@test 'P2 signers of hand-overs: a statement of another type' {
	local word
	for word in take receipt seal certificate; do
		edited given 01-give.json "s/sealbag-give/sealbag-$word/" south
		rejected 1 version sealbag handover verify forged "${cards[@]}"
		says "sealbag-$word/1"
	done
	edited taken 01-take.json "s/sealbag-take/sealbag-give/" east
	rejected 1 version sealbag handover verify forged "${cards[@]}"
	# and in the place of another
	mkdir -p work
	tar -xf given -C work
	cp work/01-give.json out
	cp work/01-give.json.sig out.sig
	rejected 1 version sealbag receipt verify north out
}

@test 'P8: who wrote its log anew is found out by those it gave to' {
	rm -rf south copy
	cp -a good-south south
	cp -a good-east copy
	sqlite3 south/ledger.db -newline '' \
		'SELECT CAST(line AS TEXT) FROM event ORDER BY sequence' |
		sed '1,2s/"actor":"[^"]*"/"actor":"nobody"/' |
		"$SEALBAG_BIN/tests/flow/forge-log" >rewrite.sql
	sqlite3 south/ledger.db <rewrite.sql
	sqlite3 south/ledger.db 'DELETE FROM checkpoint'
	accepted give south one.sbag --to east --output out
	rejected 1 log-forked take copy out one.sbag --output out-2
	[ ! -e out-2 ]
	rejected 1 log-forked sealbag handover verify out --store copy
}

# Markup, a formula; a terminal's escape and a turn of direction.
plain='=HYPERLINK("x")<b>&'
hostile=$'\e[31m‮x'

@test 'hostile text in every field is shown as text, or refused' {
	local field
	fresh south
	accepted sealbag handover give south one.sbag --to east --output out \
		--place "$plain" --medium-make "$plain" \
		--medium-serial "$plain" --reason "$plain" --actor "$plain" \
		--reference "$plain" --courier "$plain" \
		--seal-number "$plain"
	[ "$(grep -oF "$plain" <<<"$output" | wc -l)" -eq 8 ]
	rm -rf east
	cp -a new-east east
	accepted sealbag handover take east out one.sbag --output out-2 \
		--place "$plain" --actor "$plain" --remark "$plain" \
		--seal-number "$plain"
	[ "$(grep -oF "$plain" <<<"$output" | wc -l)" -eq 12 ]
	for field in place medium-make medium-serial reason reference courier \
		seal-number actor; do
		rejected 2 usage give south one.sbag --to east --output out-3 \
			"--$field" "$hostile"
	done
	[ ! -e out-3 ]
	for field in officer courier place make serial seal_number why \
		reference; do
		edited out 01-give.json \
			"s/\"$field\": \"/&\\\\u001b[31m\\\\u202e/" south
		rejected 1 handover sealbag handover show forged
		says "$field is no line of printable text"
	done
	[[ $output != *$'\e'* && $stderr != *$'\e'* ]]
}

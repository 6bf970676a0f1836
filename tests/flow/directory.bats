#!/usr/bin/env bats
# P2: the directory: one authority issues it and others import it, or a store
# keeps its own; versions go one way, and each is signed.

load lib
load bad

# make_led STORE: an agency that imports the directory of auth.
make_led() {
	accepted sealbag init "$1" --agency "$1" --name "${1^}" \
		--no-passphrase --authority auth.card \
		--authority-fingerprint "$(fingerprint_of auth)" &&
		accepted sealbag agency card "$1" --output "$1.card"
}

# publish STORE FILE [OPTION...]
publish() {
	local store=$1 file=$2
	shift 2
	accepted sealbag agency publish "$store" --output "$file" "$@"
}

# auth issues v1, v2 with north, v3 with south too. "bare" is south before any
# import, south has v3; "first" is auth as it was with v2.
setup_file() {
	setup_world
	export PATH=$SEALBAG_BIN/tests/flow:$PATH
	make_store auth
	make_led north
	make_led south
	pin auth north
	cp -a auth first
	pin auth south
	cp -a south bare
	cp -a north bare-north
	publish auth v1 --version 1
	publish auth v2 --version 2
	publish auth v3
	accepted sealbag agency import north v3
	accepted sealbag agency import south v3
	bundle b.sbag south
}
setup() {
	cd "$WORLD" || return 1
	rm -rf v4* odd*
}
teardown() {
	local store
	for store in mine theirs other alone new; do
		[ ! -d "$store" ] ||
			gpgconf --homedir "$store/keys/gnupg" --kill all
	done
	rm -rf mine theirs {other,alone,new}{,.card}
}
teardown_file() { teardown_world; }

# version_of STORE
version_of() {
	sealbag agency list "$1" --json |
		sed 's/.*"directory_version":\([0-9]*\).*/\1/'
}

# status_of STORE AGENCY: of its first row.
status_of() {
	sealbag agency list "$1" | awk -v id="$2" '$1 == id { print $2; exit }'
}

# last_of STORE: how many events the log has, then the last one.
last_of() {
	local log
	log=$(sealbag log show "$1" --json)
	grep -o '"sequence"' <<<"$log" | wc -l
	echo "${log##*'{"sequence":'}"
}

# as_it_was: south holds v3 and nothing else.
as_it_was() {
	rm -f held held.sig
	publish south held &&
		cmp held v3 && cmp held.sig v3.sig || return 1
	[ -z "$(held_by south)" ] || fail 'the store has changed'
}

# not_taken REASON SENTENCE FILE: south neither shows nor takes it; the log
# tells of the import.
not_taken() {
	local before after word
	before=$(last_of south | head -n 1)
	rejected 1 "$1" sealbag agency diff south "$3" &&
		says "$2" &&
		rejected 1 "$1" sealbag agency import south "$3" \
			--actor 'officer 7' &&
		says "$2" || return 1
	after=$(last_of south)
	for word in '"act":"directory-import"' '"outcome":"rejected"' \
		"\"reason\":\"$1\"" '"actor":"officer 7"' '"other":"auth"'
	do
		[[ "$after" == *"$word"* ]] ||
			fail "the last event lacks $word: $after" || return 1
	done
	[ "$(head -n 1 <<<"$after")" -eq $((before + 1)) ] ||
		fail 'not one event' || return 1
	as_it_was
}

# wrong_call COMMAND...: it is no verdict but a wrong call: nothing is changed,
# and nothing told.
wrong_call() {
	local before
	before=$(last_of south)
	rejected 2 usage "$@" || return 1
	[ "$(last_of south)" = "$before" ] || fail 'it is told' || return 1
	as_it_was
}

@test 'P2: before the first import nobody is trusted' {
	accepted sealbag agency list bare --json
	[ "$(json directory_version) $(json agencies)" = '0 []' ]
	[ "$(json directory_issuer)" = auth ]
	rejected 1 signer-not-pinned sealbag pack bare-north v1 --to south \
		--purpose x --reference x --output never.sbag
	says 'agency north with its key is not in the directory of auth'
	told bare-north pack rejected signer-not-pinned
	[ ! -e never.sbag ]
	receiver=bare
	not_received signer-unknown 'not known here' b.sbag
	not_verified signer-unknown 'not known here' b.sbag
	rejected 2 usage sealbag agency publish bare --output never
	[ ! -e never ] && [ ! -e never.sig ]
}

@test 'P2: what a version changes is shown first, and taken as it is' {
	cp -a bare mine
	tree_of mine | sed '/ \.\/keys\/gnupg$/d' >before
	accepted sealbag agency diff mine v3 --json
	tree_of mine | sed '/ \.\/keys\/gnupg$/d' | diff before -
	[ "$(json held) $(json version) $(json issuer)" = '0 3 auth' ]
	local shown=${output#*changes}
	[ "$(grep -o '"what":"added"' <<<"$shown" | wc -l)" -eq 6 ]
	accepted sealbag agency import mine v3 --json
	[ "${output#*changes}" = "$shown" ] || fail 'not what diff had shown'
	accepted sealbag log show mine --json
	[ "$(json events -1 act) $(json events -1 outcome)" = \
		'directory-import done' ]
	[ "$(json events -1 other)" = auth ]
	[ "$(json events -1 other_fingerprint)" = "$(fingerprint_of auth)" ]
	[ "$(json events -1 counts directory_version)" = 3 ]
	[ "$(json events -1 counts agencies)" = 3 ]
	[ "$(json events -1 directory_issuer)" = "$(fingerprint_of auth)" ]
	# and the first event of all names the authority
	[ "$(json events 0 act) $(json events 0 other)" = 'init auth' ]
	[ "$(json events 0 other_fingerprint)" = "$(fingerprint_of auth)" ]
	publish mine odd
	cmp odd v3
	cmp odd.sig v3.sig
	accepted sealbag agency list mine --json
	[ "$(json agencies 1 agency) $(json agencies 1 state)" = 'north valid' ]
	accepted sealbag receive mine b.sbag
	accepted sealbag log verify mine
}

@test 'P2: what is held already is no news' {
	wrong_call sealbag agency import south v3
	says 'version 3 is held already'
	wrong_call sealbag agency diff south v3
}

@test 'P2: an older version is refused' {
	not_taken directory-rollback \
		'version 2 is older than the version 3' v2
	not_taken directory-rollback \
		'version 1 is older than the version 3' v1
}

@test 'P2: another list under the same number, and what comes of it' {
	cp -a first mine
	accepted sealbag agency add mine south.card --roles seal \
		--fingerprint "$(fingerprint_of south)"
	publish mine odd
	not_taken directory-fork 'two lists go under one number' odd
	accepted sealbag agency unpin mine north
	publish mine odd4
	not_taken directory-fork \
		'version 4 does not come from the version 3' odd4
	# an older one that never was
	cp -a first theirs
	directory_edit theirs 's/"kind": "other"/"kind": "court"/' odd2
	not_taken directory-fork 'version 2 does not come' odd2
}

@test 'P2: a version issued before the one that is held' {
	cp -a auth mine
	accepted sealbag agency unpin mine south
	directory_edit mine \
		's/"issued": "[^"]*"/"issued": "2020-01-01T00:00:00Z"/' odd
	not_taken directory-rollback 'version 4 was issued before' odd
}

@test 'P2: a key of the authority that only the keyring knows as revoked' {
	edited_version
	cp -a south theirs
	accepted sealbag agency diff theirs v4
	sed 's/^:-----/-----/' auth/keys/gnupg/openpgp-revocs.d/*.rev |
		gpg_of theirs --import
	for command in diff import; do
		rejected 1 directory-issuer sealbag agency "$command" theirs v4
		says "$(fingerprint_of auth) of auth issues no more: it is"
	done
	told theirs directory-import rejected directory-issuer
	[ "$(version_of theirs)" -eq 3 ]
	# what was taken before stays
	accepted sealbag receive theirs b.sbag
}

@test 'P2: a key of the authority that has expired' {
	local later
	later=$(date -u -d '2 days' +%FT%TZ)
	accepted sealbag init mine --agency mine --name Mine --no-passphrase \
		--expire 1d
	accepted sealbag agency card mine --output odd.card
	accepted sealbag init theirs --agency theirs --name Theirs \
		--no-passphrase --authority odd.card \
		--authority-fingerprint "$(fingerprint_of mine)"
	publish mine odd
	directory_edit mine "s/\"issued\": .*,/\"issued\": \"$later\",/" odd2
	# issued while it was good
	accepted faketime '+3 days' sealbag agency diff theirs odd
	rejected 1 directory-issuer faketime '+3 days' sealbag agency import \
		theirs odd2
	says 'of mine issues no more: it has expired'
}

@test 'P2: a version from the future' {
	cp -a auth mine
	accepted faketime '+2 days' sealbag agency unpin mine south
	publish mine v4
	not_taken future 'a time that is yet to come' v4
	# the signature is of now, the list says it is not
	directory_edit mine 's/nothing/nothing/' odd
	not_taken future 'issued at a time that is yet to come' odd
	accepted faketime '+3 days' sealbag agency diff south odd
}

@test 'P2: another issuer' {
	# one whom the directory knows, under its own name and under auth's
	cp v3 odd
	gpg_of north --digest-algo SHA256 --output odd.sig --detach-sign odd
	not_taken directory-issuer "signed with key $(fingerprint_of north)" odd
	cp -a auth theirs
	directory_edit theirs "/\"issuer\"/,/}/ {
		s/\"auth\"/\"north\"/
		s/$(fingerprint_of auth)/$(fingerprint_of north)/
	}" odd
	gpg_of north --digest-algo SHA256 --output odd.sig --detach-sign odd
	not_taken directory-issuer "signed with key $(fingerprint_of north)" odd
	# auth signs what names another issuer, who may not, or may
	directory_edit theirs "/\"issuer\"/,/}/ {
		s/\"auth\"/\"north\"/
		s/$(fingerprint_of auth)/$(fingerprint_of north)/
	}" odd
	not_taken directory 'its issuer has no role to issue it' odd
	accepted sealbag agency add theirs north.card \
		--roles seal,receive,administer \
		--fingerprint "$(fingerprint_of north)"
	directory_edit theirs "/\"issuer\"/,/}/ {
		s/\"auth\"/\"north\"/
		s/$(fingerprint_of auth)/$(fingerprint_of north)/
	}" odd
	not_taken directory-issuer 'while it names north with key' odd
	# and one whom nobody here knows
	make_store other
	publish other odd5
	not_taken signer-unknown "$(fingerprint_of other)" odd5
}

# edited_version: the next version of auth as v4, whole.
edited_version() {
	cp -a auth mine
	accepted sealbag agency unpin mine south
	publish mine v4
}

# flip FILE OFFSET: another bit at that byte.
flip() {
	# shellcheck disable=SC2016
	perl -e 'open my $f, "+<:raw", $ARGV[0] or die;
		seek $f, $ARGV[1], 0; read $f, my $c, 1;
		seek $f, $ARGV[1], 0; print $f chr(ord($c) ^ 1)' "$1" "$2"
}

@test 'P2: a changed byte, in the text and in the signature' {
	local size at
	edited_version
	size=$(stat -c %s v4)
	for at in 0 $((size / 2)) $((size - 1)); do
		cp v4 odd
		cp v4.sig odd.sig
		flip odd "$at"
		not_taken signature-bad 'not one of this data' odd
	done
	cp v4 odd
	cp v4.sig odd.sig
	echo >>odd
	not_taken signature-bad 'not one of this data' odd
	size=$(stat -c %s v4.sig)
	cp v4 odd
	for at in 0 $((size / 3)) $((size - 1)); do
		cp v4.sig odd.sig
		flip odd.sig "$at"
		attempt sealbag agency import south odd --json
		[ "$status" -eq 1 ]
		[[ "$(json reason)" =~ ^signature-(bad|format)$ ]] ||
			fail "byte $at of the signature"
		told south directory-import rejected "$(json reason)"
		[ "$(version_of south)" -eq 3 ]
	done
	# and whole it is good
	accepted sealbag agency diff south v4
}

@test 'P2: no signature, an empty one, and rubbish' {
	local before
	edited_version
	before=$(last_of south)
	mv v4.sig kept.sig
	rejected 2 usage sealbag agency diff south v4
	rejected 2 usage sealbag agency import south v4
	says 'v4.sig is not there: the signature comes with the file'
	rejected 3 system sealbag agency import south absent
	[ "$(last_of south)" = "$before" ]
	as_it_was
	: >v4.sig
	not_taken unsigned 'v4: ' v4
	head -c 100 /dev/zero >v4.sig
	not_taken signature-format 'v4: ' v4
	cat kept.sig kept.sig >v4.sig
	not_taken signature-format 'v4: ' v4
	rm kept.sig
}

@test 'P2: what auth signed and is no directory' {
	cp -a auth mine
	directory_edit mine 's/sealbag-directory\/1/sealbag-directory\/2/' odd
	not_taken version 'format' odd
	directory_edit mine 's/^ "version": 3/ "version":  3/' odd
	not_taken directory 'odd: ' odd
	directory_edit mine 's/"withdrawn"/"x"/; s/"approved"/"trusted"/' odd
	not_taken directory 'odd: ' odd
	directory_edit mine '/^}/d' odd
	not_taken json 'odd: ' odd
}

@test 'P2: only an import changes what an authority issues' {
	local key
	key=$(fingerprint_of north)
	wrong_call sealbag agency add south north.card --fingerprint "$key" \
		--kind court
	says 'imported from auth'
	wrong_call sealbag agency unpin south north
	says 'imported from auth'
	wrong_call sealbag agency key south "$key" --revoked now
	says 'imported from auth'
	# and where none was pinned nothing is imported
	make_store alone
	rejected 2 usage sealbag agency import alone v3
	says 'keeps its directory itself'
	[ "$(version_of alone)" -eq 1 ]
}

# takes: south as it was gets the next version of "mine" as "theirs".
takes() {
	rm -rf theirs v4 v4.sig
	cp -a south theirs
	publish mine v4
	accepted sealbag agency import theirs v4
	receiver=theirs
}

# not_to REASON SENTENCE: theirs packs nothing for north.
not_to() {
	rejected 1 "$1" sealbag pack theirs v1 --to north --purpose x \
		--reference x --output never.sbag &&
		says "$2"
}

@test 'P2: an agency suspended, and approved again' {
	cp -a auth mine
	accepted sealbag agency unpin mine north --suspend
	takes
	[ "$(status_of theirs north)" = suspended ]
	not_received signer-not-pinned 'it is suspended' b.sbag
	not_verified signer-not-pinned 'it is suspended' b.sbag
	not_to recipient 'agency north is not pinned'
	pin mine north
	publish mine v5
	accepted sealbag agency import theirs v5 --json
	[ "$(json changes 0 agency) $(json changes 0 before)" = \
		'north suspended' ]
	accepted sealbag receive theirs b.sbag --json
	[ "$(json directory_version)" = 5 ]
	rm v5 v5.sig
}

@test 'P2: an agency withdrawn' {
	cp -a auth mine
	accepted sealbag agency unpin mine north
	takes
	[ "$(status_of theirs north)" = withdrawn ]
	not_received signer-not-pinned 'it is withdrawn' b.sbag
	# by which version it was refused
	accepted sealbag log show theirs --json
	[ "$(json events -1 outcome)" = rejected ]
	[ "$(json events -1 counts directory_version)" = 4 ]
	[ "$(json events -1 directory_issuer)" = "$(fingerprint_of auth)" ]
	not_verified signer-not-pinned 'it is withdrawn' b.sbag
	not_to recipient 'agency north is not pinned'
}

@test 'P2: an approval that has ended, or has not begun' {
	cp -a auth mine
	accepted sealbag agency add mine north.card --kind police \
		--fingerprint "$(fingerprint_of north)"
	local of_north='/"agency": "north",$/,/"roles"/'
	cp -a mine spare
	directory_edit mine "$of_north s/\"approved_until\": \"\"/\
\"approved_until\": \"$(date -u +%FT%TZ)\"/"
	takes
	not_received signer-not-pinned 'was approved until' b.sbag
	not_to recipient 'agency north is not pinned'
	rm -rf mine
	mv spare mine
	local north=(sealbag agency add mine north.card
		--fingerprint "$(fingerprint_of north)")
	local day
	day=$(date -u -d '1 day' +%FT%TZ)
	rejected 2 usage "${north[@]}" --approved-until tomorrow
	says '--approved-until: "tomorrow" is no time'
	rejected 2 usage "${north[@]}" --approved-until 2026-01-02T03:04:05Z
	says 'an approval ends behind now'
	rejected 2 usage "${north[@]}" --approved-until "$day" \
		--approved-from "$day"
	accepted "${north[@]}" --approved-from "$day"
	takes
	not_received signer-not-pinned 'is approved from' b.sbag
	cp -a theirs copy
	accepted faketime '+2 days' sealbag receive copy b.sbag
	rm -rf copy
	accepted "${north[@]}" --approved-from 2026-01-02T03:04:05Z \
		--approved-until "$day"
	accepted "${north[@]}"
	accepted sealbag agency list mine --json
	[[ "$output" == *"\"approved_from\":\"2026-01-02T03:04:05Z\",\
\"approved_until\":\"$day\""* ]] || fail 'another time'
	takes
	under=(faketime '+2 days')
	not_received signer-not-pinned 'was approved until' b.sbag
	under=()
	accepted sealbag receive theirs b.sbag
}

@test 'P2: a role taken away, what was received stays good' {
	cp -a auth mine
	accepted sealbag agency add mine north.card --roles receive,answer \
		--fingerprint "$(fingerprint_of north)"
	takes
	not_received signer-role 'agency north lacks the role seal' b.sbag
	accepted sealbag pack theirs v1 --to north --purpose x \
		--reference x --output odd.sbag
	rm -rf theirs odd.sbag
	cp -a south theirs
	accepted sealbag receive theirs b.sbag
	accepted sealbag agency import theirs v4
	accepted sealbag verify "$(received theirs)" --json
	[ "$(json notes)|$(json directory_version)" = '|4' ]
	# and ours to receive
	accepted sealbag agency add mine south.card --roles seal \
		--fingerprint "$(fingerprint_of south)"
	rm v4 v4.sig
	publish mine v4
	rm -rf theirs
	cp -a north theirs
	accepted sealbag agency import theirs v4
	# nothing goes out without the role to seal
	rejected 1 signer-role sealbag pack theirs v1 --to auth --purpose x \
		--reference x --output never.sbag
	says 'this agency lacks the role seal now'
	# said once, it stays so until it is said again
	accepted sealbag agency add mine north.card --kind court --json \
		--fingerprint "$(fingerprint_of north)"
	[ "$(json roles)" = receive,answer ]
	accepted sealbag agency add mine north.card --json \
		--roles seal,receive,answer \
		--fingerprint "$(fingerprint_of north)"
	[ "$(json roles)" = seal,receive,answer ]
	rm v4 v4.sig
	publish mine v4
	accepted sealbag agency import theirs v4
	rejected 1 recipient sealbag pack theirs v1 --to south --purpose x \
		--reference x --output never.sbag
	says 'agency south lacks the role receive'
}

@test 'P2: a key that another one takes the place of' {
	cp -a auth mine
	accepted sealbag init new --agency north --name North --no-passphrase \
		--authority auth.card \
		--authority-fingerprint "$(fingerprint_of auth)"
	accepted sealbag agency card new --output new.card
	sleep 1
	accepted sealbag agency add mine new.card \
		--fingerprint "$(fingerprint_of new)" \
		--supersedes "$(fingerprint_of north)"
	takes
	sealbag agency list theirs | awk '$1 == "north" { print $4 }' | xargs |
		grep -qx 'superseded valid'
	# what was made before counts, the old key's from now on does not
	accepted sealbag verify b.sbag --store theirs --json
	[ "$(json notes)" = superseded-since ]
	sleep 1
	forge sound north south odd.sbag
	not_received signer-superseded 'replaced by another one' odd.sbag
	# to and from the new one
	accepted sealbag agency import new v4
	bundle new.sbag south new
	accepted sealbag receive theirs new.sbag --json
	[ "$(json fingerprint) $(json notes)" = "$(fingerprint_of new) " ]
	accepted sealbag pack theirs v1 --to north --purpose x --reference x \
		--output back.sbag
	accepted sealbag inspect back.sbag --json
	[ "$(json recipients 0 fingerprint)" = "$(fingerprint_of new)" ]
	rm new.sbag back.sbag
}

@test 'what is received and verified names what it rests on' {
	local version
	cp -a auth mine
	cp -a south theirs
	for version in 3 4; do
		bundle odd.sbag south
		if [ "$version" -eq 4 ]; then
			accepted sealbag agency add mine south.card \
				--kind court \
				--fingerprint "$(fingerprint_of south)"
			publish mine v4
			accepted sealbag agency import theirs v4
		fi
		accepted sealbag receive theirs odd.sbag --json
		rests_on "$version"
		accepted sealbag log show theirs --json
		[ "$(json events -1 counts directory_version)" -eq "$version" ]
		[ "$(json events -1 act)" = receive ]
		[ "$(json events -1 directory_issuer)" = \
			"$(fingerprint_of auth)" ]
		accepted sealbag verify odd.sbag --store theirs --json
		rests_on "$version"
		accepted sealbag verify "$(received theirs odd.sbag)" --json
		rests_on "$version"
		accepted sealbag verify "$(received theirs odd.sbag)"
		prints "directory of auth, version $version"
		rm odd.sbag
	done
	# with a card there is no directory
	accepted sealbag verify b.sbag --signer north.card --json
	[ "$(json trusted_by)" = 'the card that was given' ]
	[[ "$output" != *directory_* ]]
}

# rests_on VERSION: the last command says so.
rests_on() {
	[ "$(json directory_issuer) $(json directory_version)" = "auth $1" ] ||
		fail "wanted auth $1" || return 1
	[ "$(json trusted_by)" = "directory of auth, version $1" ]
}

@test 'kept here, each change is a version, each is signed, and all stay' {
	local n key
	cp -a auth mine
	key=$(fingerprint_of north)
	[ "$(version_of mine)" -eq 3 ]
	accepted sealbag agency unpin mine north --suspend
	[[ "$(last_of mine)" == *'"act":"agency-suspend"'* ]]
	accepted sealbag agency add mine north.card --fingerprint "$key"
	accepted sealbag agency key mine "$key" --superseded now
	accepted sealbag agency key mine "$key" --compromised now
	accepted sealbag agency unpin mine north
	[ "$(version_of mine)" -eq 8 ]
	# what changes nothing is none
	rejected 2 usage sealbag agency unpin mine north
	rejected 2 usage sealbag agency key mine "$key" --compromised now
	[ "$(version_of mine)" -eq 8 ]
	accepted sealbag log show mine --json
	for n in 4 5 6 7 8; do
		[ "$(json events "$((n - 9))" counts directory_version)" -eq \
			"$n" ]
	done
	gpg_of mine --export "$(fingerprint_of mine)" >ring.gpg
	: >earlier
	for n in 1 2 3 4 5 6 7 8; do
		rm -f odd odd.sig
		publish mine odd --version "$n"
		gpgv --keyring ./ring.gpg odd.sig odd 2>/dev/null ||
			fail "version $n is not signed"
		gpg_of mine --verify odd.sig odd 2>/dev/null
		grep -qx " \"version\": $n," odd
		# it names all that came before
		sed -n '/"earlier"/,/\]/ s/.*"\([0-9a-f]\{128\}\)".*/\1/p' odd |
			diff earlier -
		b2sum <odd | cut -d ' ' -f 1 >>earlier
	done
	rejected 2 usage sealbag agency publish mine --output odd9 --version 9
	says 'no such version'
	[ ! -e odd9 ] && [ ! -e odd9.sig ]
	cp v3 odd9
	rejected 2 usage sealbag agency publish mine --output odd9
	cmp v3 odd9
	rm ring.gpg earlier
}

@test '--supersedes names the key that goes, and nothing else will do' {
	local old new
	cp -a auth mine
	accepted sealbag init new --agency north --name North --no-passphrase
	accepted sealbag agency card new --output new.card
	old=$(fingerprint_of north)
	new=$(fingerprint_of new)
	rejected 1 card sealbag agency add mine new.card --fingerprint "$new"
	says 'another key stands already for agency north'
	rejected 2 usage sealbag agency add mine new.card --fingerprint "$new" \
		--supersedes "$(fingerprint_of south)"
	says 'is no other key of agency north'
	rejected 2 usage sealbag agency add mine new.card --fingerprint "$new" \
		--supersedes "$new"
	rejected 2 usage sealbag agency add mine north.card \
		--fingerprint "$old" --supersedes "$old"
	[ "$(version_of mine)" -eq 3 ]
	accepted sealbag agency add mine new.card --fingerprint "$new" \
		--supersedes "$old"
	[ "$(version_of mine)" -eq 4 ]
}

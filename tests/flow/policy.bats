#!/usr/bin/env bats
# What an agency demands: drafts, signed versions, one way; and each demand,
# met and not met, where the program has the act.

load lib
load bad

uk=$TOP/samples/policies/uk-nasple-2.4.json

# north and south each keep their own directory, and pin each other; "plain"
# is north without a policy, north goes by version 1 of the sample.
setup_file() {
	setup_world
	make_agencies
	cp -a north plain
	accepted sealbag policy sign north "$uk" --output v1
	accepted sealbag policy import north v1
	old_export 10
}
setup() {
	cd "$WORLD" || return 1
	rm -rf mine draft v2* odd* b.sbag
	# as a request that meets all demands of the sample
	request=(--to south --purpose 'a robbery' --reference R/1
		--category serious --requester 'analyst 12'
		--authoriser 'officer 3' --authoriser-rank staff
		--authority A/1 --authorised-at 2026-01-02T03:04:05Z)
}
teardown_file() { teardown_world; }

# old_export DAYS: an export whose oldest read has so many days, and an hour.
old_export() {
	rm -rf export
	mkdir export
	{
		echo 'vrm,feed_id,source_id,camera_id,capture_time'
		echo "ZZ26ABC,1,1,2,$(date -u -d '-1 day' +%FT%TZ)"
		echo "ZZ26ABD,1,1,2,$(date -u -d "-$1 days -1 hour" +%FT%TZ)"
	} >export/reads.csv
}

# packed [OPTION...]: north packs the export under the request.
packed() {
	rm -f b.sbag
	accepted sealbag pack "${store:-north}" export --output b.sbag \
		"${request[@]}" "$@"
}

# not_packed REASON SENTENCE [OPTION...]: it does not, and the log tells.
not_packed() {
	local reason=$1 part=$2
	shift 2
	rejected 1 "$reason" sealbag pack "${store:-north}" export \
		--output b.sbag "${request[@]}" "$@" &&
		says "$part" &&
		told "${store:-north}" pack rejected "$reason" || return 1
	[ ! -e b.sbag ] || fail 'there is a bundle'
}

# without NAME: the request lacks this option.
without() {
	local i
	for i in "${!request[@]}"; do
		[ "${request[i]}" = "--$1" ] || continue
		request=("${request[@]:0:i}" "${request[@]:i+2}")
		return 0
	done
	fail "no --$1"
}

# go_by STORE SCRIPT: the sample, edited by sed, is the next policy of a store.
go_by() {
	sed "$2" "$uk" >draft
	rm -f v2 v2.sig
	accepted sealbag policy sign "$1" draft --output v2 &&
		accepted sealbag policy import "$1" v2
}

# refused_policy REASON SENTENCE [FILE]: neither shown nor taken by north.
refused_policy() {
	local before
	before=$(sealbag policy show north --json)
	rejected 1 "$1" sealbag policy diff north "${3:-v2}" && says "$2" &&
		rejected 1 "$1" sealbag policy import north "${3:-v2}" &&
		says "$2" && told north policy-import rejected "$1" || return 1
	[ "$(sealbag policy show north --json)" = "$before" ] ||
		fail 'the policy has changed'
}

@test 'without a policy nothing is demanded' {
	store=plain
	accepted sealbag policy show plain --json
	[ "$(json version)" -eq 0 ]
	rejected 2 usage sealbag policy show plain --version 1
	old_export 4000
	request=(--to south --purpose test --reference R/1)
	packed
	old_export 10
}

@test 'a new draft is the neutral one, and then that of the policy' {
	accepted sealbag policy new plain --output draft
	cmp draft "$TOP/samples/policies/neutral.json"
	rejected 2 usage sealbag policy new plain --output draft
	rm draft
	accepted sealbag policy new north --output draft
	diff <(perl -MJSON::PP -0ne 'print JSON::PP->new->canonical->encode(
		decode_json($_))' draft) <(perl -MJSON::PP -0ne 'print
		JSON::PP->new->canonical->encode(decode_json($_))' "$uk")
}

@test 'versions go one way, and each stays' {
	cp -a north mine
	go_by mine 's/"test"/"tests"/'
	[ "$(sealbag policy show mine --json | json_of version)" -eq 2 ]
	accepted sealbag policy show mine --version 1 --output odd
	cmp odd v1
	cmp odd.sig v1.sig
	gpg_of mine --verify v2.sig v2 2>/dev/null
	rejected 1 policy-rollback sealbag policy import mine v1
	says 'version 1 is older than the version 2'
	rejected 2 usage sealbag policy import mine v2
	says 'is held already'
	accepted sealbag log verify mine
	accepted sealbag log show mine --json
	[[ "$output" == *'"act":"policy-import"'*'uk-nasple-2.4/2'* ]] ||
		fail 'the log does not name the policy'
}

# json_of KEY...: as json, of standard input.
json_of() {
	output=$(cat) && json "$@"
}

@test 'a fork, another issuer, a changed byte, and no signature' {
	cp -a north mine
	go_by mine 's/"test"/"tests"/'
	mv v2 first
	mv v2.sig first.sig
	rm -rf mine
	cp -a north mine
	go_by mine 's/"test"/"testing"/'
	rejected 1 policy-fork sealbag policy import mine first
	says 'two policies go under one number'
	# one of another agency, which has not the role here
	sed 's/"test"/"tests"/' "$uk" >draft
	rm -f v2 v2.sig
	accepted sealbag policy sign south draft --output v2
	refused_policy signer-role 'administer'
	accepted sealbag agency add mine south.card --roles seal,administer \
		--fingerprint "$(fingerprint_of south)"
	rejected 1 policy-issuer sealbag policy import mine v2
	says 'neither north nor the authority'
	sed -i 's/"tests"/"testy"/' first
	refused_policy signature-bad 'not one of this data' first
	: >first.sig
	refused_policy unsigned 'no signature' first
	rm first first.sig
}

@test 'the authority of an imported directory issues policies too' {
	make_store auth
	accepted sealbag init led --agency led --name Led --no-passphrase \
		--authority auth.card \
		--authority-fingerprint "$(fingerprint_of auth)"
	accepted sealbag agency card led --output led.card
	pin auth led
	accepted sealbag agency publish auth --output odd
	accepted sealbag agency import led odd
	accepted sealbag policy sign auth "$uk" --output v2
	accepted sealbag policy import led v2 --json
	[ "$(json issuer) $(json version)" = 'auth 1' ]
	# weak keys of a directory are told, and it is taken
	accepted sealbag policy import auth v2
	sed 's/"curve25519",//' "$uk" >draft
	rm v2 v2.sig
	accepted sealbag policy sign auth draft --output v2
	accepted sealbag policy import led v2
	pin auth south
	rm odd odd.sig
	accepted sealbag agency publish auth --output odd
	accepted sealbag agency import led odd --json
	[ "$(json below_floor 0 agency)" = south ]
	[[ "$(json below_floor 0 message)" == *'is of curve25519' ]]
	rejected 1 signer-role sealbag policy sign led "$uk" --output odd2
	[ ! -e odd2 ]
	sqlite3 led/ledger.db 'DELETE FROM policy'
	rejected 1 policy-rollback sealbag log verify led
	says 'version 0 of the policy, the log tells of version 2'
	gpgconf --homedir led/keys/gnupg --kill all
	rm -rf led auth
}

@test 'a policy that was changed in the ledger lets nothing go by it' {
	cp -a north mine
	sed 's/"staff"/"stuff"/' v1 >odd
	sqlite3 mine/ledger.db "UPDATE policy SET text = readfile('odd')"
	rejected 3 store sealbag policy show mine
	says 'the policy: '
}

@test 'a draft with a fault is not signed' {
	sed 's/"senior-officer"\n/"chief"/; s/"days": 365/"days": 0/' \
		"$uk" >draft
	rejected 1 policy sealbag policy sign north draft --output v2
	says 'draft: retention[0]: days is out of range'
	rejected 1 version sealbag policy sign north v1 --output v2
	[ ! -e v2 ]
}

@test 'a whole request is packed, and travels' {
	packed
	accepted sealbag log show north --json
	[[ "$output" == *'"policy":"uk-nasple-2.4/1"'* ]] ||
		fail 'the event names no policy'
	gpg_of south --decrypt contents.gpg >odd 2>/dev/null || {
		tar -xf b.sbag contents.gpg
		gpg_of south --decrypt contents.gpg >odd 2>/dev/null
	}
	tar -xOf odd contents.json >odd.json
	output=$(cat odd.json)
	[ "$(json authority requester)" = 'analyst 12' ]
	[ "$(json authority authoriser)" = 'officer 3' ]
	[ "$(json authority rank)" = staff ]
	[ "$(json authority number)" = A/1 ]
	[ "$(json authority authorised_at)" = 2026-01-02T03:04:05Z ]
	[ "$(json authority category)" = serious ]
	[ "$(json authority policy)" = uk-nasple-2.4/1 ]
	[ "$(json captured oldest)" = "$(sed -n '3s/.*,//p' export/reads.csv)" ]
	[ "$(json captured newest)" = "$(sed -n '2s/.*,//p' export/reads.csv)" ]
	[ "$(date -ud "$(json captured expires)" +%s)" -eq \
		$(($(date -ud "$(json captured oldest)" +%s) + 365 * 86400)) ]
	rm contents.gpg
}

@test 'an order that brings reads is a request like any other' {
	local order=(--to south --ground 'a misread plate' --reference R/1
		--then delete --record A --by B --output b.sbag)
	printf '%s\n' 'record_id,vrm,feed_id,source_id,camera_id,capture_time' \
		"B,ZZ26ABC,1,1,2,$(date -u -d '-1 day' +%FT%TZ)" >odd.csv
	rejected 1 authority sealbag order rectify north odd.csv "${order[@]}"
	says 'requester is missing'
	told north order rejected authority
	[ ! -e b.sbag ] || fail 'there is a bundle'
	accepted sealbag order rectify north odd.csv "${order[@]}" \
		"${request[@]:6}"
	# alone it hands nothing over
	rm b.sbag
	accepted sealbag order delete north --to south --ground x \
		--reference R/1 --record A --output b.sbag
}

@test 'recipients are told on whose authority, and how old the reads are' {
	local command field wanted
	packed
	tar -xOf b.sbag contents.gpg | gpg_of south --decrypt 2>/dev/null |
		tar -xO contents.json >odd.json
	for command in 'verify b.sbag --store' 'receive' \
		'inspect b.sbag --contents --store'; do
		rm -rf copy
		cp -a south copy
		[ "$command" != receive ] || command='receive copy b.sbag'
		# shellcheck disable=SC2086
		accepted sealbag ${command/%store/store copy} --json || return 1
		for field in purpose reference \
			authority\ {requester,authoriser} \
			authority\ {rank,number,authorised_at,category} \
			authority\ policy \
			captured\ {oldest,newest,expires}; do
			# shellcheck disable=SC2086
			wanted=$(json_of $field <odd.json) || return 1
			# shellcheck disable=SC2086
			[ "$(json $field)" = "$wanted" ] ||
				fail "$field is not $wanted" || return 1
		done
	done
	rm -rf copy
	cp -a south copy
	accepted sealbag receive copy b.sbag
	prints 'Given by         officer 3'
	prints 'By the policy    uk-nasple-2.4/1'
	prints "Oldest read      $(sed -n '3s/.*,//p' export/reads.csv)"
	prints 'Oldest expires'
	rm -rf copy
}

@test 'each mandatory field that is missing' {
	local option wanted
	local -A field=([requester]=requester [authoriser]=authoriser
		[authoriser-rank]=rank [authority]=number
		[authorised-at]=authorised_at [category]=category)
	wanted=("${request[@]}")
	for option in "${!field[@]}"; do
		request=("${wanted[@]}")
		without "$option"
		not_packed authority "policy uk-nasple-2.4 version 1, 6.1: \
${field[$option]} is missing"
	done
	request=("${wanted[@]}")
	without reference
	not_packed authority '6.1: reference is missing' --reference ''
}

@test 'a purpose that says nothing, and one that does' {
	without purpose
	not_packed purpose '6.2: "Police" is no purpose' --purpose Police
	not_packed purpose '6.2: ' --purpose 'test, investigation'
	not_packed purpose '6.1: purpose is missing' --purpose ''
	packed --purpose 'investigation of a robbery'
}

@test 'a category, a rank and a time that cannot be' {
	without category
	not_packed authority '4.1: there is no category "theft"' \
		--category theft
	request+=(--category serious)
	without authoriser-rank
	not_packed authority '5.1: there is no rank "general"' \
		--authoriser-rank general
	request+=(--authoriser-rank staff)
	without authorised-at
	not_packed authority 'yet to come' \
		--authorised-at "$(date -u -d '1 day' +%FT%TZ)"
	rejected 2 usage sealbag pack north export --output b.sbag \
		"${request[@]}" --authorised-at yesterday
	says 'is no time'
}

@test 'old reads need the rank, and some are for nobody' {
	packed
	# the clock goes on, the export grows old
	rejected 1 authority faketime '+85 days' sealbag pack north export \
		--output b2.sbag "${request[@]}"
	says '5.2: the oldest read is 95 days old: over 90 days category'
	says 'serious needs the rank senior-officer, not staff'
	[ ! -e b2.sbag ]
	accepted faketime '+75 days' sealbag pack north export \
		--output b2.sbag "${request[@]}"
	rm b2.sbag
	without authoriser-rank
	request+=(--authoriser-rank senior-officer)
	accepted faketime '+85 days' sealbag pack north export \
		--output b2.sbag "${request[@]}"
	without category
	rejected 1 authority faketime '+85 days' sealbag pack north export \
		--output b3.sbag "${request[@]}" --category other
	says 'over 90 days nobody may ask for category other'
	rm b2.sbag
}

@test 'reads past their days are neither packed nor received' {
	without authoriser-rank
	request+=(--authoriser-rank senior-officer)
	old_export 366
	not_packed retention '4: the oldest read is 366 days old: category'
	old_export 300
	packed
	cp -a south mine
	go_by mine 's/"days": 365/"days": 200/'
	receiver=mine
	rejected 1 retention sealbag receive mine b.sbag
	says 'category serious is kept for 200'
	told mine receive rejected retention
	go_by mine 's/"days": 365/"days": 200/; s/"refuse"/"drop"/'
	accepted sealbag receive mine b.sbag --json
	[ "$(json expired_reads) $(json expire_days)" = '1 200' ]
	accepted sealbag receive south b.sbag
	old_export 10
}

@test 'keys below the floor: own, pinned, of recipients and of signers' {
	local only='s/"curve25519",//; s/"algorithms": \[ */&/'
	packed
	cp -a south mine
	go_by mine "$only"
	rejected 1 signature-weak sealbag receive mine b.sbag
	says "7: the sender's key is of curve25519"
	rejected 1 signature-weak sealbag verify b.sbag --store mine
	make_store west
	rejected 1 card sealbag agency add mine west.card \
		--fingerprint "$(fingerprint_of west)"
	says '7: the key is of curve25519'
	store=mine
	without to
	rejected 1 signature-weak sealbag pack mine export --to north \
		--output odd.sbag "${request[@]}"
	says "7: this agency's own key is of curve25519"
	gpgconf --homedir west/keys/gnupg --kill all
	rm -rf west west.card
}

@test 'without tombstones what was deleted may come again' {
	local state order
	order='{"target":"vrm","vrm":"ZZ26ABC","from":"2020-01-01T00:00:00Z",'
	order+='"to":"2099-01-01T00:00:00Z"}'
	printf '%s\n%s\n' '{"format":"sealbag-order/1","kind":"delete",'\
'"ground":"test"}' "$order" >odd.jsonl
	packed --deletions odd.jsonl
	mv b.sbag odd-order.sbag
	for state in on off; do
		rm -rf mine
		cp -a south mine
		go_by mine "s/\"on\"/\"$state\"/"
		accepted sealbag receive mine odd-order.sbag
		[ "$(sqlite3 mine/ledger.db \
			'SELECT count(*) > 0 FROM tombstone')" -eq \
			"$([ "$state" = on ] && echo 1 || echo 0)" ] ||
			fail "tombstones $state"
	done
}

# readers BUNDLE: who can open it, and as what, in order.
readers() {
	accepted sealbag inspect "$1" --json || return 1
	printf '%s' "$output" | perl -MJSON::PP -e '
		print join(" ", map { "$_->{agency}:$_->{as}" }
		    @{decode_json(<STDIN>)->{recipients}}), "\n"'
}

@test 'escrow that the policy names can open all that is sent' {
	local with='s/"tombstones": "on"/&, "escrow": ["vault", "north"]/'
	make_store vault
	rm -rf mine
	cp -a north mine
	go_by mine "$with"
	accepted sealbag policy show mine --json
	[[ "$output" == *'"escrow"'*'vault,north'* ]]
	store=mine
	# not while its key is not known
	not_packed recipient "policy uk-nasple-2.4 version 2, 10: agency vault \
is not pinned"
	pin mine vault
	pin vault north
	packed
	[ "$(readers b.sbag)" = \
		'south:recipient vault:escrow north:self' ]
	accepted sealbag verify b.sbag --store vault --json
	[ "$(json checked)" = everything ]
	rejected 1 not-addressed sealbag receive vault b.sbag
	says 'with agency vault as escrow only'
	accepted sealbag log show mine --json
	[[ ${output##*'"act":"pack"'} =~ escrow[^0-9]*1[^0-9] ]]
	# named twice is once, and a recipient is a recipient
	packed --escrow vault
	[ "$(readers b.sbag)" = \
		'south:recipient vault:escrow north:self' ]
	packed --to vault
	[ "$(readers b.sbag)" = \
		'south:recipient vault:recipient north:self' ]
	# passing on is sending
	rm -f odd.sbag
	packed
	pin south vault
	pin vault south
	accepted sealbag pack south export --to north --output odd.sbag \
		--purpose 'a robbery' --reference R/2
	rm -f b.sbag
	accepted sealbag forward mine odd.sbag --to vault --output b.sbag
	[ "$(readers b.sbag)" = 'vault:recipient north:self' ]
	pin mine south
	make_store east
	pin mine east
	rm -f b.sbag
	accepted sealbag forward mine odd.sbag --to east --output b.sbag
	[ "$(readers b.sbag)" = 'east:recipient vault:escrow north:self' ]
	accepted sealbag log show mine --json
	[[ ${output##*'"act":"forward"'} =~ escrow[^0-9]*1[^0-9] ]]
	# a key that is revoked opens nothing that is new
	accepted sealbag agency key mine "$(fingerprint_of vault)" --revoked now
	rm -f odd.sbag b.sbag
	not_packed recipient '10: agency vault has no key that counts now'
	gpgconf --homedir vault/keys/gnupg --kill all
	gpgconf --homedir east/keys/gnupg --kill all
	rm -rf vault east vault.card east.card
}

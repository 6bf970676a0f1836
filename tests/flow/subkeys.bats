#!/usr/bin/env bats
# New subkeys under the same primary key: the old ones go on opening and
# verifying, the new ones sign and decrypt once the others can know them.

load lib
load faults

pass=(--passphrase-file pass)

# "north" keeps its directory, under a passphrase; "off" has its primary key in
# off.primary; "auth" issues the directory that "led", "south" and the officer
# "olga" import.
setup_file() {
	setup_world
	printf 'correct horse battery\n' >pass
	accepted sealbag init north --agency north --name North "${pass[@]}"
	accepted sealbag agency card north --output north.card
	make_store peer
	accepted sealbag agency add north peer.card "${pass[@]}" \
		--fingerprint "$(own_print peer)"
	accepted sealbag agency add peer north.card \
		--fingerprint "$(own_print north)"
	make_export export --rows 20
	pack_as peer north before.sbag
	pack_as north peer mine.sbag "${pass[@]}"
	make_store off
	accepted sealbag key offline off --output off.primary --unprotected
	make_store auth
	local a
	for a in led south; do
		make_led $a $a
		pin auth $a
	done
	make_led olga led --person officer-1
	publish auth v3
	for a in led south olga; do
		accepted sealbag agency import $a v3
	done
	pack_as south led for-led.sbag
	for a in north peer off auth led south olga; do
		cp -a $a $a.was
	done
}
setup() {
	local store
	cd "$WORLD" || return 1
	end_agents
	rm -rf told ./*.new ./*.new.sig
	for store in north peer off auth led south olga; do
		rm -rf $store
		cp -a $store.was $store
	done
}
teardown_file() { teardown_world; }

make_led() {
	local store=$1 agency=$2
	shift 2
	accepted sealbag init "$store" --agency "$agency" --name Led "$@" \
		--no-passphrase --authority auth.card \
		--authority-fingerprint "$(own_print auth)" || return 1
	accepted sealbag agency card "$store" --output "$store.card"
}

publish() {
	accepted sealbag agency publish "$1" --output "$2"
}

pack_as() {
	local store=$1 to=$2 bundle=$3
	shift 3
	accepted sealbag pack "$store" export --to "$to" --purpose p \
		--reference r --output "$bundle" "$@"
}

own_print() {
	sealbag key status "$1" --json |
		perl -ne '/"fingerprint":"([0-9A-F]{40})"/ and print $1'
}

# renewed STORE [OPTION...]: it has new subkeys: $signer and $decrypter.
renewed() {
	local store=$1
	shift
	accepted sealbag key new "$store" "$@" --json || return 1
	signer=$(json signer)
	decrypter=$(json decrypter)
	[ "$(json fingerprint)" = "$(own_print "$store")" ]
}

# gpg_of STORE OPTION...
gpg_of() {
	local store=$1
	shift
	gpg --homedir "$store/keys/gnupg" --batch --quiet \
		--pinentry-mode loopback --passphrase-file pass "$@" 2>/dev/null
}

# signed_by STORE FILE: the part that made FILE.sig, by stock gpg.
signed_by() {
	gpg_of "$1" --status-fd 1 --verify "$2.sig" "$2" |
		awk '$2 == "VALIDSIG" { print $3 }'
}

# bundle_signer STORE BUNDLE
bundle_signer() {
	tar -xOf "$2" seal.json >seal.new
	tar -xOf "$2" seal.json.sig >seal.new.sig
	signed_by "$1" seal.new
}

# sealed_for FILE: the end of the fingerprints that it is sealed for.
sealed_for() {
	gpg_of peer --list-packets "$1" |
		sed -n 's/^:pubkey enc packet:.* keyid //p'
}

# is_for FILE FINGERPRINT
is_for() {
	local each
	for each in $(sealed_for "$1"); do
		[[ "$2" != *"$each" ]] || return 0
	done
	fail "$1 is not sealed for $2"
}

secret_of() {
	gpg_of "$1" --decrypt "$1/keys/secret.gpg" | od -An -tx1
}

secrets() {
	sealbag key status "$1" --json | grep -o '"secret":"[a-z]*"' |
		cut -d '"' -f 4 | xargs
}

last() {
	sealbag log show "$1" --json | perl -ne 'print /.*(\{"sequence".*)/'
}

# counts STORE TEXT: those of the last event behind "expires".
counts() {
	local all
	all=$(last "$1" | grep -o '"counts":{[^}]*}')
	[[ "$all" =~ \"expires\":[0-9]+,$2,\"directory_version\":[0-9]+\}$ ]] ||
		fail "counts are: $all"
}

# kept_of STORE: what no refused command may change.
kept_of() {
	gpg_of "$1" --with-colons --with-keygrip --list-secret-keys
	sha256sum "$1/keys/secret.gpg"
	sealbag agency list "$1" --json
	sealbag log show "$1" --json
	ls -A "$1/quarantine"
}

# refused STATUS REASON STORE OPTION...: nothing is changed, nothing written.
refused() {
	local status=$1 reason=$2 store=$3 before
	shift 3
	before=$(kept_of "$store")
	rejected "$status" "$reason" sealbag key new "$store" "$@" || return 1
	[ "$(kept_of "$store")" = "$before" ] || fail "$store was changed" ||
		return 1
	[ ! -e never.new ] || fail 'a file was written'
}

@test 'new subkeys are in the next version, and the old ones go on' {
	local was
	was=$(secret_of north)
	[ -n "$was" ]
	renewed north "${pass[@]}" --output card.new
	[ "$(json in_force) $(json version)" = 'true 3' ]
	[ "$(secrets north)" = 'here here here here' ]
	accepted sealbag key status north --json
	[ "$(json keys 2 fingerprint) $(json keys 2 use)" = "$signer sign" ]
	[ "$(json keys 3 fingerprint) $(json keys 3 use)" = \
		"$decrypter encrypt" ]
	[ "$(json keys 3 protection)" = passphrase ]
	[[ "$(last north)" == *'"act":"key-renew","outcome":"done"'* ]]
	[[ "$(last north)" == *'"directory_version":3'* ]]
	accepted sealbag log verify north
	# the version is signed by what its readers know, the next one is not
	publish north v3.new
	[ "$(signed_by north v3.new)" = "$(own_print north)" ]
	accepted sealbag agency card north --output again.new
	cmp card.new again.new
	[ "$(secret_of north)" = "$was" ]
	is_for north/keys/secret.gpg "$decrypter"
	accepted sealbag receive north before.sbag "${pass[@]}"
	accepted sealbag verify mine.sbag --store north "${pass[@]}"
	[ -z "$(ls -A north/quarantine)" ]
}

@test 'who takes the new card seals for the newest, and knows the new signer' {
	renewed north "${pass[@]}" --output card.new
	pack_as north peer after.new "${pass[@]}"
	[ "$(bundle_signer north after.new)" = "$signer" ]
	rejected 1 signer-unknown sealbag receive peer after.new
	pack_as peer north old.new
	accepted sealbag agency add peer card.new \
		--fingerprint "$(own_print north)"
	accepted sealbag receive peer after.new
	accepted sealbag receive peer mine.sbag
	pack_as peer north newest.new
	tar -xOf newest.new contents.gpg >contents.new
	is_for contents.new "$decrypter"
	accepted sealbag receive north newest.new "${pass[@]}"
	accepted sealbag receive north old.new "${pass[@]}"
}

@test 'a second pair takes the place of the first, and signs what follows' {
	local first
	renewed north "${pass[@]}"
	first=$signer
	renewed north "${pass[@]}"
	[ "$signer" != "$first" ]
	publish north v4.new
	[ "$(signed_by north v4.new)" = "$first" ]
	is_for north/keys/secret.gpg "$decrypter"
	accepted sealbag log verify north
}

@test 'where the directory is imported the old part signs until it is listed' {
	local first
	first=$(own_print led)
	renewed led --output card.new
	[ "$(json in_force)" = false ]
	[[ "$output" != *'"version"'* ]]
	pack_as led south early.new
	[ "$(bundle_signer led early.new)" = "$first" ]
	accepted sealbag receive south early.new
	accepted sealbag key new led
	prints 'Hand the new card (agency card) to auth'
	accepted sealbag agency card led --output card2.new
	accepted sealbag agency add auth card.new --fingerprint "$first"
	publish auth v4.new
	accepted sealbag agency import led v4.new
	accepted sealbag agency import south v4.new
	# of two pairs the one that is listed
	pack_as led south late.new
	[ "$(bundle_signer led late.new)" = "$signer" ]
	accepted sealbag receive south late.new
	accepted sealbag receive led for-led.sbag
	accepted sealbag agency add auth card2.new --fingerprint "$first"
	publish auth v5.new
	accepted sealbag agency import led v5.new
	pack_as led south last.new
	[ "$(bundle_signer led last.new)" != "$signer" ]
	accepted sealbag log verify led
}

@test "an officer's key is renewed in the officer's store" {
	renewed olga --output card.new
	[ "$(json in_force)" = false ]
	grep -q '"person": "officer-1"' card.new
	accepted sealbag log verify olga
	accepted sealbag key new --help
	prints '--person" makes it'
}

@test 'an offline primary key is asked for, and gets another file' {
	refused 3 no-key off --output never.new
	says '--primary'
	refused 2 usage off --primary off.primary --output never.new
	says '--backup'
	renewed off --primary off.primary --backup two.new --unprotected
	[ "$(secrets off)" = 'offline here here here here' ]
	[ "$(stat -c %a two.new)" = 600 ]
	# an older file serves, and the new one has what that lacks
	renewed off --primary off.primary --backup three.new --unprotected
	end_agents
	rm -r off/keys/gnupg off/keys/secret.gpg
	accepted sealbag key import off three.new
	[ "$(secrets off)" = 'here here here here here here here' ]
	[ -n "$(secret_of off)" ]
	accepted sealbag log verify off
	accepted sealbag key offline off --output four.new --unprotected
	accepted sealbag key extend off --valid 9y --primary two.new
	accepted sealbag key export north --output north.new "${pass[@]}"
	refused 2 usage north --primary north.new "${pass[@]}"
	refused 1 backup off --primary north.new --backup never.new \
		--unprotected
}

@test 'what cannot be renewed is refused, and nothing is changed' {
	echo mine >there.new
	refused 2 usage peer --output there.new
	refused 2 usage peer --backup there.new --unprotected
	says 'there already'
	[ "$(cat there.new)" = mine ]
	refused 2 usage peer --expire 4y --backup never.new --unprotected
	says 'the primary key ends before that'
	refused 2 usage peer --expire soon
	refused 3 no-key north --passphrase-file there.new
	accepted sealbag key revoke peer --reason retired --yes
	refused 1 signer-revoked peer --backup never.new --unprotected
}

@test 'a key is in the clear only where that is asked for' {
	refused 2 usage peer --backup never.new
	says 'give --unprotected'
	refused 2 usage off --primary off.primary --backup never.new
	says 'give --unprotected'
	refused 2 usage north --backup never.new --unprotected "${pass[@]}"
	says 'leave out --unprotected'
	refused 2 usage peer --unprotected --output never.new
	says 'give --backup too'
	renewed peer --backup b.new --unprotected
	grep -qx 'passphrase no' b.new
	counts peer '"backup":1,"protected":0'
	renewed north --backup c.new "${pass[@]}"
	grep -qx 'passphrase yes' c.new
	counts north '"backup":1,"protected":1'
	renewed peer
	counts peer '"backup":0'
}

@test 'a key has so many parts at most' {
	local i
	for i in 1 2 3 4 5 6 7; do
		renewed peer || return 1
	done
	refused 1 limit peer --backup never.new --unprotected
	says 'has 16 parts'
	accepted sealbag log verify peer
}

@test 'subkeys that end are renewed, and key status goes by the newest' {
	renewed peer --expire 30d --output card.new
	accepted sealbag key status peer --json
	[ "$(json state) $(json days_left)" = 'valid 1094' ]
	accepted sealbag key offline peer --output p.new --unprotected
	accepted faketime '+25 days' sealbag key new peer --primary p.new \
		--backup p2.new --unprotected --expire 30d
	accepted faketime '+40 days' sealbag pack peer export --to north \
		--purpose p --reference r --output late.new
	accepted faketime '+40 days' sealbag log verify peer
}

# new_killed AT: at that call; the old pair is there, or both.
new_killed() {
	setup
	shimmed calls KILL "$1" sealbag key new peer --backup b.new \
		--unprotected
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed' || return 1
	# to look changes nothing, and works in between as well
	accepted sealbag key status peer --json || return 1
	accepted sealbag verify mine.sbag --store peer || return 1
	whole_after "$1"
}

# whole_after AT: one pair or both, in every place.
whole_after() {
	local n
	accepted sealbag log checkpoint peer --output "head$1.new" || return 1
	accepted sealbag log verify peer || return 1
	[ -z "$(ls -A peer/quarantine)" ] || fail 'something is left' ||
		return 1
	n=$(sealbag log show peer --json | grep -o '"act":"key-renew"' | wc -l)
	accepted sealbag agency list peer --json || return 1
	[ "$(json directory_version)" -eq $((2 + n)) ] || return 1
	case "$n $(secrets peer)" in
	'0 here here') ;;
	'1 here here here here') [ -e b.new ] || fail 'no backup' || return 1 ;;
	*) fail "$n events, secrets: $(secrets peer)" || return 1 ;;
	esac
	[ -n "$(secret_of peer)" ] || fail 'no secret' || return 1
	accepted sealbag receive peer mine.sbag || return 1
	renewed peer && pack_as peer north "after$1.new"
}

@test 'new subkeys that are killed are there whole, or not at all' {
	local at wrong=0 all
	moments calls 5 sealbag key new peer --backup b.new --unprotected
	# the last calls are those of the commit, and behind it
	all=$(cat told)
	for ((at = all; at > all - 70; at -= 10)); do
		moments+=("$at")
	done
	for at in "${moments[@]}"; do
		new_killed "$at" && continue
		echo "killed at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

# new_full AT: the disk is full at that call; it is done, or it is not.
new_full() {
	setup
	shimmed calls ENOSPC "$1" sealbag key new peer --backup b.new \
		--unprotected
	if [ "$status" -ne 0 ] && [ -e b.new ]; then
		sealbag log show peer --json | grep -q key-renew ||
			fail 'a backup of nothing' || return 1
	fi
	whole_after "$1"
}

@test 'new subkeys on a full disk are there whole, or not at all' {
	local at wrong=0
	moments calls 3 sealbag key new peer --backup b.new --unprotected
	for at in "${moments[@]}"; do
		new_full "$at" && continue
		echo "full at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

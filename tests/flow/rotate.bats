#!/usr/bin/env bats
# A new own key takes the place of the old one: the store, its log and what was
# sealed before go on; others see what became of the old key.

load lib
load orders
load faults

pass=(--passphrase-file pass)

# "north" keeps its directory, under a passphrase; "auth" issues one that "led"
# and "south" import. "before.sbag" is sealed for north's first key.
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
	make_store auth
	make_led led
	make_led south
	pin auth led
	pin auth south
	publish auth v3
	accepted sealbag agency import led v3
	accepted sealbag agency import south v3
	pack_as south led for-led.sbag
	local store
	for store in north peer auth led south; do
		cp -a $store $store.was
	done
}
setup() {
	local store
	cd "$WORLD" || return 1
	end_agents
	rm -rf told ./*.new ./*.new.sig new*
	for store in north peer auth led south; do
		rm -rf $store
		cp -a $store.was $store
	done
}
teardown_file() { teardown_world; }

make_led() {
	accepted sealbag init "$1" --agency "$1" --name "${1^}" \
		--no-passphrase --authority auth.card \
		--authority-fingerprint "$(own_print auth)" &&
		accepted sealbag agency card "$1" --output "$1.card"
}

# publish STORE FILE [OPTION...]
publish() {
	local store=$1 file=$2
	shift 2
	accepted sealbag agency publish "$store" --output "$file" "$@"
}

# pack_as STORE TO BUNDLE [OPTION...]
pack_as() {
	local store=$1 to=$2 bundle=$3
	shift 3
	accepted sealbag pack "$store" export --to "$to" --purpose p \
		--reference r --output "$bundle" "$@"
}

# own_print STORE: full fingerprint of the key that is in force.
own_print() {
	sealbag key status "$1" --json |
		perl -ne '/"fingerprint":"([0-9A-F]{40})"/ and print $1'
}

# secret_of STORE: the tombstones' secret, and below it the keys that open it.
secret_of() {
	gpg --homedir "$1/keys/gnupg" --batch --quiet --pinentry-mode loopback \
		--passphrase-file pass --decrypt "$1/keys/secret.gpg" \
		2>/dev/null | od -An -tx1
}

# sealed_for STORE: the subkey that its secret is sealed for.
sealed_for() {
	gpg --homedir "$1/keys/gnupg" --batch --list-packets \
		"$1/keys/secret.gpg" 2>/dev/null |
		sed -n 's/^:pubkey enc packet:.* keyid //p'
}

# rotated STORE [OPTION...]: a new key is in force. $old and $new.
rotated() {
	local store=$1
	shift
	old=$(own_print "$store")
	accepted sealbag key rotate "$store" --output "$store.new" "$@" \
		--json || return 1
	new=$(json fingerprint)
	[ "$(json before)" = "$old" ] && [ "$new" != "$old" ] &&
		[ "$(own_print "$store")" = "$new" ]
}

# acts STORE: the last acts in its log.
acts() {
	sealbag log show "$1" --json | grep -o '"act":"[a-z-]*"' |
		cut -d '"' -f 4 | tail -n "${2:-3}" | xargs
}

@test 'the old key lists the new one, and the new one ends the old one' {
	local was
	was=$(secret_of north)
	rotated north "${pass[@]}"
	[ "$(json in_force) $(json waited)" = 'true false' ]
	[ "$(json listed) $(json version)" = '3 4' ]
	[ "$(acts north)" = 'key-new key-listed key-rotate' ]
	accepted sealbag log verify north
	accepted sealbag agency list north --json
	prints "\"agency\":\"north\""
	publish north three.new --version 3
	publish north four.new
	[ "$(gpgv_print three.new)" = "$old" ]
	[ "$(gpgv_print four.new)" = "$new" ]
	grep -q "\"fingerprint\": \"$old\"" four.new
	[ "$(grep -c '"superseded": "2' four.new)" = 1 ]
	[ "$(secret_of north)" = "$was" ]
	accepted sealbag key status north --json
	[[ "$(json keys 1 fingerprint)" == *"$(sealed_for north)" ]]
	[ "$(json keys 0 protection)" = passphrase ]
	accepted sealbag agency card north --output card.new
	cmp card.new north.new
}

# gpgv_print FILE: primary key of its signature, checked with stock gpg.
gpgv_print() {
	gpg --homedir north/keys/gnupg --batch --status-fd 1 \
		--verify "$1.sig" "$1" 2>/dev/null |
		awk '$2 == "VALIDSIG" { print $NF }'
}

@test 'what was sealed for the old key, or by it, still opens' {
	rotated north "${pass[@]}" --key rsa3072
	accepted sealbag receive north before.sbag "${pass[@]}"
	accepted sealbag verify mine.sbag --store north "${pass[@]}"
	prints superseded-since
	accepted sealbag log verify north
	accepted sealbag key status north --json
	[ "$(json keys 0 algorithm)" = RSA ]
	pack_as north peer own.new "${pass[@]}"
	accepted sealbag verify own.new --store north "${pass[@]}"
}

@test 'a second change of keys follows the first' {
	local first
	rotated north "${pass[@]}" --key rsa3072
	first=$old
	rm north.new
	rotated north "${pass[@]}"
	accepted sealbag log verify north
	accepted sealbag receive north before.sbag "${pass[@]}"
	accepted sealbag log checkpoint north --output head.new "${pass[@]}"
	[ "$(head -n 1 head.new)" = "sealbag/$first" ]
}

@test 'the log keeps its name, and a checkpoint of the old key still counts' {
	accepted sealbag log checkpoint north --output first.new "${pass[@]}"
	rotated north "${pass[@]}"
	accepted sealbag log checkpoint north --output second.new "${pass[@]}"
	[ "$(head -n 1 first.new)" = "sealbag/$old" ]
	[ "$(head -n 1 second.new)" = "sealbag/$old" ]
	accepted sealbag log verify north --checkpoint first.new
	accepted sealbag log verify north --checkpoint second.new
}

@test 'a checkpoint that the old key signs later does not count' {
	rotated peer
	cp -a peer new.peer
	ledger peer "UPDATE setting SET value = '$old'
		WHERE key = 'fingerprint';
		DELETE FROM checkpoint WHERE size = (
			SELECT max(size) FROM checkpoint)"
	attempt sealbag log checkpoint peer
	ledger peer "UPDATE setting SET value = '$new'
		WHERE key = 'fingerprint'"
	rejected 1 checkpoint sealbag log verify peer
	says "signed by $old, while $new was in force"
}

# ledger STORE SQL: change it behind the program's back.
ledger() {
	sqlite3 "$1/ledger.db" "$2"
}

@test 'others take the new card in the place of the old one' {
	rotated north "${pass[@]}"
	pack_as north peer later.new "${pass[@]}"
	rejected 1 signer-unknown sealbag verify later.new --store peer
	accepted sealbag agency add peer north.new --supersedes "$old" \
		--fingerprint "$new"
	accepted sealbag verify mine.sbag --store peer
	prints superseded-since
	accepted sealbag receive peer mine.sbag
	accepted sealbag receive peer later.new
	# the old store, as if the change had never been
	sleep 1
	pack_as north.was peer stale.new "${pass[@]}"
	rejected 1 signer-superseded sealbag receive peer stale.new
}

@test 'an order under the new key reaches what came under the old one' {
	accepted sealbag receive peer mine.sbag
	rotated north "${pass[@]}"
	accepted sealbag agency add peer north.new --supersedes "$old" \
		--fingerprint "$new"
	order order.new
	by_bundle "$(basename "$(received peer mine.sbag)")" >>order.new
	accepted sealbag pack north --to peer --purpose p --reference r \
		--deletions order.new --output order.sbag.new "${pass[@]}"
	accepted sealbag receive peer order.sbag.new --json
	[ ! -e "$(received peer mine.sbag)" ] || fail 'it is still there'
}

@test 'where the directory is imported the new key waits' {
	local first
	first=$(own_print led)
	accepted sealbag key rotate led --output led.new --json
	new=$(json fingerprint)
	[ "$(json in_force)" = false ] && [ "$(own_print led)" = "$first" ]
	accepted sealbag key status led
	prints "$new"
	rejected 1 signer-not-pinned sealbag key use led "$new"
	says 'does not list'
	accepted sealbag key rotate led --output again.new --json
	[ "$(json fingerprint) $(json waited)" = "$new true" ]
	cmp led.new again.new
	accepted sealbag agency add auth led.new --supersedes "$first" \
		--fingerprint "$new"
	publish auth v4.new
	accepted sealbag agency import led v4.new
	accepted sealbag agency import south v4.new
	rejected 1 signer-superseded sealbag pack led export --to south \
		--purpose p --reference r --output early.new
	accepted sealbag key use led "$new"
	[ "$(own_print led)" = "$new" ]
	[ "$(acts led 1)" = key-rotate ]
	rejected 2 usage sealbag key use led "$new"
	accepted sealbag log verify led
	accepted sealbag receive led for-led.sbag
	pack_as led south now.new
	accepted sealbag receive south now.new
	[ "$(json keys 1 fingerprint 2>/dev/null)" != "$first" ]
}

@test 'key use takes no key of others, and none that is not here' {
	rejected 1 signer-not-pinned sealbag key use led "$(own_print south)"
	rejected 2 usage sealbag key use led 0123
	rejected 2 usage sealbag key use north "$(own_print peer)" "${pass[@]}"
	accepted sealbag init twin --agency led --name Led --no-passphrase
	accepted sealbag agency card twin --output twin.new
	accepted sealbag agency add auth twin.new --fingerprint \
		"$(own_print twin)" --supersedes "$(own_print led)"
	publish auth v4.new
	accepted sealbag agency import led v4.new
	rejected 3 no-key sealbag key use led "$(own_print twin)"
	rm -rf twin
}

@test 'an authority changes its key, and stores follow it step by step' {
	rotated auth
	publish auth v4.new --version 4
	publish auth v5.new
	rejected 1 signer-unknown sealbag agency import led v5.new
	accepted sealbag agency import led v4.new
	accepted sealbag agency import led v5.new
	accepted sealbag log verify led
	# a version that the old key still signs
	pin auth.was peer
	publish auth.was odd.new
	rejected 1 directory-fork sealbag agency import led odd.new
	# and the next one of the new key
	pin auth peer
	publish auth v6.new
	accepted sealbag agency import led v6.new
	accepted sealbag receive led for-led.sbag
}

@test 'a key that signs no more cannot hand over' {
	accepted sealbag key revoke peer --reason retired --yes
	rejected 1 signer-revoked sealbag key rotate peer --output peer.new
	[ ! -e peer.new ]
	accepted sealbag log verify peer
}

@test 'after a loss the backups of both keys are put back' {
	accepted sealbag key export north --output one.new "${pass[@]}"
	rotated north "${pass[@]}"
	accepted sealbag key export north --output two.new "${pass[@]}"
	end_agents
	rm -r north/keys/gnupg north/keys/secret.gpg
	accepted sealbag key import north two.new "${pass[@]}"
	rejected 3 no-key sealbag receive north before.sbag "${pass[@]}"
	accepted sealbag key import north one.new "${pass[@]}"
	rejected 2 usage sealbag key import north one.new "${pass[@]}"
	accepted sealbag receive north before.sbag "${pass[@]}"
	accepted sealbag log verify north
}

# rotate_killed AT: at that call; one of both keys is in force.
rotate_killed() {
	local first
	setup
	first=$(own_print peer)
	shimmed calls KILL "$1" sealbag key rotate peer --output peer.new
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed' || return 1
	accepted sealbag log verify peer || return 1
	accepted sealbag verify mine.sbag --store peer || return 1
	accepted sealbag receive peer mine.sbag || return 1
	accepted sealbag agency list peer --json || return 1
	if [ "$(own_print peer)" = "$first" ]; then
		[ "$(json directory_version)" = 2 ] || return 1
		rm -f peer.new
		rotated peer || return 1
	else
		[ "$(json directory_version)" = 4 ] || return 1
	fi
	accepted sealbag log verify peer || return 1
	[ -z "$(ls -A peer/quarantine)" ] ||
		fail 'something is left' || return 1
	[ -n "$(secret_of peer)" ] &&
		pack_as peer north "after$1.new"
}

@test 'a change of keys that is killed leaves the old key or the new one' {
	local at wrong=0
	moments calls 8 sealbag key rotate peer --output peer.new
	for at in "${moments[@]}"; do
		rotate_killed "$at" && continue
		echo "killed at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

# --- between a change in the keyring and its event ---

# state_of_key: what the keyring says of peer's key.
state_of_key() {
	gpg --homedir peer/keys/gnupg --batch --with-colons \
		--list-keys 2>/dev/null | grep -E '^(pub|sub)' |
		cut -d : -f 2,7
}

# change_killed AT COMMAND...: "key extend" or "key revoke", killed at that
# call. The next command tells what the keyring shows, and once.
change_killed() {
	local at=$1 before n
	shift
	setup
	before=$(state_of_key)
	shimmed calls KILL "$at" sealbag "$@"
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed' || return 1
	attempt sealbag log checkpoint peer --output head.new
	accepted sealbag log verify peer || return 1
	n=$(sealbag log show peer --json |
		grep -o "\"act\":\"$1-$2\"" | wc -l)
	[ "$n" -le 1 ] || fail "told $n times" || return 1
	[ "$(state_of_key)" = "$before" ] || [ "$n" -eq 1 ] || fail 'not told'
}

# each_killed COUNT COMMAND...
each_killed() {
	local at wrong=0 count=$1
	shift
	moments calls "$count" sealbag "$@"
	for at in "${moments[@]}"; do
		change_killed "$at" "$@" && continue
		echo "killed at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

@test 'a killed change of the key is told by the next command' {
	each_killed 8 key extend peer --valid 9y
	each_killed 6 key revoke peer --reason retired --yes
}

@test 'an extension whose event was lost is told, and is in the directory' {
	ledger peer "INSERT OR REPLACE INTO setting VALUES('key_pending',
		'key-extend 0 $(printf '%0128d' 0)')"
	accepted sealbag log checkpoint peer --output head.new
	sealbag log show peer --json |
		grep -q '"act":"key-extend","outcome":"done","actor":"recovery"'
	accepted sealbag agency list peer --json
	[ "$(json directory_version)" = 3 ]
	accepted sealbag log verify peer
}

#!/usr/bin/env bats
# The primary key is kept elsewhere: the store goes on with subkeys, and what
# only the primary key can do wants the file that has it.

load lib
load faults

pass=(--passphrase-file pass)

setup_file() {
	setup_world
	printf 'correct horse battery\n' >pass
	accepted sealbag init north --agency north --name North "${pass[@]}"
	make_store peer
	accepted sealbag init rsa --agency rsa --name Rsa --key rsa3072 \
		--no-passphrase
	accepted sealbag agency card rsa --output rsa.card
	accepted sealbag agency add north peer.card "${pass[@]}" \
		--fingerprint "$(own_print peer)"
	make_export export --rows 20
	cp -a north north.first
	accepted sealbag key offline north --output north.primary "${pass[@]}"
	accepted sealbag agency card north --output north.card
	local store
	for store in north peer rsa; do
		cp -a $store $store.was
	done
}
setup() {
	local store
	cd "$WORLD" || return 1
	end_agents
	rm -rf told ./*.new ./*.new.sig
	for store in north peer rsa; do
		rm -rf $store
		cp -a $store.was $store
	done
}
teardown_file() { teardown_world; }

own_print() {
	sealbag key status "$1" --json |
		perl -ne '/"fingerprint":"([0-9A-F]{40})"/ and print $1'
}

# secrets STORE: where each secret part is.
secrets() {
	sealbag key status "$1" --json | grep -o '"secret":"[a-z]*"' |
		cut -d '"' -f 4 | xargs
}

@test 'the store keeps subkeys, and the file has the primary key' {
	[ "$(secrets north.first)" = 'here here' ]
	[ "$(secrets north)" = 'offline here here' ]
	accepted sealbag key status north
	prints 'Primary key        offline'
	[ "$(stat -c %a north.primary)" = 600 ]
	[ "$(tail -n 1 north.primary)" = \
		"b2sum $(head -n -1 north.primary | b2sum | cut -d ' ' -f 1)" ]
	gpg --homedir north/keys/gnupg --batch --list-secret-keys 2>/dev/null |
		grep -q '^sec#'
	accepted sealbag log verify north
	[ -z "$(ls -A north/quarantine)" ]
	rejected 2 usage sealbag key offline north --output x.new "${pass[@]}"
	[ ! -e x.new ]
}

@test 'a subkey signs, and who has the new card takes it' {
	accepted sealbag agency add peer north.card \
		--fingerprint "$(own_print north)"
	accepted sealbag pack north export --to peer --purpose p \
		--reference r --output b.new "${pass[@]}"
	accepted sealbag receive peer b.new --json
	[ "$(json fingerprint)" = "$(own_print north)" ]
}

@test 'what only the primary key can do says what to bring' {
	local act
	for act in 'extend north --valid 5y' 'rotate north --output x.new' \
		'revoke north --reason retired --yes'; do
		# shellcheck disable=SC2086
		rejected 3 no-key sealbag key $act "${pass[@]}" || return 1
		says '--primary' || return 1
	done
	[ ! -e x.new ]
	[ "$(secrets north)" = 'offline here here' ]
}

@test 'with the file the key is extended, and stays offline' {
	accepted sealbag key extend north --valid 9y --primary north.primary \
		"${pass[@]}" --json
	[ "$(json expires)" \> 2034 ]
	[ "$(secrets north)" = 'offline here here' ]
	accepted sealbag log verify north
	rejected 2 usage sealbag key extend peer --valid 9y \
		--primary north.primary
}

@test 'with the file another key takes over, and an RSA key goes offline' {
	accepted sealbag key rotate north --output x.new --key rsa3072 \
		--primary north.primary "${pass[@]}"
	accepted sealbag log verify north
	[ "$(secrets north)" = 'here here' ]
	accepted sealbag key offline north --output y.new "${pass[@]}"
	[ "$(secrets north)" = 'offline here here' ]
	rejected 1 backup sealbag key revoke north --reason retired --yes \
		--primary north.primary "${pass[@]}"
	accepted sealbag key revoke north --reason retired --yes \
		--primary y.new "${pass[@]}"
	accepted sealbag log verify north
}

@test 'another file, and another passphrase, are refused' {
	sed 's/^created .*/created 2020-01-01T00:00:00Z/' north.primary >odd.new
	rejected 1 backup sealbag key extend north --valid 5y \
		--primary odd.new "${pass[@]}"
	rejected 2 usage sealbag key offline peer --output p.new
	accepted sealbag key offline peer --output p.new --unprotected
	rejected 1 backup sealbag key extend north --valid 5y \
		--primary p.new "${pass[@]}"
}

@test 'followers of a directory take the version that tells of the subkey' {
	rm -rf led
	accepted sealbag init led --agency led --name Led --no-passphrase \
		--authority rsa.card \
		--authority-fingerprint "$(own_print rsa)"
	accepted sealbag agency card led --output led.new
	accepted sealbag agency publish rsa --output v1.new
	accepted sealbag agency import led v1.new
	accepted sealbag key offline rsa --output rsa.new --unprotected
	accepted sealbag agency publish rsa --output v2.new
	accepted sealbag agency import led v2.new
	accepted sealbag agency add rsa led.new \
		--fingerprint "$(own_print led)"
	accepted sealbag agency publish rsa --output v3.new
	accepted sealbag agency import led v3.new
	rm -rf led
}

# offline_killed AT: at that call; the primary key is here, or in the file.
offline_killed() {
	setup
	shimmed calls KILL "$1" sealbag key offline peer --output p.new \
		--unprotected
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed' || return 1
	accepted sealbag log checkpoint peer --output head.new || return 1
	accepted sealbag log verify peer || return 1
	[ -z "$(ls -A peer/quarantine)" ] || fail 'something is left' ||
		return 1
	case $(secrets peer) in
	'offline here here')
		accepted sealbag key extend peer --valid 9y --primary p.new
		;;
	'here here' | 'here here here')
		accepted sealbag key extend peer --valid 9y
		;;
	*) fail "secrets: $(secrets peer)" ;;
	esac
}

@test 'a key that goes offline and is killed is here, or in the file' {
	local at wrong=0
	moments calls 6 sealbag key offline peer --output p.new --unprotected
	for at in "${moments[@]}"; do
		offline_killed "$at" && continue
		echo "killed at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

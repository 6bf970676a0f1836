#!/usr/bin/env bats
# An agency's keys on a token: one PIN a command however many segments, and
# what is said when the token is not there, is another, or does not take the
# PIN. The token is SoftHSM behind gnupg-pkcs11-scd, with a spy between the two
# that counts what the token is asked for; GnuPG's own daemon is met without a
# reader; answers that SoftHSM never gives come from a daemon of a few lines.

load lib

module=/usr/lib/softhsm/libsofthsm2.so
scdaemon=/usr/lib/gnupg/scdaemon

setup_file() {
	setup_world
	spy=$(find /usr/lib -name pkcs11-spy.so | head -n 1)
	[ -e "$module" ] || fail 'no softhsm2: make deps'
	[ -e "$spy" ] || fail 'no opensc: make deps'
	[ -x "$scdaemon" ] || fail 'no scdaemon: make deps'
	[ -x /usr/bin/gnupg-pkcs11-scd ] ||
		fail 'no gnupg-pkcs11-scd: make deps'
	export spy SOFTHSM2_CONF=$WORLD/softhsm2.conf PKCS11SPY=$module
	export PKCS11SPY_OUTPUT=$WORLD/spy.log
	printf 'directories.tokendir = %s\nobjectstore.backend = file\n' \
		"$WORLD/tokens" >softhsm2.conf
	printf 'providers p\nprovider-p-library %s\n' "$spy" >scd.conf
	printf '%s\n' '#!/bin/sh' 'exec /usr/bin/gnupg-pkcs11-scd' \
		"--options $WORLD/scd.conf \"\$@\"" | paste -sd '\n ' >scd
	chmod 700 scd
	printf '123456\n' >pin
	printf '654321\n' >wrong
	mkdir tokens
	make_token sealbag 2048 03 04
	accepted on_token north 01 02 "${pin[@]}" || return 1
	accepted sealbag agency card north --output north.card
	make_store south 'Southmere Constabulary (synthetic)'
	pin south north
	accepted sealbag agency add north south.card \
		--fingerprint "$(fingerprint_of south)" "${pin[@]}"
	mkdir export few
	echo x >few/x
	head -c 80000000 /dev/urandom >export/noise
	accepted sealbag pack south export --to north --purpose p \
		--reference r --output back.sbag
}
setup() {
	cd "$WORLD" || return 1
	: >spy.log
}
teardown() {
	# what a test put in the place of the token or its daemon goes
	[ ! -d away ] || { rm -rf tokens && mv away tokens; }
	[ ! -e scd.own ] || mv -f scd.own scd
	chmod 700 scd
	end_agents
}
teardown_file() { teardown_world; }

pin=(--passphrase-file pin)

# make_token LABEL BITS [ID...]: with RSA keys, 01, 02 and those, and their
# certificates, by which gnupg-pkcs11-scd finds them.
make_token() {
	local id label=$1 bits=$2
	shift 2
	softhsm2-util --init-token --free --label "$label" --so-pin 12345678 \
		--pin 123456 >/dev/null || return 1
	for id in 01 02 "$@"; do
		openssl req -x509 -newkey "rsa:$bits" -nodes -keyout k.pem \
			-outform der -out k.crt -subj "/CN=$id" -days 3650 \
			2>/dev/null &&
			openssl pkcs8 -topk8 -nocrypt -in k.pem -out k.p8 &&
			softhsm2-util --import k.p8 --token "$label" \
				--label "$id" --id "$id" --pin 123456 \
				>/dev/null &&
			pkcs11-tool --module "$module" --token-label "$label" \
				--login --pin 123456 --write-object k.crt \
				--type cert --id "$id" --label "$id" \
				>/dev/null ||
			return 1
	done 2>/dev/null
	rm -f k.pem k.p8 k.crt
}

# on_token STORE SIGN DECRYPT [OPTION...]: init for keys on the token. The
# agency has the name of the store, or is $agency.
on_token() {
	local store=$1 sign=$2 decrypt=$3
	shift 3
	sealbag init "$store" --agency "${agency:-$store}" \
		--name 'Northshire Police (synthetic)' --token \
		--token-program "$WORLD/scd" --token-sign "$sign" \
		--token-decrypt "$decrypt" "$@"
}

# asked WORD: how often the token was asked for that.
asked() { grep -cE "^[0-9]+: C_$1\$" spy.log; }

# daemon LINE...: in the place of the token's daemon, one that answers "OK" to
# all but what these cases of the shell say.
daemon() {
	mv scd scd.own
	# shellcheck disable=SC2016 # for the daemon's own shell
	printf '%s\n' '#!/bin/sh' 'echo "OK ready"' \
		'while read -r word rest; do case $word in' "$@" \
		'*) echo OK ;; esac; done' >scd
	chmod 700 scd
}

# fails_with ERROR TEXT: such a daemon, whose token has the keys of north, and
# fails so when it is to sign or decrypt.
fails_with() {
	local serial lines
	output=$(sealbag key status north --json) &&
		serial=$(json token) || return 1
	lines=$(gpg --homedir north/keys/gnupg --batch --with-colons \
		--with-keygrip -K 2>/dev/null | awk -F: '$1 == "grp" {
			print "echo S KEYPAIRINFO " $10 " K." ++n ";" }')
	end_agents
	daemon "SERIALNO) echo S SERIALNO $serial 0; echo OK ;;" \
		"LEARN) ${lines//$'\n'/ } echo OK ;;" \
		"PKSIGN | PKDECRYPT) echo ERR $1 $2 ;;"
}

# refused STATUS REASON TEXT COMMAND...: so, and the log stays as it was.
refused() {
	local status_wanted=$1 reason=$2 text=$3 before
	shift 3
	before=$(sealbag log show north --json)
	rejected "$status_wanted" "$reason" timeout 60 "$@" && says "$text" &&
		nothing_runs || return 1
	[ "$(sealbag log show north --json)" = "$before" ] ||
		fail 'the log has changed'
}

pack_it() {
	rm -f out.sbag
	sealbag pack north export --to south --purpose p --reference r \
		--output out.sbag "$@"
}
export -f pack_it

@test 'key status names the token' {
	accepted sealbag key status north --json
	[[ "$(json token)" =~ ^D276000124[0-9A-F]+$ ]] || fail 'no serial'
	[ "$(json keys 0 secret)" = card ] || fail 'the first is not on it'
	[ "$(json keys 1 secret)" = card ] || fail 'the second is not on it'
	[ "$(json keys 1 token)" = "$(json token)" ] || fail 'two tokens'
	[ "$(asked Login)" = 0 ] || fail 'it wanted the PIN'
	accepted sealbag key status north
	prints "Token              D276000124"
}

@test 'a bundle of three segments is packed with one PIN, and accepted' {
	accepted pack_it "${pin[@]}"
	[ "$(asked Login)" = 1 ] || fail "$(asked Login) times the PIN"
	# the trial of the PIN, the seal, the checkpoint
	[ "$(asked SignInit)" = 3 ] || fail "$(asked SignInit) signatures"
	[ "$(asked DecryptInit)" = 0 ] ||
		fail "$(asked DecryptInit) decryptions"
	accepted sealbag inspect out.sbag --json
	[ "$(json segments)" -ge 3 ] || fail 'too few segments'
	accepted sealbag verify out.sbag --store south
	accepted sealbag receive south out.sbag
	same_content export "$(received south out.sbag)/data"
}

@test 'a bundle of three segments is received with one PIN' {
	accepted sealbag inspect back.sbag --json
	[ "$(json segments)" -ge 3 ] || fail 'too few segments'
	accepted sealbag receive north back.sbag --passphrase-fd 7 7<pin
	[ "$(asked Login)" = 1 ] || fail "$(asked Login) times the PIN"
	# the contents; without reads the tombstones are not asked
	[ "$(asked DecryptInit)" = 1 ] ||
		fail "$(asked DecryptInit) decryptions"
	same_content export "$(received north back.sbag)/data"
	nothing_runs
}

@test 'the PIN comes from a credential too' {
	mkdir -p credentials
	cp pin credentials/sealbag-passphrase
	accepted env CREDENTIALS_DIRECTORY="$WORLD/credentials" \
		sealbag verify back.sbag --store north
	[ "$(asked Login)" = 1 ] || fail "$(asked Login) times the PIN"
}

@test 'in batch nobody is asked for a PIN' {
	refused 2 usage 'a PIN is needed' sealbag log checkpoint north
}

@test 'key extend works by the token; there is no backup of it' {
	accepted sealbag key extend north --valid 5y "${pin[@]}"
	[ "$(asked Login)" = 1 ] || fail "$(asked Login) times the PIN"
	refused 3 no-key 'is not here' sealbag key export north \
		--output b.backup "${pin[@]}"
	[ ! -e b.backup ] || fail 'a backup'
}

@test 'no secret key is made beside the token' {
	refused 2 usage 'are on a token: none is made here' sealbag key \
		rotate north --output next.card "${pin[@]}"
	refused 2 usage 'are on a token: none is made here' sealbag key \
		new north --output next.card --backup b.backup "${pin[@]}"
	[ ! -e next.card ] || fail 'a card'
	[ ! -e b.backup ] || fail 'a backup'
	accepted sealbag key status north --json
	! json keys 2 || fail 'a subkey more'
}

@test 'no key on a token goes offline' {
	refused 2 usage 'are on a token: none is in the store' sealbag key \
		offline north --output p.backup "${pin[@]}"
	[ ! -e p.backup ] || fail 'a backup'
	accepted sealbag key status north --json
	[ "$(json keys 0 secret)" = card ] || fail 'the first is not on it'
	! json keys 2 || fail 'a subkey more'
}

@test 'a bundle is forwarded with one PIN' {
	make_store west 'Westfell Police (synthetic)'
	pin west north
	pin west south
	accepted sealbag agency add north west.card \
		--fingerprint "$(fingerprint_of west)" "${pin[@]}"
	: >spy.log
	accepted sealbag forward north back.sbag --to west \
		--output on.sbag "${pin[@]}"
	[ "$(asked Login)" = 1 ] || fail "$(asked Login) times the PIN"
	# the contents, to check them and to seal them anew
	[ "$(asked DecryptInit)" = 2 ] ||
		fail "$(asked DecryptInit) decryptions"
	accepted sealbag verify on.sbag --store west --json
	[ "$(json sender) $(json forwarded 0 agency)" = 'south north' ] ||
		fail 'by whom?'
}

@test "a person's key is on the token, and signs for the agency with one PIN" {
	local fpr
	agency=north accepted on_token p-1 03 04 --person p-1 \
		--authority north.card "${pin[@]}" \
		--authority-fingerprint "$(fingerprint_of north)"
	fpr=$(fingerprint_of p-1)
	accepted sealbag key status p-1 --json
	[ "$(json agency) $(json person)" = 'north p-1' ] || fail 'whose?'
	[ "$(json keys 0 secret)" = card ] || fail 'it is not on the token'
	accepted sealbag agency card p-1 --output p-1.card
	grep -qx ' "person": "p-1",' p-1.card
	accepted sealbag agency add-key north p-1.card --fingerprint "$fpr" \
		--roles seal,approve "${pin[@]}"
	accepted sealbag agency add-key south p-1.card --fingerprint "$fpr" \
		--roles seal
	accepted sealbag agency publish north --output list
	accepted sealbag agency import p-1 list "${pin[@]}"
	: >spy.log
	accepted sealbag pack p-1 few --to south --purpose p --reference r \
		--output person.sbag "${pin[@]}"
	[ "$(asked Login)" = 1 ] || fail "$(asked Login) times the PIN"
	accepted sealbag verify person.sbag --store south --json
	[ "$(json sender) $(json person)" = 'north p-1' ] || fail 'whose?'
}

@test "what waits for a second person is signed by a token with one PIN" {
	local digest
	accepted sealbag pack south few --to north --purpose p --reference r \
		--output wait.sbag
	accepted sealbag approve take wait.sbag --output a.approval --json
	digest=$(json digest)
	cp a.approval before
	: >spy.log
	rejected 3 token-pin sealbag approve sign north a.approval \
		--digest "$digest" --passphrase-file wrong
	cmp a.approval before
	: >spy.log
	accepted sealbag approve sign north a.approval --digest "$digest" \
		"${pin[@]}" --json
	[ "$(json signatures 1 counts)" = true ] || fail 'it does not count'
	[ "$(asked Login)" = 1 ] || fail "$(asked Login) times the PIN"
	# the trial of the PIN, the statement, the checkpoint
	[ "$(asked SignInit)" = 3 ] || fail "$(asked SignInit) signatures"
	[ "$(asked DecryptInit)" = 0 ] || fail 'it decrypted'
	accepted sealbag approve add south wait.sbag a.approval --json
	[ "$(json added)" = 1 ] || fail 'nothing was added'
	accepted sealbag verify wait.sbag --store north "${pin[@]}" --json
	[ "$(json signatures 1 counts)" = true ] || fail 'it does not count'
	# and put back by the token: there is nothing to add a second time
	rejected 2 usage sealbag approve add north wait.sbag a.approval \
		"${pin[@]}"
	says 'already'
	rm wait.sbag a.approval before
}

@test 'a wrong PIN is tried once, however the daemon insists' {
	refused 3 token-pin 'the PIN of the token is wrong' \
		sealbag receive north back.sbag --passphrase-file wrong
	[ "$(asked Login)" = 1 ] || fail "it cost $(asked Login) tries"
}

@test 'a token that is not there' {
	mv tokens away
	mkdir tokens
	refused 3 token 'there is no token' sealbag receive north back.sbag \
		"${pin[@]}"
	refused 3 token 'there is no token' bash -c 'pack_it "$@"' pack \
		"${pin[@]}"
	[ ! -e out.sbag ] || fail 'a bundle'
	accepted sealbag key status north
}

@test 'another token' {
	mv tokens away
	mkdir tokens
	make_token other 2048
	: >spy.log
	refused 3 token 'does not hold the key' sealbag receive north \
		back.sbag "${pin[@]}"
	[ "$(asked Login)" = 0 ] || fail 'it got the PIN'
}

@test 'a socket that a killed agent left is no fault of the token' {
	local pid
	gpgconf --homedir north/keys/gnupg --launch gpg-agent
	pid=$(gpg-connect-agent --homedir north/keys/gnupg 'getinfo pid' /bye |
		sed -n 's/^D //p')
	kill -KILL "$pid"
	[ -S north/keys/gnupg/S.gpg-agent ] || fail 'no socket'
	accepted sealbag log checkpoint north "${pin[@]}"
	nothing_runs
}

@test 'a PIN that is blocked' {
	fails_with 100663426 'PIN blocked'
	refused 3 token-blocked 'is blocked' sealbag receive north back.sbag \
		"${pin[@]}"
}

@test 'a token that is pulled out before it signs' {
	fails_with 100663406 'Card removed'
	refused 3 token 'there is no token' sealbag log checkpoint north \
		"${pin[@]}"
}

@test 'GnuPG has its daemon, and there is no reader' {
	mv scd scd.own
	printf '#!/bin/sh\nexec %s "$@"\n' "$scdaemon" >scd
	chmod 700 scd
	refused 3 token 'there is no token' sealbag receive north back.sbag \
		"${pin[@]}"
}

@test 'a daemon that is not there, or ends at once' {
	mv scd scd.own
	refused 3 token 'is not there' sealbag log checkpoint north "${pin[@]}"
	printf '#!/bin/sh\nexit 1\n' >scd
	chmod 700 scd
	refused 3 token 'does not run' sealbag log checkpoint north "${pin[@]}"
}

@test 'a daemon that others can change is not run' {
	chmod 722 scd
	refused 3 token 'can be changed by others' sealbag log checkpoint \
		north "${pin[@]}"
	[ ! -s spy.log ] || fail 'it ran'
}

# not_made REASON TEXT SIGN DECRYPT [OPTION...]: init makes nothing.
not_made() {
	local status=3
	[ "$1" != usage ] || status=2
	rejected $status "$1" on_token never "$3" "$4" "${@:5}" &&
		says "$2" || return 1
	[ -z "$(find . -name 'never*')" ] || fail 'something is left'
}

@test 'init takes two keys that are on the token, and no others' {
	not_made token 'has no key "07": it has ' 07 02 "${pin[@]}"
	not_made token 'one key cannot sign and decrypt' 01 01 "${pin[@]}"
	not_made token-pin 'the PIN of the token is wrong' 01 02 \
		--passphrase-file wrong
	not_made usage 'makes no sense' 01 02 --no-passphrase
	rejected 2 usage sealbag init never --agency never --name Never \
		--token-sign 01 "${pin[@]}"
	rejected 3 token sealbag init never --agency never --name Never \
		--token --token-program scd "${pin[@]}"
	says 'is not an absolute path'
}

@test 'keys of 1024 bits are not taken' {
	mv tokens away
	mkdir tokens
	make_token weak 1024
	not_made token 'too weak' 01 02 "${pin[@]}"
}

@test 'a store without a token starts no daemon' {
	accepted sealbag log checkpoint south
	grep -qx disable-scdaemon south/keys/gnupg/gpg-agent.conf
	! grep -q scdaemon-program south/keys/gnupg/gpg-agent.conf ||
		fail 'a daemon is configured'
}

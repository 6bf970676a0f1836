#!/usr/bin/env bats
# The agency's own key over the years: looked at, backed up, put back, extended,
# revoked; and where its passphrase comes from.

load lib

setup_file() {
	setup_world
	printf 'correct horse battery\n' >pass
	printf 'another horse battery\n' >other
	make_store south
	locked north 'Northshire Police (synthetic)'
	pin_with_pass north south
	pin south north
	make_export export
	accepted sealbag pack north export --to south --purpose p \
		--reference r --output first.sbag "${pass[@]}"
	accepted sealbag pack south export --to north --purpose p \
		--reference r --output back.sbag
	accepted sealbag key export north --output north.backup "${pass[@]}"
}
setup() {
	cd "$WORLD" || return 1
	rm -rf copy there
}
teardown() {
	local store
	for store in copy there; do
		[ ! -d $store/keys/gnupg ] ||
			gpgconf --homedir $store/keys/gnupg --kill all
	done
	rm -rf copy there twin short credentials ./*.new
	rm -f lying mine link south.backup twin.* revoked.* short*.card
}
teardown_file() { teardown_world; }

pass=(--passphrase-file pass)

# locked STORE NAME: an agency whose key has the passphrase.
locked() {
	accepted sealbag init "$1" --agency "$1" --name "$2" "${pass[@]}" &&
		accepted sealbag agency card "$1" --output "$1.card"
}

# own_print STORE: full fingerprint of its key.
own_print() {
	sealbag key status "$1" --json |
		perl -ne '/"fingerprint":"([0-9A-F]{40})"/ and print $1'
}

# pin_with_pass STORE OTHER
pin_with_pass() {
	accepted sealbag agency add "$1" "$2.card" "${pass[@]}" \
		--fingerprint "$(own_print "$2")"
}

# events STORE: the acts in its log, in order.
events() {
	sealbag log show "$1" --json | grep -o '"act":"[a-z-]*"' |
		cut -d '"' -f 4 | xargs
}

# last STORE: its last event.
last() {
	sealbag log show "$1" --json | perl -ne 'print /.*(\{"sequence".*)/'
}

# lose STORE: its keyring, and the tombstones' secret.
lose() {
	gpgconf --homedir "$1/keys/gnupg" --kill all
	rm -r "$1/keys/gnupg" "$1/keys/secret.gpg"
}

# unchanged STORE COMMAND...: it leaves log, keys and secret as they were.
unchanged() {
	local store=$1 before
	shift
	before=$(kept_of "$store")
	"$@" || return 1
	[ "$(kept_of "$store")" = "$before" ] || fail "$store was changed"
}

# kept_of STORE: what no refused command may change.
kept_of() {
	local print
	print=$(own_print "$1")
	events "$1"
	sha256sum "$1/keys/agencies.json"
	sha256sum "$1/keys/secret.gpg" 2>&1
	ls -A "$1/quarantine"
	[ ! -d "$1/keys/gnupg" ] || gpg --homedir "$1/keys/gnupg" --batch \
		--with-colons --list-secret-keys "$print" 2>&1 |
		sed '/^gpg:/d'
}

# fields FIELD...: standard output is one line of JSON with just these at its
# top and in the rows of "keys".
fields() {
	local have
	have=$(printf '%s' "$output" | perl -MJSON::PP -e '
		local $/;
		my $all = decode_json(<STDIN>);
		my %at = map { $_ => 1 } grep { $_ ne "keys" } keys %$all;
		$at{"keys.$_"} = 1 for map { keys %$_ } @{$all->{keys} // []};
		print join " ", sort keys %at;')
	[ "$have" = "$(printf '%s\n' "$@" exit | LC_ALL=C sort | xargs)" ] ||
		fail "has the fields: $have"
}

@test '--json of the key commands has its fields' {
	cp -a south copy
	accepted sealbag key status copy --json
	fields agency person name fingerprint state created expires \
		days_left passphrase gpg keys.{fingerprint,algorithm,bits,use} \
		keys.{secret,protection,created,expires,expired,revoked}
	accepted sealbag key export copy --output south.backup --unprotected \
		--json
	fields agency fingerprint passphrase output
	lose copy
	accepted sealbag key import copy south.backup --json
	fields agency fingerprint key secret others
	accepted sealbag key extend copy --valid never --json
	fields agency fingerprint expires
	accepted sealbag key revoke copy --reason retired --yes --json
	fields agency fingerprint revoked_as
	accepted sealbag key status copy --json
	fields agency person name fingerprint state created expires \
		passphrase gpg keys.{fingerprint,algorithm,bits,use} \
		keys.{secret,protection,created,expires,expired,revoked}
}

# --- status ---

@test 'key status tells what the key is, without a passphrase' {
	accepted sealbag key status north --json
	[ "$(json agency) $(json state) $(json gpg)" = \
		"north valid $(gpg --version | awk 'NR == 1 { print $3 }')" ]
	[ "$(json fingerprint)" = "$(own_print north)" ]
	[ "$(json passphrase)" = true ]
	[ "$(json days_left)" -ge 1093 ] && [ "$(json days_left)" -le 1095 ]
	[ "$(json keys 0 fingerprint)" = "$(own_print north)" ]
	[ "$(json keys 0 use) $(json keys 1 use)" = 'sign encrypt' ]
	[ "$(json keys 0 secret) $(json keys 1 secret)" = 'here here' ]
	[ "$(json keys 0 protection) $(json keys 1 protection)" = \
		'passphrase passphrase' ]
	[ "$(json keys 0 algorithm) $(json keys 1 algorithm)" = \
		'ed25519 cv25519' ]
	accepted sealbag key status south
	prints 'WARNING: no passphrase protects the secret key.'
	accepted sealbag key status south --json
	[ "$(json keys 0 protection) $(json passphrase)" = 'none false' ]
}

@test 'key status warns when the key nears its end, and when it is over' {
	accepted sealbag key status north
	[[ "$output" != *WARNING* ]]
	accepted faketime '+1030 days' sealbag key status north
	[[ "$output" != *WARNING* ]]
	accepted faketime '+1036 days' sealbag key status north
	prints 'WARNING: less than 60 days are left: see "sealbag key extend".'
	accepted faketime '+1036 days' sealbag key status north --json
	[ "$(json state) $(json days_left)" = 'expires-soon 58' ]
	accepted faketime '+1096 days' sealbag key status north
	prints 'WARNING: the key has expired: see "sealbag key extend".'
	accepted faketime '+1096 days' sealbag key status north --json
	[ "$(json state) $(json days_left)" = 'expired 0' ]
	accepted sealbag init there --agency there --name T --no-passphrase \
		--expire never
	accepted sealbag key status there --json
	[ "$(json state) $(json expires)" = 'valid never' ]
	[[ "$output" != *days_left* ]]
}

@test 'key status names a primary key that is offline, and one that is lost' {
	cp -a north copy
	local grip
	grip=$(gpg --homedir copy/keys/gnupg --batch --with-colons \
		--with-keygrip --list-keys "$(own_print north)" |
		awk -F: '$1 == "grp" { print $10; exit }')
	gpgconf --homedir copy/keys/gnupg --kill all
	rm "copy/keys/gnupg/private-keys-v1.d/$grip.key"
	accepted sealbag key status copy --json
	[ "$(json keys 0 secret) $(json keys 1 secret)" = 'offline here' ]
	rejected 3 no-key sealbag key export copy --output half.backup \
		"${pass[@]}"
	[ ! -e half.backup ]
	rm copy/keys/gnupg/private-keys-v1.d/*.key
	accepted sealbag key status copy
	prints 'WARNING: the secret key is not here'
	accepted sealbag key status copy --json
	[ "$(json keys 0 secret) $(json keys 0 protection)" = \
		'missing unknown' ]
	rm -rf copy/keys/gnupg
	rejected 3 system sealbag key status copy
	says 'keys/gnupg: No such file'
}

# --- export ---

@test 'a backup is as backup.txt says, for its owner alone, and is logged' {
	[ "$(stat -c %a north.backup)" = 600 ]
	[ "$(head -n 1 north.backup)" = sealbag-backup/1 ]
	grep -qx "fingerprint $(own_print north)" north.backup
	grep -qx 'passphrase yes' north.backup
	[ "b2sum $(head -n -1 north.backup | b2sum | cut -d ' ' -f 1)" = \
		"$(tail -n 1 north.backup)" ]
	grep -qx "secret $(od -An -v -tx1 north/keys/secret.gpg |
		tr -d ' \n')" north.backup
	[[ "$(last north)" == *'"act":"key-export","outcome":"done"'* ]]
	[[ "$(last north)" == *'"counts":{"protected":1}'* ]]
	[[ "$(last north)" != *backup* ]]
	accepted sealbag log verify north
	nowhere 'correct horse' north
	[ -z "$(ls -A north/quarantine)" ]
}

@test 'what is there is never replaced by a backup' {
	local file
	echo mine >mine
	ln -s nowhere-at-all link
	for file in mine link north.backup north; do
		unchanged north rejected 2 usage sealbag key export north \
			--output "$file" "${pass[@]}"
		says "$file is there already"
	done
	[ "$(cat mine)" = mine ]
	[ ! -e nowhere-at-all ]
	rm mine link
	unchanged north rejected 3 system sealbag key export north \
		--output no/folder "${pass[@]}"
	unchanged north rejected 3 no-key sealbag key export north \
		--output new.backup --passphrase-file other
	unchanged north rejected 2 usage sealbag key export north "${pass[@]}"
	says '--output'
	[ ! -e new.backup ]
}

@test 'a backup in the clear is written only when that is said' {
	unchanged south rejected 2 usage sealbag key export south \
		--output south.backup
	says 'give --unprotected'
	[ ! -e south.backup ]
	unchanged north rejected 2 usage sealbag key export north \
		--output new.backup --unprotected "${pass[@]}"
	says 'leave out --unprotected'
	[ ! -e new.backup ]
	cp -a south copy
	accepted sealbag key export copy --output south.backup --unprotected
	grep -qx 'passphrase no' south.backup
	[[ "$(last copy)" == *'"counts":{"protected":0}'* ]]
	lose copy
	accepted sealbag key import copy south.backup --json
	[ "$(json key) $(json secret)" = 'true true' ]
	accepted sealbag log verify copy
	# and not into a store that has a passphrase, nor the other way round
	sed 's/^passphrase no/passphrase yes/' south.backup >lying
	sum lying
	lose copy
	rejected 1 backup sealbag key import copy lying
	says 'has a passphrase, and the store has none'
	sqlite3 copy/ledger.db \
		"update setting set value = 'yes' where key = 'passphrase'"
	rejected 1 backup sealbag key import copy lying "${pass[@]}"
	says 'under no passphrase, though the backup says otherwise'
	rm south.backup lying
}

# sum FILE: its last line is right again.
sum() {
	local text
	head -n -1 "$1" >"$1.new"
	text=$(b2sum <"$1.new" | cut -d ' ' -f 1)
	echo "b2sum $text" >>"$1.new"
	mv "$1.new" "$1"
}

@test 'stock gpg takes a backup, and opens a bundle with it' {
	mkdir -m 700 gnupg-stock
	gpg --homedir gnupg-stock --batch --quiet --import north.backup 3>&-
	gpg --homedir gnupg-stock --batch --quiet --pinentry-mode loopback \
		--passphrase-file pass --decrypt --output opened \
		<(tar -xOf back.sbag contents.gpg) 3>&-
	[ -s opened ]
	gpgconf --homedir gnupg-stock --kill all
	rm -r gnupg-stock opened
}

# --- import ---

@test 'a store that lost its keyring gets it back, and works' {
	cp -a north copy
	lose copy
	rejected 3 system sealbag receive copy back.sbag "${pass[@]}"
	accepted sealbag key import copy north.backup "${pass[@]}" --json
	[ "$(json key) $(json secret) $(json others)" = 'true true 1' ]
	[[ "$(last copy)" == *'"act":"key-import","outcome":"done"'* ]]
	[ "$(own_print copy)" = "$(own_print north)" ]
	accepted sealbag key status copy --json
	[ "$(json state) $(json keys 0 secret) $(json keys 1 protection)" = \
		'valid here passphrase' ]
	cmp copy/keys/secret.gpg north/keys/secret.gpg
	accepted sealbag log verify copy
	# the keys of others came from the directory
	accepted sealbag receive copy back.sbag "${pass[@]}"
	accepted sealbag pack copy export --to south --purpose p \
		--reference r --output second.sbag "${pass[@]}"
	accepted sealbag verify second.sbag --signer north.card
	rm second.sbag
	unchanged copy rejected 2 usage sealbag key import copy north.backup \
		"${pass[@]}"
	says 'nothing is missing'
}

@test 'what is not missing is not touched by an import' {
	local before
	cp -a north copy
	rm copy/keys/secret.gpg
	before=$(ls -l --time-style=full-iso copy/keys/gnupg/private-keys-v1.d)
	accepted sealbag key import copy north.backup "${pass[@]}" --json
	[ "$(json key) $(json secret)" = 'false true' ]
	[ "$(ls -l --time-style=full-iso copy/keys/gnupg/private-keys-v1.d)" = \
		"$before" ]
	rm copy/keys/gnupg/private-keys-v1.d/*
	accepted sealbag key import copy north.backup "${pass[@]}" --json
	[ "$(json key) $(json secret) $(json others)" = 'true false 0' ]
	# a secret that is another is not passed over
	rm copy/keys/gnupg/private-keys-v1.d/*
	cp south/keys/secret.gpg copy/keys/secret.gpg
	unchanged copy rejected 3 store sealbag key import copy north.backup \
		"${pass[@]}"
	says 'keys/secret.gpg is not that of the backup'
}

@test 'a backup that is of something else, or damaged, is refused' {
	cp -a north copy
	lose copy
	cp -a south there
	accepted sealbag key export there --output south.backup --unprotected
	unchanged copy rejected 1 backup sealbag key import copy south.backup \
		"${pass[@]}"
	says 'it is of agency south, and this store of agency north'
	# the same id, another key
	locked twin 'Northshire Police (synthetic)'
	accepted sealbag key export twin --output twin.backup "${pass[@]}"
	sed -i 's/^agency twin/agency north/' twin.backup
	sum twin.backup
	unchanged copy rejected 1 backup sealbag key import copy twin.backup \
		"${pass[@]}"
	says "and this store's key is $(own_print north)"
	# which says that it is ours
	sed "s/^fingerprint .*/fingerprint $(own_print north)/" twin.backup \
		>lying
	sum lying
	unchanged copy rejected 1 backup sealbag key import copy lying \
		"${pass[@]}"
	says 'the key has another fingerprint'
	# our key, another secret
	sed "s/^secret .*/$(grep ^secret twin.backup)/" north.backup >lying
	sum lying
	unchanged copy rejected 1 backup sealbag key import copy lying \
		"${pass[@]}"
	says "does not open the tombstones' secret"
	tr a-f A-F <north.backup >lying
	unchanged copy rejected 1 backup sealbag key import copy lying \
		"${pass[@]}"
	sed 's,^sealbag-backup/1,sealbag-backup/2,' north.backup >lying
	unchanged copy rejected 1 version sealbag key import copy lying \
		"${pass[@]}"
	head -c 700 north.backup >lying
	unchanged copy rejected 1 backup sealbag key import copy lying \
		"${pass[@]}"
	: >lying
	unchanged copy rejected 1 backup sealbag key import copy lying \
		"${pass[@]}"
	unchanged copy rejected 3 system sealbag key import copy none \
		"${pass[@]}"
	# and with the right one all is well
	accepted sealbag key import copy north.backup "${pass[@]}"
	rm -r lying twin twin.card twin.backup south.backup
}

@test 'an import needs the passphrase that the backup has' {
	cp -a north copy
	lose copy
	unchanged copy rejected 3 no-key sealbag key import copy north.backup \
		--passphrase-file other
	says 'wrong'
	rejected 2 usage sealbag key import copy north.backup </dev/null
	says 'a passphrase is needed'
}

# --- the passphrase ---

@test 'a new passphrase has at least the bytes that the policy says' {
	printf 'eleven byte\n' >short
	rejected 2 usage sealbag init there --agency there --name T \
		--passphrase-file short
	says 'the passphrase is shorter than 12 bytes'
	[ ! -e there ]
	printf 'twelve bytes\n' >short
	accepted sealbag init there --agency there --name T \
		--passphrase-file short
	accepted sealbag key export there --output there.backup \
		--passphrase-file short
	# a store goes by its own setting when a backup comes back
	sqlite3 there/ledger.db "update setting set value = '13'
		where key = 'passphrase_min'"
	lose there
	rejected 2 usage sealbag key import there there.backup \
		--passphrase-file short
	says 'the passphrase is shorter than 13 bytes'
	sqlite3 there/ledger.db "update setting set value = '12'
		where key = 'passphrase_min'"
	accepted sealbag key import there there.backup --passphrase-file short
	# that is what init was told, and it is never less than the preset
	rejected 2 usage sealbag init more --agency more --name M \
		--passphrase-file short --passphrase-min 13
	says 'the passphrase is shorter than 13 bytes'
	[ ! -e more ]
	rejected 2 usage sealbag init more --agency more --name M \
		--passphrase-file short --passphrase-min 11
	rejected 2 usage sealbag init more --agency more --name M \
		--no-passphrase --passphrase-min 13
	says 'there is no passphrase'
	printf 'thirteen byte\n' >short
	accepted sealbag init more --agency more --name M \
		--passphrase-file short --passphrase-min 13
	[ "$(sqlite3 more/ledger.db "select value from setting
		where key = 'passphrase_min'")" = 13 ]
	rm -r more
	rm short there.backup
}

@test 'a passphrase comes from a file, a descriptor or a credential' {
	mkdir credentials
	export CREDENTIALS_DIRECTORY=$WORLD/credentials
	rejected 2 usage sealbag log checkpoint north </dev/null
	says 'there is no terminal to ask at'
	accepted sealbag log checkpoint north --passphrase-file pass
	accepted sealbag log checkpoint north --passphrase-fd 5 5<pass
	cp pass credentials/sealbag-passphrase
	accepted sealbag log checkpoint north </dev/null
	# another source comes first
	rejected 3 no-key sealbag log checkpoint north --passphrase-file other
	rejected 3 no-key sealbag log checkpoint north --passphrase-fd 5 5<other
	cp other credentials/sealbag-passphrase
	rejected 3 no-key sealbag log checkpoint north </dev/null
	accepted sealbag log checkpoint north --passphrase-file pass
	ln -sf ../pass credentials/sealbag-passphrase
	rejected 2 usage sealbag log checkpoint north </dev/null
	says 'not a plain file'
	rm credentials/sealbag-passphrase
	mkfifo credentials/sealbag-passphrase
	rejected 2 usage sealbag log checkpoint north </dev/null
	says 'not a plain file'
	rm credentials/sealbag-passphrase
	head -c 257 /dev/zero | tr '\0' x >credentials/sealbag-passphrase
	rejected 2 usage sealbag log checkpoint north </dev/null
	says 'longer than 255 bytes'
	# a store that needs none does not look
	accepted sealbag log checkpoint south
	cp pass credentials/sealbag-passphrase
	accepted sealbag init there --agency there --name T
	accepted sealbag key status there --json
	[ "$(json keys 0 protection)" = passphrase ]
	rm -r credentials
}

# pinentry LINE...: a program that answers so; what it is told is in "asked".
pinentry() {
	rm -f asked
	printf '%s\n' '#!/bin/sh' 'echo "OK ready"' 'while read -r word rest' \
		"do echo \"\$word \$rest\" >>$WORLD/asked; case \$word in" \
		"$@" '*) echo OK ;; esac; done' >ask
	chmod 700 ask
}

@test 'a passphrase comes from a pinentry that is named' {
	local by=(--pinentry "$WORLD/ask")
	pinentry 'GETPIN) echo "D correct horse battery"; echo OK ;;'
	accepted sealbag log checkpoint north "${by[@]}" </dev/null
	grep -qx 'SETDESC The passphrase of a sealbag store' asked
	! grep -q horse asked || fail 'it was told the passphrase'
	rejected 2 usage sealbag log checkpoint north "${by[@]}" "${pass[@]}"
	says 'exclude each other'
	# a new one is asked for twice; a wrong one is no key
	accepted sealbag init there --agency there --name T "${by[@]}"
	grep -qx 'SETREPEAT Once more:' asked
	accepted sealbag log checkpoint there "${pass[@]}"
	pinentry 'GETPIN) echo "D another one"; echo OK ;;'
	rejected 3 no-key sealbag log checkpoint north "${by[@]}"
	pinentry 'GETPIN) echo "ERR 83886179 Operation cancelled" ;;'
	rejected 3 interrupted sealbag log checkpoint north "${by[@]}"
	says 'the pinentry was cancelled'
	chmod 722 ask
	rejected 2 usage sealbag log checkpoint north "${by[@]}"
	says 'can be changed by others'
	rejected 2 usage sealbag log checkpoint north --pinentry ask
	says 'not an absolute path'
	rm ask asked
}

# typed TEXT COMMAND...: at a terminal of its own, when it is asked for.
typed() {
	local i text=$1
	shift
	rm -f screen keys.fifo
	mkfifo keys.fifo
	script -qec "$*" screen <keys.fifo >/dev/null &
	exec 9>keys.fifo
	for i in {1..200}; do
		! grep -q Passphrase: screen || break
		sleep 0.1
	done
	printf '%s\r' "$text" >&9
	status=0
	wait $! || status=$?
	exec 9>&-
	rm -f screen keys.fifo
}

@test 'the pinentry of GnuPG asks at the terminal' {
	local curses=/usr/bin/pinentry-curses
	[ -x "$curses" ] || skip 'no pinentry-curses'
	typed 'correct horse battery' TERM=xterm sealbag log checkpoint north \
		--pinentry "$curses"
	[ "$status" -eq 0 ] || fail 'not taken'
	typed 'another one' TERM=xterm sealbag log checkpoint north \
		--pinentry "$curses"
	[ "$status" -eq 3 ] || fail 'taken'
}

@test 'a passphrase is never an option or a variable' {
	rejected 2 usage sealbag log checkpoint north --passphrase x
	PASSPHRASE=x SEALBAG_PASSPHRASE=x rejected 2 usage \
		sealbag log checkpoint north </dev/null
}

# --- extend ---

@test 'P2: a bundle of an expired key is refused until the new card came' {
	local later=(faketime '+2 days')
	accepted sealbag init short --agency short --name Short --expire 1d \
		"${pass[@]}"
	accepted sealbag agency card short --output short.card
	pin_with_pass short south
	cp -a south copy
	pin copy short
	rejected 1 signer-expired "${later[@]}" sealbag pack short export \
		--to south --purpose p --reference r --output short.sbag \
		"${pass[@]}"
	unchanged short rejected 3 no-key "${later[@]}" sealbag key extend \
		short --valid 1y --passphrase-file other
	unchanged short rejected 2 usage sealbag key extend short --valid 1w \
		"${pass[@]}"
	says '--valid: "1w" is neither never'
	unchanged short rejected 2 usage sealbag key extend short "${pass[@]}"
	accepted "${later[@]}" sealbag key extend short --valid 1y \
		"${pass[@]}"
	prints 'hand it out'
	[[ "$(last short)" == *'"act":"key-extend","outcome":"done"'* ]]
	accepted "${later[@]}" sealbag key status short --json
	[ "$(json state)" = valid ]
	[ "$(json days_left)" -ge 363 ] && [ "$(json days_left)" -le 365 ]
	[[ "$(last short)" == *"\"expires\":$(date -ud \
		"$(json keys 0 expires)" +%s)"* ]]
	accepted "${later[@]}" sealbag log verify short
	accepted "${later[@]}" sealbag pack short export --to south \
		--purpose p --reference r --output short.sbag "${pass[@]}"
	# who has the old card goes by the old date
	rejected 1 signer-expired "${later[@]}" sealbag receive copy short.sbag
	rejected 1 signer-expired "${later[@]}" sealbag verify short.sbag \
		--signer short.card
	accepted sealbag agency card short --output short-new.card
	accepted "${later[@]}" sealbag agency add copy short-new.card \
		--fingerprint "$(own_print short)"
	accepted "${later[@]}" sealbag receive copy short.sbag
	accepted "${later[@]}" sealbag verify short.sbag --signer short-new.card
	# and others can seal for it again
	accepted "${later[@]}" sealbag pack copy export --to short \
		--purpose p --reference r --output to-short.sbag
	accepted "${later[@]}" sealbag receive short to-short.sbag "${pass[@]}"
	rm -r short short*.card short.sbag to-short.sbag
}

@test 'a store whose key has expired still receives' {
	accepted sealbag init there --agency there --name T --expire 1d \
		"${pass[@]}"
	accepted sealbag agency card there --output there.card
	pin_with_pass there south
	cp -a south copy
	pin_with_pass copy there
	accepted sealbag pack copy export --to there --purpose p \
		--reference r --output there.sbag
	accepted faketime '+2 days' sealbag receive there there.sbag \
		"${pass[@]}"
	[[ "$(last there)" == *'"act":"receive","outcome":"done"'* ]]
	accepted faketime '+2 days' sealbag log verify there --json
	[ "$(json signed_to)" -lt "$(json events)" ]
	rejected 1 signer-expired faketime '+2 days' sealbag log checkpoint \
		there "${pass[@]}"
	rm there.card there.sbag
}

# --- revoke ---

@test 'a key is revoked only when that is said' {
	unchanged north rejected 2 usage sealbag key revoke north \
		--reason retired "${pass[@]}" </dev/null
	says 'give --yes'
	unchanged north rejected 2 usage sealbag key revoke north --yes \
		"${pass[@]}"
	says '--reason'
	unchanged north rejected 2 usage sealbag key revoke north --yes \
		--reason bored "${pass[@]}"
	says 'none of superseded, compromised and retired'
	unchanged north rejected 3 no-key sealbag key revoke north --yes \
		--reason retired --passphrase-file other
	unchanged north rejected 2 usage sealbag key revoke north --yes \
		--reason retired "${pass[@]}" --output pass
	says 'pass is there already'
	accepted sealbag key status north --json
	[ "$(json state)" = valid ]
}

@test 'at a terminal it is asked, and only yes revokes' {
	local command='sealbag key revoke copy --reason retired'
	cp -a south copy
	run bash -c "echo no | script -qec '$command' /dev/null"
	[ "$status" -eq 3 ]
	[[ "$output" == *'This cannot be undone.'*'Type yes: '* ]]
	[[ "$output" == *'interrupted: not confirmed: nothing was changed'* ]]
	accepted sealbag key status copy --json
	[ "$(json state)" = valid ]
	run bash -c "echo yes | script -qec '$command' /dev/null"
	[ "$status" -eq 0 ]
	accepted sealbag key status copy --json
	[ "$(json state)" = revoked ]
}

@test 'P2: a revoked key packs nothing, and still opens what was sealed' {
	cp -a north copy
	accepted sealbag key revoke copy --reason compromised --yes \
		--output revoked.card "${pass[@]}"
	[ "$(stat -c %a revoked.card)" = 600 ]
	[[ "$(last copy)" == *'"act":"key-revoke","outcome":"done"'* ]]
	[[ "$(last copy)" == *'"counts":{"reason_code":2}'* ]]
	accepted sealbag key status copy --json
	[ "$(json state) $(json keys 0 revoked)" = 'revoked true' ]
	# the last checkpoint counts the event too
	accepted sealbag log verify copy --json
	[ "$(json events)" = "$(json signed_to)" ]
	unchanged copy rejected 1 signer-revoked sealbag key revoke copy \
		--reason retired --yes "${pass[@]}"
	unchanged copy rejected 1 signer-revoked sealbag key extend copy \
		--valid 1y "${pass[@]}"
	rejected 1 signer-revoked sealbag pack copy export --to south \
		--purpose p --reference r --output never.sbag "${pass[@]}"
	[ ! -e never.sbag ]
	accepted sealbag receive copy back.sbag "${pass[@]}"
	accepted sealbag verify "$(received copy back.sbag)"
	accepted sealbag log verify copy --json
	[ "$(json signed_to)" -lt "$(json events)" ]
	rejected 1 signer-revoked sealbag log checkpoint copy "${pass[@]}"
	# a backup of it can still be made, and put back
	accepted sealbag key export copy --output revoked.backup "${pass[@]}"
	lose copy
	accepted sealbag key import copy revoked.backup "${pass[@]}"
	accepted sealbag key status copy --json
	[ "$(json state) $(json keys 1 secret)" = 'revoked here' ]
	rm revoked.card revoked.backup
}

@test 'P2: who saw the revoked card refuses bundles of that key' {
	cp -a north copy
	cp -a south there
	accepted sealbag key revoke copy --reason superseded --yes "${pass[@]}"
	accepted sealbag agency card copy --output revoked.card
	accepted sealbag verify first.sbag --store there
	local version roles
	roles=$(sealbag agency list there | awk '$1 == "north" { print $6 }')
	accepted sealbag agency publish there --output was --json
	version=$(json version)
	accepted sealbag agency add there revoked.card --roles witness \
		--fingerprint "$(own_print north)" --json
	[ "$(json pinned) $(json agency)" = 'false north' ]
	[[ "$(json revoked)" == 20* ]]
	[ "$(json directory_version)" -eq $((version + 1)) ]
	[[ "$(last there)" == *'"act":"key-revoked","outcome":"done"'* ]]
	[[ "$(last there)" == *"\"directory_version\":$((version + 1))"* ]]
	# its key has ended, and nothing else is changed
	sealbag agency list there | awk '$1 == "north" { print $4, $6 }' |
		grep -qx "revoked $roles"
	rejected 1 card sealbag agency add there revoked.card \
		--fingerprint "$(own_print north)"
	says 'counts no longer'
	accepted sealbag log verify there
	rm was was.sig
	rejected 1 signer-revoked sealbag receive there first.sbag
	rejected 1 signer-revoked sealbag verify first.sbag --store there
	rejected 1 signer-revoked sealbag verify first.sbag \
		--signer revoked.card
	rejected 1 recipient sealbag pack there export --to north \
		--purpose p --reference r --output never.sbag
	[ ! -e never.sbag ]
	rm revoked.card
}

@test 'an expired key can be revoked' {
	cp -a north copy
	accepted faketime '+4 years' sealbag key revoke copy --reason retired \
		--yes "${pass[@]}"
	accepted sealbag key status copy --json
	[ "$(json state)" = revoked ]
}

# --- a gpg that does not do its part ---

# without WORD sealbag ARGUMENT...: gpg fails where an argument has this word;
# then there is no verdict, nothing is changed, and no event tells of it.
without() {
	local word=$1 gpg sealbag
	shift 2
	gpg=$(command -v gpg)
	sealbag=$(command -v sealbag)
	mkdir -p fake
	printf '%s\n' '#!/bin/sh' \
		"case \" \$* \" in *\"$word\"*) exit 2 ;; esac" \
		"exec $gpg \"\$@\"" >fake/gpg
	chmod +x fake/gpg
	unchanged copy rejected 3 gpg env PATH="$WORLD/fake" "$sealbag" "$@"
}

@test 'P3: with a gpg that fails no key is changed, and no event tells so' {
	cp -a north copy
	without ' --export-secret-keys ' sealbag key export copy \
		--output never.backup "${pass[@]}"
	without ' --import ' sealbag key export copy \
		--output never.backup "${pass[@]}"
	[ ! -e never.backup ]
	without ' --quick-set-expire ' sealbag key extend copy --valid 1y \
		"${pass[@]}"
	without ' --edit-key ' sealbag key revoke copy --reason retired --yes \
		"${pass[@]}" --output never.card
	[ ! -e never.card ]
	accepted sealbag log verify copy --json
	[ "$(json signed_to)" = "$(json events)" ]
	without list- sealbag key status copy
	lose copy
	without ' --import ' sealbag key import copy north.backup "${pass[@]}"
	accepted sealbag key import copy north.backup "${pass[@]}"
	rm -r fake
}

# hanging WORD sealbag ARGUMENT...: there gpg sleeps; it is not waited for.
hanging() {
	local word=$1 gpg sealbag sleep
	shift 2
	gpg=$(command -v gpg)
	sealbag=$(command -v sealbag)
	sleep=$(command -v sleep)
	mkdir -p fake
	printf '%s\n' '#!/bin/sh' \
		"case \" \$* \" in *\"$word\"*) exec $sleep 1000 ;; esac" \
		"exec $gpg \"\$@\"" >fake/gpg
	chmod +x fake/gpg
	SECONDS=0
	unchanged copy rejected 3 gpg env PATH="$WORLD/fake" \
		SEALBAG_HURRY=20 "$sealbag" "$@" || return 1
	[ "$SECONDS" -lt 60 ] || fail "it took $SECONDS s" || return 1
	says 'gpg did not answer within'
}

@test 'P3: a gpg that hangs while it works on a key is not waited for' {
	cp -a south copy
	hanging ' --export-secret-keys ' sealbag key export copy \
		--output never.backup --unprotected
	[ ! -e never.backup ]
	hanging ' --quick-set-expire ' sealbag key extend copy --valid 1y
	hanging ' --edit-key ' sealbag key revoke copy --reason retired --yes
	accepted sealbag key status copy --json
	[ "$(json state)" = valid ]
	hanging ' --quick-gen-key ' sealbag init there --agency there \
		--name T --no-passphrase
	[ ! -e there ]
	rm -r fake
}

# --- the ceremony ---

@test 'the key ceremony of SECURITY.md, command by command' {
	local line n=0
	mkdir ceremony ceremony/media-1 ceremony/media-2 credentials
	cp pass credentials/sealbag-passphrase
	export CREDENTIALS_DIRECTORY=$WORLD/credentials
	cd ceremony || return 1
	while IFS= read -r -u 9 line; do
		n=$((n + 1))
		attempt bash -c "$line" </dev/null
		[ "$status" -eq 0 ] || fail "fails: $line" || return 1
		case $line in
		head*) [ "b2sum ${output%% *}" = "$(tail -n 1 \
			"$(cut -d ' ' -f 4 <<<"$line")")" ] || return 1 ;;
		esac
	done 9< <(sed -n '/^### Key ceremony/,/^## /s/^ *\$ //p' \
		"$TOP/SECURITY.md")
	[ "$n" -eq 28 ]
	[ "$(events store)" = 'init key-export key-export key-offline'\
' key-renew key-new key-listed key-rotate key-export' ]
	cmp <(sed '/^created/d; /^b2sum/d; /^-----B/,/^-----E/d' \
		media-1/northshire.backup) \
		<(sed '/^created/d; /^b2sum/d; /^-----B/,/^-----E/d' \
			media-2/northshire.backup)
	[ ! -e rehearsal ]
	cd .. && rm -r credentials
}

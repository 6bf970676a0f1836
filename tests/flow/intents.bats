#!/usr/bin/env bats
# event.txt, 3.2: a change of the own key that is cut short, by a kill or by a
# ledger that cannot be written, for a moment or for good, is finished or taken
# back by the next command; the keyring, the ledger and the log then agree.

load lib
load faults

# The calls by which the ledger and what belongs to it get on the disk.
ledger_calls=pwrite64,fsync,fdatasync,syncfs,ftruncate64,renameat,rename
ledger_calls+=,unlink,unlinkat

# "peer" keeps its directory and got mine.sbag; "led" imports that of "auth",
# and so does "ready", which made a key that auth lists by now.
setup_file() {
	setup_world
	make_store peer
	make_store north
	pin peer north
	pin north peer
	make_export export --rows 20
	accepted sealbag pack north export --to peer --purpose p \
		--reference r --output mine.sbag
	accepted sealbag key export peer --output peer.backup --unprotected
	make_store auth
	accepted sealbag init led --agency led --name Led --no-passphrase \
		--authority auth.card \
		--authority-fingerprint "$(fingerprint_of auth)"
	accepted sealbag agency card led --output led.card
	pin auth led
	accepted sealbag agency publish auth --output v2
	accepted sealbag agency import led v2
	cp -a peer peer.was
	cp -a led led.was
	cp -a led ready
	accepted sealbag key rotate ready --output next.card --json
	next=$(json fingerprint)
	export next
	accepted sealbag agency add auth next.card --fingerprint "$next" \
		--supersedes "$(one_setting ready fingerprint)"
	accepted sealbag agency publish auth --output v3
	accepted sealbag agency import ready v3
	cp -a ready ready.was
}
setup() { cd "$WORLD" || return 1; }
teardown_file() { teardown_world; }

# again STORE: as it was.
again() {
	rm -rf "$1" told ./*.new ./*.new.sig
	cp -a "$1.was" "$1"
	[ "$lost" = no ] || rm -r "$1/keys/gnupg" "$1/keys/secret.gpg"
}

# one_setting STORE KEY
one_setting() {
	sqlite3 -readonly "$1/ledger.db" \
		"SELECT value FROM setting WHERE key = '$2'"
}

# parts: of the armoured key on standard input, what it is, and until when.
parts() {
	gpg --batch --quiet --with-colons --show-keys 2>/dev/null |
		awk -F: '$1 == "pub" || $1 == "sub" { line = $1 ($2 == "r") $7 }
			$1 == "fpr" { print $10, line }' | sort
}

# as_listed STORE FINGERPRINT: that key in the newest version of the directory.
as_listed() {
	sqlite3 -readonly "$1/ledger.db" \
		'SELECT text FROM directory ORDER BY version DESC LIMIT 1' |
		perl -MJSON::PP -e '
		local $/;
		my $all = decode_json(<STDIN>);
		for my $key (map { @{$_->{keys}} } @{$all->{agencies}}) {
			next if $key->{fingerprint} ne $ARGV[0];
			my $text = $key->{key};
			print ref $text ? join("\n", @$text, "") : $text;
		}' "$2" | parts
}

# as_kept STORE FINGERPRINT: in the keyring.
as_kept() {
	gpg --homedir "$1/keys/gnupg" --batch --quiet --armor --export "$2" \
		2>/dev/null | parts
}

# told STORE ACT OUTCOME: how many events.
told() {
	events "$1" "\"act\":\"$2\",\"outcome\":\"$3\""
}

# agrees STORE: nothing is pending, and what the ledger says of the own key is
# what the keyring has.
agrees() {
	local store=$1 print
	accepted sealbag log verify "$store" || return 1
	[ -z "$(one_setting "$store" key_pending)" ] ||
		fail 'an intent is left' || return 1
	[ -z "$(sqlite3 -readonly "$store/ledger.db" \
		'SELECT * FROM swap')" ] || fail 'a swap is left' || return 1
	[ -z "$(ls -A "$store/quarantine")" ] ||
		fail 'work is left' || return 1
	print=$(one_setting "$store" fingerprint)
	[ "$store" != peer ] || [ "$revoked" = yes ] ||
		[ "$(as_listed "$store" "$print")" = \
			"$(as_kept "$store" "$print")" ] ||
		fail 'the directory has another key than the keyring'
}

# secrets STORE: where the secret parts are.
secrets() {
	accepted sealbag key status "$1" --json >/dev/null || return 1
	grep -o '"secret":"[a-z]*"' <<<"$output" | cut -d '"' -f 4 | xargs
}

# state STORE: the key in force, as it is in the keyring, and where its secret
# parts are.
state() {
	local print
	print=$(one_setting "$1" fingerprint)
	echo "$print" "$(as_kept "$1" "$print")" "$(secrets "$1")"
}

# next_command: one that changes the store, and needs the key. Where the key
# was lost it puts it back, or finds that it is there.
next_command() {
	if [ "$lost" = yes ]; then
		attempt "${command[@]}"
		[ "$status" -eq 0 ] || says_nothing_is_missing
	elif [ "$store" = peer ]; then
		accepted sealbag receive peer mine.sbag
	else
		accepted sealbag log checkpoint "$store" --output head.new
	fi
}

says_nothing_is_missing() {
	[[ "$status ${stderr:-}" == 2*'nothing is missing'* ]] ||
		fail 'the key cannot be put back'
}

# told_right BEFORE: in the log is what became of the key. What an import has
# brought back is told, and what the next one brings.
told_right() {
	local now told failed most=1
	now=$(state "$store")
	told=$(told "$store" "$act" done)
	failed=$(told "$store" "$act" failed)
	[ "$lost" = no ] || most=2
	[ "$told" -le $most ] && [ "$failed" -le 1 ] ||
		fail "told $told and $failed times" || return 1
	if [ "$lost" = yes ]; then
		[ "$told" -ge 1 ] || fail 'not told'
	elif [ "$act" = key-export ]; then
		[ "$now" = "$1" ] || fail 'the key has changed' || return 1
		[ "$told" -eq 0 ] || is_whole back.new
	elif [ "$now" = "$1" ]; then
		[ "$told" -eq 0 ] || fail 'told, and not done'
	else
		[ $((told + failed)) -ge 1 ] || fail 'not told'
	fi
}

# is_whole BACKUP: by the sum in its last line.
is_whole() {
	[ "$(tail -n 1 "$1")" = "b2sum $(head -n -1 "$1" | b2sum |
		cut -d ' ' -f 1)" ] || fail "$1 is not whole"
}

# backup_is_told SAID: there is no other than a whole one, and where the command
# lived to say so none that the log does not know.
backup_is_told() {
	[ -e back.new ] || return 0
	is_whole back.new || return 1
	[ "$how" = KILL ] || [ "$(told "$store" "$act" done)" -eq 1 ] ||
		[[ "$1" == *'back.new is left behind'* ]] ||
		fail 'a backup of which the log knows nothing'
}

# primary_is_kept SAID: what is not in the store is in the file, and there is no
# other, or it is told.
primary_is_kept() {
	[[ "$(secrets "$store")" != *offline* ]] || [ -e primary.new ] ||
		fail 'the primary key is nowhere' || return 1
	[ ! -e primary.new ] || [ "$how" = KILL ] ||
		[ "$(told "$store" "$act" done)" -eq 1 ] ||
		[[ "$1" == *'primary.new is left behind'* ]] ||
		fail 'a backup of nothing'
}

# cut_short AT: at that call; then all agrees, and the act can be done.
cut_short() {
	local before ended said
	again "$store"
	before=$(lost=no state "$store.was")
	shimmed calls "$how" "$1" "${command[@]}"
	ended=$status said=${stderr:-}
	case $ended in
	0 | 3) ;;
	137) [ "$how" = KILL ] || return 1 ;;
	*) fail 'a verdict, or a wrong call' || return 1 ;;
	esac
	next_command && agrees "$store" && told_right "$before" &&
		primary_is_kept "$said" && backup_is_told "$said" || return 1
	[ "$ended" -ne 0 ] || [ "$(told "$store" "$act" done)" -eq 1 ] ||
		fail 'done, and not told' || return 1
	[ "$act" != key-import ] || return 0
	[ "$(told "$store" "$act" done)" -eq 1 ] || once_more
}

once_more() {
	rm -f ./*.new ./*.new.sig
	accepted "${command[@]}" && agrees "$store" &&
		[ "$(told "$store" "$act" done)" -eq 1 ]
}

# each_cut COUNT STORE ACT COMMAND...: at COUNT calls of the ledger it is
# killed, one call fails, all calls fail from then on.
each_cut() {
	local at how moments wrong=0 count=$1 store=$2 act=$3 command
	shift 3
	command=(sealbag "$@")
	export SHIM_CALLS=$ledger_calls
	lost=${lost:-no} revoked=${revoked:-no}
	again "$store"
	moments calls "$count" "${command[@]}"
	for how in KILL EIO ENOSPC; do
		unset SHIM_STAYS
		[ "$how" != ENOSPC ] || export SHIM_STAYS=yes
		for at in "${moments[@]}"; do
			cut_short "$at" && continue
			echo "$how at call $at: $(cat told)" >&2
			wrong=$((wrong + 1))
		done
	done
	[ "$wrong" -eq 0 ]
}

@test 'P3: key rotate that is cut short' {
	each_cut 3 peer key-rotate key rotate peer --output card.new
}

@test 'P3: key rotate, where the directory is imported, that is cut short' {
	each_cut 1 led key-new key rotate led --output card.new
}

@test 'P3: key new that is cut short' {
	each_cut 2 peer key-renew key new peer --backup primary.new \
		--unprotected
}

@test 'P3: key new, where the directory is imported, that is cut short' {
	each_cut 1 led key-renew key new led
}

@test 'P3: key offline that is cut short' {
	each_cut 2 peer key-offline key offline peer --output primary.new \
		--unprotected
}

@test 'P3: key extend that is cut short' {
	each_cut 2 peer key-extend key extend peer --valid 9y
}

@test 'P3: key revoke that is cut short' {
	revoked=yes each_cut 2 peer key-revoke key revoke peer \
		--reason retired --yes
}

@test 'P3: key import that is cut short' {
	lost=yes each_cut 2 peer key-import key import peer peer.backup
}

@test 'P3: key use that is cut short' {
	each_cut 1 ready key-rotate key use ready "$next"
}

@test 'P3: key export that is cut short, or has no room' {
	each_cut 1 led key-export key export led --output back.new \
		--unprotected
	ledger_calls=write,create,linkat
	each_cut 2 led key-export key export led --output back.new \
		--unprotected
}

#!/usr/bin/env bats
# P3: where gpg or the disk does not do its part there is no verdict: status 3,
# never 1.

load lib
load bad

setup_file() {
	setup_bad
	forge sound north south b.sbag
	mkdir fake
	sound=$(state_of south)
	export sound
	sealbag=$(command -v sealbag)
	export sealbag
	gpg=$(command -v gpg)
	export gpg
}
setup() { cd "$WORLD" || return 1; }
teardown_file() { teardown_world; }

# fake LINE...: what PATH has for gpg is this script, and nothing else is there.
fake() {
	printf '%s\n' '#!/bin/sh' "$@" >fake/gpg
	chmod +x fake/gpg
}

# but_for WORD LINE...: it does gpg's work, unless an argument has this word.
but_for() {
	local word=$1
	shift
	fake "case \" \$* \" in *\"$word\"*)" "$@" ';; esac' \
		"exec $gpg \"\$@\""
}

# no_verdict COMMAND...: it fails for gpg's sake, and nothing is changed.
no_verdict() {
	rejected 3 gpg env PATH="$WORLD/fake" "$sealbag" "$@" || return 1
	silent
	nowhere "$plate"
	[ "$(state_of south)" = "$sound" ] || fail 'the store has changed'
	[ -z "$(ls -A south/quarantine)" ] || fail 'something is left'
}

# neither_way: it is neither received nor verified.
neither_way() {
	no_verdict receive south b.sbag &&
		no_verdict verify b.sbag --store south
}

@test 'P3: no gpg' {
	rm -f fake/gpg
	neither_way
	no_verdict verify b.sbag --signer north.card
	says 'gpg is not installed or does not run'
}

@test 'P3: a gpg that does not run, or is another program' {
	local line
	for line in 'exit 2' 'exit 0' 'kill -9 $$' 'echo garbage' \
		'head -c 100000 /dev/urandom' \
		'echo "[GNUPG:] GOODSIG"; echo "[GNUPG:] VALIDSIG" >&2'; do
		fake "$line"
		neither_way
		says 'gpg is not installed or does not run'
	done
	no_verdict verify b.sbag --signer north.card
	echo x >fake/gpg
	neither_way
}

@test 'P3: a gpg that is too old' {
	fake 'echo "gpg (GnuPG) 1.4.23"'
	neither_way
	says 'gpg is version 1.4.23: at least'
}

# Whom a store trusts is signed: where gpg cannot check that, nothing may rest
# on it; the log tells of the attempt.

@test 'P3: a gpg that can only tell its version' {
	fake "case \" \$* \" in *' --version '*) exec $gpg \"\$@\";; esac" \
		'exit 2'
	neither_way
	no_verdict verify b.sbag --signer north.card
	no_verdict receive south b.sbag
	told south receive failed gpg
}

@test 'P3: a gpg that does not verify' {
	local line
	for line in 'exit 0' 'exit 1' 'exit 2' 'kill -9 $$'; do
		but_for ' --verify ' "$line"
		neither_way
		says 'gpg gave no verdict on the signature'
		no_verdict verify b.sbag --signer north.card
		no_verdict receive south b.sbag
		told south receive failed gpg
		no_verdict log verify south
		no_verdict pack north b.sbag --to south --purpose x \
			--reference x --output never.sbag
		[ ! -e never.sbag ]
	done
}

@test 'P3: a gpg that does not decrypt' {
	local line
	for line in 'exit 0' 'exit 1' 'exit 2' 'kill -9 $$'; do
		but_for ' --decrypt ' "$line"
		neither_way
		says 'contents.gpg: gpg ended without a verdict'
		no_verdict receive south b.sbag
		told south receive failed gpg
	done
}

@test 'P3: a gpg that ends in the midst of a message' {
	but_for ' --decrypt ' \
		'while [ "$#" -gt 0 ]; do' \
		'[ "$1" != --status-fd ] || fd=$2' \
		'shift; done' \
		'eval "exec >&$fd"' \
		'echo "[GNUPG:] BEGIN_DECRYPTION"' \
		'echo "[GNUPG:] DECRYPTION_INFO 2 9 0"' \
		'echo "[GNUPG:] PLAINTEXT 62 0 "' \
		'kill -9 $$'
	neither_way
	no_verdict receive south b.sbag
	told south receive failed gpg
}

@test 'P3: a gpg that decrypts the contents, and no segment' {
	but_for ' --decrypt ' "if [ -e $WORLD/was ]; then exit 2; fi" \
		": >$WORLD/was"
	rm -f was
	no_verdict verify b.sbag --store south
	says 'segment 0: gpg ended without a verdict'
	rm was
	no_verdict receive south b.sbag
	says 'segment 0: gpg ended without a verdict'
	told south receive failed gpg
}

@test 'P3: a gpg that does not list keys' {
	but_for 'list-' 'exit 2'
	neither_way
	no_verdict receive south b.sbag
	told south receive failed gpg
}

@test 'P3: with a gpg that fails nothing is packed' {
	local word
	mkdir export
	echo "a note on $plate" >export/note.txt
	for word in ' --encrypt ' ' --symmetric ' sign list-; do
		but_for "$word" 'exit 2'
		rejected 3 gpg env PATH="$WORLD/fake" "$sealbag" pack north \
			export --to south --purpose x --reference x \
			--output never.sbag || fail "without $word"
		told north pack failed gpg
		[ -z "$(ls -A | grep never)" ]
	done
	rm -r export
	nowhere "$plate"
}

@test 'P3: a keyring that is gone, or is none' {
	local how
	for how in 'rm' 'truncate -s 200' 'truncate -s 0' 'cp b.sbag'; do
		cp -a south broken
		# how it is broken is a command and its arguments
		# shellcheck disable=SC2086
		$how broken/keys/gnupg/pubring.kbx
		rejected 3 gpg sealbag receive broken b.sbag
		says 'the directory: gpg does not find'
		told broken receive failed gpg
		rejected 3 gpg sealbag verify b.sbag --store broken
		rejected 3 gpg sealbag log verify broken
		says 'own key'
		rejected 3 gpg sealbag pack broken b.sbag --to north \
			--purpose x --reference x --output never.sbag
		rejected 3 gpg sealbag agency card broken
		[ ! -e never.sbag ]
		nowhere "$plate"
		gpgconf --homedir broken/keys/gnupg --kill all
		rm -rf broken
	done
}

@test 'P3: a gpg that does not import is no fault of a card' {
	local word
	cp -a south broken
	accepted sealbag agency unpin broken north
	for word in ' --dry-run ' ' --import '; do
		but_for "$word" 'exit 2'
		no_verdict verify b.sbag --signer north.card
		no_verdict agency add broken north.card \
			--fingerprint "$(fingerprint_of north)"
		says 'gpg ended while it'
	done
	# the first time the key is only looked at
	but_for ' --import ' 'case " $* " in *" --dry-run "*) ;; *) exit 2' \
		';; esac'
	no_verdict verify b.sbag --signer north.card
	says 'gpg ended while it imported the key'
	rm -rf broken
}

@test 'P3: a secret key that is gone' {
	cp -a south broken
	gpgconf --homedir broken/keys/gnupg --kill all
	rm broken/keys/gnupg/private-keys-v1.d/*
	rejected 3 no-key sealbag receive broken b.sbag
	told broken receive failed no-key
	nowhere "$plate"
	rm -rf broken
}

# unwritable PATH REASON SENTENCE: south cannot be written there.
unwritable() {
	local before
	cp -a south locked
	before=$(state_of locked)
	chmod a-w "locked/$1"
	rejected 3 "$2" bound "$sealbag" receive locked b.sbag
	says "$3"
	silent
	chmod u+w "locked/$1"
	[ "$(state_of locked)" = "$before" ]
	[ -z "$(ls -A locked/quarantine)" ]
	nowhere "$plate"
	accepted sealbag log verify locked
}

@test 'P1: a store of which a part cannot be written is left as it was' {
	local folder
	for folder in received proof quarantine; do
		unwritable "$folder" system 'Permission denied'
		told locked receive failed system
		gpgconf --homedir locked/keys/gnupg --kill all
		rm -rf locked
	done
	for folder in ledger.db; do
		unwritable "$folder" system 'cannot be written'
		rm -rf locked
	done
	unwritable keys/gnupg store 'wants 0700'
	rm -rf locked
}

@test 'P1: a store that cannot be written at all is left as it was' {
	local before
	cp -a south locked
	before=$(state_of locked)
	chmod -R a-w locked
	rejected 3 system bound "$sealbag" receive locked b.sbag
	silent
	# verify writes nothing, but gpg wants a lock in its home
	attempt bound "$sealbag" verify b.sbag --store locked --json
	[ "$status" -ne 1 ]
	chmod -R u+w locked
	[ "$(state_of locked)" = "$before" ]
	nowhere "$plate"
	rm -rf locked
}

@test 'P3: a bundle that cannot be read' {
	cp b.sbag closed.sbag
	chmod 0 closed.sbag
	rejected 3 system bound "$sealbag" receive south closed.sbag
	says 'closed.sbag: Permission denied'
	told south receive failed system
	rejected 3 system bound "$sealbag" verify closed.sbag --store south
	rm -f closed.sbag
}

@test 'and with gpg as it is the bundle is received' {
	sound b.sbag
}

#!/usr/bin/env bats
# P3: a gpg or an agent that hangs does not hang the command: no verdict, status
# 3, nothing on disk, no process.

load lib
load bad

setup_file() {
	setup_bad
	forge sound north south b.sbag
	mkdir fake export
	echo "a note on $plate" >export/note.txt
	head -c 3000000 /dev/urandom >export/noise
	sound=$(state_of south)
	sealbag=$(command -v sealbag)
	gpg=$(command -v gpg)
	sleep=$(command -v sleep)
	export sound sealbag gpg sleep
}
setup() {
	cd "$WORLD" || return 1
	end_agents
}
teardown_file() { teardown_world; }

# hangs_at WORD LINE...: what PATH has for gpg does gpg's work, but where an
# argument has this word it does these lines and then sleeps.
hangs_at() {
	local word=$1
	shift
	rm -f fake/*
	printf '%s\n' '#!/bin/sh' "case \" \$* \" in *\"$word\"*)" "$@" \
		"$sleep 1000 & $sleep 1000 ;; esac" "exec $gpg \"\$@\"" \
		>fake/gpg
	chmod +x fake/gpg
}

# gives_up COMMAND...: it ends for gpg's sake, long before the sleep does.
# Limits are 2 and 4 seconds long.
gives_up() {
	SECONDS=0
	rejected 3 gpg env PATH="$WORLD/fake" SEALBAG_HURRY=30 \
		"$sealbag" "$@" || return 1
	[ "$SECONDS" -lt 30 ] || fail "it took $SECONDS s" || return 1
	says 'gpg did not answer within' && silent && nothing_runs &&
		nowhere "$plate" north && nowhere "$plate" south || return 1
	[ -z "$(ls -A south/quarantine)" ] || fail 'something is left'
	[ "$(state_of south)" = "$sound" ] || fail 'the store has changed'
}

not_packed() {
	gives_up pack north export --to south --purpose x --reference x \
		--output never.sbag &&
		told north pack failed gpg || return 1
	[ -z "$(ls -A | grep never)" ] || fail 'something is left of a bundle'
}

@test 'P3: gpg hangs when it is asked for its version' {
	hangs_at ' --version '
	gives_up receive south b.sbag
	gives_up verify b.sbag --store south
	gives_up verify b.sbag --signer north.card
	gives_up selftest
}

@test 'P3: gpgconf hangs' {
	hangs_at ' nothing '
	printf '#!/bin/sh\n%s 1000\n' "$sleep" >fake/gpgconf
	chmod +x fake/gpgconf
	gives_up receive south b.sbag
	rm fake/gpgconf
}

@test 'P3: gpg hangs when it lists keys' {
	hangs_at 'list-'
	gives_up receive south b.sbag
	not_packed
}

@test 'P3: gpg hangs when it verifies' {
	hangs_at ' --verify '
	gives_up receive south b.sbag
	told south receive failed gpg
	gives_up verify b.sbag --store south
	gives_up verify b.sbag --signer north.card
}

@test 'P3: gpg hangs before it decrypts' {
	hangs_at ' --decrypt '
	gives_up receive south b.sbag
	told south receive failed gpg
	gives_up verify b.sbag --store south
}

@test 'P3: gpg hangs after the first bytes of the plaintext' {
	hangs_at ' --decrypt ' "$gpg \"\$@\" | dd bs=100 count=1 2>/dev/null"
	gives_up receive south b.sbag
	told south receive failed gpg
}

@test 'P3: gpg hangs after all of the plaintext' {
	hangs_at ' --decrypt ' "$gpg \"\$@\""
	gives_up receive south b.sbag
	told south receive failed gpg
}

@test 'P3: gpg hangs with the contents open, at a segment' {
	hangs_at ' --decrypt ' "if [ ! -e $WORLD/was ]; then : >$WORLD/was" \
		"exec $gpg \"\$@\"; fi"
	gives_up receive south b.sbag
	told south receive failed gpg
	rm was
}

@test 'P3: gpg hangs when it encrypts or signs' {
	local word
	for word in ' --symmetric ' ' --encrypt ' ' --sign '; do
		hangs_at "$word"
		not_packed || fail "at $word"
	done
}

@test 'P3: gpg hangs when it takes, makes or gives a key' {
	hangs_at ' --import '
	gives_up verify b.sbag --signer north.card
	hangs_at ' --dry-run '
	gives_up verify b.sbag --signer north.card
	hangs_at ' --quick-gen'
	gives_up init more --agency more --name More --no-passphrase
	[ ! -e more ] || [ -z "$(ls -A more)" ] || fail 'a store is left'
	hangs_at ' --export '
	gives_up agency card south --output more.card
	[ ! -e more.card ] || fail 'a card is left'
}

@test 'P3: gpg hangs after the first bytes of a segment' {
	hangs_at ' --symmetric ' "$gpg \"\$@\" | dd bs=100 count=1 2>/dev/null"
	not_packed
}

@test 'P3: the agent hangs' {
	# it answers the first time, and then not even to the order to end
	local ask="gpg-connect-agent --homedir $WORLD/north/keys/gnupg"
	ask="$ask --no-autostart 'getinfo pid' /bye | sed -n 's/^D //p'"
	printf '%s\n' '#!/bin/sh' "$gpg \"\$@\"" 'rc=$?' \
		'case " $* " in *" --sign "*)' "PATH=$PATH" \
		"kill -STOP \$($ask)" ';; esac' 'exit $rc' >fake/gpg
	chmod +x fake/gpg
	attempt env PATH="$WORLD/fake" SEALBAG_HURRY=30 "$sealbag" pack north \
		export --to south --purpose x --reference x --output x.sbag
	nothing_runs
	[ "$status" -eq 3 ] || fail 'wanted no verdict'
	rm -f x.sbag
}

# told_to_stop COMMAND...: it hangs, with limits as they are, and a signal ends
# it long before one of them.
told_to_stop() {
	local process
	SECONDS=0
	env PATH="$WORLD/fake" "$sealbag" "$@" >said 2>&1 &
	process=$!
	for _ in {1..100}; do
		[ ! -e hangs ] || break
		sleep 0.1
	done
	[ -e hangs ] || fail 'it does not hang' || return 1
	kill -TERM $process
	status=0
	wait $process || status=$?
	rm hangs
	[ "$status" -eq 3 ] || fail "status $status: $(cat said)" || return 1
	grep -q interrupted said || fail "$(cat said)" || return 1
	[ "$SECONDS" -lt 40 ] || fail "it took $SECONDS s" || return 1
	nothing_runs
}

@test 'P3: a gpg that hangs is not waited for when a signal comes' {
	hangs_at ' --decrypt ' ": >$WORLD/hangs"
	told_to_stop receive south b.sbag
	told south receive failed interrupted
	[ -z "$(ls -A south/quarantine)" ] || fail 'something is left'
	hangs_at ' --verify ' ": >$WORLD/hangs"
	told_to_stop verify b.sbag --signer north.card
}

@test 'and with gpg as it is the bundle is received' {
	sound b.sbag
	nothing_runs
}

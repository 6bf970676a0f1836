#!/usr/bin/env bats
# P12, P2: gpg works in a home of its own; what a user, an environment or an
# old file says to it changes nothing, and nothing of it stays.

load lib
load bad

setup_file() {
	setup_bad
	bundle b.sbag south
}
setup() {
	cd "$WORLD" || return 1
	rm -rf "$HOME/.gnupg" evil packed.sbag
	mkdir -p export
	echo "a note on $plate" >export/note.txt
	end_agents
}
teardown_file() { teardown_world; }

# hostile_home FOLDER: a GnuPG home in which every program fails, or does what
# it should not.
hostile_home() {
	local name
	mkdir -m 700 -p "$1"
	printf '%s\n' 'keyserver hkp://keys.example' 'auto-key-retrieve' \
		"encrypt-to $(fingerprint_of west)" 'trust-model always' \
		"log-file $WORLD/evil.log" >"$1/gpg.conf"
	for name in gpg.conf-2 common.conf gpg-agent.conf gpgsm.conf \
		dirmngr.conf scdaemon.conf gpgconf.conf; do
		echo 'no-such-option' >"$1/$name"
	done
}

# hostile COMMAND...: with everything that could lead gpg astray.
hostile() {
	env GNUPGHOME="$WORLD/evil" GPG_AGENT_INFO=/tmp/none:1:1 \
		GPG_TTY=/dev/tty \
		DISPLAY=:9 PINENTRY_USER_DATA=x LANGUAGE=de LC_ALL=de_DE.UTF-8 \
		GPGME_DEBUG="9:$WORLD/evil.log" ASSUAN_DEBUG=all \
		GPGRT_TRACE_FILE="$WORLD/evil.log" \
		http_proxy=x https_proxy=x \
		GNUPG_BUILD_ROOT="$WORLD/evil" "$@"
}

# watched FILE COMMAND...: which files it and all that it starts look at.
watched() {
	local trace=$1
	shift
	straced -f -qq -o "$trace" -e trace=%file,%network,execve "$@"
}

@test 'P12: a hostile configuration and environment change nothing' {
	hostile_home "$HOME/.gnupg"
	hostile_home evil
	rm -rf twin
	cp -a south twin
	accepted hostile sealbag verify b.sbag --signer north.card
	accepted hostile sealbag verify b.sbag --store twin
	accepted hostile sealbag receive twin b.sbag
	accepted hostile sealbag pack north export --to south --purpose x \
		--reference x --output packed.sbag
	# to the recipient and the sender, and to nobody else
	take_apart packed.sbag parts
	[ "$(gpg_of west --list-packets parts/contents.gpg 2>/dev/null |
		grep -c '^:pubkey enc packet')" = 2 ]
	accepted sealbag receive twin packed.sbag
	accepted hostile sealbag init fresh --agency fresh --name Fresh \
		--no-passphrase
	accepted hostile sealbag selftest
	end_agents
	[ ! -e evil.log ] || fail 'something was written down'
	nothing_runs
	rm -rf parts fresh
}

@test 'P12: no file of the user is looked at, and no network' {
	strace -qq -o /dev/null true 2>/dev/null ||
		skip 'processes cannot be traced here'
	hostile_home "$HOME/.gnupg"
	rm -rf twin trace
	cp -a south twin
	accepted watched trace sealbag pack north export --to south \
		--purpose x --reference x --output packed.sbag
	accepted watched trace-2 sealbag receive twin packed.sbag
	cat trace-2 >>trace
	accepted watched trace-2 sealbag verify b.sbag --signer north.card
	cat trace-2 >>trace
	grep -q 'execve.*gpg' trace || fail 'nothing was traced'
	attempt grep -F "$HOME/" trace
	[ "$status" -eq 1 ] || fail 'something of the user is looked at'
	attempt grep -E 'AF_INET|AF_NETLINK' trace
	[ "$status" -eq 1 ] || fail 'a network is looked for'
	attempt grep -E \
		'execve.."[^"]*/(dirmngr|keyboxd|scdaemon|pinentry)' trace
	[ "$status" -eq 1 ] || fail 'something else is started'
	rm -rf trace trace-2
}

@test 'P12: configuration that is put into a store has no effect' {
	rm -rf twin
	cp -a south twin
	hostile_home twin/keys/gnupg
	accepted sealbag receive twin b.sbag
	attempt ls twin/keys/gnupg
	[[ "$output" != *conf-2* && "$output" != *common.conf* ]] ||
		fail 'it is still there'
	cmp twin/keys/gnupg/gpg.conf south/keys/gnupg/gpg.conf
	[ ! -e evil.log ]
}

@test 'P3: no agent stays behind, whatever a command comes to' {
	rm -rf twin
	cp -a south twin
	accepted sealbag receive twin b.sbag
	[ -z "$(left_of_gpg)" ] || fail "left: $(left_of_gpg)"
	rejected 1 replayed sealbag receive twin b.sbag
	[ -z "$(left_of_gpg)" ] || fail "left: $(left_of_gpg)"
	accepted sealbag verify b.sbag --store south
	accepted sealbag list south
	accepted sealbag log checkpoint south
	rejected 1 signer-unknown sealbag receive west b.sbag
	rejected 1 not-a-bundle sealbag receive west north.card
	accepted sealbag init more --agency more --name More --no-passphrase
	accepted sealbag selftest
	[ -z "$(left_of_gpg)" ] || fail "left: $(left_of_gpg)"
	rm -rf more
}

@test 'P3: nor when a command is told to stop' {
	local pid i
	rm -rf big
	mkdir big
	head -c 300000000 /dev/zero >big/zeros
	for i in 0.1 0.3 0.6; do
		sealbag pack north big --to south --purpose x --reference x \
			--output stopped.sbag 3>&- &
		pid=$!
		sleep "$i"
		kill -TERM "$pid"
		wait "$pid" || :
		nothing_runs
		rm -f stopped.sbag
	done
	rm -rf big
}

# hidden STORE: the contents of b.sbag, encrypted to it without saying so.
hidden() {
	rm -rf parts
	take_apart b.sbag parts
	gpg_of south --decrypt parts/contents.gpg >contents
	gpg_of "$1" --cipher-algo AES256 --compress-algo none --throw-keyids \
		--recipient "$(fingerprint_of "$1")" \
		--recipient "$(fingerprint_of north)" \
		--output - --encrypt <contents >parts/contents.gpg
	rm contents
	gpg_of "$1" --list-packets parts/contents.gpg 2>/dev/null |
		grep -q 'keyid 0000000000000000'
	measure parts
	sign north parts
	frame parts hidden.sbag
	rm -rf parts
}

@test 'P2: contents that do not say whose key opens them are opened' {
	rm -rf twin
	cp -a south twin
	gpg_of south --import <(gpg_of north --export)
	hidden south
	accepted sealbag verify hidden.sbag --store twin --json
	[ "$(json checked)" = everything ]
	accepted sealbag receive twin hidden.sbag
	rm -rf twin hidden.sbag
}

@test 'pack and forward hide in the contents whose keys open them' {
	rm -rf twin parts
	cp -a south twin
	accepted sealbag pack north export --to south --purpose x \
		--reference x --output hidden.sbag --hidden --json
	[ "$(json hidden)" = true ]
	take_apart hidden.sbag parts
	[ "$(readers_of south)" = '0000000000000000 0000000000000000' ]
	accepted sealbag verify hidden.sbag --store twin --json
	[ "$(json checked)" = everything ]
	accepted sealbag receive twin hidden.sbag
	accepted sealbag verify hidden.sbag --store north
	pin twin west
	accepted sealbag forward twin b.sbag --to west --hidden --json \
		--output on.sbag
	[ "$(json hidden)" = true ]
	rm -r parts
	take_apart on.sbag parts
	[ "$(readers_of south)" = '0000000000000000 0000000000000000' ]
	rm -rf twin parts hidden.sbag on.sbag
}

# readers_of STORE: the key ids in parts/contents.gpg, which it can open.
readers_of() {
	gpg_of "$1" --list-packets parts/contents.gpg 2>/dev/null |
		sed -n 's/^:pubkey enc packet:.* keyid //p' | xargs
}

@test 'P2: and refused where no key here is the one' {
	# addressed to south, sealed for west
	gpg_of west --import <(gpg_of north --export)
	hidden west
	rejected 3 no-key sealbag receive south hidden.sbag
	says 'contents.gpg: none of the secret keys here opens the message'
	silent
	rm -f hidden.sbag
}

@test 'reports say which GnuPG did the work' {
	local version
	version=$(gpg --version | sed -n '1s/.* //p')
	accepted sealbag selftest
	prints "$version"
	accepted sealbag verify b.sbag --signer north.card --json
	[ "$(json gpg)" = "$version" ]
	[[ "$(json gpgme)" =~ ^1\.[0-9]+\.[0-9]+|^2\. ]]
}

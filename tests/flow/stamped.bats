#!/usr/bin/env bats
# P2: a timestamp token shows since when a bundle was sealed, whatever became
# of the key since, and however late it comes. Days are counted from today.

load lib
load bad
load clock
load stamps

# north seals on day -20, and the authority "good" stamps that on day -19
# ("soon"), and on day -5 ("late"); "other" does on day -19 too. South knows
# both agencies since day -30, trusts "good", and has received nothing. Only
# what becomes of the key of north, on day -10, differs.
setup_file() {
	setup_world
	clock='-40 days'
	at_clock authority good
	at_clock authority other
	clock='-30 days'
	make_agencies
	trust_stamps south good
	clock='-20 days'
	bundle early.sbag south
	take_apart early.sbag early
	clock='-19 days'
	token good early/seal.json.sig soon
	token other early/seal.json.sig other.tsr
	clock='-5 days'
	token good early/seal.json.sig late
	cp -a south fresh
}
# What shows when it was signed.
shown_by=timestamp

setup() {
	cd "$WORLD" || return 1
	rm -rf south
	cp -a fresh south
	north=$(fingerprint_of north)
	clock='+0 days'
}
teardown() { gpgconf --homedir south/keys/gnupg --kill all; }
teardown_file() { teardown_world; }

# at_clock COMMAND...: what it calls openssl for is done with that clock.
at_clock() {
	openssl() { faketime "$clock" "$(type -P openssl)" "$@"; }
	"$@"
	unset -f openssl
}

# token AUTHORITY FILE TOKEN: over a file, by that clock, asked for elsewhere.
token() {
	openssl ts -query -data "$2" -sha256 -cert -out query 2>/dev/null
	at_clock stamped "$1" query "$3"
	rm query
}

# ends HOW N [STORE]: it learns on day -4 what became of that key on day N.
ends() {
	local clock='-4 days'
	accepted sealbag agency key "${3:-south}" "$north" "--$1" "$(day "$2")"
}

# helps NOTE: with the early token it counts, with the late one and without
# any it does not, as "$reason" says; once received with it, it stays good.
helps() {
	rejected 1 "$reason" sealbag verify early.sbag --store south || return 1
	rejected 1 "$reason" sealbag verify early.sbag --store south \
		--timestamp late || return 1
	accepted sealbag verify early.sbag --store south --timestamp late \
		--timestamp soon --json && on_day -19 || return 1
	[ "$(json verdict) $(json notes)" = "VERIFIED $1" ] ||
		fail "not with the note $1" || return 1
	receiver=south not_received "$reason" '' early.sbag || return 1
	accepted sealbag receive south early.sbag --timestamp soon --json &&
		on_day -19 || return 1
	[ "$(json timestamps)" = 1 ] || fail 'not kept' || return 1
	accepted sealbag verify "$(received south)" --json && on_day -19 ||
		return 1
	[ "$(json notes)" = "$1" ] || fail "not with the note $1" || return 1
	accepted sealbag verify early.sbag --store south --json && on_day -19
}

@test 'P2: revoked since it was stamped' {
	ends revoked -10
	reason=signer-revoked
	helps revoked-since
	# the log tells of both, and of the token's time
	accepted sealbag log show south --json
	[ "$(json events -2 act) $(json events -1 act)" = \
		'receive timestamp-attach' ]
	accepted sealbag timestamp list south --json
	[ "$(json timestamps 0 state)" = good ]
	[ "$(json timestamps 0 requested)" = false ]
	accepted sealbag log verify south
}

@test 'P2: in other hands since it was stamped' {
	ends compromised -10
	reason=signer-compromised
	helps compromised-since
	# without its authority the token counts for nothing
	accepted sealbag timestamp unpin south "$(print_of good/root.pem)"
	rejected 1 signer-compromised sealbag verify "$(received south)"
	# and it was in other hands before
	trust_stamps south good
	accepted sealbag verify "$(received south)"
	ends compromised -20
	rejected 1 signer-compromised sealbag verify "$(received south)"
}

@test 'P2: expired since it was stamped, by the directory' {
	directory_edit south "/\"fingerprint\": \"$north\"/,/\"key\":/ {
		s/\"valid_until\": \"[^\"]*\"/\"valid_until\": \"$(day -10)\"/
	}"
	reason=signer-expired
	helps expired-since
}

@test 'P2: expired since it was stamped, by the key itself' {
	# three years from day -30
	clock='+1200 days'
	rejected 1 signer-expired sealbag verify early.sbag --store south
	accepted sealbag verify early.sbag --store south --timestamp late --json
	on_day -5
	[ "$(json notes)" = expired-since ]
	# whoever has nothing but a card and the certificate of the authority
	accepted sealbag agency card north --output then.card
	rejected 1 signer-expired sealbag verify early.sbag --signer then.card
	rejected 1 timestamp-authority sealbag verify early.sbag \
		--signer then.card --timestamp soon
	accepted sealbag verify early.sbag --signer then.card --timestamp soon \
		--authority good/root.pem --json
	on_day -19
	[ "$(json notes)" = expired-since ]
}

@test 'P2: superseded: a token does not undo what the signature claims' {
	ends superseded -21
	rejected 1 signer-superseded sealbag verify early.sbag --store south \
		--timestamp soon
	ends superseded -22
	rejected 1 signer-superseded sealbag receive south early.sbag \
		--timestamp soon
}

@test 'P2: superseded since it was stamped' {
	ends superseded -10
	accepted sealbag verify early.sbag --store south --timestamp soon --json
	on_day -19
	[ "$(json notes)" = superseded-since ]
}

@test 'P2: dated in time to come, though it was stamped' {
	clock='-21 days'
	rejected 1 future sealbag verify early.sbag --store south \
		--timestamp soon
}

@test 'P2: dated back to before the key was valid, and stamped' {
	directory_edit south "/\"fingerprint\": \"$north\"/,/\"key\":/ {
		s/\"valid_from\": \"[^\"]*\"/\"valid_from\": \"$(day -15)\"/
	}"
	rejected 1 signer-back-dated sealbag verify early.sbag --store south \
		--timestamp soon
}

@test 'P2: a clock that was ahead when it sealed is told, and no harm' {
	clock='-20 days'
	bundle ahead.sbag south
	take_apart ahead.sbag ahead
	clock='-21 days'
	token good ahead/seal.json.sig before
	clock='+0 days'
	accepted sealbag receive south ahead.sbag --timestamp before --json
	on_day -21
	accepted sealbag timestamp list south --json
	[ "$(json timestamps 0 clock_ahead)" -gt 86000 ]
	rm -r ahead ahead.sbag before
}

@test 'P2: a token does not tell who may: pinned and roles are those of now' {
	accepted sealbag agency add south north.card --roles receive \
		--fingerprint "$north"
	rejected 1 signer-role sealbag verify early.sbag --store south \
		--timestamp soon
	accepted sealbag agency unpin south north
	rejected 1 signer-not-pinned sealbag verify early.sbag --store south \
		--timestamp soon
}

@test 'P2: pinned after it was stamped, it counts' {
	accepted sealbag agency unpin south north
	accepted sealbag agency add south north.card --fingerprint "$north"
	accepted sealbag verify early.sbag --store south --timestamp soon --json
	on_day -19
}

@test 'P2: a revocation in the keyring counts by the time of the directory' {
	sed 's/^:-----/-----/' north/keys/gnupg/openpgp-revocs.d/*.rev |
		gpg_of south --import
	rejected 1 signer-revoked sealbag verify early.sbag --store south \
		--timestamp soon
	ends revoked -10
	reason=signer-revoked
	helps revoked-since
}

@test 'P2: of a key that was revoked, a subkey signed' {
	local clock='-29 days'
	rm -rf parted
	cp -a north parted
	accepted sealbag key new parted --output parted.card
	accepted sealbag agency add south parted.card --fingerprint "$north"
	clock='-20 days'
	bundle parted.sbag south parted
	take_apart parted.sbag work
	clock='-19 days'
	token good work/seal.json.sig parted.tsr
	cp -a parted half
	clock='-10 days'
	accepted sealbag key revoke parted --reason retired --yes
	accepted sealbag agency card parted --output revoked.card
	accepted sealbag agency add south revoked.card --fingerprint "$north"
	clock='+0 days'
	rejected 1 signer-revoked sealbag verify parted.sbag --store south
	accepted sealbag verify parted.sbag --store south \
		--timestamp parted.tsr --json
	on_day -19
	[ "$(json notes)" = revoked-since ]
	# one that was revoked by itself, at whatever time, is another matter
	printf '%s\n' 'key 3' revkey y 0 '' y save |
		gpg_of half --no-batch --no-tty --pinentry-mode loopback \
			--passphrase '' --command-fd 0 --edit-key "$north"
	gpg_of half --export "$north" | gpg_of south --import
	rejected 1 signer-revoked sealbag verify parted.sbag --store south \
		--timestamp parted.tsr
	end_agents
	rm -rf parted half parted.* revoked.card work
}

@test 'P2: tokens that are none of it are refused, and leave nothing' {
	take_apart early.sbag work
	clock='-19 days'
	token good work/seal.json wrong
	rm -r work
	clock='+0 days'
	local file reason
	: >empty
	head -c 70000 /dev/zero >long
	for file in wrong:timestamp other.tsr:timestamp-authority \
		early.sbag:timestamp empty:timestamp long:limit; do
		reason=${file#*:}
		file=${file%:*}
		rejected 1 "$reason" sealbag verify early.sbag --store south \
			--timestamp soon --timestamp "$file"
		says "$file"
		rejected 1 "$reason" sealbag receive south early.sbag \
			--timestamp "$file"
		told south receive rejected "$reason"
		[ -z "$(ls south/received south/quarantine | grep -v :)" ]
	done
	accepted sealbag timestamp list south --json
	! json timestamps 0 || fail 'one was kept'
}

@test 'P2: a token that comes later is attached' {
	local clock='-8 days'
	accepted sealbag receive south early.sbag
	clock='+0 days'
	ends compromised -10
	rejected 1 signer-compromised sealbag verify "$(received south)"
	rejected 1 timestamp-request sealbag timestamp attach south soon
	rejected 1 timestamp-authority sealbag timestamp attach south \
		other.tsr --bundle early.sbag
	told south timestamp-attach rejected timestamp-authority
	accepted sealbag timestamp attach south soon --bundle early.sbag \
		--dry-run --json
	[ "$(json kept)" = false ]
	rejected 1 signer-compromised sealbag verify "$(received south)"
	accepted sealbag timestamp attach south soon --bundle early.sbag --json
	[ "$(json over) $(json kept)" = 'seal true' ]
	rejected 1 timestamp-request sealbag timestamp attach south soon \
		--bundle early.sbag
	accepted sealbag verify "$(received south)" --json
	on_day -19
	# for others it can be written, and stock openssl checks it
	accepted sealbag timestamp export south --number 1 --output t --json
	openssl ts -verify -data t -in t.tsr -CAfile t.pem -attime \
		"$(json seconds)"
	cmp t early/seal.json.sig
	rm t t.*
}

@test 'P2: a token over one signature shows that one, and not another' {
	cp -a early work
	gpg_of south --digest-algo SHA256 --output second \
		--detach-sign work/seal.json
	merged early/seal.json.sig second >work/seal.json.sig
	frame work two.sbag
	ends compromised -10
	accepted sealbag verify two.sbag --store south --timestamp soon --json
	on_day -19
	[ "$(json signatures 0 counts) $(json signatures 1 counts)" = \
		'true true' ]
	# the other's alone does not help
	token good second second.tsr
	rejected 1 signer-compromised sealbag verify two.sbag --store south \
		--timestamp second.tsr
	rm -r work two.sbag second second.tsr
}

@test 'P2: of a bundle that was forwarded each seal is shown by itself' {
	local clock='-18 days'
	make_store west
	pin west north
	pin west south
	pin south west
	trust_stamps west good
	accepted sealbag receive south early.sbag
	clock='-17 days'
	accepted sealbag forward south early.sbag --to west --output on.sbag
	take_apart on.sbag on
	clock='-16 days'
	token good on/seal.json.sig on.tsr
	clock='+0 days'
	ends revoked -10 west
	rejected 1 signer-revoked sealbag verify on.sbag --store west
	says 'earlier seal 0'
	rejected 1 signer-revoked sealbag verify on.sbag --store west \
		--timestamp on.tsr
	accepted sealbag receive west on.sbag --timestamp soon --json
	on_day -19
	accepted sealbag verify "$(received west)" --json
	on_day -19
	accepted sealbag timestamp attach west on.tsr --bundle on.sbag
	# an exhibit that is made of it is held against the same token
	ends revoked -10
	accepted sealbag extract west \
		--bundle "$(basename "$(received west)")" --exhibit AB/1 \
		--purpose p --reference r --vrm "$plate" --output ab1.tar
	rejected 1 signer-revoked sealbag verify ab1.tar --store south
	accepted sealbag verify ab1.tar --store south --timestamp soon --json
	on_day -19
	rm -r on on.sbag on.tsr ab1.tar
}

@test 'what goes with what' {
	rejected 2 usage sealbag verify early.sbag --store south \
		--timestamp soon --authority good/root.pem
	accepted sealbag receive south early.sbag
	rejected 2 usage sealbag verify "$(received south)" --timestamp soon
	rejected 1 timestamp sealbag verify early.sbag --signer north.card \
		--timestamp soon --authority early.sbag
}

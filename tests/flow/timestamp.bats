#!/usr/bin/env bats
# Timestamps: what an authority says of when a signature existed, asked for and
# brought back as files. The authority is "openssl ts".

load lib
load stamps

setup_file() {
	setup_world
	authority good
	authority other
	make_agencies
	make_export export
	pack_export packed.sbag export
	trust_stamps north good
	# one that was asked for and answered, to start from
	accepted sealbag timestamp request north --output first.tsq
	stamped good first.tsq first.tsr
}
setup() {
	cd "$WORLD" || return 1
	rm -rf twin ./*.out* ask.tsq
	cp -a north twin
	store=twin
}
teardown_file() { teardown_world; }

# untaken REASON SENTENCE ANSWER: it is refused, noted, and nothing is kept.
untaken() {
	local before event
	before=$(sealbag timestamp list "$store" --json)
	rejected 1 "$1" sealbag timestamp attach "$store" "$3" && says "$2" ||
		return 1
	[ "$(sealbag timestamp list "$store" --json)" = "$before" ] ||
		fail 'it was kept' || return 1
	attempt sealbag log show "$store" --json
	event=${output##*'{"sequence":'}
	[[ "$event" == *'"act":"timestamp-attach","outcome":"rejected"'* ]] ||
		fail 'no event' || return 1
	[[ "$event" == *"\"reason\":\"$1\""* ]] || fail 'another reason'
}

@test 'a checkpoint is stamped, and the token covers the log up to it' {
	local size
	accepted sealbag timestamp list twin --json
	[ "$(json timestamps 0 state)" = waiting ]
	size=$(json timestamps 0 size)
	accepted sealbag timestamp attach twin first.tsr --dry-run --json
	[ "$(json kept)" = false ]
	accepted sealbag timestamp list twin --json
	[ "$(json timestamps 0 state)" = waiting ]
	accepted sealbag timestamp attach twin first.tsr --json
	[ "$(json verdict)" = VERIFIED ]
	[ "$(json size)" = "$size" ]
	[[ "$(json authority)" == *'good stamps'* ]]
	[ "$(json authority_certificate)" = "$(print_of good/cert.pem)" ]
	accepted sealbag timestamp list twin --json
	[ "$(json timestamps 0 state)" = good ]
	[ "$(json timestamps 0 serial)" = 02 ]
	accepted sealbag log verify twin --json
	[ "$(json stamped_to)" = "$size" ]
	[ "$(json timestamps)" = 1 ]
}

@test 'a seal is stamped, by its sender and by who received it' {
	local store
	accepted sealbag receive south packed.sbag
	trust_stamps south good
	for store in twin south; do
		accepted sealbag timestamp request $store --output $store.out \
			--bundle packed.sbag
		stamped good $store.out $store.out.tsr
		accepted sealbag timestamp attach $store $store.out.tsr --json
		[ "$(json over)" = seal ]
		accepted sealbag timestamp list $store --bundle packed.sbag
		prints good
	done
}

@test 'a bundle that the store does not know is not stamped' {
	accepted sealbag init east --agency east --name East --no-passphrase
	rejected 2 usage sealbag timestamp request east --output e.out \
		--bundle packed.sbag
	says 'neither sent nor received'
	[ ! -e e.out ]
}

@test 'what is exported, stock openssl verifies' {
	accepted sealbag timestamp attach twin first.tsr
	accepted sealbag timestamp export twin --number 1 --output t.out
	openssl ts -verify -data t.out -in t.out.tsr -CAfile t.out.pem
	# and it is the signature of a checkpoint
	[ "$(openssl ts -reply -in t.out.tsr -text 2>/dev/null |
		grep -c 'Hash Algorithm: sha512')" -eq 1 ]
	rejected 2 usage sealbag timestamp export twin --number 7 --output u.out
	says 'no timestamp with this number'
}

@test 'an authority is pinned by its whole fingerprint' {
	rejected 1 timestamp-authority sealbag timestamp pin twin \
		other/root.pem --fingerprint "$(print_of good/root.pem)"
	rejected 2 usage sealbag timestamp pin twin other/root.pem
	says '--fingerprint'
	cat good/root.pem other/root.pem >both.out
	rejected 1 timestamp sealbag timestamp pin twin both.out \
		--fingerprint "$(print_of good/root.pem)"
	says 'more than one certificate'
	echo nothing >n.out
	rejected 1 timestamp sealbag timestamp pin twin n.out \
		--fingerprint "$(print_of good/root.pem)"
	says 'no certificate in PEM'
	accepted sealbag timestamp list twin --json
	[ "$(json authorities 0 fingerprint)" = "$(print_of good/root.pem)" ]
	! json authorities 1 || fail 'another one'
}

@test 'the authority itself can be pinned, with nothing above it' {
	accepted sealbag timestamp unpin twin "$(print_of good/root.pem)"
	untaken timestamp-authority 'no authority that is pinned' first.tsr
	accepted sealbag timestamp pin twin good/cert.pem \
		--fingerprint "$(print_of good/cert.pem)"
	accepted sealbag timestamp attach twin first.tsr
}

@test 'a token counts no longer when its authority is unpinned' {
	accepted sealbag timestamp attach twin first.tsr
	accepted sealbag timestamp unpin twin "$(print_of good/root.pem)"
	accepted sealbag timestamp list twin --json
	[ "$(json timestamps 0 state)" = timestamp-authority ]
	rejected 1 timestamp-authority sealbag log verify twin
	rejected 2 usage sealbag timestamp unpin twin \
		"$(print_of good/root.pem)"
}

@test 'answers that are none are refused, each for its reason' {
	# of another authority
	stamped other first.tsq a.out
	untaken timestamp-authority 'no authority that is pinned' a.out
	# to a query that nobody here made: another nonce
	openssl ts -query -data packed.sbag -sha512 -cert -out ask.tsq \
		2>/dev/null
	stamped good ask.tsq b.out
	untaken timestamp-request 'no request of this store' b.out
	# to a query without one
	openssl ts -query -data packed.sbag -sha512 -cert -no_nonce \
		-out ask.tsq 2>/dev/null
	stamped good ask.tsq c.out
	untaken timestamp 'no nonce' c.out
	# refused by the authority: a digest that it does not take
	openssl ts -query -data packed.sbag -md5 -cert -out ask.tsq \
		2>/dev/null
	stamped good ask.tsq d.out
	untaken timestamp 'the authority refused' d.out
	# more behind it, less of it, nothing of it
	{ cat first.tsr; printf x; } >e.out
	untaken timestamp 'behind the end' e.out
	head -c 300 first.tsr >f.out
	untaken timestamp 'no answer' f.out
	: >g.out
	untaken timestamp 'no answer' g.out
	head -c 70000 /dev/zero >h.out
	rejected 1 limit sealbag timestamp attach twin h.out
}

@test 'a token with one bit changed is refused' {
	local size at
	size=$(stat -c %s first.tsr)
	for ((at = 20; at < size; at += size / 12)); do
		cp first.tsr i.out
		perl -e 'open my $f, "+<", $ARGV[0] or die;
			seek $f, $ARGV[1], 0;
			read $f, my $c, 1; seek $f, $ARGV[1], 0;
			print $f chr(ord($c) ^ 1)' i.out "$at"
		attempt sealbag timestamp attach twin i.out --json
		[ "$status" -eq 1 ] || fail "changed at $at" || return 1
	done
	accepted sealbag timestamp attach twin first.tsr
}

@test 'an answer counts once, and for its own request' {
	accepted sealbag timestamp attach twin first.tsr
	untaken timestamp-request 'was answered before' first.tsr
	# a token of another request of this store, under the nonce of this one,
	# cannot be: the nonce is in what is signed
	accepted sealbag timestamp request twin --output second.out
	stamped good second.out second.out.tsr
	accepted sealbag timestamp attach twin second.out.tsr --json
	accepted sealbag timestamp list twin --json
	[ "$(json timestamps 0 state)" = good ]
	[ "$(json timestamps 1 state)" = good ]
}

@test 'a token stands though the certificate of its authority has expired' {
	authority brief 1
	trust_stamps twin brief
	accepted sealbag timestamp request twin --output j.out
	stamped brief j.out j.out.tsr
	accepted sealbag timestamp attach twin j.out.tsr
	accepted faketime '+30 days' sealbag timestamp list twin --json
	[ "$(json timestamps 1 state)" = good ]
	# one that was stamped after it had expired does not
	accepted sealbag timestamp request twin --output k.out
	faketime '+30 days' openssl ts -reply -config brief/conf -section here \
		-queryfile k.out -out k.out.tsr 2>/dev/null
	untaken timestamp-authority 'expired' k.out.tsr
}

@test 'a clock that was ahead is told and noted' {
	# its last event, and so its head, is of then
	accepted faketime '+2 hours' sealbag timestamp pin twin good/cert.pem \
		--fingerprint "$(print_of good/cert.pem)"
	accepted sealbag timestamp request twin --output l.out
	stamped good l.out l.out.tsr
	accepted sealbag timestamp attach twin l.out.tsr --json
	[ "$(json clock_ahead)" -gt 7000 ]
	[ "$(json clock_ahead)" -lt 7300 ]
	accepted sealbag log show twin --json
	prints '"clock_ahead":'
}

@test 'a certificate that stands for anything else stamps nothing' {
	cp -a good plain
	sed -i 's/good/plain/' plain/conf
	echo 'basicConstraints = CA:FALSE' >plain/ext
	openssl x509 -req -in plain/req.pem -CA plain/root.pem \
		-CAkey plain/root.key -days 30 -extfile plain/ext \
		-out plain/cert.pem 2>/dev/null
	# openssl refuses to stamp with it, so there is no answer to take
	! stamped plain first.tsq m.out || fail 'it stamps'
}

@test 'a checkpoint that was changed since is told' {
	accepted sealbag timestamp attach twin first.tsr
	sqlite3 twin/ledger.db 'delete from checkpoint where size =
		(select size from stamp)'
	accepted sealbag timestamp list twin --json
	[ "$(json timestamps 0 state)" = timestamp ]
	[[ "$(json timestamps 0 why)" == *'is gone'* ]]
	rejected 1 timestamp sealbag log verify twin
}

#!/usr/bin/env bats
# P8: heads of logs travel in seals; who changes his log is found out by those
# whom he told of it.

load lib

setup_file() {
	setup_world
	make_agencies
	make_store east
	pin north east
	pin east north
	pin south east
	pin east south
	make_export export --rows 20 --images 1
	pack_export one.sbag export
	cp -a north north-1
	pack_export two.sbag export
	cp -a south fresh
	accepted sealbag receive south one.sbag --json
	[ "$(json log)" = first ]
	accepted sealbag receive south two.sbag --json
	[ "$(json log) $(json log_seen)" = "proved $(head_of one.sbag)" ]
	cp -a south good
	cp -a north good-north
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south north
	cp -a good south
	cp -a good-north north
}
teardown_file() {
	teardown_world
}

# head_of BUNDLE: events in its sender's log, as its seal says.
head_of() {
	sealbag inspect "$1" --json | perl -ne '/"log_size":(\d+)/ and print $1'
}

# rewrite STORE COMMAND...: its log is written anew through a filter, soundly,
# with checkpoints of the key that its owner has.
rewrite() {
	local store=$1
	shift
	sqlite3 "$store/ledger.db" -newline '' \
		'SELECT CAST(line AS TEXT) FROM event ORDER BY sequence' |
		"$@" | "$SEALBAG_BIN/tests/flow/forge-log" >rewrite.sql
	sqlite3 "$store/ledger.db" <rewrite.sql
	sqlite3 "$store/ledger.db" 'DELETE FROM checkpoint'
	accepted sealbag log checkpoint "$store"
	accepted sealbag log verify "$store"
}

# last_event KEY...: of the last event of south.
last_event() {
	accepted sealbag log show south --json
	json events -1 "$@"
}

@test "P8: a seal shows how the log went on from what its readers were told" {
	rm -f three.sbag
	pack_export three.sbag export
	accepted sealbag receive south three.sbag --json
	[ "$(json log) $(json log_seen)" = "proved $(head_of two.sbag)" ]
	! last_event counts log_unproved || fail 'it is counted as unproved'
	accepted sealbag log verify south
}

@test "P8: what was lost on the way does not break the chain" {
	rm -f lost.sbag three.sbag
	pack_export lost.sbag export
	pack_export three.sbag export
	accepted sealbag receive south three.sbag --json
	[ "$(json log) $(json log_seen)" = "proved $(head_of two.sbag)" ]
	accepted sealbag receive south lost.sbag --json
	[ "$(json log)" = proved ]
}

@test "P8: bundles that come in another order are no cut" {
	rm -rf south
	cp -a fresh south
	accepted sealbag receive south two.sbag --json
	[ "$(json log)" = first ]
	accepted sealbag receive south one.sbag --json
	[ "$(json log)" = first ]
}

@test "P8: a log that was written anew is refused by who saw it before" {
	rewrite north sed 's/"actor":"[^"]*"/"actor":"nobody"/'
	rm -f three.sbag
	pack_export three.sbag export
	rejected 1 log-forked sealbag receive south three.sbag --actor me
	says 'the custody log of agency north was written anew'
	[ "$(held_by south)" = "$(held_by good)" ]
	[ "$(last_event outcome) $(last_event reason)" = \
		'rejected log-forked' ]
	# who never saw it cannot tell
	rm -rf south
	cp -a fresh south
	accepted sealbag receive south three.sbag
}

@test "P8: it can be taken nevertheless, which is in the log" {
	rewrite north sed 's/"actor":"[^"]*"/"actor":"nobody"/'
	rm -f three.sbag four.sbag
	pack_export three.sbag export
	accepted sealbag receive south three.sbag --despite-log
	prints 'WARNING'
	[ "$(last_event counts log_forked)" = "$(head_of two.sbag)" ]
	# from then on the new log is known too
	pack_export four.sbag export
	attempt sealbag receive south four.sbag --json
	[ "$(json reason)" = log-forked ]
	accepted sealbag receive south four.sbag --despite-log
}

@test "P8: a log that was cut is refused by who saw it before" {
	rewrite north head -n 3
	rm -f three.sbag
	pack_export three.sbag export
	[ "$(head_of three.sbag)" -le "$(head_of two.sbag)" ]
	attempt sealbag receive south three.sbag --json
	[ "$status" -eq 1 ]
	[[ $(json reason) == log-cut || $(json reason) == log-forked ]]
	[ "$(held_by south)" = "$(held_by good)" ]
}

@test "P8: a store that was put back to an earlier day is found out" {
	rm -f three.sbag again.sbag other.sbag
	pack_export three.sbag export
	accepted sealbag receive south three.sbag
	rm -rf north
	cp -a north-1 north
	# its log is still the beginning of the one that was seen
	pack_export again.sbag export
	accepted sealbag receive south again.sbag
	# and goes on otherwise from here
	pack_export other.sbag export
	rejected 1 log-forked sealbag receive south other.sbag
}

@test "P8: a log that does not show how it went on is told of, and counted" {
	sqlite3 north/ledger.db 'DELETE FROM head'
	rm -f three.sbag
	pack_export three.sbag export
	accepted sealbag receive south three.sbag
	prints "log prove --from $(head_of two.sbag)"
	[ "$(last_event counts log_unproved)" = "$(head_of two.sbag)" ]
	# and the proof can be had
	accepted sealbag log prove north --from "$(head_of two.sbag)" \
		--output later
	accepted sealbag log verify later --store south --json
	rm later
}

@test "P8: who forwards a bundle is held to its log as well" {
	rm -f three.sbag passed.sbag passed-2.sbag
	accepted sealbag pack north --to east --purpose p --reference r \
		--output three.sbag export
	accepted sealbag receive east three.sbag
	accepted sealbag forward east three.sbag --to south \
		--output passed.sbag
	accepted sealbag receive south passed.sbag --json
	[ "$(json log)" = first ]
	rewrite east sed 's/"actor":"[^"]*"/"actor":"nobody"/'
	accepted sealbag pack east --to south --purpose p --reference r \
		--output passed-2.sbag export
	rejected 1 log-forked sealbag receive south passed-2.sbag
	says 'agency east'
}

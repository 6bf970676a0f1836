#!/usr/bin/env bats
# P8: every act is in the custody log, and the log shows any change of it.

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	known_export export
	# south: 0 init, 1 agency-add, 2 and 3 receive, 4 delete, 5 receive
	pack_export first.sbag export
	accepted sealbag receive south first.sbag --actor 'officer 1'
	order order
	by_read A 2 >>order
	carry order order.sbag
	accepted sealbag receive south order.sbag --actor 'officer 2'
	accepted sealbag log checkpoint south --output kept
	attempt sealbag receive south first.sbag --actor 'officer 3'
	pack_export last.sbag export
	accepted sealbag receive south last.sbag --actor 'officer 4'
	cp -a south good
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south
	cp -a good south
}
teardown_file() {
	teardown_world
}

ledger() {
	sqlite3 south/ledger.db "$@"
}

# lines: those of the log, as they stand in the ledger.
lines() {
	# each ends with its own line end
	ledger -newline '' 'SELECT CAST(line AS TEXT) FROM event
		ORDER BY sequence'
}

# forge COMMAND...: somebody rewrites the log through a filter, soundly.
forge() {
	lines | "$@" >forged
	"$SEALBAG_BIN/tests/flow/forge-log" <forged | ledger
}

# no_checkpoints FROM: those that count more than FROM events are taken away.
no_checkpoints() {
	ledger "DELETE FROM checkpoint WHERE size > $1"
}

# caught REASON [TEXT]: log verify sees it, with what is in the ledger alone.
caught() {
	rejected 1 "$1" sealbag log verify south || return 1
	[ $# -lt 2 ] || says "$2"
}

# caught_by_kept REASON [TEXT]: it is seen with the checkpoint kept elsewhere.
caught_by_kept() {
	rejected 1 "$1" sealbag log verify south --checkpoint kept || return 1
	[ $# -lt 2 ] || says "$2"
}

# hidden: the ledger alone does not show it.
hidden() {
	accepted sealbag log verify south
}

@test "P8: a log that nobody touched verifies" {
	accepted sealbag log verify south --json
	[ "$(json events) $(json signed_to)" = '7 7' ]
	[ "$(json checkpoints)" -ge 5 ]
	accepted sealbag log verify south --checkpoint kept --json
	[ "$(json against)" -eq 5 ]
	accepted sealbag log verify north
}

@test "P8: every act is an event, with who, when, how it ended, and counts" {
	accepted sealbag log show south --json
	local n acts=''
	for n in 0 1 2 3 4 5 6; do
		[ "$(json events $n sequence)" -eq $n ]
		[[ $(json events $n time) == 20??-??-??T??:??:??Z ]]
		acts+="$(json events $n act)-$(json events $n outcome) "
	done
	[ "$acts" = "init-done agency-add-done receive-done receive-done \
delete-done receive-rejected receive-done " ] || fail "acts are $acts"
	[ "$(json events 2 actor) $(json events 3 actor)" = \
		'officer 1 officer 2' ]
	[ "$(json events 2 counts reads)" -eq 20 ]
	[ "$(json events 4 counts deleted_reads)" -eq 1 ]
	[ "$(json events 4 counts deleted_files)" -eq 2 ]
	[ "$(json events 5 reason) $(json events 5 actor)" = \
		'replayed officer 3' ]
	[ "$(json events 2 bundle)" = "$(bundle_of first.sbag)" ]
	[ "$(json events 2 other)" = north ]
	[ "$(json events 2 other_fingerprint)" = "$(fingerprint_of north)" ]
	[ "$(json events 6 counts kept_out_reads)" -eq 1 ]
}

@test "P8: what was packed, and what was not, is in the sender's log" {
	accepted sealbag log show north --json
	[ "$(json events -1 act)-$(json events -1 outcome)" = pack-done ]
	[ "$(json events -1 bundle)" = "$(bundle_of last.sbag)" ]
	[ "$(json events -1 counts reads)" -eq 20 ]
	[ "$(json events -1 counts recipients)" -eq 1 ]
	cp -a north other
	ln -s x export/link
	rejected 1 input-type sealbag pack other export --to south \
		--purpose p --reference r --output no.sbag --actor me
	rm export/link
	accepted sealbag log show other --json
	[ "$(json events -1 act)-$(json events -1 outcome)" = pack-rejected ]
	[ "$(json events -1 reason) $(json events -1 actor)" = 'input-type me' ]
	accepted sealbag agency unpin other south --actor me
	accepted sealbag log show other --json
	[ "$(json events -1 act)" = agency-unpin ]
	accepted sealbag log verify other
	rm -r other
}

@test "P8: log show can begin later, and is legible" {
	accepted sealbag log show south --from 5 --json
	[ "$(json events 0 sequence)" -eq 5 ]
	accepted sealbag log show south --from 99
	prints 'no events'
	accepted sealbag log show south
	prints 'receive done, by officer 1'
	prints 'receive rejected: replayed, by officer 3'
	[ "$(wc -L <<<"$output")" -le 132 ]
}

@test "P8: the head of the sender's log travels in the seal, and is kept" {
	cp -a north other
	accepted sealbag log verify other --json
	local size root
	size=$(json events)
	root=$(json root)
	accepted sealbag pack other export --to south --purpose p \
		--reference r --output headed.sbag
	accepted sealbag inspect headed.sbag --json
	[ "$(json log_size) $(json log_root)" = "$size $root" ]
	accepted sealbag receive south headed.sbag
	[ "$(ledger "SELECT fingerprint, size, lower(hex(root)) FROM witness
		ORDER BY size DESC LIMIT 1")" = \
		"$(fingerprint_of north)|$size|$root" ]
	# the head is that of the log as it still stands
	[ "$(sealbag log show other --json | grep -o '"sequence"' |
		wc -l)" -eq $((size + 1)) ]
	rm -r other
}

@test "P8: a checkpoint is checked by stock gpg too" {
	gpg --homedir south/keys/gnupg --batch --status-fd 1 \
		--verify kept.sig kept 2>/dev/null |
		grep -q "VALIDSIG .*$(fingerprint_of south)"
	[ "$(sed -n 1p kept)" = "sealbag/$(fingerprint_of south)" ]
	[ "$(sed -n 2p kept)" = 5 ]
}

@test "P8: an altered line is seen, by its number" {
	ledger "UPDATE event SET line = CAST(replace(CAST(line AS TEXT),
		'officer 1', 'officer 9') AS BLOB) WHERE sequence = 2"
	caught log-altered 'event 2 was altered'
	caught_by_kept log-altered 'event 2 was altered'
}

@test "P8: an altered leaf is seen" {
	ledger "UPDATE event SET leaf = zeroblob(32) WHERE sequence = 3"
	caught log-altered 'event 3'
}

@test "P8: a line that is no event is seen" {
	ledger "UPDATE event SET line = x'7b7d0a' WHERE sequence = 3"
	caught log-altered 'event 3'
}

@test "P8: an event taken from the middle is seen" {
	ledger 'DELETE FROM event WHERE sequence = 3'
	caught log-cut 'event 3 is missing'
	caught_by_kept log-cut 'event 3'
}

@test "P8: a last event that is gone is seen" {
	ledger 'DELETE FROM event WHERE sequence = 6'
	caught log-cut
	no_checkpoints 6
	caught log-cut
}

@test "P8: an event that stands twice is seen" {
	ledger 'INSERT INTO event SELECT 7, line, leaf FROM event
		WHERE sequence = 6'
	caught log-inserted
}

@test "P8: two events in each other's place are seen" {
	ledger 'UPDATE event SET sequence = -3 WHERE sequence = 3;
		UPDATE event SET sequence = 3 WHERE sequence = 4;
		UPDATE event SET sequence = 4 WHERE sequence = -3'
	caught log-reordered
	caught_by_kept log-reordered
}

@test "P8: an alteration that fits in itself is seen by any checkpoint" {
	forge sed 's/officer 1/officer 9/'
	caught log-altered 'event 2'
	no_checkpoints 2
	hidden
	caught_by_kept log-altered
}

@test "P8: an alteration behind all checkpoints here is in the tree" {
	no_checkpoints 5
	ledger "UPDATE event SET line = CAST(replace(CAST(line AS TEXT),
		'officer 4', 'officer 9') AS BLOB) WHERE sequence = 6"
	caught log-altered 'event 6'
}

@test "P8: an event inserted with all numbers anew is seen" {
	forge sed -n -e '3{p' -e '}' -e p
	caught log-inserted 'inserted at'
	no_checkpoints 2
	hidden
	caught_by_kept log-inserted 'inserted at'
}

@test "P8: events reordered with all numbers anew are seen" {
	forge sed -n -e '3{h' -e 'd' -e '}' -e '4{p' -e 'g' -e '}' -e p
	caught log-reordered
	no_checkpoints 2
	hidden
	caught_by_kept log-reordered
}

@test "P8: a tail cut off with its checkpoints is seen by one kept elsewhere" {
	forge head -n 4
	caught log-cut
	no_checkpoints 4
	hidden
	caught_by_kept log-cut 'it has 4 events, a checkpoint says 5'
}

@test "P8: a cut behind the kept checkpoint is within what it can tell" {
	forge head -n 5
	no_checkpoints 5
	hidden
	accepted sealbag log verify south --checkpoint kept
}

@test "P8: an event dropped from the middle with all numbers anew is seen" {
	forge sed 3d
	caught log-cut
	no_checkpoints 2
	hidden
	attempt sealbag log verify south --checkpoint kept --json
	[ "$status" -eq 1 ]
	[[ $(json reason) == log-* ]]
}

@test "P8: an emptied log is seen" {
	forge head -n 0
	caught log-cut
	no_checkpoints 0
	caught_by_kept log-cut
}

@test "P8: a stored checkpoint that was changed is no checkpoint" {
	ledger "UPDATE checkpoint SET text = CAST(replace(CAST(text AS TEXT),
		'20', '21') AS BLOB) WHERE size = 5"
	caught checkpoint 'checkpoint of 5 events'
}

@test "P8: another log with checkpoints of its own does not pass for it" {
	rm -r south
	cp -a good south
	sealbag log checkpoint north --output of-north
	rejected 1 checkpoint sealbag log verify south --checkpoint of-north
	cp kept other
	cp of-north.sig other.sig
	rejected 1 checkpoint sealbag log verify south --checkpoint other
	sed '2s/5/6/' kept >other
	cp kept.sig other.sig
	rejected 1 checkpoint sealbag log verify south --checkpoint other
	rm other.sig
	rejected 3 system sealbag log verify south --checkpoint other
	echo rubbish >other.sig
	attempt sealbag log verify south --checkpoint other
	[ "$status" -eq 1 ]
}

@test "P8: a store put back to an earlier day is seen" {
	accepted sealbag log checkpoint south --output today
	rm -r south
	cp -a good south
	accepted sealbag log verify south --checkpoint today
	forge head -n 6
	no_checkpoints 6
	hidden
	rejected 1 log-cut sealbag log verify south --checkpoint today
}

@test "P8: after an attack was found, the store still tells its log" {
	ledger 'DELETE FROM event WHERE sequence = 3'
	accepted sealbag log show south
	prints 'officer 4'
}

@test "state and its event are one transaction" {
	# each bundle done has its event, each order answered too
	local n
	n=$(ledger "SELECT count(*) FROM bundle WHERE state = 'd'")
	[ "$n" -eq "$(lines | grep -c '"act":"receive","outcome":"done"')" ]
	n=$(ledger 'SELECT count(*) FROM orders')
	[ "$n" -eq "$(lines | grep -c '"act":"delete"')" ]
}

@test "P8: a version of the directory taken out of the ledger is missed" {
	rm -rf copy
	cp -a south copy
	sqlite3 copy/ledger.db 'DELETE FROM directory WHERE version =
		(SELECT max(version) FROM directory)'
	rejected 1 directory-rollback sealbag log verify copy
	says 'the log tells of version'
}

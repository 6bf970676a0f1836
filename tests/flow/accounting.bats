#!/usr/bin/env bats
# P4: every missing record is accounted for by an order.

load lib

setup() {
	setup_world
	make_agencies
	make_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	bundle=$(basename south/received/*)
	make-deletions --reads 3 --records 1 export/reads-1.csv >delete.jsonl
	pack_export second.sbag export/documents --deletions delete.jsonl
	accepted sealbag receive south second.sbag
}
teardown() { teardown_world; }

ledger() {
	sqlite3 south/ledger.db "$1"
}

@test 'P4: what an order deleted is accounted for' {
	accepted sealbag verify "south/received/$bundle" --json
	[ "$(json deletions 0 ground)" = 'retention ended' ]
	[ "$(json deleted_reads)" = 4 ]
}

@test 'P4: a record that is gone under no order is missing' {
	ledger 'UPDATE gone SET cause = NULL'
	rejected 1 released-missing sealbag verify "south/received/$bundle"
	says 'data/reads-1.csv: a record is gone that no order deleted'
}

@test 'P4: a file that is gone under no order is missing' {
	ledger 'UPDATE gone SET cause = NULL WHERE EXISTS (
		SELECT * FROM member AS m WHERE m.bundle = gone.bundle AND
		m.gone = 1 AND m.segment = gone.segment AND
		gone.place BETWEEN m.first AND m.first + m.records)'
	rejected 1 released-missing sealbag verify "south/received/$bundle"
	says 'a deleted member: a record is gone that no order deleted'
}

@test 'P4: a record that is gone under an unknown order is missing' {
	ledger 'UPDATE gone SET cause = 99 WHERE cause IS NOT NULL'
	rejected 1 released-missing sealbag verify "south/received/$bundle"
	says 'under an order that is not known here'
}

@test 'P4: a line of a tag file does not go under an order' {
	ledger 'UPDATE gone SET cause = 1 WHERE cause IS NULL'
	rejected 1 released-missing sealbag verify "south/received/$bundle"
}

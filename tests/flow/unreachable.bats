#!/usr/bin/env bats
# P4: an order that cannot be carried out on an earlier bundle is told so.

load lib

setup() {
	setup_world
	make_agencies
	make_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	file=south/received/$(basename south/received/*)/data/reads-1.csv
	make-deletions --reads 3 export/reads-1.csv >delete.jsonl
	pack_export second.sbag export/documents --deletions delete.jsonl
}
teardown() { teardown_world; }

# not_reached REASON: the new bundle is received, the order not carried out.
not_reached() {
	accepted sealbag receive south second.sbag --json
	[ "$(json earlier_failed)" = 1 ] || fail 'no bundle was told of'
	[ "$(json earlier_reads)" = 0 ]
	[ "$(json earlier_reason)" = "$1" ] || fail "wanted reason $1"
}

@test 'P4: rows that cannot be cut are not passed over' {
	cp -p "$file" before
	printf 'x"y' | dd of="$file" bs=1 seek=300 conv=notrunc status=none
	touch -r before "$file"
	not_reached released-changed
}

@test 'P4: a file of reads that is gone is not passed over' {
	touch -r "$(dirname "$file")" before
	rm "$file"
	touch -r before "$(dirname "$file")"
	not_reached released-missing
}

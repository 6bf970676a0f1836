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

# recause CAUSE WHEN: what is gone has another cause (0: none) where WHEN, in
# perl, holds of $segment, $place, $cause and @members, the members that are
# gone as [segment, first place, last place]. proof.txt, 1.2.
recause() {
	local gone members
	gone=$(ledger 'SELECT hex(bundle), segment, hex(records) FROM gone')
	members=$(ledger 'SELECT segment, first, first + records FROM member
		WHERE gone = 1')
	perl -e '
		my ($new, $when, $gone, $members) = @ARGV;
		our @members = map { [split /\|/] } split /\n/, $members;
		my $n = 0;
		for (split /\n/, $gone) {
			our ($bundle, $segment, $records) = split /\|/;
			$records = pack "H*", $records;
			for (my $at = 0; $at < length $records; $at += 44) {
				our ($place, $cause) =
				    unpack "Vq<", substr $records, $at, 12;
				eval $when or next;
				substr($records, $at + 4, 8) = pack "q<", $new;
				$n++;
			}
			printf "UPDATE gone SET records = x\x27%s\x27 " .
			    "WHERE bundle = x\x27%s\x27 AND segment = %d;\n",
			    unpack("H*", $records), $bundle, $segment;
		}
		die "no record was meant\n" if $n == 0;
	' "$1" "$2" "$gone" "$members" >recause.sql ||
		fail 'nothing was changed'
	ledger "$(cat recause.sql)"
}

@test 'P4: what an order deleted is accounted for' {
	accepted sealbag verify "south/received/$bundle" --json
	[ "$(json deletions 0 ground)" = 'retention ended' ]
	[ "$(json deleted_reads)" = 4 ]
}

@test 'P4: a record that is gone under no order is missing' {
	recause 0 1
	rejected 1 released-missing sealbag verify "south/received/$bundle"
	says 'data/reads-1.csv: a record is gone that no order deleted'
}

@test 'P4: a file that is gone under no order is missing' {
	recause 0 'grep { $_->[0] == $segment && $_->[1] <= $place &&
		$place <= $_->[2] } @members'
	rejected 1 released-missing sealbag verify "south/received/$bundle"
	says 'a deleted member: a record is gone that no order deleted'
}

@test 'P4: a record that is gone under an unknown order is missing' {
	recause 99 '$cause != 0'
	rejected 1 released-missing sealbag verify "south/received/$bundle"
	says 'under an order that is not known here'
}

@test 'P4: a line of a tag file does not go under an order' {
	recause 1 '$cause == 0'
	rejected 1 released-missing sealbag verify "south/received/$bundle"
}

#!/usr/bin/env bats
# One order for many reads, from end to end: carried out, answered, and the
# answer checked. DELETIONS=1100000 bats tests/flow/many-deletions.bats is
# beyond the leaves that a certificate lists.

load lib

setup() { setup_world; }
teardown() { teardown_world; }

@test "P4: tens of thousands of reads go by one order, and are answered for" {
	local n=${DELETIONS:-20000} rows order
	rows=$((n + n / 2))
	make_agencies
	make-reads "$rows" 4 reads "$n" many.jsonl
	pack_export reads.sbag reads --without-quality
	accepted sealbag receive south reads.sbag
	accepted sealbag order delete north --to south --deletions many.jsonl \
		--output order.sbag
	accepted sealbag receive south order.sbag --json
	[ "$(json targets) $(json absent) $(json earlier_reads)" = "$n 0 $n" ]
	# the rest, and the header of each of four files
	local folder
	folder=$(received south reads.sbag)
	[ "$(cat "$folder"/data/*.csv | wc -l)" -eq $((rows - n + 4)) ]
	# the first key is not there, and is in what was sent
	local key
	key=$(perl -ne '/"vrm":"([^"]+)".*"capture_time":"([^"]+)"/ and
		print("$1.*$2"), exit' many.jsonl)
	cat reads/*.csv | grep -q "$key" || fail "no $key was sent"
	run grep -q "$key" "$folder"/data/*.csv
	[ "$status" -eq 1 ]
	accepted sealbag verify "$folder" --json
	[ "$(json deleted_reads) $(json deletions 0 records)" = "$n $n" ]
	accepted sealbag list south --orders --json
	order=$(json orders 0 order)
	accepted sealbag certificate make south --order "$order" \
		--output answer --json
	[ "$(json records) $(json bundles 0 reads)" = "$n $n" ]
	# each leaf is listed, or there are too many
	local leaves
	leaves=$(perl -ne '/"leaves": "(.*)"/ and $n += length($1) / 64;
		END { print $n }' answer)
	[ "$leaves" -eq "$((n > 1000000 ? 0 : n))" ]
	accepted sealbag certificate verify answer reads.sbag --store north \
		--order order.sbag --json
	[ "$(json verdict) $(json selected) $(json gone)" = "VERIFIED $n $n" ]
}

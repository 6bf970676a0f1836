#!/usr/bin/env bats
# P7: nothing that outlives a read can be turned back into it.

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	known_export export
	# seldom words, so that nothing else has them
	sed -i 's/note of A-2$/Xenolith ridge/' export/a.csv
	echo 'Quixotic zephyr' >export/documents/note.txt
	touch -d '2026-03-02 01:02:03.456789Z' export/a.csv \
		export/documents/note.txt export/documents
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	cp -a south held
	order order 'ground of the order' ORD/1
	by_read A 2 >>order
	by_record B 3 >>order
	by_plate A 7 >>order
	by_plate Nowhere 77 >>order
	by_path documents/note.txt >>order
	carry order order.sbag
	accepted sealbag receive south order.sbag
	export FIRST
	FIRST=$(received south first.sbag)
}
setup() {
	cd "$WORLD" || return 1
}
teardown_file() {
	teardown_world
}

# holders HEX FOLDER: files that hold these bytes, or their hex.
holders() {
	find "$2" -type f -exec perl -e '
		my $hex = lc shift;
		my $want = pack "H*", $hex;
		for my $file (@ARGV) {
			open my $in, "<:raw", $file or next;
			local $/;
			my $text = <$in>;
			print "$file\n" if index($text, $want) >= 0 ||
			    index($text, $hex) >= 0;
		}' "$1" {} +
}

# absent HEX NAME [FOLDER]: nothing of the store south holds it.
absent() {
	local found
	found=$(holders "$1" "${3:-south}")
	[ -z "$found" ] || fail "$2 is in $found"
}

@test "P7: the search finds in a store what is there" {
	[ -n "$(grep -rlaF 'ZZ26 A3' south)" ]
	attempt nowhere 'A-p3.jpg' south
	[ "$status" -ne 0 ]
	attempt nowhere 'ZZ26 A2' held
	[ "$status" -ne 0 ]
}

@test "P7: a deleted plate is nowhere in the store, however it is written" {
	local text
	for text in 'ZZ26 A2' 'ZZ26A2' 'zz26a2' 'A-2,' 'Xenolith' \
		'ZZ26 B3' 'ZZ26B3' 'B-3,' 'ZZ26 A7' 'ZZ26A7' 'zz26A7' 'A-7,'
	do
		nowhere "$text" south
	done
}

@test "P7: images and files that went leave no name and no bytes" {
	local text
	for text in A-p2 A-o2 B-p3 B-o3 'images/A 2' 'sub/images/B 3' \
		note.txt Quixotic; do
		nowhere "$text" south
	done
}

@test "P7: of the order stay its id, digest, issuer, ground and counts alone" {
	nowhere Nowhere77 south
	nowhere '"target"' south
	nowhere sealbag-order south
	nowhere nonce south
	accepted sealbag list south --orders --json
	[ "$(json orders 0 ground) $(json orders 0 reference)" = \
		'ground of the order ORD/1' ]
	[ "$(json orders 0 targets) $(json orders 0 absent)" = '5 1' ]
}

@test "P7: the digests of what went, or of files before, are gone" {
	local file
	for file in a.csv sub/b.csv documents/note.txt images/A-p2.jpg \
		sub/images/B-o3.jpg; do
		absent "$(sha256sum "export/$file" | cut -c 1-64)" \
			"the SHA-256 of $file"
		absent "$(b2sum "export/$file" | cut -c 1-128)" \
			"the BLAKE2b of $file"
		absent "$(b2sum -l 256 "export/$file" | cut -c 1-64)" \
			"the short BLAKE2b of $file"
	done
	# but those of what stayed are there
	grep -q "$(sha256sum export/one.csv | cut -c 1-64)" \
		"$FIRST/manifest-sha256.txt"
}

@test "P7: nor are there numbers of all reads, to subtract what is left" {
	local of="WHERE lower(hex(bundle)) = '$(bundle_of first.sbag)'"
	sqlite3 held/ledger.db "SELECT CAST(text AS TEXT) FROM told $of" |
		grep -q '"findings":'
	[ "$(sqlite3 south/ledger.db \
		"SELECT CAST(text AS TEXT) FROM told $of")" = \
		'{"stated":true}' ]
	# as many by day as there are left
	[ "$(sqlite3 held/ledger.db "SELECT sum(reads) FROM captured $of")" \
		-eq 20 ]
	[ "$(sqlite3 south/ledger.db "SELECT sum(reads) FROM captured $of")" \
		-eq 17 ]
}

@test "P7: nor is there a size that tells how long the rows were" {
	local size
	size=$(find export -type f -printf '%s\n' | awk '{ n += $1 } END {
		print n }')
	nowhere "Payload-Oxum: $size." south
	# as a number of its own: digests hold all digits somewhere
	! grep -awq -- "$size" south/ledger.db || fail "the ledger: $size"
	size=$(stat -c %s export/a.csv)
	! grep -rawq -- "$size" "${FIRST/received/proof}" || fail "proof: $size"
}

@test "P7: the seeds of deleted records' salts are gone from the ledger" {
	local before after
	before=$(sqlite3 held/ledger.db 'SELECT hex(cover) FROM segment')
	after=$(sqlite3 south/ledger.db "SELECT hex(cover) FROM segment
		WHERE hex(bundle) = upper('$(basename "$FIRST")')")
	# one seed for the whole segment before, one beside each path after
	[ "${#before}" -lt "${#after}" ]
	[ "$(sqlite3 south/ledger.db "SELECT sum(length(records)) / 44 FROM gone
		WHERE hex(bundle) = upper('$(basename "$FIRST")')")" -gt 10 ]
	# the seed of all: the last 16 bytes of the cover of before
	[ -n "$(holders "${before: -32}" held)" ]
	absent "${before: -32}" 'the seed'
}

@test "P7: nothing is left beside the ledger, in quarantine or in TMPDIR" {
	[ ! -e south/ledger.db-journal ]
	[ ! -s south/ledger.db-wal ]
	[ -z "$(ls -A south/quarantine)" ]
	[ -z "$(find "$TMPDIR" -type f)" ]
	[ ! -e "$HOME/.gnupg" ]
	[ "$(sqlite3 south/ledger.db 'SELECT count(*) FROM swap')" -eq 0 ]
	[ "$(sqlite3 south/ledger.db 'PRAGMA freelist_count')" -eq 0 ]
}

@test "P7: no log, of either side, has a plate, a name or a record id" {
	local store text
	for store in north south; do
		sealbag log show $store >log
		sealbag log show $store --json >>log
		sqlite3 $store/ledger.db 'SELECT * FROM event' >>log
		sqlite3 $store/ledger.db 'SELECT * FROM checkpoint' >>log
		for text in ZZ26 zz26 .csv .jpg note A-2 B-3 A-3 2026-03-01; do
			! grep -qaF -- "$text" log || fail "$store: $text"
		done
		grep -q '"act":"pack"\|"act":"receive"' log
	done
}

@test "P7: what north keeps of what it sent has no plate and no name" {
	for text in ZZ26 zz26 a.csv .jpg A-2 Xenolith; do
		nowhere "$text" north
	done
}

@test "P7: tombstones are keyed by a secret that lies apart, encrypted" {
	[ "$(sqlite3 south/ledger.db 'SELECT count(*) FROM tombstone')" -ge 4 ]
	gpg --homedir south/keys/gnupg --batch --pinentry-mode loopback \
		--passphrase '' --decrypt south/keys/secret.gpg \
		2>/dev/null >secret
	[ "$(stat -c %s secret)" -ge 16 ]
	absent "$(perl -0777 -ne 'print unpack "H*", $_' secret)" 'the secret'
	rm secret
}

@test "P7: a bundle deleted whole leaves no member, seed or proof" {
	cp -a held other
	order all
	by_bundle "$(bundle_of first.sbag)" >>all
	carry all all.sbag
	accepted sealbag receive other all.sbag
	local text
	for text in ZZ26 a.csv .jpg note.txt documents 'flow test'; do
		nowhere "$text" other/received
		nowhere "$text" other/proof
	done
	for text in ZZ26 a.csv .jpg note.txt; do
		nowhere "$text" other
	done
	[ "$(sqlite3 other/ledger.db "SELECT count(*) FROM segment
		WHERE hex(bundle) = upper('$(bundle_of first.sbag)')")" -eq 0 ]
	[ "$(sqlite3 other/ledger.db "SELECT count(*) FROM member
		WHERE hex(bundle) = upper('$(bundle_of first.sbag)')")" -eq 0 ]
	rm -r other
}

@test "P7: what went on arrival was never in the ledger either" {
	accepted sealbag init other --agency other --name O --no-passphrase
	accepted sealbag agency card other --output other.card
	pin other north
	pin north other
	accepted sealbag pack north export --to other --purpose p \
		--reference r --deletions order --output arrival-2.sbag
	accepted sealbag receive other arrival-2.sbag --json
	[ "$(json deleted_reads)" -eq 3 ]
	local text
	for text in 'ZZ26 A2' zz26 Nowhere77 'A-2,' A-p2 A-o2 note.txt \
		Xenolith Quixotic '"target"'; do
		nowhere "$text" other
	done
	absent "$(sha256sum export/a.csv | cut -c 1-64)" 'the SHA-256' other
}

#!/usr/bin/env bats
# P10: what is packed comes out byte for byte, with its names and times.

load lib

setup_file() {
	setup_world
	make_agencies
}
setup() {
	cd "$WORLD" || return 1
	rm -rf export ./*.sbag
}
teardown_file() {
	teardown_world
}

header='record_id,vrm,feed_id,source_id,camera_id,capture_time,note'

# row N [NOTE]: a row of a file of reads, without its line end.
row() {
	printf 'R%d,ZZ26 AB%d,1,2,%d,2026-03-01T12:00:0%dZ,%s' \
		"$1" "$1" "$1" "$1" "${2:-}"
}

# there_and_back FOLDER [OPTION...]: pack, verify, receive; $output is what
# receive said, $back the folder of what came out.
there_and_back() {
	local folder=$1
	shift
	rm -f there.sbag
	pack_export there.sbag "$folder" "$@" || return 1
	accepted sealbag verify there.sbag --store south || return 1
	accepted sealbag receive south there.sbag --json || return 1
	back=$(received south there.sbag)/data
	[ -d "$back" ] || fail "nothing at $back"
}

# unchanged FOLDER [OPTION...]: it comes back as it was, and verifies there.
unchanged() {
	there_and_back "$@" || return 1
	received_json=$output
	same_content "$1" "$back" || fail 'it came back changed' || return 1
	accepted sealbag verify "${back%/data}" || return 1
	output=$received_json
}

# reads N: receive told of so many reads.
reads() {
	[ "$(json reads)" -eq "$1" ] || fail "wanted $1 reads"
}

@test "P10: a whole export comes back byte for byte, with its times" {
	make_export export
	unchanged export
	reads 200
	[ "$(json files)" -eq "$(find export -type f | wc -l)" ]
}

@test "P10: times keep their nanoseconds, before 1970 and after 2038" {
	mkdir -p export/folder
	echo a >export/nanoseconds
	touch -d '2026-03-01 12:00:00.123456789Z' export/nanoseconds
	echo b >export/one
	touch -d '2026-03-01 12:00:00.000000001Z' export/one
	echo c >export/last
	touch -d '2026-03-01 12:00:00.999999999Z' export/last
	echo d >export/epoch
	touch -d '1970-01-01 00:00:00Z' export/epoch
	echo e >export/before
	touch -d '1969-12-31 23:59:59Z' export/before
	echo f >export/late
	touch -d '2106-02-07 06:28:16.5Z' export/late
	touch -d '2001-02-03 04:05:06.000000007Z' export/folder
	unchanged export
	find export "$back" -name nanoseconds -printf '%T@\n' |
		uniq -c | grep -q '^ *2 1772366400\.1234567890$'
}

@test "P10: names in UTF-8, with percent signs and blanks are kept" {
	mkdir -p export
	for name in 'Kameraübersicht – Süd.txt' '写真.jpg' 'e'$'\u0301''t' \
		'100%' '%25' '%0A' '%41%2f' ' blanks ' '-rf' '*' '~' \
		"it's" 'a "b"' '.hidden' '...' '#x' '$HOME' ';ls' 'a=b' \
		'😀' 'manifest-sha256.txt' "$(printf 'n%.0s' {1..255})"
	do
		echo "$name" >"export/$name"
	done
	mkdir -p "export/$(printf 'ü%.0s' {1..100})/$(printf 'é%.0s' {1..90})"
	touch "export/$(printf 'ü%.0s' {1..100})/$(printf 'é%.0s' {1..90})/x"
	mkdir -p "export/$(printf 'd/%.0s' {1..50})"
	echo deep >"export/$(printf 'd/%.0s' {1..50})file"
	unchanged export
}

@test "P10: empty files and empty folders are kept" {
	mkdir -p export/a/b/c export/none
	: >export/empty
	: >export/a/empty.csv
	unchanged export
	reads 0
	[ -d "$back/none" ] && [ -d "$back/a/b/c" ]
	[ -f "$back/empty" ] && [ ! -s "$back/empty" ]
}

@test "P10: an export of one empty folder comes back" {
	mkdir -p export/only
	unchanged export
	[ "$(json files)" -eq 0 ]
}

@test "P10: files that end at the edge of a piece come back" {
	mkdir export
	for size in 1 511 512 513 1048575 1048576 1048577 2097152; do
		head -c "$size" /dev/urandom >"export/$size"
	done
	unchanged export
}

@test "P10: a file of reads that spans segments comes back" {
	make-reads 400000 1 export
	[ "$(stat -c %s export/reads-01.csv)" -gt 70000000 ]
	unchanged export --jobs 2
	reads 400000
	[ "$(json segments)" -gt 2 ]
}

@test "P10: a plain file of 70 MB that does not shrink comes back" {
	mkdir export
	head -c 70000001 /dev/urandom >export/noise
	unchanged export --jobs 2
	[ "$(json segments)" -gt 2 ]
}

@test "P10: CSV comes back with CR LF, LF, both, and no final line end" {
	mkdir export
	printf '%s\n' "$header" "$(row 1)" "$(row 2)" >export/lf.csv
	printf '%s\r\n' "$header" "$(row 3)" "$(row 4)" >export/crlf.csv
	printf '%s\r\n%s\n%s\r\n' "$header" "$(row 5)" "$(row 6)" \
		>export/both.csv
	printf '%s\n%s' "$header" "$(row 7)" >export/no-end.csv
	printf '%s\r\n%s' "$header" "$(row 8)" >export/crlf-no-end.csv
	printf '%s' "$header" >export/header.csv
	printf '%s\n\n%s\n\r\n\n' "$header" "$(row 9)" >export/blank.csv
	unchanged export
	reads 9
}

@test "P10: CSV comes back with quoted line breaks, commas and quotes" {
	mkdir export
	printf '%s\n' "$header" "$(row 1 '"two
lines, and ""quotes"""')" "$(row 2 $'"\r\n\r\n"')" "$(row 3 '""')" \
		>export/quoted.csv
	unchanged export
	reads 3
}

@test "P10: CSV comes back with its byte order mark" {
	mkdir export
	printf '\xef\xbb\xbf%s\n%s\n' "$header" "$(row 1)" >export/mark.csv
	printf '\xef\xbb\xbf"%s\n%s\n' "${header/,/\",}" "$(row 2)" \
		>export/mark-and-quote.csv
	unchanged export
	reads 2
}

@test "P10: a CSV of something else is carried as a plain file" {
	mkdir export
	printf 'name,"unbalanced\n' >export/other.csv
	printf '%s\n%s\n' "$header" "$(row 1)" >export/reads.txt
	unchanged export
	reads 0
}

@test "P10: several paths stand beside each other under their own names" {
	mkdir -p export/one/in export/two export/three
	echo 1 >export/one/in/a
	echo 2 >export/two/a
	echo 3 >export/three/b.txt
	(
		cd export || exit 1
		sealbag pack ../north one two/ three/b.txt --to south \
			--purpose p --reference r --output ../s.sbag
	)
	accepted sealbag receive south s.sbag
	back=$(received south s.sbag)/data
	[ "$(cd "$back" && find . | LC_ALL=C sort | xargs)" = \
		'. ./b.txt ./one ./one/in ./one/in/a ./two ./two/a' ]
	cmp export/three/b.txt "$back/b.txt"
	cmp export/two/a "$back/two/a"
}

@test "P10: one file alone may be packed" {
	mkdir export
	echo alone >export/one.txt
	touch -d '2020-02-02 02:02:02.2Z' export/one.txt
	unchanged export/../export
	there_and_back export/one.txt
	same_content export "$back"
}

@test "P10: --exclude leaves out names and paths, and nothing else" {
	mkdir -p export/keep export/drop/in export/keep/drop
	touch export/keep/{a.txt,a.tmp} export/drop/in/x export/{b.tmp,b.txt} \
		export/keep/drop/y export/only
	there_and_back export --exclude '*.tmp' --exclude drop \
		--exclude 'keep/a*'
	[ "$(cd "$back" && find . | LC_ALL=C sort | xargs)" = \
		'. ./b.txt ./keep ./only' ]
}

@test "P10: --plain carries reads as plain files" {
	mkdir -p export/in
	for file in export/{a,b}.csv export/in/a.csv; do
		printf '%s\n%s\n' "$header" "$(row 1)" >"$file"
	done
	unchanged export --plain 'a.csv'
	reads 1
	unchanged export --plain 'in/*'
	reads 2
	unchanged export --plain '*.csv'
	reads 0
}

@test "--zone is the zone of capture times that have none" {
	mkdir export
	printf '%s\n%s\n%s\n' "$header" \
		'L1,ZZ26 ABC,1,2,3,2026-03-01T01:30:00,' \
		'L2,ZZ26 ABC,1,2,3,2026-03-01T00:30:00Z,' >export/local.csv
	rejected 1 time sealbag pack north export --to south --purpose p \
		--reference r --output without.sbag
	[ ! -e without.sbag ]
	says local.csv
	unchanged export --zone +02:00
	reads 2
	# half past one there is half past eleven the day before in UTC
	cat >order <<-'END'
	{"format":"sealbag-order/1","kind":"delete","ground":"g"}
	{"target":"vrm","vrm":"ZZ26ABC","from":"2026-02-28T23:30:00Z",\
	"to":"2026-03-01T00:30:00Z"}
	END
	sed -i -e ':a' -e '/\\$/N; s/\\\n//; ta' order
	mkdir -p empty
	pack_export order.sbag empty --deletions order
	accepted sealbag receive south order.sbag --json
	[ "$(json earlier_reads)" -eq 1 ] || fail 'wanted one'
	! grep -q L1 "$back/local.csv" || fail 'L1 is there'
	grep -q L2 "$back/local.csv"
}

@test "P10: every recipient and the sender can open a bundle, no other" {
	make_store east
	make_store west
	pin east north
	pin west north
	pin north east
	make_export export
	accepted sealbag pack north export --to south --to east --purpose p \
		--reference r --output both.sbag
	for store in south east; do
		accepted sealbag receive $store both.sbag
		same_content export "$(received $store both.sbag)/data"
	done
	accepted sealbag verify both.sbag --store north --json
	[ "$(json checked)" = everything ]
	rejected 1 not-addressed sealbag receive west both.sbag
}

@test "P10: an RSA-3072 key seals and opens" {
	accepted sealbag init rsa --agency rsa --name 'RSA (synthetic)' \
		--key rsa3072 --no-passphrase
	accepted sealbag agency card rsa --output rsa.card
	pin rsa north
	pin north rsa
	make_export export
	accepted sealbag pack north export --to rsa --purpose p \
		--reference r --output to.sbag
	accepted sealbag receive rsa to.sbag
	same_content export "$(received rsa to.sbag)/data"
	accepted sealbag pack rsa export --to north --purpose p \
		--reference r --output from.sbag
	accepted sealbag receive north from.sbag
	accepted sealbag verify "$(received north from.sbag)"
}

@test "P10: a store with a passphrase packs and receives" {
	printf 'correct horse\n' >pass
	accepted sealbag init locked --agency locked --name 'Locked' \
		--passphrase-file pass
	accepted sealbag agency card locked --output locked.card
	accepted sealbag agency add locked north.card \
		--fingerprint "$(fingerprint_of north)" --passphrase-file pass
	pin north locked
	make_export export
	accepted sealbag pack north export --to locked --purpose p \
		--reference r --output to.sbag
	rejected 2 usage sealbag receive locked to.sbag
	echo 'wrong' >wrong
	rejected 3 no-key sealbag receive locked to.sbag --passphrase-file wrong
	[ -z "$(ls locked/received)" ]
	accepted sealbag receive locked to.sbag --passphrase-fd 5 5<pass
	same_content export "$(received locked to.sbag)/data"
	accepted sealbag verify to.sbag --store locked --passphrase-file pass \
		--json
	[ "$(json checked)" = everything ]
	accepted sealbag pack locked export --to north --purpose p \
		--reference r --output from.sbag --passphrase-file pass
	accepted sealbag receive north from.sbag
}

@test "a passphrase is nowhere in its store" {
	printf 'a passphrase that stands out\n' >pass
	accepted sealbag init locked2 --agency locked2 --name 'Locked' \
		--passphrase-file pass
	nowhere 'a passphrase that' locked2
}

@test "one, two and four workers make bundles that are alike" {
	make-sample --rows 3000 --images 60 export
	head -c 40000000 /dev/zero >export/zeros
	head -c 40000000 /dev/urandom >export/noise
	for jobs in 1 2 4; do
		pack_export $jobs.sbag export --jobs $jobs
		sealbag inspect $jobs.sbag --json >inspected
		perl -MJSON::PP -ne '$s = decode_json($_); print "$_ $s->{$_}\n"
			for qw(segments records plain_bytes_max)' \
			inspected >$jobs.seal
		accepted sealbag verify $jobs.sbag --store south --json \
			--jobs $((5 - jobs))
		echo "$(json checked) $(json members) $(json payload_bytes)" \
			>>$jobs.seal
	done
	cmp 1.seal 2.seal
	cmp 1.seal 4.seal
	accepted sealbag receive south 4.sbag --jobs 1
	same_content export "$(received south 4.sbag)/data"
	accepted sealbag receive south 1.sbag --jobs 4
	same_content export "$(received south 1.sbag)/data"
}

@test "P10: a released bag is complete and names its bundle" {
	make_export export
	unchanged export
	grep -qx "External-Identifier: $(json bundle)" \
		"${back%/data}/bag-info.txt"
	(cd "${back%/data}" && sha256sum --quiet -c manifest-sha256.txt &&
		sha256sum --quiet -c tagmanifest-sha256.txt)
}

@test "P10: tag files of another writer keep the times they came with" {
	"$SEALBAG_BIN/tests/flow/forge" sound-times north south times.sbag
	accepted sealbag receive south times.sbag
	back=$(received south times.sbag)
	[ "$(find "$back" -type f -printf '%T@\n' | grep -c '\.123456789')" \
		-eq "$(find "$back" -type f | wc -l)" ]
	accepted sealbag verify "$back"
}

#!/usr/bin/env bats
# enforce.txt: what is due goes, each read by its own time; the rest verifies;
# what was reached is told, and what was changed is left and told.

load lib
load clock
load orders

columns=record_id,vrm,feed_id,source_id,camera_id,capture_time,plate_image
rules='{"category":"major","days":30},{"category":"other","days":400}'

# Rows 1 to 9 of a.csv are N days old, and an hour; row 2 and row 8 have images.
# sub/b.csv has one row, 5 days old.
setup_file() {
	setup_world
	make_agencies
	aged_export export
	sed "s/\"retention\": \[\]/\"retention\": [$rules]/" \
		"$TOP/samples/policies/neutral.json" >draft
	command sealbag policy sign south draft --output v1
	command sealbag policy import south v1
	pack_export first.sbag export --category major
	cp -a south fresh
	accepted sealbag receive south first.sbag
	cp -a south held
}
setup() {
	cd "$WORLD" || return 1
	clock='+0 days'
	rm -rf south want
	cp -a held south
	cp -a export want
	first=$(received south first.sbag)
}
teardown_file() { teardown_world; }

# aged_export FOLDER
aged_export() {
	local n
	mkdir -p "$1/images" "$1/sub"
	{
		echo "$columns"
		for n in 1 2 3 4 5 6 7 8 9; do
			printf 'A-%d,ZZ26 A%d,1,1,2,%s,%s\n' "$n" "$n" \
				"$(date -u -d "-$n days -1 hour" +%FT%TZ)" \
				"$(case $n in 2 | 8)
					echo "images/p$n.jpg" ;;
				esac)"
		done
	} >"$1/a.csv"
	{
		echo 'vrm,feed_id,source_id,camera_id,capture_time'
		echo "ZZ26 B1,1,1,2,$(date -u -d '-5 days -1 hour' +%FT%TZ)"
	} >"$1/sub/b.csv"
	echo 'plate image two' >"$1/images/p2.jpg"
	echo 'plate image eight' >"$1/images/p8.jpg"
	echo 'a document' >"$1/note.txt"
	find "$1" -depth -exec touch -d '2026-03-02 01:02:03.456789Z' {} +
}

# gone_from want N...: rows of a.csv
gone_from() {
	local n
	for n; do
		sed -i "/^A-$n,/d" want/a.csv
		rm -f "want/images/p$n.jpg"
	done
	touch -d '2026-03-02 01:02:03.456789Z' want/a.csv want/images
}

# state PLACE: what the reach in $output says of it
state() {
	printf '%s' "$output" | perl -MJSON::PP -e '
		local $/;
		my $r = decode_json(<STDIN>)->{reach};
		print join(" ", map { "$_->{state} $_->{reason}" }
		    grep { $_->{place} eq $ARGV[0] } @$r), "\n"' "$1"
}

@test "what is not due stays" {
	accepted sealbag enforce south --json
	[ "$(json looked) $(json changed) $(json deleted_reads)" = '1 0 0' ]
	same_content want "$first/data"
	accepted sealbag enforce south
	prints 'Nothing was due.'
}

@test "each read goes by its own time, with its image" {
	clock='+22 days'
	accepted sealbag enforce south --json
	[ "$(json changed) $(json deleted_reads) $(json deleted_files)" = \
		'1 2 1' ]
	[ "$(json bundles 0 category) $(json bundles 0 days)" = 'major 30' ]
	gone_from 8 9
	left "$first" want
	accepted sealbag verify "$first" --json
	[ "$(json deleted_reads) $(json deletions 0 expired)" = '2 true' ]
	accepted sealbag verify "$first"
	prints '4 records deleted as past their retention'
	accepted sealbag log verify south
}

@test "it goes on from day to day, to the last row, and twice is once" {
	clock='+25 days'
	accepted sealbag enforce south --json
	# rows 5 to 9, and the only one of sub/b.csv
	[ "$(json deleted_reads) $(json deleted_files)" = '6 1' ]
	accepted sealbag enforce south --json
	[ "$(json changed) $(json deleted_reads)" = '0 0' ]
	clock='+40 days'
	accepted sealbag enforce south --json
	[ "$(json deleted_reads) $(json deleted_files)" = '4 1' ]
	gone_from 1 2 3 4 5 6 7 8 9
	sed -i 1q want/sub/b.csv
	touch -d '2026-03-02 01:02:03.456789Z' want/sub/b.csv want/sub
	left "$first" want
	accepted sealbag verify "$first" --json
	[ "$(json deleted_reads)" -eq 10 ]
}

@test "a read is due from the second at which its days are over" {
	# row 9 was captured when it is 9 days and an hour ago
	local at
	at=$(date -u -d "$(sed -n 's/^A-9,.*\(....-..-..T[0-9:]*Z\).*/\1/p' \
		export/a.csv) 30 days" +'%F %T')
	clock=$(date -u -d "$at 20 seconds ago" +'%F %T')
	accepted sealbag enforce south --dry-run --json
	[ "$(json deleted_reads)" -eq 0 ]
	clock=$at
	accepted sealbag enforce south --dry-run --json
	[ "$(json deleted_reads)" -eq 1 ]
}

@test "a dry run counts and changes nothing" {
	clock='+22 days'
	tree_of south | grep -v ' \./lock$' >before
	accepted sealbag enforce south --dry-run --json
	[ "$(json done) $(json deleted_reads) $(json bundles 0 reads)" = \
		"$(json done) 2 2" ]
	accepted sealbag enforce south --dry-run
	prints 'Nothing was deleted.'
	same_content want "$first/data"
	[ "$(events_of enforce)" -eq 0 ]
}

# event_lines ACT: those in the log of south, as they are kept
event_lines() {
	sqlite3 -readonly south/ledger.db \
		'SELECT CAST(line AS TEXT) FROM event' | grep "\"act\":\"$1\""
}

# events_of ACT: how many there are
events_of() {
	event_lines "$1" | wc -l
}

@test "the log has an event a bundle, and one a run, with the policy" {
	clock='+22 days'
	accepted sealbag enforce south
	local line
	line=$(event_lines expire)
	[[ $line == *'"policy":"neutral/1"'* ]]
	[[ $line == *'{"name":"days","value":30}'* ]]
	[[ $line == *'{"name":"deleted_reads","value":2}'* ]]
	[[ $line == *"\"bundle\":\"$(basename "$first")\""* ]]
	line=$(event_lines enforce)
	[[ $line == *'{"name":"changed_bundles","value":1}'* ]]
	accepted sealbag enforce south
	[ "$(events_of expire) $(events_of enforce)" = '1 2' ]
}

@test "nothing of what expired is left in the store" {
	clock='+22 days'
	accepted sealbag enforce south
	local text
	for text in 'ZZ26 A8' ZZ26A8 zz26a8 'A-8,' p8.jpg 'image eight' \
		'ZZ26 A9' "$(sed -n 's/^A-9,.*,2,\(.*\)Z,.*/\1/p' \
			export/a.csv)"; do
		nowhere "$text" south
	done
	[ "$(sqlite3 south/ledger.db 'PRAGMA freelist_count')" -eq 0 ]
	[ -z "$(ls -A south/quarantine)" ]
	# no tombstone: expiry itself keeps it out
	[ "$(sqlite3 south/ledger.db 'SELECT count(*) FROM tombstone')" -eq 0 ]
}

@test "what expired is refused when it comes again" {
	pack_export again.sbag export --category major
	clock='+22 days'
	accepted sealbag enforce south
	rejected 1 retention sealbag receive south again.sbag
}

# dropping: south as it was before the bundle, with a policy that drops
dropping() {
	rm -rf south
	cp -a fresh south
	sed 's/"refuse"/"drop"/' draft >drop
	rm -f v2 v2.sig
	accepted sealbag policy sign south drop --output v2
	accepted sealbag policy import south v2
}

@test "P5: reads past their days are kept out on arrival, where policy drops" {
	dropping
	clock='+22 days'
	accepted sealbag receive south first.sbag --dry-run --json
	[ "$(json expired_reads) $(json expired_files)" = '2 1' ]
	[ ! -e "$first" ]
	local calls=write,pwrite64,writev,pwritev,mkdir,mkdirat,open,openat
	accepted straced -f -y -qq -s 100000 -o trace -e trace=$calls \
		faketime "$clock" "$SEALBAG_BIN/sealbag" receive south \
		first.sbag --json
	[ "$(json expired_reads) $(json expired_files)" = '2 1' ]
	[ "$(json deleted_reads) $(json kept_out_reads)" = '0 0' ]
	# what is written to files, not to pipes: one that stays, as a check
	grep -E '(write|open|mkdir)[a-z0-9]*\((AT_FDCWD</|[0-9]+</)' trace |
		grep -v '<pipe:' >written
	grep -q 'ZZ26 A7' written
	grep -q 'p2.jpg' written
	! grep -qE 'ZZ26 A[89]' written || fail 'a plate was written'
	! grep -q 'image eight' written || fail 'an image was written'
	! grep -qE 'openat\(.*p8.jpg.*O_CREAT' written || fail 'it was made'
	gone_from 8 9
	left "$first" want
	accepted sealbag verify "$first" --json
	[ "$(json deleted_reads) $(json deletions 0 expired)" = '2 true' ]
	local line
	line=$(event_lines expire)
	[[ $line == *'"policy":"neutral/2"'* ]]
	[[ $line == *'{"name":"days","value":30}'* ]]
	[[ $line == *'{"name":"deleted_reads","value":2}'* ]]
	[[ $line == *'{"name":"deleted_files","value":1}'* ]]
	[[ $line == *"\"bundle\":\"$(basename "$first")\""* ]]
	nowhere 'ZZ26 A8' south
	[ "$(sqlite3 south/ledger.db 'SELECT count(*) FROM tombstone')" -eq 0 ]
	accepted sealbag log verify south
	# and it goes on from there
	clock='+24 days'
	accepted sealbag enforce south --json
	[ "$(json deleted_reads)" -eq 2 ]
	gone_from 6 7
	left "$first" want
}

@test "an order comes before the age of a read, and a hold before both" {
	dropping
	order order
	printf '{"target":"record","record_id":"A-%d"}\n' 9 7 3 >>order
	accepted sealbag pack north export --to south --purpose x \
		--reference r --category major --deletions order \
		--output both.sbag
	clock='+22 days'
	accepted sealbag hold add south --ground cpia --officer O --rank R \
		--number 1 --reference CC/7 --review 2199-01-02 \
		--record A-8 --record A-7
	accepted sealbag receive south both.sbag --json
	[ "$(json expired_reads) $(json expired_files)" = '0 0' ]
	[ "$(json deleted_reads) $(json answers 0 deleted_reads)" = '2 2' ]
	# two rows, and the image of one
	[ "$(json held_reads) $(json held_files)" = '2 1' ]
	[ "$(json answers 0 held)" -eq 1 ]
	first=$(received south both.sbag)
	gone_from 3 9
	left "$first" want
	accepted sealbag hold list south --json
	accepted sealbag hold release south "$(json holds 0 hold)" --reason x
	accepted sealbag enforce south --json
	[ "$(json deleted_reads) $(json deleted_files)" = '2 1' ]
	gone_from 7 8
	left "$first" want
	rm both.sbag
}

@test "a bundle that names no category loses nothing by its age" {
	dropping
	accepted sealbag pack north export --to south --purpose x \
		--reference r --output plain.sbag
	clock='+100 days'
	accepted sealbag receive south plain.sbag --json
	[[ "$output" != *expired_reads* ]]
	left "$(received south plain.sbag)" want
	rm plain.sbag
}

@test "exhibits of what lost reads are named, as nobody knows what they show" {
	accepted sealbag extract south --bundle "$(basename "$first")" \
		--record A-9 --exhibit AB/1 --purpose x --reference r \
		--output shown.sbag
	accepted sealbag enforce south --json
	[ "$(state exhibits)" = 'reached none' ]
	clock='+22 days'
	accepted sealbag enforce south --json
	[ "$(state exhibits)" = 'unknown shown' ]
	[ "$(json exhibits 0 reference)" = AB/1 ]
	[ "$(json exhibits 0 bundle)" = "$(basename "$first")" ]
	rm shown.sbag
}

@test "without a category no rule says so, and that is told" {
	accepted sealbag pack north export --to south --purpose x \
		--reference r --output plain.sbag
	accepted sealbag receive south plain.sbag
	clock='+100 days'
	accepted sealbag enforce south --json
	[ "$(json unruled) $(json looked) $(json changed)" = '1 1 1' ]
	same_content want "$(received south plain.sbag)/data"
}

@test "what was reached is told, and what nobody here can know" {
	clock='+22 days'
	accepted sealbag enforce south --json
	[ "$(state rows)" = 'reached read-back' ]
	[ "$(state proofs)" = 'reached read-back' ]
	[ "$(state ledger)" = 'reached free-pages' ]
	[ "$(state quarantine)" = 'reached empty' ]
	[ "$(state store)" = 'reached only-ours' ]
	[ "$(state forwarded)" = 'reached none' ]
	[ "$(state sealed)" = 'unknown elsewhere' ]
	[ "$(state backups)" = 'unknown elsewhere' ]
	[[ "$(state medium)" != reached* ]]
	cp first.sbag south/
	touch south/received/notes.txt
	accepted sealbag enforce south --json
	[ "$(state store)" = 'not-reached strangers' ]
}

@test "one that was passed on is not reached there" {
	make_store west
	pin north west
	pin south west
	accepted sealbag forward south first.sbag --to west \
		--output on.sbag
	clock='+22 days'
	accepted sealbag enforce south --json
	[ "$(state forwarded)" = 'not-reached passed-on' ]
}

@test "a bundle that was changed is left and told, and the others go on" {
	pack_export second.sbag export --category major
	accepted sealbag receive south second.sbag
	local second
	second=$(received south second.sbag)
	echo x >>"$first/data/note.txt"
	clock='+22 days'
	rejected 1 released-changed sealbag enforce south
	[ "$(json left) $(json changed) $(json deleted_reads)" = '1 1 2' ]
	[ "$(state rows)" = 'not-reached changed' ]
	grep -q 'ZZ26 A9' "$first/data/a.csv"
	gone_from 8 9
	left "$second" want
	[ "$(events_of expire)" -eq 1 ]
	rm -r "$first"
	rejected 1 released-missing sealbag enforce south
	[ "$(json missing)" -eq 1 ]
}

@test "an order and expiry in one bundle are told apart" {
	order order
	echo '{"target":"record","record_id":"A-1"}' >>order
	carry order order.sbag
	accepted sealbag receive south order.sbag
	clock='+22 days'
	accepted sealbag enforce south
	gone_from 1 8 9
	left "$first" want
	accepted sealbag verify "$first" --json
	[ "$(json deleted_reads)" -eq 3 ]
	[ "$(printf '%s' "$output" | grep -o '"records":1,"expired":false' |
		wc -l)" -eq 1 ]
	[ "$(printf '%s' "$output" | grep -o '"records":4,"expired":true' |
		wc -l)" -eq 1 ]
}

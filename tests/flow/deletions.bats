#!/usr/bin/env bats
# P4, P5: what an order names goes, on arrival and from what was received
# before; all else stays as it was sealed.

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	cp -a south new
	known_export export
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	cp -a south held
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south order ./*order*.sbag want
	cp -a held south
	cp -a export want
	first=$(received south first.sbag)
}
teardown_file() {
	teardown_world
}

# answer COUNTS...: the order in file "order" is carried to south; what receive
# counted must be these, as "name=value".
answer() {
	carry order order.sbag || return 1
	accepted sealbag receive south order.sbag --json || return 1
	local count
	for count; do
		[ "$(json "${count%=*}")" = "${count#*=}" ] ||
			fail "wanted $count" || return 1
	done
}

@test "P4: a read goes by its natural key, and its images with it" {
	order order
	by_read A 2 >>order
	answer targets=1 absent=0 earlier_bundles=1 earlier_reads=1 \
		earlier_files=2 earlier_whole=0
	without want a.csv A 2
	left "$first" want
	# the row; of each image its member record and its one piece
	deleted 1 5
}

@test "P4: a read goes by its record id" {
	order order
	by_record B 4 >>order
	answer targets=1 absent=0 earlier_reads=1 earlier_files=0
	without want sub/b.csv B 4
	left "$first" want
	deleted 1 1
}

@test "P4: reads go by plate and window, its end not included" {
	order order
	by_plate A 7 2026-03-01T00:07:00.007Z 2026-03-01T00:07:00.008Z >>order
	by_plate A 8 2026-03-01T00:00:00Z 2026-03-01T00:08:00.008Z >>order
	by_plate A 9 2026-03-01T02:09:00+02:00 2026-03-01T02:10:00+02:00 \
		>>order
	answer targets=3 absent=1 earlier_reads=2
	without want a.csv A 7 9
	left "$first" want
	deleted 2 2
}

@test "P4: reads go by camera and window, of a feed or of any" {
	order order
	by_camera '"camera_id":"0004"' >>order
	by_camera '"camera_id":"5","feed_id":"10","source_id":"20"' >>order
	by_camera '"camera_id":"6","feed_id":"20"' >>order
	by_camera '"camera_id":"7"' 2026-03-01T00:00:00Z \
		2026-03-01T00:07:00.007Z >>order
	answer targets=4 absent=2 earlier_reads=4 earlier_files=0 unread=0
	without want a.csv A 4 5
	without want sub/b.csv B 4 5
	left "$first" want
	deleted 4 4
}

@test "P4: reads go that were captured before a moment" {
	order order
	by_before 2026-03-01T00:03:00.003Z >>order
	answer targets=1 absent=0 earlier_reads=5 earlier_files=10
	without want a.csv A 1 2
	without want sub/b.csv B 1 2
	without want one.csv C 1
	left "$first" want
}

# places FILE: reads at places; the last two give none.
places() {
	cat >"$1" <<-'END'
		vrm,feed_id,source_id,camera_id,capture_time,latitude,longitude
		ZZ26AA,1,1,1,2026-03-01T12:00:00Z,51.5,-0.1
		ZZ26AB,1,1,1,2026-03-01T12:00:00Z,51.500000001,-0.1
		ZZ26AC,1,1,1,2026-03-02T00:00:00Z,51.4,-0.1
		ZZ26AD,1,1,1,2026-03-01T12:00:00Z,,
		ZZ26AE,1,1,1,2026-03-01T12:00:00Z,51.4,west
	END
}

@test "P4: reads go by area; those of no place stay, which is told" {
	mkdir -p placed
	places placed/reads.csv
	pack_export placed.sbag placed
	accepted sealbag receive south placed.sbag
	order order
	by_area 51,-1,51.5,0 >>order
	answer targets=1 absent=0 earlier_bundles=1 earlier_reads=1 \
		"unread=$((20 + 2))"
	sed -i 2d placed/reads.csv
	touch -r "$(received south placed.sbag)/data/reads.csv" \
		placed/reads.csv
	touch -r "$(received south placed.sbag)/data" placed
	same_content placed "$(received south placed.sbag)/data"
	left "$first" want
	rm placed.sbag
}

@test "P5: what an area or a camera names is not released on arrival" {
	mkdir -p placed
	places placed/reads.csv
	order order
	by_area 51,-1,51.5,0 >>order
	by_before 2026-03-01T00:00:00.000Z >>order
	carry order order.sbag placed
	accepted sealbag receive south order.sbag
	prints 'WARNING: 22 reads stay whose time or place cannot be read'
	nowhere ZZ26AA south
	grep -q ZZ26AB "$(received south order.sbag)/data/reads.csv"
}

@test "P4: a file goes by its path" {
	order order
	by_path documents/note.txt >>order
	by_path images/A-p1.jpg >>order
	answer targets=2 absent=0 earlier_reads=0 earlier_files=2
	rm want/documents/note.txt want/images/A-p1.jpg
	without want a.csv A
	left "$first" want
	deleted 0 4
}

@test "P4: a file of reads goes by its path, with the images of its rows" {
	order order
	by_path sub/b.csv >>order
	answer targets=1 absent=0 earlier_reads=7 earlier_files=7
	rm want/sub/b.csv want/sub/images/*
	without want a.csv A
	left "$first" want
	# member, header and 7 rows; 6 images of 2 records
	deleted 7 21
}

@test "P4: an earlier bundle goes whole" {
	order order
	by_bundle "$(bundle_of first.sbag)" >>order
	answer targets=1 absent=0 earlier_whole=1 earlier_bundles=1
	[ ! -e "$first" ]
	[ ! -e "${first/received/proof}" ]
	accepted sealbag list south --json
	[ "$(json bundles 0 state) $(json bundles 0 deleted_reads)" = \
		'deleted 20' ]
	rejected 1 replayed sealbag receive south first.sbag
	says 'deleted since'
	accepted sealbag verify "$(received south order.sbag)"
	accepted sealbag log verify south
}

@test "P4: the first, the last, the only and every row may go" {
	order order
	by_read A 1 >>order
	by_record A 12 >>order
	by_record B 1 >>order
	by_read B 7 >>order
	by_read C 1 >>order
	answer targets=5 absent=0 earlier_reads=5 earlier_files=6
	without want a.csv A 1 12
	without want sub/b.csv B 1 7
	without want one.csv C 1
	left "$first" want
	[ "$(cat "$first/data/one.csv")" = "$header" ]
	deleted 5 17

	order order 'second ground' DEL/2
	for n in {1..12}; do
		by_record A $n >>order
	done
	rm order.sbag
	answer targets=12 absent=2 earlier_reads=10 earlier_files=4
	without want a.csv A {1..12}
	left "$first" want
	[ "$(cat "$first/data/a.csv")" = "$header" ]
	[ "$(json deleted_reads)" -eq 15 ]
	[ "$(json deletions 0 records) $(json deletions 1 records)" = '17 18' ]
	[ "$(json deletions 1 ground)|$(json deletions 1 reference)" = \
		'second ground|DEL/2' ]
}

@test "P4: a row with a line break in it goes whole" {
	order order
	by_read A 5 >>order
	by_read B 5 >>order
	answer absent=0 earlier_reads=2
	without want a.csv A 5
	without want sub/b.csv B 5
	left "$first" want
	deleted 2 2
}

@test "P4: rows that stand side by side go" {
	order order
	for n in 3 4 5 6 7 11 12; do
		by_record A $n >>order
	done
	answer absent=0 earlier_reads=7 earlier_files=2
	without want a.csv A 3 4 5 6 7 11 12
	left "$first" want
	deleted 7 11
}

@test "P4: one record named in several ways goes once" {
	order order
	by_read A 4 >>order
	by_record A 4 >>order
	by_plate A 4 >>order
	by_record A 4 >>order
	answer targets=4 absent=0 earlier_reads=1
	without want a.csv A 4
	left "$first" want
	deleted 1 1
}

@test "P4: what is written in another way is the same read" {
	order order
	cat >>order <<-'END'
	{"target":"read","vrm":"zz-26a4","feed_id":"010","source_id":"0020",\
	"camera_id":"4","capture_time":"2026-03-01T01:04:00.0049+01:00"}
	END
	sed -i -e ':a' -e '/\\$/N; s/\\\n//; ta' order
	answer absent=0 earlier_reads=1
	without want a.csv A 4
	left "$first" want
}

@test "P4: what is not there is counted as absent, and nothing changes" {
	order order
	by_read A 13 >>order
	by_record D 1 >>order
	by_plate A 4 2025-03-01T00:00:00Z 2026-03-01T00:04:00.004Z >>order
	by_path images/none.jpg >>order
	by_bundle 00112233445566778899aabbccddeeff >>order
	answer targets=5 absent=5 earlier_bundles=0 earlier_reads=0
	left "$first" want
	[ "$(json deleted_records)" -eq 0 ]
	accepted sealbag list south --orders --json
	[ "$(json orders 0 targets) $(json orders 0 absent)" = '5 5' ]
}

@test "P4: a target that names a bundle selects in that one alone" {
	known_export other
	pack_export order-other.sbag other
	accepted sealbag receive south order-other.sbag
	order order
	by_record A 4 | sed "s/}/,\"bundle\":\"$(bundle_of first.sbag)\"}/" \
		>>order
	answer absent=0 earlier_reads=1 earlier_bundles=1
	left "$(received south order-other.sbag)" other
	without want a.csv A 4
	left "$first" want
}

@test "P4: an order reaches every earlier bundle of its sender" {
	local n
	for n in 1 2 3 4; do
		rm -rf other
		known_export other
		[ $n -ne 3 ] || known_export other X
		[ $n -ne 3 ] || rm other/a.csv other/images/A-*
		pack_export order-$n.sbag other
		accepted sealbag receive south order-$n.sbag
		cp -a other want-$n
	done
	order order
	by_record A 2 >>order
	answer absent=0 earlier_bundles=4 earlier_reads=4 earlier_files=8
	without want a.csv A 2
	left "$first" want
	for n in 1 2 4; do
		without want-$n a.csv A 2
		left "$(received south order-$n.sbag)" want-$n
		deleted 1 5
	done
	left "$(received south order-3.sbag)" want-3
	rm -rf want-?
	[ -z "$(ls south/quarantine)" ]
}

@test "P5: what an order names is not released from its own bundle" {
	rm -rf south
	cp -a new south
	order order
	by_read A 2 >>order
	by_record A 5 >>order
	by_plate B 7 >>order
	by_read C 1 >>order
	by_path documents/note.txt >>order
	carry order order.sbag export
	accepted sealbag receive south order.sbag --json
	[ "$(json deleted_reads) $(json deleted_files)" = '4 5' ]
	[ "$(json absent) $(json earlier_bundles)" = '0 0' ]
	without want a.csv A 2 5
	without want sub/b.csv B 7
	without want one.csv C 1
	rm want/documents/note.txt
	without want a.csv A
	left "$(received south order.sbag)" want
	# 4 rows; 4 images and a document, 2 records each
	deleted 4 14
	[ -z "$(ls south/quarantine)" ]
}

@test "P5: what goes on arrival is never written, not even for a moment" {
	order order
	by_read A 2 >>order
	by_path documents/note.txt >>order
	carry order order.sbag export
	rm -rf south
	cp -a new south
	local calls=write,pwrite64,writev,pwritev,mkdir,mkdirat,open,openat
	accepted straced -f -y -qq -s 100000 -o trace -e trace=$calls \
		sealbag receive south order.sbag
	# what is written to files, not to pipes: one that stays, as a check
	grep -E '(write|open|mkdir)[a-z0-9]*\((AT_FDCWD</|[0-9]+</)' trace |
		grep -v '<pipe:' >written
	grep -q 'ZZ26 A3' written
	grep -q 'A-p1.jpg' written
	! grep -q 'ZZ26 A2' written || fail 'the plate was written'
	! grep -qE '"[^"]*A-[po]2\.jpg' written || fail 'an image was written'
	! grep -q 'plate image images/A 2' written || fail 'an image was'
	! grep -q 'a document of' written || fail 'the document was written'
	! grep -qE 'openat\(.*note.txt.*O_CREAT' written || fail 'it was made'
}

@test "P5: a read that was deleted does not come back, nor its images" {
	order order
	by_read A 2 >>order
	by_record B 3 >>order
	by_path documents/note.txt >>order
	answer absent=0
	accepted sealbag pack north export --to south --purpose again \
		--reference r --output order-again.sbag
	accepted sealbag receive south order-again.sbag --json
	[ "$(json kept_out_reads) $(json kept_out_files)" = '2 5' ] ||
		fail 'wanted 2 and 5'
	[ "$(json deleted_reads) $(json deleted_files)" = '0 0' ]
	without want a.csv A 2
	without want sub/b.csv B 3
	rm want/documents/note.txt
	without want a.csv A
	left "$(received south order-again.sbag)" want
	[ "$(json deleted_reads) $(json deletions 0 records)" = '2 12' ]
	[ -z "$(json deletions 0 order)" ]
	nowhere 'ZZ26 A2' south
	nowhere 'A-p2.jpg' south
}

@test "P5: it does not come back in another form or under another name" {
	order order
	by_read A 4 >>order
	by_path documents/note.txt >>order
	answer absent=0
	mkdir again
	{
		echo 'camera_id,capture_time,source_id,feed_id,vrm'
		echo '4,2026-03-01T02:04:00.004+02:00,020,10,zz26a-4'
		echo '4,2026-03-01T02:04:00.005+02:00,020,10,zz26a-4'
	} >again/other.csv
	cp export/documents/note.txt again/renamed.txt
	accepted sealbag pack north again --to south --purpose again \
		--reference r --output order-again.sbag
	accepted sealbag receive south order-again.sbag --json
	[ "$(json kept_out_reads) $(json kept_out_files)" = '1 1' ] ||
		fail 'wanted one of each'
	sed -i '/00.004/d' again/other.csv
	[ "$(find "$(received south order-again.sbag)/data" -type f)" = \
		"$(received south order-again.sbag)/data/other.csv" ]
	cmp again/other.csv "$(received south order-again.sbag)/data/other.csv"
	rm -r again
}

@test "P5: what was deleted on arrival does not come back either" {
	rm -rf south
	cp -a new south
	order order
	by_read A 2 >>order
	carry order order.sbag export
	accepted sealbag receive south order.sbag
	accepted sealbag receive south first.sbag --json
	[ "$(json kept_out_reads) $(json kept_out_files)" = '1 2' ]
	without want a.csv A 2
	left "$(received south first.sbag)" want
}

@test "P5: what another agency sends again is kept out too" {
	make_store east
	pin east south
	pin south east
	order order
	by_read A 2 >>order
	answer absent=0
	accepted sealbag pack east export --to south --purpose again \
		--reference r --output order-east.sbag
	accepted sealbag receive south order-east.sbag --json
	[ "$(json kept_out_reads) $(json kept_out_files)" = '1 2' ]
}

@test "an order of another agency does not touch what is not its own" {
	make_store west
	pin west south
	pin south west
	order order
	by_read A 2 >>order
	by_record B 3 >>order
	by_plate C 1 >>order
	by_path documents/note.txt >>order
	by_bundle "$(bundle_of first.sbag)" >>order
	accepted sealbag pack west --to south --purpose x --reference r \
		--deletions order --output order-west.sbag
	accepted sealbag receive south order-west.sbag --json
	[ "$(json absent) $(json earlier_bundles)" = '5 0' ]
	left "$first" want
	[ "$(json deleted_records)" -eq 0 ]
}

@test "two orders in one bundle are counted apart" {
	order order
	by_record A 4 >>order
	by_record A 6 >>order
	order more 'court order' C/9
	by_record A 4 >>more
	by_record A 8 >>more
	accepted sealbag pack north --to south --purpose x --reference r \
		--deletions order --deletions more --output order-two.sbag
	accepted sealbag receive south order-two.sbag --json
	[ "$(json orders) $(json targets) $(json earlier_reads)" = '2 4 3' ]
	without want a.csv A 4 6 8
	left "$first" want
	[ "$(json deletions 0 records) $(json deletions 1 records)" = '2 1' ]
	[ "$(json deletions 1 ground)" = 'court order' ]
}

@test "an order tells the law, a deadline, and who may answer" {
	order order
	sed -i '1s/}/,"legal":"DPA 2018 s.47(1)","answer_by":["north"],}/
		1s/,}/,"deadline":"2199-01-02T03:04:05Z"}/' order
	by_record A 4 >>order
	answer absent=0
	accepted sealbag list south --orders --json
	[ "$(json orders 0 legal)" = 'DPA 2018 s.47(1)' ]
	[ "$(json orders 0 deadline)" = 2199-01-02T03:04:05Z ]
	[ "$(json orders 0 answer_by)" = north ]
	accepted sealbag list south --orders
	prints '2199-01-02T03:04:05Z  DPA 2018 s.47(1)'
	accepted sealbag log show south --json
	[[ "$output" != *2199* && "$output" != *s.47* ]]
}

@test "an order that says nothing of it has 30 days" {
	order order
	by_record A 4 >>order
	answer absent=0
	accepted sealbag list south --orders --json
	[ "$(json orders 0 answer_by)" = south ]
	[ "$(json orders 0 legal)" = '' ]
	[ $(($(date -d "$(json orders 0 deadline)" +%s) -
		$(date -d "$(json orders 0 issued)" +%s))) -eq $((30 * 86400)) ]
}

@test "one order is one to each of its recipients" {
	cp -a new twin
	order order
	by_record A 4 >>order
	sed -i '1s/}/,"order":"0123456789abcdef0123456789abcdef"}/' order
	answer absent=0
	[ "$(sealbag list south --orders --json |
		grep -c '"order":"0123456789abcdef0123456789abcdef"')" -eq 1 ]
	rm -r twin
}

@test "a replay is refused after deletions too" {
	order order
	by_read A 2 >>order
	answer absent=0
	rejected 1 replayed sealbag receive south first.sbag
	rejected 1 replayed sealbag receive south order.sbag
	without want a.csv A 2
	left "$first" want
}

@test "P4: rows of a file of many segments go, and the rest is located" {
	rm -rf south large
	cp -a new south
	make-reads 400000 1 large 200 order
	first_id=$(sed -n '2s/,.*//p' large/reads-01.csv)
	last_id=$(tail -n 1 large/reads-01.csv | cut -d , -f 1)
	printf '{"target":"record","record_id":"%s"}\n' "$first_id" "$last_id" \
		>>order
	pack_export order-large.sbag large
	accepted sealbag receive south order-large.sbag --json
	[ "$(json segments)" -ge 3 ]
	answer absent=0 targets=202
	gone=$(json earlier_reads)
	# the first of the 200 is the first row
	[ "$gone" -eq 201 ]
	perl -MJSON::PP -e '
		my (%read, %id);
		open my $o, "<", "order" or die;
		<$o>;
		while (<$o>) {
			my $t = decode_json($_);
			if ($t->{target} eq "record") {
				$id{$t->{record_id}} = 1;
			} else {
				$read{join ",", @$t{qw(vrm feed_id source_id
					camera_id)}, $t->{capture_time}} = 1;
			}
		}
		open my $in, "<", "large/reads-01.csv" or die;
		open my $out, ">", "rest" or die;
		while (<$in>) {
			my @f = split /,/, s/"[^"]*"//r;
			print $out $_ unless $id{$f[0]} ||
			    $read{join ",", @f[1 .. 4, 6]};
		}
	'
	large=$(received south order-large.sbag)
	cmp rest "$large/data/reads-01.csv"
	accepted sealbag verify "$large" --json
	deleted 201 201
	# one byte in the last segment
	line=$(wc -l <rest)
	perl -e '
		open my $f, "+<:raw", $ARGV[0] or die;
		seek $f, -20, 2;
		read $f, my $c, 1;
		seek $f, -20, 2;
		print $f $c eq "X" ? "Y" : "X";' "$large/data/reads-01.csv"
	touch -r large/reads-01.csv "$large/data/reads-01.csv"
	rejected 1 released-changed sealbag verify "$large"
	# with those that are gone, the header and the last row that went, the
	# row before the last of 400,001
	says 'data/reads-01.csv: row 400000 '
	rm -r large rest
}

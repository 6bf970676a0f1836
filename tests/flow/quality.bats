#!/usr/bin/env bats
# What a sender finds in the reads it packs: told, sealed with them, refused by
# its policy; and never a plate.

load lib
load bad

uk=$TOP/samples/policies/uk-nasple-2.4.json

setup_file() {
	setup_world
	make_agencies
}
setup() {
	cd "$WORLD" || return 1
	rm -rf export ./*.sbag out
	mkdir export
	cat >export/reads.csv <<-END
		vrm,feed_id,source_id,camera_id,capture_time,plate_image
		ZZ26ABC,1,2,3,2026-03-01T12:00:00Z,p.jpg
		ZZ26ABC,1,2,3,2026-03-01T12:00:00Z,
		ZZ26ABD,1,2,=4,2026-03-29T00:30:00Z,ZZ26ABD.jpg
	END
	echo image >export/p.jpg
}
teardown_file() { teardown_world; }

# statement BUNDLE: quality.json, by stock tools, but for its time.
statement() {
	rm -rf out
	mkdir out
	tar -xOf "$1" contents.gpg |
		gpg --homedir south/keys/gnupg --batch --quiet --decrypt |
		tar -xC out
	grep -v '"created"' out/quality.json
}

# found FINDING: its count in the JSON of the last command.
found() {
	printf '%s' "$output" | perl -MJSON::PP -0777 -ne '
		for (@{decode_json($_)->{findings}}) {
			print $_->{count} if $_->{finding} eq "'"$1"'";
		}'
}

@test 'pack tells what it found, and seals it for the recipient' {
	pack_export b.sbag export --json
	[ "$(found duplicate-reads)" = 1 ]
	[ "$(found images-missing)" = 1 ]
	[ "$(found formula-cells)" = 1 ]
	[ "$(found clock-change)" = 1 ]
	[ -z "$(found images-orphan)" ]
	accepted sealbag verify b.sbag --store south --json
	[ "$(found duplicate-reads)" = 1 ]
	statement b.sbag >text
	grep -q '"format": "sealbag-quality/1"' text
	accepted sealbag receive south b.sbag --json
	[ "$(found images-missing)" = 1 ]
}

@test 'no plate and no name of a file is in the statement' {
	pack_export b.sbag export
	statement b.sbag >text
	[ -s text ]
	run grep -E 'ZZ26|AB[CD]|jpg|csv' text
	[ "$status" -eq 1 ]
}

@test 'an export without reads has no statement' {
	rm export/reads.csv
	pack_export b.sbag export
	rm -rf out
	mkdir out
	tar -xOf b.sbag contents.gpg |
		gpg --homedir south/keys/gnupg --batch --quiet --decrypt |
		tar -xC out
	[ -f out/contents.json ]
	[ ! -e out/quality.json ]
}

@test 'the statement does not depend on the number of threads' {
	rm -rf export
	make-reads 500000 3 export
	# twice some of them, in another segment
	head -n 2000 export/reads-02.csv >export/zz.csv ||
		fail "$(ls export)"
	pack_export one.sbag export --jobs 1
	pack_export three.sbag export --jobs 3
	[ "$(tar -tf one.sbag | grep -c segments/)" -gt 2 ]
	statement one.sbag >one
	statement three.sbag >three
	[ -s one ]
	cmp one three
	grep -A1 duplicate-reads one | grep -q '"count": 1999'
}

@test 'lines are those of the file, also in a later segment' {
	rm -rf export
	make-reads 300000 1 export
	file=$(echo export/*.csv)
	echo 'x,ZZ26ABC,1,2,3,,2099-01-01T00:00:00Z,,,,,,,,,,,,' >>"$file"
	pack_export b.sbag export
	statement b.sbag >text
	grep -A6 future-times text | grep -q '"line": 300002'
}

@test 'a policy refuses a finding, and names rule and line' {
	cp -a north strict
	perl -MJSON::PP -0777 -ne '
		my $p = decode_json($_);
		$p->{mandatory} = [];
		$p->{signatures} = [];
		$p->{findings} = [
			{ finding => "duplicate-reads", then => "ignore" },
			{ finding => "clock-change", then => "refuse" } ];
		print encode_json($p)' "$uk" >draft
	accepted sealbag policy sign strict draft --output v1
	accepted sealbag policy import strict v1
	rejected 1 quality sealbag pack strict export --to south \
		--purpose 'a robbery' --reference R/1 --output b.sbag
	says '8: clock-change is refused: 1 reads around a clock change'
	says 'first in line 4 of read file 1'
	[ ! -e b.sbag ]
	rejected 1 quality sealbag pack strict export --to south \
		--without-quality --purpose 'a robbery' --reference R/1 \
		--output b.sbag
	says 'clock-change is refused, so the quality pass cannot be left out'
	[ ! -e b.sbag ]
	sed -i 4d export/reads.csv
	accepted sealbag pack strict export --to south \
		--purpose 'a robbery' --reference R/1 --output b.sbag --json
	[ -z "$(found duplicate-reads)" ]
}

@test 'without the pass there is no statement, and all else' {
	cp -a north plain
	accepted sealbag pack plain export --to south --without-quality \
		--purpose test --reference R/1 --output b.sbag --json
	[[ $output != *duplicate-reads* ]]
	mkdir out
	tar -xOf b.sbag contents.gpg |
		gpg --homedir south/keys/gnupg --batch --quiet --decrypt |
		tar -xC out
	[ ! -e out/quality.json ]
	accepted sealbag verify b.sbag --store south --json
	[[ $output != *duplicate-reads* ]]
}

@test 'quality looks at files that pack would refuse' {
	echo 'ZZ26ABC,1,2,3,2026-03-01T12:00:00,' >>export/reads.csv
	echo 'ZZ26ABC,1,2' >>export/reads.csv
	accepted sealbag quality export/reads.csv --json
	[ "$(found unreadable-rows)" = 2 ]
	[ "$(found naive-times)" = 1 ]
	rejected 1 read-format sealbag quality export/p.jpg
	rejected 2 usage sealbag quality export/reads.csv --from yesterday
}

@test 'list says that there is a statement, and how much was found' {
	cp -a south store
	pack_export b.sbag export --json
	[ "$(json quality findings)" = 4 ]
	accepted sealbag receive store b.sbag
	[[ $output =~ Findings\ +4 ]] || fail text
	for of in north store; do
		accepted sealbag list "$of" --json
		told=$(printf '%s' "$output" | perl -MJSON::PP -0777 -ne '
			my $b = decode_json($_)->{bundles}[-1];
			print "$b->{quality_stated} $b->{findings}"')
		[ "$told" = '1 4' ] || fail "$of: $told"
	done
	pack_export c.sbag export --without-quality
	accepted sealbag list north --json
	printf '%s' "$output" | perl -MJSON::PP -0777 -ne '
		my $b = decode_json($_)->{bundles}[-1];
		exit($b->{quality_stated} || exists $b->{findings})'
}

@test 'quality of a folder tells of its images' {
	echo image >export/o.jpg
	accepted sealbag quality export --json
	[ "$(found images-missing)" = 1 ]
	[ "$(found images-orphan)" = 1 ]
	[ "$(found duplicate-reads)" = 1 ]
	accepted sealbag quality export/ export/reads.csv --json
	[ "$(found duplicate-reads)" = 4 ]
	accepted sealbag quality export/reads.csv export/p.jpg --json
	[ "$(found images-missing)" = 1 ]
	[ -z "$(found images-orphan)" ]
	accepted sealbag quality export/reads.csv --json
	[ -z "$(found images-missing)" ]
	rm export/reads.csv
	rejected 1 read-format sealbag quality export
}

@test 'a page for people holds nothing but text and drawings' {
	cat >export/reads.csv <<-END
		vrm,feed_id,source_id,camera_id,capture_time,latitude,longitude
		ZZ26ABC,<script>,"a"" onload=""b",&$(printf '\u202ex\e[1m'),$(
			)2026-03-01T12:00:00Z,51.5,-0.1
		ZZ26ABD,1,2,3,2026-03-29T00:30:00Z,52,0.25
	END
	accepted sealbag quality export --html page.html
	rejected 2 usage sealbag quality export --html page.html
	run grep -ciE '<script|onload="|://[^w]|src=|href=|url\(|@import' \
		page.html
	[ "$output" = 0 ]
	run grep -P '[\x00-\x09\x0b-\x1f\x7f]|\xe2\x80|ZZ26|reads\.csv' \
		page.html
	[ "$status" -eq 1 ]
	grep -q '&lt;script&gt;' page.html
	grep -q '&quot; onload=&quot;' page.html
	grep -q '<td class="w">&amp;\\xe2\\x80\\xaex\\x1b\[1m</td>' page.html
	grep -q 'clock-change' page.html
	# drawings have words, tables have heads
	[ "$(grep -c '<svg role="img" aria-labelledby=' page.html)" = 2 ]
	[ "$(grep -c '<desc id=' page.html)" = 2 ]
	[ "$(grep -c '<circle ' page.html)" = 2 ]
	[ "$(grep -c '<caption>' page.html)" = \
		"$(grep -c '<th scope="col"' page.html)" ]
	# all that is opened is closed
	run perl -0777 -ne '
		s/<!DOCTYPE html>//;
		my @open;
		while (m{<(/?)([a-z0-9]+)([^<>]*?)(/?)>|([<>])}gi) {
			die "a bracket\n" if defined $5;
			next if $4 || $2 eq "meta";
			if (!$1) { push @open, $2; next }
			die "$2 closes\n" if pop(@open) ne $2;
		}
		die "@open are open\n" if @open;' page.html
	[ "$status" -eq 0 ] || fail "$output"
}

@test 'the recipient reads the whole statement, and has its page' {
	local part before
	pack_export b.sbag export --json
	before=$(state_of south)
	rm -f mine.html theirs.html
	accepted sealbag inspect b.sbag --store south --contents \
		--html theirs.html --json
	[ "$(found duplicate-reads) $(found images-missing)" = '1 1' ]
	[ "$(json checked) $(json quality_stated)" = 'false true' ]
	[ "$(json purpose) $(json reference)" = 'flow test FT/1' ]
	[ "$(json reads) $(json read_files) $(json orders)" = '3 1 0' ]
	[ "$(json cameras 0 camera) $(json cameras 0 reads)" = '3 2' ]
	[ "$(json hours 0 reads)" = 2 ]
	# what the sender sees of the same reads
	accepted sealbag quality export --html mine.html --json
	for part in svg table; do
		[ "$(grep -c "<$part" mine.html)" -gt 0 ]
		[ "$(grep -c "<$part" mine.html)" -eq \
			"$(grep -c "<$part" theirs.html)" ]
	done
	accepted sealbag inspect b.sbag --store south --contents
	prints 'duplicate-reads                   1'
	prints 'and no segment: "sealbag verify" does.'
	# the store is as it was, and so is what was there
	[ "$(state_of south)" = "$before" ]
	rejected 2 usage sealbag inspect b.sbag --store south --contents \
		--html theirs.html
	says 'theirs.html is there already'
	# the sender, too
	accepted sealbag inspect b.sbag --store north --contents --json
	[ "$(found duplicate-reads)" = 1 ]
}

@test 'contents are opened for those they are for, once the seal is good' {
	pack_export b.sbag export
	rejected 2 usage sealbag inspect b.sbag --contents
	says 'say by --store whose key'
	rejected 2 usage sealbag inspect b.sbag --store south --html new.html
	says 'goes with --contents'
	make_store other
	pin other north
	accepted sealbag inspect b.sbag --store other
	rejected 1 not-addressed sealbag inspect b.sbag --store other --contents
	says 'no key of this store opens it'
	[[ "$output" != *'flow test'* ]]
	accepted sealbag agency unpin other north
	rejected 1 signer-not-pinned sealbag inspect b.sbag --store other \
		--contents
	take_apart b.sbag parts
	printf x | dd of=parts/contents.gpg bs=1 seek=99 \
		conv=notrunc status=none
	frame parts odd.sbag
	accepted sealbag inspect odd.sbag --store south
	rejected 1 contents-damaged sealbag inspect odd.sbag --store south \
		--contents
	[[ "$output" != *'flow test'* ]]
	# no segment is looked at
	rm -r parts
	take_apart b.sbag parts
	printf x | dd of=parts/segments/00000000.gpg bs=1 seek=99 \
		conv=notrunc status=none
	frame parts odd.sbag
	accepted sealbag inspect odd.sbag --store south --contents
	rejected 1 segment-damaged sealbag verify odd.sbag --store south
	rm -r parts odd.sbag other
	pack_export plain.sbag export --without-quality
	accepted sealbag inspect plain.sbag --store south --contents
	prints 'No statement of quality came with it.'
	rejected 2 usage sealbag inspect plain.sbag --store south --contents \
		--html new.html
	says 'the sender made no statement'
	[ ! -e new.html ]
}

@test 'the window that was stated reaches the recipients' {
	pack_export b.sbag export --from 2026-03-01T12:00:00Z
	statement b.sbag >text
	grep -q '"from": "2026-03-01T12:00:00Z"' text
	grep -q '"to": ""' text
	accepted sealbag verify b.sbag --store south
	rm b.sbag
	pack_export b.sbag export --from 2026-03-01T12:00:00Z \
		--until 2026-03-02T00:00:00.5Z
	statement b.sbag >text
	grep -q '"to": "2026-03-02T00:00:01Z"' text
	accepted sealbag quality export --json --until 2026-03-29T00:00:00Z
	[ "$(found outside-window)" = 1 ]
	rejected 2 usage sealbag quality export --from 2026-03-29T00:00:00Z \
		--until 2026-03-29T00:00:00Z
}

@test 'hostile ids of cameras are shown as what they are' {
	printf 'vrm,feed_id,source_id,camera_id,capture_time\n%s' \
		$'ZZ26ABC,<b>,\e[1m,\u202ex,2026-03-01T12:00:00Z\n' \
		>export/reads.csv
	accepted sealbag quality export/reads.csv
	prints '\x1b[1m'
	[[ "$output" != *$'\e'* ]]
	[[ "$output" != *$'\u202e'* ]]
}

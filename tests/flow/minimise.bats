#!/usr/bin/env bats
# What a sender leaves out before sealing: it is in no part of the bundle, what
# stays keeps its bytes, and the contents tell rules and numbers, no more.

load lib

setup_file() {
	setup_world
	make_agencies
	cp -a south fresh
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south export want got opened ./*.sbag
	cp -a fresh south
	mkdir -p export/images
}
teardown_file() {
	teardown_world
}

HEADER=vrm,feed_id,source_id,camera_id,capture_time,latitude,longitude
HEADER+=,plate_image,overview_image,note

# rows: six reads of three plates, in lines that end in every allowed way.
rows() {
	printf '%s\r\n' "$HEADER"
	printf 'ZZ26 A1,1,1,7,2026-03-01T12:00:01Z,51.5,-0.1,'
	printf 'images/p1.jpg,images/shared.jpg,note one\r\n'
	printf '"zz26-a1",01,1,8,2026-03-01T12:00:02Z,51.5,-0.1,'
	printf 'images/p2.jpg,,"a ""quoted"", note"\n'
	printf 'ZZ26 B2,1,1,7,2026-03-01T12:00:03Z,52.5,-0.1,'
	printf 'images/p3.jpg,images/shared.jpg,"two\nlines"\r\n'
	printf '\n'
	printf 'ZZ26 B2,2,1,8,2026-03-01T12:00:04+01:00,,,'
	printf 'images/p4.jpg,,note four\n'
	printf 'ZZ26 C3,2,1,9,2026-03-01T13:00:05Z,51.5,179.9,'
	printf 'images/none.jpg,,note five\n'
	printf ',2,1,9,2026-03-01T12:00:06Z,51.5,-179.9,,,note six'
}

# lines N...: header and these reads as they stand in rows.
lines() {
	local n
	rows | head -n 1
	for n; do
		case $n in
		1 | 2) rows | sed -n "$((n + 1))p" ;;
		3) rows | sed -n 4,5p ;;
		blank) rows | sed -n 6p ;;
		4 | 5) rows | sed -n "$((n + 3))p" ;;
		6) rows | tail -n 1 ;;
		esac
	done
}

make_rows() {
	local i
	rows >export/reads.csv
	for i in p1 p2 p3 p4 shared; do
		echo "image $i" >"export/images/$i.jpg"
	done
	echo 'no image' >export/notes.txt
}

# kept "N..." IMAGES [OPTION...]: with these options south gets these reads,
# byte for byte, and these images alone.
kept() {
	local reads=$1 images=$2 bag
	shift 2
	rm -rf south first.sbag
	cp -a fresh south
	pack_export first.sbag export "$@" --json || return 1
	packed=$output
	accepted sealbag receive south first.sbag --json || return 1
	bag=$(received south first.sbag)
	# the words are arguments
	# shellcheck disable=SC2086
	lines $reads | cmp - "$bag/data/reads.csv" ||
		fail "other rows: $(cat "$bag/data/reads.csv")" || return 1
	[ "$(cd "$bag/data/images" && echo *)" = "$images" ] ||
		fail "other images: $(ls "$bag/data/images")" || return 1
	[ -e "$bag/data/notes.txt" ] || fail 'a file that is no image went'
	accepted sealbag verify "$bag"
}

# left_out RULE ROWS FILES: what pack and receive say.
left_out() {
	local said one="\"rule\":\"$1\",\"rows\":$2,\"files\":$3}"
	for said in "$packed" "$output"; do
		[[ "$said" == *"$one"* ]] ||
			fail "not $1 $2 $3: $said" || return 1
	done
}

@test "reads outside a window go, its first moment stays, its last goes" {
	make_rows
	kept '2 blank' 'p2.jpg' --from 2026-03-01T12:00:02Z \
		--until 2026-03-01T12:00:03Z
}

@test "reads of other plates go, however a plate is written" {
	make_rows
	kept '1 2 blank' 'p1.jpg p2.jpg shared.jpg' --vrm zz26a1
	output=$(sealbag verify first.sbag --store south --json)
	left_out vrm 4 0
	left_out images 0 2
}

@test "reads of other cameras go" {
	make_rows
	kept '1 3 blank 5 6' 'p1.jpg p3.jpg shared.jpg' --camera 7 --camera 09
}

@test "reads of other feeds go" {
	make_rows
	kept '1 2 3 blank' 'p1.jpg p2.jpg p3.jpg shared.jpg' --feed 001
}

@test "reads from elsewhere go, and those of no known place" {
	make_rows
	kept '1 2 blank' 'p1.jpg p2.jpg shared.jpg' \
		--area 51.5,-0.1,52.49999,0
	kept 'blank 5 6' '*' --area=-90,179.9,90,-179.9
}

@test "rules work together, and each read is counted by the first it fails" {
	make_rows
	kept '3 blank' 'p3.jpg shared.jpg' --from 2026-03-01T12:00:00Z \
		--vrm 'ZZ26B2' --vrm 'ZZ26 C3' --feed 1 --camera 7
	output=$packed
	left_out time 1 0
	left_out vrm 3 0
	left_out camera 1 0
	left_out feed 0 0
	[ "$(json reads)" -eq 1 ]
}

@test "a selection that nothing fits leaves the header" {
	make_rows
	kept 'blank' '*' --vrm ZZ99ZZZ
	output=$packed
	[ "$(json reads)" -eq 0 ]
	[ "$(json files)" -eq 2 ]
}

@test "an image stays while a read that stays names it" {
	make_rows
	kept '3 blank 4' 'p3.jpg p4.jpg shared.jpg' --vrm ZZ26B2
}

# opened BUNDLE: all of its plaintext, in opened/, with stock tools.
opened() {
	local gpg='gpg --batch --quiet --homedir south/keys/gnupg'
	mkdir opened
	tar -xf "$1" -C opened
	$gpg --decrypt opened/contents.gpg | tar -xO >opened/contents
	$gpg --decrypt opened/contents.gpg | tar -xO keys.txt >opened/keys
	$gpg --pinentry-mode loopback --passphrase-file opened/keys \
		--decrypt opened/segments/00000000.gpg | zstd -dq >opened/plain
	grep -aqF data/reads. opened/plain
}

@test "P7: what is left out is nowhere in the bundle, nor why by its words" {
	make_rows
	kept '1 2 blank' 'p1.jpg p2.jpg shared.jpg' --vrm zz26-a1 --camera 7 \
		--camera 8 --area 51.25,-1.75,52,0
	opened first.sbag
	for gone in 'ZZ26 B2' 'ZZ26 C3' 'note four' 'note six' p3.jpg p4.jpg \
		'image p3' 'image p4' 179.9 12:00:03; do
		nowhere "$gone" opened
		nowhere "$gone" south
		nowhere "$gone" north
	done
	for asked in ZZ26A ZZ26-A 'ZZ26 A' 51.25 1.75; do
		! grep -aiF -- "$asked" opened/contents || fail "told: $asked"
	done
	! grep -aiE "zz26[- ]?a1" north/ledger.db* || fail "the ledger tells"
}

@test "what was left out is told of what was received, and in the list" {
	make_rows
	kept '1 2 blank' 'p1.jpg p2.jpg shared.jpg' --vrm zz26a1
	output=$(sealbag list south --json)
	[ "$(json bundles 0 left_out)" = vrm,images ]
	[ "$(json bundles 0 left_out_reads)" -eq 4 ]
	[ "$(json bundles 0 left_out_files)" -eq 2 ]
	output=$(sealbag list south --contents --json)
	[ "$(json minimised 0 rule) $(json minimised 0 rows)" = 'vrm 4' ]
	[ "$(json minimised 1 rule) $(json minimised 1 files)" = 'images 2' ]
	[ "$(json minimised 0 direction)" = received ]
	output=$(sealbag list north --contents)
	[[ "$output" =~ vrm\ +4\ +0 ]]
	for store in north south; do
		output=$(sealbag inspect first.sbag --store $store --json)
		packed=$output
		left_out vrm 4 0
		left_out images 0 2
	done
	[[ "$(sealbag inspect first.sbag)" != *MINIMISED* ]]
	output=$(sealbag verify "$(received south)" --json)
	packed=$output
	left_out vrm 4 0
	left_out images 0 2
	[[ "$(sealbag verify "$(received south)")" =~ vrm\ +4\ +0 ]]
	nowhere ZZ26A1 south
	nowhere zz26a1 south
}

# several FEED SOURCE READS...: what the last commands said of sources
several() {
	local said want=
	while [ $# -gt 0 ]; do
		want+="${want:+,}{\"feed\":\"$1\",\"source\":\"$2\","
		want+="\"reads\":$3}"
		shift 3
	done
	for said in "$packed" "$output"; do
		[[ "$said" == *"\"sources\":[$want]"* ]] ||
			fail "not $want: $said" || return 1
	done
}

@test "an export of several sources is told as such, one of one is not" {
	local row='ZZ26A1,1,1,7,2026-03-01T12:00:01Z,,,,,'
	rm -rf export/images
	rows >export/reads.csv
	pack_export first.sbag export --json
	packed=$output
	several 1 1 3 2 1 3
	accepted sealbag receive south first.sbag --json
	several 1 1 3 2 1 3
	accepted sealbag verify "$(received south)" --json
	several 1 1 3 2 1 3
	accepted sealbag list south --contents
	[[ "$output" =~ \ 2\ +1\ +3 ]]
	accepted sealbag list south --json
	[ "$(json bundles 0 sources)" -eq 2 ]

	# what was left out is of no source; files count together
	{ echo "$HEADER" && echo "$row"; } >export/more.csv
	pack_export second.sbag export --feed 1 --json
	[[ "$output" == *'"sources":[]'* ]] || fail 'told'
	{ echo "$HEADER" && echo "${row/,1,1,/,1,9,}"; } >export/more.csv
	pack_export third.sbag export --feed 1 --json
	packed=$output
	output=$(sealbag verify third.sbag --store south --json)
	several 1 1 3 1 9 1
	opened third.sbag
	grep -aq '"sources"' opened/contents
	rm -rf opened
	opened second.sbag
	! grep -aq '"sources"' opened/contents || fail 'contents tell'
}

@test "a dry run counts what would go, and writes nothing" {
	make_rows
	accepted sealbag pack north --to south --purpose p --reference r \
		--output no.sbag --vrm ZZ26A1 --dry-run --json export
	packed=$output
	left_out vrm 4 0
	left_out images 0 2
	[ "$(json files)" -eq 5 ]
	[ ! -e no.sbag ]
}

@test "text tells what was left out" {
	make_rows
	pack_export first.sbag export --vrm ZZ26A1
	[[ "$output" =~ vrm\ +4\ +0 ]]
	accepted sealbag verify first.sbag --store south
	[[ "$output" =~ images\ +0\ +2 ]]
	accepted sealbag receive south first.sbag
	[[ "$output" =~ vrm\ +4\ +0 ]]
	[[ "$output" != *ZZ26* ]]
}

@test "what was not minimised says so, and its contents have no such key" {
	make_rows
	pack_export first.sbag export --zone Z
	prints 'nothing was left out before sealing'
	opened first.sbag
	! grep -aq minimised opened/contents || fail 'they have it'
}

# refused REASON TEXT [OPTION...]
refused() {
	local status=1 reason=$1 text=$2
	shift 2
	[ "$reason" != usage ] || status=2
	rejected "$status" "$reason" sealbag pack north --to south \
		--purpose p --reference r --output no.sbag "$@" export &&
		says "$text" && [ ! -e no.sbag ]
}

@test "a file that cannot give what is asked for is refused" {
	printf 'vrm,feed_id,source_id,camera_id,capture_time\n' \
		>export/reads.csv
	refused read-format \
		'reads.csv: it gives no latitude, which --area asks for' \
		--area 50,0,51,1
	printf '{"data_type":"alpr_group","best_plate_number":"ZZ26A1",' \
		>export/reads.json
	printf '"camera_id":1,"epoch_start":1772366400000}\n' \
		>>export/reads.json
	pack_export first.sbag export --vrm ZZ26A1 --feed openalpr --json
	[ "$(json reads)" -eq 1 ]
}

@test "a row with a fault is refused, also where it would be left out" {
	make_rows
	echo 'ZZ26 D4,1,1,1,yesterday,,,,,' >>export/reads.csv
	refused csv-fields 'reads.csv: line 9' --vrm ZZ26A1
	make_rows
	printf '\nZZ26 D4,1,1,1,yesterday,,,,,\n' >>export/reads.csv
	refused time 'reads.csv: line 10: capture_time cannot be read' \
		--vrm ZZ26A1
}

@test "what is asked for must be possible, and no fault tells a plate" {
	make_rows
	refused usage '--from: "today" is no time' --from today
	refused usage '--from: ' --from 2026-03-01T12:00:00
	refused usage '--until is not behind --from' \
		--from 2026-03-01T12:00:00Z --until 2026-03-01T12:00:00Z
	refused usage '--vrm: number 2 can be no plate' --vrm ZZ26A1 --vrm ' - '
	refused usage '--camera: "" is no id' --camera ''
	refused usage '--area: not SOUTH' --area 1,2,3
	refused usage '--area: not SOUTH' --area 1,2,3,4,5
	refused usage '--area: not SOUTH' --area 1,2,91,4
	refused usage '--area: its south lies north' --area 2,2,1,4
}

@test "lines of the compact form go" {
	printf 's|u|ZZ26 A1|1|1|7|2026-03-01T12:00:01Z|51.5|-0.1\n' \
		>export/reads.txt
	printf 's|u|ZZ26 B2|1|1|7|2026-03-01T12:00:02Z\n' >>export/reads.txt
	pack_export first.sbag export --area 51,-1,52,1 --json
	[ "$(json reads)" -eq 1 ]
	pack_export second.sbag export --vrm ZZ26B2 --json
	accepted sealbag receive south second.sbag
	grep -F 'ZZ26 B2' "$(received south)/data/reads.txt"
	nowhere A1 "$(received south)"
}

@test "elements of an array go, the last one with the comma before it" {
	local element='{"vrm":"ZZ26%s","feed_id":1,"source_id":1,'
	element+='"camera_id":1,"capture_time":"2026-03-01T12:00:0%dZ",'
	element+='"plate_image":"images\\/p%d.jpg"}'
	# shellcheck disable=SC2059
	printf "[\n$element ,\r\n  $element\n,\n$element\n]\n" \
		A1 1 1 B2 2 2 C3 3 3 >export/reads.json
	for i in 1 2 3; do echo "image $i" >export/images/p$i.jpg; done
	pack_export first.sbag export --vrm ZZ26A1 --vrm ZZ26B2
	accepted sealbag receive south first.sbag
	# shellcheck disable=SC2059
	printf "[\n$element ,\r\n  $element\n\n]\n" A1 1 1 B2 2 2 |
		cmp - "$(received south)/data/reads.json"
	[ "$(cd "$(received south)/data/images" && echo *)" = 'p1.jpg p2.jpg' ]
	rm -rf south && cp -a fresh south
	pack_export none.sbag export --vrm ZZ26D4
	accepted sealbag receive south none.sbag
	printf '[\n]\n' | cmp - "$(received south)/data/reads.json"
}

@test "rows of a mapped file go by what the map makes of them" {
	printf 'plate,timestamp,location\n' >export/a.csv
	printf 'zz26x1,03/01/2026 12:00:01 PM,"(37.8, -122.2)"\n' \
		>>export/a.csv
	printf 'zz26x2,03/01/2026 12:00:02 PM,"(38.8, -122.2)"\n' \
		>>export/a.csv
	for by in '--vrm ZZ26X2' '--from 2026-03-01T12:00:02Z' \
		'--area 38,-123,39,-122'; do
		rm -rf south first.sbag
		cp -a fresh south
		# the words are arguments
		# shellcheck disable=SC2086
		pack_export first.sbag export --zone Z $by \
			--map "$TOP/samples/maps/eff-oakland.json"
		accepted sealbag receive south first.sbag
		sed -n '1p;3p' export/a.csv |
			cmp - "$(received south)/data/a.csv"
	done
	refused read-format 'no file has' --map \
		"$TOP/samples/maps/genetec-autovu.json" --vrm ZZ26X2
}

@test "a large file is filtered over many buffers, and its segments verify" {
	perl -e '
		print "vrm,feed_id,source_id,camera_id,capture_time,note\n";
		printf "ZZ%07d,%d,1,1,2026-03-01T12:00:00Z,%s\n", $_, $_ % 3,
		    "x" x 60 for 1 .. 120000' >export/reads.csv
	pack_export first.sbag export --feed 1 --json
	[ "$(json reads)" -eq 40000 ]
	accepted sealbag receive south first.sbag
	awk -F, 'NR == 1 || $2 == 1' export/reads.csv |
		cmp - "$(received south)/data/reads.csv"
}

@test "credentials of the compact form never leave, nor do they ask" {
	printf 'secretsig|user 7|ZZ26 A1|1|1|7|2026-03-01T12:00:01Z|51|0\r\n' \
		>export/reads.txt
	printf '\n||ZZ26 B2|1|1|7|2026-03-01T12:00:02Z\n' >>export/reads.txt
	printf '|user 8|ZZ26 C3|1|1|7|2026-03-01T12:00:03Z' >>export/reads.txt
	pack_export first.sbag export --json
	packed=$output
	accepted sealbag receive south first.sbag --json
	left_out credentials 2 0
	{
		printf '||ZZ26 A1|1|1|7|2026-03-01T12:00:01Z|51|0\r\n\n'
		printf '||ZZ26 B2|1|1|7|2026-03-01T12:00:02Z\n'
		printf '||ZZ26 C3|1|1|7|2026-03-01T12:00:03Z'
	} | cmp - "$(received south)/data/reads.txt"
	opened first.sbag
	nowhere secretsig opened
	nowhere 'user 7' opened
	nowhere 'user 8' south
}

@test "a column that is dropped is empty in each row, the rest as it was" {
	make_rows
	pack_export first.sbag export --drop-column NOTE \
		--drop-column latitude --json
	packed=$output
	accepted sealbag receive south first.sbag --json
	left_out columns 6 0
	rows | perl -0777 -pe 's/"two\nlines"//; s/"a ""quoted"", note"//;
		s/,note (one|four|five|six)|,n5/,/g;
		s/Z,5[12]\.5,/Z,,/g' | cmp - "$(received south)/data/reads.csv"
	opened first.sbag
	nowhere 'note four' opened
	nowhere quoted opened
}

@test "images that a dropped column names go with it" {
	make_rows
	pack_export first.sbag export --drop-column plate_image --json
	packed=$output
	accepted sealbag receive south first.sbag --json
	left_out columns 5 0
	left_out images 0 4
	[ "$(ls "$(received south)/data/images")" = shared.jpg ]
}

@test "a column that nothing has, or no read can be without, is refused" {
	make_rows
	refused read-format '--drop-column speed: no file has it' \
		--drop-column speed
	refused usage '--drop-column vrm: no read can be without it' \
		--drop-column vrm
	rm export/reads.csv
	printf '{"data_type":"alpr_group","best_plate_number":"ZZ26A1",' \
		>export/reads.json
	printf '"camera_id":1,"epoch_start":1772366400000}\n' \
		>>export/reads.json
	refused read-format '--drop-column note: no file has it' \
		--drop-column note
	refused usage '--drop-column best_plate_number: no read can be' \
		--drop-column best_plate_number
	refused usage '--drop-column capture_time: no read can be without' \
		--drop-column capture_time
}

# objects MAKE...: reads in JSON, each with this after its camera
objects() {
	local more
	for more; do
		printf '{"vrm": "ZZ26 A1", "feed_id":1,"source_id":1,'
		printf '"camera_id":7%s,"capture_time":' "$more"
		printf '"2026-03-01T12:00:01Z"}\n'
	done
}

@test "a key that is dropped goes from each object, with its comma" {
	rm -rf export/images
	objects ', "make": "Wonder"' ',"make":"Wonder\"},{["' '' \
		', "m\u0061ke":null' >export/reads.ndjson
	{ echo '[' && objects ',"owner":{"make":"Wonder"}' && echo ']'; } \
		>export/reads.json
	cp -a export want
	objects '' '' '' '' >want/reads.ndjson
	{ echo '[' && objects ',"owner":{}' && echo ']'; } >want/reads.json
	touch -r export/reads.json want/reads.json
	touch -r export/reads.ndjson want/reads.ndjson
	pack_export first.sbag export --drop-column make \
		--drop-column owner.make --json
	packed=$output
	accepted sealbag receive south first.sbag --json
	left_out columns 4 0
	same_content want "$(received south)/data"
	opened first.sbag
	nowhere Wonder opened
	nowhere Wonder south
}

@test "an element that is dropped goes from each event" {
	local event='<EventNotificationAlert><ipAddress>192.0.2.7</ipAddress>'
	event+='<channelID>3</channelID>\n%s<dateTime>2026-03-01T12:00:00Z'
	event+='</dateTime><ANPR><licensePlate>ZZ1</licensePlate>%s</ANPR>'
	event+='</EventNotificationAlert>\n'
	# the events are formats
	# shellcheck disable=SC2059
	{
		printf "$event$event" \
			'<channelName a="1">Wonder</channelName>' \
			'<country>1</country>' '<channelName/>' ''
	} >export/reads.xml
	pack_export first.sbag export --drop-column channelName \
		--drop-column country --json
	packed=$output
	accepted sealbag receive south first.sbag --json
	left_out columns 2 0
	# shellcheck disable=SC2059
	printf "$event$event" '' '' '' '' |
		cmp - "$(received south)/data/reads.xml"
	nowhere Wonder south
}

@test "events without a plate go with the reads that nobody wanted" {
	local event='<EventNotificationAlert><ipAddress>192.0.2.7</ipAddress>'
	event+='<channelID>%d</channelID><dateTime>2026-03-01T12:00:00Z'
	event+='</dateTime>%s</EventNotificationAlert>\n'
	local plate='<ANPR><licensePlate>ZZ%d</licensePlate><pictureInfoList>'
	plate+='<pictureInfo><fileName>images/p.jpg</fileName><type>'
	plate+='licensePlatePicture</type></pictureInfo></pictureInfoList>'
	plate+='</ANPR>'
	# the events are formats
	# shellcheck disable=SC2059
	printf "$event" 1 '' 2 "${plate/\%d/1}" 3 '' 4 "${plate/\%d/2}" \
		>export/reads.xml
	echo image >export/images/p.jpg
	pack_export first.sbag export --vrm ZZ1 --json
	packed=$output
	[ "$(json no_reads)" -eq 0 ]
	accepted sealbag receive south first.sbag --json
	left_out vrm 3 0
	sed -n 2p export/reads.xml | cmp - "$(received south)/data/reads.xml"
	rm -rf south && cp -a fresh south

	# with its pictures dropped, they stay where no rule wanted fewer reads
	pack_export second.sbag export --drop-column plate_image --json
	packed=$output
	[ "$(json no_reads)" -eq 2 ]
	accepted sealbag receive south second.sbag --json
	left_out columns 2 0
	left_out images 0 1
	sed 's|<pictureInfo>.*</pictureInfo>||' export/reads.xml |
		cmp - "$(received south)/data/reads.xml"
}

@test "images that a dropped key names go with it" {
	echo image >export/images/p1.jpg
	objects ',"plate_image":"images/p1.jpg"' >export/reads.ndjson
	pack_export first.sbag export --drop-column plate_image --json
	packed=$output
	accepted sealbag receive south first.sbag --json
	left_out columns 1 0
	left_out images 0 1
	objects '' | cmp - "$(received south)/data/reads.ndjson"
	nowhere p1.jpg south
}

@test "without images none goes, nor any other file that a read names" {
	make_rows
	printf 'ZZ26 D4,1,1,7,2026-03-01T12:00:07Z,51.5,-0.1,patch.bin,,\n' |
		cat <(rows) <(echo) - >export/reads.csv
	echo patch >export/patch.bin
	echo picture >export/picture.JPEG
	pack_export first.sbag export --without-images --json
	packed=$output
	accepted sealbag receive south first.sbag --json
	left_out images 0 7
	[ "$(cd "$(received south)/data" && find . -type f | sort | xargs)" = \
		'./notes.txt ./reads.csv' ]
	cmp export/reads.csv "$(received south)/data/reads.csv"
}

@test "reads past their days are left out where the policy drops them" {
	local row='ZZ26ABC,1,1,2' uk=$TOP/samples/policies/uk-nasple-2.4.json
	request=(--to south --purpose 'a robbery' --reference R/1
		--category serious --requester 'analyst 12'
		--authoriser 'officer 3' --authoriser-rank senior-officer
		--authority A/1 --authorised-at 2026-01-02T03:04:05Z)
	cp -a north strict
	sed 's/"refuse"/"drop"/' "$uk" >draft
	accepted sealbag policy sign strict draft --output v1
	accepted sealbag policy import strict v1
	{
		echo 'vrm,feed_id,source_id,camera_id,capture_time'
		echo "$row,$(date -u -d '-1 day' +%FT%TZ)"
		echo "$row,$(date -u -d '-365 days -1 minute' +%FT%TZ)"
		echo "$row,$(date -u -d '-365 days +1 hour' +%FT%TZ)"
	} >export/reads.csv
	accepted sealbag pack strict export --output first.sbag \
		"${request[@]}" --json
	packed=$output
	left_out retention 1 0
	accepted sealbag log show strict --json
	prints '"left_out_reads":1'
	accepted sealbag receive south first.sbag
	sed 3d export/reads.csv | cmp - "$(received south)/data/reads.csv"
}

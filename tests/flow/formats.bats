#!/usr/bin/env bats
# Read formats: whatever a file of reads is written in, its receiver selects
# and deletes the same rows as the sender would, by what travels with it.

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	cp -a south fresh
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south export want order ./*.sbag
	cp -a fresh south
	mkdir -p export/images
}
teardown_file() {
	teardown_world
}

MAPS=$TOP/samples/maps

# row_of FORMAT N: read N, of plate "ZZ26 X<N>", in that format.
row_of() {
	local n=$2
	case $1 in
	csv)
		printf 'c-%d,"ZZ26 X%d",10,20,%d,2026-03-01T12:00:0%d.250Z\n' \
			"$n" "$n" "$n" "$n"
		;;
	genetec)
		printf 'ZZ26 X%d,GBR,2026:03:01,12:00:0%d.250,%d,20,' \
			"$n" "$n" "$n"
		printf 'images/o%d.jpg,images/p%d.jpg,g-%d\n' "$n" "$n" "$n"
		;;
	compact)
		printf '||ZZ26 X%d|10|20|%d|' "$n" "$n"
		printf '2026-03-01T12:00:0%d.250Z|51|0\n' "$n"
		;;
	ndjson)
		printf '{"record_id": "n-%d", "vrm": "ZZ26\\u0020X%d", ' \
			"$n" "$n"
		printf '"feed_id": 10, "source_id": "20", "camera_id": %d, ' \
			"$n"
		printf '"capture_time": "2026-03-01T12:00:0%d.250Z"}\n' "$n"
		;;
	json)
		row_of ndjson "$n" | sed 's/", /",\n  /g; $s/$/,/'
		;;
	openalpr)
		printf '{"data_type": "alpr_group", "best_uuid": "u%d", ' "$n"
		printf '"best_plate_number": "ZZ26X%d", "camera_id": %d, ' \
			"$n" "$n"
		printf '"epoch_start": 177236640%d250}\n' "$n"
		;;
	anprflow)
		printf '{"id": "f&%d", "observedBy": "%d", ' "$n" "$n"
		printf '"observedVehicle": {"licensePlate": {"identifier": '
		printf '"zz-26-x%d"}}, "dateObserved": ' "$n"
		printf '"2026-03-01T12:00:0%d.250Z"}\n' "$n"
		;;
	hikvision)
		printf '<?xml version="1.0" encoding="UTF-8"?>\n'
		printf '<EventNotificationAlert version="2.0">'
		printf '<UUID>h&amp;%d</UUID>' "$n"
		printf '<ipAddress>192.0.2.7</ipAddress>'
		printf '<channelID>%d</channelID>\n' "$n"
		printf '<dateTime>2026-03-01T12:00:0%d.250Z</dateTime>' "$n"
		printf '<ANPR><licensePlate>zz26&#32;x%d</licensePlate>' "$n"
		printf '</ANPR></EventNotificationAlert>\n'
		;;
	oakland)
		printf 'zz26x%d,03/01/2026 12:00:0%d PM,"(37.8, -122.2)"\n' \
			"$n" "$n"
		;;
	esac
}

# file_of FORMAT N...: a file with these reads, on standard output.
file_of() {
	local format=$1 n
	shift
	case $format in
	csv)
		printf 'record_id,vrm,feed_id,source_id,camera_id,'
		printf 'capture_time\n'
		;;
	genetec)
		printf 'Plate,State,UTCDate,UTCTime,CameraName,SourceName,'
		printf 'ContextImage,PlateImage,Guid\n'
		;;
	oakland) printf 'plate,timestamp,location\n' ;;
	json) printf '[\n' ;;
	esac
	for n; do row_of "$format" "$n"; done |
		if [ "$format" = json ] && [ "${!#}" = 6 ]; then
			sed '$s/,$//'
		else
			cat
		fi
	[ "$format" != json ] || echo ']'
}

# name_of FORMAT: of its file
name_of() {
	case $1 in
	compact) echo reads.txt ;;
	json | openalpr | anprflow) echo reads.json ;;
	ndjson) echo reads.ndjson ;;
	hikvision) echo reads.xml ;;
	*) echo reads.csv ;;
	esac
}

# key N FEED SOURCE CAMERA FRACTION: an order's target by natural key
key() {
	printf '{"target":"read","vrm":"ZZ26X%d","feed_id":"%s",' "$1" "$2"
	printf '"source_id":"%s","camera_id":"%s",' "$3" "$4"
	printf '"capture_time":"2026-03-01T12:00:0%d%sZ"}\n' "$1" "$5"
}

# record FORMAT N: by its record id, where the format has one
record() {
	local id
	case $1 in
	csv) id=c-$2 ;;
	genetec) id=g-$2 ;;
	ndjson | json) id=n-$2 ;;
	openalpr) id=u$2 ;;
	anprflow) id="f&$2" ;;
	hikvision) id="h&$2" ;;
	*) return 1 ;;
	esac
	printf '{"target":"record","record_id":"%s"}\n' "$id"
}

# window N: by plate and a minute
window() {
	printf '{"target":"vrm","vrm":"zz26-x%d",' "$1"
	printf '"from":"2026-03-01T12:00:00Z","to":"2026-03-01T12:01:00Z"}\n'
}

# deletes FORMAT "KEY ARGUMENTS" [OPTION...]: of six reads, 2 goes by its
# natural key, 5 by plate and window and, where there are such, 4 by its record
# id, first from what was received, then on arrival.
deletes() {
	local format=$1 key=$2 stay='1 3 6' gone=3 name bundle
	shift 2
	name=$(name_of "$format")
	file_of "$format" 1 2 3 4 5 6 >"export/$name"
	echo overview >export/images/o2.jpg
	cp -a export want
	order order
	record "$format" 4 >>order || { stay='1 3 4 6' && gone=2; }
	# the words of it are arguments
	# shellcheck disable=SC2086
	file_of "$format" $stay >"want/$name"
	[ "$format" != genetec ] || rm want/images/o2.jpg
	find export want -depth -exec touch -d '2026-03-02 01:02:03Z' {} +
	# the words of the key are arguments
	# shellcheck disable=SC2086
	{ key 2 $key && window 5; } >>order

	pack_export first.sbag export "$@" --json || return 1
	[ "$(json reads)" -eq 6 ] || fail 'wanted 6 reads' || return 1
	accepted sealbag receive south first.sbag || return 1
	bundle=$(received south first.sbag)
	carry order order.sbag || return 1
	accepted sealbag receive south order.sbag --json || return 1
	[ "$(json earlier_reads)" -eq "$gone" ] ||
		fail "wanted $gone reads deleted" || return 1
	left "$bundle" want || return 1

	# the same again: tombstones keep out what was deleted
	pack_export again.sbag export "$@" || return 1
	accepted sealbag receive south again.sbag || return 1
	left "$(received south again.sbag)" want || return 1

	rm -rf south && cp -a fresh south
	pack_export both.sbag export "$@" --deletions order || return 1
	accepted sealbag receive south both.sbag || return 1
	left "$(received south both.sbag)" want
}

@test "P4, P5: rows of our own CSV are deleted" {
	deletes csv '10 20 2 .250'
}

@test "P4, P5: rows of a CSV by a map are deleted, with their images" {
	deletes genetec 'genetec 20 2 .250' --map "$MAPS/genetec-autovu.json"
}

@test "P4, P5: rows of a CSV whose times have a declared zone" {
	deletes oakland 'oakland 0 0' --map "$MAPS/eff-oakland.json" --zone Z
}

@test "P4, P5: an order in UTF-8 reaches the plates of an old spreadsheet" {
	cat >map.json <<-'END'
	{"format": "sealbag-map/1", "name": "blatt", "source": "synthetic",
	 "version": "1", "verified_by": "", "form": "csv",
	 "dialect": {"separator": ";", "quote": "", "header": false,
	  "columns": 3, "encoding": "cp1252"},
	 "time": {"pattern": "xsd", "zone": ""},
	 "decimal": ",", "confidence_scale": 100, "fields": {
	  "vrm": {"number": 1}, "feed_id": {"value": "1"},
	  "source_id": {"value": "2"}, "camera_id": {"number": 2},
	  "capture_time": {"number": 3}}}
	END
	printf 'Z\326 %d;Br\374nn;2026-03-01T12:00:0%dZ\n' 1 1 2 2 3 3 \
		>export/reads.csv
	order order
	{
		printf '{"target":"read","vrm":"ZÖ1","feed_id":"1",'
		printf '"source_id":"2","camera_id":"Brünn",'
		printf '"capture_time":"2026-03-01T12:00:01Z"}\n'
		printf '{"target":"vrm","vrm":"ZÖ3",'
		printf '"from":"2026-03-01T12:00:00Z",'
		printf '"to":"2026-03-01T12:01:00Z"}\n'
	} >>order
	pack_export first.sbag export --map map.json --deletions order
	accepted sealbag receive south first.sbag --json
	[ "$(json deleted_reads)" -eq 2 ]
	sed -n 2p export/reads.csv | cmp - "$(received south)/data/reads.csv"
}

@test "P4, P5: lines of the compact form are deleted" {
	deletes compact '10 20 2 .250'
}

@test "P4, P5: lines of JSON are deleted" {
	deletes ndjson '10 20 2 .250'
}

@test "P4, P5: elements of a JSON array are deleted" {
	deletes json '10 20 2 .250'
}

@test "P4, P5: groups of OpenALPR are deleted" {
	deletes openalpr 'openalpr 0 2 .250'
}

@test "P4, P5: observations of AnprFlowObserved are deleted" {
	deletes anprflow 'anprflow 0 2 .250'
}

@test "P4, P5: events of Hikvision are deleted, with their declarations" {
	deletes hikvision 'hikvision 192.0.2.7 2 .250'
}

# heartbeat: an event of Hikvision without a plate
heartbeat() {
	printf '<EventNotificationAlert><ipAddress>192.0.2.7</ipAddress>'
	printf '<dateTime>2026-03-01T12:00:00Z</dateTime><eventType>videoloss'
	printf '</eventType></EventNotificationAlert>\n'
}

# pictured N: an event with two pictures, on standard output
pictured() {
	local pictures='<pictureInfoList><pictureInfo>' n=$1
	pictures+="<fileName>images/p$n.jpg</fileName>"
	pictures+='<type>licensePlatePicture</type></pictureInfo><pictureInfo>'
	pictures+="<fileName>images/o$n.jpg</fileName>"
	pictures+='<type>detectionPicture</type></pictureInfo>'
	pictures+='</pictureInfoList>'
	row_of hikvision "$n" | sed "s|</ANPR>|$pictures&|"
}

@test "P4: events without a plate stay, pictures go with their event" {
	local n
	{ heartbeat && pictured 1 && heartbeat && pictured 2; } \
		>export/reads.xml
	for n in 1 2; do
		echo "plate $n" >"export/images/p$n.jpg"
		echo "overview $n" >"export/images/o$n.jpg"
	done
	cp -a export want
	{ heartbeat && pictured 1 && heartbeat; } >want/reads.xml
	rm want/images/?2.jpg
	find export want -depth -exec touch -d '2026-03-02 01:02:03Z' {} +
	order order
	key 2 hikvision 192.0.2.7 2 .250 >>order
	pack_export first.sbag export --json
	[ "$(json reads) $(json no_reads)" = '2 2' ]
	[ "$(json read_formats 0 format)" = hikvision ]
	accepted sealbag receive south first.sbag
	carry order order.sbag
	accepted sealbag receive south order.sbag --json
	[ "$(json earlier_reads)" -eq 1 ]
	left "$(received south first.sbag)" want
	pack_export second.sbag export
	prints 'Events without plate'
}

@test "an event whose plate is missing is refused" {
	{ row_of hikvision 1 && row_of hikvision 2 |
		sed 's/licensePlate/plate/g'; } >export/reads.xml
	rejected 1 read-fields sealbag pack north --to south --purpose p \
		--reference r --output no.sbag export
	says 'reads.xml: line 4: no ANPR.licensePlate'
	[ ! -e no.sbag ]
}

@test "P4: the last element of an array is deleted, and the rest verifies" {
	file_of json 5 6 >export/reads.json
	order order
	key 6 10 20 6 .250 >>order
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	carry order order.sbag
	accepted sealbag receive south order.sbag
	bundle=$(received south first.sbag)
	{ echo '[' && row_of json 5 && echo ']'; } >want.json
	cmp "$bundle/data/reads.json" want.json
	accepted sealbag verify "$bundle"
	order again
	window 5 >>again
	carry again again.sbag
	accepted sealbag receive south again.sbag
	printf '[\n]\n' | cmp - "$bundle/data/reads.json"
	accepted sealbag verify "$bundle"
}

@test "a record id that no read has deletes nothing, in any format" {
	local format
	for format in csv ndjson json openalpr anprflow hikvision; do
		mkdir -p "export/$format"
		file_of "$format" 5 6 >"export/$format/$(name_of "$format")"
	done
	order order
	echo '{"target":"record","record_id":"n-3"}' >>order
	echo '{"target":"record","record_id":"f&amp;5"}' >>order
	pack_export first.sbag export --deletions order
	accepted sealbag receive south first.sbag
	same_content export "$(received south)/data"
}

@test "pack says what it took for what, and by which rule" {
	file_of genetec 1 2 >export/a.csv
	file_of compact 1 2 3 >export/b.txt
	echo nothing >export/c.txt
	pack_export first.sbag export --map "$MAPS/genetec-autovu.json" --json
	[ "$(json read_formats 0 format)" = mapped ]
	[ "$(json read_formats 0 map)" = genetec-autovu ]
	[ "$(json read_formats 0 rule)" = 'it has what the map names' ]
	[ "$(json read_formats 1 format)" = compact ]
	[ "$(json read_formats 1 files)" -eq 1 ]
	[ "$(json read_files)" -eq 2 ]
	[ "$(json reads)" -eq 5 ]
}

@test "pack says how many files look like reads and are none that it knows" {
	file_of compact 1 2 3 >export/b.txt
	printf 'Plate;When\nZZ26ABC;2026-03-01 12:00\n' >export/c.csv
	printf 'free text\n' >export/d.txt
	: >export/empty.csv
	printf 'a picture\n' >export/e.jpg
	pack_export first.sbag export --json
	[ "$(json read_files) $(json unrecognised)" = '1 2' ]
	rm first.sbag
	pack_export first.sbag export
	prints '2 files with names as reads have are of no format'
	rm first.sbag
	# who says that they are none, or names the format, knows
	pack_export first.sbag export --plain c.csv --plain d.txt --json
	[ "$(json unrecognised)" = 0 ]
	rm first.sbag
	pack_export first.sbag export --format compact --exclude d.txt \
		--exclude c.csv --exclude empty.csv --json
	[ "$(json unrecognised)" = 0 ]
}

@test "a map that fits no file is refused" {
	file_of compact 1 >export/b.txt
	rejected 1 read-format sealbag pack north --to south --purpose p \
		--reference r --output no.sbag \
		--map "$MAPS/genetec-autovu.json" export
	says 'no file has what the map genetec-autovu names'
	[ ! -e no.sbag ]
}

@test "a map that is none is refused, and nothing is packed" {
	echo '{"format": "sealbag-map/1"}' >map.json
	rejected 1 read-map sealbag pack north --to south --purpose p \
		--reference r --output no.sbag --map map.json export
	says 'map.json: key "name" is missing'
	[ ! -e no.sbag ]
}

@test "a format that is asked for is not guessed at" {
	echo 'no read at all' >export/b.txt
	rejected 1 csv-fields sealbag pack north --to south --purpose p \
		--reference r --output no.sbag --format compact export
	says 'b.txt: line 1: 1 fields where a row has 7 to 15'
	rejected 2 usage sealbag pack north --to south --purpose p \
		--reference r --output no.sbag --format xls export
	rejected 2 usage sealbag pack north --to south --purpose p \
		--reference r --output no.sbag --format mapped export
	[ ! -e no.sbag ]
}

@test "a time without zone is refused by the map's own file" {
	file_of oakland 1 >export/a.csv
	rejected 1 time sealbag pack north --to south --purpose p \
		--reference r --output no.sbag \
		--map "$MAPS/eff-oakland.json" export
	says 'a.csv: line 2: capture_time has no zone'
	[ ! -e no.sbag ]
}

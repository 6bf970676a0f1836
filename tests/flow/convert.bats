#!/usr/bin/env bats
# Reads of any format become canonical ones, and it is said what a file is.

load lib

setup() {
	setup_world
	HEAD='record_id,vrm,feed_id,source_id,camera_id,capture_time,'
	HEAD+='plate_image,overview_image,camera_name,latitude,longitude,'
	HEAD+='confidence,motion_toward_camera,lane,direction,country,make,'
	HEAD+='model,colour'
	printf '%s\n' 'Plate,State,UTCDate,UTCTime,CameraName,SourceName,Guid' \
		'"ZZ26, ""A""",GBR,2026:03:01,12:00:00.250,3,20,g' >genetec.csv
	printf 's|secret|ZZ1|1|2|3|2026-03-01T12:00:00|51.5|-0.1||||%s\n' \
		'|99|true' >compact.txt
}
teardown() {
	teardown_world
}

MAP=$TOP/samples/maps/genetec-autovu.json

@test "a CSV by a map becomes our own, quoted where it must be" {
	accepted sealbag convert genetec.csv --map "$MAP" --output out.csv
	{
		echo "$HEAD"
		printf 'g,"ZZ26, ""A""",genetec,20,3,2026-03-01T12:00:00.250Z'
		echo ',,,,,,,,,,GBR,,,'
	} | diff - out.csv
}

@test "the compact form loses its credentials, and gets the declared zone" {
	accepted sealbag convert compact.txt --zone +01:00 --output out.csv
	{
		echo "$HEAD"
		printf ',ZZ1,1,2,3,2026-03-01T12:00:00+01:00,,,,51.5,-0.1,99,'
		echo 'true,,,,,,'
	} | diff - out.csv
	nowhere secret out.csv
}

@test "events of Hikvision lose their markup" {
	{
		printf '<list>\n<EventNotificationAlert><ipAddress>192.0.2.7'
		printf '</ipAddress><channelID>3</channelID><channelName>'
		printf 'A &amp; B</channelName><dateTime>'
		printf '2026-03-01T12:00:00+08:00</dateTime><ANPR>'
		printf '<licensePlate>ZZ1</licensePlate>'
		printf '<confidenceLevel>97</confidenceLevel></ANPR>'
		printf '</EventNotificationAlert>\n</list>\n'
	} >events.xml
	accepted sealbag convert events.xml --output out.csv
	{
		echo "$HEAD"
		printf ',ZZ1,hikvision,192.0.2.7,3,2026-03-01T12:00:00+08:00'
		echo ',,,A & B,,,97,,,,,,,'
	} | diff - out.csv
}

@test "what was converted to lines of JSON converts back to the same" {
	accepted sealbag convert compact.txt genetec.csv --map "$MAP" \
		--zone Z --output a.csv --json
	[ "$(json files)" -eq 2 ]
	[ "$(json reads)" -eq 2 ]
	accepted sealbag convert a.csv --to ndjson --output b.ndjson
	accepted sealbag convert b.ndjson --output c.csv
	diff a.csv c.csv
	perl -MJSON::PP -ne 'decode_json($_)' b.ndjson
	[ "$(wc -l <b.ndjson)" -eq 2 ]
}

@test "what a file is, is said with the rule; what is none, too" {
	echo text >none.txt
	accepted sealbag convert --detect compact.txt genetec.csv none.txt \
		--map "$MAP" --json
	[ "$(json files 0 format)" = compact ]
	[[ "$(json files 0 rule)" == *'| between'* ]]
	[ "$(json files 1 format)" = mapped ]
	[ "$(json files 1 map)" = genetec-autovu ]
	[ "$(json files 2 format)" = none ]
	[ "$(json files 2 rule)" = 'no rule fits' ]
}

@test "a file that no rule recognises is refused, and nothing is written" {
	echo text >none.txt
	rejected 1 read-format sealbag convert compact.txt none.txt --zone Z \
		--output out.csv
	says 'none.txt is of no read format'
	[ ! -e out.csv ]
	[ ! -e out.csv.part ]
}

@test "a fault in a read names its file and line, and nothing is written" {
	rejected 1 time sealbag convert compact.txt --output out.csv
	says 'compact.txt: line 1: capture_time has no zone'
	[ ! -e out.csv ]
	[ ! -e out.csv.part ]
}

@test "text that is no UTF-8 is refused" {
	printf 's|u|Z\344|1|2|3|2026-03-01T12:00:00Z\n' >latin.txt
	rejected 1 read-encoding sealbag convert latin.txt --output out.csv
	[ ! -e out.csv ]
}

# latin_map: a map of an old spreadsheet, German
latin_map() {
	cat <<-'END'
	{"format": "sealbag-map/1", "name": "blatt", "source": "synthetic",
	 "version": "1", "verified_by": "", "form": "csv",
	 "dialect": {"separator": ";", "quote": "\"", "header": true,
	  "encoding": "cp1252"},
	 "time": {"pattern": "dd.MM.yyyy HH:mm:ss", "zone": "+01:00"},
	 "decimal": ",", "confidence_scale": 100, "fields": {
	  "vrm": {"column": "Kännzeichen"}, "feed_id": {"value": "1"},
	  "source_id": {"value": "2"}, "camera_id": {"column": "Ort"},
	  "capture_time": {"column": "Zeit"},
	  "latitude": {"column": "Breite"}}}
	END
}

@test "a spreadsheet in CP1252 becomes UTF-8 where its map says so" {
	latin_map >map.json
	printf 'K\344nnzeichen;Ort;Zeit;Breite\r\n' >blatt.csv
	printf 'Z\326 1;"Br\374nn; S\374d \200";01.03.2026 12:00:00;51,5\r\n' \
		>>blatt.csv
	accepted sealbag convert blatt.csv --map map.json --output out.csv
	{
		echo "$HEAD"
		printf ',ZÖ 1,1,2,Brünn; Süd €,2026-03-01T12:00:00+01:00,,,,'
		echo '51.5,,,,,,,,,'
	} | diff - out.csv
	perl -0pe 's/,\s*"encoding": "cp1252"//; s/Kännz/Kennz/' map.json \
		>plain.json
	sed -i 's/K\xe4nnz/Kennz/' blatt.csv
	rejected 1 read-encoding sealbag convert blatt.csv --map plain.json \
		--output plain.csv
	[ ! -e plain.csv ]
}

@test "no file is replaced, and somewhere to write must be named" {
	echo mine >out.csv
	rejected 2 usage sealbag convert compact.txt --zone Z --output out.csv
	[ "$(cat out.csv)" = mine ]
	rejected 2 usage sealbag convert compact.txt --zone Z
}

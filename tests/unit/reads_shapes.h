#ifndef TESTS_UNIT_READS_SHAPES_H
#define TESTS_UNIT_READS_SHAPES_H

/** The shapes in which files of each read format come: real ones, and what
 *  becomes of them. reads_shapes-t.c holds the program against this table. */

#include "formats/reads.h"

/** Each format has a row of each shape. */
enum shape {
	SHAPE_LF,
	SHAPE_CRLF,
	SHAPE_CR,
	SHAPE_NO_LAST_END,
	SHAPE_QUOTING,
	SHAPE_MARK,
	SHAPE_UTF8,
	SHAPE_LATIN, /* CP1252 and its like */
	SHAPE_UTF16,
	SHAPE_SEPARATORS,
	SHAPE_MISSING,
	SHAPE_EXTRA,
	SHAPE_EMPTY,
	SHAPE_HEADER_ONLY,
	SHAPES
};

struct shape_row {
	enum shape shape;
	const char *file;
	size_t len;
	const char *want; /* as formats_tell has it */
};
#define SHAPE(WHICH, FILE, WANT)                            \
	{                                                   \
		SHAPE_##WHICH, FILE, sizeof(FILE) - 1, WANT \
	}

#define MARK "\xef\xbb\xbf"
#define TIME "2026-03-01T12:00:00Z"
#define AT   "@1772366400000"
#define K    " ZZ1/1/2/3" AT

#define HEAD "vrm,feed_id,source_id,camera_id,capture_time"
#define ROW  "zz 1,1,2,3," TIME

static const struct shape_row shapes_csv[] = {
	SHAPE(LF, HEAD "\n" ROW "\n" ROW "\n", "ok 3 2" K K),
	SHAPE(CRLF, HEAD "\r\n" ROW "\r\n" ROW "\r\n", "ok 3 2" K K),
	SHAPE(CR, HEAD "\r" ROW "\r",
	    "csv-line line 1: a carriage return without a line feed"),
	SHAPE(NO_LAST_END, HEAD "\n" ROW, "ok 2 1" K),
	SHAPE(QUOTING,
	    HEAD ",n\n\"zz\"\"1\",\"1\",2,3,\"" TIME "\",\"a\nb,\"\n",
	    "ok 2 1 ZZ\"1/1/2/3" AT),
	SHAPE(MARK, MARK HEAD "\n" ROW "\n", "ok 2 1" K),
	SHAPE(UTF8,
	    HEAD "\nZ\xc3\x84"
		 "1,1,2,3," TIME "\n",
	    "ok 2 1 Z\xc3\x84"
	    "1/1/2/3" AT),
	SHAPE(LATIN,
	    HEAD "\nZ\xc4"
		 "1,1,2,3," TIME "\n",
	    "ok 2 1 Z\xc4"
	    "1/1/2/3" AT),
	SHAPE(UTF16, "\xff\xfev\0r\0m\0,\0\n\0", "csv-nul line 1: a NUL byte"),
	SHAPE(SEPARATORS, "vrm;feed_id;source_id;camera_id;capture_time\n",
	    "csv-header line 1: no column is named vrm"),
	SHAPE(MISSING, HEAD ",confidence\n" ROW "\n",
	    "csv-fields line 2: 5 fields where the header has 6"),
	SHAPE(MISSING, HEAD ",confidence\n" ROW ",\n", "ok 2 1" K),
	SHAPE(MISSING, HEAD "\n,1,2,3," TIME "\n", "ok 2 1 no key"),
	SHAPE(EXTRA, "speed," HEAD ",x\n9," ROW ",\xff\n", "ok 2 1" K),
	SHAPE(EXTRA, HEAD "\n" ROW ",9\n",
	    "csv-fields line 2: 6 fields where the header has 5"),
	SHAPE(EMPTY, "", "ok 0 0"),
	SHAPE(HEADER_ONLY, HEAD "\n", "ok 1 0"),
};

/* Of the map in reads_shapes-t.c: tabs, apostrophes, one time in two. */
#define TAB "Plate\tCam\tDay\tHour"
#define CAR "zz 1\t3\t2026:03:01\t12:00:00"
#define M   " ZZ1/7/0/3" AT

static const struct shape_row shapes_mapped[] = {
	SHAPE(LF, TAB "\n" CAR "\n" CAR "\n", "ok 3 2" M M),
	SHAPE(CRLF, TAB "\r\n" CAR "\r\n\r\n", "ok 3 1" M),
	SHAPE(CR, TAB "\r" CAR "\r",
	    "csv-line line 1: a carriage return without a line feed"),
	SHAPE(NO_LAST_END, TAB "\n" CAR, "ok 2 1" M),
	SHAPE(QUOTING, TAB "\n'zz''1'\t3\t'2026:03:01'\t12:00:00\n",
	    "ok 2 1 ZZ'1/7/0/3" AT),
	SHAPE(QUOTING, TAB "\n\"Z\"\t3\t2026:03:01\t12:00:00\n",
	    "ok 2 1 \"Z\"/7/0/3" AT),
	SHAPE(MARK, MARK TAB "\n" CAR "\n", "ok 2 1" M),
	SHAPE(UTF8,
	    TAB "\nZ\xc3\x84"
		"1\t3\t2026:03:01\t12:00:00\n",
	    "ok 2 1 Z\xc3\x84"
	    "1/7/0/3" AT),
	SHAPE(LATIN,
	    TAB "\nZ\xc4"
		"1\t3\t2026:03:01\t12:00:00\n",
	    "ok 2 1 Z\xc4"
	    "1/7/0/3" AT),
	SHAPE(UTF16, "\xff\xfeP\0l\0", "csv-nul line 1: a NUL byte"),
	SHAPE(SEPARATORS, TAB "\nzz,1\t3\t2026:03:01\t12:00:00\n",
	    "ok 2 1 ZZ,1/7/0/3" AT),
	SHAPE(MISSING, "Plate\tCam\tDay\n",
	    "csv-header line 1: no column is named Hour"),
	SHAPE(MISSING, TAB "\nzz 1\t3\t\t\n",
	    "time line 2: capture_time cannot be read"),
	SHAPE(EXTRA, "x\t" TAB "\ty\n1\t" CAR "\t\n", "ok 2 1" M),
	SHAPE(EMPTY, "", "ok 0 0"),
	SHAPE(HEADER_ONLY, TAB "\r\n", "ok 1 0"),
};

#define LINE "s|u|zz 1|1|2|3|" TIME

static const struct shape_row shapes_compact[] = {
	SHAPE(LF, LINE "\n" LINE "\n", "ok 2 2" K K),
	SHAPE(CRLF, LINE "\r\n" LINE "\r\n", "ok 2 2" K K),
	SHAPE(CR, LINE "\r" LINE "\r",
	    "csv-line line 1: a carriage return without a line feed"),
	SHAPE(NO_LAST_END, LINE, "ok 1 1" K),
	SHAPE(QUOTING, "\"s|\"|z\"z\"1|1|2|3|" TIME "\n",
	    "ok 1 1 Z\"Z\"1/1/2/3" AT),
	SHAPE(MARK, MARK LINE "\n", "ok 1 1" K),
	SHAPE(UTF8,
	    "||Z\xc3\x84"
	    "1|1|2|3|" TIME "\n",
	    "ok 1 1 Z\xc3\x84"
	    "1/1/2/3" AT),
	SHAPE(LATIN,
	    "||Z\xc4"
	    "1|1|2|3|" TIME "\n",
	    "ok 1 1 Z\xc4"
	    "1/1/2/3" AT),
	SHAPE(UTF16, "\xff\xfes\0|\0", "csv-nul line 1: a NUL byte"),
	SHAPE(SEPARATORS, "s,u,zz1,1,2,3," TIME "\n",
	    "csv-fields line 1: 1 fields where a row has 7 to 15"),
	SHAPE(MISSING, "s|u|zz1|1|2|3\n",
	    "csv-fields line 1: 6 fields where a row has 7 to 15"),
	SHAPE(MISSING, "s|u||1|2|3|" TIME "\n", "ok 1 1 no key"),
	SHAPE(EXTRA, LINE "|51.5|-0.1|1|2|3|4|99|true\n", "ok 1 1" K),
	SHAPE(EXTRA, LINE "|||||||||\n",
	    "csv-fields line 1: 16 fields where a row has 7 to 15"),
	SHAPE(EMPTY, "", "ok 0 0"),
	SHAPE(HEADER_ONLY, "\n", "ok 1 0"),
};

#define REST \
	"\"feed_id\":1,\"source_id\":2,\"camera_id\":3,\"capture_time\":\"" TIME
#define READ "{\"vrm\":\"zz 1\"," REST "\"}"

static const struct shape_row shapes_ndjson[] = {
	SHAPE(LF, READ "\n" READ "\n", "ok 2 2" K K),
	SHAPE(CRLF, READ "\r\n" READ "\r\n", "ok 2 2" K K),
	SHAPE(CR, READ "\r" READ "\r",
	    "read-json line 1: text behind an object"),
	SHAPE(NO_LAST_END, READ, "ok 1 1" K),
	SHAPE(QUOTING, "{\"vrm\":\"zz\\\"\\n1\"," REST "\"}\n",
	    "ok 1 1 ZZ\"\n1/1/2/3" AT),
	SHAPE(MARK, MARK READ "\n", "ok 2 1" K),
	SHAPE(UTF8, "{\"vrm\":\"Z\xc3\x84\"," REST "\"}\n",
	    "ok 1 1 Z\xc3\x84/1/2/3" AT),
	SHAPE(LATIN, "{\"vrm\":\"Z\xc4\"," REST "\"}\n",
	    "read-encoding line 1: bytes that are no UTF-8"),
	SHAPE(UTF16, "\xff\xfe{\0", "read-json line 1: not an object"),
	SHAPE(SEPARATORS, READ "," READ "\n",
	    "read-json line 1: text behind an object"),
	SHAPE(MISSING, "{" REST "\"}\n", "read-fields line 1: no vrm"),
	SHAPE(MISSING, "{\"vrm\":null," REST "\"}\n", "ok 1 1 no key"),
	SHAPE(EXTRA, "{\"x\":{\"vrm\":[1]},\"vrm\":\"ZZ1\"," REST "\"}\n",
	    "ok 1 1" K),
	SHAPE(EMPTY, "", "ok 0 0"),
	SHAPE(HEADER_ONLY, "\n", "ok 1 0"),
};

static const struct shape_row shapes_json[] = {
	SHAPE(LF, "[\n" READ ",\n" READ "\n]\n", "ok 4 2" K K),
	SHAPE(CRLF, "[\r\n" READ ",\r\n" READ "\r\n]\r\n", "ok 4 2" K K),
	SHAPE(CR, "[\r" READ ",\r" READ "\r]\r", "ok 4 2" K K),
	SHAPE(NO_LAST_END, "[" READ "]", "ok 3 1" K),
	SHAPE(QUOTING, "[{\"vrm\":\"]}\\\\\"," REST "\"}]",
	    "ok 3 1 ]}\\/1/2/3" AT),
	SHAPE(MARK, MARK "[" READ "]", "ok 3 1" K),
	SHAPE(UTF8, "[{\"vrm\":\"Z\xc3\x84\"," REST "\"}]",
	    "ok 3 1 Z\xc3\x84/1/2/3" AT),
	SHAPE(LATIN, "[{\"vrm\":\"Z\xc4\"," REST "\"}]",
	    "read-encoding line 1: bytes that are no UTF-8"),
	SHAPE(UTF16, "\xff\xfe[\0", "read-json line 1: no array"),
	SHAPE(SEPARATORS, "[" READ ";" READ "]",
	    "read-json line 1: no comma where one must be"),
	SHAPE(MISSING, "[{" REST "\"}]", "read-fields line 1: no vrm"),
	SHAPE(EXTRA, "[{\"x\":[{}],\"vrm\":\"ZZ1\"," REST "\"}]", "ok 3 1" K),
	SHAPE(EMPTY, "", "ok 0 0"),
	SHAPE(HEADER_ONLY, "[]", "ok 2 0"),
};

#define GROUP(MORE, PLATE)                                        \
	"{" MORE "\"epoch_start\":1772366400000,\"camera_id\":3," \
	"\"best_plate_number\":\"" PLATE "\"}"
#define ALPR GROUP("", "zz 1")
#define A    " ZZ1/openalpr/0/3" AT

static const struct shape_row shapes_openalpr[] = {
	SHAPE(LF, ALPR "\n" ALPR "\n", "ok 2 2" A A),
	SHAPE(CRLF, "[" ALPR ",\r\n" ALPR "]\r\n", "ok 4 2" A A),
	SHAPE(CR, ALPR "\r" ALPR "\r", "ok 2 2" A A),
	SHAPE(NO_LAST_END, ALPR, "ok 1 1" A),
	SHAPE(QUOTING, GROUP("", "\\u005a\\/"), "ok 1 1 Z//openalpr/0/3" AT),
	SHAPE(MARK, MARK ALPR, "ok 2 1" A),
	SHAPE(UTF8, GROUP("", "\xc3\x84"), "ok 1 1 \xc3\x84/openalpr/0/3" AT),
	SHAPE(LATIN, GROUP("", "\xc4"),
	    "read-encoding line 1: bytes that are no UTF-8"),
	SHAPE(UTF16, "\xff\xfe{\0", "read-json line 1: not an object"),
	SHAPE(SEPARATORS, ALPR "," ALPR, "read-json line 1: not an object"),
	SHAPE(MISSING, "{\"epoch_start\":1,\"camera_id\":3}\n",
	    "read-fields line 1: no best_plate_number"),
	SHAPE(EXTRA, GROUP("\"candidates\":[{\"plate\":\"x\"}],", "ZZ1"),
	    "ok 1 1" A),
	SHAPE(EMPTY, "", "ok 0 0"),
	SHAPE(HEADER_ONLY, "[]", "ok 2 0"),
};

#define FLOW(MORE, PLATE)                                                \
	"{" MORE "\"observedBy\":\"N 1\",\"dateObserved\":\"" TIME "\"," \
	"\"observedVehicle\":{\"licensePlate\":{\"identifier\":\"" PLATE \
	"\"}}}"
#define FLOWN FLOW("", "zz 1")
#define F     " ZZ1/anprflow/0/N 1" AT

static const struct shape_row shapes_anprflow[] = {
	SHAPE(LF, FLOWN "\n" FLOWN "\n", "ok 2 2" F F),
	SHAPE(CRLF, "[\r\n" FLOWN "\r\n,\r\n" FLOWN "]", "ok 4 2" F F),
	SHAPE(CR, FLOWN "\r" FLOWN, "ok 2 2" F F),
	SHAPE(NO_LAST_END, FLOWN, "ok 1 1" F),
	SHAPE(QUOTING, FLOW("", "\\ud83d\\ude97"),
	    "ok 1 1 \xf0\x9f\x9a\x97/anprflow/0/N 1" AT),
	SHAPE(MARK, MARK "[" FLOWN "]", "ok 3 1" F),
	SHAPE(UTF8, FLOW("", "\xc3\x84"), "ok 1 1 \xc3\x84/anprflow/0/N 1" AT),
	SHAPE(LATIN, FLOW("", "\xc4"),
	    "read-encoding line 1: bytes that are no UTF-8"),
	SHAPE(UTF16, "\xfe\xff\0{", "read-json line 1: not an object"),
	SHAPE(SEPARATORS, "[" FLOWN " " FLOWN "]",
	    "read-json line 1: no comma where one must be"),
	SHAPE(MISSING, "{\"observedBy\":\"1\",\"dateObserved\":\"" TIME "\"}",
	    "read-fields line 1: no "
	    "observedVehicle.licensePlate.identifier"),
	SHAPE(EXTRA, FLOW("\"location\":{\"coordinates\":[1,2]},", "ZZ1"),
	    "ok 1 1" F),
	SHAPE(EMPTY, "", "ok 0 0"),
	SHAPE(HEADER_ONLY, "[\n]", "ok 2 0"),
};

#define EVENT(MORE, PLATE)                                              \
	"<EventNotificationAlert><ipAddress>192.0.2.7</ipAddress>" MORE \
	"<channelID>3</channelID><dateTime>" TIME "</dateTime><ANPR>"   \
	"<licensePlate>" PLATE "</licensePlate></ANPR>"                 \
	"</EventNotificationAlert>"
#define ALERT EVENT("", "zz 1")
#define H     " ZZ1/hikvision/192.0.2.7/3" AT

static const struct shape_row shapes_hikvision[] = {
	SHAPE(LF, ALERT "\n" ALERT "\n", "ok 2 2" H H),
	SHAPE(CRLF, "<l>\r\n" ALERT "\r\n" ALERT "\r\n</l>\r\n", "ok 4 2" H H),
	SHAPE(CR, ALERT "\r" ALERT "\r", "ok 2 2" H H),
	SHAPE(NO_LAST_END, ALERT, "ok 1 1" H),
	SHAPE(QUOTING, EVENT("", "&lt;&#x5a;&quot;"),
	    "ok 1 1 <Z\"/hikvision/192.0.2.7/3" AT),
	SHAPE(MARK, MARK ALERT, "ok 2 1" H),
	SHAPE(UTF8, EVENT("", "\xc3\x84"),
	    "ok 1 1 \xc3\x84/hikvision/192.0.2.7/3" AT),
	SHAPE(LATIN, EVENT("", "\xc4"),
	    "read-encoding line 1: bytes that are no UTF-8"),
	SHAPE(UTF16, "\xff\xfe<\0",
	    "read-xml line 1: text outside of elements"),
	SHAPE(SEPARATORS, ALERT "," ALERT,
	    "read-xml line 1: text outside of elements"),
	SHAPE(MISSING, EVENT("", ""), "ok 1 1 no key"),
	SHAPE(EXTRA, EVENT("<a x='1'><b/></a>", "ZZ1"), "ok 1 1" H),
	SHAPE(EMPTY, "", "ok 0 0"),
	SHAPE(HEADER_ONLY, "<?xml version=\"1.0\"?><list></list>", "ok 2 0"),
};

#endif

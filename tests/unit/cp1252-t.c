#include "formats/reads/cp1252.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "formats/reads/utf8.h"
#include "tests/unit/formats.h"

static const char *
converted(const char *text, size_t size)
{
	static char out[256];
	const struct reads_text t = { text, strlen(text) };
	size_t len;

	if (!cp1252_to_utf8(&t, out, size, &len))
		return NULL;
	out[len] = '\0';
	return out;
}

static void
test_characters(void)
{
	unsigned none = 0;
	unsigned known = 0;

	tap_text(converted("Z\xc4 1", 64), "Z\xc3\x84 1", "a letter");
	tap_text(converted("\x80\x9f\xa0\xff", 64),
	    "\xe2\x82\xac\xc5\xb8\xc2\xa0\xc3\xbf", "the edges");
	tap_text(converted("\x93\x97\x94", 64),
	    "\xe2\x80\x9c\xe2\x80\x94\xe2\x80\x9d", "quotes and a dash");
	tap_text(converted("", 0), "", "nothing");
	tap_text(converted("\xe4", 2), NULL, "what does not fit is none");
	for (int c = 0; c < 256; c++) {
		char byte = (char)c;
		const struct reads_text t = { &byte, 1 };
		char out[4];
		size_t len;
		bool is = cp1252_to_utf8(&t, out, 4, &len);

		known += is && utf8_is(out, len) && cp1252_is(&t) &&
		    cp1252_is_plain(&t) == (c < 128);
		none += !is && !cp1252_is(&t) &&
		    strchr("\x81\x8d\x8f\x90\x9d", byte) != NULL;
	}
	tap_number(known, 251, "characters, each valid UTF-8");
	tap_number(none, 5, "bytes that have none");
}

static const char map_text[] =
    "{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\","
    "\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","
    "\"dialect\":{\"separator\":\";\",\"quote\":\"\\\"\",\"header\":true,"
    "\"encoding\":\"cp1252\"},"
    "\"time\":{\"pattern\":\"dd.MM.yyyy HH:mm:ss\",\"zone\":\"Z\"},"
    "\"decimal\":\",\",\"confidence_scale\":100,\"fields\":{"
    "\"record_id\":{\"column\":\"Nr\"},"
    "\"vrm\":{\"column\":\"K\xc3\xa4nnzeichen\"},"
    "\"feed_id\":{\"value\":\"S\xc3\xbc"
    "d\"},"
    "\"source_id\":{\"column\":\"\xe2\x82\xac\"},"
    "\"camera_id\":{\"column\":\"Ort\"},"
    "\"capture_time\":{\"column\":\"Zeit\"}}}";
#define HEAD "Nr;K\xe4nnzeichen;\x80;Ort;Zeit\r\n"
#define TIME "01.03.2026 12:00:00\r\n"
#define AT   "@1772366400000"
#define SUED        \
	"S\xc3\xbc" \
	"d"

static void
test_files(void)
{
	static const struct {
		const char *name;
		const char *file;
		const char *want;
	} rows[] = {
		{ "plates and places", HEAD "1;z\xd6 1;q;Br\xfcnn;" TIME,
		    "ok 2 1 Z\xc3\x96"
		    "1/" SUED "/q/Br\xc3\xbcnn" AT },
		{ "in quotes", HEAD "1;\"z\xd6\"\"1\";\"q\";N;" TIME,
		    "ok 2 1 Z\xc3\x96\"1/" SUED "/q/N" AT },
		{ "a byte that has no character",
		    HEAD "1;z1;q;N;" TIME "1;z\x81;q;N;" TIME,
		    "read-encoding line 3: bytes that are no CP1252" },
		{ "one where nothing is looked for", HEAD "\x9d;z1;q;N;" TIME,
		    "read-encoding line 2: bytes that are no CP1252" },
		{ "32 bytes as UTF-8",
		    HEAD "1;\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4"
			 "\xc4\xc4\xc4\xc4;q;N;" TIME,
		    "ok 2 1 \xc3\x84\xc3\x84\xc3\x84\xc3\x84\xc3\x84\xc3\x84"
		    "\xc3\x84\xc3\x84\xc3\x84\xc3\x84\xc3\x84\xc3\x84\xc3\x84"
		    "\xc3\x84\xc3\x84\xc3\x84/" SUED "/q/N" AT },
		{ "one more",
		    HEAD "1;Z\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4"
			 "\xc4\xc4\xc4\xc4;q;N;" TIME,
		    "csv-fields line 2: vrm is longer than 32 bytes" },
		{ "a header in UTF-8",
		    "Nr;K\xc3\xa4nnzeichen;\xe2\x82\xac;Ort;Zeit\n",
		    "csv-header line 1: no column is named "
		    "K\xc3\xa4nnzeichen" },
	};
	struct reads_map *map = formats_map(map_text);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct formats_file f = { "mapped", map, "",
			(const uint8_t *)rows[i].file, strlen(rows[i].file),
			false };

		formats_check(&f, rows[i].want, rows[i].name);
	}
	reads_map_free(map);
}

/* However long a record id is, the plate is there. */
static void
test_room(void)
{
	struct reads_map *map = formats_map(map_text);
	struct bytes file = { 0 };
	struct why w = { 0 };
	struct formats_file f = { "mapped", map, "", NULL, 0, false };

	bytes_printf(&file, &w, "%s", HEAD);
	for (int i = 0; i < 9000; i++)
		bytes_printf(&file, &w, "\xe4");
	bytes_printf(&file, &w, ";Z\xd6;q;N;%s", TIME);
	f.data = file.data;
	f.len = file.len;
	formats_check(&f, "ok 2 1 Z\xc3\x96/" SUED "/q/N" AT,
	    "a record id that has no room");
	bytes_clear(&file);
	reads_map_free(map);
}

int
main(void)
{
	test_characters();
	test_files();
	test_room();
	return tap_done();
}

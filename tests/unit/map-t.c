#include "formats/reads/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/contents.h"
#include "tests/tap/tap.h"

/* A sound map, of which each row of the table alters one place. */
static const char sound[] =
    "{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\","
    "\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","
    "\"dialect\":{\"separator\":\";\",\"quote\":\"\",\"header\":false,"
    "\"columns\":5},\"time\":{\"pattern\":\"xsd\",\"zone\":\"\"},"
    "\"decimal\":\".\",\"confidence_scale\":100,\"fields\":{"
    "\"vrm\":{\"number\":1},\"feed_id\":{\"value\":\"7\"},"
    "\"source_id\":{\"number\":2},\"camera_id\":{\"number\":3},"
    "\"capture_time\":{\"number\":4},"
    "\"position\":{\"number\":5,\"order\":\"latitude-longitude\"}}}";

/* from becomes to, once. */
static char *
altered(const char *from, const char *to)
{
	const char *at = strstr(sound, from);
	size_t before = (size_t)(at - sound);
	char *out = malloc(sizeof sound + strlen(to));

	if (at == NULL || out == NULL)
		abort();
	memcpy(out, sound, before);
	memcpy(out + before, to, strlen(to));
	memcpy(out + before + strlen(to), at + strlen(from),
	    strlen(at + strlen(from)) + 1);
	return out;
}

static const struct {
	const char *name;
	const char *from;
	const char *to;
	const char *want;
} faults[] = {
	{ "another format", "sealbag-map/1", "sealbag-map/2",
	    "format \"sealbag-map/2\"; this reads sealbag-map/1" },
	{ "no JSON", "{\"format\"", "{format", NULL },
	{ "an unknown key", "\"name\":\"m\"", "\"name\":\"m\",\"more\":1",
	    "key \"more\" is unknown" },
	{ "no name", "\"name\":\"m\"", "\"name\":\"\"",
	    "key \"name\" is empty" },
	{ "an unknown form", "\"csv\"", "\"tsv\"",
	    "key \"form\" is neither csv nor json" },
	{ "another encoding", "\"quote\":\"\"",
	    "\"quote\":\"\",\"encoding\":\"latin1\"",
	    "key \"encoding\" is not cp1252" },
	{ "no encoding", "\"quote\":\"\"", "\"quote\":\"\",\"encoding\":\"\"",
	    "key \"encoding\" is not cp1252" },
	{ "a letter as separator", "\";\"", "\"x\"",
	    "key \"separator\" is none of its characters" },
	{ "no separator", "\";\"", "\"\"", "key \"separator\" is empty" },
	{ "a quote of two", "\"quote\":\"\"", "\"quote\":\"''\"",
	    "key \"quote\" is none of its characters" },
	{ "no columns", "\"columns\":5", "\"columns\":0",
	    "key \"columns\" is 0" },
	{ "too many columns", "\"columns\":5", "\"columns\":257",
	    "dialect: key \"columns\" is out of range" },
	{ "a pattern that is none", "\"xsd\"", "\"soon\"",
	    "key \"pattern\" is no pattern of a time" },
	{ "a zone by name", "\"zone\":\"\"", "\"zone\":\"CET\"",
	    "key \"zone\" is no difference to UTC" },
	{ "a decimal that is none", "\"decimal\":\".\"", "\"decimal\":\";\"",
	    "key \"decimal\" is neither point nor comma" },
	{ "a scale of nothing", "\"confidence_scale\":100",
	    "\"confidence_scale\":0", "key \"confidence_scale\" is 0" },
	{ "a mandatory field missing", "\"vrm\":{\"number\":1},", "",
	    "fields: key \"vrm\" is missing" },
	{ "an unknown field", "\"vrm\":{\"number\":1},",
	    "\"vrm\":{\"number\":1},\"speed\":{\"number\":1},",
	    "fields: key \"speed\" is unknown" },
	{ "the same plate in all rows", "\"vrm\":{\"number\":1}",
	    "\"vrm\":{\"value\":\"Z\"}",
	    "vrm and capture_time cannot be the same in all rows" },
	{ "a feed that is empty", "\"value\":\"7\"", "\"value\":\" \"",
	    "key \"feed_id\" has a value that is empty or too long" },
	{ "a column by name without header", "\"number\":1",
	    "\"column\":\"Plate\"", "key \"column\" names no column" },
	{ "a column that is not there", "\"number\":5", "\"number\":6",
	    "key \"number\" is no column" },
	{ "two sources of one field", "\"number\":1",
	    "\"number\":1,\"value\":\"x\"",
	    "fields.vrm: key \"value\" is unknown" },
	{ "an order of coordinates that is none", "latitude-longitude",
	    "north-east", "key \"order\" is no order of coordinates" },
	{ "an epoch in two columns",
	    "\"xsd\",\"zone\":\"\"},\"decimal\":\".\","
	    "\"confidence_scale\":100,\"fields\":{"
	    "\"vrm\":{\"number\":1},\"feed_id\":{\"value\":\"7\"},"
	    "\"source_id\":{\"number\":2},\"camera_id\":{\"number\":3},"
	    "\"capture_time\":{\"number\":4}",
	    "\"epoch-ms\",\"zone\":\"\"},\"decimal\":\".\","
	    "\"confidence_scale\":100,\"fields\":{"
	    "\"vrm\":{\"number\":1},\"feed_id\":{\"value\":\"7\"},"
	    "\"source_id\":{\"number\":2},\"camera_id\":{\"number\":3},"
	    "\"capture_time\":{\"number\":4,\"and_number\":5}",
	    "a count of seconds is in one column" },
};

static void
test_faults(void)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		char *text = altered(faults[i].from, faults[i].to);
		struct reads_map *m;
		struct why w = { 0 };

		tap_ok(reads_map_parse(&m, text, strlen(text), &w) == -1 &&
			m == NULL && w.reason == WHY_READ_MAP,
		    "%s is refused", faults[i].name);
		if (faults[i].want != NULL)
			tap_text(w.text, faults[i].want, "%s: so it is said",
			    faults[i].name);
		free(text);
	}
}

static void
test_sound(void)
{
	struct reads_map *m;
	struct why w = { 0 };
	size_t len;
	char *big = calloc(1, READS_MAP_MAX_BYTES + 1);

	tap_ok(reads_map_parse(&m, sound, sizeof sound - 1, &w) == 0,
	    "a sound map is read");
	tap_text(reads_map_name(m), "m", "it has its name");
	tap_text(reads_map_text(m, &len), sound, "and its text");
	tap_number((long long)len, sizeof sound - 1, "all of it");
	reads_map_free(m);
	reads_map_free(NULL);
	tap_ok(big != NULL &&
		reads_map_parse(&m, big, READS_MAP_MAX_BYTES + 1, &w) == -1 &&
		w.reason == WHY_READ_MAP,
	    "a map that is too long is refused");
	free(big);
}

/* The maps that ship. */
static void
test_samples(void)
{
	static const char *const names[] = { "samples/maps/genetec-autovu.json",
		"samples/maps/tattile.json", "samples/maps/eff-oakland.json" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		FILE *in = fopen(names[i], "rb");
		char text[8192];
		size_t len = in == NULL ? 0 : fread(text, 1, sizeof text, in);
		struct reads_map *m = NULL;
		struct why w = { 0 };

		if (!tap_ok(reads_map_parse(&m, text, len, &w) == 0, "%s",
			names[i]))
			tap_note("%s", w.text);
		tap_ok(len > 0 &&
			memmem(text, len, "\"verified_by\": \"\"", 17) != NULL,
		    "it says that nobody verified it");
		reads_map_free(m);
		if (in != NULL)
			(void)fclose(in);
	}
}

/* A map goes through contents and back. */
static void
test_contents(void)
{
	struct reads_map *maps[1];
	struct contents_reads file = { .member = 1,
		.format = "mapped",
		.map = 1 };
	struct contents_segment segment = { .key = "" };
	struct contents c = { .members = 3,
		.payload_files = 1,
		.read_files = &file,
		.n_read_files = 1,
		.maps = maps,
		.n_maps = 1,
		.segments = &segment,
		.n_segments = 1 };
	struct contents back;
	struct bytes text = { 0 };
	struct why w = { 0 };
	size_t len;

	(void)memset(segment.key, 'a', CONTENTS_KEY_HEX - 1);
	(void)snprintf(c.sender.agency, sizeof c.sender.agency, "north");
	(void)memset(c.sender.fingerprint, 'A', 40);
	if (reads_map_parse(&maps[0], sound, sizeof sound - 1, &w) != 0)
		abort();
	tap_ok(contents_write(&c, &text, &w) == 0 &&
		contents_parse(&back, 1, text.data, text.len, &w) == 0,
	    "contents with a map are written and read");
	tap_text(w.text, "", "without a fault");
	tap_text(reads_map_text(contents_map(&back, &back.read_files[0]), &len),
	    sound, "the map is the same");
	contents_clear(&back);
	text.len = 0;
	file.map = 2;
	tap_ok(contents_write(&c, &text, &w) == -1 && w.reason == WHY_CONTENTS,
	    "a map that is not there is refused");
	w = (struct why){ 0 };
	file.map = 0;
	tap_ok(contents_write(&c, &text, &w) == -1 && w.reason == WHY_CONTENTS,
	    "so is none, where the format needs one");
	w = (struct why){ 0 };
	file = (struct contents_reads){ 1, "csv", "", 1 };
	tap_ok(contents_write(&c, &text, &w) == -1 && w.reason == WHY_CONTENTS,
	    "and one where it needs none");
	reads_map_free(maps[0]);
	bytes_clear(&text);
}

int
main(void)
{
	test_faults();
	test_sound();
	test_samples();
	test_contents();
	return tap_done();
}

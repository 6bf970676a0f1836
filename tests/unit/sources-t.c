#include "formats/sources.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/formats.h"

/* As contents have it, on one line; "" where there is no key. */
static const char *
written(struct sources *s)
{
	static struct bytes json;
	struct text_out o = { .to = &json };
	struct why w = { 0 };

	json.len = 0;
	text_out_open(&o, NULL, '{');
	sources_write(s, &o);
	text_out_close(&o);
	(void)text_out_end(&o, &w);
	(void)bytes_add(&json, "", 1, &w);
	return (const char *)json.data;
}

static const char *
take(const char *value, uint64_t reads, struct sources *s)
{
	static struct why w;
	struct text t = { 0 };
	struct text_object o;

	why_clear(&w);
	if (text_parse(&t, value, strlen(value), &w) == 0) {
		o = text_root(&t);
		if (sources_take(s, &o, reads, &w) == 0)
			(void)text_end(&o, &w);
	}
	text_clear(&t);
	return w.text;
}

static void
note(struct sources *s, const char *feed, const char *source)
{
	const struct reads_text f = { feed, feed == NULL ? 0 : strlen(feed) };
	const struct reads_text from = { source,
		source == NULL ? 0 : strlen(source) };

	sources_note(s, &f, &from);
}

static void
test_note(void)
{
	struct sources s = { 0 };

	tap_text(written(&s), "{}\n", "no reads");
	note(&s, "7", "1");
	note(&s, " 007 ", "01");
	note(&s, "7", "1");
	tap_ok(!sources_several(&s) && s.n == 1 && s.items[0].reads == 3,
	    "one, however it is written");
	tap_text(written(&s), "{}\n", "one source is not told");
	note(&s, "7", "");
	note(&s, "", "7");
	note(&s, "7", NULL);
	note(&s, "7", "\xe4");
	note(&s, "7", "a\x01");
	note(&s, "7", "00000000000000000000000000001x");
	note(&s, "7", "1");
	note(&s, "71", "");
	tap_number((long long)s.others, 7, "what cannot be told is counted");
	note(&s, "10", "2");
	note(&s, "1", "02");
	note(&s, "1", "2");
	tap_text(written(&s),
	    "{\"sources\":[{\"feed\":\"1\",\"source\":\"2\",\"reads\":2},"
	    "{\"feed\":\"10\",\"source\":\"2\",\"reads\":1},"
	    "{\"feed\":\"7\",\"source\":\"1\",\"reads\":4},"
	    "{\"feed\":\"\",\"source\":\"\",\"reads\":7}]}\n",
	    "several are told in order");
	note(&s, "1", "2");
	tap_number((long long)s.items[0].reads, 3, "and counted on");
}

static void
test_most(void)
{
	struct sources s = { 0 };
	struct sources again;
	char feed[8];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < SOURCES_MAX + 3; i++) {
			(void)snprintf(feed, sizeof feed, "%d", i);
			note(&s, feed, "x");
		}
	}
	tap_ok(s.n == SOURCES_MAX && s.others == 6,
	    "more than %d are counted together", SOURCES_MAX);
	tap_text(take(written(&s), 2 * (SOURCES_MAX + 3), &again), "",
	    "they are read again");
	tap_ok(again.n == s.n && again.others == s.others &&
		strcmp(again.items[9].feed, s.items[9].feed) == 0 &&
		again.items[9].reads == 2,
	    "and are the same");
}

#define ONE(feed, source, reads) \
	"{\"feed\":\"" feed "\",\"source\":\"" source "\",\"reads\":" reads "}"
#define ALL(list) "{\"sources\":[" list "]}"

static void
test_take(void)
{
	static const struct {
		const char *name;
		const char *value;
		const char *want;
	} rows[] = {
		{ "no key", "{}", "" },
		{ "two", ALL(ONE("1", "1", "4") "," ONE("1", "2", "6")), "" },
		{ "one and others",
		    ALL(ONE("1", "1", "4") "," ONE("", "", "6")), "" },
		{ "none", ALL(""), "sources: less than two" },
		{ "one", ALL(ONE("1", "1", "10")), "sources: less than two" },
		{ "others alone", ALL(ONE("", "", "10")),
		    "sources: less than two" },
		{ "turned", ALL(ONE("2", "1", "4") "," ONE("1", "2", "6")),
		    "sources[1] is out of order" },
		{ "twice", ALL(ONE("1", "1", "4") "," ONE("1", "1", "6")),
		    "sources[1] is out of order" },
		{ "others first", ALL(ONE("", "", "4") "," ONE("1", "1", "6")),
		    "sources[0] is no source" },
		{ "half of one", ALL(ONE("", "1", "4") "," ONE("1", "1", "6")),
		    "sources[0] is no source" },
		{ "a control character",
		    ALL(ONE("1", "\\n", "4") "," ONE("2", "1", "6")),
		    "sources[0] is no source" },
		{ "without reads",
		    ALL(ONE("1", "1", "0") "," ONE("2", "1", "10")),
		    "sources[0] without reads" },
		{ "too few", ALL(ONE("1", "1", "4") "," ONE("2", "1", "5")),
		    "sources: not as many reads as there are" },
		{ "too many", ALL(ONE("1", "1", "4") "," ONE("2", "1", "7")),
		    "sources: not as many reads as there are" },
		{ "far too many",
		    ALL(ONE("1", "1", "9223372036854775807") "," ONE("2", "1",
			"9223372036854775807") "," ONE("3", "1", "12")),
		    "sources: not as many reads as there are" },
		{ "a long one",
		    ALL(ONE("12345678901234567890123456789", "1",
			"4") "," ONE("2", "1", "6")),
		    "sources[0]: key \"feed\" is too long" },
		{ "more",
		    ALL("{\"feed\":\"1\",\"source\":\"1\",\"reads\":10,"
			"\"camera\":\"3\"}"),
		    "sources[0]: key \"camera\" is unknown" },
	};
	struct sources s;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_text(take(rows[i].value, 10, &s), rows[i].want, "%s",
		    rows[i].name);
}

#define HEAD "vrm,feed_id,source_id,camera_id,capture_time\n"
#define TIME "2026-03-01T12:00:00Z"

/* Each format has its rows counted, and those that are checked alone. */
static void
test_formats(void)
{
	static const struct {
		const char *format;
		const char *file;
		const char *want;
	} rows[] = {
		{ "csv",
		    HEAD "Z,1,1,3," TIME "\nZ,\"01\",1,3," TIME
			 "\n\nZ,2,\"a\"\"b\",3," TIME "\n",
		    "{\"sources\":[{\"feed\":\"1\",\"source\":\"1\","
		    "\"reads\":2},{\"feed\":\"2\",\"source\":\"a\\\"b\","
		    "\"reads\":1}]}\n" },
		{ "compact", "||Z|1|2|3|" TIME "\n||Z|1|3|3|" TIME "\n",
		    "{\"sources\":[{\"feed\":\"1\",\"source\":\"2\","
		    "\"reads\":1},{\"feed\":\"1\",\"source\":\"3\","
		    "\"reads\":1}]}\n" },
		{ "ndjson",
		    "{\"vrm\":1,\"feed_id\":\"\\u0041\",\"source_id\":1,"
		    "\"camera_id\":1,\"capture_time\":\"" TIME "\"}\n"
		    "{\"vrm\":1,\"feed_id\":null,\"source_id\":1,"
		    "\"camera_id\":1,\"capture_time\":\"" TIME "\"}\n",
		    "{\"sources\":[{\"feed\":\"A\",\"source\":\"1\","
		    "\"reads\":1},{\"feed\":\"\",\"source\":\"\","
		    "\"reads\":1}]}\n" },
		{ "hikvision",
		    "<EventNotificationAlert><ipAddress>1</ipAddress>"
		    "<channelID>3</channelID><dateTime>" TIME "</dateTime>"
		    "<ANPR><licensePlate>Z</licensePlate></ANPR>"
		    "</EventNotificationAlert>",
		    "{}\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct sources s = { 0 };
		struct records out = { 0 };
		struct reads r;
		struct reads_cut how = { .last = true, .check = true };
		struct why w = { 0 };
		size_t used;

		(void)reads_begin(&r, rows[i].format, "", &w);
		r.sources = &s;
		(void)reads_cut(&r, &how, (const uint8_t *)rows[i].file,
		    strlen(rows[i].file), &out, &used, &w);
		tap_text(w.text, "", "%s is cut", rows[i].format);
		tap_text(written(&s), rows[i].want, "%s is counted",
		    rows[i].format);
		records_clear(&out);
	}
}

int
main(void)
{
	test_note();
	test_most();
	test_take();
	test_formats();
	return tap_done();
}

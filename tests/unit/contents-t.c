#include "formats/contents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/archive.h"
#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

#define KEY  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SEED "0123456789abcdef0123456789abcdef"

static struct bytes example;

/* Append a plain file to a tar that is being written. */
static void
add(struct archive_out *a, const char *name, const char *text, int64_t mtime_s)
{
	struct archive_member m = { .size = strlen(text), .mtime_s = mtime_s };
	struct why w = { 0 };

	(void)snprintf(m.name, sizeof m.name, "%s", name);
	archive_out_member(a, &m, &w);
	archive_out_data(a, text, strlen(text), &w);
	archive_out_finish(a, &w);
	if (w.reason != WHY_NONE)
		abort();
}

struct tar {
	const char *json;
	const char *keys;
	const char *salts;
	const char *more; /* name of one member more, or NULL */
	int64_t mtime_s;
	bool swapped;
};

static void
make(const struct tar *t, struct bytes *out)
{
	struct stream_buffer buffer;
	struct archive_out a;
	struct why w = { 0 };

	out->len = 0;
	archive_out_open(&a, stream_to_buffer(&buffer, out, 1 << 20), &w);
	add(&a, "contents.json", t->json, 0);
	if (t->swapped)
		add(&a, "salts.txt", t->salts, 0);
	add(&a, "keys.txt", t->keys, t->mtime_s);
	if (!t->swapped)
		add(&a, "salts.txt", t->salts, 0);
	if (t->more != NULL)
		add(&a, t->more, "{}\n", 0);
	archive_out_close(&a, true, &w);
}

static void
test_example(void)
{
	struct tar t = { .json = (char *)example.data,
		.keys = KEY "\n",
		.salts = SEED "\n" };
	struct bytes tar = { 0 };
	struct bytes again = { 0 };
	struct contents c;
	struct why w = { 0 };

	make(&t, &tar);
	tap_ok(contents_parse(&c, 1, tar.data, tar.len, &w) == 0,
	    "the example of contents.txt is read");
	tap_text(w.text, "", "without a fault");
	tap_bytes(c.id, "\0\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe\xf", 16,
	    "its id is read");
	tap_text(c.sender.agency, "force-a", "its sender is read");
	tap_text(c.purpose, "major investigation", "its purpose is read");
	tap_text(c.reference, "OP-EXAMPLE/1", "its reference is read");
	tap_text(c.authority.requester, "analyst 12", "who asked is read");
	tap_text(c.authority.authoriser, "inspector 345", "who allowed it");
	tap_text(c.authority.rank, "senior-officer", "of what rank");
	tap_text(c.authority.number, "AUTH/7", "under what number");
	tap_text(c.authority.category, "major", "of which category");
	tap_text(c.authority.policy, "example/1", "by which policy");
	tap_number(c.authority.authorised_s, 1767258000, "and when");
	tap_ok(c.captured.known &&
		c.captured.expires_s - c.captured.oldest_s == 365 * 86400 &&
		c.captured.newest_s - c.captured.oldest_s == 122 * 86400 - 1,
	    "its times are read");
	tap_ok(c.members == 7 && c.reads == 120 && c.payload_bytes == 24000 &&
		c.payload_files == 2 && c.n_segments == 1 && c.n_orders == 0,
	    "its numbers are read");
	tap_ok(c.n_read_files == 1 && c.read_files[0].member == 2,
	    "its read file is read");
	tap_text(c.read_files[0].format, "csv", "with its format");
	tap_text(c.read_files[0].zone, "+01:00", "and its zone");
	tap_text(c.segments[0].key, KEY, "its key is read");
	tap_bytes(c.segments[0].seed, "\x01\x23\x45\x67\x89", 5,
	    "its seed is read");
	contents_write(&c, &again, &w);
	tap_ok(again.len == tar.len &&
		memcmp(again.data, tar.data, tar.len) == 0,
	    "writing gives the same tar again");
	contents_clear(&c);
	tap_ok(c.segments == NULL && c.read_files == NULL, "it is cleared");
	bytes_clear(&tar);
	bytes_clear(&again);
}

static void
test_orders(void)
{
	struct contents c = { .n_segments = 300, .n_orders = 11, .members = 1 };
	struct contents got;
	struct bytes tar = { 0 };
	struct why w = { 0 };
	int wrong = 0;

	c.segments = calloc(c.n_segments, sizeof *c.segments);
	c.orders = calloc(c.n_orders, sizeof *c.orders);
	for (unsigned i = 0; i < c.n_segments; i++) {
		(void)snprintf(c.segments[i].key, CONTENTS_KEY_HEX, "%064x", i);
		c.segments[i].seed[15] = (uint8_t)i;
	}
	for (size_t i = 0; i < c.n_orders; i++)
		bytes_printf(&c.orders[i].text, &w, "{\"order\":%zu}\n", i);
	bytes_clear(&c.orders[3].text);
	tap_ok(contents_write(&c, &tar, &w) == 0, "orders are written");
	tap_ok(contents_parse(&got, 300, tar.data, tar.len, &w) == 0,
	    "and read");
	tap_text(w.text, "", "without a fault");
	for (size_t i = 0; i < c.n_orders; i++)
		wrong += got.orders[i].text.len != c.orders[i].text.len ||
		    (i != 3 &&
			memcmp(got.orders[i].text.data, c.orders[i].text.data,
			    got.orders[i].text.len) != 0);
	tap_number((long long)got.n_orders, 11, "all come back");
	tap_number(wrong, 0, "byte for byte, an empty one too");
	tap_ok(memcmp(got.segments, c.segments, 300 * sizeof *c.segments) == 0,
	    "so do all keys and seeds");
	contents_clear(&got);
	why_clear(&w);
	tap_ok(contents_parse(&got, 299, tar.data, tar.len, &w) == -1 &&
		w.reason == WHY_CONTENTS && got.segments == NULL,
	    "another number of segments is refused");
	tap_text(w.text, "contents.json: 300 segments, where the seal has 299",
	    "with a sentence");
	contents_clear(&c);
	bytes_clear(&tar);
}

static void
test_series(void)
{
	struct contents c = { .members = 1, .series = { 0x5e } };
	struct contents got;
	struct bytes tar = { 0 };
	struct why w = { 0 };

	tap_ok(contents_write(&c, &tar, &w) == 0 &&
		contents_parse(&got, 0, tar.data, tar.len, &w) == 0,
	    "contents of a series are written and read %s", w.text);
	tap_bytes(got.series, c.series, sizeof c.series, "which is named");
	tap_ok(contents_in_series(&got), "as one");
	contents_clear(&got);
	tap_ok(!contents_in_series(&got), "none is none");
	bytes_clear(&tar);
}

static void
test_tars(void)
{
	static const struct {
		struct tar tar;
		enum why_reason reason;
		const char *sentence;
	} rows[] = {
		{ { .keys = KEY "\n", .salts = SEED "\n", .swapped = true },
		    WHY_CONTENTS, "no keys.txt where it must be" },
		{ { .keys = KEY "\n", .salts = SEED "\n", .more = "more" },
		    WHY_CONTENTS, "a member too many" },
		{ { .keys = KEY "\n",
		      .salts = SEED "\n",
		      .more = "orders/000.jsonl" },
		    WHY_CONTENTS, "a member too many" },
		{ { .keys = KEY "\n", .salts = SEED "\n", .mtime_s = 1 },
		    WHY_CONTENTS, "keys.txt has a time" },
		{ { .keys = "", .salts = SEED "\n" }, WHY_CONTENTS,
		    "keys.txt: not a key for each segment" },
		{ { .keys = KEY "\n" KEY "\n", .salts = SEED "\n" },
		    WHY_CONTENTS, "keys.txt: not a key for each segment" },
		{ { .keys = KEY, .salts = SEED "\n" }, WHY_CONTENTS,
		    "keys.txt: not a key for each segment" },
		{ { .keys = KEY "x", .salts = SEED "\n" }, WHY_CONTENTS,
		    "keys.txt: line 1 is no key" },
		{ { .keys = "A" KEY, .salts = SEED "\n" }, WHY_CONTENTS,
		    "keys.txt: line 1 is no key" },
		{ { .keys = KEY "\n", .salts = SEED "\n" SEED "\n" },
		    WHY_CONTENTS, "salts.txt: not a seed for each segment" },
		{ { .keys = KEY "\n", .salts = "g" SEED }, WHY_CONTENTS,
		    "salts.txt: line 1 is no seed" },
		{ { .json = "[]", .keys = "", .salts = "" }, WHY_JSON,
		    "contents.json: not a JSON object" },
		{ { .json = "{}", .keys = "", .salts = "" }, WHY_JSON,
		    "contents.json: key \"format\" is missing" },
		{ { .json = "", .keys = "", .salts = "" }, WHY_JSON,
		    "contents.json: line 1, column 0: the end is missing" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct tar t = rows[i].tar;
		struct bytes tar = { 0 };
		struct contents c;
		struct why w = { 0 };

		if (t.json == NULL)
			t.json = (char *)example.data;
		make(&t, &tar);
		tap_ok(contents_parse(&c, 1, tar.data, tar.len, &w) == -1 &&
			c.segments == NULL,
		    "tar %zu is refused", i);
		tap_number(w.reason, rows[i].reason, "with its reason");
		tap_text(w.text, rows[i].sentence, "and a sentence");
		bytes_clear(&tar);
	}
}

static void
test_changes(void)
{
	static const struct {
		const char *from;
		const char *to;
		enum why_reason reason;
		const char *sentence;
	} rows[] = {
		{ "contents/1", "contents/2", WHY_VERSION,
		    "contents.json: contents have format "
		    "\"sealbag-contents/2\"; this reads sealbag-contents/1" },
		{ "\"orders\": 0", "\"orders\": 0,\"x\":0", WHY_JSON,
		    "contents.json: key \"x\" is unknown" },
		{ "\"orders\": 0", "\"orders\": 1", WHY_CONTENTS,
		    "no orders/000.jsonl where it must be" },
		{ "\"orders\": 0", "\"orders\": 1001", WHY_JSON,
		    "contents.json: key \"orders\" is out of range" },
		{ "\"files\": 2", "\"files\": 8", WHY_CONTENTS,
		    "contents.json: the number of members is out of range" },
		{ "\"files\": 2", "\"files\": 2, \"x\": 1", WHY_JSON,
		    "contents.json: payload: key \"x\" is unknown" },
		{ "OP-EXAMPLE", "\\n", WHY_CONTENTS,
		    "contents.json: reference holds a control character" },
		{ "\"authority\"",
		    "\"series\":\"00000000000000000000000000000000\","
		    "\"authority\"",
		    WHY_CONTENTS, "contents.json: series is all 0" },
		{ "\"authority\"", "\"series\":\"5e\",\"authority\"", WHY_JSON,
		    "contents.json: key \"series\" is not hex of its length" },
		{ "\"csv\"", "\"\"", WHY_CONTENTS,
		    "contents.json: read_files[0]: no name of a format" },
		{ "\"csv\"", "\"../csv\"", WHY_CONTENTS,
		    "contents.json: read_files[0]: no name of a format" },
		{ "+01:00", "CET", WHY_CONTENTS,
		    "contents.json: read_files[0]: no difference to UTC" },
		{ "+01:00", "+01:00:0", WHY_JSON,
		    "contents.json: read_files[0]: key \"zone\" is too long" },
		{ "\"member\": 2", "\"member\": 7", WHY_CONTENTS,
		    "contents.json: read_files[0]: member is out of order" },
		{ "[\n",
		    "[{\"member\": 2, \"format\": \"csv\", \"zone\": \"\"},\n",
		    WHY_CONTENTS,
		    "contents.json: read_files[1]: member is out of order" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct bytes text = { 0 };
		struct bytes tar = { 0 };
		const char *all = (const char *)example.data;
		const char *at = strstr(all, rows[i].from);
		struct tar t = { .keys = KEY "\n", .salts = SEED "\n" };
		struct contents c;
		struct why w = { 0 };

		bytes_printf(&text, &w, "%.*s%s%s", (int)(at - all), all,
		    rows[i].to, at + strlen(rows[i].from));
		t.json = (char *)text.data;
		make(&t, &tar);
		tap_ok(contents_parse(&c, 1, tar.data, tar.len, &w) == -1,
		    "change %zu is refused", i);
		tap_number(w.reason, rows[i].reason, "with its reason");
		tap_text(w.text, rows[i].sentence, "and a sentence");
		bytes_clear(&text);
		bytes_clear(&tar);
	}
}

static void
test_damage(void)
{
	struct tar t = { .json = (char *)example.data,
		.keys = KEY "\n",
		.salts = SEED "\n" };
	struct bytes tar = { 0 };
	int wrong = 0;

	make(&t, &tar);
	for (size_t len = 0; len < tar.len; len++) {
		struct contents c;
		struct why w = { 0 };

		wrong += contents_parse(&c, 1, tar.data, len, &w) == 0 ||
		    (w.reason != WHY_CONTENTS && w.reason != WHY_JSON);
	}
	tap_number(wrong, 0, "contents cut short anywhere are refused");
	for (size_t i = 0; i < 512; i++) {
		struct contents c;
		struct why w = { 0 };

		tar.data[i] ^= 1;
		wrong += contents_parse(&c, 1, tar.data, tar.len, &w) == 0 ||
		    w.reason != WHY_CONTENTS;
		tar.data[i] ^= 1;
	}
	tap_number(wrong, 0, "so is each changed byte of a header");
	bytes_clear(&tar);
}

static void
test_unwritable(void)
{
	struct contents c = { .purpose = "two\nlines" };
	struct bytes out = { 0 };
	struct why w = { 0 };

	tap_ok(contents_write(&c, &out, &w) == -1 && w.reason == WHY_CONTENTS,
	    "a purpose of two lines is not written");
	tap_text(w.text, "purpose holds a control character", "and is named");
	why_clear(&w);
	c = (struct contents){ .n_orders = CONTENTS_ORDERS_MAX + 1 };
	tap_ok(contents_write(&c, &out, &w) == -1 && w.reason == WHY_LIMIT,
	    "too many orders are not written");
	bytes_clear(&out);
}

int
main(void)
{
	spec_example("formats/contents.txt", "5", &example);
	test_example();
	test_orders();
	test_series();
	test_tars();
	test_changes();
	test_damage();
	test_unwritable();
	bytes_clear(&example);
	return tap_done();
}

#include "formats/event.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

static const char print[] = "0123456789ABCDEF0123456789ABCDEF01234567";

static struct event
an_event(void)
{
	struct event e = {
		.sequence = 4,
		.time_s = 1772443800,
		.act = "receive",
		.outcome = "done",
		.actor = "officer 1234",
		.bundle = "00112233445566778899aabbccddeeff",
		.other = "agency-a",
		.reference = "OP/1",
		.tool = "1.0",
	};

	memcpy(e.other_print, print, sizeof print);
	event_add_count(&e, "reads", 100000);
	event_add_count(&e, "deleted_reads", 12);
	return e;
}

static void
test_example(void)
{
	struct bytes want = { 0 };
	struct bytes leaf = { 0 };
	struct bytes got = { 0 };
	struct event e = an_event();
	struct event back;
	struct why w = { 0 };
	uint8_t hash[HASH_BYTES];

	spec_example("formats/event.txt", "2.3", &want);
	tap_number(event_write(&e, &got, &w), 0, "an event is written");
	bytes_add(&got, "", 1, &w);
	tap_text((char *)got.data, (char *)want.data,
	    "it is the line of the specification");
	tap_number(event_parse(&back, want.data, want.len, &w), 0,
	    "the line of the specification is read");
	tap_ok(back.sequence == 4 && back.time_s == e.time_s &&
		strcmp(back.actor, e.actor) == 0 &&
		strcmp(back.other_print, print) == 0 && back.seal[0] == '\0',
	    "and every field is what was written");
	tap_ok(back.n_counts == 2 && back.counts[1].value == 12 &&
		strcmp(back.counts[1].name, "deleted_reads") == 0,
	    "and so is every count");
	spec_hex("formats/event.txt", "4.1", &leaf);
	event_leaf(hash, 4, want.data, want.len);
	tap_number((long long)leaf.len, HASH_BYTES, "a leaf has its length");
	tap_bytes(hash, leaf.data, HASH_BYTES,
	    "the leaf of the line is that of the specification");
	event_leaf(hash, 5, want.data, want.len);
	tap_ok(memcmp(hash, leaf.data, HASH_BYTES) != 0,
	    "the same line at another place is another leaf");
	bytes_clear(&want);
	bytes_clear(&leaf);
	bytes_clear(&got);
}

#define HEAD                                                       \
	"{\"format\":\"sealbag-event/1\",\"sequence\":0,\"time\":" \
	"\"2026-03-02T09:30:00Z\","

static void
test_refused_lines(void)
{
	static const struct {
		const char *rule;
		const char *line;
		enum why_reason reason;
		const char *sentence;
	} rows[] = {
		{ "another version", "{\"format\":\"sealbag-event/2\"}\n",
		    WHY_VERSION,
		    "format is sealbag-event/2, not sealbag-event/1" },
		{ "a missing act", HEAD "\"outcome\":\"done\"}\n", WHY_JSON,
		    "act is missing" },
		{ "an unknown key",
		    HEAD
		    "\"act\":\"init\",\"outcome\":\"done\",\"vrm\":\"\"}\n",
		    WHY_JSON, "key \"vrm\" is unknown" },
		{ "an unknown outcome",
		    HEAD "\"act\":\"init\",\"outcome\":\"perhaps\"}\n",
		    WHY_JSON, "outcome is not what it must be" },
		{ "an act with a blank",
		    HEAD "\"act\":\"in it\",\"outcome\":\"done\"}\n", WHY_JSON,
		    "act is not what it must be" },
		{ "a bundle id that is cut",
		    HEAD "\"act\":\"init\",\"outcome\":\"done\","
			 "\"bundle\":\"00\"}\n",
		    WHY_JSON, "bundle is not what it must be" },
		{ "a count twice",
		    HEAD "\"act\":\"init\",\"outcome\":\"done\",\"counts\":["
			 "{\"name\":\"reads\",\"value\":1},"
			 "{\"name\":\"reads\",\"value\":2}]}\n",
		    WHY_JSON, "count reads is there twice" },
		{ "keys in another order",
		    HEAD "\"outcome\":\"done\",\"act\":\"init\"}\n", WHY_JSON,
		    "not in the form that is written" },
		{ "a blank more",
		    HEAD "\"act\": \"init\",\"outcome\":\"done\"}\n", WHY_JSON,
		    "not in the form that is written" },
		{ "an empty field",
		    HEAD "\"act\":\"init\",\"outcome\":\"done\","
			 "\"actor\":\"\"}\n",
		    WHY_JSON, "not in the form that is written" },
		{ "a line without its end",
		    HEAD "\"act\":\"init\",\"outcome\":\"done\"}", WHY_JSON,
		    "not in the form that is written" },
		{ "two events in one line",
		    HEAD "\"act\":\"init\",\"outcome\":\"done\"}\n{}\n",
		    WHY_JSON, "something follows the end" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct event e;
		struct why w = { 0 };

		tap_number(
		    event_parse(&e, rows[i].line, strlen(rows[i].line), &w), -1,
		    "%s is refused", rows[i].rule);
		tap_text(why_name(w.reason), why_name(rows[i].reason),
		    "%s has its reason", rows[i].rule);
		tap_ok(strstr(w.text, rows[i].sentence) != NULL,
		    "%s is told: %s", rows[i].rule, w.text);
	}
}

static void
test_refused_writing(void)
{
	struct event e = an_event();
	struct bytes out = { 0 };
	struct why w = { 0 };

	bytes_add(&out, "x", 1, &w);
	memcpy(e.outcome, "maybe", 6);
	tap_number(event_write(&e, &out, &w), -1,
	    "an event with a wrong outcome is not written");
	tap_number((long long)out.len, 1, "and nothing is appended");
	why_clear(&w);
	e = an_event();
	memcpy(e.actor, "\xff", 2);
	tap_number(event_write(&e, &out, &w), -1,
	    "an actor that is no UTF-8 is not written");
	tap_number((long long)out.len, 1, "and nothing is appended");
	why_clear(&w);
	e = an_event();
	for (int i = 2; i < EVENT_COUNTS_MAX + 2; i++) {
		char name[] = { 'c', (char)('a' + i), '\0' };

		event_add_count(&e, name, 1);
	}
	tap_number(event_write(&e, &out, &w), -1,
	    "an event with one count too many is not written");
	bytes_clear(&out);
}

static void
test_largest(void)
{
	struct event e = an_event();
	struct event back;
	struct bytes out = { 0 };
	struct why w = { 0 };
	bool same = true;

	e.sequence = INT64_MAX;
	memset(e.actor, '\x01', sizeof e.actor - 1);
	memset(e.reference, '\x01', sizeof e.reference - 1);
	e.n_counts = 0;
	for (int i = 0; i < EVENT_COUNTS_MAX; i++) {
		char name[EVENT_WORD_BYTES];

		memset(name, 'a' + i, sizeof name - 1);
		name[sizeof name - 1] = '\0';
		event_add_count(&e, name, INT64_MAX);
	}
	tap_number(event_write(&e, &out, &w), 0,
	    "an event full to the brim is written");
	tap_number(event_parse(&back, out.data, out.len, &w), 0,
	    "and read again");
	for (size_t i = 0; i < EVENT_COUNTS_MAX; i++)
		same &= back.counts[i].value == INT64_MAX &&
		    strcmp(back.counts[i].name, e.counts[i].name) == 0;
	tap_ok(same && back.n_counts == EVENT_COUNTS_MAX &&
		strcmp(back.actor, e.actor) == 0,
	    "with all that is in it");
	bytes_clear(&out);
}

static void
test_head(void)
{
	struct event_head h = { .size = 5, .time_s = 1772443800 };
	struct event_head back;
	struct bytes want = { 0 };
	struct bytes got = { 0 };
	struct why w = { 0 };

	(void)snprintf(h.origin, sizeof h.origin, "sealbag/%s", print);
	for (uint8_t i = 0; i < HASH_BYTES; i++)
		h.root[i] = i;
	spec_example("formats/event.txt", "5.1", &want);
	tap_number(event_head_write(&h, &got, &w), 0, "a head is written");
	tap_ok(got.len == want.len && memcmp(got.data, want.data, got.len) == 0,
	    "it is that of the specification");
	tap_number(event_head_parse(&back, want.data, want.len, &w), 0,
	    "the head of the specification is read");
	tap_ok(back.size == 5 && back.time_s == h.time_s &&
		memcmp(back.root, h.root, HASH_BYTES) == 0 &&
		strcmp(back.origin, h.origin) == 0,
	    "and is what was written");
	for (size_t i = 0; i < want.len; i++) {
		why_clear(&w);
		if (event_head_parse(&back, want.data, i, &w) == 0 ||
		    w.reason != WHY_CHECKPOINT)
			break;
		if (i == want.len - 1)
			tap_ok(true, "a head cut anywhere is refused");
	}
	bytes_clear(&want);
	bytes_clear(&got);
}

#define ORIGIN "sealbag/0123456789ABCDEF0123456789ABCDEF01234567\n"
#define ROOT   "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
#define WHEN   "2026-03-02T09:30:00Z\n"

static void
test_refused_heads(void)
{
	static const struct {
		const char *rule;
		const char *text;
		const char *sentence;
	} rows[] = {
		{ "another origin", "other/0123\n5\n" ROOT WHEN, "line 1" },
		{ "a fingerprint that is cut", "sealbag/0123\n5\n" ROOT WHEN,
		    "line 1" },
		{ "a size with a leading zero", ORIGIN "05\n" ROOT WHEN,
		    "line 2" },
		{ "a size below zero", ORIGIN "-5\n" ROOT WHEN, "line 2" },
		{ "a root that is too short", ORIGIN "5\nAAEC\n" WHEN,
		    "line 3" },
		{ "a root with bits behind its end",
		    ORIGIN
		    "5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n" WHEN,
		    "line 3" },
		{ "a root that is not base64",
		    ORIGIN
		    "5\nAAEC*wQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n" WHEN,
		    "line 3" },
		{ "a time with a zone",
		    ORIGIN "5\n" ROOT "2026-03-02T09:30:00+01:00\n", "line 4" },
		{ "a line more", ORIGIN "5\n" ROOT WHEN "\n", "follows" },
		{ "carriage returns", "sealbag/0123\r\n", "line 1" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct event_head h;
		struct why w = { 0 };

		tap_number(event_head_parse(&h, rows[i].text,
			       strlen(rows[i].text), &w),
		    -1, "%s is refused", rows[i].rule);
		tap_ok(w.reason == WHY_CHECKPOINT &&
			strstr(w.text, rows[i].sentence) != NULL,
		    "%s is told: %s", rows[i].rule, w.text);
	}
}

int
main(void)
{
	test_example();
	test_refused_lines();
	test_refused_writing();
	test_largest();
	test_head();
	test_refused_heads();
	return tap_done();
}

#include "formats/seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/frame.h"
#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

static struct bytes example;

static void
test_example(void)
{
	struct seal s;
	struct bytes again = { 0 };
	struct why w = { 0 };

	tap_ok(seal_parse(&s, example.data, example.len, &w) == 0,
	    "the example of seal.txt is read");
	tap_text(w.text, "", "without a fault");
	tap_bytes(s.id, "\0\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe\xf", 16,
	    "its id is read");
	tap_ok(s.sequence == 7 && s.created_s == 1767323045 &&
		s.n_recipients == 3 && s.n_segments == 1,
	    "its numbers are read");
	tap_text(s.marking, "OFFICIAL-SENSITIVE", "its marking is read");
	tap_text(s.sender.agency, "force-a", "its sender is read");
	tap_text(s.recipients[0].party.agency, "force-b",
	    "its recipient is read");
	tap_ok(s.recipients[0].as == SEAL_RECIPIENT &&
		s.recipients[1].as == SEAL_ESCROW &&
		s.recipients[2].as == SEAL_SELF,
	    "and as what each can open it");
	tap_ok(s.n_earlier == 1 && s.earlier[0].id[15] == 0xff,
	    "an earlier seal is read");
	tap_text(s.earlier[0].sender.agency, "force-c", "with its sender");
	tap_bytes(s.opened, "\x78\x6a\x02\xf7", 4,
	    "the digest of what the contents are is read");
	tap_ok(s.readme.bytes == 4000 && s.contents.bytes == 5000 &&
		s.segments[0].sealed.bytes == 8272 &&
		s.segments[0].plain_max == 65536 &&
		s.segments[0].records == 12 && s.log.size == 21,
	    "its parts are read");
	tap_bytes(s.contents.digest, "\x78\x6a\x02\xf7", 4, "a digest is read");
	tap_ok(s.segments[0].root[31] == 0 && s.log.root[31] == 0xff,
	    "roots are read");
	tap_ok(seal_write(&s, &again, &w) == 0 && again.len == example.len &&
		memcmp(again.data, example.data, again.len) == 0,
	    "writing gives the example again");
	tap_ok(seal_recipient(&s, "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB") ==
		&s.recipients[0],
	    "a recipient is found by its fingerprint");
	tap_ok(seal_recipient(&s, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") ==
		&s.recipients[2],
	    "so is the sender");
	tap_ok(seal_recipient(&s, "DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD") ==
		NULL,
	    "who sent it before is no recipient");
	seal_clear(&s);
	tap_ok(s.segments == NULL && s.recipients == NULL, "it is cleared");
	bytes_clear(&again);
}

/* Parse the example with one place changed. */
static enum why_reason
parse_changed(const char *from, const char *to, struct why *w)
{
	struct bytes text = { 0 };
	const char *all = (const char *)example.data;
	const char *at = strstr(all, from);
	struct seal s;

	if (at == NULL)
		abort();
	bytes_add(&text, all, (size_t)(at - all), w);
	bytes_add(&text, to, strlen(to), w);
	at += strlen(from);
	bytes_add(&text, at, strlen(at), w);
	seal_parse(&s, text.data, text.len, w);
	if (w->reason != WHY_NONE && (s.segments != NULL || s.n_segments != 0))
		abort();
	seal_clear(&s);
	bytes_clear(&text);
	return w->reason;
}

#define B "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

static void
test_changes(void)
{
	static const struct {
		const char *from;
		const char *to;
		enum why_reason reason;
		const char *sentence;
	} rows[] = {
		{ "seal/1", "seal/2", WHY_VERSION,
		    "the seal has format \"sealbag-seal/2\"; this reads "
		    "sealbag-seal/1" },
		{ "\"sealbag-seal/1\"", "1", WHY_JSON,
		    "key \"format\" is not a string" },
		{ "\"sequence\": 7", "\"sequence\": 0", WHY_SEAL,
		    "sequence begins with 1" },
		{ "\"sequence\": 7,", "\"sequence\": 7,\n \"new\": 1,",
		    WHY_JSON, "key \"new\" is unknown" },
		{ " \"sequence\": 7,\n", "", WHY_JSON,
		    "key \"sequence\" is missing" },
		{ "000102", "000102ff", WHY_JSON,
		    "key \"bundle\" is not hex of its length" },
		{ "0a0b", "0A0b", WHY_JSON,
		    "key \"bundle\" is not hex of its length" },
		{ "2026", "1969", WHY_SEAL, "created is out of range" },
		{ "2026", "2300", WHY_SEAL, "created is out of range" },
		{ "OFFICIAL", "\\u0007", WHY_SEAL,
		    "the marking holds a control character" },
		{ "OFFICIAL-SENSITIVE",
		    "0123456789012345678901234567890123456789"
		    "0123456789012345678901234",
		    WHY_JSON, "key \"marking\" is too long" },
		{ "force-a", "Force-a", WHY_SEAL,
		    "sender: no name of an agency: \"Force-a\"" },
		{ "force-a", "", WHY_SEAL,
		    "sender: no name of an agency: \"\"" },
		{ "\"AAAA", "\"aaaa", WHY_SEAL,
		    "sender: no full fingerprint: "
		    "\"aaaaAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"" },
		{ "\"AAAAAAAAAAAAAAAAAAAAAAAA", "\"", WHY_SEAL,
		    "sender: no full fingerprint: \"AAAAAAAAAAAAAAAA\"" },
		{ "force-b\",", "force-b\",\"x\":1,", WHY_JSON,
		    "recipients[0]: key \"x\" is unknown" },
		{ "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC", B, WHY_SEAL,
		    "recipients[1]: repeated" },
		{ "\"bytes\": 4000", "\"bytes\": 0", WHY_SEAL,
		    "readme: a size is out of range" },
		{ "\"bytes\": 5000", "\"bytes\": 8589934592", WHY_JSON,
		    "contents: key \"bytes\" is out of range" },
		{ "\"bytes\": 8272", "\"bytes\": 0", WHY_SEAL,
		    "segments[0]: a size is out of range" },
		{ "65536", "65537", WHY_SEAL,
		    "segments[0]: plain_max is out of range" },
		{ "65536", "0", WHY_SEAL,
		    "segments[0]: plain_max is out of range" },
		{ "65536", "42008576", WHY_JSON,
		    "segments[0]: key \"plain_max\" is out of range" },
		{ "\"records\": 12", "\"records\": 0", WHY_SEAL,
		    "segments[0]: the number of records is out of range" },
		{ "\"records\": 12", "\"records\": 1048577", WHY_JSON,
		    "segments[0]: key \"records\" is out of range" },
		{ "\"size\": 21", "\"size\": 9223372036854775808", WHY_JSON,
		    "line 57, column 29: a number is out of range" },
		{ "\n}", "\n} ", WHY_SEAL, "the seal is not in its one form" },
		{ "force-b", "forc\\u0065-b", WHY_SEAL,
		    "the seal is not in its one form" },
		{ ": 7", ":7", WHY_SEAL, "the seal is not in its one form" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };

		tap_number(parse_changed(rows[i].from, rows[i].to, &w),
		    rows[i].reason, "change %zu of the seal is refused", i);
		tap_text(w.text, rows[i].sentence, "with a sentence");
	}
}

static void
test_no_lists(void)
{
	static const char *const keys[] = { "recipients", "segments" };

	for (int i = 0; i < 2; i++) {
		struct bytes text = { 0 };
		const char *all = (const char *)example.data;
		const char *at = strstr(all, keys[i]);
		const char *open = strchr(at, '[');
		const char *close = strstr(open, "\n ]");
		struct seal s;
		struct why w = { 0 };

		bytes_add(&text, all, (size_t)(open + 1 - all), &w);
		bytes_add(&text, close + 2, strlen(close + 2), &w);
		tap_ok(seal_parse(&s, text.data, text.len, &w) == -1 &&
			w.reason == WHY_SEAL,
		    "no %s are refused", keys[i]);
		bytes_clear(&text);
	}
}

static void
test_largest(void)
{
	struct seal s = { .sequence = 1,
		.n_recipients = SEAL_RECIPIENTS_MAX,
		.n_segments = FRAME_SEGMENTS_MAX,
		.log.size = INT64_MAX };
	struct seal got;
	struct bytes text = { 0 };
	struct why w = { 0 };

	s.readme.bytes = s.contents.bytes = FRAME_MEMBER_MAX;
	memcpy(s.sender.agency, "force-a", 8);
	memcpy(s.sender.fingerprint, B, sizeof B);
	s.recipients = calloc(s.n_recipients, sizeof *s.recipients);
	s.segments = calloc(s.n_segments, sizeof *s.segments);
	for (unsigned i = 0; i < s.n_recipients; i++) {
		memset(s.recipients[i].party.agency, 'a',
		    SEAL_AGENCY_BYTES - 1);
		(void)snprintf(s.recipients[i].party.fingerprint,
		    SEAL_PRINT_HEX, "%040X", i);
	}
	for (unsigned i = 0; i < s.n_segments; i++) {
		s.segments[i].sealed.bytes = FRAME_MEMBER_MAX;
		s.segments[i].plain_max = 40 << 20;
		s.segments[i].records = 1 << 20;
	}
	tap_ok(seal_write(&s, &text, &w) == 0, "the largest seal is written");
	tap_ok(text.len <= SEAL_JSON_MAX, "within its limit");
	tap_ok(seal_parse(&got, text.data, text.len, &w) == 0, "and read");
	tap_text(w.text, "", "without a fault");
	tap_ok(got.n_segments == s.n_segments &&
		memcmp(got.segments, s.segments,
		    s.n_segments * sizeof *s.segments) == 0,
	    "its segments come back");
	s.n_recipients = 0;
	tap_ok(seal_write(&s, &text, &w) == -1 && w.reason == WHY_SEAL,
	    "a seal for nobody is not written");
	seal_clear(&s);
	seal_clear(&got);
	bytes_clear(&text);
}

int
main(void)
{
	spec_example("formats/seal.txt", "5", &example);
	test_example();
	test_changes();
	test_no_lists();
	test_largest();
	bytes_clear(&example);
	return tap_done();
}

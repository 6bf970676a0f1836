#include "keys/card.h"

#include "formats/sha256.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

/* The armour of card.txt, 4, without its indent. */
static void
load_key(const char *spec, struct bytes *key)
{
	struct why w = { 0 };
	const char *at = strstr(spec, "    -----BEGIN");

	while (at != NULL) {
		const char *end = strchr(at, '\n') + 1;
		size_t indent = at[0] == ' ' ? 4 : 0;

		bytes_add(key, at + indent, (size_t)(end - at) - indent, &w);
		if (strncmp(at, "    -----END", 12) == 0)
			return;
		at = end;
	}
}

static void
test_example(void)
{
	struct card c = { .agency = "example-a",
		.name = "Example Constabulary",
		.fingerprint = "FCC6BFBBC7D92CB49B6F0B3E558E31D0D10026D4" };
	struct card back;
	struct bytes spec = { 0 };
	struct bytes text = { 0 };
	struct sha256 sha = { 0 };
	struct why w = { 0 };
	uint8_t digest[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];
	char line[100];

	scratch_read("formats/card.txt", &spec);
	bytes_add(&spec, "", 1, &w);
	load_key((const char *)spec.data, &c.key);
	tap_ok(card_write(&c, &text, &w) == 0,
	    "the card of the specification is written: %s", w.text);
	sha256_begin(&sha, &w);
	sha256_add(&sha, text.data, text.len, &w);
	sha256_end(&sha, digest, &w);
	sha256_clear(&sha);
	bytes_to_hex(hex, digest, sizeof digest);
	snprintf(line, sizeof line, "has %zu bytes and the SHA-256\n\n    %s\n",
	    text.len, hex);
	if (!tap_ok(strstr((const char *)spec.data, line) != NULL,
		"its bytes are those that the specification gives"))
		tap_note("%zu bytes, %s", text.len, hex);
	tap_ok(card_parse(&back, text.data, text.len, &w) == 0,
	    "it is read back: %s", w.text);
	tap_text(back.agency, c.agency, "its id");
	tap_text(back.name, c.name, "its name");
	tap_text(back.fingerprint, c.fingerprint, "its fingerprint");
	tap_ok(back.key.data != NULL && c.key.data != NULL &&
		back.key.len == c.key.len &&
		memcmp(back.key.data, c.key.data, c.key.len) == 0,
	    "its key");
	card_clear(&back);
	card_clear(&c);
	bytes_clear(&spec);
	bytes_clear(&text);
}

#define PRINT "0123456789ABCDEF0123456789ABCDEF01234567"
#define REST  ",\"fingerprint\":\"" PRINT "\",\"key\":\"k\"}"
#define HEAD  "{\"format\":\"sealbag-card/1\",\"person\":\"\""

static void
test_refusals(void)
{
	static const struct {
		const char *text;
		enum why_reason reason;
		const char *rule;
	} rows[] = {
		{ HEAD ",\"agency\":\"a-1\",\"name\":\"A \xc3\x84\"" REST,
		    WHY_NONE, "a good card" },
		{ "{\"format\":\"sealbag-card/1\",\"person\":\"p-1\","
		  "\"agency\":\"a\",\"name\":\"A\"" REST,
		    WHY_NONE, "a person's" },
		{ "{\"format\":\"sealbag-card/1\",\"person\":\"P 1\","
		  "\"agency\":\"a\",\"name\":\"A\"" REST,
		    WHY_CARD, "a person with a name" },
		{ "{\"format\":\"sealbag-card/2\",\"agency\":\"a\",\"name\":"
		  "\"A\"" REST,
		    WHY_VERSION, "another version" },
		{ HEAD ",\"agency\":\"A\",\"name\":\"A\"" REST, WHY_CARD,
		    "an id in capitals" },
		{ HEAD ",\"agency\":\"\",\"name\":\"A\"" REST, WHY_CARD,
		    "an empty id" },
		{ HEAD ",\"agency\":\"a/b\",\"name\":\"A\"" REST, WHY_CARD,
		    "an id with a slash" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"\"" REST, WHY_CARD,
		    "an empty name" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"A \"" REST, WHY_CARD,
		    "a name that ends with a space" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"A\\u0007\"" REST, WHY_CARD,
		    "a name with a control character" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"A\\u202eB\"" REST,
		    WHY_CARD, "a name that turns the text around" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"\xff\"" REST, WHY_JSON,
		    "a name that is not UTF-8" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"A\",\"fingerprint\":"
		       "\"0123456789abcdef0123456789abcdef01234567\","
		       "\"key\":\"k\"}",
		    WHY_CARD, "a fingerprint in small letters" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"A\",\"fingerprint\":"
		       "\"0123456789ABCDEF\",\"key\":\"k\"}",
		    WHY_CARD, "a key id for a fingerprint" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"A\",\"fingerprint\":"
		       "\"" PRINT "\",\"key\":\"\"}",
		    WHY_CARD, "an empty key" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"A\",\"fingerprint\":"
		       "\"" PRINT "\"}",
		    WHY_JSON, "no key" },
		{ HEAD ",\"more\":1,\"agency\":\"a\",\"name\":\"A\"" REST,
		    WHY_JSON, "a key too many" },
		{ HEAD ",\"agency\":\"b\",\"agency\":\"a\",\"name\":\"A\"" REST,
		    WHY_JSON, "a key twice" },
		{ HEAD ",\"agency\":\"a\",\"name\":\"A\"" REST " {}", WHY_JSON,
		    "something behind it" },
		{ "", WHY_JSON, "nothing" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct card c;
		struct why w = { 0 };
		int rc = card_parse(&c, rows[i].text, strlen(rows[i].text), &w);

		tap_text(why_name(w.reason), why_name(rows[i].reason),
		    "%s: %s (%s)", rc == 0 ? "taken" : "refused", rows[i].rule,
		    w.text);
		tap_ok((rc == 0) == (w.reason == WHY_NONE) &&
			(rc == 0 || c.key.data == NULL),
		    "%s: nothing is left of a refused one", rows[i].rule);
		card_clear(&c);
	}
}

static void
test_limits(void)
{
	struct card c = { .fingerprint = PRINT };
	struct bytes text = { 0 };
	struct why w = { 0 };

	memset(c.agency, 'a', CARD_AGENCY_BYTES - 1);
	memset(c.name, 'n', CARD_NAME_BYTES - 1);
	bytes_add(&c.key, "k", 1, &w);
	tap_ok(card_write(&c, &text, &w) == 0, "64 and 200 bytes will do: %s",
	    w.text);
	card_clear(&c);
	tap_ok(card_parse(&c, text.data, text.len, &w) == 0,
	    "and come back: %s", w.text);
	card_clear(&c);
	text.data[text.len - 1] = ' ';
	while (text.len <= CARD_MAX_BYTES)
		bytes_add(&text, " ", 1, &w);
	tap_ok(card_parse(&c, text.data, text.len, &w) == -1 &&
		w.reason == WHY_CARD,
	    "256 KiB are the limit: %s", w.text);
	tap_ok(!card_agency_ok(
		   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		   "aaaaaaaaaaaaaaaaa"),
	    "an id of 65 bytes is too long");
	why_clear(&w);
	tap_ok(card_write(&c, &text, &w) == -1 && w.reason == WHY_CARD,
	    "an empty card is not written");
	bytes_clear(&text);
}

int
main(void)
{
	test_example();
	test_refusals();
	test_limits();
	return tap_done();
}

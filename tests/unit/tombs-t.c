#include "tool/flow/tombs.h"

#include <string.h>

#include "formats/sha256.h"
#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

static struct tombs tombs = { .armed = true };

/* The secret of the example: 00 01 .. 1f. */
static void
arm(void)
{
	uint8_t secret[HASH_KEY_BYTES];

	for (size_t i = 0; i < sizeof secret; i++)
		secret[i] = (uint8_t)i;
	hash_key_init(&tombs.key, secret);
}

static void
tag_read(uint8_t tag[HASH_KEYED_BYTES])
{
	static const struct reads_key key = { .vrm = "ZZ26ABC",
		.feed = "12",
		.source = "7",
		.camera = "N-3",
		.time_ms = 1772366400000 };

	tombs_tag_read(&tombs, &key, tag);
}

static void
tag_file(uint64_t size, const char *piece, uint8_t tag[HASH_KEYED_BYTES])
{
	uint8_t digest[SHA256_BYTES];
	struct sha256 s = { 0 };
	struct why w = { 0 };

	if (sha256_begin(&s, &w) != 0 ||
	    sha256_add(&s, piece, strlen(piece), &w) != 0 ||
	    sha256_end(&s, digest, &w) != 0)
		abort();
	sha256_clear(&s);
	tombs_tag_file(&tombs, size, digest, tag);
}

static void
test_tags(void)
{
	struct bytes want = { 0 };
	uint8_t got[2 * HASH_KEYED_BYTES];
	uint8_t other[HASH_KEYED_BYTES];

	spec_hex("formats/order.txt", "5.5", &want);
	tag_read(got);
	tag_file(8, "sealbag\n", got + HASH_KEYED_BYTES);
	tap_number((long long)want.len, sizeof got, "the example has two tags");
	tap_ok(want.len == sizeof got &&
		memcmp(want.data, got, sizeof got) == 0,
	    "tags are those of the example");
	tag_file(9, "sealbag\n", other);
	tap_ok(memcmp(other, got + HASH_KEYED_BYTES, sizeof other) != 0,
	    "the size is in the tag of a file");
	bytes_clear(&want);
}

static void
test_months(void)
{
	/* 2026-11-22 and the last and first second of a year */
	tap_number(tombs_month(1795300000), 2026 * 12 + 10, "a month");
	tap_number(tombs_month(1798761599), 2026 * 12 + 11, "December ends");
	tap_number(tombs_month(1798761600), 2027 * 12, "January begins");
	tap_number(tombs_until(1795300000, 12), 2027 * 12 + 10,
	    "a year later is the same month");
}

int
main(void)
{
	uint8_t tag[HASH_KEYED_BYTES];

	arm();
	test_tags();
	test_months();
	tag_read(tag);
	tap_ok(!tombs_has(&tombs, tag), "where there is none, none is found");
	return tap_done();
}

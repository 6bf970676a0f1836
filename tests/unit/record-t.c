#include "formats/record.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

static void
test_member(void)
{
	static const struct {
		enum record_cut cut;
		int64_t s;
		uint32_t ns;
		const char *name;
	} rows[] = {
		{ RECORD_READS, 1767323045, 0, "data/reads.csv" },
		{ RECORD_PIECES, 1767323045, 123456789, "data/images/a b.jpg" },
		{ RECORD_FOLDER, -1, 500000000, "data/empty" },
		{ RECORD_LINES, 0, 0, "bagit.txt" },
	};
	struct bytes want = { 0 };
	struct bytes got = { 0 };
	struct why w = { 0 };
	static char name[NAME_MAX_BYTES + 1];
	char out[RECORD_MEMBER_MAX];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t len = record_member(out, rows[i].cut, rows[i].s,
		    rows[i].ns, rows[i].name);

		tap_number((long long)len, (long long)strlen(out),
		    "the record of %s has its length", rows[i].name);
		bytes_printf(&got, &w, "%s\n", out);
	}
	bytes_add(&got, "", 1, &w);
	spec_example("formats/record.txt", "1.1", &want);
	tap_text((char *)got.data, (char *)want.data,
	    "member records are those of the specification");
	memset(name, 'n', NAME_MAX_BYTES);
	tap_number((long long)record_member(out, RECORD_PIECES, INT64_MIN,
		       999999999, name),
	    2 + 20 + 10 + 1 + NAME_MAX_BYTES,
	    "the longest fits, and nothing is cut off");
	bytes_clear(&want);
	bytes_clear(&got);
}

static void
test_line(void)
{
	static uint8_t text[RECORD_MAX_BYTES + 2];
	struct why w = { 0 };
	const uint8_t *two = (const uint8_t *)"ab\ncd";

	tap_number(record_line(two, 5, false, &w), 3, "a line with its LF");
	tap_number(record_line(two + 3, 2, false, &w), 0,
	    "half a line waits for more");
	tap_number(record_line(two + 3, 2, true, &w), 2,
	    "unless there is no more");
	tap_number(record_line(two, 0, true, &w), 0, "nothing is no line");
	memset(text, 'x', sizeof text);
	text[RECORD_MAX_BYTES - 1] = '\n';
	tap_number(record_line(text, sizeof text, false, &w), RECORD_MAX_BYTES,
	    "the longest line is cut");
	text[RECORD_MAX_BYTES - 1] = 'x';
	tap_number(record_line(text, RECORD_MAX_BYTES, true, &w),
	    RECORD_MAX_BYTES, "also without LF");
	text[RECORD_MAX_BYTES] = '\n';
	tap_number(record_line(text, sizeof text, true, &w), -1,
	    "a longer one is refused");
	tap_text(why_name(w.reason), "limit", "with its reason");
}

/* Leaves of many records are those of each alone. */
static void
test_hash(void)
{
	enum {
		N = 1000
	};
	static uint8_t text[N];
	static uint8_t salts[N * HASH_SALT_BYTES];
	static uint8_t got[N * HASH_BYTES];
	struct records r = { 0 };
	struct why w = { 0 };
	bool same = true;

	for (size_t i = 0; i < sizeof salts; i++)
		salts[i] = (uint8_t)(i * 7 + i / 256);
	for (size_t i = 0; i < N; i++) {
		struct record one = {
			.bytes = text,
			.len = (uint32_t)i,
			.member = (uint32_t)(i / 10),
			.kind =
			    i % 10 == 0 ? HASH_LEAF_MEMBER : HASH_LEAF_RECORD,
		};

		text[i] = (uint8_t)i;
		if (records_add(&r, &one, &w) != 0)
			abort();
	}
	records_hash(&r, salts, got);
	for (size_t i = 0; i < N; i++) {
		uint8_t want[HASH_BYTES];
		struct hash_leaf leaf = {
			.bytes = text,
			.salt = salts + i * HASH_SALT_BYTES,
			.out = want,
			.number = i / 10,
			.len = (uint32_t)i,
			.kind =
			    i % 10 == 0 ? HASH_LEAF_MEMBER : HASH_LEAF_RECORD,
		};

		hash_leaves(&leaf, 1);
		same &= memcmp(want, got + i * HASH_BYTES, HASH_BYTES) == 0;
	}
	tap_ok(same, "each record has its leaf, in order");
	records_clear(&r);
	tap_ok(r.items == NULL && r.n == 0 && r.cap == 0,
	    "cleared records are empty");
	records_hash(&r, salts, got);
	tap_number(records_reserve(&r, SIZE_MAX, &w), -1,
	    "more room than there is memory is refused");
}

int
main(void)
{
	test_member();
	test_line();
	test_hash();
	return tap_done();
}

/**
 * Covers of salts: the number of records, little-endian in three bytes, a
 * record to forget in three more, then the entries. Source: salt.txt, 3.
 */

#include "formats/salt.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_STORE, WHY_LIMIT, WHY_NONE };
static const enum why_reason unknown[] = { WHY_STORE, WHY_NONE };

static const uint8_t bundle[16] = "a bundle's id..";

#define SEGMENT	   3
#define ENTRY	   24
#define DERIVE_MAX 5000 /* records whose salts are derived */

static uint32_t
number(const uint8_t *in)
{
	return (uint32_t)in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16;
}

static uint8_t *
derive(const struct salt_cover *c)
{
	size_t len = (size_t)c->records * HASH_SALT_BYTES;
	uint8_t *out = malloc(len + 1);
	struct why w = { 0 };

	fuzz_must(out != NULL, "there is memory");
	memset(out, 0xa5, len);
	fuzz_must(salt_cover_derive(c, out, &w) == 0, "salts can be derived");
	return out;
}

/* Does an entry cover this record? */
static bool
is_covered(const struct salt_cover *c, uint32_t record)
{
	uint32_t depth = 0;

	while (UINT32_C(1) << 2 * depth < c->records)
		depth++;
	for (size_t at = 0; at < c->seeds.len; at += ENTRY) {
		uint32_t level = bytes_get_u32(c->seeds.data + at);
		uint32_t place = bytes_get_u32(c->seeds.data + at + 4);

		if (record >> 2 * (depth - level) == place)
			return true;
	}
	return false;
}

/* Zeros for what is forgotten, and nothing else is. */
static void
check_salts(const struct salt_cover *c, const uint8_t *salts)
{
	static const uint8_t zeros[HASH_SALT_BYTES];
	uint32_t depth = 0;

	while (UINT32_C(1) << 2 * depth < c->records)
		depth++;
	for (uint32_t i = 0; i < c->records; i++)
		fuzz_must(is_covered(c, i) ||
			memcmp(salts + (size_t)i * HASH_SALT_BYTES, zeros,
			    HASH_SALT_BYTES) == 0,
		    "a forgotten salt is zeros");
	for (size_t at = 0; at < c->seeds.len; at += ENTRY) {
		const uint8_t *e = c->seeds.data + at;
		size_t place = bytes_get_u32(e + 4);

		if (bytes_get_u32(e) == depth)
			fuzz_must(memcmp(salts + place * HASH_SALT_BYTES, e + 8,
				      HASH_SALT_BYTES) == 0,
			    "a seed of the lowest level is a salt");
	}
}

/* Forget one: its salt alone goes. */
static void
check_forget(struct salt_cover *c, uint32_t record)
{
	uint8_t *before = derive(c);
	bool covered = record < c->records && is_covered(c, record);
	struct salt_cover again;
	struct why w = { 0 };
	uint8_t *after;

	check_salts(c, before);
	fuzz_must(fuzz_passed(salt_cover_forget(c, &record, 1, &w), &w,
		      unknown) == covered,
	    "just what is known can be forgotten");
	if (covered)
		memset(before + (size_t)record * HASH_SALT_BYTES, 0,
		    HASH_SALT_BYTES);
	after = derive(c);
	fuzz_must(memcmp(before, after, (size_t)c->records * HASH_SALT_BYTES) ==
		0,
	    "the salt of one record is forgotten, and no other");
	why_clear(&w);
	fuzz_must(salt_cover_decode(&again, bundle, SEGMENT, c->records,
		      c->seeds.data, c->seeds.len, &w) == 0,
	    "what is kept is a cover");
	salt_cover_clear(&again);
	free(before);
	free(after);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct salt_cover c;
	struct why w = { 0 };

	if (size < 6)
		return 0;
	if (fuzz_passed(salt_cover_decode(&c, bundle, SEGMENT, number(data),
			    data + 6, size - 6, &w),
		&w, refusals)) {
		fuzz_must(
		    fuzz_same(c.seeds.data, c.seeds.len, data + 6, size - 6),
		    "a cover is kept as it was");
		if (c.records <= DERIVE_MAX)
			check_forget(&c, number(data + 3));
		salt_cover_clear(&c);
	} else {
		fuzz_must(c.seeds.data == NULL,
		    "nothing is left of what was refused");
	}
	return 0;
}

#include "formats/salt.h"

#include <blake2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

#define ENTRY 24
#define MOST  5000

static const uint8_t bundle[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
	13, 14, 15 };
static const uint8_t seed[16] = { 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6,
	0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff };

static uint32_t
number(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 8;
}

static uint32_t
depth_of(uint32_t records)
{
	uint32_t depth = 0;

	for (uint64_t n = 1; n < records; n *= 4)
		depth++;
	return depth;
}

/* One seed of the tree by the definition in salt.txt, 2, with libb2. */
static void
define_seed(uint8_t out[16], uint64_t segment, uint32_t level, uint32_t index)
{
	uint8_t message[52] = { 0 };
	uint8_t children[64];
	blake2b_param p;
	blake2b_state s;

	if (level == 0) {
		memcpy(out, seed, 16);
		return;
	}
	define_seed(message, segment, level - 1, index / 4);
	memcpy(message + 16, bundle, 16);
	bytes_put_u64(message + 32, segment);
	bytes_put_u64(message + 40, index / 4);
	bytes_put_u32(message + 48, level);
	memset(&p, 0, sizeof p);
	p.digest_length = 64;
	p.fanout = 1;
	p.depth = 1;
	memcpy(p.personal, "sealbag-1-salt", 14);
	blake2b_init_param(&s, &p);
	blake2b_update(&s, message, sizeof message);
	blake2b_final(&s, children, sizeof children);
	memcpy(out, children + index % 4 * 16, 16);
}

static struct salt_cover
fresh(uint32_t records)
{
	struct salt_cover c;
	struct why w = { 0 };

	if (salt_cover_init(&c, bundle, 3, records, seed, &w) != 0)
		abort();
	return c;
}

/* How many salts of c differ from the definition; where gone is set, zeros
 * are wanted. */
static size_t
wrong_salts(const struct salt_cover *c, const bool *gone)
{
	uint8_t *got = malloc(c->records * 16U + 16);
	uint8_t want[16];
	struct why w = { 0 };
	size_t wrong = 0;

	memset(got, 0xaa, c->records * 16U + 16);
	if (salt_cover_derive(c, got, &w) != 0)
		abort();
	for (uint32_t i = 0; i < c->records; i++) {
		memset(want, 0, sizeof want);
		if (gone == NULL || !gone[i])
			define_seed(want, c->segment, depth_of(c->records), i);
		wrong += memcmp(got + 16 * i, want, 16) != 0;
	}
	/* Nothing is written behind the last. */
	for (size_t i = 0; i < 16; i++)
		wrong += got[c->records * 16U + i] != 0xaa;
	free(got);
	return wrong;
}

static void
test_derive(void)
{
	size_t wrong = 0;
	uint8_t *all = malloc((size_t)SALT_RECORDS_MAX * 16);
	uint8_t want[16];
	struct salt_cover c;
	struct why w = { 0 };

	for (uint32_t records = 0; records < MOST;
	     records += records < 300 ? 1 : 333) {
		c = fresh(records);
		wrong += wrong_salts(&c, NULL);
		salt_cover_clear(&c);
	}
	tap_number((long long)wrong, 0,
	    "salts of 0..%d records are those of the definition", MOST);
	c = fresh(SALT_RECORDS_MAX);
	tap_number(salt_cover_derive(&c, all, &w), 0,
	    "salts of the largest segment are derived");
	wrong = 0;
	for (uint32_t i = 0; i < SALT_RECORDS_MAX; i += 4999) {
		define_seed(want, 3, 10, i);
		wrong += memcmp(all + 16 * (size_t)i, want, 16) != 0;
	}
	tap_number((long long)wrong, 0, "and are those of the definition");
	salt_cover_clear(&c);
	free(all);
}

/* Does the cover hold a seed that leads to the salt of record i? */
static bool
leads_to(const struct salt_cover *c, uint32_t i)
{
	uint32_t depth = depth_of(c->records);
	uint8_t path[16];

	for (uint32_t level = 0; level <= depth; level++) {
		define_seed(path, c->segment, level, i >> 2 * (depth - level));
		for (size_t at = 0; at + 16 <= c->seeds.len; at++) {
			if (memcmp(c->seeds.data + at, path, 16) == 0)
				return true;
		}
	}
	return false;
}

/* Forget every record that chance, 1 in `every`, picks; a record at a time
 * or all at once. */
static void
forget_some(uint32_t records, uint32_t every, uint32_t state)
{
	static bool gone[MOST];
	static uint32_t indexes[MOST];
	struct salt_cover c = fresh(records);
	struct salt_cover single = fresh(records);
	struct salt_cover again;
	struct why w = { 0 };
	size_t n = 0;
	size_t left = 0;

	memset(gone, 0, sizeof gone);
	for (uint32_t i = 0; i < records; i++) {
		if (number(&state) % every != 0)
			continue;
		gone[i] = true;
		indexes[n++] = i;
	}
	tap_number(salt_cover_forget(&c, indexes, n, &w), 0,
	    "%zu of %u salts are forgotten", n, records);
	tap_number((long long)wrong_salts(&c, gone), 0,
	    "the others are as before, those are zeros");
	for (size_t i = 0; i < n; i += 1 + n / 50)
		left += leads_to(&c, indexes[i]);
	tap_number((long long)left, 0, "no seed on a forgotten path is kept");
	for (size_t i = n; i-- > 0;)
		salt_cover_forget(&single, &indexes[i], 1, &w);
	tap_ok(single.seeds.len == c.seeds.len &&
		(c.seeds.len == 0 ||
		    memcmp(single.seeds.data, c.seeds.data, c.seeds.len) == 0),
	    "one at a time, from the last, gives the same seeds");
	tap_number(salt_cover_decode(&again, bundle, 3, records, c.seeds.data,
		       c.seeds.len, &w),
	    0, "the seeds are read back");
	tap_number((long long)wrong_salts(&again, gone), 0,
	    "and give the same salts");
	tap_text(w.text, "", "without a complaint");
	salt_cover_clear(&c);
	salt_cover_clear(&single);
	salt_cover_clear(&again);
}

static void
test_refusals(void)
{
	static const struct {
		const char *rule;
		uint32_t indexes[3];
		size_t n;
		const char *sentence;
	} rows[] = {
		{ "a record beyond the segment", { 1, 50 }, 2,
		    "the salt of record 50 is not known" },
		{ "a record already forgotten", { 1, 7, 9 }, 3,
		    "the salt of record 7 is not known" },
		{ "a repeated record", { 3, 3 }, 2,
		    "record 3 is not in order" },
		{ "records out of order", { 5, 4 }, 2,
		    "record 4 is not in order" },
	};
	static const uint32_t seven = 7;
	struct salt_cover c = fresh(50);
	struct why w = { 0 };
	struct bytes before = { 0 };

	salt_cover_forget(&c, &seven, 1, &w);
	bytes_add(&before, c.seeds.data, c.seeds.len, &w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		why_clear(&w);
		tap_number(
		    salt_cover_forget(&c, rows[i].indexes, rows[i].n, &w), -1,
		    "%s cannot be forgotten", rows[i].rule);
		tap_number(w.reason, WHY_STORE, "that is a fault of the store");
		tap_text(w.text, rows[i].sentence, "and says so");
		tap_ok(c.seeds.len == before.len &&
			memcmp(c.seeds.data, before.data, before.len) == 0,
		    "the cover is as it was");
	}
	bytes_clear(&before);
	salt_cover_clear(&c);
	why_clear(&w);
	tap_number(
	    salt_cover_init(&c, bundle, 0, SALT_RECORDS_MAX + 1, seed, &w), -1,
	    "more records than a segment may have are refused");
	tap_number(w.reason, WHY_LIMIT, "as a limit");
	salt_cover_clear(&c);
}

static void
test_decode(void)
{
	static const struct {
		const char *rule;
		uint32_t entries[2][2];
		size_t len;
		const char *sentence;
	} rows[] = {
		{ "nothing: all is forgotten", { { 0, 0 } }, 0, "" },
		{ "two seeds in order", { { 1, 0 }, { 2, 4 } }, 48, "" },
		{ "a cut entry", { { 0, 0 } }, 23,
		    "salt seeds end inside an entry" },
		{ "a level below the salts", { { 3, 0 } }, 24,
		    "salt seed 0 is in level 3 of 2" },
		{ "a level far below", { { UINT32_MAX, 0 } }, 24,
		    "salt seed 0 is in level 4294967295 of 2" },
		{ "a place behind the records", { { 2, 6 } }, 24,
		    "salt seed 0 is for no record" },
		{ "a place that wraps round", { { 1, 0x40000000 } }, 24,
		    "salt seed 0 is for no record" },
		{ "a seed twice", { { 2, 1 }, { 2, 1 } }, 48,
		    "salt seed 1 is not in order" },
		{ "a seed below another", { { 1, 0 }, { 2, 3 } }, 48,
		    "salt seed 1 is not in order" },
		{ "seeds in the wrong order", { { 2, 4 }, { 1, 0 } }, 48,
		    "salt seed 1 is not in order" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t data[2 * ENTRY] = { 0 };
		struct salt_cover c;
		struct why w = { 0 };
		int want = rows[i].sentence[0] == '\0' ? 0 : -1;

		for (size_t k = 0; k < 2; k++) {
			bytes_put_u32(data + ENTRY * k, rows[i].entries[k][0]);
			bytes_put_u32(data + ENTRY * k + 4,
			    rows[i].entries[k][1]);
		}
		tap_number(
		    salt_cover_decode(&c, bundle, 3, 6, data, rows[i].len, &w),
		    want, "%s", rows[i].rule);
		tap_text(w.text, rows[i].sentence, "says so");
		tap_number(w.reason, want == 0 ? WHY_NONE : WHY_STORE,
		    "with the reason");
		salt_cover_clear(&c);
	}
}

/* Worked examples of salt.txt, 5: each value must stand there. */
static char spec[65536];

static void
in_spec(const uint8_t *bytes, size_t len, const char *what)
{
	char hex[2 * ENTRY + 1];

	bytes_to_hex(hex, bytes, len);
	tap_ok(strstr(spec, hex) != NULL, "salt.txt shows %s: %s", what, hex);
}

static void
test_spec(void)
{
	static const uint32_t two = 2;
	struct salt_cover c;
	struct hash_seed_place place = { bundle, 3, 1 };
	uint8_t seeds[64], salts[6 * 16];
	struct why w = { 0 };
	FILE *f = fopen("formats/salt.txt", "r");

	if (!tap_ok(f != NULL, "formats/salt.txt is there"))
		return;
	spec[fread(spec, 1, sizeof spec - 1, f)] = '\0';
	fclose(f);
	c = fresh(6);
	hash_seeds(seeds, seed, 1, 0, &place);
	for (size_t i = 0; i < 4; i++)
		in_spec(seeds + 16 * i, 16, "a seed of level 1");
	salt_cover_derive(&c, salts, &w);
	for (size_t i = 0; i < 6; i++)
		in_spec(salts + 16 * i, 16, "a salt");
	salt_cover_forget(&c, &two, 1, &w);
	tap_number((long long)c.seeds.len, 4 * ENTRY,
	    "four entries are left of the example");
	for (size_t i = 0; i < 4; i++)
		in_spec(c.seeds.data + ENTRY * i, ENTRY, "an entry");
	salt_cover_clear(&c);
}

int
main(void)
{
	test_derive();
	forget_some(1, 1, 1);
	forget_some(6, 3, 2);
	forget_some(100, 1, 3);
	forget_some(1000, 5, 4);
	forget_some(4096, 100, 5);
	forget_some(MOST, 2, 6);
	forget_some(MOST, 1000, 7);
	test_refusals();
	test_decode();
	test_spec();
	return tap_done();
}

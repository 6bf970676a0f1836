#ifndef TESTS_UNIT_JUDGED_H
#define TESTS_UNIT_JUDGED_H

/** What a judge looks at: rows of one read file, orders, tombstones. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tool/flow/judge.h"

#define HEAD                                                      \
	"record_id,vrm,feed_id,source_id,camera_id,capture_time," \
	"plate_image,overview_image\n"
#define DRAFT "{\"ground\":\"x\"}\n" /* a match passes over the header */

static const uint8_t here[SEAL_ID_BYTES] = { 1 };
static struct reads reads;
static struct tombs tombs;
static struct order_match match;

static inline struct record
row(const char *text)
{
	return (struct record){
		.bytes = (const uint8_t *)text,
		.len = (uint32_t)strlen(text),
		.kind = HASH_LEAF_RECORD,
	};
}

static inline void
begin_reads(void)
{
	struct reads_cut how = { .last = true };
	struct records out = { 0 };
	struct why w = { 0 };
	size_t used;

	if (reads_begin(&reads, "csv", "", &w) != 0 ||
	    reads_cut(&reads, &how, (const uint8_t *)HEAD, strlen(HEAD), &out,
		&used, &w) != 0)
		abort();
	records_clear(&out);
}

static inline void
order(const char *text, uint32_t number)
{
	struct why w = { 0 };

	if (order_match_add(&match, text, strlen(text), number, &w) != 0)
		tap_ok(false, "an order: %s", w.text);
}

static inline void
arm(void)
{
	uint8_t secret[HASH_KEY_BYTES] = { 5 };

	hash_key_init(&tombs.key, secret);
	tombs.armed = true;
	tombs.cap = 4096;
	tombs.slots = calloc(tombs.cap, HASH_KEYED_BYTES);
	if (tombs.slots == NULL)
		abort();
}

static inline void
put_tag(const uint8_t tag[HASH_KEYED_BYTES])
{
	size_t at = (size_t)bytes_get_u64(tag) & (tombs.cap - 1);

	while (bytes_get_u64(tombs.slots + at * HASH_KEYED_BYTES) != 0)
		at = (at + 1) & (tombs.cap - 1);
	memcpy(tombs.slots + at * HASH_KEYED_BYTES, tag, HASH_KEYED_BYTES);
	tombs.n++;
}

static inline void
judged(struct judge *j, const struct record *some, size_t n, uint32_t *causes)
{
	const struct judge_rows ask = { .reads = &reads,
		.rows = some,
		.n = n,
		.name = "data/a/reads.csv" };
	struct why w = { 0 };

	if (judge_rows(j, &ask, causes, &w) != 0)
		tap_ok(false, "rows are judged: %s", w.text);
}

static inline uint32_t
cause_of(struct judge *j, const char *name)
{
	const struct judge_file file = { .name = name };
	struct why w = { 0 };
	uint32_t cause;

	if (judge_file(j, &file, &cause, &w) != 0)
		tap_ok(false, "a file is judged: %s", w.text);
	return cause;
}

static inline bool
tag_of_row(const struct record *one, uint8_t tag[HASH_KEYED_BYTES])
{
	struct reads_row fields;
	struct reads_key key;
	struct why w = { 0 };

	if (reads_fields(&reads, one->bytes, one->len, &fields, &w) != 0 ||
	    !reads_key(&reads, &fields, &key))
		return false;
	tombs_tag_read(&tombs, &key, tag);
	return true;
}

static inline void
tag_of_file(const char *piece, uint64_t size, uint8_t tag[HASH_KEYED_BYTES])
{
	struct sha256 s = { 0 };
	uint8_t digest[SHA256_BYTES];
	struct why w = { 0 };

	sha256_begin(&s, &w);
	sha256_add(&s, piece, strlen(piece), &w);
	sha256_end(&s, digest, &w);
	sha256_clear(&s);
	tombs_tag_file(&tombs, size, digest, tag);
}

#endif

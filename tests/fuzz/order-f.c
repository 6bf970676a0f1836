/*
 * Orders: what is parsed can be made again unchanged, and be asked of rows,
 * members and bundles. What a draft becomes can be parsed. A plain line says
 * what text.h reads in it.
 */

#include <stdlib.h>
#include <string.h>

#include "formats/order.h"
#include "formats/order_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char file[] =
    "record_id,vrm,feed_id,source_id,camera_id,capture_time\n"
    "R1,ZZ26ABC,1,2,3,2026-03-01T12:00:00Z\n"
    "\"R2\",\"zz 26\"\"\",1,2,3,2026-03-01T12:00:00+01:00\n"
    "R3, ZZ-26-ABC-ZZ-26-ABC,01,002,3,2026-03-01T12:00:00.123Z\r\n";

static void
ask(const struct order_match *m)
{
	static const uint8_t bundle[SEAL_ID_BYTES];
	struct reads_cut how = { .last = true };
	struct records rows = { 0 };
	struct reads r;
	struct why w = { 0 };
	uint8_t *hits = calloc(order_match_hits_bytes(m), 1);
	size_t used;

	if (hits == NULL || reads_begin(&r, "csv", "", &w) != 0 ||
	    reads_cut(&r, &how, (const uint8_t *)file, sizeof file - 1, &rows,
		&used, &w) != 0)
		abort();
	for (size_t i = 1; i < rows.n; i++)
		(void)order_match_row(m, bundle, &r, &rows.items[i], hits);
	(void)order_match_member(m, bundle, "data/a.jpg", hits);
	(void)order_match_bundle(m, bundle, hits);
	(void)order_match_absent(m, hits, 0);
	records_clear(&rows);
	free(hits);
}

/* What is plain is JSON too, and says the same. */
static void
compare(const uint8_t *data, size_t size)
{
	struct order_line plain;
	struct order_line any;
	struct why w = { 0 };

	if (!order_line_plain(&plain, data, size))
		return;
	if (order_line_open(&any, data, size, &w) != 0)
		abort();
	for (size_t i = 0; i < plain.n; i++) {
		const struct order_line_piece *want = &plain.values[i];
		struct order_line_piece got;
		char *key = strndup(plain.keys[i].text, plain.keys[i].len);

		if (key == NULL ||
		    order_line_string(&any, key, size, &got, &w) != 0 ||
		    got.len != want->len ||
		    memcmp(got.text, want->text, got.len) != 0)
			abort();
		free(key);
	}
	if (order_line_end(&any, &w) != 0)
		abort();
	order_line_close(&any);
}

/* Does an order that was read say what the making told? */
static bool
same_order(const struct order *a, const struct order *b)
{
	return memcmp(a->id, b->id, sizeof a->id) == 0 &&
	    memcmp(a->nonce, b->nonce, sizeof a->nonce) == 0 &&
	    memcmp(a->digest, b->digest, sizeof a->digest) == 0 &&
	    a->issued_s == b->issued_s && a->targets == b->targets &&
	    strcmp(a->issuer.agency, b->issuer.agency) == 0 &&
	    strcmp(a->issuer.fingerprint, b->issuer.fingerprint) == 0 &&
	    strcmp(a->ground, b->ground) == 0 &&
	    strcmp(a->reference, b->reference) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct seal_party issuer = { "agency-a",
		"0123456789ABCDEF0123456789ABCDEF01234567" };
	struct bytes made = { 0 };
	struct order_match m = { 0 };
	struct order o;
	struct order again;
	struct why w = { 0 };
	struct why none = { 0 };

	compare(data, size);
	if (order_parse(&o, data, size, &w) == 0) {
		if (o.targets == 0)
			abort();
		if (order_match_add(&m, data, size, 0, &none) == 0)
			ask(&m);
		else if (none.reason != WHY_LIMIT)
			abort();
		order_match_clear(&m);
	}
	why_clear(&none);
	if (order_make(&o, &issuer, 1772443800, data, size, &made, &none) ==
	    0) {
		why_clear(&w);
		if (order_parse(&again, made.data, made.len, &w) != 0 ||
		    !same_order(&o, &again))
			abort();
	} else if (made.len != 0) {
		abort();
	}
	bytes_clear(&made);
	return 0;
}

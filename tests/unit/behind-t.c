/** Digests behind the thread that cuts are those of the same bytes. */

#include "tool/flow/behind.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

#define DATA_BYTES ((size_t)8 << 20)

static uint8_t *data;

static void
make_data(void)
{
	uint64_t state = 1;

	data = malloc(DATA_BYTES);
	if (data == NULL)
		abort();
	for (size_t i = 0; i < DATA_BYTES; i++) {
		state = state * UINT64_C(6364136223846793005) + 1;
		data[i] = (uint8_t)(state >> 56);
	}
}

static bool
ends_as(struct sha256 *s, size_t from, size_t to)
{
	uint8_t got[SHA256_BYTES];
	uint8_t want[SHA256_BYTES];
	struct why w = { 0 };

	return sha256_end(s, got, &w) == 0 &&
	    sha256_of(data + from, to - from, want, &w) == 0 &&
	    memcmp(got, want, sizeof got) == 0;
}

/* Two digests at once, of all and of the second half, in pieces of this size;
 * caught up with after each megabyte, as where a segment ends. */
static void
in_pieces(unsigned jobs, size_t piece)
{
	const size_t half = DATA_BYTES / 2;
	struct sha256 all = { 0 };
	struct sha256 rest = { 0 };
	struct behind b;
	struct pool pool;
	struct why w = { 0 };
	size_t due = (size_t)1 << 20;
	int rc = 0;

	if (pool_open(&pool, jobs, &w) != 0)
		abort();
	behind_open(&b, &pool);
	rc |= sha256_begin(&all, &w) | sha256_begin(&rest, &w);
	for (size_t at = 0; at < DATA_BYTES && rc == 0;) {
		size_t n = DATA_BYTES - at < piece ? DATA_BYTES - at : piece;

		if (at < half && half - at < n)
			n = half - at;
		rc |= behind_add(&b, &all, data + at, n, &w);
		if (at >= half)
			rc |= behind_add(&b, &rest, data + at, n, &w);
		at += n;
		if (at < due)
			continue;
		due = at + ((size_t)1 << 20);
		rc |= behind_catch_up(&b, &w);
	}
	rc |= behind_catch_up(&b, &w);
	tap_ok(rc == 0 && ends_as(&all, 0, DATA_BYTES) &&
		ends_as(&rest, half, DATA_BYTES),
	    "%u jobs, pieces of %zu bytes %s", jobs, piece, w.text);
	pool_close(&pool);
	behind_close(&b);
	sha256_clear(&all);
	sha256_clear(&rest);
}

static void
one_that_was_stopped(void)
{
	struct sha256 s = { 0 };
	struct behind b;
	struct pool pool;
	struct why w = { 0 };

	if (pool_open(&pool, 2, &w) != 0 || sha256_begin(&s, &w) != 0)
		abort();
	behind_open(&b, &pool);
	pool_stop(&pool);
	tap_number(behind_add(&b, &s, data, DATA_BYTES, &w), 0,
	    "what is noted for a pool that was stopped");
	tap_number(behind_catch_up(&b, &w), -1, "is never done");
	tap_number(w.reason, WHY_SYSTEM, "and that is no verdict");
	pool_close(&pool);
	behind_close(&b);
	sha256_clear(&s);
}

int
main(void)
{
	static const unsigned jobs[] = { 1, 2, 3 };
	static const size_t pieces[] = { 997, 65536, 131072, 300000,
		DATA_BYTES };

	make_data();
	for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++)
		for (size_t j = 0; j < sizeof pieces / sizeof pieces[0]; j++)
			in_pieces(jobs[i], pieces[j]);
	one_that_was_stopped();
	free(data);
	return tap_done();
}

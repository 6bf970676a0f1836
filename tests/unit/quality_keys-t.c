#include "formats/quality_inside.h"

#include "tests/tap/tap.h"

/* Scrambled, so that each bit is set in half of them; 0 for 0. */
static uint64_t
hash_of(uint64_t n)
{
	uint64_t h = n * UINT64_C(0x9e3779b97f4a7c15);

	h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

/* Keys 1 to n, each `twice` of them again at the end, through two baskets of
 * which one is emptied every `step`. */
static unsigned
count(uint64_t n, uint64_t twice, uint64_t step, struct quality_found *found)
{
	static struct quality_basket baskets[2];
	struct quality_keys all = { 0 };
	struct why w = { 0 };
	unsigned level;

	for (uint64_t i = 1; i <= n + twice; i++) {
		const struct quality_key key = { hash_of(i <= n ? i : i - n),
			UINT64_C(1) << 32 | i };

		quality_basket_put(&baskets[i % 3 == 0], &key, &w);
		if (i % step == 0)
			quality_keys_take(&all, &baskets[i / step % 2], false,
			    &w);
	}
	for (int i = 0; i < 2; i++)
		quality_keys_take(&all, &baskets[i], true, &w);
	level = all.level;
	quality_keys_end(&all, found, &w);
	for (int i = 0; i < 2; i++)
		quality_basket_clear(&baskets[i]);
	quality_keys_clear(&all);
	return level;
}

static void
test_few(void)
{
	struct quality_found found = { 0 };

	tap_number(count(100000, 500, 7, &found), 0, "all are kept");
	tap_number((long long)found.count, 500, "duplicates are counted");
	tap_number((long long)found.first[0].line, 100001, "the later of two");
	tap_number((long long)found.first[99].line, 100100, "a hundred");
}

static void
test_many(void)
{
	struct quality_found one = { 0 };
	struct quality_found two = { 0 };

	tap_number(count(QUALITY_KEYS_MAX, 1 << 20, 100003, &one), 1,
	    "half are kept of too many");
	tap_number(count(QUALITY_KEYS_MAX, 1 << 20, 5000011, &two), 1,
	    "however they come");
	tap_number((long long)one.count, (long long)two.count,
	    "with the same count");
	tap_ok(one.count > 1000000 && one.count < 1100000,
	    "which is near: %llu", (unsigned long long)one.count);
	tap_number((long long)one.first[99].line, (long long)two.first[99].line,
	    "and the same places");
}

int
main(void)
{
	test_few();
	test_many();
	return tap_done();
}

#include "formats/arena.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

/* From arena.h: longest piece that callers may keep. */
#define LONGEST ((size_t)1 << 20)

enum {
	PIECES = 3000
};

static struct arena arena;
static uint8_t *pieces[PIECES];

static size_t
len_of(size_t i)
{
	/* Mostly small, now and then the largest. */
	return i % 500 == 499 ? LONGEST : i * 7 % 900;
}

static void
fill(uint8_t *out, size_t i)
{
	for (size_t n = 0; n < len_of(i); n++)
		out[n] = (uint8_t)(i * 31 + n);
}

static void
keep_all(void)
{
	uint8_t *one = malloc(LONGEST);
	struct why w = { 0 };
	size_t kept = 0;

	if (one == NULL)
		abort();
	for (size_t i = 0; i < PIECES; i++) {
		fill(one, i);
		pieces[i] = arena_keep(&arena, one, len_of(i), &w);
		kept += pieces[i] != NULL;
		/* What was given is the caller's again. */
		memset(one, 0xee, len_of(i));
	}
	free(one);
	tap_number((long long)kept, PIECES, "pieces of all sizes are kept%s",
	    w.text);
}

static void
test_stay(void)
{
	uint8_t *want = malloc(LONGEST);
	size_t same = 0;

	if (want == NULL)
		abort();
	for (size_t i = 0; i < PIECES; i++) {
		fill(want, i);
		same += pieces[i] != NULL &&
		    memcmp(pieces[i], want, len_of(i)) == 0;
	}
	free(want);
	tap_number((long long)same, PIECES,
	    "each is what it was, whatever came behind it");
}

static void
test_limits(void)
{
	uint8_t *large = calloc(1, 3 * LONGEST);
	struct arena a = { 0 };
	struct why w = { 0 };

	if (large == NULL)
		abort();
	tap_ok(arena_keep(&a, large, 0, &w) != NULL,
	    "a piece of no bytes is kept");
	tap_ok(arena_keep(&a, large, LONGEST, &w) != NULL,
	    "one of 1 MiB is kept");
	tap_ok(arena_keep(&a, large, 3 * LONGEST, &w) == NULL &&
		w.reason == WHY_LIMIT,
	    "one that no block holds is refused: %s", w.text);
	arena_clear(&a);
	tap_ok(a.blocks == NULL, "a cleared arena is empty");
	arena_clear(&a);
	arena_reset(&a);
	tap_ok(a.blocks == NULL, "an empty one can be cleared and reset");
	free(large);
}

static void
test_reset(void)
{
	struct why w = { 0 };
	const struct arena_block *block = arena.blocks;
	const uint8_t *first;

	arena_reset(&arena);
	tap_ok(arena.blocks == block, "reset keeps one block");
	first = arena_keep(&arena, "a", 1, &w);
	arena_reset(&arena);
	tap_ok(arena_keep(&arena, "b", 1, &w) == first && *first == 'b',
	    "and its memory is used again");
	tap_ok(arena.blocks == block, "without taking another");
	keep_all();
	test_stay();
	arena_clear(&arena);
}

int
main(void)
{
	keep_all();
	test_stay();
	test_limits();
	test_reset();
	return tap_done();
}

/** Hand-overs: a file and each of its statements, or a statement alone, are
 *  written again as they were. Source: handover.txt. */

#include "formats/handover.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION, WHY_SEAL,
	WHY_HANDOVER, WHY_NONE };

static void
try_give(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct handover_give g;
	struct why w = { 0 };

	if (fuzz_passed(handover_give_parse(&g, data, size, &w), &w, refusals))
		fuzz_must(handover_give_write(&g, &again, &w) == 0 &&
			fuzz_same(again.data, again.len, data, size),
		    "what is given has one form");
	bytes_clear(&again);
	handover_give_clear(&g);
}

static void
try_take(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct handover_take t;
	struct why w = { 0 };

	if (fuzz_passed(handover_take_parse(&t, data, size, &w), &w, refusals))
		fuzz_must(handover_take_write(&t, &again, &w) == 0 &&
			fuzz_same(again.data, again.len, data, size),
		    "what is taken has one form");
	bytes_clear(&again);
	handover_take_clear(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct handover_file f;
	struct why w = { 0 };

	try_give(data, size);
	try_take(data, size);
	if (fuzz_passed(handover_file_parse(&f, data, size, &w), &w,
		refusals)) {
		fuzz_must(f.n >= 1 && f.n <= HANDOVER_HOPS_MAX,
		    "a chain has hops");
		fuzz_must(handover_file_write(&f, &again, &w) == 0 &&
			fuzz_same(again.data, again.len, data, size),
		    "a file has one form");
		for (size_t i = 0; i < f.n; i++) {
			try_give(f.hops[i].give.data, f.hops[i].give.len);
			try_take(f.hops[i].take.data, f.hops[i].take.len);
		}
	}
	bytes_clear(&again);
	return 0;
}

/* Events, heads and cosignatures: what is parsed is written again as it was.
 * Source: event.txt. */

#include "formats/cosignature.h"
#include "formats/event.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason event_refusals[] = { WHY_JSON, WHY_VERSION,
	WHY_LIMIT, WHY_NONE };
static const enum why_reason head_refusals[] = { WHY_CHECKPOINT, WHY_NONE };
static const enum why_reason cosignature_refusals[] = { WHY_COSIGNATURE,
	WHY_NONE };

static void
check_event(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct event e;
	struct why w = { 0 };

	if (!fuzz_passed(event_parse(&e, data, size, &w), &w, event_refusals))
		return;
	fuzz_must(event_write(&e, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "an event has one form");
	fuzz_must(memchr(data, '\n', size) == data + size - 1,
	    "an event is one line");
	bytes_clear(&again);
}

static void
check_head(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct event_head h;
	struct why w = { 0 };

	if (!fuzz_passed(event_head_parse(&h, data, size, &w), &w,
		head_refusals))
		return;
	fuzz_must(event_head_write(&h, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "a head has one form");
	bytes_clear(&again);
}

static void
check_cosignature(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct cosignature c;
	struct why w = { 0 };

	if (!fuzz_passed(cosignature_parse(&c, data, size, &w), &w,
		cosignature_refusals))
		return;
	fuzz_must(cosignature_write(&c, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "a cosignature has one form");
	bytes_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_event(data, size);
	check_head(data, size);
	check_cosignature(data, size);
	return 0;
}

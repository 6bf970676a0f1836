/** What an exhibit says of itself. Source: exhibit.txt, 3. */

#include "formats/exhibit.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION, WHY_EXHIBIT,
	WHY_LIMIT, WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct exhibit e;
	struct bytes again = { 0 };
	struct why w = { 0 };

	if (!fuzz_passed(exhibit_parse(&e, data, size, &w), &w, refusals)) {
		fuzz_must(e.asked == NULL, "what is refused is cleared");
		return 0;
	}
	fuzz_must(exhibit_write(&e, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "there is one form");
	fuzz_must(e.n_asked > 0, "something was asked for");
	bytes_clear(&again);
	exhibit_clear(&e);
	return 0;
}

/** Receipts: what is parsed is written again as it was. Source: receipt.txt. */

#include "formats/receipt.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION, WHY_SEAL,
	WHY_RECEIPT, WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct receipt r;
	struct why w = { 0 };

	if (fuzz_passed(receipt_parse(&r, data, size, &w), &w, refusals)) {
		fuzz_must(receipt_write(&r, &again, &w) == 0 &&
			fuzz_same(again.data, again.len, data, size),
		    "a receipt has one form");
		fuzz_must(r.log.n_since <= SEAL_SINCE_MAX,
		    "it tells of few heads");
	}
	bytes_clear(&again);
	receipt_clear(&r);
	return 0;
}

/** Files for approval. Source: approval.txt. */

#include "formats/approval.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_APPROVAL, WHY_VERSION,
	WHY_UNSIGNED, WHY_SIGNATURE_WEAK, WHY_SIGNATURE_FORMAT, WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct approval a;
	struct bytes again = { 0 };
	struct why w = { 0 };

	if (!fuzz_passed(approval_parse(&a, data, size, &w), &w, refusals))
		return 0;
	fuzz_must(approval_write(&a, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "there is one form");
	fuzz_must(a.statement > data && a.statement_len > 0 &&
		a.signatures > a.statement + a.statement_len &&
		a.signatures + a.signatures_len < data + size,
	    "the parts lie in the file");
	(void)approval_kind_of(a.statement, a.statement_len);
	bytes_clear(&again);
	return 0;
}

/** Seals. Source: seal.txt. */

#include "formats/seal.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION, WHY_SEAL,
	WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seal s;
	struct bytes again = { 0 };
	struct why w = { 0 };

	if (!fuzz_passed(seal_parse(&s, data, size, &w), &w, refusals)) {
		fuzz_must(s.recipients == NULL && s.segments == NULL,
		    "nothing is left of what was refused");
		return 0;
	}
	fuzz_must(seal_write(&s, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "a seal has one form");
	for (size_t i = 0; i < s.n_recipients; i++)
		fuzz_must(
		    seal_recipient(&s, s.recipients[i].party.fingerprint) ==
			&s.recipients[i],
		    "each recipient is found, and stands once");
	fuzz_must(seal_differs(&s, &s) == NULL, "a seal speaks of the same");
	fuzz_must(seal_recipient(&s, "") == NULL, "nobody is no recipient");
	bytes_clear(&again);
	seal_clear(&s);
	return 0;
}

/** Certificates. Source: certificate.txt. */

#include "formats/certificate.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION,
	WHY_CERTIFICATE, WHY_LIMIT, WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct certificate c;
	struct bytes again = { 0 };
	uint64_t held = 0;
	struct why w = { 0 };

	if (!fuzz_passed(certificate_parse(&c, data, size, &w), &w, refusals))
		return 0;
	fuzz_must(certificate_write(&c, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "there is one form");
	fuzz_must(c.n_bundles > 0 && c.n_targets > 0,
	    "it speaks of targets and bundles");
	for (size_t i = 0; i < c.n_holds; i++)
		held += c.holds[i].records;
	fuzz_must(held == certificate_count(&c, CERTIFICATE_HELD),
	    "each held record has a hold");
	for (size_t i = 0; i < c.n_bundles; i++)
		fuzz_must(certificate_find(&c, c.bundles[i].id) ==
			&c.bundles[i],
		    "each bundle is found by its id");
	for (unsigned set = 0; set < CERTIFICATE_SETS; set++)
		fuzz_must(certificate_may(c.does, (enum certificate_set)set) ||
			certificate_count(&c, (enum certificate_set)set) == 0,
		    "no set is told of that such an order has not");
	bytes_clear(&again);
	certificate_clear(&c);
	return 0;
}

/** Answers of timestamp authorities, with what was asked. The input is as
 *  tests/vectors/make-timestamps writes it. Source: timestamp.txt, 3. */

#include "keys/timestamp.h"

#include "tests/fuzz/fuzz.h"
#include "tests/unit/parts.h"

static const enum why_reason refusals[] = { WHY_TIMESTAMP,
	WHY_TIMESTAMP_AUTHORITY, WHY_LIMIT, WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct parts p;
	struct timestamp_certificate pin = { 0 };
	struct timestamp_ask ask = { .pins = &pin, .n_pins = 1 };
	struct timestamp t;
	struct timestamp_data over;
	size_t which;
	struct why w = { 0 };
	uint64_t nonce = 0;

	if (!parts_take(&p, data, size))
		return 0;
	(void)fuzz_passed(timestamp_nonce(p.data[PARTS_ANSWER],
			      p.len[PARTS_ANSWER], &nonce, &w),
	    &w, refusals);
	why_clear(&w);
	if (!fuzz_passed(timestamp_certificate_der(&pin,
			     p.data[PARTS_CERTIFICATE],
			     p.len[PARTS_CERTIFICATE], &w),
		&w, refusals))
		return 0;
	ask.data = p.data[PARTS_DATA];
	ask.len = p.len[PARTS_DATA];
	if (p.len[PARTS_REQUEST] > 0)
		ask.request = p.data[PARTS_REQUEST];
	ask.request_len = p.len[PARTS_REQUEST];
	ask.response = p.data[PARTS_ANSWER];
	ask.response_len = p.len[PARTS_ANSWER];
	if (fuzz_passed(timestamp_check(&ask, &t, &w), &w, refusals))
		fuzz_must(t.time_s > 0 && t.print[0] != '\0' &&
			t.serial[0] != '\0',
		    "a token that counts says who and when");
	why_clear(&w);
	over = (struct timestamp_data){ ask.data, ask.len };
	if (fuzz_passed(timestamp_which(ask.response, ask.response_len, &over,
			    1, &which, &w),
		&w, refusals))
		fuzz_must(which == 0, "it is over what there is");
	timestamp_certificate_clear(&pin);
	return 0;
}

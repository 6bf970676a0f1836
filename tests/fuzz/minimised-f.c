/*
 * What was left out, as contents tell it: what passes is written as something
 * that passes, and is the same. The input is the object that has the key.
 * Source: contents.txt, 2.4.
 */

#include "formats/minimised.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_CONTENTS, WHY_JSON, WHY_NONE };

static int
take(const void *data, size_t size, struct minimised *m, struct why *w)
{
	struct text t = { 0 };
	struct text_object o;
	int rc = text_parse(&t, data, size, w);

	if (rc == 0) {
		o = text_root(&t);
		rc = minimised_take(m, &o, w);
		if (rc == 0)
			rc = text_end(&o, w);
	}
	text_clear(&t);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct minimised m;
	struct minimised again;
	struct bytes json = { 0 };
	struct text_out o = { .to = &json };
	struct why w = { 0 };
	uint64_t rows = 0;

	if (!fuzz_passed(take(data, size, &m, &w), &w, refusals))
		return 0;
	text_out_open(&o, NULL, '{');
	minimised_write(&m, &o);
	text_out_close(&o);
	fuzz_must(text_out_end(&o, &w) == 0, "it can be written");
	fuzz_must(take(json.data, json.len, &again, &w) == 0, "and read again");
	for (size_t i = 0; i < MINIMISED_RULES; i++) {
		const struct minimised_count *one = &m.rule[i];

		fuzz_must(one->applied == again.rule[i].applied &&
			one->rows == again.rule[i].rows &&
			one->files == again.rule[i].files,
		    "what is read again is the same");
		fuzz_must(one->applied || (one->rows == 0 && one->files == 0),
		    "a rule that was not applied counts nothing");
		fuzz_must(i == MINIMISED_IMAGES ? one->rows == 0
						: one->files == 0,
		    "a rule counts its own");
		rows += i < MINIMISED_ROW_RULES ? one->rows : 0;
	}
	fuzz_must(minimised_rows(&m) == rows && rows <= INT64_MAX,
	    "rows are the sum, and can be told");
	bytes_clear(&json);
	return 0;
}

/** Quality statements, and the pages that are made of them. Source:
 * quality.txt, 1 and 7. */

#include "formats/quality.h"

#include "tests/fuzz/fuzz.h"
#include "tool/report/quality_paper.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION, WHY_CONTENTS,
	WHY_LIMIT, WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct bytes page = { 0 };
	struct quality q;
	struct why w = { 0 };

	if (!fuzz_passed(quality_parse(&q, data, size, &w), &w, refusals)) {
		fuzz_must(q.cameras == NULL && q.hours == NULL && q.rows == 0,
		    "nothing is left of what was refused");
		return 0;
	}
	fuzz_must(quality_write(&q, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "a statement has one form");
	fuzz_must(quality_paper_html(&q, &page, &w) == 0, "it has a page");
	fuzz_must(memmem(page.data, page.len, "<script", 7) == NULL,
	    "which runs nothing");
	bytes_clear(&page);
	bytes_clear(&again);
	quality_clear(&q);
	return 0;
}

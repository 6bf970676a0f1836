/*
 * Column maps: what passes has a name and its text, and passes again. Source:
 * reads.txt, 4.1.
 */

#include "formats/reads/map.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_READ_MAP, WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reads_map *m;
	struct reads_map *again;
	struct why w = { 0 };
	const char *text;
	size_t len;

	if (!fuzz_passed(reads_map_parse(&m, data, size, &w), &w, refusals))
		return 0;
	fuzz_must(reads_map_name(m)[0] != '\0', "a map has a name");
	text = reads_map_text(m, &len);
	fuzz_must(fuzz_same(text, len, data, size), "and its text");
	fuzz_must(reads_map_parse(&again, text, len, &w) == 0,
	    "which is a map again");
	reads_map_free(again);
	reads_map_free(m);
	return 0;
}

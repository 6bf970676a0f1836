/** Check codes as people type them. Source: checkcode.txt, 4. */

#include "formats/checkcode.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_USAGE, WHY_NONE };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = fuzz_until(0, &data, &size);
	uint8_t digest[HASH_DIGEST_BYTES] = { 0 };
	uint8_t again[CHECKCODE_BYTES];
	char words[CHECKCODE_WORDS_BYTES];
	char groups[CHECKCODE_GROUPS_BYTES];
	struct why w = { 0 };

	if (fuzz_passed(checkcode_parse((const char *)text.data, digest, &w),
		&w, refusals)) {
		checkcode_words(digest, words);
		checkcode_groups(digest, groups);
		fuzz_must(checkcode_parse(words, again, &w) == 0 &&
			memcmp(again, digest, sizeof again) == 0,
		    "a code is the same in words");
		fuzz_must(checkcode_parse(groups, again, &w) == 0 &&
			memcmp(again, digest, sizeof again) == 0,
		    "a code is the same in groups");
	}
	bytes_clear(&text);
	return 0;
}

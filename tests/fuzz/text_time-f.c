/** UTC times of documents. */

#include "formats/text.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = fuzz_until(0, &data, &size);
	char again[TEXT_TIME_BYTES];
	int64_t time_s = 1;

	if (text_time_parse((const char *)text.data, &time_s)) {
		text_time_format(again, time_s);
		fuzz_must(strcmp((const char *)text.data, again) == 0,
		    "a time has one form");
	} else {
		fuzz_must(time_s == 1, "what is no time sets nothing");
	}
	bytes_clear(&text);
	return 0;
}

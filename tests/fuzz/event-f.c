/* Events and heads: what is parsed is written again as it was. */

#include <stdlib.h>
#include <string.h>

#include "formats/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same(const struct bytes *a, const uint8_t *data, size_t size)
{
	if (a->len != size || memcmp(a->data, data, size) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct event e;
	struct event_head h;
	struct why w = { 0 };

	if (event_parse(&e, data, size, &w) == 0) {
		if (event_write(&e, &again, &w) != 0)
			abort();
		same(&again, data, size);
		again.len = 0;
	}
	why_clear(&w);
	if (event_head_parse(&h, data, size, &w) == 0) {
		if (event_head_write(&h, &again, &w) != 0)
			abort();
		same(&again, data, size);
	}
	bytes_clear(&again);
	return 0;
}

#include "formats/signature.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever is taken stays inside the file and has a digest. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct signature s;
	struct why w = { 0 };

	if (signature_parse(&s, data, size, &w) != 0) {
		if (w.reason == WHY_NONE)
			abort();
		return 0;
	}
	if (s.hashed < data || s.hashed + s.hashed_len > data + size)
		abort();
	(void)signature_check_digest(&s, data, size, &w);
	return 0;
}

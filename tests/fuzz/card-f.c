#include "keys/card.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A card that is taken can be written, and read again. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct card c;
	struct card back;
	struct bytes text = { 0 };
	struct why w = { 0 };

	if (card_parse(&c, data, size, &w) != 0) {
		if (w.reason == WHY_NONE)
			abort();
		return 0;
	}
	if (card_write(&c, &text, &w) != 0)
		abort();
	/* Escapes may make it longer than a card may be. */
	if (text.len <= CARD_MAX_BYTES) {
		if (card_parse(&back, text.data, text.len, &w) != 0)
			abort();
		card_clear(&back);
	}
	card_clear(&c);
	bytes_clear(&text);
	return 0;
}

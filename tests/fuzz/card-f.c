/** Cards. Source: card.txt, 1. */

#include "keys/card.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION, WHY_CARD,
	WHY_NONE };

static bool
same(const struct card *a, const struct card *b)
{
	return strcmp(a->agency, b->agency) == 0 &&
	    strcmp(a->name, b->name) == 0 &&
	    strcmp(a->fingerprint, b->fingerprint) == 0 &&
	    fuzz_same(a->key.data, a->key.len, b->key.data, b->key.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct card c;
	struct card again;
	struct bytes text = { 0 };
	struct why w = { 0 };

	if (!fuzz_passed(card_parse(&c, data, size, &w), &w, refusals)) {
		fuzz_must(c.key.data == NULL && c.agency[0] == '\0',
		    "nothing is left of what was refused");
		return 0;
	}
	fuzz_must(card_check(c.agency, c.name, c.fingerprint, &w) == 0,
	    "a card holds what a card may hold");
	fuzz_must(card_write(&c, &text, &w) == 0, "a card can be written");
	/* A line end may be two bytes when read, and is six when written. */
	if (text.len <= CARD_MAX_BYTES) {
		fuzz_must(card_parse(&again, text.data, text.len, &w) == 0 &&
			same(&c, &again),
		    "a card that was written is the card that was read");
		card_clear(&again);
	}
	bytes_clear(&text);
	card_clear(&c);
	return 0;
}

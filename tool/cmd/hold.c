#include "tool/cmd/hold.h"

#include <time.h>

#include "tool/flow/draft.h"

int
hold_id(const char *text, uint8_t out[LEDGER_HOLD_ID_BYTES], struct why *w)
{
	if (bytes_from_hex(out, LEDGER_HOLD_ID_BYTES, text))
		return 0;
	return why_set(w, WHY_USAGE, "\"%.64s\" is no id of a hold", text);
}

int
hold_review_date(const char *text, int64_t *out, struct why *w)
{
	const struct draft_when ask = { "--review", text, time(NULL) };

	return draft_when(&ask, out, w);
}

void
hold_say(struct say *s, const struct ledger_hold *h)
{
	say_text(s, "ground", "Ground", h->ground);
	say_text(s, "officer", "Officer", h->officer);
	say_text(s, "rank", "Rank", h->rank);
	say_text(s, "number", "Number", h->number);
	say_text(s, "reference", "Reference", h->reference);
	say_time(s, "review", "To be reviewed by", h->review_s);
}

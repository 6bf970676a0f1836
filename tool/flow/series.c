#include "tool/flow/series.h"

#include <string.h>

int
series_put(struct ledger *l, const struct ledger_bundle *b,
    const struct contents *c, struct why *w)
{
	return contents_in_series(c) ? ledger_series_put(l, b, c->series, w)
				     : 0;
}

static int
tell_one(void *self, const uint8_t *series, const uint8_t *bundle,
    struct why *w)
{
	return order_match_belongs(self, series, bundle, w);
}

int
series_tell(struct ledger *l, struct order_match *m, struct why *w)
{
	return m->series ? ledger_series_each(l, tell_one, m, w) : 0;
}

int
series_make(uint8_t out[SEAL_ID_BYTES], const char *text, struct why *w)
{
	if (strcmp(text, "new") == 0)
		return bytes_random(out, SEAL_ID_BYTES, w);
	if (strlen(text) == SEAL_ID_HEX - 1 &&
	    bytes_from_hex(out, SEAL_ID_BYTES, text) &&
	    strspn(text, "0") < SEAL_ID_HEX - 1)
		return 0;
	return why_set(w, WHY_USAGE,
	    "--series: \"%s\" is neither \"new\" nor the id of a series, 32 "
	    "hex digits",
	    text);
}

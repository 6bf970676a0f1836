#include "tool/flow/holds.h"

#include <stdlib.h>
#include <string.h>

#include "formats/order_target.h"
#include "tool/flow/series.h"

static int
add_targets(struct holds *h, struct order_target_lines *l, struct why *w)
{
	struct order_target target;
	const uint8_t *line;
	size_t len;
	int got;

	while ((got = order_target_line(l, &line, &len, w)) == 1)
		if (order_target_parse(&target, line, len, w) != 0 ||
		    order_match_target(&h->match, &target, (uint32_t)h->n, w) !=
			0)
			return order_target_in_line(l, w);
	return got;
}

int
holds_add(struct holds *h, const struct ledger_hold *one, uint64_t *targets,
    struct why *w)
{
	struct order_target_lines l = { .data = one->scope,
		.len = one->scope_bytes };
	uint8_t(*more)[LEDGER_HOLD_ID_BYTES] =
	    realloc(h->ids, (h->n + 1) * sizeof(*more));

	if (more == NULL)
		return why_memory(w);
	h->ids = more;
	memcpy(more[h->n], one->id, sizeof(*more));
	if (add_targets(h, &l, w) != 0)
		return -1;
	if (l.number == 0)
		return why_set(w, WHY_ORDER, "no target");
	if (targets != NULL)
		*targets = l.number;
	h->n++;
	return 0;
}

static int
load_one(void *self, const struct ledger_hold *one, struct why *w)
{
	return holds_add(self, one, NULL, w);
}

int
holds_load(struct holds *h, struct ledger *l, struct why *w)
{
	memset(h, 0, sizeof(*h));
	if (ledger_hold_each(l, load_one, h, w) != 0)
		return why_in(w, "hold");
	return series_tell(l, &h->match, w);
}

void
holds_clear(struct holds *h)
{
	order_match_clear(&h->match);
	free(h->ids);
	memset(h, 0, sizeof(*h));
}

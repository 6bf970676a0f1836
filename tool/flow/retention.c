#include "tool/flow/retention.h"

#include <string.h>

#include "formats/order_target.h"
#include "tool/flow/tombs.h"

#define DAY_S 86400

bool
retention_find(const struct policy *p, const char *category, int64_t now_s,
    struct retention *out)
{
	const struct policy_category *c = policy_find_category(p, category);

	*out = (struct retention){ 0 };
	if (p->line.version == 0 || c == NULL)
		return false;
	/* as policy_check_age has it: a whole second belongs to its moment */
	out->days = c->days;
	out->before_ms = (now_s - (int64_t)c->days * DAY_S + 1) * 1000;
	return true;
}

uint32_t
retention_until(const struct store *s, int64_t now_s)
{
	const struct policy *p = &s->policy;
	uint32_t until = tombs_until(now_s, s->retention_months);

	for (size_t i = 0; i < p->n_categories; i++) {
		uint32_t end =
		    tombs_month(now_s + (int64_t)p->categories[i].days * DAY_S);

		if (end > until)
			until = end;
	}
	return until;
}

int
retention_match(const struct retention *r, const uint8_t bundle[SEAL_ID_BYTES],
    uint32_t number, struct order_match *m, struct why *w)
{
	struct order_target target;

	memset(&target, 0, sizeof(target));
	target.kind = ORDER_BEFORE;
	target.limited = true;
	memcpy(target.bundle, bundle, SEAL_ID_BYTES);
	target.from_ms = INT64_MIN;
	target.to_ms = r->before_ms;
	return order_match_target(m, &target, number, w);
}

#ifndef TOOL_FLOW_RETENTION_H
#define TOOL_FLOW_RETENTION_H

/** How long reads are kept: a target "before" of one bundle, made of the days
 *  that the policy gives its category. Source: enforce.txt, 1. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/order.h"
#include "keys/policy.h"
#include "tool/store/store.h"

struct retention {
	uint32_t days;
	int64_t before_ms; /* reads captured before it are due */
};

/** The rule for reads of a category ("": none was given), at this time. False:
 *  there is none. */
bool retention_find(const struct policy *p, const char *category, int64_t now_s,
    struct retention *out);

/** The month in which a tombstone set now dies, by tombs_until and by the
 *  longest days of the policy. Source: order.txt, 5.4. */
uint32_t retention_until(const struct store *s, int64_t now_s);

/** Have a match select what is due in this bundle, under this number. */
int
retention_match(const struct retention *r, const uint8_t bundle[SEAL_ID_BYTES],
    uint32_t number, struct order_match *m, struct why *w);

#endif

#ifndef TOOL_STORE_LEDGER_ORDER_H
#define TOOL_STORE_LEDGER_ORDER_H

/** Orders that were carried out here, and what was ordered of others. Source:
 *  order.txt, 2.3 and 4.8. */

#include "formats/order.h"
#include "tool/store/ledger.h"

#define LEDGER_ANSWER_BYTES 4161 /* of 64 agencies */
struct ledger_order {
	uint64_t row; /* 0 when new; filled in by put */
	uint8_t id[16];
	enum order_act act;
	enum order_act does;		/* see struct order */
	uint8_t carrier[SEAL_ID_BYTES]; /* bundle that brought it */
	struct seal_party issuer;
	uint8_t digest[HASH_DIGEST_BYTES];
	char answer_by[LEDGER_ANSWER_BYTES]; /* agencies, a comma between */
	char ground[513];
	char legal[513];
	char reference[513];
	int64_t issued_s;
	int64_t deadline_s;
	int64_t ends_s; /* of a restriction, or ORDER_NO_END */
	int64_t answered_s;
	uint64_t targets;
	uint64_t deleted_reads;
	uint64_t deleted_members;
	uint64_t deleted_bundles;
	uint64_t absent; /* targets that found nothing */
	uint64_t held;	 /* reads and files that a hold kept from it */
	/* of one that deletes nothing: what it named and stayed, and reads and
	 * files that went all the same, or that it came too late for */
	uint64_t marked_reads;
	uint64_t marked_members;
	uint64_t marked_bundles;
	uint64_t overruled;
	/* of one that rectifies: rows that stand for others, and how many of
	 * them did not stay */
	uint64_t corrected;
	uint64_t lost;
};
int ledger_order_put(struct ledger *l, struct ledger_order *o, struct why *w);
/** The first that this agency gave under this id. */
int ledger_order_find(struct ledger *l, const char *agency,
    const uint8_t id[16], struct ledger_order *out, bool *found, struct why *w);
int ledger_order_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_order *o, struct why *w),
    void *self, struct why *w);

/** An order that could not be carried out on a bundle, by its id; it was now,
 *  on all bundles of this agency; how many there are of a bundle. */
int ledger_unreached_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const uint8_t order[16], struct why *w);
int ledger_unreached_drop(struct ledger *l, const char *agency,
    const uint8_t order[16], struct why *w);
int ledger_unreached_has(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const uint8_t order[16], bool *out, struct why *w);
int ledger_unreached_count(struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], uint64_t *out, struct why *w);
/** Each order with each bundle on which it waits. */
int ledger_unreached_each(struct ledger *l,
    int (*each)(void *self, const uint8_t *bundle, const struct ledger_order *o,
	struct why *w),
    void *self, struct why *w);

/* --- what was ordered of others --- */

/** An order of this agency, of one agency whose answer it takes. Its targets
 *  are not kept. Source: order.txt, 2.3. */
struct ledger_demand {
	enum order_act act;
	enum order_act does; /* see struct order */
	uint8_t id[16];
	uint8_t digest[HASH_DIGEST_BYTES];
	char agency[SEAL_AGENCY_BYTES];
	uint8_t carrier[SEAL_ID_BYTES]; /* the first bundle that carries it */
	int64_t issued_s;
	int64_t deadline_s;
	char ground[513];
	char legal[513];
	char reference[513];
	uint64_t targets;
	bool answered;
	int64_t answered_s;
	uint8_t certificate[HASH_DIGEST_BYTES]; /* digest of the answer */
	bool waived; /* nobody waits for the answer any more */
	int64_t waived_s;
};
/** Unanswered; the same order of the same agency stays as it is, and is waited
 *  for again. */
int ledger_demand_put(struct ledger *l, const struct ledger_demand *d,
    struct why *w);
/** This agency answered. *found false: no such order is unanswered. */
struct ledger_answer {
	const uint8_t *digest; /* of the order */
	const char *agency;
	int64_t answered_s;
	const uint8_t *certificate; /* its digest */
};
int ledger_demand_answer(struct ledger *l, const struct ledger_answer *a,
    bool *found, struct why *w);
/** Nobody waits for the answer of that agency to this order any more.
 *  *found false: none is waited for. */
struct ledger_waive {
	const uint8_t *order; /* its id, 16 bytes */
	const char *agency;
	int64_t waived_s;
};
int ledger_demand_waive(struct ledger *l, const struct ledger_waive *one,
    bool *found, struct why *w);
/** By deadline. */
int ledger_demand_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_demand *d, struct why *w),
    void *self, struct why *w);

#endif

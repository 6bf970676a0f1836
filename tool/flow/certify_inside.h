#ifndef TOOL_FLOW_CERTIFY_INSIDE_H
#define TOOL_FLOW_CERTIFY_INSIDE_H

/** Between certify.c (the order, the signature), certify_bundle.c (what is said
 *  of one bundle), certify_held.c (what holds keep of it) and certify_marks.c
 *  (what is restricted of it, or lifted). */

#include "tool/flow/certify.h"
#include "tool/flow/tally.h"
#include "tool/store/ledger_order.h"

struct certify_run {
	struct store *store;
	const struct certify_options *options;
	struct certify_result *result;
	struct ledger_order order;
	uint64_t passed; /* times that bundles it touched were passed on */
	struct certificate_hold *holds; /* that stand, by id; owned */
	size_t n_holds;
};

/** How things stand with a bundle under this order. */
int certify_bundle(struct certify_run *r, const uint8_t id[SEAL_ID_BYTES],
    struct why *w);

/** Has the order taken or restricted something of it, or lifted that? */
int certify_touched(const struct certify_run *r,
    const uint8_t id[SEAL_ID_BYTES], bool *out, struct why *w);

/** Its segments are listed: set its state, and what the seal says of them.
 *  Where it is to be checked all of it is read, and shown. */
struct certify_look {
	tally_look *look; /* or NULL */
	void *self;
	bool always; /* though nothing of it is listed */
};
int certify_settle(struct certify_run *r, struct certificate_bundle *b,
    const struct certify_look *how, struct why *w);

/** Of an order that deletes nothing: what it restricts or lifts of it. */
int certify_marks(struct certify_run *r, struct certificate_bundle *b,
    struct why *w);
int certify_marks_any(const struct certify_run *r,
    const uint8_t id[SEAL_ID_BYTES], bool *out, struct why *w);

/** All holds that stand, of which none keeps a record yet. */
int certify_holds_load(struct certify_run *r, struct why *w);
/** Those that do, into the certificate. */
int certify_holds_name(struct certify_run *r, struct why *w);

/** Records of a bundle that the order selects and holds keep. A file that is
 *  held is all of its records: what is gone of it has to be left out. */
struct certify_held {
	struct bytes stretches;
	size_t at;
	uint32_t within;
	uint64_t due; /* records and files whose hold is over */
};
struct certify_place {
	uint64_t segment;
	uint32_t index;
	uint32_t hold; /* its number among those that stand */
};
/** certify_held_clear is due in both cases. */
int certify_held_load(struct certify_held *h, const struct certify_run *r,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w);
/** The first place that was not stepped over, ascending; false: none. */
bool certify_held_peek(const struct certify_held *h, struct certify_place *out);
void certify_held_step(struct certify_held *h);
void certify_held_clear(struct certify_held *h);

#endif

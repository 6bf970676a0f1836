#ifndef TOOL_STORE_LEDGER_HANDOVER_H
#define TOOL_STORE_LEDGER_HANDOVER_H

/** Hand-overs that this store took part in. Source: handover.txt, 7. */

#include "tool/store/ledger.h"

enum ledger_handover_side {
	LEDGER_GIVEN = 'g',
	LEDGER_TAKEN = 't'
};

struct ledger_handover {
	uint8_t id[SEAL_ID_BYTES]; /* of the chain */
	uint64_t hop;		   /* 1, 2, ... */
	enum ledger_handover_side side;
	uint8_t bundle[SEAL_ID_BYTES];
	uint8_t statement[HASH_DIGEST_BYTES]; /* of what was given */
	char agency[SEAL_AGENCY_BYTES];	      /* the other one */
	char person[CARD_PERSON_BYTES];	      /* of it; "": itself */
	int64_t entered_s;
	bool taken;	  /* of one that was given: that is known */
	int64_t taken_s;  /* by the taker's clock */
	int64_t closed_s; /* since when it is known here */
	uint8_t answer[HASH_DIGEST_BYTES]; /* of the statement that says so */
	char found[EVENT_WORD_BYTES];	   /* by who took it; "": not known */
};
/** WHY_STORE if the hop is there. */
int ledger_handover_put(struct ledger *l, const struct ledger_handover *h,
    struct why *w);
int ledger_handover_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t hop, struct ledger_handover *out, bool *found, struct why *w);
/** It was taken: by whom, when, what they found, and by which statement. */
int ledger_handover_close(struct ledger *l, const struct ledger_handover *h,
    struct why *w);
/** In order of entry; a non-zero return stops and is returned. */
int ledger_handover_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_handover *h, struct why *w),
    void *self, struct why *w);

#endif

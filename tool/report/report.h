#ifndef TOOL_REPORT_REPORT_H
#define TOOL_REPORT_REPORT_H

/** Reports for people, as papers: of a bundle, an exhibit or a store. Source:
 *  report.txt. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/quality.h"
#include "tool/flow/check.h"
#include "tool/flow/exhibit_check.h"
#include "tool/flow/verify.h"
#include "tool/report/paper.h"
#include "tool/store/journal.h"
#include "tool/store/store.h"

/** Rows of one list, and events, that are told. */
#define REPORT_ROWS_MAX 1000

/** What a report is made from. */
struct report_from {
	int64_t now_s;
	struct store *store;  /* open, STORE_READ; or NULL: there are cards */
	uint64_t first_event; /* of a store: where its events begin */
	struct why log_why;   /* why the custody log is not sound */
	struct why why;	      /* why the thing itself is not as it must be */
	struct journal_report log;
	bool unchecked; /* of the thing itself there is nothing to check */
	/* what came of it: events of the thing, and those that are listed */
	uint64_t events;
	uint64_t listed;
};

/** Check the custody log of the store, if there is one. That it is not sound
 *  is no fault here, but told. STORE_READ. */
int report_check_log(struct report_from *from, struct why *w);
/** Is all well that was checked? Otherwise -1, with why it is not. */
int report_verdict(const struct report_from *from, struct why *w);

/** A sealed bundle that was verified. */
int report_sealed(struct paper *p, struct report_from *from,
    const struct verify_result *r, struct why *w);

/** A bundle of the ledger. */
struct report_bundle {
	const struct ledger_bundle *bundle;
	const struct check_result *check; /* of a released one; or NULL */
	const struct quality *reads; /* counted from what lies there; or NULL */
};
int report_bundle(struct paper *p, struct report_from *from,
    const struct report_bundle *b, struct why *w);

/** An exhibit that was verified. */
int report_exhibit(struct paper *p, struct report_from *from,
    const struct exhibit_check *r, struct why *w);

/** A store. */
int report_store(struct paper *p, struct report_from *from, struct why *w);

#endif

#ifndef TOOL_REPORT_REPORT_INSIDE_H
#define TOOL_REPORT_REPORT_INSIDE_H

/** Parts of a report, shared by its kinds. Source: report.txt, 3. */

#include "tool/report/report.h"

#define REPORT_ID_HEX 33

/** Verdict and origin. checked: a sentence on what was. */
void report_begin(struct paper *p, const struct report_from *from,
    const uint8_t digest[HASH_DIGEST_BYTES], const char *checked);

/** From whom, and who signed. */
struct report_trust {
	const struct decision *decision;
	const struct chain *chain;
};
void report_parties(struct paper *p, const struct report_from *from,
    const struct report_trust *t);
/** Who can open it. */
void report_readers(struct paper *p, const struct seal *seal);
/** What was left out before sealing, and which sources it is of. */
void report_left_out(struct paper *p, const struct minimised *m,
    const struct sources *s);

/** Which events. All empty: every one. */
struct report_events {
	const char *bundle;		  /* its id as hex, or NULL */
	const char *exhibit;		  /* its reference, or NULL */
	const struct check_cause *causes; /* whose orders count too */
	size_t n_causes;
};
int report_events(struct paper *p, struct report_from *from,
    const struct report_events *which, struct why *w);

/** Holds that stand; bundle: those that keep something of it, or NULL. */
int report_holds(struct paper *p, const struct report_from *from,
    const struct ledger_bundle *bundle, struct why *w);
/** Exhibits that were made; bundle: of this one, or NULL. */
int report_exhibits(struct paper *p, const struct report_from *from,
    const struct ledger_bundle *bundle, struct why *w);
/** Orders that were carried out. */
int
report_orders(struct paper *p, const struct report_from *from, struct why *w);
/** Why records of a bundle are gone. */
void report_deletions(struct paper *p, const struct ledger_bundle *b,
    const struct check_result *r);

/** What the drafts are about. */
enum report_kind {
	REPORT_SEALED,
	REPORT_RECEIVED,
	REPORT_SENT,
	REPORT_EXHIBIT,
	REPORT_STORE
};
struct report_draft {
	enum report_kind kind;
	const char *thing;     /* "sealed bundle 00ff..." */
	const char *exhibit;   /* its reference; "": a blank */
	const char *from;      /* name of the agency that sealed it */
	const char *print;     /* of its key */
	const char *result;    /* what a check found, and when */
	const uint8_t *digest; /* HASH_DIGEST_BYTES of the seal, or statement */
	int64_t sealed_s;
	int64_t entered_s; /* received; or 0 */
	uint64_t reads;
};
/** Statement, label, schedule line. */
void report_drafts(struct paper *p, const struct report_draft *d);
/** Who can check it, and how. id: of the bundle, hex; or NULL. */
void report_how(struct paper *p, enum report_kind kind, const char *id);

#endif

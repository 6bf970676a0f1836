#ifndef TESTS_UNIT_DECIDING_H
#define TESTS_UNIT_DECIDING_H

/** Decisions as rows of a table: what is known of a signature and of its key,
 *  and what comes of it. */

#include "keys/decision.h"
#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

#define N DIRECTORY_NEVER

/* agency-b, approved from 1000 on, with a key that is valid from 500 on; now
 * is 5000. What a row does not say is as in `usual`. */
struct deciding_row {
	const char *rule;
	int64_t claimed_s;
	int64_t logged_s; /* N: seen first now */
	int64_t shown_s;  /* by a token; 0: by none */
	enum why_reason gpg;
	int64_t own_s; /* the key's own expiry; 0: never */
	/* times of the key; 0: never */
	int64_t until_s, superseded_s, revoked_s, compromised_s;
	enum why_reason want;
	unsigned notes;
	bool part; /* which signed may have been revoked by itself */
};

#define NOW	    5000
#define COMPROMISED DECISION_COMPROMISED_SINCE
#define REVOKED	    DECISION_REVOKED_SINCE
#define EXPIRED	    DECISION_EXPIRED_SINCE
#define SUPERSEDED  DECISION_SUPERSEDED_SINCE

static struct directory deciding;

/** Agency-b with its key. */
static inline void
deciding_begin(void)
{
	agencies_begin(&deciding);
	agencies_add(&deciding, "agency-b", PRINT_B, DIRECTORY_SEAL);
	agencies_next(&deciding, 200);
	agencies_of(&deciding, "agency-b")->approved_from_s = 1000;
	agencies_key(&deciding, PRINT_B)->valid_from_s = 500;
}

static inline struct decision_ask
deciding_usual(struct session_verdict *v)
{
	(void)snprintf(v->fingerprint, sizeof v->fingerprint, PRINT_B);
	v->created_s = 2000;
	v->matches = true;
	return (struct decision_ask){ .directory = &deciding,
		.verdict = v,
		.role = DIRECTORY_SEAL,
		.now_s = NOW,
		.logged_s = N };
}

static inline int64_t
deciding_never(int64_t time_s)
{
	return time_s == 0 ? N : time_s;
}

static inline void
deciding_rows(const struct deciding_row *rows, size_t n)
{
	struct directory_key *k = agencies_key(&deciding, PRINT_B);

	for (size_t i = 0; i < n; i++) {
		const struct deciding_row *r = &rows[i];
		struct session_verdict v = { 0 };
		struct decision_ask ask = deciding_usual(&v);
		struct decision out;
		struct why w = { 0 };
		int rc;

		ask.gpg = r->gpg;
		ask.logged_s = deciding_never(r->logged_s);
		if (r->shown_s != 0)
			ask.shown =
			    (struct known_since){ r->shown_s, KNOWN_TOKEN };
		v.part_revoked = r->part;
		if (r->claimed_s != 0)
			v.created_s = r->claimed_s;
		v.key_expires_s = r->own_s;
		k->valid_until_s = deciding_never(r->until_s);
		k->superseded_s = deciding_never(r->superseded_s);
		k->revoked_s = deciding_never(r->revoked_s);
		k->compromised_s = deciding_never(r->compromised_s);
		rc = decision_make(&ask, &out, &w);
		tap_text(why_name(w.reason), why_name(r->want), "%s: %s",
		    r->rule, w.text);
		tap_ok((rc == 0) == (r->want == WHY_NONE), "%s: told", r->rule);
		tap_number(out.notes, r->notes, "%s: notes", r->rule);
	}
	k->valid_until_s = k->superseded_s = k->revoked_s = N;
	k->compromised_s = N;
}

#endif

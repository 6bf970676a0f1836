#include "tool/flow/signatures.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

#define NORTH "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define CHIEF "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

static const uint8_t id[SEAL_ID_BYTES] = "a bundle";
static const struct ledger_signed received = { id, LEDGER_RECEIVED };

/* Two signed: the agency, for the role to seal; an officer, too late. */
static struct signers
two(void)
{
	static struct signers all;
	struct decision *d = &all.all[0].decision;

	all = (struct signers){ .n = 2 };
	(void)snprintf(d->agency, sizeof d->agency, "north");
	(void)snprintf(d->fingerprint, sizeof d->fingerprint, NORTH);
	d->roles = DIRECTORY_SEAL | DIRECTORY_APPROVE;
	d->claimed_s = 1000;
	all.all[0].filled = DIRECTORY_SEAL;
	d = &all.all[1].decision;
	(void)snprintf(d->agency, sizeof d->agency, "north");
	(void)snprintf(d->person, sizeof d->person, "p-17");
	(void)snprintf(d->fingerprint, sizeof d->fingerprint, CHIEF);
	(void)why_set(&all.all[1].why, WHY_SIGNER_EXPIRED, "too late");
	all.asked[0] = all.met[0] = 1; /* to seal */
	all.asked[4] = 2;	       /* another role */
	return all;
}

static void
what_is_told(void)
{
	const struct signers all = two();
	struct signatures s;

	signatures_of(&s, &all);
	tap_number((long long)s.n, 2, "both are told");
	tap_text(s.all[0].agency, "north", "by whom");
	tap_text(s.all[0].fingerprint, NORTH, "with which key");
	tap_ok(s.all[0].roles == (DIRECTORY_SEAL | DIRECTORY_APPROVE) &&
		s.all[0].filled == DIRECTORY_SEAL && s.all[0].claimed_s == 1000,
	    "in which role, and when");
	tap_text(s.all[0].reason, "", "that it counts");
	tap_text(s.all[1].person, "p-17", "which person");
	tap_text(s.all[1].reason, "signer-expired", "or why it does not");
	tap_number((long long)s.n_asked, 2, "roles that nobody asks for not");
	tap_ok(s.asked[0].role == DIRECTORY_SEAL && s.asked[0].asked == 1 &&
		s.asked[0].met == 1,
	    "one was asked for, and signed");
	tap_ok(s.asked[1].role == 16 && s.asked[1].asked == 2 &&
		s.asked[1].met == 0,
	    "two were, and did not");
}

static void
what_is_kept(void)
{
	const struct signers all = two();
	struct signers later = two();
	struct signatures s;
	struct ledger l;
	struct why w = { 0 };

	if (!opens(&l, "l.db", &w))
		return;
	signatures_of(&s, &all);
	tap_number(signatures_put(&s, &l, &received, 1, &w), 0,
	    "they are put: %s", w.text);
	tap_number(signatures_put(&s, &l, &received, 1, &w), 0,
	    "and put again: %s", w.text);
	/* judged later, without a policy */
	later.all[0].filled = 0;
	later.asked[0] = later.asked[4] = 0;
	signatures_of(&s, &later);
	tap_number((long long)s.n_asked, 0, "later nothing is asked");
	tap_number(signatures_recall(&s, &l, &received, 0, &w), 0,
	    "of another seal nothing is recalled");
	tap_ok(s.n_asked == 0 && s.all[0].filled == 0, "nor told");
	tap_number(signatures_recall(&s, &l, &received, 1, &w), 0,
	    "of this one it is");
	tap_number((long long)s.n_asked, 2, "what was asked");
	tap_number((long long)s.asked[1].asked, 2, "of how many");
	tap_number((long long)s.all[0].filled, DIRECTORY_SEAL,
	    "and for what one was counted");
	tap_number((long long)s.all[1].filled, 0, "and another not");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		tap_ok(false, "a ledger is there");
	what_is_told();
	what_is_kept();
	return file_end();
}

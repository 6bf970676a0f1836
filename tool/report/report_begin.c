#include "tool/report/report_inside.h"

#include <inttypes.h>
#include <stdio.h>

#include "keys/gpg.h"
#include "tool/store/store_own.h"
#include "tool/version.h"

int
report_check_log(struct report_from *from, struct why *w)
{
	struct journal_self self;
	struct why fault = { 0 };

	if (from->store == NULL)
		return 0;
	self = store_own_self(from->store);
	if (journal_verify(&from->store->ledger, &from->store->session, &self,
		NULL, &from->log, &fault) == 0)
		return 0;
	from->log_why = fault;
	return why_exit(fault.reason) == WHY_EXIT_NO
	    ? 0
	    : why_set(w, fault.reason, "%s", fault.text);
}

int
report_verdict(const struct report_from *from, struct why *w)
{
	if (from->why.reason != WHY_NONE)
		return why_set(w, from->why.reason, "%s", from->why.text);
	if (from->log_why.reason != WHY_NONE)
		return why_set(w, from->log_why.reason, "custody log: %s",
		    from->log_why.text);
	return 0;
}

static void
put_verdict(struct paper *p, const struct report_from *from,
    const char *checked)
{
	struct why no = { 0 };
	char when[PAPER_TIME_BYTES];

	paper_time(when, from->now_s);
	paper_heading(p, 2, "Verdict");
	if (report_verdict(from, &no) != 0)
		paper_say(p, PAPER_NOTICE, "REJECTED at %s: %s: %s", when,
		    why_name(no.reason), no.text);
	else
		paper_say(p, PAPER_NOTICE, "%s at %s",
		    from->unchecked ? "NOT CHECKED" : "VERIFIED", when);
	paper_say(p, PAPER_TEXT, "%s", checked);
	if (from->store == NULL)
		paper_say(p, PAPER_TEXT,
		    "The custody log of the agency was not checked, as no "
		    "store was given: what is trusted are the cards that "
		    "were.");
	else if (from->log_why.reason == WHY_NONE)
		paper_say(p, PAPER_TEXT,
		    "The custody log was checked: every event, the tree over "
		    "them, and every signed head that the store keeps. It is "
		    "sound.");
	else
		paper_say(p, PAPER_TEXT,
		    "The custody log was checked and is not sound: %s: %s. "
		    "What is told below of events is what the log says now.",
		    why_name(from->log_why.reason), from->log_why.text);
}

static void
put_origin(struct paper *p, const struct report_from *from)
{
	const struct store *s = from->store;
	struct gpg_versions v;

	gpg_versions(&v);
	paper_heading(p, 2, "What this report was made from");
	paper_pair_time(p, "Made", from->now_s);
	paper_pair(p, "Program", "sealbag " VERSION);
	paper_pair(p, "GnuPG", v.gpg);
	if (s == NULL)
		return;
	paper_pair(p, "Store of", s->name);
	paper_pair(p, "Agency", s->agency);
	paper_pair_print(p, "Key of the agency", s->fingerprint);
	paper_pair_number(p, "Events in the custody log", from->log.events);
	paper_pair_number(p, "Signed up to event", from->log.signed_to);
	if (from->log_why.reason == WHY_NONE)
		paper_pair_hex(p, "Root of the log", from->log.head.root,
		    HASH_BYTES);
}

void
report_begin(struct paper *p, const struct report_from *from,
    const uint8_t digest[HASH_DIGEST_BYTES], const char *checked)
{
	bool log = from->store != NULL;
	char origin[96];
	char when[PAPER_TIME_BYTES];
	char hex[17];

	paper_time(when, from->now_s);
	bytes_to_hex(hex, log ? from->log.head.root : digest, 8);
	if (log)
		(void)snprintf(origin, sizeof origin,
		    "a log of %" PRIu64 " event%s, root %s", from->log.events,
		    from->log.events == 1 ? "" : "s", hex);
	else
		(void)snprintf(origin, sizeof origin, "%s", hex);
	paper_foot(p, "Derived and unsigned. Made %s by sealbag %s from %s.",
	    when, VERSION, origin);
	paper_say(p, PAPER_NOTICE, "%s", paper_text_of(p, p->foot));
	paper_say(p, PAPER_TEXT,
	    "This report replaces no evidence. What it tells is in signed "
	    "statements and in a custody log, which can be checked again.");
	put_verdict(p, from, checked);
	put_origin(p, from);
}

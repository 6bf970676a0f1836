#include "tool/cmd/certificate_check.h"

#include "tool/cmd/approve.h"
#include "tool/cmd/certificate.h"

int
certificate_check_given(const struct command_call *call, struct store *s,
    const struct certificate_given *given, struct answer_result *r,
    struct why *w)
{
	struct progress progress;
	const struct answer_options o = {
		.certificate = given->certificate,
		.order = given->order,
		.bundles = given->bundles.items,
		.n_bundles = given->bundles.n,
		.lifts = given->lifts.items,
		.n_lifts = given->lifts.n,
		.partly = given->partly,
		.jobs = given->jobs,
		.progress = &progress,
	};
	int rc;

	progress_open(&progress, "certificate", 0, call->quiet);
	rc = answer_check(s, &o, r, w);
	progress_close(&progress);
	return rc;
}

void
certificate_check_say(struct say *s, const struct answer_result *r)
{
	say_verdict(s, r->unchecked > 0 ? "PARTLY VERIFIED" : "VERIFIED");
	certificate_say(s, &r->approve.certificate);
	say_hex(s, "digest", "Digest", r->approve.digest,
	    sizeof(r->approve.digest));
	cmd_approve_say_signatures(s, &r->approve, true);
	say_number(s, "bundles_checked", "Bundles checked", r->checked);
	say_number(s, "bundles_unchecked", "Not checked", r->unchecked);
	say_number(s, "selected", "Records ordered", r->selected);
	say_number(s, "gone", "Gone by it", r->gone);
	say_number(s, "gone_before", "Gone otherwise", r->gone_before);
	say_number(s, "held", "Held", r->held);
	say_number(s, "restricted", "Restricted", r->restricted);
	say_number(s, "lifted", "Lifted", r->lifted);
	say_number(s, "lifted_unproved", NULL, r->unproved);
	say_number(s, "ended", "Ended", r->ended);
	say_number(s, "unreviewed", "Reviews overdue", r->unreviewed);
	say_flag(s, "taken", "Taken before", r->taken);
	if (r->ended > 0)
		say_note(s,
		    "The end of the order was over when it was made: what is "
		    "not told of is restricted no longer.");
	if (r->unproved > 0)
		say_note(s,
		    "That later orders lifted what it says is its word alone: "
		    "give them by --lift.");
	if (r->late)
		say_note(s, "It was made behind the deadline.");
	say_note(s,
	    "Checked: who signed, which order, and record by record what the "
	    "order selects in the bundles given. That the answerer has no "
	    "other copy is its word alone.");
}

#include "tool/report/report_inside.h"

#include <inttypes.h>
#include <stdio.h>

#include "tool/report/quality_paper.h"
#include "tool/say_out.h"

static void
put_bytes(struct paper *p, const char *name, uint64_t bytes)
{
	char size[SAY_OUT_SIZE];
	char number[SAY_OUT_NUMBER];
	char text[SAY_OUT_SIZE + SAY_OUT_NUMBER + 16];

	say_out_size(size, bytes);
	say_out_number(number, bytes);
	(void)snprintf(text, sizeof text, "%s (%s bytes)", size, number);
	paper_pair(p, name, bytes < 1000 ? size : text);
}

/* What a check found, as the drafts repeat it. */
static void
result_of(const struct report_from *from, const char *what, char out[160])
{
	struct why no = { 0 };
	char when[PAPER_TIME_BYTES];
	bool good = report_verdict(from, &no) == 0;

	paper_time(when, from->now_s);
	if (from->unchecked)
		(void)snprintf(out, 160, "It was not checked");
	else if (good)
		(void)snprintf(out, 160, "%s was checked at %s: VERIFIED", what,
		    when);
	else
		(void)snprintf(out, 160, "%s was checked at %s: REJECTED (%s)",
		    what, when, why_name(no.reason));
}

/* --- a sealed one --- */

static void
put_authority(struct paper *p, const struct contents *c)
{
	const struct contents_authority *a = &c->authority;

	paper_heading(p, 2, "Purpose and authority");
	paper_pair(p, "Purpose", c->purpose);
	paper_pair(p, "Reference", c->reference);
	paper_pair(p, "Requested by", a->requester);
	paper_pair(p, "Given by", a->authoriser);
	paper_pair(p, "Rank", a->rank);
	paper_pair(p, "Number", a->number);
	if (a->authorised_s != 0)
		paper_pair_time(p, "Given on", a->authorised_s);
	else
		paper_pair(p, "Given on", "");
	paper_pair(p, "Category", a->category);
	paper_pair(p, "By the policy", a->policy);
}

static int
put_quality(struct paper *p, const struct contents *c, struct why *w)
{
	struct quality q;

	paper_heading(p, 2, "Quality of the reads");
	if (c->quality.len == 0) {
		paper_say(p, PAPER_TEXT,
		    "none recorded: the sender made no statement");
		return 0;
	}
	if (quality_parse(&q, c->quality.data, c->quality.len, w) != 0)
		return -1;
	paper_say(p, PAPER_TEXT,
	    "From the sender's quality statement, which is signed: of the "
	    "reads as they were sealed.");
	quality_paper(p, &q, 3);
	quality_clear(&q);
	return 0;
}

static int
put_opened(struct paper *p, const struct verify_result *r, struct why *w)
{
	const struct contents *c = &r->contents;

	put_authority(p, c);
	paper_heading(p, 2, "What is inside");
	put_bytes(p, "Payload", r->payload_bytes);
	paper_pair_number(p, "Files", r->files);
	paper_pair_number(p, "Reads", r->reads);
	paper_pair_number(p, "Orders to delete", r->orders);
	if (c->captured.known) {
		paper_pair_time(p, "Oldest read", c->captured.oldest_s);
		paper_pair_time(p, "Newest read", c->captured.newest_s);
	}
	report_left_out(p, &c->minimised, &c->sources);
	return put_quality(p, c, w);
}

static void
put_sealed(struct paper *p, const struct verify_result *r, const char *id)
{
	paper_heading(p, 2, "What it is");
	paper_pair(p, "Sealed bundle", id);
	paper_pair_number(p, "Number of the sender", r->seal.sequence);
	paper_pair_time(p, "Sealed", r->seal.created_s);
	paper_pair(p, "Marking", r->seal.marking);
	put_bytes(p, "Size", r->bytes);
	paper_pair_number(p, "Segments", r->seal.n_segments);
	paper_pair_number(p, "Records, of any kind", r->records);
	paper_pair_hex(p, "Digest of the seal (BLAKE2b-512)", r->seal_digest,
	    sizeof r->seal_digest);
	report_readers(p, &r->seal);
}

int
report_sealed(struct paper *p, struct report_from *from,
    const struct verify_result *r, struct why *w)
{
	bool opened = r->depth == VERIFY_OPENED;
	char id[SEAL_ID_HEX];
	char thing[64];
	char result[160];
	const struct report_events which = { .bundle = id };
	const struct report_trust trust = { &r->decision, &r->chain };
	const struct report_draft draft = { REPORT_SEALED, thing, "",
		r->decision.name, r->decision.fingerprint, result,
		r->seal_digest, r->seal.created_s, 0, r->reads };

	bytes_to_hex(id, r->seal.id, sizeof r->seal.id);
	(void)snprintf(thing, sizeof thing, "sealed bundle %s", id);
	paper_title(p, "Report on the sealed bundle %s", id);
	report_begin(p, from, r->seal_digest,
	    opened ? "Checked: the signatures, every sealed byte, every "
		     "record, names and manifests."
		   : "Checked: the signatures and every sealed byte. What is "
		     "inside was not opened, as that takes the key of a "
		     "recipient.");
	put_sealed(p, r, id);
	report_parties(p, from, &trust);
	if (opened && put_opened(p, r, w) != 0)
		return -1;
	if (report_events(p, from, &which, w) != 0)
		return -1;
	report_how(p, REPORT_SEALED, id);
	result_of(from, opened ? "The whole of it" : "Its outside", result);
	report_drafts(p, &draft);
	return paper_end(p);
}

/* --- one of the ledger --- */

static const char *
state_of(const struct ledger_bundle *b)
{
	switch (b->state) {
	case LEDGER_BEGUN:
		return "begun, not finished";
	case LEDGER_DONE:
		return b->direction == LEDGER_SENT ? "sent" : "received";
	case LEDGER_DELETED:
		return "received, then deleted whole";
	case LEDGER_FAILED:
		return "given up";
	}
	return "";
}

static void
put_row(struct paper *p, const struct ledger_bundle *b, const char *id)
{
	bool sent = b->direction == LEDGER_SENT;

	paper_heading(p, 2, "What it is");
	paper_pair(p, "Bundle", id);
	paper_pair(p, "State", state_of(b));
	paper_pair(p, sent ? "First recipient" : "Sender", b->other.agency);
	paper_pair_print(p, sent ? "Key of the recipient" : "Key of the sender",
	    b->other.fingerprint);
	paper_pair_number(p, "Number of the sender", b->sequence);
	paper_pair_time(p, "Sealed", b->created_s);
	paper_pair_time(p, sent ? "Packed" : "Received", b->entered_s);
	paper_pair(p, "Marking", b->marking);
	paper_pair(p, "Purpose", b->purpose);
	paper_pair(p, "Reference", b->reference);
	paper_pair_number(p, "Files", b->files);
	paper_pair_number(p, "Reads", b->reads);
	paper_pair_number(p, "Orders to delete", b->orders);
	paper_pair_hex(p, "Digest of the seal (BLAKE2b-512)", b->seal_digest,
	    sizeof b->seal_digest);
}

static void
put_reads(struct paper *p, const struct quality *q)
{
	paper_heading(p, 2, "Reads by hour, and cameras");
	if (q == NULL) {
		paper_say(p, PAPER_TEXT, "none recorded");
		return;
	}
	paper_say(p, PAPER_TEXT,
	    "Counted for this report from the rows that are there, after any "
	    "deletion. The statement that came from the sender is not kept.");
	quality_paper_reads(p, q, 3);
}

static const char *
checked(const struct report_from *from, const struct ledger_bundle *b)
{
	if (!from->unchecked)
		return "Checked: the sender's seal, every file and every "
		       "record that is there, and that whatever is missing "
		       "went by a deletion that is recorded.";
	if (b->direction == LEDGER_SENT)
		return "Not checked: the bundle itself is not kept here. What "
		       "follows is what the ledger says of it.";
	return "Not checked: of the bundle itself nothing is left here. What "
	       "follows is what the ledger says of it.";
}

int
report_bundle(struct paper *p, struct report_from *from,
    const struct report_bundle *b, struct why *w)
{
	const struct ledger_bundle *row = b->bundle;
	bool sent = row->direction == LEDGER_SENT;
	/* of one that is rejected not all is known */
	const struct check_result *good =
	    from->why.reason == WHY_NONE ? b->check : NULL;
	char id[SEAL_ID_HEX];
	char thing[64];
	char result[160];
	struct report_events which = { .bundle = id };
	const struct report_draft draft = { sent ? REPORT_SENT
						 : REPORT_RECEIVED,
		thing, "",
		good == NULL ? row->other.agency : good->decision.name,
		row->other.fingerprint, result, row->seal_digest,
		row->created_s, row->entered_s, row->reads };

	bytes_to_hex(id, row->id, sizeof row->id);
	(void)snprintf(thing, sizeof thing, "bundle %s", id);
	paper_title(p, "Report on the bundle %s", id);
	report_begin(p, from, row->seal_digest, checked(from, row));
	put_row(p, row, id);
	if (good != NULL) {
		const struct report_trust trust = { &good->decision,
			&good->chain };

		report_parties(p, from, &trust);
		report_left_out(p, &good->told.minimised, &good->told.sources);
		which.causes = good->causes;
		which.n_causes = good->n_causes;
	}
	if (!sent) {
		put_reads(p, b->reads);
		report_deletions(p, row, good);
		if (report_holds(p, from, row, w) != 0 ||
		    report_exhibits(p, from, row, w) != 0)
			return -1;
	}
	if (report_events(p, from, &which, w) != 0)
		return -1;
	report_how(p, draft.kind, id);
	result_of(from, "What was released of it", result);
	report_drafts(p, &draft);
	return paper_end(p);
}

#include "tool/report/report_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
put_signature(struct paper *p, const struct chain_link *l,
    const struct ledger_signature *one)
{
	bool agency = one->person[0] == '\0';

	paper_cell(p, l->decision.agency);
	paper_cell_say(p, "%s%s%s",
	    one->agency[0] == '\0' ? "not known here" : one->agency,
	    agency ? "" : ", ", one->person);
	paper_cell_time(p, one->claimed_s);
	paper_cell(p, one->reason[0] == '\0' ? "yes" : one->reason);
	paper_cell_print(p, one->fingerprint);
}

static void
put_signatures(struct paper *p, const struct chain *c)
{
	static const char *const headings[] = { "Seal of", "Signed by",
		"On, it says", "Counts", "Fingerprint", NULL };

	paper_table(p, "Signatures", headings);
	for (size_t i = 0; i < c->n; i++)
		for (size_t j = 0; j < c->links[i].signatures.n; j++)
			put_signature(p, &c->links[i],
			    &c->links[i].signatures.all[j]);
	paper_table_end(p, NULL);
}

static void
put_hops(struct paper *p, const struct chain *c)
{
	static const char *const headings[] = { "Forwarded by", "On",
		"As bundle", "Fingerprint", NULL };
	char id[SEAL_ID_HEX];

	if (c->n < 2)
		return;
	paper_table(p, "By whom it was forwarded", headings);
	for (size_t i = 1; i < c->n; i++) {
		const struct chain_link *l = &c->links[i];

		bytes_to_hex(id, l->id, sizeof l->id);
		paper_cell(p, l->decision.agency);
		paper_cell_time(p, l->created_s);
		paper_cell(p, id);
		paper_cell_print(p, l->decision.fingerprint);
	}
	paper_table_end(p, NULL);
}

void
report_parties(struct paper *p, const struct report_from *from,
    const struct report_trust *t)
{
	const struct decision *d = t->decision;
	char by[CARD_AGENCY_BYTES + 64] = "the card that was given";

	if (from->store != NULL)
		(void)snprintf(by, sizeof by,
		    "the directory of %s, version %" PRIu64, d->issuer.agency,
		    d->version);
	paper_heading(p, 2, "From whom");
	paper_pair(p, "Sealed by", d->agency);
	paper_pair(p, "Name", d->name);
	paper_pair_print(p, "Fingerprint of the key", d->fingerprint);
	paper_pair_time(p, "Signed, it says", d->claimed_s);
	paper_pair_time(p, "Signature known since", d->known_s);
	paper_pair(p, "Trusted by", by);
	for (unsigned bit = 1; bit < 1U << DECISION_NOTES; bit <<= 1)
		if ((d->notes & bit) != 0)
			paper_pair(p, "Note on the key",
			    decision_note_name(bit));
	put_signatures(p, t->chain);
	put_hops(p, t->chain);
}

void
report_readers(struct paper *p, const struct seal *seal)
{
	static const char *const headings[] = { "Recipient", "As",
		"Fingerprint", NULL };

	paper_table(p, "Who can open it", headings);
	for (size_t i = 0; i < seal->n_recipients; i++) {
		const struct seal_reader *one = &seal->recipients[i];

		paper_cell(p, one->party.agency);
		paper_cell(p, seal_as_name(one->as));
		paper_cell_print(p, one->party.fingerprint);
	}
	paper_table_end(p, NULL);
}

void
report_left_out(struct paper *p, const struct minimised *m,
    const struct sources *s)
{
	static const char *const rules[] = { "Left out before sealing by",
		"#Rows", "#Files", NULL };
	static const char *const from[] = { "Reads of feed", "Source", "#Reads",
		NULL };

	paper_heading(p, 3, "What was left out before sealing");
	paper_table(p, "Rules that were applied", rules);
	for (enum minimised_rule i = 0; i < MINIMISED_RULES; i++) {
		if (!m->rule[i].applied)
			continue;
		paper_cell(p, minimised_name(i));
		paper_cell_number(p, m->rule[i].rows);
		paper_cell_number(p, m->rule[i].files);
	}
	paper_table_end(p, NULL);
	if (!sources_several(s))
		return;
	paper_table(p, "Sources of the reads", from);
	for (size_t i = 0; i < s->n; i++) {
		paper_cell(p, s->items[i].feed);
		paper_cell(p, s->items[i].source);
		paper_cell_number(p, s->items[i].reads);
	}
	if (s->others > 0) {
		paper_cell(p, "others, or none");
		paper_cell(p, "");
		paper_cell_number(p, s->others);
	}
	paper_table_end(p, NULL);
}

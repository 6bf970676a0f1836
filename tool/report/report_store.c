#include "tool/report/report_inside.h"

#include <inttypes.h>

struct counts {
	struct paper *paper;
	uint64_t sent;
	uint64_t received;
	uint64_t reads; /* of those that were received */
	uint64_t deleted;
	uint64_t listed;
};

static int
count_bundle(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct counts *c = self;
	bool sent = b->direction == LEDGER_SENT;

	(void)w;
	c->sent += sent;
	c->received += !sent;
	c->reads += sent ? 0 : b->reads;
	c->deleted += sent ? 0 : b->deleted_reads;
	return 0;
}

static const char *
word_of(const struct ledger_bundle *b)
{
	if (b->direction == LEDGER_SENT)
		return b->state == LEDGER_DONE ? "sent" : "not sent";
	return b->state == LEDGER_DELETED ? "deleted whole" : "received";
}

static int
put_bundle(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct counts *c = self;
	char id[SEAL_ID_HEX];

	(void)w;
	if (c->listed++ >= REPORT_ROWS_MAX)
		return 0;
	bytes_to_hex(id, b->id, sizeof b->id);
	paper_cell(c->paper, id);
	paper_cell(c->paper, word_of(b));
	paper_cell(c->paper, b->other.agency);
	paper_cell_time(c->paper, b->entered_s);
	paper_cell(c->paper, b->purpose);
	paper_cell(c->paper, b->reference);
	paper_cell_number(c->paper, b->reads);
	paper_cell_number(c->paper, b->deleted_reads);
	return 0;
}

static int
put_bundles(struct paper *p, struct ledger *l, struct why *w)
{
	static const char *const headings[] = { "Bundle", "State",
		"Other agency", "On", "Purpose", "Reference", "#Reads",
		"#Deleted", NULL };
	struct counts c = { .paper = p };

	paper_heading(p, 2, "Bundles");
	if (ledger_bundle_each(l, count_bundle, &c, w) != 0)
		return -1;
	paper_pair_number(p, "Sent", c.sent);
	paper_pair_number(p, "Received", c.received);
	paper_pair_number(p, "Reads received", c.reads);
	paper_pair_number(p, "Of these deleted", c.deleted);
	paper_table(p, "In the order in which they came or went", headings);
	if (ledger_bundle_each(l, put_bundle, &c, w) != 0)
		return -1;
	paper_table_end(p, NULL);
	if (c.listed > REPORT_ROWS_MAX)
		paper_say(p, PAPER_TEXT,
		    "The first %d of %" PRIu64 " are listed.", REPORT_ROWS_MAX,
		    c.listed);
	return 0;
}

static void
put_agencies(struct paper *p, const struct directory *d)
{
	static const char *const headings[] = { "Agency", "Name", "Status",
		"Of person", "Valid until", "Fingerprint", NULL };

	paper_heading(p, 2, "Agencies");
	paper_pair_number(p, "Version of the directory", d->version);
	paper_pair(p, "Issued by", d->issuer.agency);
	paper_table(p, "Agencies that are known here, and their keys",
	    headings);
	for (size_t i = 0; i < d->n && i < REPORT_ROWS_MAX; i++)
		for (size_t j = 0; j < d->agencies[i].n_keys; j++) {
			const struct directory_agency *a = &d->agencies[i];
			const struct directory_key *k = &a->keys[j];

			paper_cell(p, a->agency);
			paper_cell(p, a->name);
			paper_cell(p, directory_status_name(a->status));
			paper_cell(p, k->person);
			if (k->valid_until_s == DIRECTORY_NEVER)
				paper_cell(p, "");
			else
				paper_cell_time(p, k->valid_until_s);
			paper_cell_print(p, k->fingerprint);
		}
	paper_table_end(p, NULL);
	if (d->n > REPORT_ROWS_MAX)
		paper_say(p, PAPER_TEXT, "The first %d of %zu are listed.",
		    REPORT_ROWS_MAX, d->n);
}

int
report_store(struct paper *p, struct report_from *from, struct why *w)
{
	const struct report_events all = { 0 };
	struct store *s = from->store;

	paper_title(p, "Report on the store of %s", s->agency);
	report_begin(p, from, NULL,
	    "Checked: the custody log. What was received was not looked at: "
	    "a report on each bundle does that.");
	paper_heading(p, 2, "What it is");
	paper_pair(p, "Store of", s->name);
	paper_pair(p, "Person", s->person);
	paper_pair_print(p, "Fingerprint of the key", s->fingerprint);
	paper_pair(p, "Policy",
	    s->policy.line.version == 0 ? "" : s->policy.name);
	if (s->policy.line.version != 0)
		paper_pair_number(p, "Version of the policy",
		    s->policy.line.version);
	put_agencies(p, &s->directory);
	if (put_bundles(p, &s->ledger, w) != 0 ||
	    report_orders(p, from, w) != 0 ||
	    report_holds(p, from, NULL, w) != 0 ||
	    report_exhibits(p, from, NULL, w) != 0 ||
	    report_events(p, from, &all, w) != 0)
		return -1;
	report_how(p, REPORT_STORE, NULL);
	return paper_end(p);
}

#include "tool/report/report_inside.h"

#include <stdio.h>

static void
put_statement(struct paper *p, const struct exhibit_check *r)
{
	const struct exhibit *e = &r->exhibit;
	char id[SEAL_ID_HEX];

	bytes_to_hex(id, e->bundle, sizeof e->bundle);
	paper_heading(p, 2, "What it is");
	paper_pair(p, "Exhibit", e->reference);
	paper_pair_time(p, "Made", e->made_s);
	paper_pair(p, "Made by", e->agency.agency);
	paper_pair_print(p, "Key of the maker", e->agency.fingerprint);
	paper_pair(p, "Signature of the maker",
	    r->vouched ? "checked, and good"
		       : "not checked, as the key is not known here: what is "
			 "said of maker, purpose and question is not vouched "
			 "for");
	paper_pair(p, "Actor", e->actor);
	paper_pair(p, "Purpose", e->purpose);
	paper_pair(p, "Reference", e->authority);
	paper_pair(p, "Of bundle", id);
	paper_pair_hex(p, "Digest of the seal (BLAKE2b-512)", e->seal,
	    sizeof e->seal);
	paper_pair_hex(p, "Digest of its statement (BLAKE2b-512)", r->digest,
	    sizeof r->digest);
}

static void
put_asked(struct paper *p, const struct exhibit *e)
{
	static const char *const headings[] = { "Asked for", "As typed", NULL };

	paper_heading(p, 2, "What was asked for");
	paper_table(p, "Question", headings);
	for (size_t i = 0; i < e->n_asked && i < REPORT_ROWS_MAX; i++) {
		paper_cell(p, e->asked[i].option);
		paper_cell(p, e->asked[i].value);
	}
	paper_table_end(p, NULL);
	if (e->n_asked > REPORT_ROWS_MAX)
		paper_say(p, PAPER_TEXT, "The first %d of %zu are listed.",
		    REPORT_ROWS_MAX, e->n_asked);
}

static void
put_shown(struct paper *p, const struct exhibit_check *r)
{
	static const char *const headings[] = { "File", "Shown", "#Records",
		"#Bytes", NULL };
	const struct exhibit *e = &r->exhibit;

	paper_heading(p, 2, "What is shown");
	paper_pair_number(p, "Reads", r->reads);
	paper_pair_number(p, "Files that they name", r->plain_files);
	paper_table(p, "Files", headings);
	for (size_t i = 0; i < r->n_files && i < REPORT_ROWS_MAX; i++) {
		const struct exhibit_check_file *f = &r->files[i];

		paper_cell(p, f->name);
		paper_cell(p, exhibit_check_shown(f));
		paper_cell_number(p, f->records);
		paper_cell_number(p, f->bytes);
	}
	paper_table_end(p, NULL);
	if (r->n_files > REPORT_ROWS_MAX)
		paper_say(p, PAPER_TEXT, "The first %d of %zu are listed.",
		    REPORT_ROWS_MAX, r->n_files);
	paper_heading(p, 2, "Deletions, and what is not shown");
	paper_pair_number(p, "Reads as asked for that are withheld",
	    e->withheld_reads);
	paper_pair_number(p, "Of them, restricted by an order",
	    e->restricted_reads);
	paper_pair_number(p, "Files that shown reads name, not shown",
	    e->absent_files);
	paper_pair_number(p, "Reads of the whole bundle deleted by then",
	    e->deleted_reads);
}

int
report_exhibit(struct paper *p, struct report_from *from,
    const struct exhibit_check *r, struct why *w)
{
	const struct exhibit *e = &r->exhibit;
	const struct report_events which = { .exhibit = e->reference };
	const struct report_trust trust = { &r->decision, &r->chain };
	char when[PAPER_TIME_BYTES];
	char result[160];
	char thing[96];
	const struct report_draft draft = { REPORT_EXHIBIT, thing, e->reference,
		r->decision.name, r->decision.fingerprint, result, r->digest,
		r->seal.created_s, 0, r->reads };

	paper_time(when, from->now_s);
	(void)snprintf(thing, sizeof thing, "exhibit %s", e->reference);
	(void)snprintf(result, sizeof result,
	    "That each read in it is part of what was sealed was checked at "
	    "%s: VERIFIED",
	    when);
	paper_title(p, "Report on the exhibit %s", e->reference);
	report_begin(p, from, r->digest,
	    "Checked: the signatures of the seal, and that each read and file "
	    "shown is part of what was sealed. It cannot be checked that "
	    "nothing else was as asked for.");
	put_statement(p, r);
	report_parties(p, from, &trust);
	put_asked(p, e);
	put_shown(p, r);
	if (report_events(p, from, &which, w) != 0)
		return -1;
	report_how(p, REPORT_EXHIBIT, NULL);
	report_drafts(p, &draft);
	return paper_end(p);
}

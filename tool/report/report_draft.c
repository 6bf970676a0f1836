#include "tool/report/report_inside.h"

#include "tool/say_out.h"
#include "tool/version.h"

#define BLANK "____________________"
#define DRAFT "DRAFT - not a statement until read, corrected and signed"

/* By which name each is known. The numbers are those in common use; nobody
 * held them against the forms. */
static const struct form {
	const char *title;
	const char *known_as;
	const char *note;
} forms[] = {
	{ "Paragraph for a witness statement", "MG11 (England and Wales)",
	    "The declaration of truth is on the form and is not repeated "
	    "here." },
	{ "Exhibit label", "no number", "One for each exhibit." },
	{ "Line for a schedule of material", "MG6C (England and Wales)",
	    "Whether it is disclosed is not for this report to say." },
};

static void
put_form(struct paper *p, const struct form *f)
{
	paper_heading(p, 3, "%s", f->title);
	paper_say(p, PAPER_NOTICE, DRAFT);
	paper_say(p, PAPER_TEXT, "Known as: %s, not held against the form. %s",
	    f->known_as, f->note);
}

/* --- the statement --- */

static void
put_how_it_came(struct paper *p, const struct report_draft *d)
{
	char sealed[PAPER_TIME_BYTES];
	char entered[PAPER_TIME_BYTES];
	char print[SAY_OUT_GROUPS];
	char reads[SAY_OUT_NUMBER];

	paper_time(sealed, d->sealed_s);
	paper_time(entered, d->entered_s);
	say_out_groups(print, d->print);
	say_out_number(reads, d->reads);
	switch (d->kind) {
	case REPORT_RECEIVED:
		paper_say(p, PAPER_TEXT,
		    "At %s the %s was received. The ledger names %s as its "
		    "sender, and the key %s. Its seal is dated %s. As it was "
		    "sealed it held %s reads.",
		    entered, d->thing, d->from, print, sealed, reads);
		break;
	case REPORT_SENT:
		paper_say(p, PAPER_TEXT,
		    "At %s the %s was sealed here. The ledger names %s as its "
		    "first recipient, and the key %s. It held %s reads.",
		    sealed, d->thing, d->from, print, reads);
		break;
	case REPORT_EXHIBIT:
		paper_say(p, PAPER_TEXT,
		    "The %s shows %s reads of a bundle that %s sealed at %s "
		    "with the key %s.",
		    d->thing, reads, d->from, sealed, print);
		break;
	default:
		paper_say(p, PAPER_TEXT,
		    "The %s was sealed by %s with the key %s. Its seal is "
		    "dated %s.",
		    d->thing, d->from, print, sealed);
	}
}

static void
put_statement(struct paper *p, const struct report_draft *d)
{
	put_form(p, &forms[0]);
	paper_pair(p, "Statement of (full name)", BLANK);
	paper_pair(p, "Age, if under 18", BLANK);
	paper_pair(p, "Occupation, rank, number", BLANK);
	paper_pair(p, "Agency", BLANK);
	put_how_it_came(p, d);
	paper_say(p, PAPER_TEXT, "%s, with the program sealbag, version %s.",
	    d->result, VERSION);
	paper_say(p, PAPER_TEXT,
	    "What I did with it, when and why: " BLANK BLANK);
	paper_say(p, PAPER_TEXT, "I produce it as exhibit %s.",
	    d->exhibit[0] == '\0' ? BLANK : d->exhibit);
	paper_pair(p, "Signature", BLANK);
	paper_pair(p, "Date", BLANK);
	paper_pair(p, "Signature witnessed by", BLANK);
}

/* --- label and schedule --- */

static void
put_label(struct paper *p, const struct report_draft *d)
{
	put_form(p, &forms[1]);
	paper_pair(p, "Exhibit", d->exhibit[0] == '\0' ? BLANK : d->exhibit);
	paper_pair(p, "Description", d->thing);
	paper_pair_hex(p,
	    d->kind == REPORT_EXHIBIT ? "Digest of its statement (BLAKE2b-512)"
				      : "Digest of its seal (BLAKE2b-512)",
	    d->digest, HASH_DIGEST_BYTES);
	paper_pair(p, "Referred to in the statement of", BLANK);
	paper_pair(p, "Dated", BLANK);
	paper_pair(p, "Case", BLANK);
	paper_pair(p, "Signature", BLANK);
}

static void
put_schedule(struct paper *p, const struct report_draft *d)
{
	static const char *const headings[] = { "Item", "Description",
		"Location", "Examined by", NULL };

	put_form(p, &forms[2]);
	paper_table(p, "Schedule", headings);
	paper_cell(p, BLANK);
	paper_cell(p, d->thing);
	paper_cell(p, BLANK);
	paper_cell(p, BLANK);
	paper_table_end(p, NULL);
}

void
report_drafts(struct paper *p, const struct report_draft *d)
{
	paper_heading(p, 2, "Drafts");
	put_statement(p, d);
	put_label(p, d);
	put_schedule(p, d);
}

#include "tool/cmd/exhibit_show.h"

#include <inttypes.h>

#include "formats/record.h"
#include "tool/cmd/signed.h"
#include "tool/cmd/trust.h"

static const struct say_column asked_columns[] = {
	{ "option", "ASKED FOR", 10 },
	{ "value", "AS TYPED", 0 },
};

static void
say_parent(struct say *s, const struct exhibit_of *p)
{
	say_text(s, "parent", "Derived from", p->reference);
	say_hex(s, "parent_id", NULL, p->id, sizeof p->id);
	say_text(s, "parent_by", "which is by", p->agency.agency);
	say_text(s, "parent_by_fingerprint", NULL, p->agency.fingerprint);
	say_hex(s, "parent_digest", NULL, p->digest, sizeof p->digest);
	say_number(s, "parent_reads", "and shows reads", p->reads);
	say_number(s, "parent_files", "and files", p->files);
}

void
exhibit_show_statement(struct say *s, const struct exhibit *e)
{
	say_text(s, "exhibit", "Exhibit", e->reference);
	say_hex(s, "id", NULL, e->id, sizeof e->id);
	say_time(s, "made", "Made", e->made_s);
	say_text(s, "by", "By", e->agency.agency);
	say_text(s, "by_fingerprint", NULL, e->agency.fingerprint);
	say_text(s, "actor", "Actor", e->actor);
	say_text(s, "purpose", "Purpose", e->purpose);
	say_text(s, "reference", "Reference", e->authority);
	say_text(s, "tool", NULL, e->tool);
	say_list_begin(s, "asked", NULL, asked_columns,
	    sizeof asked_columns / sizeof asked_columns[0]);
	for (size_t i = 0; i < e->n_asked; i++) {
		say_row_begin(s);
		say_text(s, "option", NULL, e->asked[i].option);
		say_text(s, "value", NULL, e->asked[i].value);
		say_row_end(s);
	}
	say_list_end(s, "nothing was asked for");
	say_hex(s, "bundle", "Of bundle", e->bundle, sizeof e->bundle);
	if (e->parent.reference[0] != '\0')
		say_parent(s, &e->parent);
	say_number(s, "reads", "Reads", e->reads);
	say_number(s, "files", "Files", e->files);
	say_number(s, "absent_files", "Files not shown", e->absent_files);
	say_number(s, "withheld_reads", "Reads withheld", e->withheld_reads);
	say_number(s, "restricted_reads", "Of them restricted",
	    e->restricted_reads);
	say_number(s, "deleted_reads", "Reads deleted", e->deleted_reads);
}

static const struct say_column file_columns[] = {
	{ "records", "RECORDS", 8 },
	{ "bytes", "BYTES", 10 },
	{ "shown", "SHOWN", 12 },
	{ "file", "FILE", 0 },
};

static void
show_files(struct say *s, const struct exhibit_check *r)
{
	say_list_begin(s, "shown", NULL, file_columns,
	    sizeof file_columns / sizeof file_columns[0]);
	for (size_t i = 0; i < r->n_files; i++) {
		const struct exhibit_check_file *f = &r->files[i];

		say_row_begin(s);
		say_number(s, "records", NULL, f->records);
		say_number(s, "bytes", NULL, f->bytes);
		say_text(s, "shown", NULL, exhibit_check_shown(f));
		say_text(s, "file", NULL, f->name);
		say_row_end(s);
	}
	say_list_end(s, "nothing is shown");
}

void
exhibit_show_check(struct say *s, const struct exhibit_check *r,
    const struct exhibit_check *parent, bool by_card)
{
	char when[TEXT_TIME_BYTES];

	say_verdict(s, "VERIFIED");
	exhibit_show_statement(s, &r->exhibit);
	say_text(s, "sender", "Sealed by", r->decision.agency);
	say_text(s, "sender_name", "Name", r->decision.name);
	say_text(s, "fingerprint", "Fingerprint", r->seal.sender.fingerprint);
	say_time(s, "sealed", "Sealed", r->seal.created_s);
	say_time(s, "signed", NULL, r->decision.claimed_s);
	trust_say(s, &r->decision, by_card);
	trust_say_chain(s, &r->chain);
	show_files(s, r);
	say_number(s, "records", NULL, r->records);
	say_size(s, "bytes", "Size", r->bytes);
	say_hex(s, "digest", "Digest", r->digest, sizeof r->digest);
	say_flag(s, "vouched", NULL, r->vouched);
	text_time_format(when, r->seal.created_s);
	say_note(s,
	    "Proven: each of %" PRIu64 " reads and %" PRIu64
	    " files shown is part of what %s sealed at %s.",
	    r->reads, r->plain_files, r->decision.agency, when);
	say_flag(s, "parent_checked", NULL, parent != NULL);
	if (parent != NULL)
		say_note(s,
		    "Proven too: all of it is shown in %s, which has %" PRIu64
		    " reads and %" PRIu64 " files.",
		    parent->exhibit.reference, parent->reads,
		    parent->plain_files);
	else if (r->exhibit.parent.reference[0] != '\0')
		say_note(s,
		    "Not checked: that it is a part of %s, which was not given "
		    "(--parent).",
		    r->exhibit.parent.reference);
	if (r->vouched)
		say_note(s,
		    "Not proven: that nothing else is as asked for. It is "
		    "the word of %s, whose signature was checked.",
		    r->by.agency);
	else
		say_note(s,
		    "Not checked: who made it and what they say in it, for "
		    "their key is not known here.");
}

/* --- those of a store --- */

static const struct say_column list_columns[] = {
	{ "exhibit", "EXHIBIT", 16 },
	{ "made", "MADE", 20 },
	{ "reads", "READS", 8 },
	{ "files", "FILES", 8 },
	{ "bundle", "OF BUNDLE", 0 },
};

static int
show_one(void *self, const struct ledger_exhibit *e, struct why *w)
{
	struct say *s = self;

	(void)w;
	say_row_begin(s);
	say_text(s, "exhibit", NULL, e->reference);
	say_hex(s, "id", NULL, e->id, sizeof e->id);
	say_time(s, "made", NULL, e->made_s);
	say_number(s, "reads", NULL, e->reads);
	say_number(s, "files", NULL, e->files);
	say_hex(s, "bundle", NULL, e->bundle, sizeof e->bundle);
	say_hex(s, "digest", NULL, e->digest, sizeof e->digest);
	say_row_end(s);
	return 0;
}

int
exhibit_show_list(struct say *s, struct ledger *l, struct why *w)
{
	int rc;

	say_list_begin(s, "exhibits", NULL, list_columns,
	    sizeof list_columns / sizeof list_columns[0]);
	rc = ledger_exhibit_each(l, NULL, show_one, s, w);
	say_list_end(s, "no exhibits were made");
	return rc;
}

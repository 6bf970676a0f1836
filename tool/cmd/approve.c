#include "tool/cmd/approve.h"

#include "tool/cmd/trust.h"

static void
say_seal(struct say *s, const struct seal *seal)
{
	uint64_t sealed = 0;
	uint64_t records = 0;

	for (uint64_t i = 0; i < seal->n_segments; i++) {
		sealed += seal->segments[i].sealed.bytes;
		records += seal->segments[i].records;
	}
	say_hex(s, "bundle", "Bundle", seal->id, sizeof seal->id);
	say_number(s, "sequence", "Number", seal->sequence);
	say_time(s, "created", "Created", seal->created_s);
	say_text(s, "marking", "Marking", seal->marking);
	say_number(s, "records", "Records", records);
	say_size(s, "sealed_bytes", "Sealed", sealed);
	trust_say_readers(s, seal);
}

static void
say_directory(struct say *s, const struct directory *d)
{
	say_number(s, "version", "Version", d->version);
	say_time(s, "issued", "Issued", d->issued_s);
	say_number(s, "agencies", "Agencies", d->n);
}

static void
say_policy(struct say *s, const struct policy *p)
{
	say_text(s, "name", "Name", p->name);
	say_number(s, "version", "Version", p->line.version);
	say_time(s, "issued", "Issued", p->line.issued_s);
	say_text(s, "source", "Source", p->source);
}

/* Nobody has checked them: the keys that they name. */
static void
say_written(struct say *s, const struct signature_file *f)
{
	static const struct say_column columns[] = {
		{ "key", "SIGNED WITH, IT SAYS", 40 },
		{ "claimed", "ON", 0 },
	};

	say_list_begin(s, "signatures", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < f->n; i++) {
		char key[2 * SIGNATURE_PRINT_BYTES + 1];

		bytes_to_hex(key, f->all[i].issuer, SIGNATURE_PRINT_BYTES);
		for (char *c = key; *c != '\0'; c++)
			*c = (char)(*c >= 'a' ? *c - 'a' + 'A' : *c);
		say_row_begin(s);
		say_text(s, "key", NULL, key);
		say_time(s, "claimed", NULL, f->all[i].created_s);
		say_row_end(s);
	}
	say_list_end(s, "no signatures");
}

void
cmd_approve_say_signatures(struct say *s, const struct approve *a, bool checked)
{
	say_flag(s, "checked", NULL, checked);
	if (!checked) {
		say_written(s, &a->parsed);
		say_note(s, "Nothing of this was checked: --store STORE does.");
		return;
	}
	trust_say_signers(s, &a->signers);
	say_number(s, "missing", NULL, a->missing);
	if (a->missing > 0) {
		say_text(s, "awaits", NULL, a->awaits.text);
		say_note(s, "By the policy of this store, %s.", a->awaits.text);
	}
}

void
cmd_approve_say(struct say *s, const struct approve *a, bool checked)
{
	say_text(s, "statement", "Statement", approval_kind_name(a->kind));
	say_text(s, "maker", "Made by", a->maker.agency);
	say_text(s, "fingerprint", "Fingerprint", a->maker.fingerprint);
	if (a->kind == APPROVAL_SEAL)
		say_seal(s, &a->seal);
	else if (a->kind == APPROVAL_POLICY)
		say_policy(s, &a->policy);
	else
		say_directory(s, &a->directory);
	say_hex(s, "digest", "Digest", a->digest, sizeof a->digest);
	cmd_approve_say_signatures(s, a, checked);
}

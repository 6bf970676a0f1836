#include "tool/cmd/approve.h"

#include "tool/cmd/certificate.h"
#include "tool/cmd/signed.h"
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

void
cmd_approve_say_signatures(struct say *s, const struct approve *a, bool checked)
{
	say_flag(s, "checked", NULL, checked);
	if (!checked) {
		signed_say_written(s, &a->parsed);
		say_note(s, "Nothing of this was checked: --store STORE does.");
		return;
	}
	signed_say(s, &a->signers);
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
	else if (a->kind == APPROVAL_CERTIFICATE)
		certificate_say_head(s, &a->certificate);
	else
		say_directory(s, &a->directory);
	say_hex(s, "digest", "Digest", a->digest, sizeof a->digest);
	cmd_approve_say_signatures(s, a, checked);
}

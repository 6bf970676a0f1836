#include "tool/cmd/trust.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *
sentence(unsigned note)
{
	switch (note) {
	case DECISION_COMPROMISED_SINCE:
		return "the key may be in other hands since, but the "
		       "signature was known before";
	case DECISION_REVOKED_SINCE:
		return "the key was revoked since, but the signature was "
		       "known before";
	case DECISION_EXPIRED_SINCE:
		return "the key has expired since, but the signature was "
		       "known before";
	default:
		return "the agency uses another key since; the signature "
		       "claims to be older";
	}
}

void
trust_say(struct say *s, const struct decision *d, bool by_card)
{
	char by[CARD_AGENCY_BYTES + 48];
	char names[DECISION_NOTES * 24] = "";

	say_text(s, "person", d->person[0] == '\0' ? NULL : "Person",
	    d->person);
	if (by_card) {
		say_text(s, "trusted_by", "Trusted by",
		    "the card that was given");
	} else {
		(void)snprintf(by, sizeof by,
		    "directory of %s, version %" PRIu64, d->issuer.agency,
		    d->version);
		say_text(s, "trusted_by", "Trusted by", by);
		say_text(s, "directory_issuer", NULL, d->issuer.agency);
		say_number(s, "directory_version", NULL, d->version);
	}
	say_time(s, "known", "Known since", d->known_s);
	say_text(s, "known_by", d->known_by >= KNOWN_TOKEN ? "Shown by" : NULL,
	    known_by_name(d->known_by));
	for (unsigned bit = 1; bit < 1U << DECISION_NOTES; bit <<= 1) {
		size_t at = strlen(names);

		if ((d->notes & bit) == 0)
			continue;
		(void)snprintf(names + at, sizeof names - at, "%s%s",
		    at == 0 ? "" : ",", decision_note_name(bit));
		say_note(s, "%s: %s.", decision_note_name(bit), sentence(bit));
	}
	say_text(s, "notes", NULL, names);
}

static const struct say_column hop_columns[] = {
	{ "agency", "FORWARDED BY", 16 },
	{ "created", "ON", 20 },
	{ "bundle", "AS BUNDLE", 0 },
};

void
trust_say_chain(struct say *s, const struct chain *c)
{
	char by[SEAL_EARLIER_MAX * (CARD_AGENCY_BYTES + 2)] = "";

	say_list_begin(s, "forwarded", NULL, hop_columns,
	    sizeof hop_columns / sizeof hop_columns[0]);
	for (size_t i = 1; i < c->n; i++) {
		const struct chain_link *l = &c->links[i];
		size_t at = strlen(by);

		(void)snprintf(by + at, sizeof by - at, "%s%s",
		    i == 1 ? "" : ", ", l->decision.agency);
		say_row_begin(s);
		say_text(s, "agency", NULL, l->decision.agency);
		say_text(s, "fingerprint", NULL, l->decision.fingerprint);
		say_time(s, "created", NULL, l->created_s);
		say_hex(s, "bundle", NULL, l->id, sizeof l->id);
		say_hex(s, "seal_digest", NULL, l->digest, sizeof l->digest);
		say_text(s, "marking", NULL, l->marking);
		say_row_end(s);
	}
	say_list_end(s, "Not forwarded.");
	if (c->n > 1)
		say_note(s, "Sealed by %s, forwarded by %s.",
		    c->links[0].decision.agency, by);
}

void
trust_say_readers(struct say *s, const struct seal *seal)
{
	static const struct say_column readers[] = {
		{ "agency", "RECIPIENT", 16 },
		{ "as", "AS", 9 },
		{ "fingerprint", "FINGERPRINT", 0 },
	};

	say_list_begin(s, "recipients", NULL, readers,
	    sizeof readers / sizeof readers[0]);
	for (size_t i = 0; i < seal->n_recipients; i++) {
		const struct seal_reader *one = &seal->recipients[i];

		say_row_begin(s);
		say_text(s, "agency", NULL, one->party.agency);
		say_text(s, "as", NULL, seal_as_name(one->as));
		say_text(s, "fingerprint", NULL, one->party.fingerprint);
		say_row_end(s);
	}
	say_list_end(s, "no recipients");
}

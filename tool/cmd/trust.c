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

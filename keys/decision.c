#include "keys/decision.h"

#include <stdio.h>
#include <string.h>

#include "formats/text.h"

static const struct {
	unsigned note;
	const char *name;
} notes[DECISION_NOTES] = {
	{ DECISION_COMPROMISED_SINCE, "compromised-since" },
	{ DECISION_REVOKED_SINCE, "revoked-since" },
	{ DECISION_EXPIRED_SINCE, "expired-since" },
	{ DECISION_SUPERSEDED_SINCE, "superseded-since" },
};

const char *
decision_note_name(unsigned note)
{
	for (size_t i = 0; i < DECISION_NOTES; i++) {
		if (notes[i].note == note)
			return notes[i].name;
	}
	return NULL;
}

/** What the steps look at. */
struct facts {
	const struct decision_ask *ask;
	const struct directory_agency *agency;
	const struct directory_key *key;
	struct decision *out;
	bool logged;
	int64_t arrived_s;
	int64_t expires_s; /* the earlier of both ends */
};

/* A sentence with a time in it. */
static int
refuse(const struct facts *f, enum why_reason reason, const char *what,
    int64_t time_s, struct why *w)
{
	char text[TEXT_TIME_BYTES];

	text_time_format(text, time_s);
	return why_set(w, reason, "key %s of agency %s %s %s",
	    f->key->fingerprint, f->agency->agency, what, text);
}

static int
check_status(const struct facts *f, struct why *w)
{
	const struct directory_agency *a = f->agency;

	/* Decided when it came in: what changed since is another matter. */
	if (f->logged || directory_approved(a, f->arrived_s))
		return 0;
	if (a->status != DIRECTORY_APPROVED)
		return why_set(w, WHY_SIGNER_NOT_PINNED,
		    "agency %s signed with key %s, which is not pinned here: "
		    "it is %s",
		    a->agency, f->key->fingerprint,
		    directory_status_name(a->status));
	return refuse(f, WHY_SIGNER_NOT_PINNED,
	    a->approved_from_s > f->arrived_s
		? "is not pinned here: it is approved from"
		: "is not pinned here: it was approved until",
	    a->approved_from_s > f->arrived_s ? a->approved_from_s
					      : a->approved_until_s,
	    w);
}

static int
check_role(const struct facts *f, struct why *w)
{
	unsigned wanted = (unsigned)f->ask->role;
	const char *role = directory_role_name(f->ask->role);

	if (f->logged)
		return 0;
	if (f->ask->role == DECISION_ANY_ROLE)
		return f->out->roles != 0
		    ? 0
		    : why_set(w, WHY_SIGNER_ROLE,
			  "key %s of agency %s has no role that its agency has",
			  f->key->fingerprint, f->agency->agency);
	if ((f->agency->roles & wanted) == 0)
		return why_set(w, WHY_SIGNER_ROLE,
		    "agency %s lacks the role %s", f->agency->agency, role);
	if ((f->key->roles & wanted) == 0)
		return why_set(w, WHY_SIGNER_ROLE,
		    "key %s of agency %s lacks the role %s",
		    f->key->fingerprint, f->agency->agency, role);
	return 0;
}

static int
check_use(const struct facts *f, struct why *w)
{
	if ((f->key->use & DIRECTORY_SIGN) == 0)
		return why_set(w, WHY_SIGNER_USE,
		    "key %s of agency %s is not for signing",
		    f->key->fingerprint, f->agency->agency);
	return 0;
}

static int
check_claim(const struct facts *f, struct why *w)
{
	int64_t claimed_s = f->out->claimed_s;

	if (claimed_s > f->arrived_s + SESSION_CLOCK_SLACK_S ||
	    claimed_s > f->ask->now_s + SESSION_CLOCK_SLACK_S)
		return refuse(f, WHY_FUTURE,
		    "made the signature at a time that is yet to come:",
		    claimed_s, w);
	if (claimed_s < f->key->valid_from_s)
		return refuse(f, WHY_SIGNER_BACK_DATED,
		    "is valid from a later time than the signature claims:",
		    f->key->valid_from_s, w);
	return 0;
}

/* Is the directory's time of the revocation enough? One that lies behind what
 * is known, where gpg speaks of that key, and not of a part that may have been
 * revoked by itself. */
static bool
revoked_later(const struct facts *f)
{
	return f->logged ||
	    (f->key->revoked_s <= f->ask->now_s &&
		!f->ask->verdict->part_revoked);
}

/* Ends of the key that make what is known only later worthless. */
static int
check_ends(const struct facts *f, struct why *w)
{
	const struct directory_key *k = f->key;
	int64_t known_s = f->out->known_s;

	if (k->compromised_s <= known_s)
		return refuse(f, WHY_SIGNER_COMPROMISED,
		    "may be in other hands; the signature is not known from "
		    "before",
		    k->compromised_s, w);
	if (k->revoked_s <= known_s)
		return refuse(f, WHY_SIGNER_REVOKED,
		    "is revoked; the signature is not known from before",
		    k->revoked_s, w);
	if (f->ask->gpg == WHY_SIGNER_REVOKED && !revoked_later(f))
		return why_set(w, WHY_SIGNER_REVOKED,
		    "the signer's key is revoked (%s)", k->fingerprint);
	if (f->expires_s <= f->out->claimed_s || f->expires_s <= known_s)
		return refuse(f, WHY_SIGNER_EXPIRED,
		    "has expired; the signature is not known from before",
		    f->expires_s, w);
	/* What has, and when, is not known then. */
	if (f->ask->gpg == WHY_SIGNER_EXPIRED && !f->logged &&
	    f->expires_s > f->ask->now_s)
		return why_set(w, WHY_SIGNER_EXPIRED,
		    "the signer's key has expired (%s)", k->fingerprint);
	if (k->superseded_s <= f->out->claimed_s)
		return refuse(f, WHY_SIGNER_SUPERSEDED,
		    "was replaced by another one before the signature was "
		    "made:",
		    k->superseded_s, w);
	return 0;
}

static unsigned
notes_of(const struct facts *f)
{
	const struct directory_key *k = f->key;
	int64_t now_s = f->ask->now_s;
	unsigned out = 0;

	if (k->compromised_s <= now_s)
		out |= DECISION_COMPROMISED_SINCE;
	if (k->revoked_s <= now_s || f->ask->gpg == WHY_SIGNER_REVOKED)
		out |= DECISION_REVOKED_SINCE;
	if (f->expires_s <= now_s || f->ask->gpg == WHY_SIGNER_EXPIRED)
		out |= DECISION_EXPIRED_SINCE;
	if (k->superseded_s <= now_s)
		out |= DECISION_SUPERSEDED_SINCE;
	return out;
}

static void
gather_times(struct facts *f)
{
	const struct decision_ask *ask = f->ask;
	struct decision *out = f->out;

	f->logged = ask->logged_s != DIRECTORY_NEVER;
	f->arrived_s = f->logged ? ask->logged_s : ask->now_s;
	out->known_s = f->arrived_s;
	out->known_by = f->logged ? KNOWN_LOG : KNOWN_NOW;
	if (ask->shown.by != KNOWN_NOW && ask->shown.time_s < f->arrived_s) {
		out->known_s = ask->shown.time_s;
		out->known_by = ask->shown.by;
	}
}

static void
gather(struct facts *f)
{
	const struct decision_ask *ask = f->ask;
	int64_t own_s = ask->verdict->key_expires_s;

	gather_times(f);
	f->out->claimed_s = ask->verdict->created_s;
	f->out->issuer = ask->directory->issuer;
	f->out->version = ask->directory->version;
	f->agency = directory_find_key(ask->directory,
	    ask->verdict->fingerprint, &f->key);
	(void)snprintf(f->out->fingerprint, sizeof f->out->fingerprint, "%s",
	    ask->verdict->fingerprint);
	if (f->agency == NULL)
		return;
	(void)snprintf(f->out->agency, sizeof f->out->agency, "%s",
	    f->agency->agency);
	(void)snprintf(f->out->name, sizeof f->out->name, "%s",
	    f->agency->name);
	(void)snprintf(f->out->person, sizeof f->out->person, "%s",
	    f->key->person);
	f->out->roles = f->agency->roles & f->key->roles;
	f->expires_s = f->key->valid_until_s;
	if (own_s != 0 && own_s < f->expires_s)
		f->expires_s = own_s;
}

int
decision_make(const struct decision_ask *ask, struct decision *out,
    struct why *w)
{
	struct facts f = { .ask = ask, .out = out };

	*out = (struct decision){ 0 };
	gather(&f);
	if (f.agency == NULL)
		return why_set(w, WHY_SIGNER_UNKNOWN,
		    "signed with key %s, which no agency here has",
		    out->fingerprint);
	if (check_status(&f, w) != 0 || check_role(&f, w) != 0 ||
	    check_use(&f, w) != 0 || check_claim(&f, w) != 0 ||
	    check_ends(&f, w) != 0)
		return -1;
	out->notes = notes_of(&f);
	return 0;
}

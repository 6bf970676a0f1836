#include "tool/flow/parties.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/store/store_rules.h"

/* Each pinned key is in the keyring: that gpg does not find it says nothing of
 * the agency. */
static int
find_key(struct store *s, const char *fingerprint, struct session_key_info *key,
    struct why *w)
{
	if (session_key(&s->session, fingerprint, key, w) == 0)
		return 0;
	directory_doubt(&s->directory, fingerprint, w);
	return -1;
}

static int
add_reader(struct seal *s, struct store *store, const char *agency,
    enum seal_as as, struct why *w)
{
	struct seal_reader *to;
	const struct directory_agency *a =
	    directory_find_agency(&store->directory, agency);
	const struct directory_key *use;
	struct session_key_info key;
	char whose[SEAL_AGENCY_BYTES + 32];
	int64_t now_s = time(NULL);

	if (a == NULL || !directory_approved(a, now_s))
		return why_set(w, WHY_RECIPIENT,
		    "agency %s is not pinned in this store", agency);
	if (!directory_may(a, DIRECTORY_RECEIVE, now_s))
		return why_set(w, WHY_RECIPIENT,
		    "agency %s lacks the role receive", agency);
	use = directory_current(a, DIRECTORY_ENCRYPT, now_s);
	if (use == NULL)
		return why_set(w, WHY_RECIPIENT,
		    "agency %s has no key that counts now to receive with",
		    agency);
	if (seal_recipient(s, use->fingerprint) != NULL)
		return why_set(w, WHY_USAGE, "agency %s is named twice",
		    agency);
	if (find_key(store, use->fingerprint, &key, w) != 0)
		return -1;
	if (key.expired || key.revoked || !key.can_encrypt)
		return why_set(w, WHY_RECIPIENT, "the key of agency %s is %s",
		    agency,
		    key.expired	      ? "expired"
			: key.revoked ? "revoked"
				      : "not one to encrypt to");
	snprintf(whose, sizeof(whose), "the key of agency %s", agency);
	if (store_rules_key(store, &key, whose, WHY_RECIPIENT, w) != 0)
		return -1;
	to = &s->recipients[s->n_recipients++];
	to->as = as;
	snprintf(to->party.agency, SEAL_AGENCY_BYTES, "%s", a->agency);
	snprintf(to->party.fingerprint, SEAL_PRINT_HEX, "%s", use->fingerprint);
	return 0;
}

/* The sender can open what it sent, to answer for it. */
static void
add_self(struct seal *s)
{
	if (seal_recipient(s, s->sender.fingerprint) != NULL)
		return;
	s->recipients[s->n_recipients++] = (struct seal_reader){
		.party = s->sender,
		.as = SEAL_SELF,
	};
}

/* What recipients will ask, found now rather than when all is packed. A
 * directory that is imported says who we are, too. */
static int
check_own_role(const struct store *s, struct why *w)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(&s->directory, s->fingerprint, &key);
	int64_t now_s = time(NULL);

	if (a == NULL || strcmp(a->agency, s->agency) != 0)
		return why_set(w, WHY_SIGNER_NOT_PINNED,
		    "agency %s with its key is not in the directory of %s",
		    s->agency, s->issuer.agency);
	if (!directory_may(a, DIRECTORY_SEAL, now_s))
		return why_set(w, WHY_SIGNER_ROLE,
		    "this agency lacks the role seal now");
	if (!directory_key_may(a, key, DIRECTORY_SEAL, now_s))
		return why_set(w, WHY_SIGNER_ROLE,
		    "this store's own key lacks the role seal");
	if (key->revoked_s <= now_s || key->compromised_s <= now_s)
		return why_set(w, WHY_SIGNER_REVOKED,
		    "this agency's own key is revoked");
	if (key->superseded_s <= now_s)
		return why_set(w, WHY_SIGNER_SUPERSEDED,
		    "this agency's own key is superseded");
	return 0;
}

static int
check_own_key(struct store *s, struct why *w)
{
	struct session_key_info key;

	if (store_sound_directory(s, w) != 0 || check_own_role(s, w) != 0)
		return -1;

	if (find_key(s, s->fingerprint, &key, w) != 0)
		return -1;
	if (key.revoked)
		return why_set(w, WHY_SIGNER_REVOKED,
		    "this agency's own key is revoked");
	if (key.expired)
		return why_set(w, WHY_SIGNER_EXPIRED,
		    "this agency's own key has expired");
	return store_rules_key(s, &key, "this agency's own key",
	    WHY_SIGNATURE_WEAK, w);
}

/* Is this agency a reader already? */
static bool
reads(const struct seal *s, const char *agency)
{
	for (size_t i = 0; i < s->n_recipients; i++)
		if (strcmp(s->recipients[i].party.agency, agency) == 0)
			return true;
	return false;
}

static int
add_escrow(struct seal *s, struct store *store, const struct parties_ask *ask,
    struct why *w)
{
	const struct policy *p = &store->policy;

	for (size_t i = 0; i < ask->n_escrow; i++)
		if (strcmp(ask->escrow[i], store->agency) == 0)
			return why_set(w, WHY_USAGE,
			    "agency %s needs no escrow with itself",
			    store->agency);
		else if (add_reader(s, store, ask->escrow[i], SEAL_ESCROW, w) !=
		    0)
			return -1;
	for (size_t i = 0; i < p->n_escrow; i++)
		if (!reads(s, p->escrow[i]) &&
		    strcmp(p->escrow[i], store->agency) != 0 &&
		    add_reader(s, store, p->escrow[i], SEAL_ESCROW, w) != 0)
			return why_in(w, "policy %s version %" PRIu64 ", 10",
			    p->name, p->line.version);
	return 0;
}

uint64_t
parties_escrow(const struct seal *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->n_recipients; i++)
		n += s->recipients[i].as == SEAL_ESCROW;
	return n;
}

int
parties_settle(struct seal *s, struct store *store,
    const struct parties_ask *ask, struct why *w)
{
	size_t n = ask->n_to + ask->n_escrow + store->policy.n_escrow + 1;

	snprintf(s->sender.agency, sizeof(s->sender.agency), "%s",
	    store->agency);
	snprintf(s->sender.fingerprint, sizeof(s->sender.fingerprint), "%s",
	    store->fingerprint);
	if (check_own_key(store, w) != 0)
		return -1;
	if (n > SEAL_RECIPIENTS_MAX)
		return why_set(w, WHY_USAGE, "more than %d recipients",
		    SEAL_RECIPIENTS_MAX - 1);
	s->recipients = calloc(n, sizeof(*s->recipients));
	if (s->recipients == NULL)
		return why_memory(w);
	for (size_t i = 0; i < ask->n_to; i++)
		if (add_reader(s, store, ask->to[i], SEAL_RECIPIENT, w) != 0)
			return -1;
	if (add_escrow(s, store, ask, w) != 0)
		return -1;
	add_self(s);
	return 0;
}

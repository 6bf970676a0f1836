#include "tool/flow/chain.h"

#include <stdio.h>
#include <string.h>

#include "formats/text.h"

/* How far clocks of two agencies may differ. Source: bundle.txt, 8.2. */
#define SKEW_S 300

/** One earlier seal on its way. */
struct look {
	const struct chain_ask *of;
	const struct seal *last;
	struct signers_ask ask;
	size_t i;
	struct bytes text;
	struct bytes signature;
	uint8_t digest[HASH_DIGEST_BYTES];
	struct signers signers;
	struct decision decision;
	struct seal seal;
};

void
chain_link_of(struct chain_link *l, const struct seal *s,
    const uint8_t digest[HASH_DIGEST_BYTES], const struct decision *d,
    const struct signers *signers)
{
	memcpy(l->id, s->id, sizeof(l->id));
	memcpy(l->digest, digest, sizeof(l->digest));
	l->created_s = s->created_s;
	snprintf(l->marking, sizeof(l->marking), "%s", s->marking);
	l->decision = *d;
	signatures_of(&l->signatures, signers);
}

int
chain_put(const struct chain *c, struct ledger *l,
    const struct ledger_signed *of, struct why *w)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->n; i++)
		rc = signatures_put(&c->links[i].signatures, l, of, i, w);
	return rc;
}

int
chain_recall(struct chain *c, struct ledger *l, const struct ledger_signed *of,
    struct why *w)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->n; i++)
		rc = signatures_recall(&c->links[i].signatures, l, of, i, w);
	return rc;
}

void
chain_hop(const struct chain_link *l, struct ledger_hop *h)
{
	memcpy(h->id, l->id, sizeof(h->id));
	snprintf(h->sender.agency, sizeof(h->sender.agency), "%s",
	    l->decision.agency);
	snprintf(h->sender.fingerprint, sizeof(h->sender.fingerprint), "%s",
	    l->decision.fingerprint);
}

static int
read_one(struct look *k, struct why *w)
{
	const struct chain_from *from = &k->of->from;

	if (from->read(from->self, k->i, &k->text, &k->signature, w) != 0)
		return -1;
	hash_digest_of(k->text.data, k->text.len, k->digest);
	if (memcmp(k->digest, k->last->earlier[k->i].digest,
		sizeof(k->digest)) != 0)
		return why_set(w, WHY_EARLIER,
		    "it is not the one that is listed: its BLAKE2b digest "
		    "differs");
	return since_look(k->of->since, &k->text, &k->signature, w);
}

int
chain_floor(struct signers *all, const struct policy *policy,
    const struct seal_party *sender, struct why *w)
{
	for (size_t i = 0; policy != NULL && i < all->n; i++) {
		struct signers_one *one = &all->all[i];
		bool own =
		    strcmp(one->verdict.fingerprint, sender->fingerprint) == 0;

		if (policy_check_key(policy, &one->verdict.strength,
			own ? "the sender's key" : "the key",
			WHY_SIGNATURE_WEAK, own ? w : &one->why) != 0 &&
		    own)
			return -1;
	}
	return 0;
}

int
chain_sender(const struct signers *all, const struct signers_ask *ask,
    const struct seal_party *sender, struct decision *d, struct why *w)
{
	const struct signers_one *one = signers_find(all, sender->fingerprint);

	if (one == NULL)
		return why_set(w, WHY_SIGNER_MISMATCH,
		    "sealed by agency %s, but the seal says that %s with key "
		    "%s did",
		    d->agency, sender->agency, sender->fingerprint);
	if (signers_decide(one, ask, DIRECTORY_SEAL, d, w) != 0)
		return -1;
	if (strcmp(sender->agency, d->agency) != 0)
		return why_set(w, WHY_SIGNER_MISMATCH,
		    "sealed by agency %s under the name %s", d->agency,
		    sender->agency);
	return 0;
}

/* Signed, by one who may, and by whom it names: as the last one. */
static int
check_signed(struct look *k, struct why *w)
{
	const struct seal_party *sender = &k->seal.sender;

	k->ask.data = (struct session_signed){
		.data = k->text.data,
		.len = k->text.len,
		.signature = k->signature.data,
		.signature_len = k->signature.len,
	};
	if (signers_check(&k->signers, &k->ask, w) != 0 ||
	    signers_any(&k->signers, &k->ask, DIRECTORY_SEAL, &k->decision,
		w) != 0 ||
	    seal_parse(&k->seal, k->text.data, k->text.len, w) != 0 ||
	    chain_sender(&k->signers, &k->ask, sender, &k->decision, w) != 0)
		return -1;
	if (chain_floor(&k->signers, k->of->policy, sender, w) != 0)
		return -1;
	return signers_enough(&k->signers, &k->of->needs, sender->agency, NULL,
	    w);
}

/* It is the one that is listed, with the list as it was then. */
static int
check_listed(const struct look *k, struct why *w)
{
	const struct seal_earlier *listed = &k->last->earlier[k->i];
	const struct seal *s = &k->seal;
	bool same = s->n_earlier == k->i;

	if (memcmp(s->id, listed->id, sizeof(s->id)) != 0 ||
	    strcmp(s->sender.agency, listed->sender.agency) != 0 ||
	    strcmp(s->sender.fingerprint, listed->sender.fingerprint) != 0)
		return why_set(w, WHY_EARLIER,
		    "it is of another bundle or sender than is listed");
	for (size_t i = 0; same && i < k->i; i++) {
		const struct seal_earlier *then = &s->earlier[i];
		const struct seal_earlier *now = &k->last->earlier[i];

		same = memcmp(then->id, now->id, sizeof(now->id)) == 0 &&
		    memcmp(then->digest, now->digest, sizeof(now->digest)) == 0;
	}
	if (!same)
		return why_set(w, WHY_EARLIER,
		    "it lists other earlier seals than those before it");
	return 0;
}

/* Whoever sealed next had it from this one, and later. */
static int
check_next(const struct look *k, const struct seal_party *next, struct why *w)
{
	const struct seal *s = &k->seal;

	for (size_t i = 0; i < s->n_recipients; i++)
		if (s->recipients[i].as != SEAL_SELF &&
		    strcmp(s->recipients[i].party.agency, next->agency) == 0)
			return 0;
	return why_set(w, WHY_EARLIER,
	    "it was not sealed for agency %s, which sent it on", next->agency);
}

static int
check_one(struct look *k, struct why *w)
{
	size_t i = k->i;
	const struct seal_party *next = i + 1 < k->last->n_earlier
	    ? &k->last->earlier[i + 1].sender
	    : &k->last->sender;
	const char *differs;

	if (read_one(k, w) != 0 || check_signed(k, w) != 0 ||
	    check_listed(k, w) != 0)
		return -1;
	differs = seal_differs(&k->seal, k->last);
	if (differs != NULL)
		return why_set(w, WHY_EARLIER,
		    "it was of other %s than the last seal", differs);
	return check_next(k, next, w);
}

/* Seals follow each other in time, as far as clocks tell. */
static int
check_times(const struct chain *c, struct why *w)
{
	for (size_t i = 0; i + 1 < c->n; i++) {
		char time[TEXT_TIME_BYTES];

		if (c->links[i].created_s <= c->links[i + 1].created_s + SKEW_S)
			continue;
		text_time_format(time, c->links[i].created_s);
		return why_set(w, WHY_EARLIER,
		    "earlier seal %zu: it is dated %s, behind the one that "
		    "came next",
		    i, time);
	}
	return 0;
}

/* The first one is kept. */
static int
check_number(struct chain *c, const struct chain_ask *ask, size_t i,
    struct seal *first, struct why *w)
{
	struct look k = {
		.of = ask,
		.last = ask->last,
		.ask = ask->signers,
		.i = i,
	};
	int rc = check_one(&k, w);

	if (rc != 0)
		why_in(w, "earlier seal %zu", i);
	chain_link_of(&c->links[c->n++], &k.seal, k.digest, &k.decision,
	    &k.signers);
	bytes_clear(&k.text);
	bytes_clear(&k.signature);
	if (rc == 0 && i == 0)
		*first = k.seal;
	else
		seal_clear(&k.seal);
	return rc;
}

int
chain_check(struct chain *c, const struct chain_ask *ask, struct seal *first,
    struct why *w)
{
	int rc = 0;

	c->n = 0;
	if (ask->last->n_earlier != ask->from.n)
		return why_set(w, WHY_EARLIER,
		    "the seal lists %zu earlier seals, there are %zu",
		    ask->last->n_earlier, ask->from.n);
	for (size_t i = 0; rc == 0 && i < ask->from.n; i++)
		rc = check_number(c, ask, i, first, w);
	c->links[c->n++] = ask->link;
	if (rc == 0)
		rc = check_times(c, w);
	if (rc != 0)
		seal_clear(first);
	return rc;
}

#include <stdlib.h>
#include <string.h>

#include "tool/flow/prove.h"
#include "tool/flow/since_inside.h"
#include "tool/store/ledger_shown.h"

/** One proof, held against one seal. */
struct look {
	struct since *since;
	const struct since_seal *seal;
	struct bytes file; /* borrowed */
	struct prove_checked checked;
	int64_t kept_s;
	int64_t time_s; /* what it shows */
};

static bool
makes_seals(const char *act)
{
	return strcmp(act, "pack") == 0 || strcmp(act, "order") == 0 ||
	    strcmp(act, "forward") == 0;
}

/* The event that tells that this seal was made; NULL: there is none. */
static const struct event *
find(const struct event_proof *p, const struct since_seal *seal)
{
	char digest[HASH_DIGEST_HEX + 1];
	uint8_t raw[HASH_DIGEST_BYTES];

	hash_digest_of(seal->text->data, seal->text->len, raw);
	bytes_to_hex(digest, raw, sizeof raw);
	for (size_t i = 0; i < p->n_events; i++) {
		const struct event *e = &p->events[i].event;

		if (makes_seals(e->act) && strcmp(e->outcome, "done") == 0 &&
		    strcmp(e->seal, digest) == 0)
			return e;
	}
	return NULL;
}

/* Why no cosignature counts. */
static int
refuse(const struct prove_checked *r, uint64_t sequence, struct why *w)
{
	const struct why *last = NULL;

	for (size_t i = 0; i < r->proof.n_cosigned; i++) {
		if (r->cosigned[i].said.head.size > sequence)
			last = &r->cosigned[i].why;
	}
	if (last == NULL)
		return why_set(w, WHY_COSIGNATURE,
		    "no witness has cosigned a head that counts the seal");
	return why_set(w, last->reason, "%s", last->text);
}

static int
check(struct look *k, const struct event *e, struct why *w)
{
	const struct seal_party *sender = &k->seal->seal.sender;
	const struct prove_checked *r = &k->checked;
	const struct prove_cosigned *c;
	struct known_since since = { .by = KNOWN_HEAD };

	if (strcmp(r->decision.agency, sender->agency) != 0)
		return why_set(w, WHY_LOG_FOREIGN,
		    "the log is that of agency %s, the seal that of agency %s",
		    r->decision.agency, sender->agency);
	c = prove_existed(r, e->sequence);
	if (c == NULL)
		return refuse(r, e->sequence, w);
	since.time_s = k->time_s = c->said.time_s;
	return known_add_signer(&k->since->known, k->seal->text->data,
	    k->seal->text->len, sender->fingerprint, &since, w);
}

/* *found: it speaks of this seal. */
static int
judge(struct look *k, bool *found, struct why *w)
{
	struct since *s = k->since;
	const struct prove_ask ask = {
		.session = s->session,
		.directory = s->directory,
		.ledger = s->store == NULL ? NULL : &s->store->ledger,
	};
	struct event_proof p = { 0 };
	const struct event *e;
	int rc = event_proof_parse(&p, k->file.data, k->file.len, w);

	*found = rc == 0 && find(&p, k->seal) != NULL;
	event_proof_clear(&p);
	if (rc != 0 || !*found)
		return rc;
	rc = prove_check_shown(&k->checked, &ask, &k->file, k->kept_s, w);
	e = find(&k->checked.proof, k->seal);
	if (rc == 0 && e != NULL)
		rc = check(k, e, w);
	prove_clear(&k->checked);
	return rc;
}

/* It is large. kept_s: as logged_s in decision.h. */
static int
judge_one(struct since *s, const struct since_seal *seal,
    const struct bytes *file, int64_t kept_s, struct since_proof *out,
    struct why *w)
{
	struct look *k = calloc(1, sizeof *k);
	int rc;

	if (k == NULL)
		return why_memory(w);
	k->since = s;
	k->seal = seal;
	k->file = *file;
	k->kept_s = kept_s;
	rc = judge(k, &out->placed, w);
	out->time_s = k->time_s;
	free(k);
	return rc;
}

int
since_head_place(struct since *s, struct since_proof *p,
    const struct since_seal *seal, struct why *w)
{
	if (judge_one(s, seal, &p->file, DIRECTORY_NEVER, p, w) != 0)
		return -1;
	memcpy(p->bundle, seal->seal.id, sizeof p->bundle);
	if (p->placed || s->left > 0)
		return 0;
	return why_set(w, WHY_LOG_PROOF,
	    "no event of the proof tells that this bundle was sealed");
}

/** Proofs that the store keeps, copied out: judging one asks the ledger. */
struct kept {
	struct bytes files[SINCE_PROOFS_MAX];
	int64_t times_s[SINCE_PROOFS_MAX];
	size_t n;
};

static int
take(void *self, const struct ledger_shown *p, struct why *w)
{
	struct kept *k = self;

	if (k->n == SINCE_PROOFS_MAX)
		return 0;
	k->times_s[k->n] = p->kept_s;
	return bytes_add(&k->files[k->n++], p->proof, p->len, w);
}

int
since_head_recall(struct since *s, const struct since_seal *seal, struct why *w)
{
	struct kept kept = { 0 };
	int rc =
	    ledger_shown_each(&s->store->ledger, seal->seal.id, take, &kept, w);

	for (size_t i = 0; i < kept.n; i++) {
		struct since_proof ignored = { 0 };
		struct why fault = { 0 };

		if (rc == 0 &&
		    judge_one(s, seal, &kept.files[i], kept.times_s[i],
			&ignored, &fault) != 0 &&
		    why_exit(fault.reason) != WHY_EXIT_NO)
			rc = why_set(w, fault.reason, "%s", fault.text);
		bytes_clear(&kept.files[i]);
	}
	return rc;
}

static int
count(void *self, const struct ledger_shown *p, struct why *w)
{
	size_t *n = self;

	(void)p;
	(void)w;
	++*n;
	return 0;
}

int
since_head_room(struct since *s, const uint8_t bundle[SEAL_ID_BYTES],
    struct why *w)
{
	size_t n = 0;

	if (ledger_shown_each(&s->store->ledger, bundle, count, &n, w) != 0)
		return -1;
	return n < SINCE_PROOFS_MAX
	    ? 0
	    : why_set(w, WHY_LIMIT,
		  "%d proofs of this bundle are kept, the most there can be",
		  SINCE_PROOFS_MAX);
}

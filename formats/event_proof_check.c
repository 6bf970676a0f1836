#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/event_proof.h"

/* Does a key come into force with it? */
static bool
is_turn(const struct event *e)
{
	return strcmp(e->act, "key-rotate") == 0 &&
	    strcmp(e->outcome, "done") == 0;
}

/* May it stand in an account? */
static int
check_dealing(const struct account *a, const struct event *e, struct why *w)
{
	if (e->sequence < a->from)
		return why_set(w, WHY_LOG_FOREIGN,
		    "event %" PRIu64 " comes before those of the account, "
		    "which begin with %" PRIu64,
		    e->sequence, a->from);
	if (a->whole || account_names(e, a->other) || account_sends(e))
		return 0;
	return why_set(w, WHY_LOG_FOREIGN,
	    "event %" PRIu64 " is no dealing with agency %s", e->sequence,
	    a->other);
}

/* Event i has its place behind those before it, and is one of the bundle. */
static int
check_place(const struct event_proof *p, size_t i, struct why *w)
{
	const struct event *e = &p->events[i].event;
	const struct event *before = i == 0 ? NULL : &p->events[i - 1].event;

	if (e->sequence >= p->head.size)
		return why_set(w, WHY_LOG_CUT,
		    "event %" PRIu64 " is beyond the %" PRIu64
		    " that the checkpoint counts",
		    e->sequence, p->head.size);
	if (before != NULL && e->sequence == before->sequence)
		return why_set(w, WHY_LOG_INSERTED,
		    "event %" PRIu64 " stands there twice", e->sequence);
	if (before != NULL && e->sequence < before->sequence)
		return why_set(w, WHY_LOG_REORDERED,
		    "event %" PRIu64 " stands behind %" PRIu64, e->sequence,
		    before->sequence);
	if (p->accounted)
		return is_turn(e) ? 0 : check_dealing(&p->account, e, w);
	if (!is_turn(e) &&
	    (p->bundle[0] == '\0' || strcmp(e->bundle, p->bundle) != 0))
		return why_set(w, WHY_LOG_FOREIGN,
		    "event %" PRIu64 " is not one of bundle %s", e->sequence,
		    p->bundle);
	return 0;
}

static int
check_event(const struct event_proof *p, size_t i, struct why *w)
{
	const struct event_proof_event *one = &p->events[i];
	uint64_t sequence = one->event.sequence;
	uint8_t leaf[HASH_BYTES];

	if (check_place(p, i, w) != 0)
		return -1;
	event_leaf(leaf, sequence, one->line, one->len);
	if (tree_check(&tree_blake2, &one->path, leaf, p->head.size, sequence,
		p->head.root))
		return 0;
	return why_set(w, WHY_LOG_ALTERED,
	    "event %" PRIu64 " does not stand so in the log of the checkpoint",
	    sequence);
}

/* Does it speak of the head, and is it of this log? */
static int
check_cosigned(const struct event_proof *p, size_t i, struct why *w)
{
	const struct event_proof_cosigned *one = &p->cosigned[i];
	const struct event_head *head = &one->said.head;
	bool known = false;

	for (size_t k = 0; k < i; k++) {
		if (one->len == p->cosigned[k].len &&
		    memcmp(one->text, p->cosigned[k].text, one->len) == 0 &&
		    one->signature_len == p->cosigned[k].signature_len &&
		    memcmp(one->signature, p->cosigned[k].signature,
			one->signature_len) == 0)
			return why_set(w, WHY_LOG_PROOF,
			    "cosignature %zu stands there twice", k + 1);
	}
	if (strcmp(head->origin, p->head.origin) != 0)
		return why_set(w, WHY_LOG_FORKED,
		    "cosignature %zu is of the log of %s", i + 1, head->origin);
	if (event_proof_holds(p, head->size, head->root, &known, w) != 0)
		return why_in(w, "cosignature %zu", i + 1);
	if (known)
		return 0;
	return why_set(w, WHY_LOG_PROOF,
	    "cosignature %zu is of %" PRIu64
	    " events, of which the proof does not speak",
	    i + 1, head->size);
}

void
event_proof_digest(const struct event_proof *p, uint8_t out[HASH_DIGEST_BYTES])
{
	struct hash_digest d;

	hash_digest_init(&d);
	for (size_t i = 0; i < p->n_events; i++)
		hash_digest_add(&d, p->events[i].line, p->events[i].len);
	hash_digest_final(&d, out);
}

/* Does what it says of the events hold? Their order was checked. */
static int
check_account(const struct event_proof *p, struct why *w)
{
	const struct account *a = &p->account;
	uint8_t digest[HASH_DIGEST_BYTES];
	uint64_t n = 0;

	if (p->bundle[0] != '\0')
		return why_set(w, WHY_LOG_PROOF, "the account is of a bundle");
	if (a->size != p->head.size)
		return why_set(w, WHY_LOG_PROOF,
		    "the account is of %" PRIu64
		    " events, the checkpoint counts %" PRIu64,
		    a->size, p->head.size);
	event_proof_digest(p, digest);
	if (memcmp(digest, a->events, sizeof digest) != 0)
		return why_set(w, WHY_LOG_PROOF,
		    "the account is of other events: their BLAKE2b digest "
		    "differs");
	for (size_t i = 0; i < p->n_events; i++)
		n += p->events[i].event.sequence >= a->from;
	if (a->whole && n != a->size - a->from)
		return why_set(w, WHY_LOG_PROOF,
		    "the account is said to be whole, and lacks %" PRIu64
		    " events",
		    a->size - a->from - n);
	return 0;
}

int
event_proof_check(const struct event_proof *p, char signer[SEAL_PRINT_HEX],
    struct why *w)
{
	/* The first key is the one that the origin names. */
	(void)snprintf(signer, SEAL_PRINT_HEX, "%s",
	    strchr(p->head.origin, '/') + 1);
	for (size_t i = 0; i < p->n_events; i++) {
		const struct event *e = &p->events[i].event;

		if (check_event(p, i, w) != 0)
			return -1;
		if (is_turn(e))
			memcpy(signer, e->other_print, SEAL_PRINT_HEX);
	}
	for (size_t i = 0; i < p->n_heads; i++) {
		const struct event_proof_head *h = &p->heads[i];

		if (!tree_check_growth(&tree_blake2, &h->growth, h->size,
			h->root, p->head.size, p->head.root))
			return why_set(w, WHY_LOG_FORKED,
			    "the log of %" PRIu64 " events is not the "
			    "beginning of that of %" PRIu64,
			    h->size, p->head.size);
	}
	for (size_t i = 0; i < p->n_cosigned; i++)
		if (check_cosigned(p, i, w) != 0)
			return -1;
	return p->accounted ? check_account(p, w) : 0;
}

int
event_proof_holds(const struct event_proof *p, uint64_t size,
    const uint8_t root[HASH_BYTES], bool *known, struct why *w)
{
	const uint8_t *own = size == p->head.size ? p->head.root : NULL;

	for (size_t i = 0; i < p->n_heads && own == NULL; i++) {
		if (p->heads[i].size == size)
			own = p->heads[i].root;
	}
	*known = own != NULL;
	if (own == NULL || memcmp(own, root, HASH_BYTES) == 0)
		return 0;
	return why_set(w, WHY_LOG_FORKED,
	    "the log was forked: with %" PRIu64
	    " events it had another root when it was seen before",
	    size);
}

#include "tool/flow/cosign.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/flow/cosign_inside.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_cosignature.h"
#include "tool/store/ledger_head.h"

static struct event
event_of(const char *act, const char *actor)
{
	struct event e = { .outcome = "done" };

	(void)snprintf(e.act, sizeof e.act, "%s", act);
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	return e;
}

/* What was cosigned, and why the other agency's signature counts. */
static void
tell(struct event *e, const struct cosignature *said, const struct decision *d)
{
	(void)snprintf(e->other, sizeof e->other, "%s", d->agency);
	(void)snprintf(e->other_print, sizeof e->other_print, "%s",
	    d->fingerprint);
	(void)snprintf(e->issuer, sizeof e->issuer, "%s",
	    d->issuer.fingerprint);
	event_add_count(e, "size", said->head.size);
	event_add_count(e, "time", (uint64_t)said->time_s);
	event_add_count(e, "directory_version", d->version);
}

/* Commit what was begun, with its event. */
static int
commit(struct store *s, struct event *e, struct why *w)
{
	if (journal_append(&s->ledger, e, w) != 0)
		return -1;
	return ledger_commit(&s->ledger, w);
}

/* --- the witness --- */

/* A head of the log that was seen, of which the proof must speak. */
static int
check_loose(void *self, uint64_t size, const uint8_t *root, struct why *w)
{
	const struct prove_checked *r = self;
	bool known = false;

	if (event_proof_holds(&r->proof, size, root, &known, w) != 0)
		return -1;
	if (known)
		return 0;
	if (size > r->proof.head.size)
		return why_set(w, WHY_LOG_PROOF,
		    "that log was seen here with %" PRIu64
		    " events: ask for a newer proof than one of %" PRIu64,
		    size, r->proof.head.size);
	return why_set(w, WHY_LOG_PROOF,
	    "the proof does not tell how the log grew from %" PRIu64
	    " events: ask for one that does (log prove --from %" PRIu64 ")",
	    size, size);
}

/* Each of the agency's keys, whose log is one. */
static int
each_key(struct store *s, const char *agency,
    int (*act)(struct store *s, const char *fingerprint,
	struct prove_checked *r, struct why *w),
    struct prove_checked *r, struct why *w)
{
	const struct directory_agency *a =
	    directory_find_agency(&s->directory, agency);

	for (size_t i = 0; a != NULL && i < a->n_keys; i++)
		if (act(s, a->keys[i].fingerprint, r, w) != 0)
			return -1;
	return 0;
}

static int
check_key(struct store *s, const char *fingerprint, struct prove_checked *r,
    struct why *w)
{
	return ledger_witness_loose(&s->ledger, fingerprint, check_loose, r, w);
}

static int
join_key(struct store *s, const char *fingerprint, struct prove_checked *r,
    struct why *w)
{
	(void)r;
	return ledger_witness_join(&s->ledger, fingerprint, w);
}

static int
check_witness(const struct store *s, const struct prove_checked *r,
    int64_t now_s, struct why *w)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(&s->directory, s->fingerprint, &key);

	if (strcmp(r->decision.agency, s->agency) == 0)
		return why_set(w, WHY_COSIGNATURE,
		    "the log is this agency's own: another one is its witness");
	if (a == NULL || !directory_key_may(a, key, DIRECTORY_WITNESS, now_s))
		return why_set(w, WHY_SIGNER_ROLE,
		    "this store's key %s lacks the role witness",
		    s->fingerprint);
	if (r->proof.head.time_s > now_s + SESSION_CLOCK_SLACK_S)
		return why_set(w, WHY_FUTURE,
		    "the head is dated %" PRId64
		    " seconds ahead of the clock here",
		    r->proof.head.time_s - now_s);
	return 0;
}

static int
check_proof(struct store *s, const struct cosign_ask *ask,
    struct prove_checked *out, int64_t now_s, struct why *w)
{
	const struct prove_ask proof = {
		.path = ask->path,
		.session = &s->session,
		.directory = &s->directory,
		.ledger = &s->ledger,
	};

	*out = (struct prove_checked){ 0 };
	if (store_sound_directory(s, w) != 0 ||
	    prove_check(out, &proof, w) != 0)
		return -1;
	if (check_witness(s, out, now_s, w) == 0 &&
	    each_key(s, out->decision.agency, check_key, out, w) == 0)
		return 0;
	return why_in(w, "%s", ask->path);
}

static int
sign(struct store *s, const struct cosignature *said, struct bytes *text,
    struct bytes *signature, struct why *w)
{
	struct session_signed what = { 0 };

	if (cosignature_write(said, text, w) != 0)
		return -1;
	what.data = text->data;
	what.len = text->len;
	return session_sign(&s->session, s->fingerprint, &what, signature, w);
}

/* All of it in one transaction. */
static int
enter_made(struct store *s, const struct cosignature *said, struct event *e,
    struct prove_checked *r, struct why *w)
{
	static const uint8_t no_bundle[SEAL_ID_BYTES];
	const struct event_head *head = &said->head;

	if (ledger_witness_put(&s->ledger, r->decision.fingerprint, head->size,
		head->root, no_bundle, w) != 0 ||
	    each_key(s, r->decision.agency, join_key, r, w) != 0)
		return -1;
	return commit(s, e, w);
}

int
cosign_make(struct store *s, const struct cosign_ask *ask,
    struct prove_checked *out, struct bytes *text, struct bytes *signature,
    struct why *w)
{
	struct cosignature said = { .time_s = time(NULL) };
	struct event refused = event_of("cosign", ask->actor);
	struct event e = refused;

	if (check_proof(s, ask, out, said.time_s, w) != 0) {
		if (ask->dry_run)
			return -1;
		return store_event_refused(s, &refused, w);
	}
	said.head = out->proof.head;
	if (ask->dry_run)
		return 0;
	tell(&e, &said, &out->decision);
	if (ledger_begin(&s->ledger, w) == 0 &&
	    sign(s, &said, text, signature, w) == 0 &&
	    enter_made(s, &said, &e, out, w) == 0)
		return journal_checkpoint(&s->ledger, &s->session,
		    s->fingerprint, w);
	ledger_rollback(&s->ledger);
	return store_event_refused(s, &refused, w);
}

/* --- whose log it is --- */

/* Is it the head of this checkpoint? *same false: of another. */
static int
compare(const struct event_head *head, const struct bytes *checkpoint,
    bool *same, struct why *w)
{
	struct event_head own;

	if (event_head_parse(&own, checkpoint->data, checkpoint->len, w) != 0)
		return -1;
	*same = own.size == head->size && own.time_s == head->time_s &&
	    strcmp(own.origin, head->origin) == 0 &&
	    memcmp(own.root, head->root, HASH_BYTES) == 0;
	return 0;
}

int
cosign_hold(struct store *s, const struct prove_cosigned *c, struct why *w)
{
	const struct event_head *head = &c->said.head;
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct event_head own;
	bool found = false, same = false;
	int rc;

	if (journal_origin(&s->ledger, s->fingerprint, &own, w) != 0)
		return -1;
	if (strcmp(own.origin, head->origin) != 0)
		return why_set(w, WHY_CHECKPOINT,
		    "is of the log of %s, not of %s", head->origin, own.origin);
	rc = ledger_checkpoint_get(&s->ledger, head->size, &text, &signature,
	    &found, w);
	if (rc == 0 && found)
		rc = compare(head, &text, &same, w);
	bytes_clear(&text);
	bytes_clear(&signature);
	if (rc != 0 || same)
		return rc;
	if (!found || head->size == LEDGER_CHECKPOINT_LAST)
		return why_set(w, WHY_COSIGNATURE,
		    "there is no checkpoint of %" PRIu64 " events here",
		    head->size);
	return why_set(w, WHY_LOG_FORKED,
	    "agency %s saw another log of this agency, when it had %" PRIu64
	    " events",
	    c->decision.agency, head->size);
}

int
cosign_check(struct store *s, const struct session_signed *offered,
    struct prove_cosigned *out, struct why *w)
{
	const struct prove_cosigned_ask ask = {
		.session = &s->session,
		.directory = &s->directory,
		.data = *offered,
		.owner = s->agency,
		.logged_s = DIRECTORY_NEVER,
	};

	*out = (struct prove_cosigned){ 0 };
	if (store_sound_directory(s, w) != 0 ||
	    prove_cosigned(out, &ask, w) != 0)
		return -1;
	if (out->why.reason != WHY_NONE) {
		*w = out->why;
		return -1;
	}
	return cosign_hold(s, out, w);
}

static int
enter_taken(struct store *s, const struct session_signed *offered,
    const struct prove_cosigned *c, struct event *e, struct why *w)
{
	struct ledger_cosignature row = {
		.size = c->said.head.size,
		.text = offered->data,
		.len = offered->len,
		.signature = offered->signature,
		.signature_len = offered->signature_len,
	};
	bool fresh = false;

	(void)snprintf(row.fingerprint, sizeof row.fingerprint, "%s",
	    c->decision.fingerprint);
	if (ledger_cosignature_put(&s->ledger, &row, &fresh, w) != 0)
		return -1;
	if (!fresh)
		return why_set(w, WHY_REPLAYED,
		    "a cosignature of %" PRIu64
		    " events by key %s was taken before",
		    row.size, row.fingerprint);
	return commit(s, e, w);
}

int
cosign_take(struct store *s, const struct session_signed *offered,
    const char *actor, struct prove_cosigned *out, struct why *w)
{
	struct event refused = event_of("cosigned", actor);
	struct event e = refused;

	if (cosign_check(s, offered, out, w) != 0)
		return store_event_refused(s, &refused, w);
	tell(&e, &out->said, &out->decision);
	if (ledger_begin(&s->ledger, w) == 0 &&
	    enter_taken(s, offered, out, &e, w) == 0)
		return journal_checkpoint(&s->ledger, &s->session,
		    s->fingerprint, w);
	ledger_rollback(&s->ledger);
	return store_event_refused(s, &refused, w);
}

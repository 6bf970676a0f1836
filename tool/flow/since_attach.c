#include "tool/flow/since.h"

#include <stdio.h>
#include <string.h>

#include "tool/store/journal.h"

/* All seals, until the token has its place. */
static int
look(struct since *s, const struct since_attach *what, struct why *w)
{
	int rc = since_look(s, what->seal, what->signature, w);

	for (size_t i = 0; rc == 0 && i < what->n_earlier; i++) {
		struct bytes text = { 0 };
		struct bytes signature = { 0 };

		rc = what->read(what->self, i, &text, &signature, w);
		if (rc == 0)
			rc = since_look(s, &text, &signature, w);
		bytes_clear(&text);
		bytes_clear(&signature);
	}
	return rc;
}

static bool
is_proof(const struct since_attach *what)
{
	return what->given->n_proofs > 0;
}

static struct event
event_of(const struct since_attach *what)
{
	struct event e = { .outcome = "done" };

	(void)snprintf(e.act, sizeof e.act, "%s",
	    is_proof(what) ? "proof-attach" : "timestamp-attach");
	(void)snprintf(e.actor, sizeof e.actor, "%s", what->actor);
	return e;
}

/* The event of a token comes with it. */
static int
log_proof(struct ledger *l, const struct since *s,
    const struct since_attach *what, struct why *w)
{
	struct event e = event_of(what);

	if (!is_proof(what))
		return 0;
	bytes_to_hex(e.bundle, s->proofs[0].bundle, SEAL_ID_BYTES);
	event_add_count(&e, "time", (uint64_t)s->proofs[0].time_s);
	return journal_append(l, &e, w);
}

static int
keep(struct store *store, struct since *s, const struct since_attach *what,
    struct why *w)
{
	struct ledger *l = &store->ledger;
	bool proof = is_proof(what);
	size_t kept = 0;

	if (ledger_begin(l, w) != 0)
		return -1;
	if (since_keep(s, what->actor, &kept, w) == 0) {
		if (kept == 0)
			why_set(w, proof ? WHY_REPLAYED : WHY_TIMESTAMP_REQUEST,
			    "this %s is kept already",
			    proof ? "proof" : "token");
		else if (log_proof(l, s, what, w) == 0 &&
		    ledger_commit(l, w) == 0)
			return journal_checkpoint(l, &store->session,
			    store->fingerprint, w);
	}
	ledger_rollback(l);
	return -1;
}

static void
tell(const struct since *s, struct since_attached *out)
{
	*out = (struct since_attached){ 0 };
	if (s->n_proofs > 0) {
		memcpy(out->bundle, s->proofs[0].bundle, sizeof out->bundle);
		out->time_s = s->proofs[0].time_s;
		return;
	}
	memcpy(out->bundle, s->tokens[0].bundle, sizeof out->bundle);
	out->dated_s = s->tokens[0].dated_s;
	out->token = s->tokens[0].token;
	out->time_s = out->token.time_s;
}

int
since_attach(struct store *store, const struct since_attach *what,
    struct since_attached *out, struct why *w)
{
	struct event refused;
	struct since s;
	int rc = -1;

	if (since_open(&s, store, what->given, w) == 0 &&
	    look(&s, what, w) == 0)
		rc = what->actor == NULL ? 0 : keep(store, &s, what, w);
	if (rc == 0)
		tell(&s, out);
	since_close(&s);
	if (rc == 0 || what->actor == NULL)
		return rc;
	refused = event_of(what);
	return store_event_refused(store, &refused, w);
}

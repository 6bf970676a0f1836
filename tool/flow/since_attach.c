#include "tool/flow/since.h"

#include <stdio.h>
#include <string.h>

#include "tool/store/journal.h"

/* All seals, until the token has its place. */
static int
look(struct since *s, const struct since_attach *what, struct why *w)
{
	int rc = since_look(s, what->seal, what->signature, DIRECTORY_NEVER, w);

	for (size_t i = 0; rc == 0 && i < what->n_earlier; i++) {
		struct bytes text = { 0 };
		struct bytes signature = { 0 };

		rc = what->read(what->self, i, &text, &signature, w);
		if (rc == 0)
			rc = since_look(s, &text, &signature, DIRECTORY_NEVER,
			    w);
		bytes_clear(&text);
		bytes_clear(&signature);
	}
	return rc;
}

static int
keep(struct store *store, const struct since *s, const char *actor,
    struct why *w)
{
	size_t kept = 0;

	if (ledger_begin(&store->ledger, w) != 0)
		return -1;
	if (since_keep(s, actor, &kept, w) == 0) {
		if (kept == 0)
			why_set(w, WHY_TIMESTAMP_REQUEST,
			    "this token is kept already");
		else if (ledger_commit(&store->ledger, w) == 0)
			return journal_checkpoint(&store->ledger,
			    &store->session, store->fingerprint, w);
	}
	ledger_rollback(&store->ledger);
	return -1;
}

int
since_attach(struct store *store, const struct since_attach *what,
    struct ledger_stamp *row, struct timestamp *out, struct why *w)
{
	const struct since_given given = { .tokens = &what->path,
		.n_tokens = 1 };
	struct event refused = { .outcome = "done" };
	struct since s;
	int rc = -1;

	if (since_open(&s, store, &given, w) == 0 && look(&s, what, w) == 0)
		rc = keep(store, &s, what->actor, w);
	if (rc == 0) {
		*row = (struct ledger_stamp){ .of_seal = true,
			.dated_s = s.tokens[0].dated_s };
		memcpy(row->bundle, s.tokens[0].bundle, sizeof row->bundle);
		*out = s.tokens[0].token;
	}
	since_close(&s);
	if (rc == 0)
		return 0;
	(void)snprintf(refused.act, sizeof refused.act, "timestamp-attach");
	(void)snprintf(refused.actor, sizeof refused.actor, "%s", what->actor);
	return store_event_refused(store, &refused, w);
}

#include "tool/store/store_key.h"

#include <stdio.h>

#include "tool/store/journal.h"
#include "tool/store/store_pending.h"

int
store_key_extend(struct store *s, uint32_t valid_s, const char *actor,
    struct why *w)
{
	struct event e = { .act = "key-extend", .outcome = "done" };
	struct session_key_info key;

	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	if (store_pending_begin(s, e.act, 0, w) != 0)
		return -1;
	if (session_extend(&s->session, s->fingerprint, valid_s, w) != 0 ||
	    session_key(&s->session, s->fingerprint, &key, w) != 0) {
		store_pending_drop(s);
		return -1;
	}
	event_add_count(&e, "expires", (uint64_t)key.expires_s);
	return store_renew_key(s, &e, w);
}

/* A revoked key signs nothing: the checkpoint comes first, and is rolled back
 * with the event if there is no revocation. */
int
store_key_revoke(struct store *s, enum session_revocation reason,
    const char *actor, struct why *w)
{
	struct event e = { .act = "key-revoke", .outcome = "done" };

	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	event_add_count(&e, "reason_code", (uint64_t)reason);
	if (store_pending_begin(s, e.act, (uint64_t)reason, w) != 0 ||
	    ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (journal_append(&s->ledger, &e, w) != 0 ||
	    journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w) !=
		0 ||
	    session_revoke(&s->session, s->fingerprint, reason, w) != 0 ||
	    store_pending_end(s, w) != 0 || ledger_commit(&s->ledger, w) != 0) {
		store_pending_drop(s);
		return -1;
	}
	return 0;
}

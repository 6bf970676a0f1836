#include "tool/store/store_key.h"

#include <stdio.h>

#include "tool/store/journal.h"
#include "tool/store/store_offline.h"
#include "tool/store/store_pending.h"

/* A change that only the primary key can make, there or where it was brought.
 */
struct change {
	struct store *store;
	const struct backup *primary;
	int (*make)(struct session *session, const struct change *change,
	    struct why *w);
	uint32_t valid_s;
	enum session_revocation reason;
};

static int
extend(struct session *session, const struct change *c, struct why *w)
{
	return session_extend(session, c->store->fingerprint, c->valid_s, w);
}

static int
revoke(struct session *session, const struct change *c, struct why *w)
{
	return session_revoke(session, c->store->fingerprint, c->reason, w);
}

static int
make_change(const struct change *c, struct why *w)
{
	struct store_trial brought;
	int rc;

	if (c->primary == NULL)
		return c->make(&c->store->session, c, w);
	if (store_offline_bring(c->store, c->primary, &brought, w) != 0)
		return -1;
	rc = c->make(&brought.session, c, w);
	if (rc == 0)
		rc = store_offline_take(c->store, &brought, w);
	store_trial_close(c->store, &brought);
	return rc;
}

int
store_key_extend(struct store *s, uint32_t valid_s,
    const struct store_key_by *by, struct why *w)
{
	const struct change c = {
		.store = s,
		.primary = by->primary,
		.make = extend,
		.valid_s = valid_s,
	};
	struct event e = { .act = "key-extend", .outcome = "done" };
	struct session_key_info key;

	(void)snprintf(e.actor, sizeof e.actor, "%s", by->actor);
	if (store_offline_check(s, by->primary, w) != 0 ||
	    store_pending_begin(s, e.act, 0, w) != 0)
		return -1;
	if (make_change(&c, w) != 0 ||
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
    const struct store_key_by *by, struct why *w)
{
	const struct change c = {
		.store = s,
		.primary = by->primary,
		.make = revoke,
		.reason = reason,
	};
	struct event e = { .act = "key-revoke", .outcome = "done" };

	(void)snprintf(e.actor, sizeof e.actor, "%s", by->actor);
	event_add_count(&e, "reason_code", (uint64_t)reason);
	if (store_offline_check(s, by->primary, w) != 0 ||
	    store_pending_begin(s, e.act, (uint64_t)reason, w) != 0 ||
	    ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (journal_append(&s->ledger, &e, w) != 0 ||
	    journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w) !=
		0 ||
	    make_change(&c, w) != 0 || store_pending_end(s, w) != 0 ||
	    ledger_commit(&s->ledger, w) != 0) {
		store_pending_drop(s);
		return -1;
	}
	return 0;
}

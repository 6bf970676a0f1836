#include "tool/store/store_rules.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "keys/signers.h"
#include "tool/store/journal.h"

static struct signers_ask
ask_of(struct store *s, const struct bytes *text, const struct bytes *signature)
{
	return (struct signers_ask){
		.session = &s->session,
		.directory = &s->directory,
		.data = { .data = text->data,
		    .len = text->len,
		    .signature = signature->data,
		    .signature_len = signature->len },
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
}

/* --- the one that is held --- */

/* What is wrong with what was taken once is no verdict. */
static int
own_fault(const struct store *s, const struct why *fault, struct why *w)
{
	return why_set(w,
	    why_exit(fault->reason) == WHY_EXIT_NO ? WHY_STORE : fault->reason,
	    "%s: the policy: %s", s->path, fault->text);
}

/* What became of the issuer's key since it was taken is for the next one. That
 * gpg has no verdict is for whoever wants to rest on the policy. */
static int
check_held(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct why *fault)
{
	const struct signers_ask ask = ask_of(s, text, signature);
	const struct seal_party *issuer = &s->policy.line.issuer;
	const struct directory_agency *a =
	    directory_find_key(&s->directory, issuer->fingerprint, NULL);
	struct signers all;

	if (s->mode == STORE_LOOK || s->mode == STORE_MEND)
		return 0;
	if (signers_check(&all, &ask, fault) != 0) {
		if (why_exit(fault->reason) == WHY_EXIT_NO)
			return -1;
		if (s->unsound.reason == WHY_NONE)
			s->unsound = *fault;
		why_clear(fault);
		return 0;
	}
	if (signers_right(&all, NULL) == NULL)
		return why_set(fault, all.all[0].why.reason, "%s",
		    all.all[0].why.text);
	if (signers_right(&all, issuer->fingerprint) == NULL || a == NULL ||
	    strcmp(a->agency, issuer->agency) != 0)
		return why_set(fault, WHY_STORE,
		    "it is signed by another than it names");
	return 0;
}

int
store_rules_load(struct store *s, struct why *w)
{
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct why fault = { 0 };
	bool found = false;
	int rc;

	policy_neutral(&s->policy);
	rc = ledger_policy_get(&s->ledger, LEDGER_DIRECTORY_LAST, &text,
	    &signature, &found, w);
	if (rc == 0 && found &&
	    (policy_parse(&s->policy, text.data, text.len, &fault) != 0 ||
		check_held(s, &text, &signature, &fault) != 0))
		rc = own_fault(s, &fault, w);
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

const struct quorum_need *
store_needs(const struct store *s, size_t *n)
{
	*n = s->policy.n_needs;
	return s->policy.needs;
}

int
store_rules_key(const struct store *s, const struct session_key_info *key,
    const char *whose, enum why_reason reason, struct why *w)
{
	return policy_check_key(&s->policy, &key->strength, whose, reason, w);
}

void
store_rules_name(const struct store *s, struct event *e)
{
	_Static_assert(sizeof e->policy == POLICY_REFER_BYTES, "one form");
	policy_refer(&s->policy, e->policy);
}

int
store_rules_text(struct store *s, uint64_t version, struct bytes *text,
    struct bytes *signature, struct why *w)
{
	bool found = false;

	if (ledger_policy_get(&s->ledger, version, text, signature, &found,
		w) != 0)
		return -1;
	return found ? 0
		     : why_set(w, WHY_USAGE,
			   "this store has no such version of a policy");
}

/* --- another one --- */

/* Who is named as its issuer, or else another, has signed and counts now, with
 * the role to issue. */
static int
check_signer(const struct signers *all, const struct signers_ask *ask,
    const struct policy *fresh, struct decision *out, struct why *w)
{
	const struct signers_one *one =
	    signers_right(all, fresh->line.issuer.fingerprint);

	return one != NULL
	    ? signers_decide(one, ask, DIRECTORY_ADMINISTER, out, w)
	    : signers_any(all, ask, DIRECTORY_ADMINISTER, out, w);
}

/* Its signer is who it names, and one that policies may be taken from. */
static int
check_issuer(const struct store *s, const struct policy *fresh,
    const struct decision *by, struct why *w)
{
	const struct seal_party *issuer = &fresh->line.issuer;

	if (strcmp(issuer->fingerprint, by->fingerprint) != 0 ||
	    strcmp(issuer->agency, by->agency) != 0)
		return why_set(w, WHY_POLICY_ISSUER,
		    "signed by %s with key %s, while it names %s with key %s "
		    "as its issuer",
		    by->agency, by->fingerprint, issuer->agency,
		    issuer->fingerprint);
	if (strcmp(by->agency, s->agency) != 0 &&
	    strcmp(by->agency, s->issuer.agency) != 0)
		return why_set(w, WHY_POLICY_ISSUER,
		    "agency %s issued it, neither %s nor the authority",
		    by->agency, s->agency);
	return 0;
}

static int
check_next(struct store *s, const struct policy *fresh,
    const struct bytes *fresh_text, struct why *w)
{
	const struct policy *held = &s->policy;
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (fresh->line.issued_s > time(NULL) + SESSION_CLOCK_SLACK_S)
		return why_set(w, WHY_FUTURE,
		    "it was issued at a time that is yet to come");
	if (held->line.version == 0 ||
	    store_rules_text(s, LEDGER_DIRECTORY_LAST, &text, &signature, w) ==
		0)
		rc = policy_follows(held, &text, fresh, fresh_text, w);
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

static int
check(struct store *s, const struct bytes *text, const struct bytes *signature,
    struct policy *fresh, struct signers *all, struct why *w)
{
	const struct signers_ask ask = ask_of(s, text, signature);
	struct decision by = { 0 };

	*fresh = (struct policy){ 0 };
	/* nothing is read that none who may has signed */
	if (store_sound_directory(s, w) != 0 ||
	    signers_check(all, &ask, w) != 0 ||
	    signers_any(all, &ask, DIRECTORY_ADMINISTER, &by, w) != 0 ||
	    policy_parse(fresh, text->data, text->len, w) != 0)
		return -1;
	if (check_signer(all, &ask, fresh, &by, w) == 0 &&
	    check_issuer(s, fresh, &by, w) == 0 &&
	    check_next(s, fresh, text, w) == 0)
		return 0;
	policy_clear(fresh);
	return -1;
}

int
store_rules_check(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct policy *fresh, struct why *w)
{
	struct signers all;

	return check(s, text, signature, fresh, &all, w);
}

/* The same, and enough have signed, by the policy that is in force. */
static int
check_whole(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct policy *fresh, struct why *w)
{
	struct signers_needs needs = { .statement = QUORUM_POLICY };
	struct signers all;

	needs.needs = store_needs(s, &needs.n);
	if (check(s, text, signature, fresh, &all, w) != 0)
		return -1;
	if (signers_enough(&all, &needs, fresh->line.issuer.agency, NULL, w) ==
	    0)
		return 0;
	policy_clear(fresh);
	return -1;
}

static struct event
event_of(const char *act, const char *actor)
{
	struct event e = { .outcome = "done" };

	(void)snprintf(e.act, sizeof e.act, "%s", act);
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	return e;
}

int
store_rules_take(struct store *s, const struct bytes *text,
    const struct bytes *signature, const char *actor, struct why *w)
{
	struct event refused = event_of("policy-import", actor);
	struct event e = refused;
	struct policy fresh;

	if (check_whole(s, text, signature, &fresh, w) != 0)
		return store_event_refused(s, &refused, w);
	policy_refer(&fresh, e.policy);
	(void)snprintf(e.other, sizeof e.other, "%s", fresh.line.issuer.agency);
	(void)snprintf(e.other_print, sizeof e.other_print, "%s",
	    fresh.line.issuer.fingerprint);
	if (ledger_begin(&s->ledger, w) != 0)
		goto fail;
	if (ledger_policy_put(&s->ledger, fresh.line.version, text, signature,
		w) != 0 ||
	    journal_append(&s->ledger, &e, w) != 0 ||
	    ledger_commit(&s->ledger, w) != 0) {
		ledger_rollback(&s->ledger);
		goto fail;
	}
	policy_clear(&s->policy);
	s->policy = fresh;
	return journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w);
fail:
	policy_clear(&fresh);
	return store_event_refused(s, &refused, w);
}

/* --- our own --- */

static int
check_may_sign(const struct store *s, struct why *w)
{
	const struct policy *held = &s->policy;

	if (store_sound_directory(s, w) != 0)
		return -1;
	if (!directory_may(directory_find_agency(&s->directory, s->agency),
		DIRECTORY_ADMINISTER, time(NULL)))
		return why_set(w, WHY_SIGNER_ROLE,
		    "this agency has no role to issue a policy");
	if (held->line.version > 0 &&
	    strcmp(held->line.issuer.agency, s->agency) != 0)
		return why_set(w, WHY_POLICY_ISSUER,
		    "the policy of this store is one of %s",
		    held->line.issuer.agency);
	return 0;
}

/* Make the draft a successor of what is held. */
static int
follow(struct store *s, struct policy *draft, struct why *w)
{
	const struct policy *held = &s->policy;
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct lineage *l = &draft->line;

	if (held->line.version >= LINEAGE_MAX_VERSION)
		return why_set(w, WHY_LIMIT,
		    "the policy has had %d versions, the most there can be",
		    LINEAGE_MAX_VERSION);
	if (held->line.version > 0 &&
	    store_rules_text(s, LEDGER_DIRECTORY_LAST, &text, &signature, w) !=
		0)
		return -1;
	l->earlier = lineage_next(&held->line, &text, w);
	bytes_clear(&text);
	bytes_clear(&signature);
	if (l->earlier == NULL)
		return -1;
	l->version = held->line.version + 1;
	/* Time does not run backwards here, whatever the clock does. */
	l->issued_s = time(NULL);
	if (l->issued_s < held->line.issued_s)
		l->issued_s = held->line.issued_s;
	(void)snprintf(l->issuer.agency, sizeof l->issuer.agency, "%s",
	    s->agency);
	(void)snprintf(l->issuer.fingerprint, sizeof l->issuer.fingerprint,
	    "%s", s->fingerprint);
	return 0;
}

int
store_rules_sign(struct store *s, struct policy *draft, const char *actor,
    struct bytes *text, struct bytes *signature, struct why *w)
{
	struct event e = event_of("policy-sign", actor);
	struct session_signed what = { 0 };

	if (check_may_sign(s, w) != 0 || follow(s, draft, w) != 0 ||
	    policy_write(draft, false, text, w) != 0)
		return -1;
	if (text->len > POLICY_MAX_BYTES)
		return why_set(w, WHY_LIMIT,
		    "the policy has more than %zu bytes", POLICY_MAX_BYTES);
	what.data = text->data;
	what.len = text->len;
	if (session_sign(&s->session, s->fingerprint, &what, signature, w) != 0)
		return -1;
	policy_refer(draft, e.policy);
	return store_event(s, &e, w);
}

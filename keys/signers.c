#include "keys/signers.h"

#include <stdio.h>
#include <string.h>

/* What gpg says of one. 0: it may count, or nobody can tell here. */
static int
ask_gpg(struct signers_one *one, const struct signers_ask *ask,
    const struct signature *file, struct why *w)
{
	const struct session_signed data = {
		.data = ask->data.data,
		.len = ask->data.len,
		.signature = file->data,
		.signature_len = file->len,
	};
	struct why fault = { 0 };

	if (session_verify(ask->session, &data, &one->verdict, &fault) == 0)
		return 0;
	if (one->verdict.matches) {
		/* What became of the key, and a time that is yet to come, are
		 * for the decision to weigh. */
		if (fault.reason == WHY_FUTURE)
			return 0;
		one->gpg = fault.reason;
		if (fault.reason == WHY_SIGNER_EXPIRED ||
		    fault.reason == WHY_SIGNER_REVOKED)
			return 0;
	}
	directory_doubt(ask->directory, one->verdict.signer, &fault);
	if (fault.reason != WHY_SIGNER_UNKNOWN)
		return why_set(w, fault.reason, "%s", fault.text);
	one->why = fault;
	return 0;
}

static int
check_one(struct signers_one *one, const struct signers_ask *ask,
    const struct signature *file, struct why *w)
{
	const struct known_ask known = {
		.signature = file,
		.statement = ask->data.data,
		.len = ask->data.len,
		.fingerprint = one->verdict.fingerprint,
	};

	*one = (struct signers_one){ 0 };
	if (ask_gpg(one, ask, file, w) != 0)
		return -1;
	one->shown = known_find(ask->known, &known);
	if (one->why.reason == WHY_NONE)
		(void)signers_decide(one, ask, DECISION_ANY_ROLE,
		    &one->decision, &one->why);
	else
		(void)snprintf(one->decision.fingerprint,
		    sizeof one->decision.fingerprint, "%s",
		    one->verdict.signer);
	one->decision.claimed_s = one->verdict.created_s;
	return 0;
}

/* Order and difference of the keys that signed are checked by bytes alone; that
 * two are parts of one key is known only now. */
static int
check_apart(const struct signers *s, struct why *w)
{
	for (size_t i = 0; i < s->n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(s->all[i].decision.fingerprint,
				s->all[j].decision.fingerprint) == 0)
				return why_set(w, WHY_SIGNATURE_FORMAT,
				    "two signatures are by parts of one key, "
				    "%s",
				    s->all[i].decision.fingerprint);
		}
	}
	return 0;
}

int
signers_check(struct signers *s, const struct signers_ask *ask, struct why *w)
{
	struct signature_file file;

	*s = (struct signers){ 0 };
	if (signature_parse_file(&file, ask->data.signature,
		ask->data.signature_len, w) != 0)
		return -1;
	for (size_t i = 0; i < file.n; i++) {
		if (check_one(&s->all[i], ask, &file.all[i], w) != 0)
			return file.n == 1
			    ? -1
			    : why_in(w, "signature %u", (unsigned)i + 1);
		s->n++;
	}
	return check_apart(s, w);
}

int
signers_decide(const struct signers_one *one, const struct signers_ask *ask,
    enum directory_role role, struct decision *out, struct why *w)
{
	const struct decision_ask what = {
		.directory = ask->directory,
		.verdict = &one->verdict,
		.gpg = one->gpg,
		.role = role,
		.now_s = ask->now_s,
		.logged_s = ask->logged_s,
		.shown = one->shown,
	};

	if (!one->verdict.matches)
		return why_set(w, one->why.reason, "%s", one->why.text);
	return decision_make(&what, out, w);
}

/* Of several reasons, one of somebody who is known says more. */
int
signers_any(const struct signers *s, const struct signers_ask *ask,
    enum directory_role role, struct decision *out, struct why *w)
{
	struct why best = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		struct why fault = { 0 };

		if (signers_decide(&s->all[i], ask, role, out, &fault) == 0)
			return 0;
		if (best.reason == WHY_NONE ||
		    best.reason == WHY_SIGNER_UNKNOWN)
			best = fault;
	}
	return why_set(w, best.reason, "%s", best.text);
}

const struct signers_one *
signers_find(const struct signers *s, const char *fingerprint)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->all[i].decision.fingerprint, fingerprint) == 0)
			return &s->all[i];
	}
	return NULL;
}

int
signers_made(const struct signers *s, const struct signers_ask *ask,
    const struct signers_maker *m, struct decision *out, struct why *w)
{
	const struct signers_one *one = signers_find(s, m->party->fingerprint);

	if (one == NULL)
		return signers_any(s, ask, m->role, out, w) != 0
		    ? -1
		    : why_set(w, WHY_SIGNER_MISMATCH,
			  "%s names another key than the one that signed",
			  m->what);
	if (signers_decide(one, ask, m->role, out, w) != 0)
		return -1;
	if (strcmp(out->agency, m->party->agency) == 0)
		return 0;
	return why_set(w, WHY_SIGNER_MISMATCH,
	    "%s is of agency %s, its key is one of %s", m->what,
	    m->party->agency, out->agency);
}

const struct signers_one *
signers_right(const struct signers *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct session_verdict *v = &s->all[i].verdict;

		if (v->matches &&
		    (key == NULL || strcmp(v->fingerprint, key) == 0))
			return &s->all[i];
	}
	return NULL;
}

int
signers_enough(struct signers *s, const struct signers_needs *needs,
    const char *agency, unsigned *missing, struct why *w)
{
	struct quorum_signer counted[SIGNATURE_FILE_MAX];
	struct signers_one *whose[SIGNATURE_FILE_MAX];
	struct quorum_ask ask = {
		.statement = needs->statement,
		.agency = agency,
		.needs = needs->needs,
		.n_needs = needs->n,
		.signers = counted,
	};
	struct quorum_result result;

	for (size_t i = 0; i < s->n; i++) {
		const struct decision *d = &s->all[i].decision;

		if (s->all[i].why.reason != WHY_NONE)
			continue;
		whose[ask.n_signers] = &s->all[i];
		counted[ask.n_signers++] = (struct quorum_signer){
			.agency = d->agency,
			.person = d->person,
			.roles = d->roles,
		};
	}
	quorum_check(&ask, &result);
	for (size_t i = 0; i < ask.n_signers; i++)
		whose[i]->filled = result.filled[i];
	for (size_t i = 0; i < QUORUM_ROLES; i++) {
		s->asked[i] = result.asked[i];
		s->met[i] = result.asked[i] - result.lacking[i];
	}
	if (missing != NULL)
		*missing = result.missing;
	return quorum_explain(&result, w);
}

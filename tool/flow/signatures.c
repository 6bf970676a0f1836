#include "tool/flow/signatures.h"

#include <stdio.h>
#include <string.h>

static void
note_one(struct ledger_signature *out, const struct signers_one *one)
{
	const struct decision *d = &one->decision;

	(void)snprintf(out->agency, sizeof out->agency, "%s", d->agency);
	(void)snprintf(out->person, sizeof out->person, "%s", d->person);
	(void)snprintf(out->fingerprint, sizeof out->fingerprint, "%s",
	    d->fingerprint);
	out->roles = d->roles;
	out->filled = one->filled;
	out->claimed_s = d->claimed_s;
	if (one->why.reason != WHY_NONE)
		(void)snprintf(out->reason, sizeof out->reason, "%s",
		    why_name(one->why.reason));
}

void
signatures_of(struct signatures *s, const struct signers *all)
{
	*s = (struct signatures){ .n = all->n };
	for (size_t i = 0; i < all->n; i++) {
		s->all[i].number = i;
		note_one(&s->all[i], &all->all[i]);
	}
	for (unsigned i = 0; i < QUORUM_ROLES; i++) {
		if (all->asked[i] > 0)
			s->asked[s->n_asked++] = (struct ledger_quorum){
				.role = 1U << i,
				.asked = all->asked[i],
				.met = all->met[i],
			};
	}
}

int
signatures_put(const struct signatures *s, struct ledger *l,
    const struct ledger_signed *of, uint64_t seal, struct why *w)
{
	if (ledger_signature_drop(l, of, seal, w) != 0)
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		struct ledger_signature one = s->all[i];

		one.seal = seal;
		if (ledger_signature_put(l, of, &one, w) != 0)
			return -1;
	}
	for (size_t i = 0; i < s->n_asked; i++) {
		struct ledger_quorum one = s->asked[i];

		one.seal = seal;
		if (ledger_signature_quorum(l, of, &one, w) != 0)
			return -1;
	}
	return 0;
}

struct recalling {
	struct signatures *to;
	uint64_t seal;
};

static int
recall_signature(void *self, const struct ledger_signature *was, struct why *w)
{
	const struct recalling *r = self;

	(void)w;
	for (size_t i = 0; was->seal == r->seal && i < r->to->n; i++)
		if (strcmp(r->to->all[i].fingerprint, was->fingerprint) == 0)
			r->to->all[i].filled = was->filled;
	return 0;
}

static int
recall_quorum(void *self, const struct ledger_quorum *was, struct why *w)
{
	const struct recalling *r = self;

	(void)w;
	if (was->seal == r->seal && r->to->n_asked < QUORUM_ROLES)
		r->to->asked[r->to->n_asked++] = *was;
	return 0;
}

int
signatures_recall(struct signatures *s, struct ledger *l,
    const struct ledger_signed *of, uint64_t seal, struct why *w)
{
	struct recalling r = { s, seal };
	const struct ledger_signature_look look = { recall_signature,
		recall_quorum, &r };

	s->n_asked = 0;
	return ledger_signature_each(l, of, &look, w);
}

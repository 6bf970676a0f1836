#include "tool/flow/answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/text.h"
#include "tool/flow/answer_inside.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_order.h"
#include "tool/store/store_rules.h"

/* --- which order --- */

static int
other_order(const char *what, struct why *w)
{
	return why_set(w, WHY_CERTIFICATE_ORDER, "%s", what);
}

static int
find_order(struct answer_run *r, struct why *w)
{
	const struct certificate *c = r->certificate;
	struct orders *o = &r->orders;
	char id[SEAL_ID_HEX];

	while (r->number < r->orders.n &&
	    memcmp(r->orders.orders[r->number].id, c->order,
		sizeof(c->order)) != 0)
		r->number++;
	bytes_to_hex(id, c->order, sizeof(c->order));
	if (r->number == o->n)
		return why_set(w, WHY_CERTIFICATE_ORDER,
		    "%s does not carry order %s, which is answered",
		    r->options->order, id);
	r->match = &o->match;
	r->hits = o->hits;
	for (size_t i = 0; i < o->n_marks; i++)
		if (o->marks[i].cause == r->number + 1) {
			r->match = &o->marked[i];
			r->mark = &o->marks[i];
			r->hits = o->marks[i].hits;
		}
	return 0;
}

static int
check_order(const struct answer_run *r, struct why *w)
{
	const struct certificate *c = r->certificate;
	const struct order *o = &r->orders.orders[r->number];

	if (memcmp(o->digest, c->digest, sizeof(c->digest)) != 0)
		return other_order("the order that is answered has another "
				   "digest than the one that was sent",
		    w);
	if (o->act != c->kind || o->does != c->does || o->ends_s != c->ends_s)
		return other_order("it names another kind or end of the order",
		    w);
	if (strcmp(o->issuer.agency, c->issuer.agency) != 0 ||
	    strcmp(o->issuer.fingerprint, c->issuer.fingerprint) != 0)
		return other_order("it names another issuer of the order", w);
	if (o->issued_s != c->issued_s || o->deadline_s != c->deadline_s)
		return other_order("it names other times of the order", w);
	for (size_t i = 0; i < o->n_answer; i++)
		if (strcmp(o->answer_by[i], c->answerer.agency) == 0)
			return 0;
	return why_set(w, WHY_NOT_ADDRESSED,
	    "the order does not take the answer of agency %s",
	    c->answerer.agency);
}

static int
check_asked(const struct answer_run *r, struct why *w)
{
	const struct certificate *c = r->certificate;
	struct order_match_kind kinds[ORDER_KINDS];

	order_match_kinds(r->match, r->hits, r->number, kinds);
	for (size_t i = 0; i < c->n_targets; i++) {
		struct order_match_kind *k = &kinds[c->targets[i].kind];

		if (k->asked != c->targets[i].asked)
			return why_set(w, WHY_CERTIFICATE_COUNTS,
			    "the order has %" PRIu64 " targets of kind %s",
			    k->asked, order_target_name(c->targets[i].kind));
		k->asked = 0;
	}
	for (unsigned i = 0; i < ORDER_KINDS; i++)
		if (kinds[i].asked > 0)
			return why_set(w, WHY_CERTIFICATE_COUNTS,
			    "nothing is said of targets of kind %s",
			    order_target_name((enum order_target_kind)i));
	return 0;
}

/* Once all bundles were asked. What found something here may have found nothing
 * there, since it was gone; never the other way round. */
static int
check_absent(const struct answer_run *r, struct why *w)
{
	const struct certificate *c = r->certificate;
	struct order_match_kind kinds[ORDER_KINDS];

	order_match_kinds(r->match, r->hits, r->number, kinds);
	for (size_t i = 0; i < c->n_targets; i++) {
		const struct certificate_target *t = &c->targets[i];
		uint64_t absent = kinds[t->kind].absent;

		if (t->absent == absent || (!r->exact && t->absent > absent))
			continue;
		return why_set(w, WHY_CERTIFICATE_COUNTS,
		    "%" PRIu64 " targets of kind %s find nothing, told are "
		    "%" PRIu64,
		    absent, order_target_name(t->kind), t->absent);
	}
	return 0;
}

/* --- which bundles --- */

static const struct certificate_bundle *
told_of(const struct answer_run *r, const struct opening *o, const char *path,
    struct why *w)
{
	const struct certificate_bundle *b =
	    certificate_find(r->certificate, o->seal.id);
	char id[SEAL_ID_HEX];

	if (b != NULL)
		return b;
	bytes_to_hex(id, o->seal.id, SEAL_ID_BYTES);
	(void)why_set(w, WHY_CERTIFICATE_BUNDLE,
	    "%s: bundle %s is not in the certificate", path, id);
	return NULL;
}

static int
check_given(struct answer_run *r, struct opening *o, const char *path,
    bool *seen, struct why *w)
{
	const struct certificate_bundle *b = told_of(r, o, path, w);
	size_t at;

	if (b == NULL)
		return -1;
	at = (size_t)(b - r->certificate->bundles);
	if (seen[at])
		return why_set(w, WHY_USAGE, "%s is given twice", path);
	seen[at] = true;
	if ((r->certificate->does == ORDER_DELETE
		    ? answer_bundle
		    : answer_marks)(r, o, b, w) != 0)
		return why_in(w, "%s", path);
	r->result->checked++;
	return 0;
}

static int
check_next(struct answer_run *r, const char *path, bool *seen, struct why *w)
{
	struct opening o = { .fd = -1 };
	int rc = answer_open(r, &o, path, w);

	if (rc == 0 && contents_in_series(&o.contents))
		rc = order_match_belongs(r->match, o.contents.series, o.seal.id,
			 w) != 0
		    ? -1
		    : answer_lifts_belong(r, &o, w);
	if (rc == 0)
		rc = check_given(r, &o, path, seen, w);
	opening_close(&o);
	return rc;
}

static int
check_missing(struct answer_run *r, const bool *seen, struct why *w)
{
	const struct certificate *c = r->certificate;
	char id[SEAL_ID_HEX];

	for (size_t i = 0; i < c->n_bundles; i++) {
		if (seen[i])
			continue;
		r->result->unchecked++;
		bytes_to_hex(id, c->bundles[i].id, SEAL_ID_BYTES);
		if (!r->options->partly)
			return why_set(w, WHY_USAGE,
			    "the certificate names bundle %s: give it too, or "
			    "say --partly",
			    id);
	}
	return r->result->unchecked > 0 ? 0 : check_absent(r, w);
}

static int
check_bundles(struct answer_run *r, struct why *w)
{
	const struct answer_options *o = r->options;
	bool *seen = calloc(r->certificate->n_bundles, sizeof(*seen));
	int rc;

	if (seen == NULL)
		return why_memory(w);
	/* first, as it brings the rows that stand for others */
	rc = check_given(r, &r->carrier, o->order, seen, w);
	if (rc == 0)
		rc = corrected_check(&r->orders.corrected, w);
	for (size_t i = 0; rc == 0 && i < o->n_bundles; i++)
		rc = check_next(r, o->bundles[i], seen, w);
	if (rc == 0)
		rc = check_missing(r, seen, w);
	free(seen);
	return rc;
}

/* --- who says so --- */

static int
check_signers(struct answer_run *r, struct why *w)
{
	struct approve *a = &r->result->approve;

	if (approve_open(a, r->options->certificate, w) != 0)
		return -1;
	if (a->kind != APPROVAL_CERTIFICATE)
		return why_set(w, WHY_CERTIFICATE, "%s is no certificate",
		    r->options->certificate);
	if (approve_check(a, r->store, w) != 0)
		return -1;
	return a->missing == 0 ? 0
			       : why_set(w, WHY_QUORUM, "%s", a->awaits.text);
}

static int
find_taken(void *self, const struct ledger_demand *d, struct why *w)
{
	struct answer_run *r = self;
	const struct certificate *c = r->certificate;

	(void)w;
	if (d->answered &&
	    memcmp(d->digest, c->digest, sizeof(c->digest)) == 0 &&
	    strcmp(d->agency, c->answerer.agency) == 0)
		r->result->taken = d->answered_s >= c->made_s;
	return 0;
}

/* Holds that should have been looked at again before. */
static uint64_t
count_unreviewed(const struct certificate *c)
{
	const size_t day = sizeof(c->holds->review) - 1;
	char made[TEXT_TIME_BYTES];
	uint64_t n = 0;

	text_time_format(made, c->made_s);
	for (size_t i = 0; i < c->n_holds; i++)
		n += strncmp(c->holds[i].review, made, day) < 0;
	return n;
}

static int
run(struct answer_run *r, struct why *w)
{
	if (check_signers(r, w) != 0)
		return -1;
	r->certificate = &r->result->approve.certificate;
	r->result->late = r->certificate->made_s > r->certificate->deadline_s;
	r->result->unreviewed = count_unreviewed(r->certificate);
	r->exact = true;
	if (answer_open(r, &r->carrier, r->options->order, w) != 0 ||
	    orders_open(&r->orders, &r->carrier, NULL, w) != 0 ||
	    find_order(r, w) != 0 || check_order(r, w) != 0 ||
	    check_asked(r, w) != 0 || answer_lifts_open(r, w) != 0 ||
	    check_bundles(r, w) != 0)
		return -1;
	return ledger_demand_each(&r->store->ledger, find_taken, r, w);
}

int
answer_check(struct store *s, const struct answer_options *o,
    struct answer_result *r, struct why *w)
{
	struct answer_run run_of = { .store = s, .options = o, .result = r };
	int rc;

	run_of.carrier.fd = -1;
	rc = run(&run_of, w);
	answer_lifts_close(&run_of);
	orders_close(&run_of.orders);
	opening_close(&run_of.carrier);
	return rc;
}

/* --- taking it --- */

static void
event_of(const struct store *s, const struct answer_result *r,
    const char *actor, struct event *e)
{
	const struct certificate *c = &r->approve.certificate;

	*e = (struct event){ .act = "certificate-take", .outcome = "done" };
	(void)snprintf(e->actor, sizeof(e->actor), "%s", actor);
	bytes_to_hex(e->order, c->order, sizeof(c->order));
	(void)snprintf(e->other, sizeof(e->other), "%s", c->answerer.agency);
	(void)snprintf(e->other_print, sizeof(e->other_print), "%s",
	    c->answerer.fingerprint);
	store_rules_name(s, e);
	event_add_count(e, "bundles", c->n_bundles);
	event_add_count(e, "unchecked_bundles", r->unchecked);
	event_add_count(e, "selected", r->selected);
	event_add_count(e, "gone", r->gone);
	event_add_count(e, "gone_before", r->gone_before);
	event_add_count(e, "held", r->held);
	event_add_count(e, "restricted", r->restricted);
	event_add_count(e, "lifted", r->lifted);
	event_add_count(e, "unproved", r->unproved);
	event_add_count(e, "ended", r->ended);
	event_add_count(e, "late", r->late);
}

static int
enter(struct store *s, const struct answer_result *r, struct event *e,
    struct why *w)
{
	const struct certificate *c = &r->approve.certificate;
	const struct ledger_answer answer = {
		.digest = c->digest,
		.agency = c->answerer.agency,
		.answered_s = c->made_s,
		.certificate = r->approve.digest,
	};
	bool found;

	if (ledger_demand_answer(&s->ledger, &answer, &found, w) != 0)
		return -1;
	if (!found)
		return why_set(w, WHY_USAGE,
		    "this store has not ordered that of agency %s",
		    c->answerer.agency);
	return journal_append(&s->ledger, e, w);
}

int
answer_take(struct store *s, const struct answer_result *r, const char *actor,
    struct why *w)
{
	struct ledger *l = &s->ledger;
	struct event e;

	if (r->taken)
		return why_set(w, WHY_REPLAYED,
		    "this certificate of agency %s, or a later one, was taken "
		    "before",
		    r->approve.certificate.answerer.agency);
	event_of(s, r, actor, &e);
	if (ledger_begin(l, w) != 0)
		return -1;
	if (enter(s, r, &e, w) != 0 || ledger_commit(l, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	return journal_checkpoint(l, &s->session, s->fingerprint, w);
}

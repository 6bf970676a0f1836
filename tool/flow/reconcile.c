#include "tool/flow/reconcile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/handover.h"
#include "tool/flow/reconcile_inside.h"

static const char *const names[RECONCILE_KINDS] = {
	[RECONCILE_NOT_RECEIVED] = "not-received",
	[RECONCILE_REFUSED] = "refused",
	[RECONCILE_NOT_SENT] = "not-sent",
	[RECONCILE_OTHER_COUNTS] = "other-counts",
	[RECONCILE_NOT_ANSWERED] = "not-answered",
	[RECONCILE_NOT_ORDERED] = "not-ordered",
	[RECONCILE_NOT_CERTIFIED] = "not-certified",
	[RECONCILE_CERTIFICATE_NOT_TAKEN] = "certificate-not-taken",
	[RECONCILE_CERTIFICATE_NOT_MADE] = "certificate-not-made",
	[RECONCILE_RECEIPT_NOT_TAKEN] = "receipt-not-taken",
	[RECONCILE_RECEIPT_NOT_MADE] = "receipt-not-made",
	[RECONCILE_COSIGNATURE_NOT_TAKEN] = "cosignature-not-taken",
	[RECONCILE_COSIGNATURE_NOT_MADE] = "cosignature-not-made",
	[RECONCILE_HANDOVER_NOT_TAKEN] = "handover-not-taken",
	[RECONCILE_HANDOVER_NOT_GIVEN] = "handover-not-given",
	[RECONCILE_HANDOVER_NOT_CLOSED] = "handover-not-closed",
	[RECONCILE_OTHER_FOUND] = "other-found",
	[RECONCILE_OTHER_HEAD] = "other-head",
	[RECONCILE_CLOCKS_APART] = "clocks-apart",
};

const char *
reconcile_name(enum reconcile_kind kind)
{
	return names[kind];
}

int
reconcile_add(struct reconcile_run *r, const struct reconcile_finding *f,
    struct why *w)
{
	return bytes_add(&r->out->findings, f, sizeof *f, w);
}

/* --- what is looked for --- */

/* Counterparts, and how one whose other half is missing is called. */
struct rule {
	const char *first; /* acts */
	const char *second;
	enum reconcile_by by;
	enum reconcile_kind no_second;
	enum reconcile_kind no_first;
	const char *did_first;	/* "sent bundle" */
	const char *did_second; /* "received bundle" */
	const char *to_first;	/* "sending it" */
	const char *to_second;	/* "receiving it" */
	const char *it_first;	/* "sent" */
};
enum {
	BUNDLES,
	RECEIPTS,
	CERTIFICATES,
	COSIGNATURES,
	HANDOVERS,
	CLOSINGS,
	CERTIFIED, /* both in one log */
	RULES
};
/* What an order is answered by. */
#define ANSWERS "delete restrict lift rectify"

static const struct rule rules[RULES] = {
	[BUNDLES] = { "pack order forward", "receive", RECONCILE_BY_SEAL,
	    RECONCILE_NOT_RECEIVED, RECONCILE_NOT_SENT, "sent bundle",
	    "received bundle", "sending it", "receiving it", "sent" },
	[RECEIPTS] = { "receipt-make", "receipt-take", RECONCILE_BY_SEAL,
	    RECONCILE_RECEIPT_NOT_TAKEN, RECONCILE_RECEIPT_NOT_MADE,
	    "made a receipt for bundle", "took a receipt for bundle",
	    "making it", "taking it", "made" },
	[CERTIFICATES] = { "certify", "certificate-take", RECONCILE_BY_ORDER,
	    RECONCILE_CERTIFICATE_NOT_TAKEN, RECONCILE_CERTIFICATE_NOT_MADE,
	    "certified order", "took the certificate of order", "making it",
	    "taking the certificate", "made" },
	[COSIGNATURES] = { "cosign", "cosigned", RECONCILE_BY_SIZE,
	    RECONCILE_COSIGNATURE_NOT_TAKEN, RECONCILE_COSIGNATURE_NOT_MADE,
	    "cosigned the head of events", "took a cosignature of events",
	    "making it", "taking that", "made" },
	[HANDOVERS] = { "handover-give", "handover-take", RECONCILE_BY_HOP,
	    RECONCILE_HANDOVER_NOT_TAKEN, RECONCILE_HANDOVER_NOT_GIVEN,
	    "gave hop", "took hop", "giving it", "taking it", "gave" },
	[CLOSINGS] = { "handover-take", "handover-close", RECONCILE_BY_HOP,
	    RECONCILE_HANDOVER_NOT_CLOSED, RECONCILE_HANDOVER_NOT_TAKEN,
	    "took hop", "closed hop", "taking it", "closing it", "took" },
	[CERTIFIED] = { ANSWERS, "certify", RECONCILE_BY_ORDER,
	    RECONCILE_NOT_CERTIFIED, RECONCILE_KINDS, "carried out order",
	    "certified order", "", "a certificate", "" },
};

/* --- pairs --- */

/* A rule, from the side that acts first to the one that acts then. */
struct matching {
	struct reconcile_run *run;
	const struct rule *rule;
	size_t sides[2]; /* of the first and of the second */
	struct reconcile_items items[2];
	struct reconcile_items refused; /* by the second side */
	struct reconcile_items answers; /* likewise, of bundles: to orders */
};

static const struct reconcile_side *
side(const struct matching *m, size_t which)
{
	return &m->run->out->sides[m->sides[which]];
}

#define ID_BYTES 72 /* of a hand-over and its hop */

static const char *
id_of(const struct rule *rule, const struct event *e, char made[ID_BYTES])
{
	uint64_t n;

	if (rule->by == RECONCILE_BY_SEAL)
		return e->bundle;
	if (rule->by == RECONCILE_BY_ORDER)
		return e->order;
	if (rule->by == RECONCILE_BY_HOP) {
		(void)event_has_count(e, "hop", &n);
		(void)snprintf(made, ID_BYTES, "%" PRIu64 " of hand-over %s", n,
		    e->handover);
	} else {
		(void)event_has_count(e, "size", &n);
		(void)snprintf(made, ID_BYTES, "%" PRIu64, n);
	}
	return made;
}

/* May the other log not tell of it yet, or not any more? */
static bool
is_open(const struct matching *m, size_t lacking, const struct event *e)
{
	const struct reconcile_side *s = side(m, lacking);

	return e->time_s >= s->until_s - m->run->ask->transit_s ||
	    (s->from > 0 && e->time_s < s->since_s + m->run->ask->tolerance_s);
}

static int
add(struct matching *m, struct reconcile_finding *f, size_t which,
    const struct event *e, const struct event *other, struct why *w)
{
	f->events[m->sides[which]] = e;
	if (other != NULL)
		f->events[m->sides[1 - which]] = other;
	return reconcile_add(m->run, f, w);
}

/* An event of one side that has no counterpart. */
static int
lacks(struct matching *m, size_t which, const struct reconcile_item *item,
    struct why *w)
{
	const struct rule *rule = m->rule;
	const struct event *e = item->event;
	const struct reconcile_side *s = side(m, which);
	const struct reconcile_side *other = side(m, 1 - which);
	struct reconcile_finding f = { .kind = which == 0 ? rule->no_second
							  : rule->no_first };
	char made[ID_BYTES];
	const char *id = id_of(rule, e, made);
	const struct reconcile_item *no = NULL;
	size_t n = 0;

	if (f.kind == RECONCILE_KINDS)
		return 0;
	/* Of a whole log: it may have been for somebody else. */
	if (account_sends(e) && strcmp(e->other, other->agency) != 0 &&
	    s->whole && s->copies.len == 0)
		return 0;
	if (which == 0 &&
	    (f.kind == RECONCILE_NOT_RECEIVED ||
		f.kind == RECONCILE_HANDOVER_NOT_TAKEN))
		no = reconcile_find(&m->refused, item->key, &n);
	if (no != NULL) {
		f.kind = RECONCILE_REFUSED;
		(void)snprintf(f.text, sizeof f.text,
		    "%s %s %s; %s refused it: %s", s->agency, rule->did_first,
		    id, other->agency, no->event->reason);
		return add(m, &f, which, e, no->event, w);
	}
	if (is_open(m, 1 - which, e)) {
		m->run->out->open++;
		return 0;
	}
	(void)snprintf(f.text, sizeof f.text,
	    "%s %s %s; the log of %s does not tell of %s", s->agency,
	    which == 0 ? rule->did_first : rule->did_second, id, other->agency,
	    which == 0 ? rule->to_second : rule->to_first);
	return add(m, &f, which, e, NULL, w);
}

/* Sent and received with other numbers. */
static int
check_counts(struct matching *m, const struct event *sent,
    const struct event *received, struct why *w)
{
	static const char *const which[] = { "files", "reads", "records",
		"segments" };
	struct reconcile_finding f = { .kind = RECONCILE_OTHER_COUNTS };

	for (size_t i = 0; i < sizeof which / sizeof which[0]; i++) {
		uint64_t was, is;

		if (!event_has_count(sent, which[i], &was) ||
		    !event_has_count(received, which[i], &is) || was == is)
			continue;
		(void)snprintf(f.text, sizeof f.text,
		    "bundle %s had %" PRIu64 " %s when %s sent it, and %" PRIu64
		    " when %s received it",
		    received->bundle, was, which[i], side(m, 0)->agency, is,
		    side(m, 1)->agency);
		return add(m, &f, 0, sent, received, w);
	}
	return 0;
}

/* What the taker's log says was found, and what the taker signed for. */
static int
check_found(struct matching *m, const struct event *taken,
    const struct event *closed, struct why *w)
{
	struct reconcile_finding f = { .kind = RECONCILE_OTHER_FOUND };
	char made[ID_BYTES];
	const char *told[2] = { "nothing", "nothing" };

	for (unsigned i = 0; i < HANDOVER_FOUND; i++) {
		const char *name = handover_found_name(i);
		uint64_t is;

		if (event_has_count(taken, name, &is))
			told[0] = name;
		if (event_has_count(closed, name, &is))
			told[1] = name;
	}
	if (strcmp(told[0], told[1]) == 0)
		return 0;
	(void)snprintf(f.text, sizeof f.text,
	    "hop %s was found %s by the log of %s, and %s by that of %s",
	    id_of(m->rule, taken, made), told[0], side(m, 0)->agency, told[1],
	    side(m, 1)->agency);
	return add(m, &f, 0, taken, closed, w);
}

/* Orders that it carried, and answers. Those that travel in a bundle which was
 * passed on are of somebody else. */
static int
check_orders(struct matching *m, const struct reconcile_item *sent,
    const struct event *received, struct why *w)
{
	struct reconcile_finding f = { .kind = RECONCILE_NOT_ANSWERED };
	uint64_t orders;
	size_t answers = 0;
	const struct reconcile_item *one =
	    reconcile_find(&m->answers, sent->key, &answers);

	(void)event_has_count(sent->event, "orders", &orders);
	if (strcmp(sent->event->act, "forward") == 0)
		return 0;
	if (answers < orders) {
		(void)snprintf(f.text, sizeof f.text,
		    "bundle %s of %s had %" PRIu64 " order%s; the log of %s "
		    "tells of %zu answer%s",
		    received->bundle, side(m, 0)->agency, orders,
		    orders == 1 ? "" : "s", side(m, 1)->agency, answers,
		    answers == 1 ? "" : "s");
		return add(m, &f, 0, sent->event, received, w);
	}
	if (orders > 0 || one == NULL)
		return 0;
	f.kind = RECONCILE_NOT_ORDERED;
	(void)snprintf(f.text, sizeof f.text,
	    "%s carried out order %s, which came with bundle %s; the log of "
	    "%s says that it had no order",
	    side(m, 1)->agency, one->event->order, received->bundle,
	    side(m, 0)->agency);
	return add(m, &f, 0, sent->event, one->event, w);
}

static int
check_clocks(struct matching *m, const struct event *first,
    const struct event *second, struct why *w)
{
	struct reconcile_finding f = { .kind = RECONCILE_CLOCKS_APART };
	int64_t apart_s = first->time_s - second->time_s;
	char made[ID_BYTES];

	if (apart_s <= m->run->ask->tolerance_s)
		return 0;
	(void)snprintf(f.text, sizeof f.text,
	    "%s %s %s %" PRId64 " seconds before %s %s it, by their clocks",
	    side(m, 1)->agency, m->rule->did_second,
	    id_of(m->rule, second, made), apart_s, side(m, 0)->agency,
	    m->rule->it_first);
	return add(m, &f, 0, first, second, w);
}

static int
pair(struct matching *m, const struct reconcile_item *first,
    const struct reconcile_item *second, struct why *w)
{
	m->run->out->pairs++;
	/* In one log there is one clock. */
	if (m->sides[0] == m->sides[1])
		return 0;
	if (check_clocks(m, first->event, second->event, w) != 0)
		return -1;
	if (m->rule == &rules[CLOSINGS])
		return check_found(m, first->event, second->event, w);
	if (m->rule != &rules[BUNDLES])
		return 0;
	if (check_counts(m, first->event, second->event, w) != 0)
		return -1;
	return check_orders(m, first, second->event, w);
}

/* Both lists are in order of their keys. */
static int
walk(struct matching *m, struct why *w)
{
	const struct reconcile_items *a = &m->items[0];
	const struct reconcile_items *b = &m->items[1];
	size_t i = 0, j = 0;
	int rc = 0;

	while (rc == 0 && (i < a->n || j < b->n)) {
		int order = i == a->n ? 1
		    : j == b->n	      ? -1
				      : strcmp(a->all[i].key, b->all[j].key);

		if (order == 0)
			rc = pair(m, &a->all[i++], &b->all[j++], w);
		else if (order < 0)
			rc = lacks(m, 0, &a->all[i++], w);
		else
			rc = lacks(m, 1, &b->all[j++], w);
	}
	return rc;
}

static int
match(struct reconcile_run *r, const struct rule *rule, size_t first,
    size_t second, struct why *w)
{
	struct matching m = {
		.run = r,
		.rule = rule,
		.sides = { first, second },
	};
	int rc = -1;

	if (reconcile_gather(&m.items[0], side(&m, 0), rule->by, rule->first,
		true, w) != 0 ||
	    reconcile_gather(&m.items[1], side(&m, 1), rule->by, rule->second,
		true, w) != 0 ||
	    reconcile_gather(&m.refused, side(&m, 1), rule->by, rule->second,
		false, w) != 0 ||
	    reconcile_gather(&m.answers, side(&m, 1), rule->by, ANSWERS, true,
		w) != 0)
		goto out;
	if (first == second) {
		reconcile_once(&m.items[0]);
		reconcile_once(&m.items[1]);
	}
	rc = walk(&m, w);
out:
	free(m.items[0].all);
	free(m.items[1].all);
	free(m.refused.all);
	free(m.answers.all);
	return rc;
}

/* --- all of it --- */

static int64_t
time_of(const struct reconcile_finding *f)
{
	for (size_t i = 0; i < 2; i++) {
		if (f->events[i] != NULL)
			return f->events[i]->time_s;
	}
	return INT64_MAX;
}

static int
compare_findings(const void *a, const void *b)
{
	int64_t x = time_of(a);
	int64_t y = time_of(b);

	if (x != y)
		return x < y ? -1 : 1;
	return strcmp(((const struct reconcile_finding *)a)->text,
	    ((const struct reconcile_finding *)b)->text);
}

int
reconcile_run(struct reconcile *out, const struct reconcile_ask *ask,
    struct why *w)
{
	struct reconcile_run r = { out, ask };

	*out = (struct reconcile){ 0 };
	if (reconcile_load(&r, w) != 0)
		return -1;
	for (size_t i = 0; i < RULES; i++) {
		for (size_t from = 0; from < 2; from++) {
			size_t to = i == CERTIFIED ? from : 1 - from;

			if (match(&r, &rules[i], from, to, w) != 0)
				return -1;
		}
	}
	if (reconcile_heads(&r, w) != 0)
		return -1;
	if (out->findings.len > 0)
		qsort(out->findings.data,
		    out->findings.len / sizeof(struct reconcile_finding),
		    sizeof(struct reconcile_finding), compare_findings);
	return 0;
}

#include "tool/flow/due.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/flow/due_inside.h"
#include "tool/flow/told.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_restricted.h"

#define DAY_S INT64_C(86400)

struct run {
	struct due *to;
	struct store *store;
	struct bytes ids; /* SEAL_ID_BYTES each */
	/* of the current bundle */
	const struct ledger_bundle *bundle;
	struct told told;
	const struct policy_category *rule; /* NULL: none */
	struct due_item over;		    /* all that is overdue, as one */
	uint64_t reads;
};

int
due_add(struct due *d, const struct due_item *item, struct why *w)
{
	/* grows at powers of two */
	if ((d->n & (d->n - 1)) == 0) {
		size_t cap = d->n == 0 ? 1 : 2 * d->n;
		struct due_item *more = realloc(d->items, cap * sizeof(*more));

		if (more == NULL)
			return why_memory(w);
		d->items = more;
	}
	d->items[d->n++] = *item;
	d->overdue += item->overdue;
	return 0;
}

static struct due_item
item_of(const struct run *r, enum due_kind kind)
{
	struct due_item item = { .kind = kind };

	memcpy(item.bundle, r->bundle->id, sizeof(item.bundle));
	snprintf(item.agency, sizeof(item.agency), "%s",
	    r->bundle->other.agency);
	snprintf(item.category, sizeof(item.category), "%s", r->told.category);
	if (r->rule != NULL)
		item.days = r->rule->days;
	return item;
}

static int
look_at_day(void *self, int64_t day_s, uint64_t reads, struct why *w)
{
	struct run *r = self;
	struct due *d = r->to;
	struct due_item item;

	r->reads += reads;
	if (r->rule == NULL)
		return 0;
	item = item_of(r, DUE_READS);
	item.reads = reads;
	item.by_s = day_s + ((int64_t)r->rule->days + 1) * DAY_S - 1;
	item.overdue = item.by_s < d->now_s;
	if (item.overdue) {
		if (r->over.reads == 0)
			r->over = item;
		else
			r->over.reads += reads;
		return 0;
	}
	/* its day begins by then */
	if (item.by_s - DAY_S < d->now_s + d->within_days * DAY_S)
		return due_add(d, &item, w);
	if (!d->next || item.by_s < d->next_s)
		d->next_s = item.by_s;
	d->next = true;
	return 0;
}

static int
count_file(void *self, const struct ledger_member *m, struct why *w)
{
	(void)w;
	*(uint64_t *)self += !m->gone && m->cut == RECORD_PIECES;
	return 0;
}

/* Reads without a rule; files where there is no read with which they go. */
static int
add_never(struct run *r, struct why *w)
{
	struct due_item item = item_of(r, DUE_NEVER);

	item.reads = r->reads;
	item.why = "no read is there, and files have no time";
	if (r->reads > 0 && r->rule != NULL)
		return 0;
	if (r->reads > 0 && r->to->policy[0] == '\0')
		item.why = "there is no policy";
	else if (r->reads > 0)
		item.why = r->told.category[0] == '\0'
		    ? "no category was given"
		    : "the policy does not have this category";
	if (ledger_member_each(&r->store->ledger, r->bundle->id, count_file,
		&item.files, w) != 0)
		return -1;
	return item.reads + item.files == 0 ? 0 : due_add(r->to, &item, w);
}

/* What a hold keeps is not overdue. */
static int
add_over(struct run *r, struct why *w)
{
	struct due_item *over = &r->over;

	if (due_holds_reads(&r->store->ledger, r->bundle->id, &over->held, w) !=
	    0)
		return -1;
	if (over->held > over->reads)
		over->held = over->reads;
	over->reads -= over->held;
	return over->reads == 0 ? 0 : due_add(r->to, over, w);
}

static int
look_at_bundle(struct run *r, const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	const struct policy *policy = &r->store->policy;
	struct ledger *l = &r->store->ledger;
	struct ledger_bundle bundle;
	bool found;

	if (ledger_bundle_get(l, id, LEDGER_RECEIVED, &bundle, &found, w) !=
		0 ||
	    told_get(l, &bundle, &r->told, w) != 0)
		return -1;
	r->to->bundles++;
	r->bundle = &bundle;
	r->reads = 0;
	r->over = (struct due_item){ 0 };
	r->rule = policy->line.version == 0
	    ? NULL
	    : policy_find_category(policy, r->told.category);
	if (ledger_captured_each(l, id, look_at_day, r, w) != 0)
		return -1;
	if (r->over.reads > 0 && add_over(r, w) != 0)
		return -1;
	return add_never(r, w);
}

static int
list_one(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct run *r = self;

	if (b->direction != LEDGER_RECEIVED || b->state != LEDGER_DONE)
		return 0;
	return bytes_add(&r->ids, b->id, SEAL_ID_BYTES, w);
}

/* What an order says of itself. */
int
due_add_text(struct due *d, struct due_item *item, const char *ground,
    const char *reference, struct why *w)
{
	struct due_item *added;

	item->overdue = item->by_s < d->now_s;
	if (due_add(d, item, w) != 0)
		return -1;
	added = &d->items[d->n - 1];
	added->ground = strdup(ground);
	added->reference = strdup(reference);
	if (added->ground == NULL || added->reference == NULL)
		return why_memory(w);
	return 0;
}

static int
add_order(void *self, const uint8_t *bundle, const struct ledger_order *o,
    struct why *w)
{
	const struct run *r = self;
	struct due_item item = { .kind = DUE_ORDER,
		.by_s = o->deadline_s,
		.targets = o->targets };

	memcpy(item.bundle, bundle, sizeof(item.bundle));
	memcpy(item.order, o->id, sizeof(item.order));
	snprintf(item.agency, sizeof(item.agency), "%s", o->issuer.agency);
	return due_add_text(r->to, &item, o->ground, o->reference, w);
}

static int
add_demand(void *self, const struct ledger_demand *o, struct why *w)
{
	const struct run *r = self;
	struct due_item item = { .kind = DUE_DEMAND,
		.by_s = o->deadline_s,
		.targets = o->targets };

	if (o->answered || o->waived)
		return 0;
	memcpy(item.bundle, o->carrier, sizeof(item.bundle));
	memcpy(item.order, o->id, sizeof(item.order));
	snprintf(item.agency, sizeof(item.agency), "%s", o->agency);
	return due_add_text(r->to, &item, o->ground, o->reference, w);
}

static int
add_end(void *self, const struct ledger_order *o, struct why *w)
{
	const struct run *r = self;
	struct due_item item = { .kind = DUE_END,
		.by_s = o->ends_s,
		.targets = o->targets };

	if (o->act != ORDER_RESTRICT || o->ends_s == ORDER_NO_END)
		return 0;
	if (ledger_restricted_count(&r->store->ledger, o->row, &item.records,
		w) != 0)
		return -1;
	if (item.records == 0)
		return 0;
	memcpy(item.bundle, o->carrier, sizeof(item.bundle));
	memcpy(item.order, o->id, sizeof(item.order));
	snprintf(item.agency, sizeof(item.agency), "%s", o->issuer.agency);
	return due_add_text(r->to, &item, o->ground, o->reference, w);
}

/* By time, which puts first what is overdue; then one order whatever the
 * ledger's. */
static int
compare(const void *a, const void *b)
{
	const struct due_item *x = a;
	const struct due_item *y = b;
	int differ;

	if ((x->kind == DUE_NEVER) != (y->kind == DUE_NEVER))
		return x->kind == DUE_NEVER ? 1 : -1;
	if (x->by_s != y->by_s)
		return x->by_s < y->by_s ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	differ = memcmp(x->order, y->order, sizeof(x->order));
	if (differ == 0)
		differ = memcmp(x->bundle, y->bundle, sizeof(x->bundle));
	return differ != 0 ? differ : strcmp(x->agency, y->agency);
}

static int
run(struct run *r, struct why *w)
{
	struct ledger *l = &r->store->ledger;

	policy_refer(&r->store->policy, r->to->policy);
	if (ledger_bundle_each(l, list_one, r, w) != 0)
		return -1;
	for (size_t i = 0; i < r->ids.len; i += SEAL_ID_BYTES)
		if (look_at_bundle(r, r->ids.data + i, w) != 0)
			return -1;
	return ledger_unreached_each(l, add_order, r, w) != 0 ||
		ledger_demand_each(l, add_demand, r, w) != 0 ||
		ledger_order_each(l, add_end, r, w) != 0
	    ? -1
	    : due_holds_find(r->to, l, w);
}

int
due_find(struct due *d, struct store *s, struct why *w)
{
	struct run r = { .to = d, .store = s };
	int rc = run(&r, w);

	bytes_clear(&r.ids);
	if (rc == 0 && d->n > 0)
		qsort(d->items, d->n, sizeof(*d->items), compare);
	return rc;
}

void
due_clear(struct due *d)
{
	for (size_t i = 0; i < d->n; i++) {
		free(d->items[i].ground);
		free(d->items[i].reference);
	}
	free(d->items);
	*d = (struct due){ 0 };
}

const char *
due_kind_name(enum due_kind kind)
{
	static const char *const names[DUE_KINDS] = {
		[DUE_READS] = "reads",
		[DUE_ORDER] = "order",
		[DUE_DEMAND] = "demand",
		[DUE_HOLD] = "hold",
		[DUE_RELEASED] = "released",
		[DUE_END] = "end",
		[DUE_NEVER] = "never",
	};

	return names[kind];
}

const char *
due_id_name(enum due_kind kind)
{
	if (kind == DUE_HOLD)
		return "hold";
	return kind == DUE_ORDER || kind == DUE_DEMAND || kind == DUE_END
	    ? "order"
	    : NULL;
}

const char *
due_state_name(const struct due_item *item)
{
	if (item->kind == DUE_NEVER)
		return "never";
	if (item->overdue)
		return "overdue";
	return item->kind == DUE_READS ? "due" : "open";
}

void
due_why(const struct due_item *item, char out[DUE_WHY_BYTES])
{
	switch (item->kind) {
	case DUE_READS:
		snprintf(out, DUE_WHY_BYTES,
		    "reads of category %s are kept for %" PRIu32
		    " days; a hold keeps %" PRIu64 " more",
		    item->category, item->days, item->held);
		if (item->held == 0)
			*strchr(out, ';') = '\0';
		return;
	case DUE_NEVER:
		snprintf(out, DUE_WHY_BYTES, "%s", item->why);
		return;
	case DUE_ORDER:
		snprintf(out, DUE_WHY_BYTES, "not carried out here: %s",
		    item->ground);
		return;
	case DUE_HOLD:
		snprintf(out, DUE_WHY_BYTES,
		    "hold to be reviewed, %s: %" PRIu64 " %s for its end",
		    item->ground, item->records,
		    item->records == 1 ? "record waits" : "records wait");
		return;
	case DUE_RELEASED:
		snprintf(out, DUE_WHY_BYTES,
		    "the hold is over that kept %" PRIu64 " record%s",
		    item->records, item->records == 1 ? "" : "s");
		return;
	case DUE_END:
		snprintf(out, DUE_WHY_BYTES,
		    "restriction to end, of %" PRIu64 " record%s: %s",
		    item->records, item->records == 1 ? "" : "s", item->ground);
		return;
	default:
		snprintf(out, DUE_WHY_BYTES, "not answered: %s", item->ground);
	}
}

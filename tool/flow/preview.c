#include "tool/flow/preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/flow/released.h"
#include "tool/flow/series.h"

struct run {
	struct preview *to;
	struct store *store;
	const struct preview_ask *ask;
	enum order_act act; /* of an order */
	struct order_match match;
	uint8_t *hits;
	struct bytes ids; /* SEAL_ID_BYTES each */
	unsigned place;
};

static struct order_target_lines
lines_of(const struct preview_ask *ask)
{
	return (struct order_target_lines){ .data = ask->text->data,
		.len = ask->text->len };
}

static int
count_targets(struct run *r, struct why *w)
{
	struct order_target_lines l = lines_of(r->ask);
	struct order order;
	const uint8_t *line;
	size_t len;
	int got;

	if (r->ask->headed) {
		got = order_parse(&order, l.data, l.len, w);
		r->to->asked = got == 0 ? order.targets : 0;
		r->act = order.act;
		return got;
	}
	while ((got = order_target_line(&l, &line, &len, w)) == 1)
		r->to->asked++;
	return got;
}

static int
add_targets(struct run *r, bool apart, struct why *w)
{
	struct order_target_lines l = lines_of(r->ask);
	struct preview *p = r->to;
	struct order_target target;
	const uint8_t *line;
	size_t len;
	int got;

	while ((got = order_target_line(&l, &line, &len, w)) == 1) {
		uint32_t number = apart ? (uint32_t)p->n_targets : 0;

		if (r->ask->headed && l.number == 1)
			continue;
		if (order_target_of(r->act, &target, line, len, w) != 0 ||
		    order_match_target(&r->match, &target, number, w) != 0)
			return order_target_in_line(&l, w);
		if (apart)
			p->targets[p->n_targets++].kind = target.kind;
	}
	return got;
}

static int
fill_match(struct run *r, struct why *w)
{
	struct preview *p = r->to;
	bool apart;

	if (count_targets(r, w) != 0)
		return -1;
	apart = p->asked <= PREVIEW_TARGETS_MAX;
	p->targets = calloc(PREVIEW_TARGETS_MAX, sizeof(*p->targets));
	if (p->targets == NULL)
		return why_memory(w);
	if (add_targets(r, apart, w) != 0 ||
	    series_tell(&r->store->ledger, &r->match, w) != 0)
		return -1;
	r->hits = calloc(1, order_match_hits_bytes(&r->match));
	return r->hits == NULL ? why_memory(w) : 0;
}

static int
list_one(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct run *r = self;

	if (b->direction != LEDGER_RECEIVED || b->state != LEDGER_DONE)
		return 0;
	return bytes_add(&r->ids, b->id, SEAL_ID_BYTES, w);
}

static int
keep(struct preview *p, const struct preview_bundle *one, struct why *w)
{
	struct preview_bundle *more;

	if (!one->whole && one->reads + one->files + one->unread == 0)
		return 0;
	more = realloc(p->bundles, (p->n_bundles + 1) * sizeof(*more));
	if (more == NULL)
		return why_memory(w);
	p->bundles = more;
	more[p->n_bundles++] = *one;
	return 0;
}

static void
count(void *self, uint32_t order, uint64_t reads, uint64_t files)
{
	struct preview *p = self;

	if (p->n_targets == 0)
		return;
	p->targets[order].reads += reads;
	p->targets[order].files += files;
}

static int
look(struct run *r, struct released *from, struct preview_bundle *one,
    struct why *w)
{
	struct preview *p = r->to;
	struct released_look look = { .match = &r->match,
		.all = true,
		.hits = r->hits,
		.each = count,
		.self = p };
	uint32_t whole =
	    order_match_bundle(&r->match, from->bundle.id, r->hits);

	memcpy(one->id, from->bundle.id, sizeof(one->id));
	snprintf(one->other, sizeof(one->other), "%s",
	    from->bundle.other.agency);
	if (whole != ORDER_NONE) {
		one->whole = true;
		one->reads = from->bundle.reads - from->bundle.deleted_reads;
		if (p->n_targets > 0)
			p->targets[whole].bundles++;
		return 0;
	}
	if (released_scan(from, &look, w) != 0)
		return -1;
	one->reads = look.reads;
	one->files = look.files;
	one->unread = look.unread;
	return 0;
}

static int
look_next(struct run *r, const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	struct preview *p = r->to;
	struct preview_bundle one = { 0 };
	struct released from = { 0 };
	struct why why = { 0 };
	int rc;

	p->looked++;
	rc = released_open(&from, r->store, id, NULL, &why);
	from.progress = r->ask->progress;
	if (rc == 0)
		rc = look(r, &from, &one, &why);
	released_close(&from);
	if (rc == 0)
		return keep(p, &one, w);
	if (why_exit(why.reason) != WHY_EXIT_NO)
		return why_set(w, why.reason, "%s", why.text);
	if (p->failed++ == 0)
		p->why = why;
	return 0;
}

static int
run(struct run *r, struct why *w)
{
	struct preview *p = r->to;

	if (fill_match(r, w) != 0 ||
	    ledger_bundle_each(&r->store->ledger, list_one, r, w) != 0)
		return -1;
	for (size_t i = 0; i < r->ids.len; i += SEAL_ID_BYTES)
		if (look_next(r, r->ids.data + i, w) != 0)
			return -1;
	p->absent = order_match_absent(&r->match, r->hits, 0);
	for (size_t i = 1; i < p->n_targets; i++)
		p->absent +=
		    order_match_absent(&r->match, r->hits, (uint32_t)i);
	return 0;
}

int
preview_run(struct preview *p, struct store *s, const struct preview_ask *ask,
    struct why *w)
{
	struct run r = { .to = p, .store = s, .ask = ask };
	int rc;

	*p = (struct preview){ 0 };
	rc = run(&r, w);
	order_match_clear(&r.match);
	free(r.hits);
	bytes_clear(&r.ids);
	return rc;
}

void
preview_clear(struct preview *p)
{
	free(p->bundles);
	free(p->targets);
	*p = (struct preview){ 0 };
}

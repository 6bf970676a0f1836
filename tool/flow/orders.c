#include "tool/flow/orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/flow/series.h"
#include "tool/store/ledger_taken.h"

/* *all: what other agencies sent, too? */
static int
check_role(const struct directory *directory, const struct seal_party *sender,
    bool *all, struct why *w)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(directory, sender->fingerprint, &key);

	if (!directory_may(a, DIRECTORY_ORDER, time(NULL)))
		return why_set(w, WHY_ORDER_ISSUER,
		    "agency %s lacks the role order-deletion", sender->agency);
	if (!directory_key_may(a, key, DIRECTORY_ORDER, time(NULL)))
		return why_set(w, WHY_ORDER_ISSUER,
		    "key %s of agency %s lacks the role order-deletion",
		    sender->fingerprint, sender->agency);
	*all = directory_may(a, DIRECTORY_ORDER_ALL, time(NULL)) &&
	    directory_key_may(a, key, DIRECTORY_ORDER_ALL, time(NULL));
	return 0;
}

static int
check_issuer(struct orders *all, const struct order *o,
    const struct opening *opening, const struct directory *directory,
    struct why *w)
{
	const struct seal_party *sender = &opening->seal.sender;

	if (strcmp(o->issuer.fingerprint, sender->fingerprint) != 0 ||
	    strcmp(o->issuer.agency, sender->agency) != 0)
		return why_set(w, WHY_ORDER_ISSUER,
		    "issued by agency %s, carried by agency %s",
		    o->issuer.agency, sender->agency);
	return directory == NULL
	    ? 0
	    : check_role(directory, &opening->seal.sender, &all->all, w);
}

/* Where the targets of this order go. */
static struct order_match *
find_match(struct orders *o, const struct order *one, struct why *w)
{
	struct judge_mark *m = &o->marks[o->n_marks];

	if (one->act == ORDER_DELETE)
		return &o->match;
	if (o->n_marks == ORDER_MARKS_MAX) {
		why_set(w, WHY_LIMIT,
		    "more than %d orders that are none to delete",
		    ORDER_MARKS_MAX);
		return NULL;
	}
	*m = (struct judge_mark){
		.cause = (uint32_t)o->n + 1,
		.corrected = one->act == ORDER_RECTIFY ? &o->corrected : NULL,
		.deletes = one->does == ORDER_DELETE,
		.lifts = one->act == ORDER_LIFT,
		.over = one->ends_s <= time(NULL),
		.settled = &o->settled[o->n],
	};
	return &o->marked[o->n_marks++];
}

static int
parse_one(struct orders *o, const struct bytes *text, struct why *w)
{
	struct order *one = &o->orders[o->n];
	struct order_match *m;

	if (order_parse_header(one, text->data, text->len, w) != 0)
		return -1;
	m = find_match(o, one, w);
	if (m == NULL ||
	    order_parse_into(one, m, (uint32_t)o->n, text->data, text->len,
		w) != 0)
		return -1;
	return one->act == ORDER_RECTIFY
	    ? corrected_order(&o->corrected, o->n, text->data, text->len, w)
	    : 0;
}

static int
open_one(struct orders *o, const struct opening *opening,
    const struct directory *directory, struct why *w)
{
	const struct bytes *text = &opening->contents.orders[o->n].text;
	struct order *one = &o->orders[o->n];

	if (parse_one(o, text, w) != 0 ||
	    check_issuer(o, one, opening, directory, w) != 0)
		return why_in(w, "order %zu", o->n);
	o->targets += one->targets;
	o->n++;
	return 0;
}

static int
make_hits(struct orders *o, struct why *w)
{
	free(o->hits);
	o->hits = calloc(1, order_match_hits_bytes(&o->match) + 1);
	if (o->hits == NULL)
		return why_memory(w);
	for (size_t i = 0; i < o->n_marks; i++) {
		struct judge_mark *m = &o->marks[i];

		m->match = &o->marked[i];
		free(m->hits);
		m->hits = calloc(1, order_match_hits_bytes(m->match) + 1);
		if (m->hits == NULL)
			return why_memory(w);
	}
	return 0;
}

int
orders_open(struct orders *o, const struct opening *opening,
    const struct directory *directory, struct why *w)
{
	size_t n = opening->contents.n_orders;

	memset(o, 0, sizeof(*o));
	memcpy(o->carrier, opening->seal.id, sizeof(o->carrier));
	o->orders = calloc(n + 1, sizeof(*o->orders));
	o->counts = calloc(n + 1, sizeof(*o->counts));
	o->rows = calloc(n + 1, sizeof(*o->rows));
	o->before = calloc(n + 1, sizeof(*o->before));
	o->settled = calloc(n + 1, sizeof(*o->settled));
	if (o->orders == NULL || o->counts == NULL || o->rows == NULL ||
	    o->before == NULL || o->settled == NULL)
		return why_memory(w);
	while (o->n < n)
		if (open_one(o, opening, directory, w) != 0)
			return -1;
	return make_hits(o, w);
}

int
orders_expire(struct orders *o, const struct retention *due,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	if (retention_match(due, bundle, (uint32_t)o->n, &o->match, w) != 0)
		return -1;
	o->expires = true;
	o->rows[o->n] = LEDGER_CAUSE_EXPIRED;
	return make_hits(o, w);
}

void
orders_close(struct orders *o)
{
	order_match_clear(&o->match);
	corrected_clear(&o->corrected);
	for (size_t i = 0; i < o->n_marks; i++) {
		order_match_clear(&o->marked[i]);
		free(o->marks[i].hits);
	}
	free(o->settled);
	free(o->orders);
	free(o->counts);
	free(o->rows);
	free(o->before);
	free(o->hits);
	memset(o, 0, sizeof(*o));
}

void
orders_judge(struct orders *o, const uint8_t bundle[SEAL_ID_BYTES],
    struct judge *j)
{
	memset(j, 0, sizeof(*j));
	j->bundle = bundle;
	j->store_fd = -1;
	if (o->n == 0 && !o->expires)
		return;
	j->match = &o->match;
	j->hits = o->hits;
	j->unread = &o->unread;
	j->counts = o->counts;
	memcpy(j->marks, o->marks, sizeof(j->marks));
	j->n_marks = o->n_marks;
	if (memcmp(bundle, o->carrier, sizeof(o->carrier)) != 0)
		return;
	j->brings = &o->corrected;
	orders_judge_sealed(o, INT64_MAX, j);
}

void
orders_judge_sealed(const struct orders *o, int64_t sealed_s, struct judge *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n_marks; i++) {
		const struct judge_mark *m = &j->marks[i];

		if (m->corrected == NULL ||
		    o->orders[m->cause - 1].issued_s >= sealed_s)
			j->marks[n++] = *m;
	}
	j->n_marks = n;
}

struct orders_asked
orders_asked(const struct orders *o, size_t i)
{
	for (size_t at = 0; at < o->n_marks; at++)
		if (o->marks[at].cause == i + 1)
			return (struct orders_asked){ o->marks[at].match,
				o->marks[at].hits, (uint32_t)i };
	return (struct orders_asked){ &o->match, o->hits, (uint32_t)i };
}

static uint64_t
absent_of(const struct orders *o, size_t i)
{
	const struct orders_asked a = orders_asked(o, i);

	return order_match_absent(a.match, a.hits, a.number);
}

uint64_t
orders_absent(const struct orders *o)
{
	uint64_t absent = 0;

	for (size_t i = 0; i < o->n; i++)
		absent += absent_of(o, i);
	return absent;
}

static void
join_answer(const struct order *o, struct ledger_order *row)
{
	size_t at = 0;

	for (size_t i = 0; i < o->n_answer; i++)
		at += (size_t)snprintf(row->answer_by + at,
		    sizeof(row->answer_by) - at, "%s%s", i == 0 ? "" : ",",
		    o->answer_by[i]);
}

_Static_assert(LEDGER_ANSWER_BYTES > ORDER_ANSWER_MAX * SEAL_AGENCY_BYTES,
    "the ledger has room for all who may answer");

static int
recall_one(struct orders *o, size_t i, struct ledger *l, struct why *w)
{
	const struct order *one = &o->orders[i];
	char carrier[SEAL_ID_HEX];
	char id[SEAL_ID_HEX];
	bool found = false;

	bytes_to_hex(id, one->id, sizeof(one->id));
	for (size_t j = 0; j < i; j++)
		if (memcmp(o->orders[j].id, one->id, sizeof(one->id)) == 0)
			return why_set(w, WHY_ORDER_CONFLICT,
			    "order %zu has the id of order %zu, %s", i, j, id);
	if (ledger_order_find(l, one->issuer.agency, one->id, &o->before[i],
		&found, w) != 0)
		return -1;
	if (!found ||
	    memcmp(o->before[i].digest, one->digest, sizeof(one->digest)) == 0)
		return 0;
	bytes_to_hex(carrier, o->before[i].carrier, SEAL_ID_BYTES);
	return why_set(w, WHY_ORDER_CONFLICT,
	    "order %zu is another than the one with the id %s that agency %s "
	    "gave in bundle %s",
	    i, id, one->issuer.agency, carrier);
}

int
orders_recall(struct orders *o, struct ledger *l, struct why *w)
{
	for (size_t i = 0; i < o->n; i++)
		if (recall_one(o, i, l, w) != 0)
			return -1;
	for (size_t i = 0; i < o->n_marks; i++)
		if (series_tell(l, &o->marked[i], w) != 0)
			return -1;
	return series_tell(l, &o->match, w);
}

void
orders_answer(const struct orders *o, size_t i, struct ledger_order *row)
{
	const struct judge_count *now = &o->counts[i];
	const struct ledger_order *before = &o->before[i];
	const struct order_by_count brought = corrected_count(&o->corrected, i);
	uint64_t absent = absent_of(o, i);

	/* What was found once is gone, and not absent. */
	if (before->row != 0 && before->absent < absent)
		absent = before->absent;
	row->targets = o->orders[i].targets;
	row->absent = absent;
	row->deleted_reads = before->deleted_reads + now->reads;
	row->deleted_members = before->deleted_members + now->members;
	row->deleted_bundles = before->deleted_bundles;
	if (o->orders[i].does == ORDER_DELETE)
		row->deleted_bundles += now->bundles;
	/* What a hold kept then was found again, or is gone. */
	row->held = now->held;
	/* So was what is restricted. */
	row->marked_reads = now->marked_reads;
	row->marked_members = now->marked_files;
	row->marked_bundles =
	    o->orders[i].does == ORDER_DELETE ? 0 : now->bundles;
	row->overruled = now->overruled;
	row->corrected = brought.rows;
	row->lost = brought.lost;
}

static void
describe(const struct order *one, struct ledger_order *row)
{
	row->issuer = one->issuer;
	row->act = one->act;
	row->does = one->does;
	row->ends_s = one->ends_s;
	row->issued_s = one->issued_s;
	row->deadline_s = one->deadline_s;
	memcpy(row->id, one->id, sizeof(row->id));
	memcpy(row->digest, one->digest, sizeof(row->digest));
	snprintf(row->ground, sizeof(row->ground), "%s", one->ground);
	snprintf(row->legal, sizeof(row->legal), "%s", one->legal);
	snprintf(row->reference, sizeof(row->reference), "%s", one->reference);
	join_answer(one, row);
}

static int
put_asked(const struct orders *o, size_t i, uint64_t row, struct ledger *l,
    struct why *w)
{
	const struct orders_asked of = orders_asked(o, i);
	struct order_match_kind kinds[ORDER_KINDS];

	order_match_kinds(of.match, of.hits, of.number, kinds);
	for (unsigned kind = 0; kind < ORDER_KINDS; kind++) {
		const struct ledger_asked a = { row, kind, kinds[kind].asked,
			kinds[kind].absent };

		if (a.asked > 0 && ledger_asked_put(l, &a, w) != 0)
			return -1;
	}
	return 0;
}

int
orders_taken(const struct orders *o, const uint8_t bundle[SEAL_ID_BYTES],
    const struct judge_count *counts, struct ledger *l, struct why *w)
{
	for (size_t i = 0; i < o->n; i++) {
		struct ledger_taken t = { .order = o->rows[i],
			.reads = counts[i].reads,
			.files = counts[i].members };

		memcpy(t.bundle, bundle, sizeof(t.bundle));
		if (t.reads + t.files > 0 && ledger_taken_add(l, &t, w) != 0)
			return -1;
	}
	return 0;
}

int
orders_commit(struct orders *o, const uint8_t carrier[SEAL_ID_BYTES],
    int64_t now_s, struct ledger *l, struct why *w)
{
	for (size_t i = 0; i < o->n; i++) {
		struct ledger_order row = o->before[i];

		if (row.row == 0) {
			describe(&o->orders[i], &row);
			row.answered_s = now_s;
			memcpy(row.carrier, carrier, SEAL_ID_BYTES);
		}
		orders_answer(o, i, &row);
		if (ledger_order_put(l, &row, w) != 0 ||
		    put_asked(o, i, row.row, l, w) != 0)
			return -1;
		o->rows[i] = row.row;
	}
	return 0;
}
